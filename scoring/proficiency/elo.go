package proficiency

import "math"

// EloStart is the rating with which everybody and every scenario begins, and
// EloStep how far one attempt can move both at most; the reference's numbers.
const (
	EloStart = 1500.0
	EloStep  = 24.0
)

// EloExpected is the chance (0–1) that a person of one rating passes a scenario
// of another: 10 to 1 for 400 points (Elo, The Rating of Chessplayers, 1978).
func EloExpected(person, scenario float64) float64 {
	return 1 / (1 + math.Pow(10, (scenario-person)/400))
}

// EloAfter are both ratings after an attempt: result is 1 for a pass and 0 for a
// failure. What one gains the other loses.
func EloAfter(person, scenario, result float64) (afterPerson, afterScenario float64) {
	gain := EloStep * (result - EloExpected(person, scenario))
	return person + gain, scenario - gain
}

// scenarioRatings plays all attempts in the order of time, so that a person's
// rating rises with what they learn and the scenario's stays about the scenario.
func scenarioRatings(meetings []Meeting) map[string]float64 {
	people, scenarios := map[string]float64{}, map[string]float64{}
	rating := func(of map[string]float64, id string) float64 {
		if r, met := of[id]; met {
			return r
		}
		return EloStart
	}
	for _, m := range meetings {
		result := 0.0
		if m.Passed {
			result = 1
		}
		people[m.Person], scenarios[m.Scenario] = EloAfter(rating(people, m.Person), rating(scenarios, m.Scenario), result)
	}
	return scenarios
}
