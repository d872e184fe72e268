package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging/dicom"
)

// theBall finds the ball of bone by its intensities alone.
var theBall = []string{"--structure", "ball=400:3000"}

// ballML is the volume of the voxels of bone, counted.
func ballML() float64 {
	count := 0
	for k := range madeImages {
		for at := range madeSize * madeSize {
			if madeValue(at%madeSize, at/madeSize, k) >= bony {
				count++
			}
		}
	}
	return float64(count) * madeStep * madeStep * madeStep / 1000
}

// wantBall checks the ball's volume, to a share of it.
func wantBall(t testing.TB, c imported, within float64) {
	t.Helper()
	if got, want := volumeOf(t, c, "ball"), ballML(); math.Abs(got-want) > within*want {
		t.Errorf("the ball of bone has %.3f mL, want %.3f", got, want)
	}
}

// volumeOf is a structure's volume; the test fails where the case lacks it.
func volumeOf(t testing.TB, c imported, name string) float64 {
	t.Helper()
	at := slices.IndexFunc(c.Structures, func(r structureRow) bool { return r.Name == name })
	if at < 0 {
		t.Fatalf("no %s among %+v", name, c.Structures)
	}
	return c.Structures[at].VolumeML
}

// noted says whether a note holds the words.
func noted(c imported, words string) bool {
	return strings.Contains(strings.Join(c.Notes, "\n"), words)
}

// refused runs an import that must fail with one sentence and leave nothing.
func refused(t testing.TB, says, source string, args ...string) {
	t.Helper()
	parent := t.TempDir()
	out := drylab(t, append([]string{"import", source, "--out", filepath.Join(parent, "case")}, args...)...)
	if out.code == exitDone {
		t.Errorf("%s %v was imported", filepath.Base(source), args)
	}
	last := out.stderr[strings.LastIndex(strings.TrimSpace(out.stderr), "\n")+1:]
	if !strings.HasPrefix(last, "drylab: ") || !strings.Contains(last, says) {
		t.Errorf("%s %v ends with %q, want one sentence with %q", filepath.Base(source), args, last, says)
	}
	if left, _ := os.ReadDir(parent); len(left) > 0 {
		t.Errorf("a refused import left %v", left)
	}
}

// TestAnyWayIntoTheSameCase: a folder, the files in another order, a ZIP
// archive, a DICOMDIR and one slice's file are the same case, bit for bit; the
// bone in it has the volume of the ball that it is.
func TestAnyWayIntoTheSameCase(t *testing.T) {
	emptyHome(t)
	files := madeSeries{}.files(t)
	turned := slices.Clone(files)
	slices.Reverse(turned)
	folder := inFolder(t, files)
	disc := inFolder(t, files)
	directory(t, disc, len(files))
	// Below a single file may lie anything: it does not count.
	below := filepath.Join(folder, "other")
	if err := os.Mkdir(below, 0o755); err != nil {
		t.Fatal(err)
	}
	first := imports(t, inFolder(t, files))
	wantBall(t, imports(t, inFolder(t, files), theBall...), 0.01)
	for name, source := range map[string]string{
		"turned": inFolder(t, turned), "ZIP": inArchive(t, files), "one file": filepath.Join(folder, shuffledName(7)),
		"DICOMDIR": filepath.Join(disc, "DICOMDIR"), "without preambles": inFolder(t, bare(files)),
		"one bare file": filepath.Join(inFolder(t, bare(files)), shuffledName(3)),
	} {
		t.Run(name, func(t *testing.T) {
			if got := imports(t, source); got.SHA256 != first.SHA256 || got.Case != first.Case {
				t.Errorf("it is the case %s, %s; want %s, %s", got.Case, got.SHA256, first.Case, first.SHA256)
			}
		})
	}
}

// bare takes the preamble and "DICM" off: group 0002 comes first.
func bare(files [][]byte) [][]byte {
	var short [][]byte
	for _, file := range files {
		short = append(short, file[132:])
	}
	return short
}

