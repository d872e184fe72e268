package debrief

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/proficiency"
)

// Standing is where the trainee is with the scenario and one class of device.
type Standing struct {
	Rule    proficiency.Rule
	Learner proficiency.Learner
	Chart   proficiency.LCCUSUM
	// Curriculum says what is open next there, as a sentence; "" without one.
	Curriculum string
}

// Learning is what the trainee's attempts together tell, ready to show.
type Learning struct {
	Facts []string
	Chart *Drawing // LC-CUSUM; nil for fewer than two attempts
}

// learning puts the standing into words, and where the pass mark comes from.
func learning(in Input) Learning {
	l := Learning{}
	if in.Rubric != nil {
		l.Facts = append(l.Facts, derivation(in.Rubric))
	}
	if in.Standing == nil {
		return l
	}
	s := &in.Standing.Learner
	l.Facts = append(l.Facts, sentence(in.Standing.Rule.Title+": "+s.Reached()))
	l.Facts = append(l.Facts, fmt.Sprintf("Passed %d of %s with this kind of device, every safety criterion included: a success rate of %.0f to %.0f %% (95 %%).",
		s.Passes, plural(s.Attempts, "attempt"), 100*s.Rate.CI[0], 100*s.Rate.CI[1]))
	if len(s.Chart) > 0 {
		n := proficiency.DefaultAttempts
		l.Facts = append(l.Facts, fmt.Sprintf("LC-CUSUM %.2f, limit %.2f: %s. Within %d attempts it signals %.1f %% of those who are not competent and %.1f %% of those who are. It is no certificate.",
			s.Chart[len(s.Chart)-1], s.Limit, s.Evidence(), n, 100*in.Standing.Chart.FalseSignal(n), 100*in.Standing.Chart.TrueSignal(n)))
	}
	if s.Time != nil && s.Time.B > 0 {
		l.Facts = append(l.Facts, fmt.Sprintf("Time: from %.0f s at the first attempt towards %.0f s (power law).", s.Time.At(1), s.Time.A))
	}
	if len(s.Chart) > 1 {
		l.Chart = cusum(s)
	}
	return l
}

// derivation says where pass mark and targets come from.
func derivation(rubric *scoring.Rubric) string {
	text := "The pass mark of " + points(rubric.Pass.MinTotal) + " points is provisional: the author's judgement, not derived from experts."
	if b := rubric.Pass.Benchmark; b != nil && b.Status != scoring.BenchmarkProvisional {
		text = fmt.Sprintf("The pass mark of %s points was derived: %s.", points(rubric.Pass.MinTotal), benchmarkText(b))
	}
	derived, first := 0, ""
	for i := range rubric.Criteria {
		if b := rubric.Criteria[i].Benchmark; b != nil && b.Status != scoring.BenchmarkProvisional {
			derived++
			first = cmp.Or(first, benchmarkText(b))
		}
	}
	if derived > 0 {
		return text + fmt.Sprintf(" The targets of %d of %s were derived (%s).", derived, plural(len(rubric.Criteria), "criterion"), first)
	}
	return text + " The targets of the criteria are provisional."
}

func benchmarkText(b *scoring.Benchmark) string {
	parts := []string{cmp.Or(b.Method, string(b.Status)), fmt.Sprintf("n = %d", b.N)}
	if len(b.CI95) == 2 {
		parts = append(parts, fmt.Sprintf("95 %% interval %s to %s", plain(b.CI95[0]), plain(b.CI95[1])))
	}
	for _, more := range []string{b.Date, b.Device, b.Source} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	return strings.Join(parts, ", ")
}

func plural(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case what == "criterion":
		return fmt.Sprintf("%d criteria", n)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// cusum draws the chart and its limit.
func cusum(l *proficiency.Learner) *Drawing {
	const width, top, bottom = 640.0, 22.0, 150.0
	d := &Drawing{Title: "LC-CUSUM", Note: "rises with passes, falls with failures; above the limit competence is presumed", Width: width, Height: 176,
		Alt: fmt.Sprintf("LC-CUSUM over %d attempts: now %.2f, limit %.2f.", len(l.Chart), l.Chart[len(l.Chart)-1], l.Limit)}
	highest := l.Limit
	for _, v := range l.Chart {
		highest = max(highest, v)
	}
	scale := upTo(highest, 4, bottom, top)
	for _, t := range scale.ticks(4) {
		d.line("grid", 40, t.At, width-20, t.At)
		d.text("", "end", 33, t.At+4, t.Text)
	}
	x := func(i int) float64 { return 60 + (width-100)*float64(i)/math.Max(float64(len(l.Chart)-1), 1) }
	var line [][2]float64
	for i, v := range l.Chart {
		line = append(line, [2]float64{x(i), scale.at(v)})
	}
	d.path("force", false, line...)
	for i, v := range l.Chart {
		class := "mark failed"
		if i < len(l.Passed) && l.Passed[i] {
			class = "mark passed"
		}
		d.dot(class, x(i), scale.at(v), 4, fmt.Sprintf("attempt %d: %.2f", i+1, v))
	}
	d.line("limit", 40, scale.at(l.Limit), width-20, scale.at(l.Limit))
	d.text("limittext halo", "end", width-20, scale.at(l.Limit)-5, fmt.Sprintf("limit %.2f", l.Limit))
	d.text("", "middle", x(0), bottom+18, "attempt 1")
	d.text("", "middle", x(len(l.Chart)-1), bottom+18, fmt.Sprint(len(l.Chart)))
	return d
}

// next is what to practise: the curriculum's open step, then what cost most.
func next(in Input, costliest []Criterion) []string {
	var texts []string
	if in.Standing != nil && in.Standing.Curriculum != "" {
		texts = append(texts, in.Standing.Curriculum)
	}
	for _, c := range costliest {
		texts = append(texts, fmt.Sprintf("%s: from %s to %s, worth up to %s points of the total.", c.Title, c.Value, cmp.Or(c.Target, "its target"), c.Lost))
	}
	return texts
}
