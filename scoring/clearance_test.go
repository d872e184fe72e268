package scoring

import (
	"testing"

	"github.com/drylab/drylab/scene/record"
)

// TestTheClosestApproachIsTheOneThatWasMeasured compares with Measure and with
// the place where the made attempt is closest.
func TestTheClosestApproachIsTheOneThatWasMeasured(t *testing.T) {
	rec := madeAttempt()
	for i := range startTick {
		rec.Samples[i].Tools[0].ClearanceMM[0] = 0.4 // hovering beside the vessel counts for nothing
	}
	rec.Samples[400].Tools[0].Valid, rec.Samples[400].Tools[0].ClearanceMM = false, []float64{-7, -7, 0, 0} // nor does what nobody saw
	for metric, structure := range map[string]int{"clearance_min": 0, "clearance.vessel": 0, "clearance.ventricle": 1} {
		got, ok := ClosestApproach(rec, metric)
		near(t, metric, got.MM, value(Measure(rec), metric), 0)
		if !ok || got.Structure != structure || rec.Samples[got.Sample].Tools[0].ClearanceMM[structure] != got.MM {
			t.Errorf("%s: %+v, %v", metric, got, ok)
		}
	}
	rec.Samples[600].Tools[0].ClearanceMM[0] = -1
	if got, ok := ClosestApproach(rec, "clearance_min"); !ok || got != (Approach{Sample: 600, Structure: 0, MM: -1}) {
		t.Errorf("the breach: %+v, %v", got, ok)
	}
	for _, metric := range []string{"", "clearance.", "clearance.skin", "clearance.tumour", "clearance.spleen", "target_error"} {
		if got, ok := ClosestApproach(rec, metric); ok {
			t.Errorf("%q has a closest approach: %+v", metric, got)
		}
	}
	if got, ok := ClosestApproach(&record.Recording{}, "clearance_min"); ok {
		t.Errorf("nothing recorded has a closest approach: %+v", got)
	}
}
