package mesh

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl32"
)

// Simplify returns a surface of at most budget triangles, or m itself if it has
// no more. Edges collapse in the order of their quadric error (Garland and
// Heckbert 1997, doi:10.1145/258734.258849), in sweeps of rising error rather
// than one by one, so that flat parts lose most and bent ones least. The same
// mesh always gives the same result, on any number of cores. A collapse that
// would change the topology (link condition, Dey et al. 1999), turn a triangle
// over or leave it without area is refused: a closed 2-manifold stays one, with
// as many components and handles. Afterwards every closed component is offset
// to its former volume; one that cannot have it again to a percent, as a crumb
// that was turned inside out, comes back as it was.
//
// A component never has fewer than four triangles, every handle takes some, and
// borders and non-manifold places stay as they are, so that a budget too small
// for the topology is not reached. What is left then has given up its shape for
// it: SimplifyWithin stops before. Unreferenced vertices are lost. Vertices and
// triangles come out in another order than they had.
func (m *TriMesh) Simplify(budget int) *TriMesh { return m.SimplifyWithin(budget, 0) }

// SimplifyWithin does what Simplify does, but rather leaves more triangles than
// budget than stray from m by more than about maxDistanceMM. Noise in a mask
// makes thousands of handles that hold a budget's triangles; without a bound
// the shape of everything else would pay for them. Zero or less, or +Inf, sets
// no bound.
//
// The bound holds for what the collapses keep account of (see reach). The
// greatest distance between the surfaces may be twice as far, at single points;
// Deviation measures it.
func (m *TriMesh) SimplifyWithin(budget int, maxDistanceMM float64) *TriMesh {
	if len(m.Triangles) <= budget {
		return m
	}
	keeper := newVolumeKeeper(m)
	s := newSimplifier(m)
	if maxDistanceMM > 0 && !math.IsInf(maxDistanceMM, 1) {
		s.reach = newReach(s.positions, maxDistanceMM)
	}
	s.run(budget)
	simple, kept := s.result()
	whole := keeper.parts
	keeper.parts = whole.only(kept)
	keeper.vertexPieces = keeper.parts.ofVertices(simple)
	closed := keeper.closedPieces(simple)
	keeper.restore(simple, simplifiedVolume, func(int) {})
	return m.putBack(simple, keeper.parts, whole, keeper.lost(simple, closed))
}

// simplifiedVolume is how nearly simplification restores volumes, as a share.
// Chords cut off a ten thousandth of a bent surface's volume; giving it back
// centres the new surface on the old and takes a tenth off the mean distance.
const simplifiedVolume = 1e-6

// only returns the numbering of the triangles that were kept.
func (p pieces) only(kept []uint32) pieces {
	remaining := pieces{count: p.count, of: make([]int, len(kept)), firstTriangle: make([]int, p.count)}
	for i, t := range slices.Backward(kept) {
		remaining.of[i] = p.of[t]
		remaining.firstTriangle[p.of[t]] = i
	}
	return remaining
}

// districts is how many parts of a surface are worked on at the same time. The
// number is part of the result: edges near a border between two of them wait
// for their turn until the sweep's end.
const districts = 8

// simplifier is a mesh under collapse, its vertices and triangles sorted so
// that neighbours in space are neighbours in memory.
type simplifier struct {
	positions []point // always exact in float32
	quadrics  []quadric
	locked    []bool // borders and non-manifold vertices

	triangles [][3]uint32
	source    []uint32     // of each triangle in the original mesh
	cost      [][3]float32 // of the edge from each corner to the next; see price
	alive     int          // triangles
	reach     *reach       // nil without a bound

	rings    []ring
	seen     []uint32 // marks of the latest question about each vertex
	district []uint8  // of each vertex
	workers  [districts + 1]collapser
}

// ring is the corners (3*triangle+corner) at a vertex, those of dead triangles
// included: in the list of the collapser that wrote it last.
type ring struct {
	owner        uint8
	first, count uint32
}

func newSimplifier(m *TriMesh) *simplifier {
	s := &simplifier{alive: len(m.Triangles)}
	s.sortFrom(m)
	s.listRings()
	s.quadrics = make([]quadric, len(s.positions))
	s.locked = make([]bool, len(s.positions))
	s.seen = make([]uint32, len(s.positions))
	s.cost = make([][3]float32, len(s.triangles))
	s.eachDistrict(func(w *collapser) {
		for v := w.firstVertex; v < w.lastVertex; v++ {
			corners := s.ringOf(uint32(v))
			for _, corner := range corners {
				plane := s.planeOf(corner / 3) // worked out three times rather than kept: there are millions
				s.quadrics[v].include(&plane)
			}
			s.locked[v] = !s.closedFan(uint32(v), corners)
		}
	})
	s.eachDistrict(func(w *collapser) {
		for t := w.firstTriangle; t < w.lastTriangle; t++ {
			w.live = append(w.live, uint32(t))
			for corner := range 3 {
				s.price(uint32(3*t + corner))
			}
		}
	})
	return s
}

