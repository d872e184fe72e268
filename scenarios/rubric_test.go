package scenarios

import (
	"bytes"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// TestRubricSourceIsTheScenariosRubric: read as a file of its own it is the
// rubric that the scenario holds, bit for bit in its canonical text.
func TestRubricSourceIsTheScenariosRubric(t *testing.T) {
	for _, id := range BuiltinIDs() {
		s, err := Builtin(id)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ReadRubric(id, bytes.NewReader(s.RubricSource()))
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if !bytes.Equal(RubricText(r), RubricText(&s.Rubric)) {
			t.Errorf("%s: the file of its own holds another rubric", id)
		}
	}
}

func TestAnchorsFinerThanTheOwnCaseAreRefused(t *testing.T) {
	s, err := Builtin("ventricular-drain")
	if err != nil {
		t.Fatal(err)
	}
	voxels := imaging.Grid{Size: [3]int{9, 9, 9}, PatientFromVoxel: mgl64.Scale3D(0.9, 0.9, 1.25)} // as the phantom's
	f := &Fitted{Scenario: s, Case: &anatomy.Case{ID: s.Case, Labels: &imaging.LabelMap{Grid: voxels}}}
	if err := f.askWithinReason(); err != nil || f.Notices != nil {
		t.Errorf("%v, notices %q", err, f.Notices)
	}
	s.Rubric.Criteria[0].Curve.Points = [][]float64{{0, 0}, {0.5, 100}}
	if err := f.askWithinReason(); err == nil {
		t.Error("half a millimetre of clearance is told apart on slices of 1.25 mm")
	}
	s.Case = "any"
	if err := f.askWithinReason(); err != nil || len(f.Notices) != 1 {
		t.Errorf("%v, notices %q", err, f.Notices)
	}
}
