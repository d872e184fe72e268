package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
	"github.com/drylab/drylab/scoring/progress"
	"github.com/jedib0t/go-pretty/v6/table"
)

type difficultyCommand struct {
	Group  string `help:"Only this group's trainees; its curriculum's order is then looked at too." placeholder:"NAME"`
	Device string `help:"Only attempts with this class of device; needed when there are several." placeholder:"CLASS"`
	People bool   `help:"Also tell how people met new scenarios. It is no measure of what they can do by now."`
	desk   `embed:""`
}

// difficulty is the JSON of the command.
type difficulty struct {
	Device    string                 `json:"device"`
	Attempts  int                    `json:"attempts"`
	People    int                    `json:"people"`
	LeftOut   map[string]int         `json:"left_out"`
	Scenarios []proficiency.Hardness `json:"scenarios"`
	// Misplaced are pairs of the curriculum's steps whose order is the wrong way
	// round: the first, which comes earlier, proved harder.
	Misplaced [][2]string           `json:"misplaced"`
	Abilities []proficiency.Ability `json:"abilities,omitempty"` // with --people

	names map[string]string
}

// Run orders scenarios by how hard they proved.
func (c *difficultyCommand) Run(a *app) error {
	attempts, steps, err := c.gather(a)
	if err != nil {
		return err
	}
	d := &difficulty{LeftOut: map[string]int{}, Misplaced: [][2]string{}, names: map[string]string{}}
	meetings, err := c.meetings(d, attempts)
	if err != nil {
		return err
	}
	found, err := proficiency.OrderByDifficulty(meetings)
	if err != nil {
		return err
	}
	d.Scenarios, d.People = found.Scenarios, len(found.People)
	d.misplace(found, steps, meetings)
	if c.People {
		d.Abilities = found.People
	}
	if a.json {
		a.printJSON(d)
		return nil
	}
	d.print(a)
	return nil
}

// gather reads the attempts, the oldest first, and the steps of the group's curriculum.
func (c *difficultyCommand) gather(a *app) (attempts []progress.Summary, steps []progress.CurriculumStep, err error) {
	err = c.at(a, func(store *progress.Store, access *progress.Access) error {
		if attempts, err = access.Attempts(a.ctx, progress.Filter{}); err != nil {
			return err
		}
		slices.Reverse(attempts) // the list begins with the newest
		if c.Group == "" {
			return nil
		}
		page, err := access.Group(a.ctx, c.Group)
		if err != nil {
			return err
		}
		attempts = ofMembers(attempts, page.Members)
		steps, err = stepsOf(a, store, page.Curriculum)
		return err
	})
	return attempts, steps, err
}

func ofMembers(attempts []progress.Summary, members []progress.Member) []progress.Summary {
	in := map[string]bool{}
	for i := range members {
		in[members[i].ID] = true
	}
	return slices.DeleteFunc(attempts, func(s progress.Summary) bool { return !in[s.Trainee.ID] })
}

func stepsOf(a *app, store *progress.Store, c progress.CurriculumRef) ([]progress.CurriculumStep, error) {
	all, err := store.Curricula(a.ctx)
	for i := range all {
		if all[i].CurriculumRef == c {
			return all[i].Steps, err
		}
	}
	return nil, err
}

// meetings are the attempts that count, the oldest first. A person's first at a
// scenario is their first at any version of it, with any device.
func (c *difficultyCommand) meetings(d *difficulty, attempts []progress.Summary) ([]proficiency.Meeting, error) {
	met, classes := map[[2]string]bool{}, map[string]bool{}
	var meetings []proficiency.Meeting
	for i := range attempts {
		s := &attempts[i]
		if why := unfitToOrder(s, c.Device); why != "" {
			d.LeftOut[why]++
			continue
		}
		pair := [2]string{s.Trainee.ID, s.Scenario.ID}
		first := !met[pair]
		met[pair] = true
		if c.Device != "" && s.Device.Class != c.Device {
			d.LeftOut[leftDevice]++
			continue
		}
		d.names[s.Trainee.ID] = s.Trainee.Name
		d.Device, classes[s.Device.Class] = s.Device.Class, true
		meetings = append(meetings, proficiency.Meeting{Person: s.Trainee.ID, Scenario: versioned(s), Passed: s.Outcome == scoring.OutcomePass, First: first})
	}
	if len(classes) > 1 {
		return nil, fmt.Errorf("the attempts were made with several classes of device, which do not compare: %s; choose one with --device",
			strings.Join(slices.Sorted(maps.Keys(classes)), ", "))
	}
	if d.Attempts = len(meetings); d.Attempts == 0 {
		return nil, errors.New("no attempt counts; practise with a name first, or look with drylab progress whose attempts you may see")
	}
	return meetings, nil
}

