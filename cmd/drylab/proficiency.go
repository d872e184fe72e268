package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
)

type proficiencyCommand struct {
	Show  proficiencyShow  `cmd:"" help:"Tell how far a trainee is with a scenario: rule, LC-CUSUM, learning curve, retention."`
	Rules proficiencyRules `cmd:"" help:"List the built-in FLS-style rules with the published times."`
}

type proficiencyShow struct {
	Scenario    string  `arg:"" help:"Scenario's id."`
	Trainee     string  `required:"" help:"Whose attempts." placeholder:"NAME"`
	Rule        string  `help:"A built-in FLS-style rule with its published time and repetitions, instead of --consecutive and --more." placeholder:"ID"`
	Consecutive int     `help:"Passes in a row that make proficient." default:"2"`
	More        int     `help:"Passes after these, in a row or not." default:"0"`
	Safety      string  `help:"The rubric's domain of which every criterion must pass." default:"safety" placeholder:"DOMAIN"`
	Adequate    float64 `help:"Failure rate of somebody competent, for the LC-CUSUM." default:"0.1"`
	Inadequate  float64 `help:"Failure rate of somebody who is not." default:"0.3"`
	FalseSignal float64 `help:"Share of those who are not that may be taken for competent within 50 attempts; the chart's limit follows from it." default:"0.1"`
	desk        `embed:""`
}

// standing is the JSON of the command.
type standing struct {
	Scenario string                `json:"scenario"`
	Rule     proficiency.Rule      `json:"rule"`
	False    float64               `json:"false_signal_50"`
	True     float64               `json:"true_signal_50"`
	Devices  []proficiency.Learner `json:"devices"`
	// Rubrics is by how many texts of rubrics the attempts were judged.
	Rubrics int `json:"rubrics"`
}

// Run tells how far somebody is with a scenario.
func (c *proficiencyShow) Run(a *app) error {
	rule, err := c.rule()
	if err != nil {
		return wrongUsage{err}
	}
	chart, err := proficiency.ChooseLCCUSUM(c.Adequate, c.Inadequate, proficiency.DefaultAttempts, c.FalseSignal)
	if err != nil {
		return wrongUsage{err}
	}
	trials, rubrics, err := c.trials(a)
	if err != nil {
		return err
	}
	learners, err := proficiency.Learners(rule, chart, trials, days(time.Now()))
	if err != nil {
		return err
	}
	n := proficiency.DefaultAttempts
	s := standing{c.Scenario, rule, chart.FalseSignal(n), chart.TrueSignal(n), learners, rubrics}
	if a.json {
		a.printJSON(s)
		return nil
	}
	for i := range learners {
		s.print(a.stdout, c.Trainee, &learners[i])
	}
	return nil
}

type proficiencyRules struct{}

// Run lists the built-in rules.
func (proficiencyRules) Run(a *app) error {
	rules, source := proficiency.BuiltinRules()
	if a.json {
		a.printJSON(rules)
		return nil
	}
	for _, r := range rules {
		fmt.Fprintf(a.stdout, "%-30s %s within %g s, %d in a row and %d more, at most %d attempts. %s\n", r.ID, r.Title, r.Seconds, r.Consecutive, r.More, r.Most, r.Error)
	}
	fmt.Fprintln(a.stdout, wrapped(source))
	return nil
}

