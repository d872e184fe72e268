package scoring

import (
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// finalWindow is the time before the confirmation, s, over which the final
// position is the median: long enough to outvote tremor, too short to move in.
const finalWindow = 0.2

// shortestDirection is the least length, mm, that gives a direction worth an angle.
const shortestDirection = 5.0

// measurePlacement records how well the confirmed position fits the plan.
func (a *attempt) measurePlacement(l *ledger) {
	plan := a.rec.Header.Plan
	tip, n, flags, reason := a.finalTip()
	record := func(id string, value float64, because string) {
		if because != "" {
			l.missing(id, "", because)
			return
		}
		l.value(id, "", value, n, flags...)
	}
	direction, directionReason := planDirection(plan)
	reason = first(a.unplanned(), reason)
	miss := tip.Sub(plan.Target)
	axial := miss.Dot(direction)
	record(idTargetError, miss.Len(), reason)
	record(idTargetAxial, axial, first(reason, directionReason))
	record(idTargetLateral, miss.Sub(direction.Mul(axial)).Len(), first(reason, directionReason))

	crossing, entryReason := a.finalEntry()
	a.measureIncidence(l, crossing, entryReason)
	entry := crossing.Position
	entryReason = first(a.unplanned(), entryReason)
	if entryReason != "" {
		l.missing(idEntryError, "", entryReason)
	} else {
		l.value(idEntryError, "", entry.Sub(plan.Entry).Len(), 1)
	}
	planned, actual := plan.Target.Sub(plan.Entry), tip.Sub(entry)
	reason = first(reason, entryReason)
	tooShort := ""
	if planned.Len() < shortestDirection || actual.Len() < shortestDirection {
		tooShort = ReasonTooShort
	}
	record(idAngleError, angleDeg(planned, actual), first(reason, tooShort))
	record(idDepthError, math.Abs(actual.Len()-planned.Len()), reason)
}

// unplanned is the reason why what needs a plan is missing, or "".
func (a *attempt) unplanned() string {
	if a.rec.Header.Plan == (record.Plan{}) {
		return ReasonNotRecorded
	}
	return ""
}

// first is the first of the reasons that is one.
func first(reasons ...string) string {
	for _, reason := range reasons {
		if reason != "" {
			return reason
		}
	}
	return ""
}

// planDirection is the unit vector from planned entry to planned target.
func planDirection(plan record.Plan) (direction mgl64.Vec3, reason string) {
	planned := plan.Target.Sub(plan.Entry)
	length := planned.Len()
	switch {
	case plan == record.Plan{}:
		return mgl64.Vec3{}, ReasonNotRecorded
	case !isFinite(length):
		return mgl64.Vec3{}, ReasonNotFinite
	case length == 0:
		return mgl64.Vec3{}, ReasonTooShort
	}
	return planned.Mul(1 / length), ""
}

// angleDeg is the angle between two directions. The arc tangent is exact where
// the arc cosine is not: near 0, where good placements are.
func angleDeg(a, b mgl64.Vec3) float64 {
	return mgl64.RadToDeg(math.Atan2(a.Cross(b).Len(), a.Dot(b)))
}

// finalTip is the tip's median position, axis by axis, over the last 0.2 s
// before the confirmation, from n tracked samples: at least 70 % of those
// that there could be, or a single stray one would decide the placement.
func (a *attempt) finalTip() (tip mgl64.Vec3, n int, flags []string, reason string) {
	if reason := a.unfinished(); reason != "" {
		return tip, 0, nil, reason
	}
	from := math.Max(a.startTime(), a.endTime()-finalWindow)
	var axes [3][]float64
	for _, segment := range a.cleaned.Window(from, a.endTime()) {
		for _, p := range segment.P {
			for axis := range axes {
				axes[axis] = append(axes[axis], p[axis])
			}
		}
	}
	n = len(axes[0])
	possible := (a.endTime()-from)*record.TickHz + 1
	if float64(n) < leastCoverage*possible {
		return tip, 0, nil, ReasonNotTracked
	}
	for axis := range axes {
		tip[axis] = median(axes[axis])
	}
	if float64(n) < flaggedCoverage*possible {
		flags = []string{FlagLowCoverage}
	}
	return tip, n, flags, ""
}

// median sorts x and returns its middle, the mean of the two middle ones when even.
func median(x []float64) float64 {
	slices.Sort(x)
	middle := len(x) / 2
	if len(x)%2 == 1 {
		return x[middle]
	}
	return x[middle-1]/2 + x[middle]/2
}

// measureIncidence records how steeply the shaft went in.
func (a *attempt) measureIncidence(l *ledger, entry record.Event, reason string) {
	axis, tracked := a.axisAt(entry.T())
	reason = first(reason, unless(entry.Normal != mgl64.Vec3{}, ReasonNotRecorded), unless(tracked, ReasonNotTracked))
	if reason != "" {
		l.missing(idIncidence, "", reason)
		return
	}
	l.value(idIncidence, "", angleDeg(entry.Normal, axis), 1)
}

// axisAt is where the instrument pointed in the sample at that time, if it is believed.
func (a *attempt) axisAt(t float64) (axis mgl64.Vec3, ok bool) {
	for _, segment := range a.cleaned.Segments {
		if i, found := slices.BinarySearch(segment.T, t); found {
			return segment.Q[i].Rotate(mgl64.Vec3{0, 0, 1}), true
		}
	}
	return axis, false
}

// finalEntry is how the shaft last went in before the confirmation. It is
// missing when the shaft was out again by then.
func (a *attempt) finalEntry() (entry record.Event, reason string) {
	if reason := a.unfinished(); reason != "" {
		return entry, reason
	}
	reason = ReasonNotInserted
	for i := range a.rec.Events {
		event := &a.rec.Events[i]
		if event.Tick > a.EndTick || event.Tool != a.tool {
			continue
		}
		switch event.Kind {
		case record.EventEntry:
			entry, reason = *event, ""
		case record.EventWithdrawn:
			reason = ReasonNotInserted
		}
	}
	return entry, reason
}
