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

// placer finds the pose of each via in turn.
type placer struct {
	context Context
	basis   Basis
	entered *mgl64.Vec3 // tip of the last via at the entry
}

// place is the pose of a via. Vias must be given in their order.
func (p *placer) place(v *Via) (record.Pose, error) {
	tip := p.start(v)
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
	if v.TiltDeg != nil {
		orientation = p.basis.tilt(v.TiltDeg).Mul(orientation).Normalize()
	}
	if v.At == PlaceEntry && v.Fraction == 0 {
		p.entered = &tip
	}
	return record.Pose{Tip: tip, Orientation: orientation}, nil
}

// start is the via's tip before Toward moves it.
func (p *placer) start(v *Via) mgl64.Vec3 {
	place := p.context.Plan.Entry
	along := -v.OffsetMM
	switch v.At {
	case PlaceTarget:
		place = p.context.Plan.Target
	case PlaceDepth:
		along += *v.DepthMM
	}
	return place.Add(p.basis.Axis.Mul(along)).Add(p.basis.beside(v.Lateral))
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
