package scoring

import (
	"testing"

	"github.com/drylab/drylab/scene/record"
)

// exchanged is the made attempt, in which the hand lays the needle down from one tick
// to another and holds a probe instead.
func exchanged(from, to int) *record.Recording {
	rec := madeAttempt()
	rec.Header.Tools = append(rec.Header.Tools, record.Tool{Name: "probe", Kind: record.KindProbe, RadiusMM: 1, LengthMM: 200, Hand: 1})
	for i := range rec.Samples {
		s := &rec.Samples[i]
		probe := record.ToolSample{Pose: s.Tools[0].Pose, ClearanceMM: make([]float64, len(rec.Header.Structures))}
		if i >= from && i < to {
			s.Tools[0].Valid, probe.Valid = false, true
		}
		s.Tools = append(s.Tools, probe)
	}
	return rec
}

// TestAnInstrumentLaidDownIsNotLost: for 1.5 s of 3.5 the hand held another one,
// which is neither a second hand nor a gap of the tracker's.
func TestAnInstrumentLaidDownIsNotLost(t *testing.T) {
	m := Measure(exchanged(320, 620))
	near(t, "coverage", value(m, "coverage"), 1, 0.01)
	near(t, "dropout", value(m, "dropout_s"), 0, 0.011)
	if path, ok := m.Get("path_db_mm"); !ok || path.Value == nil || len(path.Flags) > 0 {
		t.Errorf("the path of what was held: %+v", path)
	}
	if _, ok := m.Get("speed_correlation"); ok {
		t.Error("an instrument of the same hand is taken for a second hand")
	}

	// The same samples, and the other instrument in another hand: now they are gaps.
	rec := exchanged(320, 620)
	rec.Header.Tools[1].Hand = 2
	m = Measure(rec)
	near(t, "coverage", value(m, "coverage"), 1-1.5/3.5, 0.01)
	near(t, "dropout", value(m, "dropout_s"), 1.5, 0.011)
	if _, ok := m.Get("speed_correlation"); !ok {
		t.Error("a second hand has no metrics")
	}
}