// sortFrom copies the mesh with its vertices along a space-filling curve, and
// its triangles by their lowest vertex.
func (s *simplifier) sortFrom(m *TriMesh) {
	order := m.spatialOrder()
	rank := make([]uint32, len(order))
	s.positions = make([]point, len(order))
	for r, v := range order {
		rank[v] = uint32(r)
		s.positions[r] = pointOf(wide(m.Vertices[v]))
	}
	start := make([]uint32, len(order)+1)
	lowest := func(t [3]uint32) uint32 { return min(rank[t[0]], rank[t[1]], rank[t[2]]) }
	for _, triangle := range m.Triangles {
		start[lowest(triangle)+1]++
	}
	for v := range order {
		start[v+1] += start[v]
	}
	s.setDistricts(start)
	s.triangles, s.source = make([][3]uint32, len(m.Triangles)), make([]uint32, len(m.Triangles))
	for t, triangle := range m.Triangles {
		low := lowest(triangle)
		s.triangles[start[low]] = [3]uint32{rank[triangle[0]], rank[triangle[1]], rank[triangle[2]]}
		s.source[start[low]] = uint32(t)
		start[low]++
	}
}

// setDistricts shares the vertices evenly among districts. start is the first
// triangle of each vertex.
func (s *simplifier) setDistricts(start []uint32) {
	s.district = make([]uint8, len(s.positions))
	for d := range s.workers {
		w := &s.workers[d]
		*w = collapser{simplifier: s, number: uint8(d), everywhere: d == districts, mark: uint32(d) << 28}
		if d == districts {
			break
		}
		w.firstVertex, w.lastVertex = partOf(d, districts, len(s.positions))
		w.firstTriangle, w.lastTriangle = int(start[w.firstVertex]), int(start[w.lastVertex])
		for v := w.firstVertex; v < w.lastVertex; v++ {
			s.district[v] = uint8(d)
		}
	}
}

func (s *simplifier) eachDistrict(work func(w *collapser)) {
	inParallel(districts, func() func(int) {
		return func(d int) { work(&s.workers[d]) }
	})
}

// listRings lists the corners at every vertex, in order.
func (s *simplifier) listRings() {
	s.rings = make([]ring, len(s.positions))
	for _, triangle := range s.triangles {
		for _, v := range triangle {
			s.rings[v].count++
		}
	}
	for v := range s.rings {
		r := &s.rings[v]
		r.owner = s.district[v]
		w := &s.workers[r.owner]
		r.first = uint32(w.listed)
		w.listed += int(r.count)
		r.count = 0
	}
	for d := range districts {
		s.workers[d].corners = make([]uint32, s.workers[d].listed)
	}
	for t, triangle := range s.triangles {
		for corner, v := range triangle {
			r := &s.rings[v]
			s.workers[r.owner].corners[r.first+r.count] = uint32(3*t + corner)
			r.count++
		}
	}
}

func (s *simplifier) ringOf(v uint32) []uint32 {
	r := &s.rings[v]
	return s.workers[r.owner].corners[r.first : r.first+r.count]
}

// planeOf returns a triangle's plane, weighted by area.
func (s *simplifier) planeOf(t uint32) plane {
	triangle := &s.triangles[t]
	a := s.positions[triangle[0]]
	double := crossOf(s.positions[triangle[1]].minus(a), s.positions[triangle[2]].minus(a))
	return weightedPlane(double.times(0.5), a)
}

// closedFan reports whether the corners at v are one fan around it.
func (s *simplifier) closedFan(v uint32, corners []uint32) bool {
	if len(corners) < 3 {
		return false
	}
	first, _ := s.others(corners[0])
	at := first
	for step := range corners { // from each neighbour to the next
		next, found := v, 0
		for _, corner := range corners {
			if after, before := s.others(corner); after == at {
				next = before
				found++
			}
		}
		if found != 1 || next == v {
			return false
		}
		if at = next; at == first {
			return step+1 == len(corners)
		}
	}
	return false
}

// others returns the vertices that follow and precede a corner's in its triangle.
func (s *simplifier) others(corner uint32) (after, before uint32) {
	triangle := &s.triangles[corner/3]
	switch corner % 3 {
	case 0:
		return triangle[1], triangle[2]
	case 1:
		return triangle[2], triangle[0]
	}
	return triangle[0], triangle[1]
}

// result returns the remaining mesh and which triangles of the original are left.
func (s *simplifier) result() (*TriMesh, []uint32) {
	simple := &TriMesh{Triangles: make([][3]uint32, 0, s.alive)}
	kept := make([]uint32, 0, s.alive)
	renumbered := make([]uint32, len(s.positions)) // one more than the new index
	for t, triangle := range s.triangles {
		if triangle == deadTriangle {
			continue
		}
		for i, v := range triangle {
			if renumbered[v] == 0 {
				simple.Vertices = append(simple.Vertices, mgl32.Vec3(s.positions[v].narrow()))
				renumbered[v] = uint32(len(simple.Vertices))
			}
			triangle[i] = renumbered[v] - 1
		}
		simple.Triangles = append(simple.Triangles, triangle)
		kept = append(kept, s.source[t])
	}
	return simple, kept
}