// leftScript are attempts that nobody performed.
const leftScript = "of a script"

// unfitToOrder says why an attempt tells nothing about anybody; "" when it does.
func unfitToOrder(s *progress.Summary, device string) string {
	switch {
	case s.Outcome == scoring.OutcomeInvalid:
		return leftInvalid
	case s.Trainee.ID == "" || s.Trainee.Name == guest:
		return leftNameless
	case s.Device.Class == "script" && device != "script":
		return leftScript
	}
	return ""
}

func versioned(s *progress.Summary) string { return s.Scenario.ID + " " + s.Scenario.Version }

// misplace compares the curriculum's steps, by the version of each that was
// practised last.
func (d *difficulty) misplace(found *proficiency.Difficulties, steps []progress.CurriculumStep, meetings []proficiency.Meeting) {
	last := map[string]string{}
	for _, m := range meetings {
		id, _, _ := strings.Cut(m.Scenario, " ")
		last[id] = m.Scenario
	}
	for i, earlier := range steps {
		for _, later := range steps[i+1:] {
			if found.Harder(last[earlier.Scenario], last[later.Scenario]) {
				d.Misplaced = append(d.Misplaced, [2]string{earlier.Scenario, later.Scenario})
			}
		}
	}
}

func (d *difficulty) print(a *app) {
	out := gathering{left: d.LeftOut}
	fmt.Fprintf(a.stdout, "with %s: %s of %s%s\n", d.Device, count(d.Attempts, "attempt"), people(d.People), out.leftOut("; ", ""))
	fmt.Fprintln(a.stdout, hardnessTable(d.Scenarios))
	for _, sentence := range d.sentences() {
		fmt.Fprintln(a.stdout, wrapped(sentence))
	}
	if d.Abilities != nil {
		fmt.Fprintln(a.stdout, abilityTable(d.Abilities, d.names))
		fmt.Fprintln(a.stdout, wrapped(fmt.Sprintf("How each met new scenarios, adjusted for which: logits, 0 is the middle of these people. Told from %d scenarios on that have a difficulty. First attempts only: what was learnt since shows in drylab proficiency, which alone tells who is proficient.", proficiency.FewestScenarios)))
	}
}

func hardnessTable(scenarios []proficiency.Hardness) string {
	t := plainTable("scenario", "attempts passed", "first attempts", "would pass the first time (95 %)", "Elo")
	for i := range scenarios {
		h := &scenarios[i]
		share, elo := fmt.Sprintf("too few: %s", people(h.People)), "–"
		if h.FirstPass != nil {
			share = fmt.Sprintf("%.0f %% (%.0f–%.0f %%)", 100**h.FirstPass, 100*h.FirstPassCI[0], 100*h.FirstPassCI[1])
		}
		if h.Elo != nil {
			elo = fmt.Sprintf("%.0f", *h.Elo)
		}
		t.AppendRow(table.Row{h.Scenario, fmt.Sprintf("%d of %d", h.Passes, h.Attempts), fmt.Sprintf("%d of %d", h.FirstPasses, h.People), share, elo})
	}
	return t.Render()
}

func abilityTable(abilities []proficiency.Ability, names map[string]string) string {
	t := plainTable("trainee", "first attempts", "ability (95 %)")
	for i := range abilities {
		p := &abilities[i]
		told := "too few scenarios"
		if p.Ability != nil {
			told = fmt.Sprintf("%+.1f (%+.1f to %+.1f)", p.Ability.Value, p.Ability.CI[0], p.Ability.CI[1])
		}
		t.AppendRow(table.Row{names[p.Person], fmt.Sprintf("%d of %d", p.Passes, p.Scenarios), told})
	}
	return t.Render()
}

// sentences say what the numbers rest on, and what the curriculum may learn of them.
func (d *difficulty) sentences() []string {
	all := []string{fmt.Sprintf("The easiest first. The share that would pass the first time, had everybody met each: Rasch's model of first attempts, told from %d people on; where intervals overlap, the order may be chance. Elo: ratings over all attempts in the order of time, higher is harder, told from %d attempts on. This orders scenarios; it is part of nobody's score.",
		proficiency.FewestFirstAttempts, proficiency.FewestForElo)}
	for _, pair := range d.Misplaced {
		all = append(all, fmt.Sprintf("The curriculum has %s before %s, which proved easier here: think of changing their order.", pair[0], pair[1]))
	}
	return all
}
