package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

// unseen is the time, s, for which a tip must be out of sight to count as an
// absence: a glance at the border is none (SCORING §2.8).
const unseen = 0.2

// gridStep is the time between two samples of the grid, s.
const gridStep = 1 / motion.RateHz

// camera is the motion of the instrument that is a camera, nil where none is.
func (a *attempt) camera() *attempt {
	for i, tool := range a.rec.Header.Tools {
		switch {
		case tool.Kind != record.KindEndoscope:
		case i == a.tool:
			return a
		default:
			return newAttempt(a.rec, a.columns, i)
		}
	}
	return nil
}

// lens is an endoscope's: a round picture, bent towards its +Y.
func lens(tool *record.Tool) motion.Camera {
	field := mgl64.DegToRad(tool.FieldDeg)
	return motion.Camera{Horizontal: field, Vertical: field, Round: true, Far: math.Inf(1), Bend: mgl64.DegToRad(tool.OpticDeg)}
}

// measureCamera records how a camera was held and what it saw of the instruments.
func (a *attempt) measureCamera(l *ledger, second *attempt) {
	camera := a.camera()
	if camera == nil {
		return
	}
	scope := &a.rec.Header.Tools[camera.tool]
	held := gauge{l: l, flags: camera.flags(), reason: camera.poorTracking()}
	var s sighting
	if camera == a {
		s = camera.watchTarget(scope)
	} else {
		s = camera.watch(a, scope)
	}
	g := gauge{l: l, n: s.n, flags: a.flags(), reason: first(held.reason, a.poorTracking(), unless(s.n > 0, ReasonNotTracked))}
	alone := unless(camera != a, ReasonNotRecorded)
	g.put(idDepthView, s.depth, alone)
	g.put(idDepthRatio, s.depth/s.path, alone, unless(s.path >= leastPathMM, ReasonNoMotion))
	out, absences := s.out, s.absences
	if second != nil {
		other := camera.watch(second, scope)
		out, absences = out+other.out, absences+other.absences
	}
	g.put(idOutTime, out, alone)
	g.put(idOutEvents, float64(absences), alone)
	nothing := unless(camera != a || a.unplanned() == "", ReasonNotRecorded)
	g.put(idCentering, mgl64.RadToDeg(s.aside/float64(s.n)), nothing)
	g.put(idZoom, float64(s.near)/float64(s.n), nothing, unless(scope.DistanceMM[1] > 0, ReasonNoBand))
	camera.measureHolding(held, scope)
	g.put(idEOA, math.Sqrt((s.high[0]-s.low[0])*(s.high[1]-s.low[1]))/s.path, alone, unless(s.path >= leastPathMM, ReasonNoMotion))
}

// measureHolding records how the camera itself moved.
func (a *attempt) measureHolding(g gauge, scope *record.Tool) {
	turned, squares, upright := 0.0, 0.0, scope.Upright.Len()
	level := 0
	lens := lens(scope)
	for _, segment := range a.scored {
		turned += motion.AngularPath(segment.Q)
		for i := range segment.Q {
			c := lens.Held(segment.P[i], segment.Q[i])
			if roll, ok := c.Roll(scope.Upright.Mul(1 / upright)); ok {
				squares += roll * roll
				level++
			}
		}
	}
	g.n = a.samples()
	g.put(idCameraTurns, mgl64.RadToDeg(turned))
	shaking, seconds := motion.Unsteadiness(a.scored)
	leveled := g
	leveled.n = level
	leveled.put(idHorizon, mgl64.RadToDeg(math.Sqrt(squares/float64(level))), unless(upright > 0, ReasonNoUpright), unless(level > 0, ReasonNoUpright))
	g.n = int(math.Round(seconds * motion.RateHz))
	g.put(idUnsteadiness, shaking, unless(seconds > 0, ReasonTooBrief))
}

// sighting is what a camera saw of an instrument, in samples of the grid.
type sighting struct {
	n           int     // with both tracked
	depth, path float64 // mm; along the view, and in all
	low, high   [2]float64
	out         float64 // s
	absences    int
	aside       float64 // radian, summed
	near        int     // samples at the distance that was asked for
}

// watch follows an instrument's tip through the camera's picture.
func (a *attempt) watch(tool *attempt, scope *record.Tool) sighting {
	s := sighting{low: [2]float64{math.Inf(1), math.Inf(1)}, high: [2]float64{math.Inf(-1), math.Inf(-1)}}
	lens, poses := lens(scope), walker{segments: a.scored}
	for _, segment := range tool.scored {
		var last mgl64.Vec3
		seen, away := false, 0 // the sample before; samples out of sight
		segment.Walk(func(index int, p mgl64.Vec3) {
			pose, ok := poses.at(index)
			if !ok {
				seen, away = false, 0
				return
			}
			c := lens.Held(pose.Tip, pose.Orientation)
			if step := p.Sub(last); seen {
				s.depth += math.Abs(step.Dot(c.Forward))
				s.path += step.Len()
			}
			last, seen = p, true
			s.look(&c, p, scope)
			if c.Sees(p) {
				away = 0
				return
			}
			s.out += gridStep
			if away++; away == int(unseen*motion.RateHz) {
				s.absences++
			}
		})
	}
	return s
}

// watchTarget follows the planned target through the picture of a camera that is
// the only instrument.
func (a *attempt) watchTarget(scope *record.Tool) (s sighting) {
	lens, target := lens(scope), a.rec.Header.Plan.Target
	for _, segment := range a.scored {
		for i := range segment.P {
			c := lens.Held(segment.P[i], segment.Q[i])
			s.look(&c, target, scope)
		}
	}
	return s
}

// look takes a sample of what should be in the middle of the picture.
func (s *sighting) look(c *motion.Camera, p mgl64.Vec3, scope *record.Tool) {
	s.n++
	s.aside += c.Aside(p)
	if far := p.Sub(c.At).Len(); scope.DistanceMM[0] <= far && far <= scope.DistanceMM[1] {
		s.near++
	}
	right, up, _ := c.Look(p)
	for axis, x := range [2]float64{right, up} {
		s.low[axis], s.high[axis] = math.Min(s.low[axis], x), math.Max(s.high[axis], x)
	}
}
