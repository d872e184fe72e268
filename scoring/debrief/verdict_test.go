package debrief

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/google/go-cmp/cmp"
)

// pageAndTerminal is the report in both shapes, white space joined.
func pageAndTerminal(t *testing.T, in Input) map[string]string {
	t.Helper()
	return map[string]string{
		"page":     parse(t, html(t, in)).text,
		"terminal": strings.Join(strings.Fields(terminalText(t, Build(in), 100)), " "),
	}
}

// graded is the fixture's recording, broken off in the middle, graded with a
// rubric of one criterion and one critical rule.
func graded(invalid ...string) Input {
	in := inWords()
	events := &in.Recording.Events
	*events = append((*events)[:2:2], record.Event{Tick: 110, Kind: record.EventEnd, Detail: "abandoned"})
	low, novice, expert := 40.0, 10.0, 2.0
	in.Rubric = &scoring.Rubric{
		Pass: scoring.Pass{MinTotal: 70}, CriticalCap: 49, Domains: []scoring.Domain{{ID: "precision", Weight: 1}},
		Criteria: []scoring.Criterion{{
			ID: "target", Title: "Tip at the target", Domain: "precision", Metric: "target_error", Unit: "mm", Weight: 1,
			MinScore: &low, Missing: scoring.MissingInvalid, Curve: scoring.Curve{Type: scoring.CurveLinear, Novice: &novice, Expert: &expert},
			Feedback: []scoring.Feedback{{Min: 0, Text: "Aim again."}, {Min: 50, Text: "Well aimed."}},
		}},
		Critical: []scoring.Critical{{ID: "artery", Metric: "punctures_critical", Op: ">=", Value: 1, Effect: scoring.EffectFail, Text: "An artery was punctured."}},
	}
	in.Metrics = scoring.Measure(in.Recording)
	in.Score = in.Rubric.Grade(in.Metrics, invalid)
	return in
}

func TestABrokenOffAttemptIsToldSo(t *testing.T) {
	in := graded()
	if in.Score.Outcome != scoring.OutcomeFailCritical {
		t.Fatalf("outcome %s", in.Score.Outcome)
	}
	for name, text := range pageAndTerminal(t, in) {
		for _, want := range []string{"You ended the attempt before confirming a position.", "An artery was punctured.", "fails the attempt", "Aim again."} {
			if !strings.Contains(text, want) {
				t.Errorf("the %s lacks %q", name, want)
			}
		}
		if strings.Contains(text, "neither") {
			t.Errorf("the %s of an attempt that failed says that it counts as neither", name)
		}
	}
	in.Recording.Events = in.Recording.Events[:1]
	in.Metrics = scoring.Measure(in.Recording)
	in.Score = in.Rubric.Grade(in.Metrics, nil)
	want := []string{"You ended the attempt before confirming a position.", "The total of 0.0 points is below the pass mark of 70.0.",
		"Tip at the target has 0.0 points and needs 40.0."}
	if diff := cmp.Diff(want, Build(in).Why); diff != "" || in.Score.Outcome != scoring.OutcomeFail {
		t.Errorf("without an injury %s:\n%s", in.Score.Outcome, diff)
	}
}

// TestAnInjuryInAnInvalidAttemptIsToldWithoutAContradiction: it failed nothing,
// but it is not called neither passed nor failed in the same breath.
func TestAnInjuryInAnInvalidAttemptIsToldWithoutAContradiction(t *testing.T) {
	in := graded("the recording is truncated")
	for name, text := range pageAndTerminal(t, in) {
		if !strings.Contains(text, "would have failed the attempt") || !strings.Contains(text, "An artery was punctured.") {
			t.Errorf("the %s does not tell what happened: %s", name, text)
		}
		for _, forbidden := range []string{"neither", "fails the attempt"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("the %s says %q", name, forbidden)
			}
		}
	}
	in.Score.Critical = nil
	if text := pageAndTerminal(t, in)["page"]; !strings.Contains(text, "neither as passed nor as failed") {
		t.Error("an invalid attempt without an injury does not say what it counts for")
	}
	limit := scoring.CriticalError{Effect: scoring.EffectCap}
	if got := effect(limit, scoring.OutcomeInvalid) + ", " + effect(limit, scoring.OutcomeFail); got != "would have limited the total, limits the total" {
		t.Error(got)
	}
}

