package scoring

import (
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// lineStepMM is the distance at which lines are resampled before they are
	// compared (SCORING §3).
	lineStepMM = 0.5
	// strokeGapMM is the gap between two places of a cut from which they are no
	// longer one line. Our choice: wider than one snip's step, narrower than a leap.
	strokeGapMM = 4.0
)

// line is a line of straight pieces, mm.
type line []mgl64.Vec3

// resampled has a point every step of the line's length, and its last.
func (l line) resampled(step float64) line {
	if len(l) < 2 {
		return slices.Clone(l)
	}
	points := line{l[0]}
	left := step // to the next point
	for i := 1; i < len(l); i++ {
		from, way := l[i-1], l[i].Sub(l[i-1])
		length := way.Len()
		at := left
		for ; at < length; at += step {
			points = append(points, from.Add(way.Mul(at/length)))
		}
		left = at - length
	}
	if last := l[len(l)-1]; points[len(points)-1].Sub(last).Len() > 1e-9 {
		points = append(points, last)
	}
	return points
}

// length is the line's, mm.
func (l line) length() float64 {
	sum := 0.0
	for i := 1; i < len(l); i++ {
		sum += l[i].Sub(l[i-1]).Len()
	}
	return sum
}

// distance is that of a point from the line, mm.
func (l line) distance(p mgl64.Vec3) float64 {
	if len(l) == 1 {
		return p.Sub(l[0]).Len()
	}
	least := math.Inf(1)
	for i := 1; i < len(l); i++ {
		a, way := l[i-1], l[i].Sub(l[i-1])
		t := 0.0
		if square := way.LenSqr(); square > 0 {
			t = math.Min(math.Max(p.Sub(a).Dot(way)/square, 0), 1)
		}
		least = math.Min(least, p.Sub(a.Add(way.Mul(t))).Len())
	}
	return least
}

// flat is the line seen along a unit normal.
func (l line) flat(normal mgl64.Vec3) line {
	points := make(line, len(l))
	for i, p := range l {
		points[i] = p.Sub(normal.Mul(p.Dot(normal)))
	}
	return points
}

// deviation is how far a cut was from its plan (SCORING §3, cutline).
type deviation struct {
	points               int
	mean, rms, p95, most float64 // of the cut from the plan, mm
	within               float64 // share of the cut within CutWithinMM of the plan
	within1              float64 // and within 1 mm
	covered              float64 // share of the plan within CutWithinMM of the cut
	length               float64 // of the cut, mm
}

// compareCut sums up a cut that was held against its plan.
func compareCut(strokes []line, plan line) deviation {
	t := trace(strokes, plan)
	var d deviation
	var off []float64
	squares := 0.0
	for i, stroke := range t.Strokes {
		d.length += strokes[i].length()
		for _, p := range stroke {
			off = append(off, p.OffMM)
			d.mean += p.OffMM
			squares += p.OffMM * p.OffMM
			if p.OffMM <= CutWithinMM {
				d.within++
			}
			if p.OffMM <= 1 {
				d.within1++
			}
		}
	}
	slices.Sort(off)
	n := float64(len(off))
	d.points, d.mean, d.rms, d.within = len(off), d.mean/n, math.Sqrt(squares/n), d.within/n
	d.within1 /= n
	d.p95, d.most = motion.Percentile(off, 0.95), off[len(off)-1]
	for _, p := range t.Plan {
		if p.Cut {
			d.covered++
		}
	}
	d.covered /= float64(len(t.Plan))
	return d
}

// strokes are the lines that an attempt's cut events draw on the tissue at rest,
// one for each instrument as long as it goes on from where it was.
func strokes(rec *record.Recording) []line {
	var all []line
	for tool := range rec.Header.Tools {
		var stroke line
		for i := range rec.Events {
			e := &rec.Events[i]
			if e.Kind != record.EventCut || e.Tool != tool || !isFinite(e.Position.Len()) {
				continue
			}
			if n := len(stroke); n > 0 && e.Position.Sub(stroke[n-1]).Len() > strokeGapMM {
				all = append(all, stroke)
				stroke = nil
			}
			stroke = append(stroke, e.Position)
		}
		if len(stroke) > 0 {
			all = append(all, stroke)
		}
	}
	return all
}
