package proficiency

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestEloAgainstReference(t *testing.T) {
	var r []struct {
		R, D, Outcome, K, Expected float64
		RNew                       float64 `json:"r_new"`
		DNew                       float64 `json:"d_new"`
	}
	reference(t, "elo", &r)
	for _, c := range r {
		if c.K != EloStep {
			t.Fatalf("the reference steps by %g", c.K)
		}
		near(t, "expected", EloExpected(c.R, c.D), c.Expected, 1e-9)
		person, scenario := EloAfter(c.R, c.D, c.Outcome)
		nearAll(t, "ratings", []float64{person, scenario}, []float64{c.RNew, c.DNew}, 1e-9)
	}
}

func TestItemResponseAgainstReference(t *testing.T) {
	var r []struct{ Theta, A, B, P float64 }
	reference(t, "irt_2pl", &r)
	for _, c := range r {
		near(t, "chance", PassChance(c.Theta, c.A, c.B), c.P, 1e-9)
	}
}

// twelve is who passed what the first time: P, F, or · for never met.
var twelve = []string{"PPF", "PFF", "PPP", "FPF", "PFF", "PPF", "FFF", "PPP", "PFP", "P·F", "·PF", "PP·"}

func meetingsOf(people []string) (all []Meeting) {
	for i, row := range people {
		for j, mark := range []rune(row) {
			if mark != '·' {
				all = append(all, Meeting{Person: fmt.Sprint(i), Scenario: string(rune('a' + j)), Passed: mark == 'P', First: true})
			}
		}
	}
	return all
}

func order(t *testing.T, meetings []Meeting) *Difficulties {
	t.Helper()
	d, err := OrderByDifficulty(meetings)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDifficultiesAgainstScipy: the same density by 80 Gauss-Hermite nodes, its
// top by scipy 1.10's BFGS, its curvature by differences.
func TestDifficultiesAgainstScipy(t *testing.T) {
	d := order(t, meetingsOf(twelve))
	for i, want := range []struct{ difficulty, variance float64 }{
		{-1.60574605, 0.66373911}, {-0.60783315, 0.51211071}, {1.06197753, 0.56163504},
	} {
		near(t, "difficulty", d.Scenarios[i].Difficulty.Value, want.difficulty, 1e-6)
		near(t, "standard error", d.Scenarios[i].Difficulty.SE, math.Sqrt(want.variance), 1e-6)
	}
	near(t, "covariance", d.fit.covariance.At(0, 2), 0.06236193, 1e-6)
	near(t, "share", *d.Scenarios[0].FirstPass, 0.793845435438279, 1e-6)
	nearAll(t, "ability", pair(d.fit.abilityOf(d.fit.outcomes[0])), []float64{0.18564083591266703, 0.8291589432401087}, 1e-6)
	if p := d.People[0]; p.Ability != nil || p.Scenarios != 3 || p.Passes != 2 {
		t.Errorf("three scenarios tell %+v", p)
	}
}

func pair(a, b float64) []float64 { return []float64{a, b} }

// TestDifficultiesMirror: where every pass becomes a failure, every difficulty
// changes its sign; in which order people come does not matter.
func TestDifficultiesMirror(t *testing.T) {
	meetings := meetingsOf(twelve)
	d := order(t, meetings)
	for i := range meetings {
		meetings[i].Passed = !meetings[i].Passed
	}
	slices.Reverse(meetings)
	mirrored := order(t, meetings)
	for i := range d.Scenarios {
		h, m := d.Scenarios[i], mirrored.Scenarios[len(d.Scenarios)-1-i]
		if h.Scenario != m.Scenario {
			t.Fatalf("%s stands where %s does", m.Scenario, h.Scenario)
		}
		near(t, "difficulty", m.Difficulty.Value, -h.Difficulty.Value, 1e-9)
		near(t, "standard error", m.Difficulty.SE, h.Difficulty.SE, 1e-9)
		near(t, "share", *m.FirstPass, 1-*h.FirstPass, 1e-9)
	}
}

// TestOneMorePassMakesEasier, and what nobody failed has a difficulty too.
func TestOneMorePassMakesEasier(t *testing.T) {
	previous := math.Inf(1)
	for passes := range 11 {
		rows := make([]string, 10)
		for i := range rows {
			rows[i] = "F"
			if i < passes {
				rows[i] = "P"
			}
		}
		h := order(t, meetingsOf(rows)).Scenarios[0]
		if h.Difficulty.Value >= previous || h.FirstPassCI[0] >= *h.FirstPass || h.FirstPassCI[1] <= *h.FirstPass {
			t.Errorf("%d passes of 10: %+v after %v", passes, h.Difficulty, previous)
		}
		previous = h.Difficulty.Value
	}
}

// TestIntervalsOfDifficultyHoldTheTruth in made groups of ten to forty.
func TestIntervalsOfDifficultyHoldTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	truth := []float64{-1.5, -0.5, 0, 0.7, 1.5}
	held, of, heldAbility, ofAbility := 0, 0, 0, 0
	within := func(l *Logits, x float64) int {
		if l.CI[0] <= x && x <= l.CI[1] {
			return 1
		}
		return 0
	}
	for trial := range 200 {
		var meetings []Meeting
		abilities := make([]float64, 10+10*(trial%4))
		for i := range abilities {
			abilities[i] = random.NormFloat64()
			for j, b := range truth {
				meetings = append(meetings, Meeting{fmt.Sprint(i), fmt.Sprint(j), random.Float64() < PassChance(abilities[i], 1, b), true})
			}
		}
		d := order(t, meetings)
		for _, h := range d.Scenarios {
			held, of = held+within(h.Difficulty, truth[h.Scenario[0]-'0']), of+1
		}
		for i, p := range d.People {
			heldAbility, ofAbility = heldAbility+within(p.Ability, abilities[i]), ofAbility+1
		}
	}
	for what, share := range map[string]float64{"difficulties": float64(held) / float64(of), "abilities": float64(heldAbility) / float64(ofAbility)} {
		t.Logf("%s: %.3f", what, share)
		if share < 0.93 || share > 0.99 {
			t.Errorf("%.3f of the intervals of %s hold the truth, not 95 %%", share, what)
		}
	}
}

