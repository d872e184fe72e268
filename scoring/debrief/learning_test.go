package debrief

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
)

// stood is the standing of somebody who failed once and passed 15 times, which the
// default chart signals at the earliest (SCORING §5.4: limit 3.55, 15 straight passes).
func stood(t *testing.T) *Standing {
	t.Helper()
	chart, err := proficiency.ChooseLCCUSUM(proficiency.DefaultAdequate, proficiency.DefaultInadequate, proficiency.DefaultAttempts, proficiency.DefaultFalseSignal)
	if err != nil {
		t.Fatal(err)
	}
	trials := []proficiency.Trial{{Device: "mouse", Seconds: 90}}
	for i := range 15 {
		trials = append(trials, proficiency.Trial{Device: "mouse", Passed: true, Seconds: 80, Day: float64(i)})
	}
	learners, err := proficiency.Learners(proficiency.DefaultRule(), chart, trials, 20)
	if err != nil {
		t.Fatal(err)
	}
	return &Standing{Rule: proficiency.DefaultRule(), Learner: learners[0], Chart: chart, Curriculum: "Needles, the next open step: ventricular-drain."}
}

func TestThePageTellsHowFarTheTraineeIs(t *testing.T) {
	in := inWords()
	in.Standing = stood(t)
	doc := parse(t, html(t, in))
	for _, text := range []string{
		"pass mark of 70.0 points is provisional", "proficient since attempt 3", "Passed 15 of 16 attempts",
		"limit 3.55: evidence of competence on this task since attempt 16", "9.6 %", "94.6 %", "no certificate",
		"What to practise next Needles, the next open step: ventricular-drain.", "Distance to the basilar artery: from −1.3 mm to ≥ 5 mm, worth up to 30.0 points",
	} {
		if !strings.Contains(doc.text, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func TestAPassMarkTellsItsDerivation(t *testing.T) {
	in := inWords()
	in.Rubric.Pass.Benchmark = &scoring.Benchmark{Status: scoring.BenchmarkExpert, Method: "experts", N: 9, CI95: []float64{66.5, 73.25}, Date: "2026-10-01", Device: "mouse"}
	want := "The pass mark of 70.0 points was derived: experts, n = 9, 95 % interval 66.5 to 73.3, 2026-10-01, mouse. The targets of the criteria are provisional."
	if got := Build(in).Learning.Facts[0]; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestTheEducatorSeesMore: what the trainee's version has not.
func TestTheEducatorSeesMore(t *testing.T) {
	in := inWords()
	if parse(t, html(t, in)).text == "" || Build(in).Educator != nil {
		t.Fatal("the trainee's version has the educator's part")
	}
	at := 0.4
	in.Educator = &Opinions{
		Ratings: []Opinion{{Form: "osats 1.0.0", Rater: "Rater 1", Items: []Fact{{"flow", "4"}}}},
		Remarks: []Remark{{Author: "Rater 1", Text: "Too fast here.", Seconds: &at}},
	}
	text := parse(t, html(t, in)).text
	for _, want := range []string{"A critical error failed the attempt", "beside the score and never in it", "osats 1.0.0", "flow 4", "t=0.4 s Too fast here.",
		"200 a second; 0 without a pose", "clearance.basilar-artery", "Not good for"} {
		if !strings.Contains(text, want) {
			t.Errorf("the educator does not read %q", want)
		}
	}
}
