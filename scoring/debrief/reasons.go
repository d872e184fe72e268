package debrief

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// why puts the score's reasons into words. Critical errors are listed apart, so
// they are left out here.
func why(in Input) []string {
	var texts []string
	for _, reason := range in.Score.Reasons {
		kind, what, _ := strings.Cut(reason, ":")
		switch kind {
		case "critical":
			continue
		case "attempt":
			texts = append(texts, sentence(what))
		case "missing":
			texts = append(texts, sentence(whatIsMissing(in, what)))
		case "domain":
			texts = append(texts, sentence(lowDomain(in, what)))
		case "criterion":
			texts = append(texts, sentence(lowCriterion(in, what)))
		case "total":
			texts = append(texts, sentence(lowTotal(in)))
		case "abandoned":
			texts = append(texts, howItEnded(in.Recording.Events))
		case "nothing_scored":
			texts = append(texts, "Nothing of this attempt could be scored.")
		default:
			texts = append(texts, sentence(spoken(reason)))
		}
	}
	return texts
}

// howItEnded tells apart the trainee who left and the one whose time ran out.
func howItEnded(events []record.Event) string {
	for i := range events {
		if events[i].Kind == record.EventEnd && events[i].Detail == "time_limit" {
			return "The time ran out before you confirmed a position."
		}
	}
	return "You ended the attempt before confirming a position."
}

func whatIsMissing(in Input, id string) string {
	for _, c := range in.Score.Criteria {
		if c.ID == id {
			return fmt.Sprintf("%s could not be measured: %s", cmp.Or(c.Title, metricTitle(c.Metric)), scoring.ReasonText(c.Reason))
		}
	}
	return fmt.Sprintf("the rule %q could not be checked, because its metric has no value", id)
}

func lowDomain(in Input, id string) string {
	for _, d := range in.Score.Domains {
		if d.ID != id || d.Score == nil {
			continue
		}
		made := domain(d, in)
		if made.Minimum != "" {
			return fmt.Sprintf("%s has %s points and needs %s", made.Title, made.Score, made.Minimum)
		}
		return fmt.Sprintf("%s has %s points, below its minimum", made.Title, made.Score)
	}
	return fmt.Sprintf("the domain %q is below its minimum", id)
}

func lowCriterion(in Input, id string) string {
	for _, c := range in.Score.Criteria {
		if c.ID == id {
			title, minimum := cmp.Or(c.Title, metricTitle(c.Metric)), minimumOf(in.Rubric, id)
			if c.Score == nil || minimum == nil {
				return title + " is below its minimum"
			}
			short, of := shortOf(*c.Score, *minimum)
			return fmt.Sprintf("%s has %s points and needs %s", title, short, of)
		}
	}
	return fmt.Sprintf("the criterion %q is below its minimum", id)
}

// minimumOf is the least score that a criterion needs, nil when it needs none or
// the rubric is unknown.
func minimumOf(r *scoring.Rubric, id string) *float64 {
	if r == nil {
		return nil
	}
	for i := range r.Criteria {
		if r.Criteria[i].ID == id {
			return r.Criteria[i].MinScore
		}
	}
	return nil
}

func lowTotal(in Input) string {
	if in.Score.Total == nil {
		return "the total is below the pass mark"
	}
	if in.Rubric == nil {
		return fmt.Sprintf("the total of %s points is below the pass mark", points(*in.Score.Total))
	}
	short, mark := shortOf(*in.Score.Total, in.Rubric.Pass.MinTotal)
	return fmt.Sprintf("the total of %s points is below the pass mark of %s", short, mark)
}

// sentence begins with a capital letter and ends with a full stop.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(text[size:], ".") + "."
}

// measurements lists the metrics that no criterion uses: those with a value,
// for information, and all without one. Counts of nothing are left out, and what
// is measured for research, which the JSON of an attempt holds.
func measurements(in Input) (information, missing []Measurement) {
	scored := map[string]bool{}
	for _, c := range in.Score.Criteria {
		scored[c.Metric] = true
	}
	free := isFree(&in.Recording.Header)
	for _, m := range in.Metrics {
		definition, _ := scoring.Describe(m.ID)
		switch {
		case definition.Research && !scored[m.ID]:
		case free && isPlacement(m.ID) && !scored[m.ID]:
		case m.Value == nil && strings.HasPrefix(m.ID, "clearance_below_"): // for the least clearance's reason, which is told
		case m.Value == nil:
			missing = append(missing, Measurement{Title: metricTitle(m.ID), Note: scoring.ReasonText(m.Reason)})
		case scored[m.ID] && in.Score.Outcome != scoring.OutcomeInvalid, m.Unit == "count" && *m.Value == 0, isRoutine(m.ID):
		default:
			information = append(information, Measurement{Title: metricTitle(m.ID), Value: quantity(*m.Value, m.Unit), Note: flagText(m.Flags)})
		}
	}
	return information, missing
}

