package scoring

import (
	"math"
	"testing"
)

// TestTurnsAreTheNearest tries every value of a fine lattice: none nearer than
// the one that Turns names changes the outcome, and that one does.
func TestTurnsAreTheNearest(t *testing.T) {
	rubric := madeRubric(t)
	good := map[string]float64{"clearance.vessel": 4, "target_error": 3, "target_error_axial": 1, "passes": 1,
		"punctures.ventricle": 1, "track_losses": 0, "punctures.vessel": 0, "clearance_min": 4}
	for _, c := range []struct {
		name   string
		change map[string]float64
		want   Outcome
	}{
		{"passed", nil, OutcomePass},
		{"too near the vessel", map[string]float64{"clearance.vessel": 1.2}, OutcomeFail},
		{"aimed badly", map[string]float64{"target_error": 8}, OutcomeFail},
		{"several passes", map[string]float64{"passes": 4, "target_error": 6.5, "punctures.ventricle": 0}, OutcomeFail},
	} {
		values := map[string]float64{}
		for id, x := range good {
			values[id] = x
		}
		for id, x := range c.change {
			values[id] = x
		}
		m := metricsOf(values)
		if got := rubric.Grade(m, nil).Outcome; got != c.want {
			t.Fatalf("%s: %s", c.name, got)
		}
		turns := map[string]Turn{}
		for _, turn := range rubric.Turns(m, nil) {
			turns[turn.Metric] = turn
			if got := rubric.Grade(m.with(turn.Metric, turn.Needed), nil).Outcome; got == c.want || got != turn.Outcome {
				t.Errorf("%s: with %s at %g the outcome is %s, told as %s", c.name, turn.Metric, turn.Needed, got, turn.Outcome)
			}
		}
		for _, criterion := range rubric.Criteria {
			was, nearest := values[criterion.Metric], math.Inf(1)
			step := 0.01
			if criterion.Unit == "count" {
				step = 1
			}
			for n := -20 / step; n <= 20/step; n++ {
				x := n * step
				if rubric.Grade(m.with(criterion.Metric, x), nil).Outcome != c.want {
					nearest = min(nearest, math.Abs(x-was))
				}
			}
			turn, told := turns[criterion.Metric]
			if told != !math.IsInf(nearest, 1) || told && math.Abs(turn.Needed-was) > nearest+0.011 {
				t.Errorf("%s: %s from %g: told %v %+v, a search finds one %g away", c.name, criterion.Metric, was, told, turn, nearest)
			}
		}
	}
	injured := metricsOf(map[string]float64{"clearance.vessel": 4, "target_error": 3, "punctures.vessel": 1})
	if turns := rubric.Turns(injured, nil); turns != nil {
		t.Errorf("nothing makes up for an injury: %v", turns)
	}
}

func TestAnchorsFinerThanTheCaseAreRefused(t *testing.T) {
	rubric := madeRubric(t)
	// Clearances tell 1 mm apart; the linear target 8 mm, the depth band 4 mm.
	for uncertainty, want := range map[float64]int{0.49: 0, 0.51: 1, 2.1: 2, 4.1: 3} {
		problems := rubric.TooFine(uncertainty)
		if len(problems) != want {
			t.Errorf("%g mm: %v, want %d problems", uncertainty, problems, want)
		}
	}
	if !mentions(rubric.TooFine(0.51), "/criteria/0/curve", "more precision than the case holds") {
		t.Error("the wrong criterion is refused")
	}
}
