package tissue

import (
	"fmt"
	"math"
	"slices"
)

// Anchor is a point of a body as a weighted sum of up to four of its vertices.
type Anchor struct {
	Vertices [4]int32   // as the caller numbers them; one of weight zero is ignored but must exist
	Weights  [4]float32 // sum to one; negative or above one outside of the vertices
}

// Skin is a fine surface that a coarser body carries along: it has no stiffness
// and no mass of its own. Body.Dress moves it.
type Skin struct {
	At      []Vec // place of each point, mm
	Normals []Vec // unit normal of each point

	vertices [][4]int32 // that carry each point, as the caller numbers them
	pegs     []peg
	built    int // the body's build that the pegs belong to
	moved    []int32
}

// peg is what a point hangs on, and its normal at rest.
type peg struct {
	slots   [4]int32
	weights [4]float32
	normal  Vec
}

// stance is where a vertex is and how normals turn there.
type stance struct {
	lean block
	at   Vec
}

// NewSkin hangs points with their unit normals at rest on the body.
func (b *Body) NewSkin(anchors []Anchor, normals []Vec) (*Skin, error) {
	if len(normals) != len(anchors) {
		return nil, fmt.Errorf("skin: %d points have %d normals: give one for each", len(anchors), len(normals))
	}
	for i, a := range anchors {
		for _, v := range a.Vertices {
			if v < 0 || int(v) >= len(b.slot) {
				return nil, fmt.Errorf("skin: point %d hangs on vertex %d, which does not exist", i, v)
			}
		}
	}
	s := &Skin{built: b.built}
	for i := range anchors {
		b.peg(s, int32(i), &anchors[i], normals[i])
	}
	return s, nil
}

// Rehang takes over what cuts have changed of a cover, whose points the skin's are.
// The body must have been divided as its matter was.
func (b *Body) Rehang(s *Skin, c *Cover) {
	s.moved = c.Renewed(s.moved[:0])
	slices.Sort(s.moved)
	for _, i := range s.moved {
		b.peg(s, i, &c.Anchors[i], c.Normals[i])
	}
}

// peg hangs a point, which may be the next new one, on its vertices.
func (b *Body) peg(s *Skin, i int32, a *Anchor, normal Vec) {
	if int(i) == len(s.pegs) {
		s.At, s.Normals = append(s.At, Vec{}), append(s.Normals, normal)
		s.pegs, s.vertices = append(s.pegs, peg{}), append(s.vertices, [4]int32{})
	}
	p := &s.pegs[i]
	p.weights, p.normal, s.vertices[i] = a.Weights, normal, a.Vertices
	for k, v := range a.Vertices {
		p.slots[k] = b.slot[v]
	}
}

// Dress brings a skin to where the body is now, on all of the body's workers.
// Its normals turn with the body's vertices, whose deformation is the mean of
// that of the tetrahedra around them, so that they are smooth.
func (b *Body) Dress(s *Skin) {
	if s.built != b.built {
		s.built = b.built
		for i := range s.pegs {
			for k, v := range s.vertices[i] {
				s.pegs[i].slots[k] = b.slot[v]
			}
		}
	}
	b.skin = s
	b.crew.Run(b.dressing)
	b.skin = nil
}

// skinPiece is how many points are one piece of work.
const skinPiece = 1024

func (b *Body) dress(worker, _ int) {
	begin, end := b.share(worker, pieces(len(b.tetra), elementPiece))
	for t := begin * elementPiece; t < min(end*elementPiece, len(b.tetra)); t++ {
		b.tilt[t] = b.tetra[t].cofactor(b.u)
	}
	b.crew.wait()
	begin, end = b.share(worker, pieces(len(b.u), rowPiece))
	for i := begin * rowPiece; i < min(end*rowPiece, len(b.u)); i++ {
		b.stances[i] = stance{b.meanTilt(i), b.place(int32(i))}
	}
	b.crew.wait()
	begin, end = b.share(worker, pieces(len(b.skin.At), skinPiece))
	b.dressPoints(begin*skinPiece, min(end*skinPiece, len(b.skin.At)))
}

// dressedAtOnce is how many points are mixed before their normals are turned: as
// many as stay close by.
const dressedAtOnce = 64

