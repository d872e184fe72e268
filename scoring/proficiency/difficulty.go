package proficiency

import (
	"cmp"
	"math"
	"slices"
)

// The least data of which a number is told; below it, say so.
const (
	// FewestFirstAttempts: if half of ten people pass, the chance of passing may
	// still be anything from a fifth to four fifths.
	FewestFirstAttempts = 10
	// FewestForElo: each attempt takes at most 2·24·ln(10)/1600 = 7 % off the
	// distance between two ratings, so that 30 leave an eighth of where they began.
	FewestForElo = 30
	// FewestScenarios: four outcomes tell at most 4·¼ = 1 per logit² of an ability,
	// as much as the model takes for granted; below, it is mostly that.
	FewestScenarios = 4
)

// Meeting is one judged attempt of a person at a scenario.
type Meeting struct {
	Person   string
	Scenario string // with whatever makes it another one: version, device
	Passed   bool
	// First tells that it is the person's first at anything like it: later ones
	// show what was learnt and not how hard it is.
	First bool
}

// Logits is an estimate on the scale of Rasch's model, on which 0 is the middle
// of the people compared.
type Logits struct {
	Value float64  `json:"value"`
	SE    float64  `json:"se"`
	CI    Interval `json:"ci95"`
}

func logitsOf(value, se float64) *Logits {
	return &Logits{value, se, Interval{value - outlierZ*se, value + outlierZ*se}}
}

// Hardness is how a scenario proved for a group of people. It orders scenarios;
// it is no part of anybody's score.
type Hardness struct {
	Scenario    string `json:"scenario"`
	Attempts    int    `json:"attempts"`
	Passes      int    `json:"passes"`
	People      int    `json:"people"` // whose first attempt it is about
	FirstPasses int    `json:"first_passes"`
	// Difficulty is nil with fewer than FewestFirstAttempts people.
	Difficulty *Logits `json:"difficulty"`
	// FirstPass is the share (0–1) of such people who would pass the first time if
	// all of them met it, with its interval; nil likewise.
	FirstPass   *float64  `json:"first_pass"`
	FirstPassCI *Interval `json:"first_pass_ci95"`
	// Elo is the rating after all attempts; nil with fewer than FewestForElo.
	Elo *float64 `json:"elo"`
}

// Ability is how somebody met new scenarios. It is no measure of what they can do
// by now, and never a reason to pass or to fail anybody.
type Ability struct {
	Person    string `json:"person"`
	Scenarios int    `json:"scenarios"` // met first, of those with a difficulty
	Passes    int    `json:"passes"`
	// Ability is nil with fewer than FewestScenarios.
	Ability *Logits `json:"ability"`
}

// Difficulties are scenarios in the order of their difficulty, and the people
// who met them.
type Difficulties struct {
	Scenarios []Hardness // the easiest first; last those that cannot be told, by name
	People    []Ability  // as they first appear
	fit       *raschFit
	items     map[string]int // of the fit, by scenario
}

// OrderByDifficulty estimates how hard scenarios proved, from first attempts by
// Rasch's model and from all by Elo ratings. The meetings are in the order of time.
func OrderByDifficulty(meetings []Meeting) (*Difficulties, error) {
	d := &Difficulties{items: map[string]int{}}
	d.count(meetings)
	for i := range d.Scenarios {
		if d.Scenarios[i].People >= FewestFirstAttempts {
			d.items[d.Scenarios[i].Scenario] = len(d.items)
		}
	}
	if len(d.items) > 0 {
		var err error
		if d.fit, err = fitRasch(d.firstOutcomes(meetings), len(d.items)); err != nil {
			return nil, err
		}
		d.tellPeople()
	}
	d.tellScenarios(scenarioRatings(meetings))
	return d, nil
}

// count lists who met what, and how that ended.
func (d *Difficulties) count(meetings []Meeting) {
	scenarios, people := map[string]int{}, map[string]bool{}
	for _, m := range meetings {
		at, met := scenarios[m.Scenario]
		if !met {
			at, scenarios[m.Scenario] = len(d.Scenarios), len(d.Scenarios)
			d.Scenarios = append(d.Scenarios, Hardness{Scenario: m.Scenario})
		}
		h := &d.Scenarios[at]
		h.Attempts++
		if m.First {
			h.People++
		}
		if m.Passed {
			h.Passes++
		}
		if m.Passed && m.First {
			h.FirstPasses++
		}
		if !people[m.Person] {
			people[m.Person] = true
			d.People = append(d.People, Ability{Person: m.Person})
		}
	}
}

// firstOutcomes are the first attempts at what gets a difficulty, by person.
func (d *Difficulties) firstOutcomes(meetings []Meeting) [][]outcome {
	at := map[string]int{}
	for i := range d.People {
		at[d.People[i].Person] = i
	}
	all := make([][]outcome, len(d.People))
	for _, m := range meetings {
		if item, told := d.items[m.Scenario]; told && m.First {
			all[at[m.Person]] = append(all[at[m.Person]], outcome{item, m.Passed})
		}
	}
	return all
}

func (d *Difficulties) tellPeople() {
	for i, person := range d.fit.outcomes {
		p := &d.People[i]
		p.Scenarios = len(person)
		for _, one := range person {
			if one.passed {
				p.Passes++
			}
		}
		if len(person) >= FewestScenarios {
			p.Ability = logitsOf(d.fit.abilityOf(person))
		}
	}
}

func (d *Difficulties) tellScenarios(ratings map[string]float64) {
	for i := range d.Scenarios {
		h := &d.Scenarios[i]
		if item, told := d.items[h.Scenario]; told {
			h.Difficulty = logitsOf(d.fit.difficulties[item], math.Sqrt(d.fit.covariance.At(item, item)))
			h.FirstPass = new(passShare(h.Difficulty.Value))
			h.FirstPassCI = &Interval{passShare(h.Difficulty.CI[1]), passShare(h.Difficulty.CI[0])}
		}
		if h.Attempts >= FewestForElo {
			h.Elo = new(ratings[h.Scenario])
		}
	}
	slices.SortFunc(d.Scenarios, func(a, b Hardness) int {
		order := cmp.Compare(a.Scenario, b.Scenario)
		switch {
		case a.Difficulty != nil && b.Difficulty != nil:
			return cmp.Or(cmp.Compare(a.Difficulty.Value, b.Difficulty.Value), order)
		case a.Difficulty != nil:
			return -1
		case b.Difficulty != nil:
			return 1
		}
		return order
	})
}

// Harder tells whether the first scenario proved harder than the second and
// chance does not explain it: the 95 % interval of the difference is above 0.
func (d *Difficulties) Harder(first, second string) bool {
	i, known := d.items[first]
	j, too := d.items[second]
	if !known || !too || i == j {
		return false
	}
	variance := d.fit.covariance.At(i, i) + d.fit.covariance.At(j, j) - 2*d.fit.covariance.At(i, j)
	return d.fit.difficulties[i]-d.fit.difficulties[j] > outlierZ*math.Sqrt(variance)
}
