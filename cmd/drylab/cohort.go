package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
)

// whoCounts are the flags of commands that compare people.
type whoCounts struct {
	Experts []string `help:"Who are experts; default: whom the database knows as such." placeholder:"NAME"`
	Novices []string `help:"Who are novices; default: whom the database knows as such." placeholder:"NAME"`
	From    string   `help:"Only the attempts of this CSV table: column attempt (id or recording file) and, as wanted, person, group (expert or novice) and rating." type:"path" placeholder:"FILE.csv"`
	Device  string   `help:"Only attempts with this class of device; needed when there are several." placeholder:"CLASS"`
	Skip    int      `help:"How many first attempts of each person are familiarisation and do not count." default:"1"`
	desk    `embed:""`
}

// guest is whoever practised without giving a name: many people, and nobody.
const guest = "guest"

// seen is one attempt with what is known of whose it is.
type seen struct {
	id, person, device string
	group              string
	started            time.Time
	run                proficiency.Run
}

// gathering is the people whose attempts count, and how it came to them.
type gathering struct {
	proficiency.Cohort
	scenario *scenarios.Scenario
	rubric   *scoring.Rubric
	rating   string // FORM/ITEM
	device   string
	attempts int
	names    map[string]string // of pseudonyms; for the screen only
	left     map[string]int    // attempts that do not count, by reason
}

// The reasons why attempts do not count, as words after their number.
const (
	leftVersion  = "of another version of the scenario"
	leftInvalid  = "invalid"
	leftNameless = "of nobody in particular"
	leftDevice   = "with another device"
)

// check refuses what no attempt can follow from.
func (w *whoCounts) check() error {
	for _, name := range w.Experts {
		if slices.Contains(w.Novices, name) {
			return wrongUsage{fmt.Errorf("%s cannot be an expert and a novice", name)}
		}
	}
	if w.Skip < 0 {
		return wrongUsage{errors.New("--skip must be 0 or more")}
	}
	return nil
}

// gather finds the attempts of a scenario that count, by person. rating is the
// form and item of the database's ratings to take, FORM/ITEM; "" for none.
func (w *whoCounts) gather(a *app, s *scenarios.Scenario, rubric *scoring.Rubric, rating string) (*gathering, error) {
	if err := w.check(); err != nil {
		return nil, err
	}
	g := &gathering{scenario: s, rubric: rubric, rating: rating, names: map[string]string{}, left: map[string]int{}}
	entries, err := w.entries()
	if err != nil {
		return nil, err
	}
	var all []seen
	if w.From == "" || slices.ContainsFunc(entries, func(e proficiency.Entry) bool { return !isRecording(e.Attempt) }) {
		if all, err = w.stored(a, g); err != nil {
			return nil, err
		}
	}
	if w.From != "" {
		if all, err = g.listed(entries, all); err != nil {
			return nil, err
		}
	}
	if all, err = w.oneDevice(g, all); err != nil {
		return nil, err
	}
	g.people(all, w.Skip)
	return g, w.assign(g)
}

// stored are the scenario's attempts in the database that one may see, the oldest first.
func (w *whoCounts) stored(a *app, g *gathering) ([]seen, error) {
	store, access, err := w.open(a)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	summaries, err := access.Attempts(a.ctx, progress.Filter{Scenario: g.scenario.ID})
	if err != nil {
		return nil, err
	}
	versions := map[string]string{}
	for i := range summaries {
		versions[summaries[i].ID] = summaries[i].Scenario.Version
		g.names[summaries[i].Trainee.ID] = summaries[i].Trainee.Name
	}
	observed, err := access.Observations(a.ctx, g.scenario.ID, "")
	if err != nil {
		return nil, err
	}
	own := scenarios.RubricRef(g.rubric).SHA256
	var all []seen
	for i := range observed {
		o := &observed[i]
		if why := g.unfit(o, versions[o.Attempt]); why != "" {
			g.left[why]++
			continue
		}
		one := seen{id: o.Attempt, person: o.Trainee, device: o.DeviceClass, started: o.Started, group: groupOf(o.Level)}
		one.run = proficiency.Run{Metrics: o.Metrics, Foreign: o.RubricSHA != own, Rating: ratingOf(o.Ratings, g.rating)}
		if !one.run.Foreign {
			one.run.Total = o.Total
		}
		all = append(all, one)
	}
	return all, nil
}

// unfit says why an attempt does not count; "" when it does.
func (g *gathering) unfit(o *progress.Observation, version string) string {
	switch {
	case version != g.scenario.Version:
		return leftVersion
	case o.Outcome == scoring.OutcomeInvalid:
		return leftInvalid
	case o.Trainee == "" || g.names[o.Trainee] == guest:
		return leftNameless
	}
	return ""
}

