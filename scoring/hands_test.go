package scoring

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
	"github.com/google/go-cmp/cmp"
)

// TestSecondInstrumentChangesNoMetricOfTheFirst: it wanders about, is lost now
// and then, and enters what has no structure.
func TestSecondInstrumentChangesNoMetricOfTheFirst(t *testing.T) {
	alone, beside := madeAttempt(), madeAttempt()
	beside.Header.Tools = append(beside.Header.Tools, record.Tool{Name: "grasper", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 330, JawMM: 18})
	for i := range beside.Samples {
		s := &beside.Samples[i]
		s.Tools = append(s.Tools, record.ToolSample{
			Pose:  record.Pose{Tip: mgl64.Vec3{float64(i), 5, 0}, Orientation: mgl64.QuatIdent()},
			Valid: i%9 > 0, DepthMM: float64(i % 30), ClearanceMM: []float64{-3, -3, -3, -3},
		})
	}
	beside.Events = append(beside.Events, record.Event{Tick: 600, Kind: record.EventEntry, Tool: 1, Position: mgl64.Vec3{77, 7, 7}})
	metrics := Measure(beside)
	for _, want := range Measure(alone) {
		if want.ID == "events.entry" || want.ID == idIdleTime || want.ID == idIdlePeriods {
			continue // counts whose it is; rests of all hands
		}
		got, _ := metrics.Get(want.ID)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s", d)
		}
	}
	if reasons := Invalidity(beside); len(reasons) > 0 {
		t.Errorf("invalid: %v", reasons)
	}
	// A millimetre a tick, in one direction, from start to confirmation.
	if _, path, _ := newAttempt(beside, columnsOf(beside), 1).pathLengths(); math.Abs(path-(confirmTick-startTick)) > 2 {
		t.Errorf("the second instrument went %.1f mm, want %d", path, confirmTick-startTick)
	}
}

// TestSamplesWithoutInstrumentsAreMissingData, not a panic.
func TestSamplesWithoutInstrumentsAreMissingData(t *testing.T) {
	rec := madeAttempt()
	for i := range rec.Samples {
		rec.Samples[i].Tools = nil
	}
	rec.Header.Tools = nil
	if m, _ := Measure(rec).Get("path_db_mm"); m.Value != nil || m.Reason != ReasonCoverage {
		t.Errorf("path of nothing: %+v", m)
	}
	if len(Invalidity(rec)) == 0 {
		t.Error("a recording without instruments can be judged")
	}
}
