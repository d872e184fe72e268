package main

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

// story is a recording on its case, to be told again: at any of its samples, what
// the trainee saw and read.
type story struct {
	rec      *record.Recording
	scenario *scenarios.Scenario
	on       *anatomy.Case
	soft     []scene.SoftBody // what yields, which the recording does not hold
	trail    []mgl64.Vec3     // the first tip's way
	trailAt  []int            // the sample of each of its points
}

// trailEvery is how many samples lie between the points of a recording's trail.
const trailEvery = 10

// openStory reads a recording and the case that it was made on.
func openStory(recording, caseDir string) (*story, error) {
	rec, _, err := record.ReadFile(recording)
	if err != nil {
		return nil, err
	}
	if len(rec.Samples) == 0 {
		return nil, fmt.Errorf("the recording %s holds no sample to draw", recording)
	}
	s, err := scenarios.FromHeader(&rec.Header)
	if err != nil {
		return nil, err
	}
	on, err := scenarios.OpenCase(caseDir)
	if err != nil {
		return nil, err
	}
	return newStory(rec, s, on), scenarios.MadeOn(rec, on)
}

func newStory(rec *record.Recording, s *scenarios.Scenario, on *anatomy.Case) *story {
	st := &story{rec: rec, scenario: s, on: on}
	for i := 0; i < len(rec.Samples); i += trailEvery {
		if first := &rec.Samples[i].Tools[0]; first.Valid {
			st.trail, st.trailAt = append(st.trail, first.Pose.Tip), append(st.trailAt, i)
		}
	}
	return st
}

// yields tells whether something on the case is soft.
func (st *story) yields() bool {
	return slices.ContainsFunc(st.on.Structures, func(s anatomy.Structure) bool { return s.Soft != "" })
}

// stage is what stands still.
func (st *story) stage() view.Stage {
	h := &st.rec.Header
	return stage(st.scenario, st.on, h.Plan, h.Tools, st.soft)
}

// sampleAt is the index of the sample at a time, s; negative means the last.
func (st *story) sampleAt(seconds float64) int {
	last := len(st.rec.Samples) - 1
	if seconds >= 0 {
		last = min(last, int(math.Round(seconds*record.TickHz)))
	}
	return last
}

// seconds is how long the recording is.
func (st *story) seconds() float64 { return st.rec.Samples[len(st.rec.Samples)-1].T() }

// frame is what the trainee saw at a sample, without soft tissue's skin.
func (st *story) frame(sample int) view.Frame {
	moment := scenarios.Moment{Sample: st.rec.Samples[sample], Signs: st.signs(sample)}
	started := 0.0
	for i := range st.rec.Events {
		e := &st.rec.Events[i]
		if e.Tick > moment.Sample.Tick {
			break
		}
		switch {
		case e.Kind == record.EventStart:
			started = e.T()
		case e.Kind == record.EventStepDone:
			moment.Step = 1 + slices.IndexFunc(st.scenario.Steps, func(step scenarios.Step) bool { return step.ID == e.Detail })
		case scenarios.Told(e.Kind):
			moment.Latest = e
		case e.Kind == record.EventCut:
			moment.Cut = e
		}
	}
	h := &st.rec.Header
	f := view.Frame{
		Sample: moment.Sample,
		HUD:    hud(st.scenario, field{h.Plan, h.Tools, h.Structures, st.soft, h.Cut, texts()}, &moment, started),
	}
	if len(st.soft) == 0 {
		f.Trail = st.trail[:sort.SearchInts(st.trailAt, sample+1)]
	}
	return f
}

// signs are the patient's vital signs at a sample, nil where the scenario states none.
func (st *story) signs(sample int) *scenarios.Signs {
	tick, course := st.rec.Samples[sample].Tick, st.scenario.NewCourse()
	for i := range st.rec.Events {
		if e := &st.rec.Events[i]; e.Tick <= tick {
			course.See(e)
		}
	}
	return course.At(tick)
}
