package dicom

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
)

// liverScan is the series that the shared segmentations were drawn on.
func liverScan(t testing.TB) *Series {
	t.Helper()
	return onlyVolume(t, memoryOf(t, "dicom/seg_liver_ct3/ct"))
}

// mustReadObject reads an object that can be read.
func mustReadObject(t testing.TB, data []byte, o ObjectOptions) *imaging.Segmentation {
	t.Helper()
	s, err := ReadObject(context.Background(), data, o)
	if err != nil {
		t.Fatal(err)
	}
	if s.Validate() != nil || len(s.Data) != s.Len() {
		t.Fatalf("%d labels on a grid of %v", len(s.Data), s.Size)
	}
	return s
}

// countsOf counts the voxels of every label but 0.
func countsOf(l *imaging.LabelMap) map[uint16]int {
	counts := map[uint16]int{}
	for _, label := range l.Data {
		if label != 0 {
			counts[label]++
		}
	}
	return counts
}

// sharedNRRD reads a label map that dcmqi wrote of a segmentation.
func sharedNRRD(t testing.TB, name string) *imaging.LabelMap {
	t.Helper()
	s, err := imaging.OpenLabels(context.Background(), os.DirFS(filepath.Join(sharedData, "dicom/seg_liver_ct3")), name, imaging.OpenOptions{})
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	return s.LabelMap
}

// TestLiverIsWhatItsNRRDSays compares with the label map that the object was
// made of, voxel by voxel, on a grid of its own and on the scan's.
func TestLiverIsWhatItsNRRDSays(t *testing.T) {
	data := readShared(t, "dicom/seg_liver_ct3/liver.dcm")
	want := sharedNRRD(t, "liver_seg.nrrd")
	for name, o := range map[string]ObjectOptions{
		"alone": {}, "on its scan": {Series: liverScan(t)}, "on a grid": {Grid: &want.Grid},
	} {
		s := mustReadObject(t, data, o)
		if !s.SameAs(want.Grid) || !slices.Equal(s.Data, want.Data) {
			t.Errorf("%s: the liver has %v voxels on %v", name, countsOf(s.LabelMap), s.Size)
		}
		if countsOf(s.LabelMap)[1] != 107098 || len(s.Notes) != 0 || s.Overlaps != 0 {
			t.Errorf("%s: %v voxels, notes %q", name, countsOf(s.LabelMap), s.Notes)
		}
		liver := imaging.Segment{Label: 1, Name: "liver", Color: "#d98265", SNOMED: "10200004"}
		if len(s.Segments) != 1 || s.Segments[0] != liver {
			t.Errorf("%s: segments %v", name, s.Segments)
		}
	}
}

// TestOverlapsGoToTheSmaller compares with dcmqi's three layers, in which no
// two segments overlap: the rule, applied to them voxel by voxel.
func TestOverlapsGoToTheSmaller(t *testing.T) {
	s := mustReadObject(t, readShared(t, "dicom/seg_liver_ct3/partial_overlaps.dcm"), ObjectOptions{Series: liverScan(t)})
	sizes := map[uint16]int{1: 9602, 2: 11888, 3: 10743, 4: 6693, 5: 4713} // facts.json
	want, claims := make([]uint16, s.Len()), map[uint16]int{}
	overlaps := 0
	for layer := 1; layer <= 3; layer++ {
		for i, label := range sharedNRRD(t, fmt.Sprintf("partial_overlaps-%d.nrrd", layer)).Data {
			if label == 0 {
				continue
			}
			claims[label]++
			if want[i] != 0 {
				overlaps++
			}
			if want[i] == 0 || sizes[label] < sizes[want[i]] {
				want[i] = label
			}
		}
	}
	if fmt.Sprint(claims) != fmt.Sprint(sizes) {
		t.Fatalf("dcmqi's layers hold %v", claims)
	}
	if !slices.Equal(s.Data, want) || s.Overlaps != overlaps {
		t.Errorf("%v voxels, %d lost; want %d lost", countsOf(s.LabelMap), s.Overlaps, overlaps)
	}
	wantWords(t, strings.Join(s.Notes, "\n"), fmt.Sprint(overlaps), "smallest")
}