// isPlacement tells the metrics of a needle's way to its target, which say nothing
// about free hands.
func isPlacement(metric string) bool {
	switch metric {
	case "passes", "target_error", "target_error_axial", "target_error_lateral", "entry_error", "angle_error", "depth_error", "overshoot",
		"path_in_body_mm", "time_in_body", "swept_area":
		return true
	}
	return false
}

// isRoutine tells the event counts that every attempt has and that tell nothing.
func isRoutine(metric string) bool {
	kind, isEvent := strings.CutPrefix(metric, "events.")
	switch record.EventKind(kind) {
	case record.EventStart, record.EventEnd, record.EventConfirm, record.EventStepDone, record.EventEnter,
		record.EventLeave, record.EventEntry, record.EventWithdrawn, record.EventStyletOut, record.EventCSF:
		return isEvent
	}
	return false
}

// provenance says what the report was made from, so that anybody can make it again.
func provenance(in Input) []Fact {
	h := &in.Recording.Header
	facts := []Fact{
		{"Attempt", h.AttemptID},
		{"Started", h.StartedUTC},
		{"Scenario", refText(h.Scenario)},
		{"Rubric", refText(h.Rubric)},
		{"Case", refText(h.Case)},
		{"Device", deviceText(h.Device)},
		{"Instrument", toolsText(h.Tools)},
		{"Seed", fmt.Sprint(h.Seed)},
		{"Engine", "drylab " + h.Engine},
		{"Recording", strings.TrimSpace(fileName(in.RecordingPath) + " " + hashText(in.RecordingSHA256))},
	}
	if !in.Saved.IsZero() {
		facts = append(facts, Fact{"Saved", moment(in.Saved)})
	}
	if in.Recording.LateTicks > 0 {
		facts = append(facts, Fact{"Late ticks", fmt.Sprint(in.Recording.LateTicks)})
	}
	if in.Recording.LateFrames > 0 {
		facts = append(facts, Fact{"Late frames", fmt.Sprint(in.Recording.LateFrames)})
	}
	if in.Recording.Truncated {
		facts = append(facts, Fact{"Note", "the recording was cut off; its last second may be missing"})
	}
	return facts
}

// fileName is the last part of a path of any system. The folders stay out: they
// often bear the name of a person's account, and a report is handed on.
func fileName(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

func refText(r record.Ref) string {
	return strings.Join(strings.Fields(r.ID+" "+r.Version+" "+hashText(r.SHA256)), " ")
}

func hashText(sha256 string) string {
	if sha256 == "" {
		return ""
	}
	return "sha256:" + sha256
}

func toolName(t *record.Tool) string { return cmp.Or(t.Name, t.Kind) }

func toolsText(tools []record.Tool) string {
	var texts []string
	for i := range tools {
		texts = append(texts, fmt.Sprintf("%s, ⌀ %s mm", toolName(&tools[i]), plain(2*tools[i].RadiusMM)))
	}
	return strings.Join(texts, "; ")
}

func deviceText(d record.Device) string {
	text := d.Name
	if d.Class != d.Name {
		text += " (" + d.Class + ")"
	}
	if d.SigmaMM > 0 {
		text += fmt.Sprintf(", σ %s mm", halfUp(d.SigmaMM, 2))
	}
	if d.UncertaintyMM > d.SigmaMM {
		// Twice the standard uncertainty holds about 95 % (JCGM 100:2008, 6.2.1).
		text += fmt.Sprintf(", tip known to ±%s mm with calibration and registration", halfUp(2*d.UncertaintyMM, 2))
	}
	if d.Accepted != "" {
		text += "; practised in spite of poor tracking: " + d.Accepted
	}
	return text
}
