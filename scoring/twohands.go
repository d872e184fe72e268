package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
)

// otherHand is the motion of the other hand's first instrument, or nil where there
// is one hand only; the camera's is not counted.
func (a *attempt) otherHand() *attempt {
	tools := a.rec.Header.Tools
	for i := range tools {
		if i != a.tool && tools[i].Kind != record.KindEndoscope && tools[i].HeldBy(i) != tools[a.tool].HeldBy(a.tool) {
			return newAttempt(a.rec, a.columns, i)
		}
	}
	return nil
}

// measureHands records the rests of all hands, and what both did together where
// there are two.
func (a *attempt) measureHands(l *ledger, h hand, second *attempt) {
	hands, poor := [][]motion.Kinematics{h.all}, a.poorTracking()
	var other hand
	if second != nil {
		other = second.derive()
		other.forget()
		hands, poor = append(hands, other.all), first(poor, second.poorTracking())
	}
	periods, seconds := motion.Idle(hands...)
	g := gauge{l: l, n: h.samples, flags: a.flags(), reason: first(poor, unless(h.samples > 0, ReasonTooBrief))}
	g.put(idIdleTime, seconds)
	g.put(idIdlePeriods, float64(periods))
	if second != nil {
		a.measureTogether(l, second, h, other)
	}
}

// measureTogether records how the two hands share the work, and how near their
// instruments came to one another.
func (a *attempt) measureTogether(l *ledger, second *attempt, h, other hand) {
	b := motion.Together(h.all, other.all)
	g := gauge{l: l, n: b.Samples, flags: a.flags(),
		reason: first(a.poorTracking(), second.poorTracking(), unless(b.Samples > 0, ReasonTooBrief))}
	steady := unless(!math.IsNaN(b.Correlation), ReasonNoMotion)
	g.put(idSpeedCorrelation, b.Correlation, steady)
	g.put(idHandLag, b.Lag, steady)
	g.put(idBothMoving, b.Both)
	g.put(idOnlyFirst, b.OnlyFirst)
	g.put(idOnlySecond, b.OnlySecond)
	g.put(idNeitherMoving, b.Neither)
	g.put(idPathAsymmetry, math.Abs(h.path-other.path)/(h.path+other.path), unless(h.path+other.path >= leastPathMM, ReasonNoMotion))

	least, collisions, n := a.collisions(second)
	met := gauge{l: l, n: n, flags: a.flags(), reason: first(unless(n > 0, ReasonNotTracked),
		unless(least < 0 || a.poorTracking() == "" && second.poorTracking() == "", first(a.poorTracking(), second.poorTracking())))}
	met.put(idToolClearance, least)
	met.put(idToolCollisions, float64(collisions))
}

// collisionPause is the time, s, that two shafts must be apart before they can
// collide again: one that rattles along the other is one collision.
const collisionPause = 0.250

// collisions finds the least distance between the two shafts over the whole
// recording, mm, and how often they met, in the samples with both tracked.
func (a *attempt) collisions(second *attempt) (least float64, times, samples int) {
	least = math.Inf(1)
	touched := math.Inf(-1) // when they last did, s
	tools, other := a.rec.Header.Tools, walker{segments: second.cleaned.Segments}
	for _, segment := range a.cleaned.Segments {
		for i, index := range segment.Index {
			pose, ok := other.at(index)
			if !ok {
				continue
			}
			samples++
			own := record.Pose{Tip: segment.P[i], Orientation: segment.Q[i]}
			d := shaft(&tools[a.tool], own).clearance(shaft(&tools[second.tool], pose))
			least = math.Min(least, d)
			if d > 0 {
				continue
			}
			if segment.T[i]-touched >= collisionPause {
				times++
			}
			touched = segment.T[i]
		}
	}
	return least, times, samples
}

// walker goes through an instrument's believed samples from the first on.
type walker struct {
	segments []motion.Segment
	next     int // in the first of them
}

// at is the pose at the recording's sample of that index, if it is believed;
// indices must rise from call to call.
func (w *walker) at(index int) (record.Pose, bool) {
	for len(w.segments) > 0 {
		s := &w.segments[0]
		for w.next < len(s.Index) && s.Index[w.next] < index {
			w.next++
		}
		if w.next < len(s.Index) {
			return record.Pose{Tip: s.P[w.next], Orientation: s.Q[w.next]}, s.Index[w.next] == index
		}
		w.segments, w.next = w.segments[1:], 0
	}
	return record.Pose{}, false
}