func (b *Body) dressPoints(begin, end int) {
	s := b.skin
	var mixed [dressedAtOnce]stance
	for ; begin < end; begin += dressedAtOnce {
		pegs := s.pegs[begin:min(begin+dressedAtOnce, end)]
		mix(mixed[:len(pegs)], b.stances, pegs)
		at, normals := s.At[begin:][:len(pegs)], s.Normals[begin:][:len(pegs)]
		for i := range pegs {
			m, n := &mixed[i], &pegs[i].normal
			at[i] = m.at
			// applied, written out: arrays that are values go through memory.
			x := m.lean[0]*n[0] + m.lean[1]*n[1] + m.lean[2]*n[2]
			y := m.lean[3]*n[0] + m.lean[4]*n[1] + m.lean[5]*n[2]
			z := m.lean[6]*n[0] + m.lean[7]*n[1] + m.lean[8]*n[2]
			if l := root(x*x + y*y + z*z); l > 0 {
				normals[i] = Vec{x / l, y / l, z / l}
			}
		}
	}
}

// mixPlain is mix in plain Go.
func mixPlain(mixed, stances []stance, pegs []peg) {
	for i := range pegs {
		g := &pegs[i]
		var p Vec
		var m block
		for k, j := range &g.slots {
			x, a := &stances[j], g.weights[k]
			p[0] += a * x.at[0]
			p[1] += a * x.at[1]
			p[2] += a * x.at[2]
			m[0] += a * x.lean[0]
			m[1] += a * x.lean[1]
			m[2] += a * x.lean[2]
			m[3] += a * x.lean[3]
			m[4] += a * x.lean[4]
			m[5] += a * x.lean[5]
			m[6] += a * x.lean[6]
			m[7] += a * x.lean[7]
			m[8] += a * x.lean[8]
		}
		mixed[i] = stance{m, p}
	}
}

// meanTilt is how normals at a vertex turn: the mean of the tetrahedra around
// it by volume; the identity where there are none.
func (b *Body) meanTilt(i int) (sum block) {
	m := &b.matrix
	var volume float32
	for _, c := range m.corners(i) {
		if t := int(c >> 2); t < len(b.tetra) {
			volume += b.tetra[t].volume
			for k, x := range &b.tilt[t] {
				sum[k] += x
			}
		}
	}
	if volume == 0 {
		return block{1, 0, 0, 0, 1, 0, 0, 0, 1}
	}
	for k := range sum {
		sum[k] /= volume
	}
	return sum
}

// cofactor is the cofactor matrix of the deformation gradient times the volume:
// it takes areas and normals at rest to those now (Nanson's formula; Bower,
// Applied Mechanics of Solids, 2009, §2.1.14).
func (t *tetra) cofactor(u []Vec) block {
	o, p, q, r := &u[t.v[0]], &u[t.v[1]], &u[t.v[2]], &u[t.v[3]]
	g := &t.grad
	var f block
	for i := range 3 {
		x, y, z := p[i]-o[i], q[i]-o[i], r[i]-o[i]
		f[3*i] = x*g[0] + y*g[3] + z*g[6]
		f[3*i+1] = x*g[1] + y*g[4] + z*g[7]
		f[3*i+2] = x*g[2] + y*g[5] + z*g[8]
		f[4*i]++
	}
	v := t.volume
	return block{
		v * (f[4]*f[8] - f[5]*f[7]), v * (f[5]*f[6] - f[3]*f[8]), v * (f[3]*f[7] - f[4]*f[6]),
		v * (f[7]*f[2] - f[8]*f[1]), v * (f[8]*f[0] - f[6]*f[2]), v * (f[6]*f[1] - f[7]*f[0]),
		v * (f[1]*f[5] - f[2]*f[4]), v * (f[2]*f[3] - f[0]*f[5]), v * (f[0]*f[4] - f[1]*f[3]),
	}
}

// Embed finds, for points given in the shape at rest, the tetrahedron that holds
// each, or that it is least outside of. The body must have tetrahedra.
func (b *Body) Embed(points []Vec) ([]Anchor, error) {
	if len(b.tetra) == 0 {
		return nil, fmt.Errorf("embedding: the body has no tetrahedra to hold the points")
	}
	grid := b.newFinder()
	anchors := make([]Anchor, len(points))
	for i, p := range points {
		if !finite(p) {
			return nil, fmt.Errorf("embedding: point %d is not at a finite place", i)
		}
		t, w := grid.find(p)
		for a, v := range b.tetra[t].v {
			anchors[i].Vertices[a] = b.name[v]
		}
		anchors[i].Weights = w
	}
	return anchors, nil
}

