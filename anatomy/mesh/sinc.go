package mesh

import "github.com/go-gl/mathgl/mgl32"

// sincFilter applies Σ wₙ·Tₙ(1−K/2) to positions, where K is the Laplacian of
// the neighbours and Tₙ the Chebyshev polynomials: T₀ = x, T₁ = x − Kx/2,
// Tₙ₊₁ = 2Tₙ − KTₙ − Tₙ₋₁. It computes the moves Tₙ − x, which are a few voxels
// at most: single precision then loses nothing that a position could hold, and
// the half of memory that it needs is what the time depends on.
type sincFilter struct {
	*neighbours
	laplacian         []move // Kx
	previous, current []move // Tₙ₋₁ − x, Tₙ − x
	sum               []move
}

type move struct{ x, y, z float32 }

func newSincFilter(n *neighbours, positions []mgl32.Vec3) *sincFilter {
	f := &sincFilter{neighbours: n}
	for _, moves := range []*[]move{&f.laplacian, &f.previous, &f.current, &f.sum} {
		*moves = make([]move, len(positions))
	}
	eachRange(len(positions), func(from, to int) {
		for v := from; v < to; v++ {
			at, sum := pointOf(wide(positions[v])), point{}
			for _, u := range n.of[n.first[v]:n.first[v+1]] {
				sum = sum.plus(pointOf(wide(positions[u])).minus(at))
			}
			mean := sum.times(-float64(n.share[v]))
			f.laplacian[v] = move{float32(mean.x), float32(mean.y), float32(mean.z)}
		}
	})
	return f
}

// run sums the terms. weights holds wₙ for each class of vertices.
func (f *sincFilter) run(weights [][]float32, class []uint32) {
	eachRange(len(f.sum), func(from, to int) {
		for v := from; v < to; v++ {
			l, w := f.laplacian[v], weights[1][class[v]]
			f.current[v] = move{-l.x / 2, -l.y / 2, -l.z / 2}
			f.sum[v] = move{-l.x / 2 * w, -l.y / 2 * w, -l.z / 2 * w}
		}
	})
	for _, weight := range weights[2:] {
		eachRange(len(f.sum), func(from, to int) { f.term(from, to, weight, class) })
		f.previous, f.current = f.current, f.previous
	}
}

// term adds the next term for some vertices.
func (f *sincFilter) term(from, to int, weights []float32, class []uint32) {
	current, start := f.current, f.first[from]
	for v := from; v < to; v++ {
		end := f.first[v+1]
		var x, y, z float32
		for _, u := range f.of[start:end] {
			d := &current[u]
			x += d.x
			y += d.y
			z += d.z
		}
		start = end
		// Kd = d − mean, and 2d − Kd = d + mean. Nothing moves with a share of zero.
		share, w := f.share[v], weights[class[v]]
		d, p, l, s := &current[v], &f.previous[v], &f.laplacian[v], &f.sum[v]
		p.x = d.x + x*share - l.x - p.x
		p.y = d.y + y*share - l.y - p.y
		p.z = d.z + z*share - l.z - p.z
		if share == 0 {
			*p = move{}
		}
		s.x += p.x * w
		s.y += p.y * w
		s.z += p.z * w
	}
}

// move adds the filter's moves to the positions.
func (f *sincFilter) move(positions []mgl32.Vec3) {
	for v, s := range f.sum {
		p := &positions[v]
		p[0], p[1], p[2] = p[0]+s.x, p[1]+s.y, p[2]+s.z
	}
}
