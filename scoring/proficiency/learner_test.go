package proficiency

import "testing"

// TestALearnerFromFirstAttemptToRelapse follows one made person: three failures,
// fifteen passes, which signal competence (3.55 takes fifteen straight passes,
// SCORING §5.4), then failures.
func TestALearnerFromFirstAttemptToRelapse(t *testing.T) {
	chart, err := NewLCCUSUM(DefaultAdequate, DefaultInadequate, 3.55)
	if err != nil {
		t.Fatal(err)
	}
	var trials []Trial
	add := func(n int, passed bool) {
		for range n {
			x := float64(len(trials) + 1)
			trials = append(trials, Trial{Device: "mouse", Passed: passed, Seconds: 60 + 100/x, Day: x})
		}
	}
	learn := func(today float64) Learner {
		t.Helper()
		all, err := Learners(DefaultRule(), chart, trials, today)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0]
	}
	add(3, false)
	if l := learn(3); l.AchievedAt != 0 || l.SignalAt != 0 || l.Retention != "" || l.Time != nil || l.Chart[2] != 0 {
		t.Errorf("after three failures: %+v", l)
	}
	add(2, true)
	if l := learn(10); l.AchievedAt != 5 || l.Retention != RetentionEarly {
		t.Errorf("after two passes: %+v", l)
	}
	if l := learn(40); l.Retention != RetentionOverdue {
		t.Errorf("five weeks later: %+v", l)
	}
	add(13, true)
	l := learn(18)
	if l.SignalAt != 18 || l.AlarmAt != 0 || l.Passes != 15 || l.Row != 15 {
		t.Errorf("after fifteen passes: %+v", l)
	}
	nearAll(t, "learning curve", []float64{l.Time.A, l.Time.B, l.Time.C}, []float64{60, 100, 1}, 1e-9)
	add(5, true)
	if l := learn(23); l.Retention != RetentionKept { // attempt 19 is fourteen days after attempt 5
		t.Errorf("two weeks on: %+v", l)
	}
	// A failure adds 1 − s = ln 3 / (p + q), and Upper is ln 9 / (p + q): the second
	// one in a row reaches it.
	add(3, false)
	if l := learn(26); l.AlarmAt != 25 {
		t.Errorf("relapse told at attempt %d of %d", l.AlarmAt, l.Attempts)
	}
}
