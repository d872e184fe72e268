package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// TestRecordingOfOneInstrumentScoresAsItDid: the recording and its score were
// made by the program of before there were several instruments.
func TestRecordingOfOneInstrumentScoresAsItDid(t *testing.T) {
	rec := load(t, "testdata/schema1.mcap")
	s, err := FromHeader(&rec.Header)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/schema1.json")
	if err != nil {
		t.Fatal(err)
	}
	var old struct{ Metrics scoring.Metrics }
	if err := json.Unmarshal(want, &old); err != nil {
		t.Fatal(err)
	}
	metrics := scoring.Measure(rec)
	score := s.Rubric.Grade(metrics, scoring.Invalidity(rec))
	var same scoring.Metrics // of those that there were then; later versions measure more
	for _, m := range metrics {
		if _, ok := old.Metrics.Get(m.ID); ok {
			same = append(same, m)
		}
	}
	got, err := json.MarshalIndent(map[string]any{"metrics": same, "score": score}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(got, '\n'), want) {
		t.Errorf("the old recording scores\n%s\nand scored\n%s", got, want)
	}
}

// TestRecordingOfOneInstrumentReplays: its inputs give its samples and its state
// hashes, bit for bit, and a new recording of them scores the same.
func TestRecordingOfOneInstrumentReplays(t *testing.T) {
	rec, f := load(t, "testdata/schema1.mcap"), fromTop(t)
	if f.Case.HashString() != rec.Header.Case.SHA256 {
		t.Skip("the test's case is built in another way than when the recording was made")
	}
	for _, workers := range []int{1, 2, 8} {
		if v, err := Verify(rec, f.Case, workers); err != nil || !v.Agrees || v.Hashes < 2 || v.Samples != len(rec.Samples) {
			t.Errorf("%d workers: %+v, %v", workers, v, err)
		}
	}
	source, err := Tracker{Kind: "replay", Name: "testdata/schema1.mcap"}.Open(f, 0)
	if err != nil {
		t.Fatal(err)
	}
	again := perform(t, f, source)
	if again.Header.Schema != record.Schema {
		t.Errorf("the replay is recorded as %s", again.Header.Schema)
	}
	was, is := scoring.Measure(rec), scoring.Measure(again)
	for i := range was {
		if was[i].Reason == scoring.ReasonNotRecorded {
			continue // recordings keep more since
		}
		if (was[i].Value == nil) != (is[i].Value == nil) || was[i].Value != nil && *was[i].Value != *is[i].Value {
			t.Errorf("%s: %v and %v", was[i].ID, was[i], is[i])
		}
	}
}

