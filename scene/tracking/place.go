package tracking

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

// Context is what a script needs to know about the case.
type Context struct {
	Plan record.Plan
	// Points are places that vias can aim at by name, patient frame, mm. The
	// plan's own are always there under the names entry and target. The built-in
	// injures-vessel needs "injure": a point inside a critical vessel.
	Points map[string]mgl64.Vec3
}

// insideMM is how far behind its entry, along the planned axis, a tip counts as
// inside tissue. A shorter way would not give the shaft a sound direction.
const insideMM = 1.0

// placer finds the pose of each via of one hand in turn.
type placer struct {
	context Context
	basis   Basis
	entered *mgl64.Vec3 // tip of the last via at the entry
	last    *mgl64.Vec3 // where the tip was left
}

// stop is where a via is: a pose to go to, and for a circle the way from there.
type stop struct {
	pose  record.Pose
	round *round
}

// place finds a via. Vias must be given in their order.
func (p *placer) place(v *Via) (stop, error) {
	tip, err := p.start(v)
	if err != nil {
		return stop{}, err
	}
	var way *round
	if v.Circle != nil {
		way = p.round(v.Circle, tip)
		tip = way.nearest(p.last, p.basis)
	}
	pose, err := p.hold(v, tip)
	if err != nil {
		return stop{}, err
	}
	if v.At == PlaceEntry && v.Fraction == 0 {
		p.entered = &pose.Tip
	}
	end := pose.Tip
	if way != nil {
		end = way.at(pose, 1).Tip
	}
	p.last = &end
	return stop{pose, way}, nil
}

// hold is the instrument with its tip at a place, or moved from there by Toward.
func (p *placer) hold(v *Via, tip mgl64.Vec3) (record.Pose, error) {
	orientation := p.basis.orientation()
	switch {
	case v.Toward != "":
		point, err := p.point(v.Toward)
		if err != nil {
			return record.Pose{}, err
		}
		way := point.Sub(tip)
		if way.Len() < insideMM {
			return record.Pose{}, fmt.Errorf("it aims at %q from less than %v mm away; start it elsewhere", v.Toward, insideMM)
		}
		orientation = p.basis.aimed(way.Normalize())
		tip = tip.Add(way.Mul(v.Fraction))
	case v.TiltDeg == nil && p.entered != nil:
		if way := tip.Sub(*p.entered); way.Dot(p.basis.Axis) > insideMM {
			orientation = p.basis.aimed(way.Normalize())
		}
	}
	if v.RollDeg != 0 {
		orientation = orientation.Mul(mgl64.QuatRotate(mgl64.DegToRad(v.RollDeg), mgl64.Vec3{0, 0, 1})).Normalize()
	}
	if v.TiltDeg != nil {
		orientation = p.basis.tilt(v.TiltDeg).Mul(orientation).Normalize()
	}
	return record.Pose{Tip: tip, Orientation: orientation}, nil
}

// start is the via's tip, or its circle's centre, before Toward moves it.
func (p *placer) start(v *Via) (mgl64.Vec3, error) {
	place, along := p.context.Plan.Entry, -v.OffsetMM
	var err error
	switch {
	case v.Circle != nil:
		place, err = p.point(v.Circle.Centre)
	case v.At == PlacePoint:
		place, err = p.point(v.Point)
	case v.At == PlaceTarget:
		place = p.context.Plan.Target
	case v.At == PlaceDepth:
		along += *v.DepthMM
	}
	place = place.Add(p.basis.Axis.Mul(along)).Add(p.basis.beside(v.Lateral))
	if len(v.ShiftMM) == 3 {
		place = place.Add(mgl64.Vec3{v.ShiftMM[0], v.ShiftMM[1], v.ShiftMM[2]})
	}
	return place, err
}

func (p *placer) point(name string) (mgl64.Vec3, error) {
	switch name {
	case string(PlaceEntry):
		return p.context.Plan.Entry, nil
	case string(PlaceTarget):
		return p.context.Plan.Target, nil
	}
	if point, known := p.context.Points[name]; known {
		return point, nil
	}
	names := append([]string{string(PlaceEntry), string(PlaceTarget)}, slices.Sorted(maps.Keys(p.context.Points))...)
	return mgl64.Vec3{}, fmt.Errorf("it aims at %q, which this case does not name; it names %s", name, strings.Join(names, ", "))
}
