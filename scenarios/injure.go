package scenarios

import (
	"fmt"
	"math"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/go-gl/mathgl/mgl64"
)

// Script makes a source of a tracking script on this fitted scenario.
func (f *Fitted) Script(script *tracking.Script, seed uint64) (Source, error) {
	if hands, has := script.Hands(), f.Scenario.hands(); hands > has {
		return nil, fmt.Errorf("script %s holds %d instruments and scenario %s has %d; leave its second hand out", script.Name, hands, f.Scenario.ID, has)
	}
	source, err := script.Source(tracking.Context{Plan: f.Plan, Points: f.points()}, seed)
	if err != nil {
		return nil, fmt.Errorf("script %s does not fit case %s: %w", script.Name, f.Case.ID, err)
	}
	return tracking.Hold(source, f.Setup.Tools, f.Robot(), true), nil
}

// Robot is what stands between hands and instruments; the zero value: nothing.
func (f *Fitted) Robot() tracking.Robot {
	if r := f.Scenario.Robotic; r != nil {
		return tracking.Robot{Scale: r.Scale, Steady: r.Steady}
	}
	return tracking.Robot{}
}

// points are the places, beside the plan, that a script can go to: the case's
// landmarks, and "injure", which lies inside the guarded structure nearest to
// the planned way that can be reached from the planned entry along a straight
// line free of bone.
func (f *Fitted) points() map[string]mgl64.Vec3 {
	points := map[string]mgl64.Vec3{}
	for _, l := range f.Case.Landmarks {
		points[l.Name] = l.Position
	}
	best := math.Inf(1)
	way := f.Plan.Target.Sub(f.Plan.Entry)
	steps := int(way.Len()/wayStepMM) + 1
	for i := range f.Setup.Bodies {
		if !f.Setup.Bodies[i].Guarded {
			continue
		}
		for k := range steps + 1 {
			from := f.Plan.Entry.Add(way.Mul(float64(k) / float64(steps)))
			on, d, _ := f.Setup.Bodies[i].Solid.Closest(from)
			if d >= best {
				continue
			}
			if in := thickest(&f.Setup.Bodies[i], from, on); f.reachable(in) {
				best = d
				points["injure"] = in
			}
		}
	}
	return points
}

// wayStepMM samples the planned way; finer than any vessel that is segmented.
const wayStepMM = 0.5

// reachable tells whether no bone lies on the line from the planned entry.
func (f *Fitted) reachable(p mgl64.Vec3) bool {
	for i := range f.Setup.Bodies {
		b := &f.Setup.Bodies[i]
		if b.Hard && b.Solid.SegmentDistance(f.Plan.Entry, p) < f.Setup.Tools[0].RadiusMM {
			return false
		}
	}
	return true
}

// thickest moves from a surface point inwards, away from where it was seen, to
// where the body is locally thickest.
func thickest(b *scene.Body, seen, on mgl64.Vec3) mgl64.Vec3 {
	inwards := on.Sub(seen)
	if inwards.Len() == 0 {
		return on
	}
	inwards = inwards.Normalize()
	deepest, depth := on, 0.0
	for mm := 0.1; mm <= 10; mm += 0.1 {
		p := on.Add(inwards.Mul(mm))
		d := -b.Solid.SignedDistance(p)
		if d < depth {
			break
		}
		deepest, depth = p, d
	}
	return deepest
}
