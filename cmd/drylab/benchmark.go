package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
)

type benchmarkCommand struct {
	Derive benchmarkDerive `cmd:"" help:"Derive pass marks from people's attempts or from judges, and print how."`
	List   benchmarkList   `cmd:"" help:"List the pass marks that were derived for a scenario."`
}

type benchmarkDerive struct {
	Scenario string `arg:"" help:"Built-in id or file."`
	Method   string `help:"experts (mean of experienced operators), quartile (best quarter of everybody else), contrasting (experts against novices), borderline (totals against human ratings) or angoff (a judges' table)." enum:"experts,quartile,contrasting,borderline,angoff" default:"experts"`
	whoCounts
	Runs       int      `help:"How many attempts a person must have after familiarisation." default:"2"`
	Criterion  []string `help:"Only these criteria; a safety criterion is derived only when it is named." placeholder:"ID"`
	Safety     string   `help:"The rubric's domain whose limits are absolute." default:"safety" placeholder:"DOMAIN"`
	Judges     string   `help:"Judges' table for angoff, CSV: a heading with the items (criteria's ids, or others), then a line for each judge." type:"path" placeholder:"FILE.csv"`
	Borderline float64  `help:"Rating between pass and fail, for borderline." default:"2.5"`
	Rating     string   `help:"Form and item of the ratings in the database, for borderline without a table of ratings; several raters are averaged." placeholder:"FORM/ITEM"`
	Rubric     string   `help:"Start from the rubric in this file instead of the scenario's own." type:"path" placeholder:"FILE.yaml"`
	Date       string   `help:"When the standard was set, YYYY-MM-DD; default: today." placeholder:"DATE"`
	Out        string   `help:"Rubric file to write: a copy with the derived anchors and where they come from." type:"path" placeholder:"FILE.yaml"`
	Force      bool     `help:"Replace --out."`
	Save       bool     `help:"Keep the derivation in the database too."`
}

// derivation is the JSON of the command. People are pseudonyms.
type derivation struct {
	Scenario    string                   `json:"scenario"`
	Version     string                   `json:"version"`
	Method      string                   `json:"method"`
	Date        string                   `json:"date"`
	Device      string                   `json:"device,omitempty"`
	Attempts    int                      `json:"attempts"`
	LeftOut     map[string]int           `json:"left_out"`
	Derivations []proficiency.Derivation `json:"derivations"`
	Out         string                   `json:"out,omitempty"`
	Rubric      string                   `json:"rubric,omitempty"` // version of the one written

	source string // what goes into the rubric
}

// Run derives, prints and, where asked for, writes and stores.
func (c *benchmarkDerive) Run(a *app) error {
	if err := c.checkArguments(); err != nil {
		return err
	}
	s, rubric, text, err := c.rubricToStart()
	if err != nil {
		return err
	}
	d := &derivation{Scenario: s.ID, Version: s.Version, Method: c.Method, Date: c.Date, LeftOut: map[string]int{}}
	g := &gathering{scenario: s, rubric: rubric}
	if c.Method != string(proficiency.MethodAngoff) {
		if g, err = c.gather(a, s, rubric, c.Rating); err != nil {
			return err
		}
		d.Device, d.Attempts, d.LeftOut = g.device, g.attempts, g.left
	}
	if err := c.derive(d, g); err != nil {
		return err
	}
	if c.Out != "" {
		if err := c.write(d, rubric, s, text); err != nil {
			return err
		}
	}
	if c.Save {
		if err := c.store(a, d, rubric); err != nil {
			return err
		}
	}
	if a.json {
		a.printJSON(d)
		return nil
	}
	d.print(a.stdout, g)
	return nil
}

// checkArguments refuses what no derivation can follow from.
func (c *benchmarkDerive) checkArguments() error {
	if c.Date == "" {
		c.Date = time.Now().Format(time.DateOnly)
	}
	if _, err := time.Parse(time.DateOnly, c.Date); err != nil {
		return wrongUsage{fmt.Errorf("--date %s: write it as 2026-01-31", c.Date)}
	}
	isAngoff := c.Method == string(proficiency.MethodAngoff)
	switch {
	case isAngoff && c.Judges == "":
		return wrongUsage{errors.New("angoff needs the judges' table: --judges FILE.csv")}
	case !isAngoff && c.Judges != "":
		return wrongUsage{errors.New("--judges belongs to --method angoff")}
	case c.Runs < 1:
		return wrongUsage{errors.New("--runs must be 1 or more")}
	case c.Method == string(proficiency.MethodBorderline) && c.From == "" && c.Rating == "":
		return wrongUsage{errors.New("borderline needs the attempts' ratings: --from FILE.csv with the columns attempt and rating, or --rating FORM/ITEM for those in the database")}
	}
	if err := c.checkRating(); err != nil || c.Out == "" {
		return err
	}
	if _, err := os.Lstat(c.Out); err == nil && !c.Force {
		return fmt.Errorf("%s exists; choose another --out, or replace it with --force", c.Out)
	}
	return checkFolder(c.Out)
}

