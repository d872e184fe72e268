// Package debrief turns a judged attempt into a report: plain data first, then
// a table for the terminal or one HTML file that needs no network.
package debrief

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/picture"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// Input is everything that a report is made from.
type Input struct {
	Recording *record.Recording // required
	Metrics   scoring.Metrics
	Score     scoring.Score
	// Rubric is the rubric as graded; nil leaves pass marks out of the report.
	Rubric *scoring.Rubric
	// Case is the anatomy; nil, and the report says that pictures are missing.
	Case    *anatomy.Case
	Title   string // of the scenario; "" uses its id
	Trainee string // name; "" for nobody
	// History holds the earlier attempts at this scenario, in any order.
	History []Past
	// RecordingPath is where the recording lies; the report tells only the file's name.
	RecordingPath   string
	RecordingSHA256 string
	Saved           time.Time // zero when not saved
	Screenshot      []byte    // PNG of the theatre; nil for none
	// Experts are the ways of experts' attempts at the same scenario, version and
	// case. Without any, NoExperts may say why.
	Experts   []Way
	NoExperts string
	Standing  *Standing // nil when nobody in particular practised, or it is unknown
	// Educator makes it the educator's version, with these opinions; nil for the
	// trainee's.
	Educator *Opinions
}

// Past is an earlier attempt.
type Past struct {
	When    time.Time
	Outcome scoring.Outcome
	Total   *float64 // nil when invalid
}

// Report is what a trainee is told, in the order of importance. All texts are
// plain; numbers in them are rounded half up.
type Report struct {
	Title, Trainee, When string

	Outcome scoring.Outcome
	Verdict string // in words
	Total   string // points, with one decimal or as many as tell it from the pass mark; "" when the attempt was not judged
	Pass    string // pass mark in points, likewise; "" when unknown
	// Why lists what stood against a pass, critical errors apart; for an
	// invalid attempt, why it could not be judged.
	Why         []string
	Critical    []Critical
	Provisional bool // some anchor is an author's guess
	// PassProvisional tells that the pass mark is one: it was not set by judges
	// or raters, and not all anchors are derived either.
	PassProvisional bool

	Costliest []Criterion // at most three, the most expensive first
	Domains   []Domain    // every criterion, by domain
	Penalties []Penalty

	Checklist []string // what was to be done, and how it went
	Worst     []Worst  // at most three moments to look at again first
	Phases    []Phase  // each authored step
	Course    *Course  // speed and clearance over time; nil where nothing was tracked
	Ways      Ways     // the tip's trajectory

	Learning Learning
	Next     []string  // what to practise, the most important first
	Educator *Educator // nil in the trainee's version

	Forces Forces // on soft tissue
	Cut    CutMap

	// Free tells that the pictures show the ways of free hands, and no planned one.
	Free          bool
	Hands         []string // the instruments' names
	Views, Slices []picture.Picture
	Keys          []picture.Key
	NoPictures    string // why there are none; "" when there are
	Screenshot    *picture.Picture
	Moments       []Moment // the events marked in the pictures

	Trend       Trend
	Information []Measurement // measured, not scored
	Missing     []Measurement // not measured, with the reason
	Provenance  []Fact
}

// Standing says what an attempt without a score counts for; "" for one that was judged.
func (r Report) Standing() string {
	switch {
	case r.Judged():
		return ""
	case len(r.Critical) > 0:
		return "The attempt is recorded but has no score. What happened is listed here all the same."
	}
	return "The attempt is recorded but has no score; it counts neither as passed nor as failed."
}

// Judged tells whether the attempt has a score.
func (r Report) Judged() bool { return r.Outcome != scoring.OutcomeInvalid }

// Critical is a critical error and when it happened.
type Critical struct {
	Text, Effect string
	Moments      []Moment
}

// Criterion is one line of the judgement.
type Criterion struct {
	Title, Value, Target, Score, Lost string
	Points                            float64 // of Score, for the bar; 0 when there is none
	Feedback                          string
	Note                              string // why there is no value, or a reservation about it
	Provisional                       bool
}

// Domain groups criteria.
type Domain struct {
	Title, Weight, Score, Minimum string
	Points                        float64
	Criteria                      []Criterion
}

// Penalty is points taken off.
type Penalty struct{ Text, Points string }

// Measurement is a metric outside the judgement.
type Measurement struct{ Title, Value, Note string }

// Fact is one line about where the report comes from.
type Fact struct{ Name, Value string }

// Build makes the report. It changes nothing in its input and is deterministic.
func Build(in Input) Report {
	header := &in.Recording.Header
	r := Report{
		Title: cmp.Or(in.Title, header.Scenario.ID), Trainee: in.Trainee, When: day(header.StartedUTC),
		Outcome: in.Score.Outcome, Verdict: verdict(in.Score.Outcome),
	}
	numbering := &moments{recording: in.Recording}
	for _, e := range in.Score.Critical {
		r.Critical = append(r.Critical, Critical{Text: e.Text, Effect: effect(e, in.Score.Outcome), Moments: numbering.of(e.Metric)})
	}
	for _, item := range in.Score.Checklist {
		r.Checklist = append(r.Checklist, Checked(item))
	}
	r.Worst = worst(in, numbering)
	r.Moments = numbering.found
	r.Why = why(in)
	if r.Judged() {
		r.judge(in)
	}
	r.motion(in)
	r.Forces, r.Cut = forces(in, r.Moments), cutMap(in)
	r.picture(in)
	r.Trend, r.Learning, r.Next = trend(in), learning(in), next(in, r.Costliest)
	if in.Educator != nil {
		r.Educator = educator(in)
	}
	r.Information, r.Missing = measurements(in)
	r.Provenance = provenance(in)
	return r
}

