package debrief

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
)

// tried is a trainee's attempts: points, passed from 70 on.
func tried(person string, totals ...float64) []GroupAttempt {
	var all []GroupAttempt
	for i, total := range totals {
		a := GroupAttempt{Person: person, Trial: proficiency.Trial{Device: "mouse", Passed: total >= 70, Seconds: 60, Day: float64(i)},
			Score: scoring.Score{Outcome: scoring.OutcomeFail, Total: ptr(total), Criteria: []scoring.CriterionScore{
				{ID: "gap", Title: "Gap", Score: ptr(total), LostPoints: 100 - total},
				{ID: "time", Title: "Time", Score: ptr(100)},
				{ID: "none", Title: "Not measured"}}}}
		if a.Trial.Passed {
			a.Score.Outcome = scoring.OutcomePass
		}
		all = append(all, a)
	}
	return all
}

func course4(t *testing.T) GroupInput {
	t.Helper()
	chart, err := proficiency.ChooseLCCUSUM(proficiency.DefaultAdequate, proficiency.DefaultInadequate, proficiency.DefaultAttempts, proficiency.DefaultFalseSignal)
	if err != nil {
		t.Fatal(err)
	}
	in := GroupInput{Name: "Course", Made: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Rule: proficiency.DefaultRule(), Chart: chart, Stuck: 3,
		People: []GroupPerson{{"a", "Anna"}, {"b", "Ben <b>"}, {"c", "Cleo"}, {"d", "Dan"}, {"e", "Eve"}}}
	task := GroupTask{Title: "Biopsy", Device: "mouse", Untested: "nobody is known as expert",
		Rubric: &scoring.Rubric{Pass: scoring.Pass{MinTotal: 70}}}
	task.Attempts = append(task.Attempts, tried("a", 60, 80, 90)...)             // proficient
	task.Attempts = append(task.Attempts, tried("b", 40, 50, 60)...)             // no pass in three
	task.Attempts = append(task.Attempts, tried("c", 80, 60, 72, 60, 75, 60)...) // flat: no better than before
	task.Attempts = append(task.Attempts, tried("d", 60, 75)...)                 // learning
	for i := range task.Attempts {
		task.Attempts[i].Rubric = task.Rubric
	}
	task.Attempts[3].Score.Critical = []scoring.CriticalError{{Text: "The artery was punctured."}}
	in.Tasks = []GroupTask{task}
	return in
}

func TestAGroupsReportTellsWhoIsWhere(t *testing.T) {
	r, err := BuildGroup(course4(t))
	if err != nil {
		t.Fatal(err)
	}
	page := r.Tasks[0]
	var got []string
	for _, m := range page.Members {
		got = append(got, m.Name+": "+m.State)
	}
	want := "Ben <b>: ⚠ stuck: no pass in the last 3\nCleo: ⚠ stuck: the last 3 average 65.0 points, the 3 before 70.7\nDan: learning\nAnna: ✓ proficient since attempt 3"
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if page.Summary != "14 attempts of 4 trainees at it: 1 proficient, 2 stuck." || len(r.Idle) != 1 || r.Idle[0] != "Eve" {
		t.Errorf("%q, idle %v", page.Summary, r.Idle)
	}
}

// TestAGroupsCriteriaByHowOftenTheyAreMissed: 8 of the 14 totals are below 70 points; their
// sum is 922, so that an attempt loses 100 − 65.9.
func TestAGroupsCriteriaByHowOftenTheyAreMissed(t *testing.T) {
	r, err := BuildGroup(course4(t))
	if err != nil {
		t.Fatal(err)
	}
	criteria := r.Tasks[0].Criteria
	if len(criteria) != 2 || criteria[0].Title != "Gap" || criteria[0].Missed != "8 of 14" || criteria[0].Lost != "34.1" || criteria[1].Missed != "0 of 14" {
		t.Errorf("%+v", criteria)
	}
	if got := r.Tasks[0].Critical; len(got) != 1 || got[0].Value != "in 1 of 14 attempts" {
		t.Errorf("%+v", got)
	}
}

// TestAGroupJudgedByTwoRubricsIsToldSo: of Anna's 60, 80 and 90 points two are not
// enough for the rubric that wants 85.
func TestAGroupJudgedByTwoRubricsIsToldSo(t *testing.T) {
	in := course4(t)
	strict := &scoring.Rubric{ID: "biopsy", Version: "2.0.0", Pass: scoring.Pass{MinTotal: 85}}
	in.Tasks[0].Rubric.ID, in.Tasks[0].Rubric.Version = "biopsy", "1.0.0"
	for i := range 3 {
		in.Tasks[0].Attempts[i].Rubric = strict
	}
	r, err := BuildGroup(in)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Tasks[0].Rubrics; !strings.Contains(got, "biopsy 2.0.0 (3 attempts), biopsy 1.0.0 (11 attempts)") {
		t.Error(got)
	}
	if got := r.Tasks[0].Criteria[0].Missed; got != "9 of 14" {
		t.Error(got)
	}
	if one, err := BuildGroup(course4(t)); err != nil || one.Tasks[0].Rubrics != "" {
		t.Errorf("%q, %v", one.Tasks[0].Rubrics, err)
	}
}

func TestAGroupsMetricsThatTellNothing(t *testing.T) {
	in := course4(t)
	in.Tasks[0].Untested, in.Tasks[0].Findings = "", []proficiency.Finding{
		{Title: "Gap", Scored: true, Power: proficiency.PowerSeparates}, {Title: "Time", Scored: true, Power: proficiency.PowerNobody},
		{Title: "Path", Scored: true, Power: proficiency.PowerReversed}, {Title: "Entropy", Power: proficiency.PowerNobody}, {Title: "Angle", Scored: true, Power: proficiency.PowerTooFew},
		{Title: "Distance", Scored: true, Guards: true, Power: proficiency.PowerReversed}}
	r, err := BuildGroup(in)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.Tasks[0].Worthless, "; "); got != "Time: separates nobody; Path: novices are better" {
		t.Error(got)
	}
	if got := r.Tasks[0].Validity; !strings.Contains(got, "1 separate experts") || !strings.Contains(got, "for 1 there are too few") || !strings.Contains(got, "Limits of safety stay, though they tell nobody apart: Distance.") {
		t.Error(got)
	}
}

func TestAGroupsReportAsPageAndPaper(t *testing.T) {
	r, err := BuildGroup(course4(t))
	if err != nil {
		t.Fatal(err)
	}
	var page, paper bytes.Buffer
	if err := r.HTML(&page); err != nil {
		t.Fatal(err)
	}
	doc := parse(t, page.String())
	for _, want := range []string{"Course", "5 trainees", "No attempt yet: Eve", "Ben <b>", "pass mark of 70.0 points is provisional", "not known: nobody is known as expert", "Totals of 4 trainees"} {
		if !strings.Contains(doc.text+page.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if err := r.PDF(&paper, time.Unix(0, 0)); err != nil || !bytes.HasPrefix(paper.Bytes(), []byte("%PDF-")) {
		t.Errorf("the PDF: %v", err)
	}
}
