package scenarios

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
)

// TestTipThatIsNotKnownWellEnough: the scan's doubt and the tracker's add up in
// squares, and a rubric that asks for more is refused; where the scan is too coarse
// by itself, the tracker is not blamed.
func TestTipThatIsNotKnownWellEnough(t *testing.T) {
	f := fromTop(t)
	scan := uncertaintyMM(f.Case)
	known := len(f.Scenario.Rubric.TooFine(scan))
	finest := 0.0 // beyond which more of the rubric is too fine than the scan makes
	for u := scan; finest == 0 && u < 100; u += 0.01 {
		if len(f.Scenario.Rubric.TooFine(u)) > known {
			finest = u
		}
	}
	allowed := math.Sqrt(finest*finest - scan*scan)
	if allowed < 0.1 {
		t.Fatalf("scan %v mm, finest %v mm", scan, finest)
	}
	for mm, refused := range map[float64]bool{0: false, allowed - 0.05: false, allowed + 0.05: true} {
		reasons := f.tooFineFor(&record.Device{UncertaintyMM: mm})
		if (len(reasons) > 0) != refused || refused && !strings.Contains(reasons[0], "calibrate and register again") {
			t.Errorf("a tip known to %.2f mm: %v", mm, reasons)
		}
	}
}

// TestUncertaintyOfASetup: lengths in space, a third of whose squares is along one
// direction; in the middle of three landmarks the registration's is FRE·√3/√3.
func TestUncertaintyOfASetup(t *testing.T) {
	s := tracking.Setup{
		Tools: []tracking.TrackedTool{{Device: "a", TipRMSMM: 0.6}},
		Registration: &tracking.Registration{
			Turn: []float64{1, 0, 0, 0}, ShiftMM: []float64{0, 0, 0}, FREMM: 0.5,
			Points: [][]float64{{100, 0, 0}, {-50, 86.6, 0}, {-50, -86.6, 0}},
		},
	}
	// FLE² = FRE²/(1−2/3), and in the middle TRE² = FLE²/3 (Fitzpatrick 1998).
	want := math.Sqrt(0.6*0.6/3 + 0.5*0.5/3)
	if got := s.UncertaintyMM([3]float64{}); math.Abs(got-want) > 1e-9 {
		t.Errorf("%v mm, want %v mm", got, want)
	}
	if far := s.UncertaintyMM([3]float64{0, 0, 300}); far <= want {
		t.Errorf("far from the landmarks %v mm", far)
	}
}