// finder is a grid of cells that list the tetrahedra whose boxes reach them.
type finder struct {
	b     *Body
	low   Vec
	size  float32
	n     [3]int
	first []int32
	list  []int32
}

func (b *Body) newFinder() *finder {
	low, high := b.rest[0], b.rest[0]
	for _, p := range b.rest {
		for c := range 3 {
			low[c], high[c] = min(low[c], p[c]), max(high[c], p[c])
		}
	}
	// About two tetrahedra in a cell of a full box.
	space := float64(high[0]-low[0]) * float64(high[1]-low[1]) * float64(high[2]-low[2])
	f := &finder{b: b, low: low, size: float32(math.Cbrt(2 * space / float64(len(b.tetra))))}
	for c := range 3 {
		f.n[c] = min(int((high[c]-low[c])/f.size)+1, 256)
	}
	f.first = make([]int32, f.n[0]*f.n[1]*f.n[2]+1)
	f.each(func(cell int, _ int32) { f.first[cell+1]++ })
	for k := 1; k < len(f.first); k++ {
		f.first[k] += f.first[k-1]
	}
	f.list = make([]int32, f.first[len(f.first)-1])
	next := append([]int32(nil), f.first...)
	f.each(func(cell int, t int32) {
		f.list[next[cell]] = t
		next[cell]++
	})
	return f
}

// each calls visit with each cell that the box of a tetrahedron reaches.
func (f *finder) each(visit func(cell int, t int32)) {
	for t := range f.b.tetra {
		v := f.b.tetra[t].v
		low, high := f.b.rest[v[0]], f.b.rest[v[0]]
		for _, i := range v[1:] {
			for c, x := range f.b.rest[i] {
				low[c], high[c] = min(low[c], x), max(high[c], x)
			}
		}
		a, z := f.cell(low), f.cell(high)
		for k := a[2]; k <= z[2]; k++ {
			for j := a[1]; j <= z[1]; j++ {
				for i := a[0]; i <= z[0]; i++ {
					visit((k*f.n[1]+j)*f.n[0]+i, int32(t))
				}
			}
		}
	}
}

func (f *finder) cell(p Vec) (at [3]int) {
	for c := range 3 {
		at[c] = int(min(max((p[c]-f.low[c])/f.size, 0), float32(f.n[c]-1)))
	}
	return at
}

// find looks at the point's cell and then at ever wider rings of cells, until
// what is left is further outside than the best.
func (f *finder) find(p Vec) (best int32, weights [4]float32) {
	at := f.cell(p)
	best = -1
	outside := math.Inf(1)
	for ring := 0; ring <= max(f.n[0], f.n[1], f.n[2]); ring++ {
		if best >= 0 && (outside <= 0 || float64(ring-1)*float64(f.size) > outside) {
			break
		}
		for k := max(at[2]-ring, 0); k <= min(at[2]+ring, f.n[2]-1); k++ {
			for j := max(at[1]-ring, 0); j <= min(at[1]+ring, f.n[1]-1); j++ {
				for i := max(at[0]-ring, 0); i <= min(at[0]+ring, f.n[0]-1); i++ {
					if max(i-at[0], at[0]-i, j-at[1], at[1]-j, k-at[2], at[2]-k) < ring {
						continue
					}
					cell := (k*f.n[1]+j)*f.n[0] + i
					for _, t := range f.list[f.first[cell]:f.first[cell+1]] {
						if w, far := f.outside(t, p); far < outside {
							best, weights, outside = t, w, far
						}
					}
				}
			}
		}
	}
	return best, weights
}

// outside is a point's weights in a tetrahedron and how far, mm, it is outside
// of the worst of its faces; zero inside.
func (f *finder) outside(t int32, p Vec) (w [4]float32, far float64) {
	e := &f.b.tetra[t]
	d := sub3(wide(p), wide(f.b.rest[e.v[0]]))
	w[0] = 1
	var sum [3]float64
	for a := range 3 {
		g := [3]float64{float64(e.grad[3*a]), float64(e.grad[3*a+1]), float64(e.grad[3*a+2])}
		x := dot3(g, d)
		w[a+1] = float32(x)
		w[0] -= float32(x)
		far = math.Max(far, -x/length(g))
		for c := range 3 {
			sum[c] += g[c]
		}
	}
	return w, math.Max(far, -float64(w[0])/length(sum))
}
