package anatomy

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
)

// sharedData is the folder of real scans beside the project's root.
const sharedData = "../../shared/data"

// openShared opens a file of the shared data, or skips the test with the reason.
func openShared(t *testing.T, name string) *os.File {
	t.Helper()
	file, err := os.Open(filepath.Join(sharedData, name))
	if err != nil {
		t.Skipf("the shared scans are not beside the project: %v", err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

func readShared(t *testing.T, name string) *imaging.Volume {
	t.Helper()
	v, err := imaging.ReadNIfTI(openShared(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRealAbdomenMakesASoundCase(t *testing.T) {
	ct := readShared(t, "volumes/abdomen_ct_ts/ct.nii.gz")
	labels, err := imaging.ReadNIfTILabels(openShared(t, "volumes/abdomen_ct_ts/labels_total.nii.gz"))
	if err != nil {
		t.Fatal(err)
	}
	skin, err := segment.Preset("ct-skin")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Build(t.Context(), ct, BuildOptions{ID: "abdomen", Modality: "CT", Labels: labels, Names: segment.TotalSegmentator(),
		Recipes: []segment.Recipe{skin}, Target: "kidney-left"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Check() {
		t.Errorf("Check: %+v", f)
	}
	if len(c.Structures) < 50 {
		t.Errorf("%d structures, want the label map's organs", len(c.Structures))
	}
	compareWithReference(t, c)
	checkWayToKidney(t, c)
}

// checkWayToKidney: surgeons reach the kidney from behind without passing
// another organ, and so must the plan.
func checkWayToKidney(t *testing.T, c *Case) {
	entry, target, err := PlanTrajectory(c, PlanOptions{})
	if err != nil {
		t.Fatalf("no path to the left kidney: %v", err)
	}
	t.Logf("the way of %.0f mm from %.0f to %.0f passes %v", entry.Sub(target).Len(), entry, target, c.Crossed(entry, target, "kidney-left"))
	if passed := c.Crossed(entry, target, "kidney-left"); len(passed) > 0 {
		t.Errorf("the way passes %v", passed)
	}
	// Another path to the same answer: the labels of the voxels along the way.
	for _, s := range c.Structures {
		if !isOrgan(s.Tissue) || s.Name == "kidney-left" {
			continue
		}
		for step := range 1000 {
			if at := entry.Add(target.Sub(entry).Mul(float64(step) / 1000)); c.Labels.LabelAt(at) == s.Label {
				t.Errorf("the way passes %s at %.1f", s.Name, at)
				break
			}
		}
	}
}

// compareWithReference compares volumes with what VTK made of the same labels.
func compareWithReference(t *testing.T, c *Case) {
	t.Helper()
	var facts struct {
		Meshes map[string]map[string]struct {
			VoxelsMM3   float64    `json:"voxel_volume_mm3"`
			CentroidRAS [3]float64 `json:"centroid_ras_mm"`
		} `json:"reference_label_meshes"`
	}
	if err := json.NewDecoder(openShared(t, "facts.json")).Decode(&facts); err != nil {
		t.Fatal(err)
	}
	reference := facts.Meshes["volumes/abdomen_ct_ts/labels_total.nii.gz"]
	for _, name := range []string{"liver", "spleen", "aorta", "gallbladder", "kidney_left", "vertebrae_L1"} {
		want, ok := reference[name]
		if !ok {
			t.Errorf("facts.json has no %s", name)
			continue
		}
		s := c.Structure(strings.ToLower(strings.ReplaceAll(name, "_", "-")))
		if ml := want.VoxelsMM3 / 1000; math.Abs(s.VolumeML-ml) > 0.01*ml {
			t.Errorf("%s has %.3f ml, the reference's voxels %.3f", name, s.VolumeML, ml)
		}
		// Left and posterior count the other way in LPS. A mirrored or shifted
		// surface would not hold the reference's centroid within its bounds' middle half.
		low, high := s.Surface.Bounds()
		for axis, x := range [3]float64{-want.CentroidRAS[0], -want.CentroidRAS[1], want.CentroidRAS[2]} {
			if quarter := (high[axis] - low[axis]) / 4; x < low[axis]+quarter || x > high[axis]-quarter {
				t.Errorf("%s: the centroid is at %.1f mm on axis %d, the surface spans %.1f to %.1f", name, x, axis, low[axis], high[axis])
			}
		}
	}
}

func TestRealBrainMakesASoundCase(t *testing.T) {
	mr := readShared(t, "volumes/brain_mr_gd/MR_Gd.nii.gz")
	recipe, err := segment.Preset("mr-brain")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Build(t.Context(), mr, BuildOptions{ID: "brain", Modality: "MR", Recipes: []segment.Recipe{recipe}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Check() {
		t.Errorf("Check: %+v", f)
	}
	if ml := c.Structure("brain").VolumeML; ml < 900 || ml > 1700 {
		t.Errorf("the brain has %.0f ml, adults 1000 to 1600", ml)
	}
}