// directory writes a DICOMDIR that lists the files of a folder.
func directory(t testing.TB, dir string, files int) {
	t.Helper()
	var records []dicom.Dataset
	for at := range files {
		records = append(records, dicom.Dataset{Elements: []dicom.Element{
			{Tag: 0x00041430, VR: "CS", Value: []byte("IMAGE")}, {Tag: 0x00041500, VR: "CS", Value: []byte(shuffledName(at))},
		}})
	}
	var file bytes.Buffer
	err := dicom.Encode(&file, &dicom.File{Dataset: dicom.Dataset{Elements: []dicom.Element{
		{Tag: 0x00041220, VR: "SQ", Items: records},
		{Tag: 0x00080016, VR: "UI", Value: []byte("1.2.840.10008.1.3.10")}, {Tag: 0x00080018, VR: "UI", Value: []byte(madeUID + ".99")},
	}}})
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "DICOMDIR"), file.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestSeveralSeries are listed, with a picture of each, and one is chosen.
func TestSeveralSeries(t *testing.T) {
	home := emptyHome(t)
	source := inFolder(t, slices.Concat(madeSeries{uid: madeUID + ".1"}.files(t), madeSeries{uid: madeUID + ".5", images: 20}.files(t)))
	refused(t, "--series N", source)
	refused(t, "2 series to choose from, not 3", source, "--series", "3")
	list := drylab(t, "import", source, "--list")
	if list.code != exitDone || !strings.Contains(list.stdout, "32 x 32 x 32") || !strings.Contains(list.stdout, "32 x 32 x 20") {
		t.Errorf("the list ends with %d: %s%s", list.code, list.stdout, list.stderr)
	}
	if page := read(t, filepath.Join(home, "imports", "series.html")); strings.Count(page, "data:image/png") != 2 {
		t.Errorf("%d pictures of two series", strings.Count(page, "data:image/png"))
	}
	listed := done[struct{ Series []struct{ Size [3]int } }](t, "import", source, "--list")
	if len(listed.Series) != 2 || listed.Series[1].Size != [3]int{32, 32, 20} {
		t.Errorf("listed as %+v", listed)
	}
	chosen := imports(t, source, "--series", "2")
	alone := imports(t, inFolder(t, madeSeries{uid: madeUID + ".5", images: 20}.files(t)))
	if chosen.SHA256 != alone.SHA256 {
		t.Error("--series 2 is another case than that series alone")
	}
}

// TestGapsAreRefused, with the place, and interpolated only when that is allowed.
func TestGapsAreRefused(t *testing.T) {
	emptyHome(t)
	files := madeSeries{}.files(t)
	const lost = 10
	missing := inFolder(t, slices.Delete(slices.Clone(files), lost, lost+1))
	refused(t, fmt.Sprintf("at %.1f mm", lost*madeStep), missing)
	refused(t, "--allow-gaps", missing)
	got := imports(t, missing, append(theBall, "--allow-gaps")...)
	if !noted(got, "20.0 mm") {
		t.Errorf("what was invented is not told: %q", got.Notes)
	}
	wantBall(t, got, 0.05)

	damaged := slices.Clone(files)
	damaged[lost] = damaged[lost][:len(damaged[lost])-100]
	source := inFolder(t, damaged)
	refused(t, shuffledName(lost), source)
	if got := imports(t, source, "--allow-gaps"); !noted(got, "A file cannot be read") {
		t.Errorf("the slice left out is not told: %q", got.Notes)
	}
	twice := inFolder(t, append(slices.Clone(files), files[3]))
	if got := imports(t, twice); got.SHA256 != imports(t, inFolder(t, files)).SHA256 {
		t.Error("a file that is there twice makes another case")
	}
}

// TestTiltedGantry: slices that lean are moved upright, and bone keeps its volume.
func TestTiltedGantry(t *testing.T) {
	emptyHome(t)
	const lean = 0.5 // in 2 mm: 14 degrees
	got := imports(t, inFolder(t, madeSeries{lean: lean}.files(t)), theBall...)
	if !noted(got, "14.0 degrees") {
		t.Errorf("the tilt is not told: %q", got.Notes)
	}
	wantBall(t, got, 0.05)
}

// TestBurnedInText is refused until a human has looked at the pixels, whether
// the file says that it is there or the pixels show it.
func TestBurnedInText(t *testing.T) {
	emptyHome(t)
	said := madeSeries{extra: []dicom.Element{{Tag: 0x00280301, VR: "CS", Value: []byte("YES")}}}
	// Seven marks of one height on a line, the same in every slice.
	drawn := madeSeries{draw: func(x, y, _ int, value int16) int16 {
		if y >= 1 && y <= 5 && x >= 1 && x < 29 && x%4 != 0 && (x%4 == 1 || y%2 == 1) {
			return 3000
		}
		return value
	}}
	for name, made := range map[string]madeSeries{"an attribute": said, "the pixels": drawn} {
		t.Run(name, func(t *testing.T) {
			source := inFolder(t, made.files(t))
			refused(t, "--pixels-checked", source)
			if got := imports(t, source, "--pixels-checked"); !noted(got, "A human confirmed") {
				t.Errorf("the confirmation is not kept: %q", got.Notes)
			}
		})
	}
}