// motion fills what follows from how the instruments moved.
func (r *Report) motion(in Input) {
	tools := moved(in.Recording)
	r.Phases, r.Course, r.Ways = phases(in, tools), course(in, tools, r.Moments), ways(in, r.Moments)
}

// judge fills what an attempt that cannot be judged does not have.
func (r *Report) judge(in Input) {
	if in.Score.Total != nil {
		r.Total = points(*in.Score.Total)
	}
	if in.Rubric != nil {
		r.Pass = points(in.Rubric.Pass.MinTotal)
		if in.Score.Total != nil && *in.Score.Total < in.Rubric.Pass.MinTotal {
			r.Total, r.Pass = shortOf(*in.Score.Total, in.Rubric.Pass.MinTotal)
		}
	}
	for _, c := range in.Score.Criteria {
		r.Provisional = r.Provisional || c.Provisional
	}
	r.PassProvisional = r.Provisional && !passDerived(in.Rubric)
	for _, c := range costliest(in.Score.Criteria, 3) {
		r.Costliest = append(r.Costliest, criterion(c))
	}
	for _, d := range in.Score.Domains {
		r.Domains = append(r.Domains, domain(d, in))
	}
	for _, p := range in.Score.Penalties {
		r.Penalties = append(r.Penalties, Penalty{Text: cmp.Or(p.Text, metricTitle(p.Metric)), Points: "−" + points(p.Points)})
	}
}

// passDerived tells whether a standard stands behind the pass mark itself.
func passDerived(rubric *scoring.Rubric) bool {
	return rubric != nil && rubric.Pass.Benchmark != nil && rubric.Pass.Benchmark.Status != scoring.BenchmarkProvisional
}

// leastLoss is the loss that is told: half a tenth of a point, which points show.
const leastLoss = 0.05

// costliest are the criteria that lost the most points, at most n, none that
// lost less than a tenth of a point, which nobody would see.
func costliest(all []scoring.CriterionScore, n int) []scoring.CriterionScore {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b scoring.CriterionScore) int { return cmp.Compare(b.LostPoints, a.LostPoints) })
	for i, c := range sorted {
		if i == n || c.LostPoints < leastLoss {
			return sorted[:i]
		}
	}
	return sorted
}

func criterion(c scoring.CriterionScore) Criterion {
	made := Criterion{
		Title: cmp.Or(c.Title, metricTitle(c.Metric)), Value: "not measured", Score: "–",
		Target: target(c.Target, c.Unit), Lost: points(c.LostPoints),
		Feedback: c.Feedback, Provisional: c.Provisional, Note: flagText(c.Flags),
	}
	if c.Value != nil {
		made.Value = quantity(*c.Value, c.Unit)
	} else {
		made.Note = scoring.ReasonText(c.Reason)
	}
	switch c.Status {
	case scoring.StatusExcluded, scoring.StatusInvalid:
		made.Note += "; not counted"
	case scoring.StatusZero:
		made.Note += "; counted as 0 points"
	}
	if c.Score != nil {
		made.Points, made.Score = *c.Score, points(*c.Score)
	}
	return made
}

func domain(d scoring.DomainScore, in Input) Domain {
	made := Domain{Title: cmp.Or(d.Title, d.ID), Score: "–", Weight: share(d, in.Score.Domains)}
	if d.Score != nil {
		made.Points, made.Score = *d.Score, points(*d.Score)
	}
	if in.Rubric != nil {
		if minimum, has := in.Rubric.Pass.DomainMin[d.ID]; has {
			made.Minimum = points(minimum)
			if d.Score != nil && *d.Score < minimum {
				made.Score, made.Minimum = shortOf(*d.Score, minimum)
			}
		}
	}
	for _, c := range in.Score.Criteria {
		if c.Domain == d.ID {
			made.Criteria = append(made.Criteria, criterion(c))
		}
	}
	return made
}

// share is a domain's weight as a percentage of all.
func share(d scoring.DomainScore, all []scoring.DomainScore) string {
	sum := 0.0
	for _, other := range all {
		sum += other.Weight
	}
	if sum <= 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*d.Weight/sum)
}

// picture draws the anatomy if there is one that fits the recording.
func (r *Report) picture(in Input) {
	r.Free = isFree(&in.Recording.Header)
	for i := range in.Recording.Header.Tools {
		r.Hands = append(r.Hands, toolName(&in.Recording.Header.Tools[i]))
	}
	r.Screenshot = screenshot(in.Screenshot)
	plan := in.Recording.Header.Plan
	switch {
	case in.Case == nil:
		r.NoPictures = "The case folder was not given, so there are no pictures of the anatomy."
		return
	case in.Case.ID != in.Recording.Header.Case.ID:
		r.NoPictures = fmt.Sprintf("The case given is %q, but the attempt was made on %q, so there are no pictures.",
			in.Case.ID, in.Recording.Header.Case.ID)
		return
	case plan.Entry == plan.Target:
		r.NoPictures = "The recording holds no planned path, so there are no pictures."
		return
	case !finite(plan.Entry) || !finite(plan.Target) || in.Case.Volume != nil && !in.Case.Volume.Contains(plan.Target):
		r.NoPictures = "The planned target lies outside the scan, so there are no pictures."
		return
	}
	way := route{entry: plan.Entry, target: plan.Target, free: r.Free, tip: tipPath(in.Recording.Samples, 0), moments: r.Moments}
	if r.Free {
		way.second = tipPath(in.Recording.Samples, 1)
	}
	if rest := finalSample(in.Recording); rest != nil && len(in.Recording.Header.Tools) > 0 {
		way.shaft = shaft(rest, in.Recording.Header.Tools[0])
	}
	r.Views, r.Slices, r.Keys = way.views(in.Case), way.slices(in.Case), picture.Keys(in.Case, plan.Target)
}