// ratingOf is the mean of all raters' answers to an item, FORM/ITEM; nil for none.
func ratingOf(ratings []progress.Rating, formItem string) *float64 {
	form, item, _ := strings.Cut(formItem, "/")
	var values []float64
	for _, r := range ratings {
		for _, answer := range r.Items {
			if r.Form == form && answer.ID == item && answer.Value != nil {
				values = append(values, *answer.Value)
			}
		}
	}
	if len(values) == 0 {
		return nil
	}
	return new(proficiency.Mean(values))
}

func groupOf(level progress.Level) string {
	switch level {
	case progress.LevelExpert:
		return proficiency.GroupExpert
	case progress.LevelNovice:
		return proficiency.GroupNovice
	}
	return ""
}

// oneDevice keeps the attempts with one class of device: what is measured with
// one does not hold for another. A script is nobody's skill, and counts only
// when asked for.
func (w *whoCounts) oneDevice(g *gathering, all []seen) ([]seen, error) {
	classes := map[string]int{}
	for i := range all {
		if all[i].device != "script" || w.Device == "script" {
			classes[all[i].device]++
		}
	}
	g.device = w.Device
	if g.device == "" && len(classes) > 1 {
		return nil, fmt.Errorf("the attempts were made with several classes of device, which do not compare: %s; choose one with --device",
			strings.Join(slices.Sorted(maps.Keys(classes)), ", "))
	}
	for class := range classes {
		if g.device == "" {
			g.device = class
		}
	}
	if classes[g.device] == 0 {
		if len(all) > 0 && g.device == "" {
			return nil, fmt.Errorf("only scripts performed %s %s, which are nobody's skill; practise it first, or try this with --device script", g.scenario.ID, g.scenario.Version)
		}
		return nil, fmt.Errorf("no attempt at %s %s counts%s; practise it first, with a name", g.scenario.ID, g.scenario.Version, g.leftOut(" (", ")"))
	}
	kept := slices.DeleteFunc(all, func(s seen) bool { return s.device != g.device })
	if others := len(all) - len(kept); others > 0 {
		g.left[leftDevice] = others
	}
	return kept, nil
}

// people puts the attempts together by person, in the order of their first.
func (g *gathering) people(all []seen, skip int) {
	g.Skip, g.attempts = skip, len(all)
	at := map[string]int{}
	for _, one := range all {
		i, known := at[one.person]
		if !known {
			i, at[one.person] = len(g.Subjects), len(g.Subjects)
			g.Subjects = append(g.Subjects, proficiency.Subject{ID: one.person})
		}
		s := &g.Subjects[i]
		s.Runs = append(s.Runs, one.run)
		if one.group != "" {
			s.Group = one.group
		}
	}
}

// assign makes experts and novices of those named on the command line.
func (w *whoCounts) assign(g *gathering) error {
	for group, names := range map[string][]string{proficiency.GroupExpert: w.Experts, proficiency.GroupNovice: w.Novices} {
		if len(names) > 0 {
			for i := range g.Subjects {
				if g.Subjects[i].Group == group {
					g.Subjects[i].Group = ""
				}
			}
		}
	}
	for _, name := range w.Experts {
		if err := g.put(name, proficiency.GroupExpert); err != nil {
			return err
		}
	}
	for _, name := range w.Novices {
		if err := g.put(name, proficiency.GroupNovice); err != nil {
			return err
		}
	}
	return nil
}

func (g *gathering) put(name, group string) error {
	tidy := strings.Join(strings.Fields(name), " ")
	for i := range g.Subjects {
		if s := &g.Subjects[i]; tidy != "" && (s.ID == tidy || g.names[s.ID] == tidy) {
			s.Group = group
			return nil
		}
	}
	return fmt.Errorf("%s has no attempt at %s %s that counts; drylab progress lists who has", name, g.scenario.ID, g.scenario.Version)
}

// name is how a person is called on the screen.
func (g *gathering) name(id string) string {
	if g.names[id] != "" {
		return g.names[id]
	}
	return id
}

// leftOut lists what does not count between two texts; "" for nothing.
func (g *gathering) leftOut(before, after string) string {
	var parts []string
	for _, why := range slices.Sorted(maps.Keys(g.left)) {
		parts = append(parts, fmt.Sprintf("%d %s", g.left[why], why))
	}
	if len(parts) == 0 {
		return ""
	}
	return before + "left out: " + strings.Join(parts, ", ") + after
}