// TestWhatMissedItsMinimumIsNotShownEqualToIt: 69.96 of 70 is not "70.0 of 70.0".
func TestWhatMissedItsMinimumIsNotShownEqualToIt(t *testing.T) {
	for _, c := range []struct {
		v, minimum float64
		want       string
	}{
		{69.96, 70, "69.96 of 70.00"}, {69.9, 70, "69.9 of 70.0"}, {12, 70, "12.0 of 70.0"},
		{69.9999, 70, "69.9999 of 70.0000"}, {70 - 1e-12, 70, "70.0 of 70.0"},
	} {
		if short, of := shortOf(c.v, c.minimum); short+" of "+of != c.want {
			t.Errorf("%v: %s of %s, want %s", c.v, short, of, c.want)
		}
	}
	in := inWords()
	in.Score.Outcome, in.Score.Critical, in.Score.Reasons = scoring.OutcomeFail, nil, []string{"total", "domain:safety"}
	in.Score.Total, in.Score.Domains[0].Score = ptr(69.96), ptr(79.951)
	r := Build(in)
	want := []string{"The total of 69.96 points is below the pass mark of 70.00.", "Safety has 79.95 points and needs 80.00."}
	if diff := cmp.Diff(want, r.Why); diff != "" || r.Total != "69.96" || r.Pass != "70.00" {
		t.Errorf("headline %s of %s\n%s", r.Total, r.Pass, diff)
	}
	in.Score.Outcome, in.Score.Total = scoring.OutcomePass, ptr(70.04)
	if r = Build(in); r.Total != "70.0" {
		t.Errorf("a pass shows %s", r.Total)
	}
}

func TestTheReportTellsNoFolder(t *testing.T) {
	in := inWords()
	for _, path := range []string{"/home/jane.smith/recordings/a.mcap", `C:\Users\jane.smith\recordings\a.mcap`, "a.mcap"} {
		in.RecordingPath = path
		page := html(t, in)
		if strings.Contains(page, "jane.smith") || !strings.Contains(page, "a.mcap") {
			t.Errorf("%s: the page tells the folder, or not the file", path)
		}
	}
}

// TestTheClosestMomentIsTheOneThatCounts hovers nearer to the artery than the
// needle ever comes in the body, and lets an untracked sample lie nearer still.
func TestTheClosestMomentIsTheOneThatCounts(t *testing.T) {
	r := ballRecording()
	for i := range r.Samples {
		if s := &r.Samples[i]; s.Tools[0].DepthMM == 0 {
			s.Tools[0].ClearanceMM[1] = 0.4
		} else {
			s.Tools[0].ClearanceMM[1] = 20 - 0.1*float64(i)
		}
	}
	r.Samples[60].Tools[0].Valid, r.Samples[60].Tools[0].ClearanceMM[1] = false, -3
	least, _ := scoring.Measure(r).Get("clearance_min")
	found := (&moments{recording: r}).of("clearance_min")
	if want := "closest to basilar artery: " + quantity(*least.Value, "mm"); len(found) != 1 || found[0].Text != want || found[0].Seconds != 119./record.TickHz {
		t.Errorf("%+v, want %q", found, want)
	}
}

// TestTheInstrumentIsDrawnWhereItWasScored: at the first confirmation after the start.
func TestTheInstrumentIsDrawnWhereItWasScored(t *testing.T) {
	r := ballRecording()
	event := func(tick int64, kind record.EventKind) record.Event { return record.Event{Tick: tick, Kind: kind} }
	for name, c := range map[string]struct {
		events []record.Event
		want   int64
	}{
		"confirmed":         {[]record.Event{event(5, record.EventConfirm), event(10, record.EventStart), event(70, record.EventConfirm), event(90, record.EventConfirm)}, 70},
		"abandoned":         {[]record.Event{event(10, record.EventStart), event(70, record.EventEnd)}, 119},
		"nothing but words": {nil, 119},
	} {
		r.Events = c.events
		if got := finalSample(r); got != &r.Samples[c.want].Tools[0] {
			t.Errorf("%s: %+v, want tick %d", name, got, c.want)
		}
	}
}

func TestTheTimeLimitIsNotTheTraineesChoice(t *testing.T) {
	left := []record.Event{{Kind: record.EventEnd, Detail: "abandoned"}}
	late := []record.Event{{Kind: record.EventEnd, Detail: "time_limit"}}
	if got := howItEnded(left); !strings.Contains(got, "You ended") {
		t.Errorf("a trainee who left reads %q", got)
	}
	if got := howItEnded(late); !strings.Contains(got, "time ran out") {
		t.Errorf("a trainee whose time ran out reads %q", got)
	}
}