// TestSparseLabelMap has two frames of three, and 5 for its padding.
func TestSparseLabelMap(t *testing.T) {
	s := mustReadObject(t, readShared(t, "dicom/seg_liver_ct3/sparse-labelmap-ppv5.dcm"), ObjectOptions{})
	want := sharedNRRD(t, "sparse_labelmap_ppv5_seg.nrrd")
	for i, label := range want.Data {
		if label == 5 { // dcmqi fills what no frame covers with the padding
			want.Data[i] = 0
		}
	}
	if !s.SameAs(want.Grid) || !slices.Equal(s.Data, want.Data) || countsOf(s.LabelMap)[1] != 630 {
		t.Errorf("%v voxels on %v, want %v on %v", countsOf(s.LabelMap), s.Size, countsOf(want), want.Size)
	}
	if len(s.Segments) != 1 || s.Segments[0].SNOMED != "10200004" {
		t.Errorf("segments %v", s.Segments)
	}
}

// regionFact is what pydicom and the shoelace formula say of a region.
type regionFact struct {
	Planes  int
	Spacing *float64 `json:"plane_spacing_mm"`
	Area    float64  `json:"sum_of_polygon_areas_mm2"`
	Volume  *float64 `json:"volume_if_all_contours_add_mm3"`
}

func regionFacts(t testing.TB, name string) map[string]regionFact {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(sharedData, "facts.json"))
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	var facts struct {
		Objects map[string]struct{ ROIs map[string]regionFact } `json:"dicom_objects"`
	}
	if err := json.Unmarshal(text, &facts); err != nil {
		t.Fatal(err)
	}
	return facts.Objects[name].ROIs
}

// TestRegionsHaveTheirPolygonsVolume compares voxels with polygon areas. Pixels
// along an outline of length L err by chance in both ways; a tenth of their
// number is far beyond it.
func TestRegionsHaveTheirPolygonsVolume(t *testing.T) {
	for _, name := range []string{"dicom/rtstruct_breast/rtss.dcm", "dicom/oddities/rtstruct.dcm"} {
		s := mustReadObject(t, readShared(t, name), ObjectOptions{})
		if within := fmt.Sprint(s.Contains); strings.Contains(name, "rtss") && within != "map[1:[3 4 5 6 7 8] 4:[10] 10:[9]]" {
			t.Errorf("%s: body, breast and block contain %s", name, within)
		}
		counts := countsOf(s.LabelMap)
		for region, fact := range regionFacts(t, name) {
			at := slices.IndexFunc(s.Segments, func(s imaging.Segment) bool { return s.Name == kebabName(region) })
			if fact.Volume == nil || *fact.Volume == 0 {
				if at >= 0 || !strings.Contains(strings.Join(s.Notes, "\n"), kebabName(region)+" was left out") {
					t.Errorf("%s: %s was drawn, or its absence not told: %q", name, region, s.Notes)
				}
				continue
			}
			if at < 0 {
				t.Errorf("%s: %s is missing", name, region)
				continue
			}
			switch region {
			case "Heart", "Tumor Bed", "patient": // nothing lies within them
				got := float64(counts[s.Segments[at].Label]) * s.VoxelVolume()
				if math.Abs(got-*fact.Volume) > 0.005**fact.Volume {
					t.Errorf("%s: %s has %.1f ml, its polygons %.1f ml", name, region, got/1000, *fact.Volume/1000)
				}
			}
		}
	}
}

// TestRetiredCodes compares with pydicom's table.
func TestRetiredCodes(t *testing.T) {
	lines := pydicom(t, `
from pydicom.sr._snomed_dict import mapping
for old, new in mapping["SRT"].items(): print(old, new)`)
	theirs := map[string]string{}
	for _, line := range lines {
		old, current, _ := strings.Cut(line, " ")
		theirs[old] = current
	}
	for old, current := range retiredCodes {
		if theirs[old] != current {
			t.Errorf("%s is %s, and %q for pydicom", old, current, theirs[old])
		}
	}
}

