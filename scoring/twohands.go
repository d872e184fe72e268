package scoring

import (
	"math"

	"github.com/drylab/drylab/scoring/motion"
)

// secondTool is the other hand's instrument.
const secondTool = 1

// measureHands records what both hands did together, where there are two, and
// the rests of all.
func (a *attempt) measureHands(l *ledger, h hand) {
	hands, poor := [][]motion.Kinematics{h.all}, a.poorTracking()
	var second *attempt
	if len(a.rec.Header.Tools) > secondTool {
		second = newAttempt(a.rec, secondTool)
		other := second.derive()
		hands, poor = append(hands, other.all), first(poor, second.poorTracking())
		defer a.measureTogether(l, second, h, other)
	}
	periods, seconds := motion.Idle(hands...)
	g := gauge{l: l, n: h.samples, flags: a.flags(), reason: first(poor, unless(h.samples > 0, ReasonTooBrief))}
	g.put(idIdleTime, seconds)
	g.put(idIdlePeriods, float64(periods))
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
	apart := math.Inf(-1) // when they last touched, s
	tracked := second.trackedSamples()
	tools := a.rec.Header.Tools
	for _, segment := range a.cleaned.Segments {
		for i, index := range segment.Index {
			if !tracked[index] {
				continue
			}
			samples++
			d := shaft(&tools[a.tool], a.sample(index).Pose).clearance(shaft(&tools[second.tool], second.sample(index).Pose))
			least = math.Min(least, d)
			if d > 0 {
				continue
			}
			if segment.T[i]-apart >= collisionPause {
				times++
			}
			apart = segment.T[i]
		}
	}
	return least, times, samples
}

// trackedSamples tells of each sample of the recording whether the instrument's
// pose in it is believed.
func (a *attempt) trackedSamples() []bool {
	tracked := make([]bool, len(a.rec.Samples))
	for _, segment := range a.cleaned.Segments {
		for _, index := range segment.Index {
			tracked[index] = true
		}
	}
	return tracked
}
