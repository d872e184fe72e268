package proficiency

import "fmt"

// Learner is everything that somebody's attempts with one class of device tell
// about where they are.
type Learner struct {
	Standing
	Passed []bool `json:"passed"` // of each attempt, by the rule
	// Chart is the LC-CUSUM after each attempt, Limit its limit and SignalAt the
	// attempt, from 1, from which on competence is presumed; 0 for none yet.
	Chart    []float64 `json:"lc_cusum"`
	Limit    float64   `json:"lc_cusum_limit"`
	SignalAt int       `json:"lc_cusum_signal_at"`
	// AlarmAt is the attempt, from 1, at which a CUSUM of what came after the
	// signal tells that failures are frequent again; 0 for none.
	AlarmAt int `json:"cusum_alarm_at"`
	// Time is the learning curve of the seconds; nil where there is none to see.
	Time *PowerLaw `json:"time_curve"`
	// Retention is whether the skill was kept; "" before it was acquired.
	Retention Retention `json:"retention,omitempty"`
}

// The CUSUM that watches somebody whose competence is presumed raises a false
// alarm, and misses a true one, with one in ten, as the published charts do
// (SCORING §5.4).
const alarmRisk = 0.1

// Learners judges somebody's attempts by a rule and a chart, each class of device
// by itself, in the order in which the classes first appear. today is on the
// scale of the trials' Day.
func Learners(r Rule, chart LCCUSUM, trials []Trial, today float64) ([]Learner, error) {
	watch, err := NewCUSUM(chart.adequate, chart.inadequate, alarmRisk, alarmRisk)
	if err != nil {
		return nil, err
	}
	var learners []Learner
	for _, standing := range r.Standings(trials) {
		l := Learner{Standing: standing, Limit: chart.Limit}
		var failures []bool
		var seconds, days []float64
		for _, t := range trials {
			if t.Device == standing.Device {
				l.Passed = append(l.Passed, r.passes(t))
				failures = append(failures, !r.passes(t))
				seconds, days = append(seconds, t.Seconds), append(days, t.Day)
			}
		}
		l.Chart, l.SignalAt = chart.Chart(failures)
		if l.SignalAt > 0 {
			if alarm := watch.Alarm(failures[l.SignalAt:]); alarm > 0 {
				l.AlarmAt = l.SignalAt + alarm
			}
		}
		if curve, err := FitPowerLaw(seconds); err == nil {
			l.Time = &curve
		}
		if at := l.AchievedAt; at > 0 {
			l.Retention = retentionSince(days[at-1], days[at:], l.Passed[at:], today)
		}
		learners = append(learners, l)
	}
	return learners, nil
}

// Reached says whether the rule is fulfilled, as the end of a sentence.
func (l *Learner) Reached() string {
	switch {
	case l.AchievedAt > 0:
		return fmt.Sprintf("proficient since attempt %d", l.AchievedAt)
	case l.Stuck:
		return "not reached in as many attempts as the rule allows"
	}
	return fmt.Sprintf("not yet; passes in a row now: %d", l.Row)
}

// Evidence says what the chart tells, as the end of a sentence. It is evidence on
// one task and no certificate (SCORING §5.4).
func (l *Learner) Evidence() string {
	switch {
	case l.AlarmAt > 0:
		return fmt.Sprintf("evidence of competence on this task at attempt %d, but failures are frequent again since attempt %d", l.SignalAt, l.AlarmAt)
	case l.SignalAt > 0:
		return fmt.Sprintf("evidence of competence on this task since attempt %d", l.SignalAt)
	}
	return "no evidence of competence on this task yet"
}

func retentionSince(achieved float64, days []float64, passed []bool, today float64) Retention {
	var later []Later
	for i, day := range days {
		later = append(later, Later{Days: day - achieved, Passed: passed[i]})
	}
	return CheckRetention(later, today-achieved)
}
