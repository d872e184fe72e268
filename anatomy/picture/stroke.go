package picture

import (
	"image"
	"image/color"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Pen is how a stroke looks. Lengths are pixels.
type Pen struct {
	Color   color.RGBA
	Casing  color.RGBA // a thin rim that keeps the stroke visible on any ground; zero for none
	Width   float64
	Opacity float64 // 0 to 1
	// Dash and Gap alternate along the stroke; a zero Dash draws it solid.
	Dash, Gap float64
	// Hidden, when set, tells that a point, in pixels and depth, lies behind
	// something opaque; the stroke is drawn faintly there.
	Hidden func(x, y int, depth float64) bool
}

// casingWidth is the rim's width in pixels on either side; a pen without a
// casing colour has none.
func (p Pen) casingWidth() float64 {
	if p.Casing == (color.RGBA{}) {
		return 0
	}
	return 1.2
}

const (
	// casingOpacity keeps the rim quieter than the stroke.
	casingOpacity = 0.6
	// faint is the opacity of a hidden part: easy to follow, and clearly
	// different from the part in front.
	faint = 0.35
)

// coverage is how much of each pixel a stroke covers, 0 to 1. It is collected
// for the whole stroke and blended once, so that the joints of a translucent
// stroke are not painted twice.
type coverage struct {
	core, rim []float64
	size      image.Point
	touched   image.Rectangle
}

func (c Canvas) newCoverage() *coverage {
	size := c.Bounds().Size()
	return &coverage{size: size, core: make([]float64, size.X*size.Y), rim: make([]float64, size.X*size.Y)}
}

// Stroke draws a polyline given in pixels; the third coordinate is depth, for
// Pen.Hidden.
func (c Canvas) Stroke(line []mgl64.Vec3, p Pen) {
	mask := c.newCoverage()
	travelled := 0.0
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := b.Vec2().Sub(a.Vec2()).Len()
		for _, part := range dashes(travelled, length, p.Dash, p.Gap) {
			mask.add(mix(a, b, part[0]), mix(a, b, part[1]), p)
		}
		travelled += length
	}
	c.paint(mask, p)
}

// paint blends a collected stroke.
func (c Canvas) paint(mask *coverage, p Pen) {
	for y := mask.touched.Min.Y; y < mask.touched.Max.Y; y++ {
		for x := mask.touched.Min.X; x < mask.touched.Max.X; x++ {
			i := y*mask.size.X + x
			if mask.rim[i] > 0 {
				c.blend(x, y, p.Casing, casingOpacity*mask.rim[i]*p.Opacity)
				c.blend(x, y, p.Color, mask.core[i]*p.Opacity)
			}
		}
	}
}

// dashes returns the drawn parts of a segment as fractions of its length, for a
// pattern that started travelled pixels before the segment.
func dashes(travelled, length, dash, gap float64) [][2]float64 {
	if dash <= 0 {
		return [][2]float64{{0, 1}}
	}
	if length == 0 {
		return nil
	}
	var parts [][2]float64
	period := dash + gap
	for k := math.Floor(travelled / period); k*period < travelled+length; k++ {
		from := max(k*period-travelled, 0)
		to := min(k*period+dash-travelled, length)
		if to > from {
			parts = append(parts, [2]float64{from / length, to / length})
		}
	}
	return parts
}

// add covers the pixels near one segment. Coverage is half the width plus half
// a pixel minus the distance from the pixel's centre, clamped: the usual
// approximation of the covered area, exact for axis-parallel edges.
func (m *coverage) add(a, b mgl64.Vec3, p Pen) {
	reach := p.Width/2 + p.casingWidth() + 1
	from, to, visible := clip(a.Vec2(), b.Vec2(), m.size, reach)
	if !visible {
		return
	}
	box := image.Rect(
		int(math.Floor(min(from.X(), to.X())-reach)), int(math.Floor(min(from.Y(), to.Y())-reach)),
		int(math.Ceil(max(from.X(), to.X())+reach)), int(math.Ceil(max(from.Y(), to.Y())+reach)),
	).Intersect(image.Rectangle{Max: m.size})
	m.touched = m.touched.Union(box)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			centre := mgl64.Vec2{float64(x) + 0.5, float64(y) + 0.5}
			distance, t := toSegment(centre, a.Vec2(), b.Vec2())
			outer := clamp01(p.Width/2 + p.casingWidth() + 0.5 - distance)
			if outer == 0 {
				continue
			}
			seen := 1.0
			if p.Hidden != nil && p.Hidden(x, y, mix(a, b, t).Z()) {
				seen = faint
			}
			i := y*m.size.X + x
			m.rim[i] = max(m.rim[i], seen*outer)
			m.core[i] = max(m.core[i], seen*clamp01(p.Width/2+0.5-distance))
		}
	}
}

// clip shortens a segment to the picture plus reach (Liang and Barsky, ACM
// Transactions on Graphics 3(1), 1984), so that a tool far outside costs
// nothing. It reports whether anything is left.
func clip(a, b mgl64.Vec2, size image.Point, reach float64) (mgl64.Vec2, mgl64.Vec2, bool) {
	t0, t1 := 0.0, 1.0
	d := b.Sub(a)
	high := [2]float64{float64(size.X) + reach, float64(size.Y) + reach}
	for axis := range 2 {
		for _, edge := range [2][2]float64{{-d[axis], a[axis] + reach}, {d[axis], high[axis] - a[axis]}} {
			p, q := edge[0], edge[1]
			switch {
			case p == 0 && q < 0:
				return a, b, false
			case p < 0:
				t0 = max(t0, q/p)
			case p > 0:
				t1 = min(t1, q/p)
			}
		}
	}
	return a.Add(d.Mul(t0)), a.Add(d.Mul(t1)), t0 <= t1
}

// toSegment returns the distance from p to the segment a–b and the parameter, 0
// to 1, of the nearest point on it.
func toSegment(p, a, b mgl64.Vec2) (distance, t float64) {
	d := b.Sub(a)
	if square := d.Dot(d); square > 0 {
		t = clamp01(p.Sub(a).Dot(d) / square)
	}
	return p.Sub(a.Add(d.Mul(t))).Len(), t
}

// mix is a at t = 0 and b at t = 1.
func mix(a, b mgl64.Vec3, t float64) mgl64.Vec3 {
	return a.Add(b.Sub(a).Mul(t))
}

func clamp01(v float64) float64 {
	return min(max(v, 0), 1)
}
