package proficiency

import (
	"errors"
	"slices"
)

// Rule says when somebody is proficient: so many passes in a row, then so many
// more, which need not be in a row. Training goes on until then, not for a time.
type Rule struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Consecutive int    `json:"consecutive"` // passes in a row
	More        int    `json:"more"`        // passes after these, in a row or not
	// Most is the number of attempts after which somebody should be looked after
	// and not practise on; 0 for no such number.
	Most int `json:"most,omitempty"`
	// Seconds is the longest time of a pass; 0 where the scenario's rubric alone
	// decides. CutoffS is where an attempt of the task ends.
	Seconds float64 `json:"seconds,omitempty"`
	CutoffS float64 `json:"cutoff_s,omitempty"`
	Error   string  `json:"error,omitempty"` // what a pass must hold besides, in words
}

// DefaultRule asks for two passes in a row, as the published curricula do for
// the tasks that they do not repeat.
func DefaultRule() Rule {
	return Rule{ID: "two-in-a-row", Title: "Two passes in a row", Consecutive: 2}
}

// Validate tells why a rule is none; nil when it is one.
func (r Rule) Validate() error {
	switch {
	case r.Consecutive < 1 || r.More < 0 || r.Most < 0:
		return errors.New("a proficiency rule needs at least one pass in a row, and no number below 0")
	case r.Most > 0 && r.Most < r.Consecutive+r.More:
		return errors.New("the rule asks for more passes than it allows attempts")
	case !finite(r.Seconds, r.CutoffS) || r.Seconds < 0 || r.CutoffS < 0:
		return errors.New("the times of a proficiency rule must be 0 or more seconds")
	}
	return nil
}

// AchievedAt is the attempt, from 1, with which the rule is met; 0 when it is not.
// The passes of the first sufficient row count for the row only.
func (r Rule) AchievedAt(passes []bool) int {
	row, more, inRow := 0, 0, false
	for i, passed := range passes {
		switch {
		case inRow && passed:
			more++
		case passed:
			row++
		case !inRow:
			row = 0
		}
		if inRow = inRow || row >= r.Consecutive; inRow && more >= r.More {
			return i + 1
		}
	}
	return 0
}

// Trial is one attempt, in the order of time.
type Trial struct {
	Device  string  // class; proficiency with one device is none with another
	Passed  bool    // by the rubric, every safety criterion included; see SafetyHeld
	Seconds float64 // of the task
	Day     float64 // when it was, in days from any moment
}

// passes tells whether a trial is a pass by the rule: in time too.
func (r Rule) passes(t Trial) bool { return t.Passed && (r.Seconds == 0 || t.Seconds <= r.Seconds) }

// Standing is where somebody is with one class of device.
type Standing struct {
	Device     string      `json:"device"`
	Attempts   int         `json:"attempts"`
	Passes     int         `json:"passes"`
	AchievedAt int         `json:"achieved_at"` // attempt, from 1; 0 when not proficient
	Row        int         `json:"row"`         // passes in a row up to now
	Stuck      bool        `json:"stuck"`       // all attempts of the rule used without reaching it
	Rate       SuccessRate `json:"rate"`
}

// Standings judges somebody's attempts by the rule, each class of device by
// itself, in the order in which the classes first appear.
func (r Rule) Standings(trials []Trial) []Standing {
	var devices []string
	passes := map[string][]bool{}
	for _, t := range trials {
		if !slices.Contains(devices, t.Device) {
			devices = append(devices, t.Device)
		}
		passes[t.Device] = append(passes[t.Device], r.passes(t))
	}
	var standings []Standing
	for _, device := range devices {
		standings = append(standings, r.standing(device, passes[device]))
	}
	return standings
}

func (r Rule) standing(device string, passes []bool) Standing {
	s := Standing{Device: device, Attempts: len(passes), AchievedAt: r.AchievedAt(passes)}
	for _, passed := range passes {
		s.Row++
		if !passed {
			s.Row = 0
			continue
		}
		s.Passes++
	}
	s.Stuck = r.Most > 0 && s.Attempts >= r.Most && (s.AchievedAt == 0 || s.AchievedAt > r.Most)
	s.Rate, _ = RateOf(s.Passes, s.Attempts-s.Passes) // neither is negative
	return s
}
