package debrief

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// run is a stretch of the tip's path without a gap in the tracking, all of it
// either inside or outside the body.
type run struct {
	points []mgl64.Vec3 // patient frame, mm
	inside bool
}

// pathStep is the shortest move that is drawn, mm: a fraction of a pixel, so
// that minutes of holding still cost nothing.
const pathStep = 0.2

// toolAt is an instrument at a sample; one that is missing was not tracked.
func toolAt(s *record.Sample, tool int) *record.ToolSample {
	if tool >= len(s.Tools) {
		return &record.ToolSample{}
	}
	return &s.Tools[tool]
}

// tipPath is what an instrument's tip did, in order.
func tipPath(samples []record.Sample, tool int) []run {
	var runs []run
	var current *run
	for i := range samples {
		s := toolAt(&samples[i], tool)
		if !s.Valid || !finite(s.Pose.Tip) {
			current = nil
			continue
		}
		inside := s.DepthMM > 0
		if current == nil || current.inside != inside {
			next := run{inside: inside}
			if current != nil { // the stretches meet where the tip crossed
				next.points = append(next.points, current.points[len(current.points)-1])
			}
			runs = append(runs, next)
			current = &runs[len(runs)-1]
		}
		n := len(current.points)
		if n == 0 || s.Pose.Tip.Sub(current.points[n-1]).Len() >= pathStep {
			current.points = append(current.points, s.Pose.Tip)
		}
	}
	return runs
}

// finalSample is the first instrument at the confirmation that was scored, else the
// last tracked one; nil when it was never tracked.
func finalSample(r *record.Recording) *record.ToolSample {
	last := int64(math.MaxInt64)
	if clock := scoring.ClockOf(r); clock.Confirmed {
		last = clock.EndTick
	}
	for i := len(r.Samples) - 1; i >= 0; i-- {
		s := toolAt(&r.Samples[i], 0)
		if r.Samples[i].Tick <= last && s.Valid && finite(s.Pose.Tip) {
			return s
		}
	}
	return nil
}

// shaft is the instrument's axis at a sample, from its tip to its handle.
func shaft(s *record.ToolSample, tool record.Tool) []mgl64.Vec3 {
	back := s.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, -tool.LengthMM})
	if !finite(back) {
		return nil
	}
	return []mgl64.Vec3{s.Pose.Tip, s.Pose.Tip.Add(back)}
}

func finite(v mgl64.Vec3) bool {
	sum := v.X() + v.Y() + v.Z()
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

// isFree tells that nothing guides the instruments: hands at soft tissue, which no
// planned trajectory concerns.
func isFree(h *record.Header) bool {
	if len(h.Soft) == 0 || len(h.Tools) == 0 {
		return false
	}
	kind := h.Tools[0].Kind
	return kind != record.KindNeedle && kind != record.KindCatheter
}