// TestColours go to CIELab and back. The whites and primaries are those of
// Lindbloom's tables (brucelindbloom.com, sRGB adapted to D50).
func TestColours(t *testing.T) {
	for color, want := range map[string][3]float64{
		"#ffffff": {100, 0, 0}, "#000000": {0, 0, 0}, "#808080": {53.59, 0, 0},
		"#ff0000": {54.29, 80.80, 69.89}, "#00ff00": {87.82, -79.27, 80.99}, "#0000ff": {29.57, 68.30, -112.03},
	} {
		stored, ok := labOfColor(color)
		got := [3]float64{float64(stored[0]) / 655.35, float64(stored[1])/257 - 128, float64(stored[2])/257 - 128}
		for i := range got {
			if !ok || math.Abs(got[i]-want[i]) > 0.05 {
				t.Errorf("%s is %.2f, want %v", color, got, want)
				break
			}
		}
	}
	for rgb := 0; rgb < 1<<24; rgb += 4099 {
		color := fmt.Sprintf("#%06x", rgb)
		stored, ok := labOfColor(color)
		if back := colorOfLab([]int{int(stored[0]), int(stored[1]), int(stored[2])}); !ok || back != color {
			t.Fatalf("%s comes back as %s", color, back)
		}
	}
	if _, ok := labOfColor("red"); ok || colorOfLab(nil) != "" {
		t.Error("no colour was taken for one")
	}
}

// TestOtherFilesAreRefused with what they are not.
func TestOtherFilesAreRefused(t *testing.T) {
	_, err := ReadObject(context.Background(), axial(0).encode(t), ObjectOptions{})
	if err == nil {
		t.Fatal("an image was read as a segmentation")
	}
	wantWords(t, err.Error(), "neither a segmentation", "RTSTRUCT")
	for _, name := range []string{"dicom/seg_liver_ct3/sparse-labelmap-ppv5.dcm", "dicom/rtstruct_breast/rtss.dcm"} {
		if _, err := ReadObject(context.Background(), readShared(t, name), ObjectOptions{Series: liverScan(t)}); err == nil {
			t.Errorf("%s was drawn on a scan that it does not belong to", name)
		} else {
			wantWords(t, err.Error(), "another scan")
		}
	}
}

// TestCompressedSegmentations are decompressed by gdcmconv where it is given,
// and name the package where not.
func TestCompressedSegmentations(t *testing.T) {
	packs, program := needsTool(t, "dcmcjpls"), needsTool(t, "gdcmconv")
	folder := t.TempDir()
	m := defaultSEG()
	m.kind, m.allocated, m.frames = "LABELMAP", 8, m.frames[:3]
	plain, packed, raw := filepath.Join(folder, "plain"), filepath.Join(folder, "packed"), filepath.Join(folder, "raw")
	if err := os.WriteFile(plain, m.encode(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(packs, plain, packed).CombinedOutput(); err != nil {
		t.Fatalf("dcmcjpls: %v: %s", err, said)
	}
	data, err := os.ReadFile(packed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadObject(context.Background(), data, ObjectOptions{}); err == nil {
		t.Error("JPEG-LS was read without help")
	} else {
		wantWords(t, err.Error(), "libgdcm-tools")
	}
	s := mustReadObject(t, data, ObjectOptions{Transcode: func(ctx context.Context, _ []byte) ([]byte, error) {
		if err := exec.CommandContext(ctx, program, "--raw", packed, raw).Run(); err != nil {
			return nil, err
		}
		return os.ReadFile(raw)
	}})
	if want := mustReadObject(t, m.encode(t), ObjectOptions{}); !slices.Equal(s.Data, want.Data) || s.Grid != want.Grid {
		t.Errorf("decompressed it has %v voxels, want %v", countsOf(s.LabelMap), countsOf(want.LabelMap))
	}
}