func (c *proficiencyShow) rule() (proficiency.Rule, error) {
	if c.Rule == "" {
		r := proficiency.DefaultRule()
		if r.Consecutive != c.Consecutive || r.More != c.More {
			r = proficiency.Rule{ID: "own", Title: fmt.Sprintf("%d passes in a row and %d more", c.Consecutive, c.More), Consecutive: c.Consecutive, More: c.More}
		}
		return r, r.Validate()
	}
	rules, _ := proficiency.BuiltinRules()
	var ids []string
	for _, r := range rules {
		if r.ID == c.Rule {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	return proficiency.Rule{}, fmt.Errorf("there is no rule %q; there are %s", c.Rule, strings.Join(ids, ", "))
}

// trials are the trainee's attempts that were judged, the oldest first, and by how
// many rubrics they were.
func (c *proficiencyShow) trials(a *app) (trials []proficiency.Trial, rubrics int, err error) {
	store, access, err := c.open(a)
	if err != nil {
		return nil, 0, err
	}
	defer store.Close()
	list, err := access.Attempts(a.ctx, progress.Filter{Trainee: c.Trainee, Scenario: c.Scenario})
	if err != nil {
		return nil, 0, err
	}
	judges := map[string]bool{}
	for i := len(list) - 1; i >= 0; i-- { // the list begins with the newest
		if list[i].Outcome == scoring.OutcomeInvalid {
			continue
		}
		attempt, err := access.Attempt(a.ctx, list[i].ID)
		if err != nil {
			return nil, 0, err
		}
		trial, err := c.trial(&attempt)
		if err != nil {
			return nil, 0, err
		}
		trials, judges[attempt.Rubric.SHA256] = append(trials, trial), true
	}
	if len(trials) == 0 {
		return nil, 0, fmt.Errorf("%s has no attempt at %s that was judged; drylab progress lists who has", c.Trainee, c.Scenario)
	}
	return trials, len(judges), nil
}

// trial judges a stored attempt by the rubric that it was graded with.
func (c *proficiencyShow) trial(attempt *progress.Attempt) (proficiency.Trial, error) {
	var rubric scoring.Rubric
	if err := json.Unmarshal([]byte(attempt.RubricText), &rubric); err != nil {
		return proficiency.Trial{}, errors.New("the rubric stored with attempt " + attempt.ID + " cannot be read; restore the database from a backup")
	}
	passed, _ := proficiency.SafetyHeld(&rubric, &attempt.Score, c.Safety)
	t := proficiency.Trial{Device: attempt.Device.Class, Passed: passed, Day: days(attempt.Started)}
	if total, ok := attempt.Metrics.Get("time_total"); ok && total.Value != nil {
		t.Seconds = *total.Value
	} else {
		t.Passed = false // without a time nothing was finished
	}
	return t, nil
}

// days is a moment in days since 1970.
func days(t time.Time) float64 { return t.Sub(time.Unix(0, 0)).Hours() / 24 }

// print tells one class of device's story.
func (s *standing) print(w io.Writer, trainee string, l *proficiency.Learner) {
	marks := make([]string, len(l.Passed))
	for i, passed := range l.Passed {
		marks[i] = "·"
		if passed {
			marks[i] = "P"
		}
	}
	fmt.Fprintf(w, "%s at %s with %s: %s, passed %d (P), every safety criterion included\n  %s\n",
		trainee, s.Scenario, l.Device, count(l.Attempts, "attempt"), l.Passes, strings.Join(marks, " "))
	fmt.Fprintf(w, "  %s: %s\n", s.Rule.Title, l.Reached())
	fmt.Fprintf(w, "  success rate %.0f to %.0f %% (95 %%); above 80 %% with a probability of %.2f\n", 100*l.Rate.CI[0], 100*l.Rate.CI[1], l.Rate.Above(0.8))
	fmt.Fprintf(w, "  LC-CUSUM %.2f, limit %.2f: %s\n", l.Chart[len(l.Chart)-1], l.Limit, l.Evidence())
	fmt.Fprintf(w, "    within %d attempts it signals %.1f %% of those who are not competent and %.1f %% of those who are\n",
		proficiency.DefaultAttempts, 100*s.False, 100*s.True)
	if l.Time != nil && l.Time.B > 0 {
		fmt.Fprintf(w, "  time: from %.0f s at the first attempt towards %.0f s (power law)\n", l.Time.At(1), l.Time.A)
	} else {
		fmt.Fprintf(w, "  time: no learning curve yet; it takes %d attempts that get faster\n", proficiency.FewestForCurve)
	}
	if s.Rubrics > 1 {
		fmt.Fprintf(w, "  judged by %d versions of the rubric, each attempt by its own; drylab rescore judges all by one\n", s.Rubrics)
	}
	if l.Retention != "" {
		fmt.Fprintf(w, "  retention: %s\n", retentionText(l.Retention))
	}
}

func retentionText(r proficiency.Retention) string {
	switch r {
	case proficiency.RetentionEarly:
		return "too early to tell; practise again two to four weeks after reaching it"
	case proficiency.RetentionDue:
		return "due now"
	case proficiency.RetentionOverdue:
		return "overdue; it was to be checked two to four weeks after reaching it"
	case proficiency.RetentionKept:
		return "kept, by the first attempt two weeks or more after reaching it"
	}
	return "lost, by the first attempt two weeks or more after reaching it"
}
