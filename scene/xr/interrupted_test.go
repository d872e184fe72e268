package xr

import (
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/xr/openxr"
	"github.com/drylab/drylab/scene/xr/testruntime"
	"github.com/drylab/drylab/scoring"
)

// interrupt performs a live attempt in which things happen to the headset, each
// after so many ticks, with frames going round beside it, and returns its recording
// and score.
func interrupt(t *testing.T, happens ...func(r *testruntime.Runtime)) (*record.Recording, scoring.Score) {
	t.Helper()
	f := drain(t)
	h, r, _ := performWith(t, f)
	hands := ready(t, h)
	type result struct {
		rec   *record.Recording
		score scoring.Score
	}
	done := make(chan result)
	go func() {
		rec, _, score := performAs(t, f, hands, scenarios.Attempt{Live: true, LateFrames: h.LateFrames})
		done <- result{rec, score}
	}()
	const apart = 150 * time.Millisecond
	next := time.Now().Add(apart)
	for {
		select {
		case got := <-done:
			return got.rec, got.score
		default:
		}
		if time.Now().After(next) && len(happens) > 0 {
			happens[0](r)
			happens, next = happens[1:], time.Now().Add(apart)
		}
		_, _ = h.Frame(func([]Eye) error { return nil }) // its end is the attempt's matter
		time.Sleep(time.Millisecond)
	}
}

func count(rec *record.Recording, kind record.EventKind) (n int, last record.Event) {
	for _, e := range rec.Events {
		if e.Kind == kind {
			n, last = n+1, e
		}
	}
	return n, last
}

// TestAnAttemptThatIsInterruptedIsSaved with what happened: a headset that was taken
// off pauses it, a controller out of sight leaves samples that say so, and a session
// that is lost makes it invalid, with the reason. It replays.
func TestAnAttemptThatIsInterruptedIsSaved(t *testing.T) {
	rec, score := interrupt(t,
		func(r *testruntime.Runtime) { r.Become(openxr.StateSynchronized) },
		func(r *testruntime.Runtime) { r.Become(openxr.StateFocused) },
		func(r *testruntime.Runtime) { r.See(1, testruntime.Unseen) },
		func(r *testruntime.Runtime) { r.See(1, testruntime.Seen) },
		func(r *testruntime.Runtime) { r.Skip(7) },
		func(r *testruntime.Runtime) { r.Become(openxr.StateLossPending) },
	)
	if n, e := count(rec, record.EventPaused); n != 1 || len(e.Detail) < 5 {
		t.Errorf("%d pauses, the last %+v", n, e)
	}
	unseen := 0
	for _, s := range rec.Samples {
		if !s.Tools[0].Valid {
			unseen++
		}
	}
	if lost, _ := count(rec, record.EventTrackLost); lost != 2 && lost != 3 || unseen < 5 {
		t.Errorf("tracking was lost %d times, for %d samples", lost, unseen)
	}
	if n, e := count(rec, record.EventInvalid); n != 1 || !strings.Contains(e.Detail, "connection to the headset was lost") {
		t.Errorf("%d reasons, the last %+v", n, e)
	}
	if _, e := count(rec, record.EventEnd); e.Detail != scenarios.EndInvalid || score.Outcome != scoring.OutcomeInvalid {
		t.Errorf("it ended %q and is judged %q", e.Detail, score.Outcome)
	}
	if rec.LateFrames < 7 || rec.Truncated {
		t.Errorf("%d late frames, truncated: %v", rec.LateFrames, rec.Truncated)
	}
	v, err := scenarios.Verify(rec, drain(t).Case, 1)
	if err != nil || !v.Agrees {
		t.Errorf("replayed: %+v, %v", v, err)
	}
}

// TestWhoLeavesTheHeadsetHasAbandoned: the wearer ended it, nothing failed.
func TestWhoLeavesTheHeadsetHasAbandoned(t *testing.T) {
	rec, _ := interrupt(t, func(r *testruntime.Runtime) { r.Become(openxr.StateExiting) })
	if _, e := count(rec, record.EventEnd); e.Detail != scenarios.EndAbandoned {
		t.Errorf("it ended %q", e.Detail)
	}
}