// TestLittleDataIsToldAsLittle: no number below the least n, and no order where
// chance may explain it.
func TestLittleDataIsToldAsLittle(t *testing.T) {
	d := order(t, meetingsOf(twelve[:9])) // nine met each
	for _, h := range d.Scenarios {
		if h.Difficulty != nil || h.FirstPass != nil || h.Elo != nil || h.People != 9 {
			t.Errorf("%+v", h)
		}
	}
	if d := order(t, nil); d.Scenarios != nil || d.People != nil || d.Harder("a", "b") {
		t.Errorf("%+v", d)
	}
	d = order(t, meetingsOf(twelve))
	if !d.Harder("c", "a") || d.Harder("a", "c") || d.Harder("b", "a") || d.Harder("c", "c") || d.Harder("c", "z") {
		t.Error("only c is clearly harder than a")
	}
}

// TestRatingsFollowTheOrderOfTime: whoever practises gets better, and the
// scenario's rating stays about the scenario.
func TestRatingsFollowTheOrderOfTime(t *testing.T) {
	var meetings []Meeting
	for attempt := range 20 { // failed at first, passed later
		for _, person := range []string{"x", "y"} {
			meetings = append(meetings, Meeting{person, "a", attempt >= 10, attempt == 0})
		}
	}
	d := order(t, meetings)
	h := d.Scenarios[0]
	if h.Elo == nil || h.Attempts != 40 || h.Passes != 20 || h.People != 2 || h.FirstPasses != 0 || h.Difficulty != nil {
		t.Fatalf("%+v", h)
	}
	people, scenario := map[string]float64{"x": 1500, "y": 1500}, 1500.0
	for _, m := range meetings { // written out
		result := 0.0
		if m.Passed {
			result = 1
		}
		gain := 24 * (result - 1/(1+math.Pow(10, (scenario-people[m.Person])/400)))
		people[m.Person] += gain
		scenario -= gain
	}
	near(t, "rating", *h.Elo, scenario, 1e-9)
	near(t, "sum of all ratings", people["x"]+people["y"]+scenario, 3*1500, 1e-9)
}
