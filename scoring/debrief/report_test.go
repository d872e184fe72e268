package debrief

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/drylab/drylab/anatomy/picture"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/google/go-cmp/cmp"
)

func html(t *testing.T, in Input) string {
	t.Helper()
	var out bytes.Buffer
	if err := Build(in).HTML(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// document is what a browser sees: elements, their ids, attributes, and text.
type document struct {
	elements   map[string]int
	ids        []string
	attributes []xml.Attr
	text       string
}

// parse reads the page as XML, which fails on any tag or quote out of place.
func parse(t *testing.T, page string) document {
	t.Helper()
	doc := document{elements: map[string]int{}}
	decoder := xml.NewDecoder(strings.NewReader(page))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			doc.text = strings.Join(strings.Fields(doc.text), " ")
			return doc
		}
		if err != nil {
			t.Fatalf("the page is not well-formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			doc.elements[token.Name.Local]++
			for _, a := range token.Attr {
				doc.attributes = append(doc.attributes, a)
				if a.Name.Local == "id" {
					doc.ids = append(doc.ids, a.Value)
				}
			}
		case xml.CharData:
			doc.text += string(token) + " "
		}
	}
}

func TestThePageTellsTheMostImportantFirst(t *testing.T) {
	doc := parse(t, html(t, fixture()))
	want := []string{"outcome", "costliest", "worst", "course", "pictures", "ways", "criteria", "trend", "learning", "next", "information", "missing", "provenance"}
	if diff := cmp.Diff(want, doc.ids); diff != "" {
		t.Errorf("order of sections:\n%s", diff)
	}
	position := -1
	for _, text := range []string{
		"External ventricular drain", "Ada Lovelace", "1 March 2026, 10:15 UTC", "simulated procedure",
		"Not passed: critical error", "Safety has 40.0 points and needs 80.0.", "The total of 49.0 points is below the pass mark of 70.0.",
		"49.0", "of 100", "pass mark 70.0", "formative use; pass mark provisional",
		"The basilar artery was punctured.", "fails the attempt", "1", "0:00.5", "tip entered basilar artery, 61.3 mm deep",
		"−30.0 points", "Distance to the basilar artery", "−1.3 mm", "target (provisional)", "≥ 5 mm", "You touched the artery. Keep to the planned angle.",
		"−12.3 points", "Distance to the target", "6.1 mm", "≤ 2 mm", "Stop and look at the depth mark.",
		"−1.1 points", "Angle", "4.4°", "≤ 4°", "tracked for less than 90 % of the time",
		"Seen from the patient's right", "Axial", "Coronal", "Sagittal", "basilar artery (critical)",
		"All criteria", "Safety", "50 % of the total", "needs 80.0", "provisional", "not measured", "Redirections of the needle", "−4.0",
		"For information, not scored", "Path of the tip", "412.4 mm",
		"Not measured", "Depth error", "less than 5 mm",
		"simulated", "sha256:cc", "script:clumsy (script), σ 0.10 mm", "drylab 0.1.0", "2026-03-01.mcap sha256:0f0f",
	} {
		found := strings.Index(doc.text[position+1:], text)
		if found < 0 {
			t.Fatalf("%q is missing or out of order after position %d: …%.200s", text, position, doc.text[max(0, position):])
		}
		position += 1 + found
	}
	if strings.Contains(doc.text, "Punctures: skin") {
		t.Error("a count of nothing is listed")
	}
}

func TestThePageNeedsNothingElse(t *testing.T) {
	page := html(t, fixture())
	doc := parse(t, page)
	for _, forbidden := range []string{"http:", "https:", "url(", "@import", "<script", "<link", "<iframe", "//cdn"} {
		if strings.Contains(page, forbidden) {
			t.Errorf("the page holds %q", forbidden)
		}
	}
	pictures := 0
	for _, a := range doc.attributes {
		if a.Name.Local == "href" || a.Name.Local == "src" {
			pictures++
			if !strings.HasPrefix(a.Value, "data:image/png;base64,") {
				t.Errorf("reference to %.60s", a.Value)
			}
		}
	}
	if pictures != 5 {
		t.Errorf("%d pictures, want two views and three slices", pictures)
	}
	if !strings.Contains(page, `<html lang="en">`) {
		t.Error("the page does not say its language")
	}
}

// TestEveryPictureHasAText counts what a screen reader can say.
func TestEveryPictureHasAText(t *testing.T) {
	in := fixture()
	in.Screenshot = picture.NewCanvas(8, 6, white()).PNG()
	doc := parse(t, html(t, in))
	texts := 0
	for _, a := range doc.attributes {
		if (a.Name.Local == "aria-label" || a.Name.Local == "alt") && len(a.Value) > 30 {
			texts++
		}
	}
	if texts != 11 || doc.elements["img"] != 1 || doc.elements["image"] != 5 {
		t.Errorf("%d texts for %d images, a screenshot and a trend", texts, doc.elements["image"])
	}
}

func TestHostileTextStaysText(t *testing.T) {
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{.}}&lt;`
	in := fixture()
	in.Title, in.Trainee, in.RecordingPath, in.RecordingSHA256 = evil, evil, evil, evil
	in.Score.Critical[0].Text, in.Score.Reasons = evil, append(in.Score.Reasons, "attempt:"+evil, evil)
	for i := range in.Score.Criteria {
		c := &in.Score.Criteria[i]
		c.Title, c.Feedback, c.Target, c.Unit, c.Reason = evil, evil, evil, evil, evil
	}
	in.Score.Domains[0].Title, in.Score.Penalties[0].Text = evil, evil
	in.Metrics = append(in.Metrics, scoring.Metric{ID: evil, Unit: evil, Value: ptr(1)}, scoring.Metric{ID: evil, Reason: evil})
	h := &in.Recording.Header
	h.AttemptID, h.StartedUTC, h.Engine, h.Device.Name, h.Tools[0].Name = evil, evil, evil, evil, evil
	in.Recording.Events[1].Structure = evil
	in.Score.Critical[0].Metric = "punctures." + evil
	for i := range in.Case.Structures {
		in.Case.Structures[i].Name, in.Case.Structures[i].Color = evil, evil
	}
	want, got := parse(t, html(t, inWords())), parse(t, html(t, in))
	for _, element := range []string{"script", "img", "iframe", "link"} {
		if got.elements[element] != want.elements[element] {
			t.Errorf("hostile text made %d <%s>", got.elements[element], element)
		}
	}
	for _, a := range got.attributes {
		if strings.HasPrefix(a.Name.Local, "on") {
			t.Errorf("hostile text made the attribute %s", a.Name.Local)
		}
	}
	if n := strings.Count(got.text, strings.Join(strings.Fields(evil), " ")); n < 15 {
		t.Errorf("the hostile text is shown %d times only: it was lost, not escaped", n)
	}
}

func TestAnInvalidAttemptGivesItsReasonAndNoScores(t *testing.T) {
	in := inWords()
	in.Score.Outcome, in.Score.Total = scoring.OutcomeInvalid, nil
	in.Score.Critical = nil
	in.Score.Criteria[3].Status = scoring.StatusInvalid
	in.Score.Reasons = []string{"attempt:the recording stopped: the disk was full", "missing:depth"}
	r := Build(in)
	want := []string{"The recording stopped: the disk was full.",
		"Depth could not be measured: less than 5 mm of the path was inserted or planned."}
	if diff := cmp.Diff(want, r.Why); diff != "" {
		t.Error(diff)
	}
	doc := parse(t, html(t, in))
	if i, j := strings.Index(doc.text, "Not judged"), strings.Index(doc.text, "The recording stopped"); i < 0 || j < i {
		t.Errorf("verdict at %d, reason at %d", i, j)
	}
	for _, id := range []string{"costliest", "criteria"} {
		if slices.Contains(doc.ids, id) {
			t.Errorf("an attempt without a score has a section %s", id)
		}
	}
	terminal := terminalText(t, r, 80)
	for name, text := range map[string]string{"page": doc.text, "terminal": terminal} {
		for _, forbidden := range []string{"of 100", "49.0", "pass mark 70.0", "58.0"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("the %s of an invalid attempt shows %q", name, forbidden)
			}
		}
	}
	if !strings.Contains(terminal, "NOT JUDGED") || !strings.Contains(terminal, "the disk was full") {
		t.Errorf("terminal:\n%s", terminal)
	}
}

func terminalText(t *testing.T, r Report, width int) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Terminal(&out, width); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTheTerminalShowsWhatMatters(t *testing.T) {
	r := Build(inWords())
	for _, width := range []int{0, 60, 80, 100, 200} {
		text := terminalText(t, r, width)
		flat := strings.Join(strings.Fields(text), " ")
		for _, want := range []string{
			"External ventricular drain", "NOT PASSED: CRITICAL ERROR", "49.0 of 100 points", "pass mark 70.0 (provisional)",
			"! The basilar artery was punctured.", "0:00.5", "Safety has 40.0 points and needs 80.0.",
			"t=0.5 s tip entered basilar artery", "1. Distance to the basilar artery: −1.3 mm, target ≥ 5 mm (−30.0 points)", "Keep to the planned angle.",
			"SAFETY", "−4.0", "412.4 mm", "Depth error: not measured",
		} {
			if !strings.Contains(flat, want) {
				t.Errorf("width %d lacks %q:\n%s", width, want, text)
			}
		}
		for _, line := range strings.Split(text, "\n") {
			if n := utf8.RuneCountInString(line); n > max(width, narrowest) {
				t.Errorf("width %d: a line of %d characters: %s", width, n, line)
			}
		}
	}
}

func TestTheTerminalIsSafeFromControlCharacters(t *testing.T) {
	in := inWords()
	evil := "\x1b[2J\x1b]0;owned\x07\r\b" + string(rune(0x9b)) + "31m"
	in.Title, in.Trainee = evil, evil
	in.Score.Criteria[0].Title, in.Score.Criteria[0].Feedback, in.Score.Critical[0].Text = evil, evil, evil
	text := terminalText(t, Build(in), 80)
	for _, c := range text {
		if unicode.IsControl(c) && c != '\n' {
			t.Fatalf("control character %q reaches the terminal", c)
		}
	}
}

func TestWithoutAFittingCaseTheReportSaysSo(t *testing.T) {
	missing, other, outside, planless := fixture(), fixture(), fixture(), fixture()
	planless.Recording.Header.Plan = record.Plan{}
	missing.Case = nil
	other.Case.ID = "somebody-else"
	outside.Recording.Header.Plan.Target = outside.Recording.Header.Plan.Target.Mul(100)
	for in, want := range map[*Input]string{&missing: "not given", &other: "somebody-else", &outside: "outside the scan", &planless: "no planned path"} {
		r := Build(*in)
		if len(r.Views)+len(r.Slices) != 0 || !strings.Contains(r.NoPictures, want) {
			t.Errorf("%d pictures, explained by %q; want %q", len(r.Views)+len(r.Slices), r.NoPictures, want)
		}
		if doc := parse(t, html(t, *in)); !strings.Contains(doc.text, r.NoPictures) {
			t.Errorf("the page does not say %q", r.NoPictures)
		}
	}
}

func TestACaseWithoutScanOrSurfacesIsDrawnAllTheSame(t *testing.T) {
	in := fixture()
	in.Case.Volume = nil
	in.Case.Modality = "LABELS"
	if r := Build(in); len(r.Slices) != 3 || len(r.Views) != 2 {
		t.Errorf("labels only: %d slices, %d views", len(r.Slices), len(r.Views))
	}
	in = fixture()
	for i := range in.Case.Structures {
		in.Case.Structures[i].Surface = nil
	}
	r := Build(in)
	if len(r.Slices) != 3 || len(r.Views) != 0 {
		t.Errorf("scan only: %d slices, %d views", len(r.Slices), len(r.Views))
	}
	parse(t, html(t, in))
}

func TestAnEmptyRecordingMakesAReport(t *testing.T) {
	in := inWords()
	in.Recording = &record.Recording{Header: record.Header{Case: record.Ref{ID: "balls"}}}
	in.Metrics, in.History, in.Rubric = nil, nil, nil
	in.Score = scoring.Score{Outcome: scoring.OutcomeInvalid, Reasons: []string{"nothing_scored"}}
	parse(t, html(t, in))
	terminalText(t, Build(in), 80)
}

func TestTheSameInputMakesTheSamePage(t *testing.T) {
	first, second := html(t, fixture()), html(t, fixture())
	if first != second {
		t.Error("two pages of one attempt differ")
	}
}

func TestMomentsOfCriticalErrors(t *testing.T) {
	r := ballRecording()
	r.Events = append(r.Events,
		record.Event{Tick: 100, Kind: record.EventNoGo, Structure: "basilar-artery"},
		record.Event{Tick: 110, Kind: record.EventEnter, Structure: "skin"},
		record.Event{Tick: 130, Kind: record.EventNoGo, Structure: "skin"})
	for metric, want := range map[string]string{
		"punctures.basilar-artery":          "90",
		"punctures.skin":                    "110",
		"punctures_critical":                "90",
		"events.no_go_entry":                "100 130",
		"events.no_go_entry.basilar-artery": "100",
		"events.contact.skin":               "",
		"clearance.basilar-artery":          "119", // the last sample is the closest
		"clearance_min":                     "119",
		"clearance.unknown":                 "",
		"time_total":                        "",
	} {
		var ticks []string
		for _, m := range (&moments{recording: r}).of(metric) {
			ticks = append(ticks, fmt.Sprintf("%.0f", m.Seconds*record.TickHz))
		}
		if got := strings.Join(ticks, " "); got != want {
			t.Errorf("%s happened at ticks %q, want %q", metric, got, want)
		}
	}
}

func TestTheTrendIsInOrderOfTime(t *testing.T) {
	in := inWords()
	tr := trend(in)
	var got []string
	last := -1.0
	for _, dot := range tr.Dots {
		if dot.X <= last {
			t.Errorf("dots out of order: %v", tr.Dots)
		}
		last = dot.X
		got = append(got, dot.Shape)
	}
	if diff := cmp.Diff([]string{"invalid", "fail", "pass", "critical"}, got); diff != "" {
		t.Error(diff)
	}
	if !tr.Dots[3].Current || tr.Dots[2].Current {
		t.Error("the current attempt is not the marked one")
	}
	if want := tr.Bottom - 0.81*(tr.Bottom-tr.Top); tr.Dots[2].Y != want {
		t.Errorf("81 points at y = %g, want %g", tr.Dots[2].Y, want)
	}
	in.History = nil
	if len(trend(in).Dots) != 0 {
		t.Error("a first attempt has no trend")
	}
}

// TestPointsAreRoundedHalfUp includes decimal halves that binary stores just below.
func TestPointsAreRoundedHalfUp(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{84.25, 1, "84.3"}, {84.15, 1, "84.2"}, {1.005, 2, "1.01"}, {69.949, 1, "69.9"}, {69.95, 1, "70.0"},
		{-1.25, 1, "−1.3"}, {-0.04, 1, "0.0"}, {0, 1, "0.0"}, {1234.5, 0, "1235"},
	} {
		if got := halfUp(c.v, c.decimals); got != c.want {
			t.Errorf("%g with %d decimals is %s, want %s", c.v, c.decimals, got, c.want)
		}
	}
}

func TestTheMostCostlyAreAtMostThree(t *testing.T) {
	r := Build(inWords())
	var got []string
	for _, c := range r.Costliest {
		got = append(got, c.Title)
	}
	if diff := cmp.Diff([]string{"Distance to the basilar artery", "Distance to the target", "Angle"}, got); diff != "" {
		t.Error(diff)
	}
	in := inWords()
	for i := range in.Score.Criteria {
		in.Score.Criteria[i].LostPoints = 0.04
	}
	if n := len(Build(in).Costliest); n != 0 {
		t.Errorf("%d costly criteria in a perfect attempt", n)
	}
}
