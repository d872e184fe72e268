package view

import (
	"math"

	"github.com/g3n/engine/graphic"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// ink is a line's display colour and half its width in pixels.
type ink struct {
	colour [3]float32
	alpha  float32
	half   float64
}

// strokes collects thin lines of one picture, in pixels from the top left, and
// draws them all at once. Every line is clipped to the rectangle it belongs to.
type strokes struct {
	buffer   *buffer
	mesh     *graphic.Mesh
	vertices []float32
	indices  []uint32
}

func newStrokes(picture []float32, order int) *strokes {
	p := newPass("stroke").flat()
	p.blend = over
	p.share("Picture", picture)
	s := &strokes{buffer: newBuffer(4, 4)}
	s.mesh = newMesh(s.buffer, p, order)
	return s
}

func (s *strokes) begin() { s.vertices, s.indices = s.vertices[:0], s.indices[:0] }

func (s *strokes) end() {
	s.buffer.upload(s.vertices, s.indices, gl.STREAM_DRAW)
	s.mesh.SetRenderable(len(s.indices) > 0)
}

// line adds a line from a to b. It is clipped so far inside the rectangle that
// its width stays inside too.
func (s *strokes) line(within rect, a, b mgl64.Vec2, with ink) {
	a, b, visible := clip(within.inset(int(math.Ceil(with.half))), a, b)
	if !visible || with.alpha <= 0 {
		return
	}
	along := b.Sub(a)
	length := along.Len()
	if length < 1e-6 {
		return
	}
	along = along.Mul(1 / length)
	reach := with.half + 1 // room for the soft edge
	across := mgl64.Vec2{-along[1], along[0]}.Mul(reach)
	first := uint32(len(s.vertices) / 8)
	for _, end := range [2]mgl64.Vec2{a, b} {
		for _, side := range [2]float64{1, -1} {
			p := end.Add(across.Mul(side))
			s.vertices = append(s.vertices, float32(p[0]), float32(p[1]), float32(side*reach), float32(with.half),
				with.colour[0], with.colour[1], with.colour[2], with.alpha)
		}
	}
	s.indices = append(s.indices, first, first+1, first+2, first+2, first+1, first+3)
}

// circle adds a ring.
func (s *strokes) circle(within rect, centre mgl64.Vec2, radius float64, with ink) {
	const sides = 28
	point := func(i int) mgl64.Vec2 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / sides)
		return mgl64.Vec2{centre[0] + radius*cos, centre[1] + radius*sin}
	}
	for i := 0; i < sides; i++ {
		s.line(within, point(i), point(i+1), with)
	}
}

// dashes adds a broken line.
func (s *strokes) dashes(within rect, a, b mgl64.Vec2, dash, gap float64, with ink) {
	length := b.Sub(a).Len()
	if length < 1e-6 {
		return
	}
	along := b.Sub(a).Mul(1 / length)
	for t := 0.0; t < length; t += dash + gap {
		s.line(within, a.Add(along.Mul(t)), a.Add(along.Mul(math.Min(t+dash, length))), with)
	}
}

// clip cuts a line to a rectangle. (Liang and Barsky, ACM Trans. Graph. 3:1,
// 1984, doi:10.1145/357332.357333.)
func clip(r rect, a, b mgl64.Vec2) (from, to mgl64.Vec2, visible bool) {
	d := b.Sub(a)
	t0, t1 := 0.0, 1.0
	limits := [4][2]float64{
		{-d[0], a[0] - float64(r.x)}, {d[0], float64(r.right()) - a[0]},
		{-d[1], a[1] - float64(r.y)}, {d[1], float64(r.bottom()) - a[1]},
	}
	for _, limit := range limits {
		p, q := limit[0], limit[1]
		switch {
		case p == 0 && q < 0:
			return a, b, false
		case p < 0:
			t0 = math.Max(t0, q/p)
		case p > 0:
			t1 = math.Min(t1, q/p)
		}
	}
	if !(t0 <= t1) {
		return a, b, false
	}
	return a.Add(d.Mul(t0)), a.Add(d.Mul(t1)), true
}
