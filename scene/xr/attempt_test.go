package xr

import (
	"context"
	"encoding/json"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// drain fits the ventricular drain to the phantom's head, once for all tests.
func drain(t testing.TB) *scenarios.Fitted {
	t.Helper()
	f, err := drained()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var drained = sync.OnceValues(func() (*scenarios.Fitted, error) {
	s, err := scenarios.Open("ventricular-drain")
	if err != nil {
		return nil, err
	}
	c, err := phantom.Case(context.Background(), 1, "test", nil)
	if err != nil {
		return nil, err
	}
	return s.Fit(c, 2)
})

// demonstrator is the built-in script's motion.
func demonstrator(t testing.TB, f *scenarios.Fitted) scenarios.Source {
	t.Helper()
	script, err := tracking.Builtin(f.Scenario.ID, "demonstrator")
	if err != nil {
		t.Fatal(err)
	}
	source, err := f.Script(script, 0)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// performance puts a script's motion into the right hand of somebody who wears the
// headset where the test runtime has it. The left hand is there and does nothing.
func performance(t testing.TB, source scenarios.Source, place placement, lengthMM float64) *testruntime.Performance {
	t.Helper()
	p := &testruntime.Performance{TickNanoseconds: int64(tick)}
	drawn := false
	for n := int64(0); ; n++ {
		in, more := source.Next(n)
		if !more {
			return p
		}
		tool := rigid{in.Hands[0].Pose.Orientation, in.Hands[0].Pose.Tip}
		room := place.room(tool)
		right := testruntime.Hand{Tracked: in.Hands[0].Valid, Pose: gripOf(room, lengthMM).openXR(), Inputs: map[string]float32{}}
		if in.Hands[0].StyletOut != drawn {
			right.Inputs["a/click"] = 1 // a press turns it over
		}
		drawn = in.Hands[0].StyletOut
		if in.Confirm {
			right.Inputs["b/click"] = 1
		}
		left := testruntime.Hand{Tracked: true, Pose: openxr.IdentityPose}
		p.Ticks = append(p.Ticks, [2]testruntime.Hand{left, right})
	}
}

// rounded is a script's motion as controllers can report it, which know 24 bits of
// each number, after a rest of some ticks.
type rounded struct {
	source   scenarios.Source
	place    placement
	lengthMM float64
	rest     int64
}

func (r rounded) Next(n int64) (record.Input, bool) {
	in, more := r.source.Next(max(n-r.rest, 0))
	for i := range in.Hands {
		grip := gripOf(r.place.room(rigid{in.Hands[i].Pose.Orientation, in.Hands[i].Pose.Tip}), r.lengthMM).openXR()
		tool := r.place.patient(instrument(fromOpenXR(grip), r.lengthMM))
		in.Hands[i].Pose = record.Pose{Tip: tool.position, Orientation: tool.orientation}
	}
	return in, more
}

// perform records an attempt as fast as it goes and judges it.
func perform(t testing.TB, f *scenarios.Fitted, source scenarios.Source) (*record.Recording, scoring.Metrics, scoring.Score) {
	t.Helper()
	return performAs(t, f, source, scenarios.Attempt{})
}

// performAs is perform with more of an attempt.
func performAs(t testing.TB, f *scenarios.Fitted, source scenarios.Source, as scenarios.Attempt) (*record.Recording, scoring.Metrics, scoring.Score) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "attempt.mcap")
	attempt := scenarios.Attempt{
		Fitted: f, Source: source, Device: record.Device{Name: "test", Class: "headset"}, ID: "0b3f0d0e-0000-4000-8000-000000000001",
		Started: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC), Engine: "test",
		Live: as.Live, LateFrames: as.LateFrames,
	}
	if err := attempt.Record(context.WithoutCancel(t.Context()), path, nil); err != nil {
		t.Fatal(err)
	}
	rec, _, err := record.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	metrics, score := f.Scenario.Rubric.Judge(rec)
	return rec, metrics, score
}

// performWith opens a headset for a fitted scenario whose controllers perform a motion, and
// returns the motion as the script alone would perform it.
func performWith(t testing.TB, f *scenarios.Fitted) (*Headset, *testruntime.Runtime, scenarios.Source) {
	t.Helper()
	h, r := wear(t, testruntime.Config{}, Options{Plan: f.Plan, Tools: f.Setup.Tools})
	place := inFront(rigid{orientation: stillHead()}, f.Plan, 0)
	length := f.Setup.Tools[0].LengthMM
	r.Perform(performance(t, demonstrator(t, f), place, length))
	return h, r, rounded{demonstrator(t, f), place, length, testruntime.RestTicks}
}

// TestAWholeAttemptThroughTwoControllersIsScoredAsTheScript: the same ticks, bit for
// bit, while the eyes are drawn beside it.
func TestAWholeAttemptThroughTwoControllersIsScoredAsTheScript(t *testing.T) {
	f := drain(t)
	h, r, script := performWith(t, f)
	hands := ready(t, h)
	type result struct {
		rec     *record.Recording
		metrics scoring.Metrics
		score   scoring.Score
	}
	done := make(chan result)
	go func() {
		rec, metrics, score := perform(t, f, hands)
		done <- result{rec, metrics, score}
	}()
	var got result
	for frames := 0; got.rec == nil; frames++ {
		select {
		case got = <-done:
			t.Logf("%d frames beside %d ticks", frames, len(got.rec.Inputs))
		default:
			turn(t, h, 1)
			time.Sleep(time.Millisecond)
		}
	}
	rec, metrics, score := perform(t, f, script)
	if len(rec.Inputs) != len(got.rec.Inputs) {
		t.Fatalf("the attempt took %d ticks, the script %d", len(got.rec.Inputs), len(rec.Inputs))
	}
	for i := range rec.Inputs {
		if want, have := rec.Inputs[i], got.rec.Inputs[i]; want.Hands[0] != have.Hands[0] || want.Confirm != have.Confirm {
			t.Fatalf("tick %d: %+v, the script's is %+v", i, have, want)
		}
	}
	same(t, "metrics", got.metrics, metrics)
	same(t, "score", got.score, score)
	if score.Outcome != scoring.OutcomePass || *score.Total < 90 {
		t.Errorf("the demonstrator has %v, %v", score.Outcome, *score.Total)
	}
	exact, _, scoreExact := perform(t, f, demonstrator(t, f))
	if d := *scoreExact.Total - *score.Total; scoreExact.Outcome != score.Outcome || d > 0.01 || d < -0.01 {
		t.Errorf("rounded to what controllers report: %v; as the script says: %v (%d ticks)", *score.Total, *scoreExact.Total, len(exact.Inputs))
	}
	refused(t, r)
}

// same compares two things as they are written.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	a, err := json.Marshal(got)
	b, err2 := json.Marshal(want)
	if err != nil || err2 != nil || string(a) != string(b) {
		t.Errorf("%s differ:\n%s\n%s", what, a, b)
	}
}

// stillHead is how the test runtime holds its head while it performs.
func stillHead() mgl64.Quat { return mgl64.QuatIdent() }