// bothHands is the biopsy with a grasper in the other hand.
func bothHands(t testing.TB) *Scenario {
	t.Helper()
	text := builtinText(t, "tumour-biopsy")
	from := strings.Index(text, "instrument:\n")
	to := from + strings.Index(text[from:], "\n\n")
	list := `instruments:
  - {name: needle, kind: needle, length_mm: 200, radius_mm: 0.9, pivot_mm: 10}
  - {name: forceps, kind: grasper, length_mm: 300, radius_mm: 2.5, jaw_mm: 18, jaw_deg: 60}`
	s, err := Read("two.yaml", strings.NewReader(strings.Replace(text[:from]+list+text[to:], "biopsy-entry", "top", 1)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const twoHandedScript = `schema: drylab.script/1
name: two
tremor: {rms_mm: 0.1, hz: 9}
via:
  - {at: approach, offset_mm: 20, hold_s: 0.5}
  - {at: entry, speed_mm_s: 50}
  - {at: target, speed_mm_s: 50, confirm: true, hold_s: 0.5, from_s: 3}
second:
  via:
    - {at: point, point: top, shift_mm: [30, 0, 20], tilt_deg: [0, 30]}
    - {at: point, point: top, shift_mm: [10, 0, 2], tilt_deg: [0, 30], speed_mm_s: 30, jaw: 1, lost_s: 0.1}
    - {circle: {centre: top, radius_mm: 10, turns: 0.5}, tilt_deg: [0, 30], shift_mm: [0, 0, 2], speed_mm_s: 40}
`

// TestTwoHandsFromScriptToScore: both hands are recorded, replay bit for bit, and
// the second changes nothing for the first.
func TestTwoHandsFromScriptToScore(t *testing.T) {
	c := block(t)
	f, err := bothHands(t).Fit(c, 1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := tracking.Load(strings.NewReader(twoHandedScript))
	if err != nil {
		t.Fatal(err)
	}
	source, err := f.Script(s, 0)
	if err != nil {
		t.Fatal(err)
	}
	rec := perform(t, f, source)
	last := rec.Samples[len(rec.Samples)-1].Tools[1]
	if tip := last.Pose.Tip; tip.Sub(mgl64.Vec3{-10, 0, 52}).Len() > 0.5 || last.Jaw != 1 {
		t.Errorf("the forceps end at %v, closed by %v; want half round the landmark, closed", tip, last.Jaw)
	}
	lost := 0
	for _, e := range rec.Events {
		if e.Kind == record.EventTrackLost && e.Tool == 1 {
			lost++
		}
	}
	if lost != 1 {
		t.Errorf("the forceps were lost %d times, want once", lost)
	}
	for _, workers := range []int{1, 3} {
		if v, err := Verify(rec, c, workers); err != nil || !v.Agrees {
			t.Errorf("%d workers: %+v, %v", workers, v, err)
		}
	}
	score := f.Scenario.Rubric.Grade(scoring.Measure(rec), scoring.Invalidity(rec))
	s.Second = nil
	if source, err = f.Script(s, 0); err != nil {
		t.Fatal(err)
	}
	alone := perform(t, f, source)
	if got := f.Scenario.Rubric.Grade(scoring.Measure(alone), scoring.Invalidity(alone)); score.Total == nil || got.Total == nil || *got.Total != *score.Total {
		t.Errorf("with the second hand %+v, without %+v", score, got)
	}
	if v, err := Verify(alone, c, 1); err != nil || !v.Agrees {
		t.Errorf("a hand that never came: %+v, %v", v, err)
	}
}

func TestMoreHandsThanInstrumentsAreRefused(t *testing.T) {
	one := fromTop(t)
	s, err := tracking.Load(strings.NewReader(twoHandedScript))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.Script(s, 0); err == nil || !strings.Contains(err.Error(), "holds 2 instruments and scenario tumour-biopsy has 1") {
		t.Errorf("a script of two hands: %v", err)
	}
	two, err := bothHands(t).Fit(one.Case, 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "one.mcap")
	if err := attempt(one, rest(20)).Record(context.Background(), path, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := (Tracker{Kind: "replay", Name: path}).Open(two, 0); err == nil || !strings.Contains(err.Error(), "has 1 instruments and scenario tumour-biopsy now has 2") {
		t.Errorf("a recording of one instrument: %v", err)
	}
}

// TestJawsOutOfRangeAreRecordedAtTheirEnds, so that the recording can be read and
// replays.
func TestJawsOutOfRangeAreRecordedAtTheirEnds(t *testing.T) {
	f, err := bothHands(t).Fit(block(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	in := rest(40)
	for i := range in {
		grasper := in[i].Hands[0]
		grasper.Jaw = float64(i-20) / 5
		in[i].Hands = append(in[i].Hands, grasper)
	}
	in[30].Hands[1].Jaw = math.NaN()
	rec := perform(t, f, in)
	for i, want := range map[int]float64{0: 0, 20: 0, 22: 0.4, 29: 1, 30: 1} {
		if got := rec.Inputs[i].Hands[1].Jaw; got != want {
			t.Errorf("tick %d: jaw %v recorded, want %v", i, got, want)
		}
	}
	if last := rec.Events[len(rec.Events)-1]; last.Detail != EndInvalid || last.Tick != 30 {
		t.Errorf("a jaw that is no number ends with %+v", last)
	}
	if v, err := Verify(rec, f.Case, 1); err != nil || !v.Agrees {
		t.Errorf("%+v, %v", v, err)
	}
}
