package debrief

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
)

// GroupInput is everything that a group's report is made from.
type GroupInput struct {
	Name string
	Made time.Time
	Rule proficiency.Rule
	// Chart is the LC-CUSUM's; Stuck is after how many attempts without a pass, or
	// without getting better, somebody is called stuck.
	Chart  proficiency.LCCUSUM
	Stuck  int
	People []GroupPerson
	Tasks  []GroupTask
}

// GroupPerson is one trainee; the name may be a pseudonym.
type GroupPerson struct{ ID, Name string }

// GroupTask is a scenario with one class of device.
type GroupTask struct {
	Title, Device string
	Rubric        *scoring.Rubric // of the newest attempt; nil when it cannot be read
	Attempts      []GroupAttempt  // of the group's people, the oldest first
	// Findings tell which metrics separate experts from novices here; nil, and
	// Untested says why nobody knows.
	Findings []proficiency.Finding
	Untested string
}

// GroupAttempt is one that was judged.
type GroupAttempt struct {
	Person string // id
	Trial  proficiency.Trial
	Score  scoring.Score
	Rubric *scoring.Rubric // that gave the score, one pointer for each text; nil when it cannot be read
}

// GroupReport is what an educator reads about a group.
type GroupReport struct {
	Title, When string
	People      int
	Idle        []string // who practised nothing
	Tasks       []GroupPage
	Rule, Stuck string // what the words mean
}

// GroupPage is one task's part.
type GroupPage struct {
	Title, Device, Summary, PassMark string
	Rubrics                          string // that judged, when they were several; "" for one
	Members                          []GroupMember
	Curves                           *Drawing
	Criteria                         []GroupCriterion // the one that was missed most first
	Critical                         []Fact           // errors, and how often
	Worthless                        []string         // metrics that separate nobody, or the wrong way
	Validity                         string
}

// GroupMember is where one trainee is.
type GroupMember struct {
	Name, State, Attempts, Passed, Row, Last, Evidence string
	rank                                               int
}

// GroupCriterion is how often a criterion was missed, and what it cost.
type GroupCriterion struct {
	Title, Missed, Lost string
	Share               float64 // of the attempts, 0–100
}

// BuildGroup makes the report. It is deterministic.
func BuildGroup(in GroupInput) (GroupReport, error) {
	r := GroupReport{Title: in.Name, When: moment(in.Made), People: len(in.People),
		Rule: in.Rule.Title + ", every safety criterion included", Stuck: plural(in.Stuck, "attempt")}
	seen := map[string]bool{}
	for i := range in.Tasks {
		page, err := groupPage(&in, &in.Tasks[i])
		if err != nil {
			return r, err
		}
		r.Tasks = append(r.Tasks, page)
		for _, a := range in.Tasks[i].Attempts {
			seen[a.Person] = true
		}
	}
	for _, p := range in.People {
		if !seen[p.ID] {
			r.Idle = append(r.Idle, p.Name)
		}
	}
	return r, nil
}

func groupPage(in *GroupInput, task *GroupTask) (GroupPage, error) {
	page := GroupPage{Title: task.Title, Device: task.Device}
	if task.Rubric != nil {
		page.PassMark = derivation(task.Rubric)
	}
	proficient, stuck := 0, 0
	var lines []memberLine
	for _, person := range in.People {
		own := slices.DeleteFunc(slices.Clone(task.Attempts), func(a GroupAttempt) bool { return a.Person != person.ID })
		if len(own) == 0 {
			continue
		}
		member, err := groupMember(in, person.Name, own)
		if err != nil {
			return page, err
		}
		switch member.rank {
		case rankStuck:
			stuck++
		case rankProficient:
			proficient++
		}
		page.Members = append(page.Members, member)
		lines = append(lines, memberLine{person.Name, own})
	}
	slices.SortStableFunc(page.Members, func(a, b GroupMember) int { return cmp.Compare(a.rank, b.rank) })
	page.Summary = fmt.Sprintf("%s of %s at it: %d proficient, %d stuck.", plural(len(task.Attempts), "attempt"), trainees(len(page.Members)), proficient, stuck)
	page.Rubrics = judgedBy(task)
	page.Curves = totals(lines, task.Rubric)
	page.Criteria, page.Critical = missed(task), criticals(task)
	page.Worthless, page.Validity = worthless(task)
	return page, nil
}

func trainees(n int) string { return plural(n, "trainee") }

// In which order trainees are listed: who needs the educator comes first.
const (
	rankStuck = iota
	rankLearning
	rankProficient
)

func groupMember(in *GroupInput, name string, own []GroupAttempt) (GroupMember, error) {
	trials := make([]proficiency.Trial, len(own))
	for i := range own {
		trials[i] = own[i].Trial
	}
	learners, err := proficiency.Learners(in.Rule, in.Chart, trials, in.Made.Sub(time.Unix(0, 0)).Hours()/24)
	if err != nil {
		return GroupMember{}, err
	}
	l := &learners[0]
	last := own[len(own)-1].Score
	m := GroupMember{Name: name, State: "learning", rank: rankLearning, Attempts: fmt.Sprint(l.Attempts), Passed: fmt.Sprint(l.Passes), Row: fmt.Sprint(l.Row),
		Last: verdict(last.Outcome) + ", " + Points(last.Total), Evidence: l.Evidence()}
	if last.Outcome == scoring.OutcomePass && !own[len(own)-1].Trial.Passed {
		m.Last += "; a safety criterion missed"
	}
	switch why := isStuck(own, in.Stuck); {
	case l.AchievedAt > 0:
		m.State, m.rank = fmt.Sprintf("✓ proficient since attempt %d", l.AchievedAt), rankProficient
	case l.Stuck:
		m.State, m.rank = "⚠ stuck: all attempts of the rule used", rankStuck
	case why != "":
		m.State, m.rank = "⚠ stuck: "+why, rankStuck
	}
	return m, nil
}

// isStuck says why somebody who is not proficient does not get on: no pass in the
// last n attempts, or over the last n no better on average than over the n before.
func isStuck(own []GroupAttempt, n int) string {
	if len(own) < n {
		return ""
	}
	passed := slices.ContainsFunc(own[len(own)-n:], func(a GroupAttempt) bool { return a.Trial.Passed })
	if !passed {
		return fmt.Sprintf("no pass in the last %d", n)
	}
	if len(own) < 2*n {
		return ""
	}
	if now, before := meanTotal(own[len(own)-n:]), meanTotal(own[len(own)-2*n:len(own)-n]); now <= before {
		return fmt.Sprintf("the last %d average %s points, the %d before %s", n, points(now), n, points(before))
	}
	return ""
}

func meanTotal(attempts []GroupAttempt) float64 {
	var values []float64
	for _, a := range attempts {
		if a.Score.Total != nil {
			values = append(values, *a.Score.Total)
		}
	}
	if len(values) == 0 {
		return 0
	}
	return proficiency.Mean(values)
}

// HTML writes the report as Report.HTML does.
func (r GroupReport) HTML(w io.Writer) error { return render(w, groupTemplate, r) }

// PDF writes the report as Report.PDF does.
func (r GroupReport) PDF(w io.Writer, made time.Time) error { return pdf(w, made, r.HTML) }