// checkRating refuses an item that a form does not have; forms that are not at hand
// may still be those of ratings in the database.
func (c *benchmarkDerive) checkRating() error {
	if c.Rating == "" {
		return nil
	}
	name, item, ok := strings.Cut(c.Rating, "/")
	if !ok {
		return wrongUsage{fmt.Errorf("--rating %s: write FORM/ITEM, as osats/flow", c.Rating)}
	}
	form, err := scenarios.OpenForm(name)
	if err != nil || slices.ContainsFunc(form.Items, func(i scoring.FormItem) bool { return i.ID == item && !i.InWords() }) {
		return nil
	}
	return wrongUsage{fmt.Errorf("form %s has no item %q with numbers; drylab form show %s lists them", name, item, name)}
}

// rubricToStart finds the scenario, and the rubric to start from with its text.
func (c *benchmarkDerive) rubricToStart() (s *scenarios.Scenario, rubric *scoring.Rubric, text []byte, err error) {
	if s, err = scenarios.Open(c.Scenario); err != nil {
		return nil, nil, nil, err
	}
	rubric, text = &s.Rubric, s.RubricSource()
	if c.Rubric != "" {
		if rubric, err = scenarios.OpenRubric(c.Rubric); err != nil {
			return nil, nil, nil, err
		}
		if text, err = os.ReadFile(c.Rubric); err != nil {
			return nil, nil, nil, fmt.Errorf("the rubric %s cannot be read: %w", c.Rubric, reason(err))
		}
	}
	if rubric.Scenario != nil && rubric.Scenario.ID != s.ID {
		return nil, nil, nil, fmt.Errorf("the rubric is for scenario %s, not for %s", rubric.Scenario.ID, s.ID)
	}
	for _, id := range c.Criterion {
		if !slices.ContainsFunc(rubric.Criteria, func(one scoring.Criterion) bool { return one.ID == id }) {
			return nil, nil, nil, fmt.Errorf("the rubric has no criterion %q; drylab rubric show %s prints it", id, c.Scenario)
		}
	}
	return s, rubric, text, nil
}

// derive fills in the derivations.
func (c *benchmarkDerive) derive(d *derivation, g *gathering) error {
	g.Least = c.Runs
	switch proficiency.Method(c.Method) {
	case proficiency.MethodAngoff:
		return c.fromJudges(d, g.rubric)
	case proficiency.MethodBorderline:
		d.source = g.origin("rated attempts")
		mark, err := proficiency.RatedPassMark(g.rubric, &g.Cohort, c.Borderline)
		d.Derivations = []proficiency.Derivation{mark}
		return err
	}
	d.source = g.origin("attempts")
	standard := proficiency.Standard{Method: proficiency.Method(c.Method), Cohort: g.Cohort, Pass: g.rubric.Pass.MinTotal, Safety: c.Safety}
	derived := false
	for i := range g.rubric.Criteria {
		named := slices.Contains(c.Criterion, g.rubric.Criteria[i].ID)
		if len(c.Criterion) > 0 && !named {
			continue
		}
		one := standard.Criterion(&g.rubric.Criteria[i], named)
		derived = derived || one.Kept == ""
		d.Derivations = append(d.Derivations, one)
	}
	if !derived {
		return errors.New("nothing could be derived: " + whyKept(d.Derivations))
	}
	return nil
}

// whyKept lists the different reasons, each once.
func whyKept(all []proficiency.Derivation) string {
	var reasons []string
	for _, d := range all {
		if !slices.Contains(reasons, d.Kept) {
			reasons = append(reasons, d.Kept)
		}
	}
	return strings.Join(reasons, "; ")
}

// origin says where a standard comes from. It names nobody: rubrics travel.
func (g *gathering) origin(what string) string {
	return fmt.Sprintf("%d own %s of %s at %s %s, drylab benchmark derive", g.attempts, what, people(len(g.Subjects)), g.scenario.ID, g.scenario.Version)
}

func (c *benchmarkDerive) fromJudges(d *derivation, rubric *scoring.Rubric) error {
	file, err := os.Open(c.Judges)
	if err != nil {
		return fmt.Errorf("the judges' table %s cannot be read: %w", c.Judges, reason(err))
	}
	defer file.Close()
	judgements, err := proficiency.ReadJudgements(file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Judges, err)
	}
	mark, err := proficiency.JudgedPassMark(rubric, judgements)
	d.Derivations = []proficiency.Derivation{mark}
	d.source = fmt.Sprintf("%s on %s, drylab benchmark derive", count(len(judgements.Judges), "judge"), count(len(judgements.Items), "item"))
	return err
}

// store keeps what was derived in the database.
func (c *benchmarkDerive) store(a *app, d *derivation, rubric *scoring.Rubric) error {
	store, access, err := c.open(a)
	if err != nil {
		return err
	}
	defer store.Close()
	date, err := time.Parse(time.DateOnly, c.Date)
	if err != nil {
		return err
	}
	for i := range d.Derivations {
		one := &d.Derivations[i]
		if one.Kept != "" {
			continue
		}
		text, err := json.Marshal(one)
		if err != nil {
			return err
		}
		b := progress.Benchmark{
			Scenario: d.Scenario, ScenarioVersion: d.Version, Rubric: rubric.ID, Criterion: one.Criterion, Metric: one.Metric,
			Unit: one.Unit, DeviceClass: d.Device, Method: d.Method, N: one.N, Derived: date, Value: one.Value, Derivation: text,
		}
		if one.CI95 != nil {
			b.Interval = &progress.Interval{Low: one.CI95[0], High: one.CI95[1], Confidence: 0.95}
		}
		if err := access.SaveBenchmark(a.ctx, b); err != nil {
			return err
		}
	}
	return nil
}
