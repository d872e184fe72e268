package mesh

import "math"

// labelField says what material lies where. Material 0 is outside.
type labelField interface {
	// label fills in the material at every point of the lattice; those of the
	// two outermost layers must come out 0.
	label(l *bcc, labels []uint16)
	// cut returns where on the way from one neighbouring point to the other, of
	// other material, the materials' border lies: a fraction from 0 to 1.
	cut(l *bcc, labels []uint16, from, to int) float64
}

// A stuffing turns a field into tetrahedra by isosurface stuffing (Labelle and
// Shewchuk 2007, doi:10.1145/1276377.1276448), extended to many materials:
//
//  1. Every lattice point has a material. An edge between two materials is cut.
//  2. A point too near to a cut of its own edges moves there and becomes part
//     of the border ("snapped"), unless three materials meet around it or the
//     border would touch itself there; then the cuts move away instead.
//  3. Tetrahedra of the lattice with one material are kept whole; those with
//     two are divided by stencils, those with three or four around a point on
//     each face where three materials meet and one in the middle.
//
// As in the paper, step 3 alone bounds the dihedral angles, for any cuts and
// moves within the limits below. Moving the cuts away in step 2 keeps the bound
// where snapping would break the topology, at the price of a border that is off
// by at most half an edge there.
//
// Without snapping, a material is a regular neighbourhood of a full subcomplex
// of the lattice, so that its surface is closed and 2-manifold. A snap is made
// only where the borders of the point and of its snapped neighbours stay discs,
// which keeps it so.
type stuffing struct {
	*bcc
	field  labelField
	labels []uint16
	// near holds, for each lattice point, one more than its index in border,
	// or zero: most points have no neighbour of other material.
	near   []uint32
	border []borderPoint

	mesh     TetMesh
	places   []point           // of the mesh's vertices, before rounding
	vertices []uint32          // of lattice points, one more than their number
	triples  map[[3]int]uint32 // vertices where three materials meet on a face
}

// borderPoint is a lattice point with a neighbour of other material.
type borderPoint struct {
	at      int
	place   point
	crowded bool // three materials or more among it and its neighbours
	snapped bool
	// cuts are fractions of the way to each neighbour; 0 where there is no cut.
	cuts [bccNeighbours]float64
	// vertices of the cuts, one more than their number; kept at the edge's point
	// of lower index.
	vertices [bccNeighbours]uint32
}

// Limits, as fractions of an edge from either end. A cut within a snap limit
// snaps the point; one that is left within a cut limit moves out to it, by at
// most a tenth of the edge where the point could have snapped to it.
//
// Labelle and Shewchuk use one limit for both, 0.25 on long and 0.41 on short
// edges, and prove 10.7° to 164.8°. Two limits keep a better bound: searched at
// random and by hill climbing over all stencils, any move of the border corners
// by up to a snap limit along any edge, and any cuts within the cut limits, the
// dihedral angles lie between 14.7° and 157° on one side of a border; with both
// sides divided by the same diagonals, from 13°, as TestHostileFields finds too.
const (
	snapLong  = 0.26
	snapShort = 0.36
	cutLong   = 0.32
	cutShort  = 0.45
	// cutCrowded is for the edges of tetrahedra with three materials, from 14°.
	cutCrowded = 0.47
)

// limitsOf returns the limits of the edge to a neighbour of that number.
func limitsOf(neighbour int) (snap, cut float64) {
	if neighbour < bccLong {
		return snapLong, cutLong
	}
	return snapShort, cutShort
}

// stuff makes the tetrahedra of a field.
func stuff(l *bcc, field labelField) *TetMesh {
	s := &stuffing{bcc: l, field: field, triples: map[[3]int]uint32{}}
	points := 2 * l.gridLength()
	s.labels, s.near = make([]uint16, points), make([]uint32, points)
	field.label(l, s.labels)
	s.findBorder()
	s.cutEdges()
	for i := range s.border {
		s.settle(&s.border[i])
	}
	s.vertices = make([]uint32, points)
	s.divide()
	for _, place := range s.places {
		s.mesh.Vertices = append(s.mesh.Vertices, place.narrow())
	}
	return &s.mesh
}

// findBorder lists the points that have a neighbour of other material.
func (s *stuffing) findBorder() {
	last := [3]int{s.size[0] - 1, s.size[1] - 1, s.size[2] - 1}
	for grid := range 2 {
		for k := 1; k < last[2]; k++ {
			for j := 1; j < last[1]; j++ {
				row := grid*s.gridLength() + (k*s.size[1]+j)*s.size[0]
				for p := row + 1; p < row+last[0]; p++ {
					s.addIfBorder(grid, p)
				}
			}
		}
	}
}

func (s *stuffing) addIfBorder(grid, p int) {
	own := s.labels[p]
	other, crowded := own, false
	for _, step := range s.step[grid] {
		label := s.labels[p+step]
		crowded = crowded || other != own && label != own && label != other
		if label != own {
			other = label
		}
	}
	if other != own {
		s.border = append(s.border, borderPoint{at: p, place: s.position(p), crowded: crowded})
		s.near[p] = uint32(len(s.border))
	}
}

// cutEdges finds the cuts, each once, from the point of lower index.
func (s *stuffing) cutEdges() {
	const part = 1 << 10
	inParallel((len(s.border)+part-1)/part, func() func(int) {
		return func(p int) {
			for i := p * part; i < min((p+1)*part, len(s.border)); i++ {
				s.cutEdgesOf(&s.border[i])
			}
		}
	})
}

func (s *stuffing) cutEdgesOf(b *borderPoint) {
	steps := &s.step[s.gridOf(b.at)]
	for n, step := range steps {
		to := b.at + step
		if step < 0 || s.labels[to] == s.labels[b.at] {
			continue
		}
		cut := s.field.cut(s.bcc, s.labels, b.at, to)
		// Never at an end itself, where zero would say that there is no cut.
		limit := 1e-6
		if s.crowdedEdge(b.at, n, to) {
			limit = cutCrowded
		}
		cut = max(limit, min(1-limit, cut))
		b.cuts[n] = cut
		s.border[s.near[to]-1].cuts[opposite(n)] = 1 - cut
	}
}

// crowdedEdge reports whether a tetrahedron with three materials has an edge.
func (s *stuffing) crowdedEdge(from, neighbour, to int) bool {
	steps := &s.step[s.gridOf(from)]
	for _, n := range bccEdgeRing[neighbour] {
		if label := s.labels[from+steps[n]]; label != s.labels[from] && label != s.labels[to] {
			return true
		}
	}
	return false
}

// settle snaps a point to the nearest of the cuts that are too near, or else
// moves its cuts away.
func (s *stuffing) settle(b *borderPoint) {
	nearest, least := -1, math.Inf(1)
	for n, cut := range b.cuts {
		snap, _ := limitsOf(n)
		if length := cut * edgeLength(n); cut > 0 && cut < snap && length < least {
			nearest, least = n, length
		}
	}
	if nearest >= 0 && !b.crowded && s.maySnap(b) {
		s.snap(b, nearest)
		return
	}
	for n, cut := range b.cuts {
		if _, limit := limitsOf(n); cut > 0 && cut < limit {
			s.setCut(b, n, limit)
		}
	}
}

// edgeLength returns the length of the edge to a neighbour, in spacings.
func edgeLength(neighbour int) float64 {
	if neighbour < bccLong {
		return 1
	}
	return math.Sqrt(3) / 2
}

// neighbour returns the neighbour with a number, which must be of other material
// or snapped.
func (s *stuffing) neighbour(b *borderPoint, n int) *borderPoint {
	return &s.border[s.near[b.at+s.step[s.gridOf(b.at)][n]]-1]
}

// setCut moves a cut, or removes it where the fraction is zero.
func (s *stuffing) setCut(b *borderPoint, n int, cut float64) {
	back := 0.0
	if cut > 0 {
		back = 1 - cut
	}
	b.cuts[n] = cut
	s.neighbour(b, n).cuts[opposite(n)] = back
}

// snap moves a point to one of its cuts and removes them all.
func (s *stuffing) snap(b *borderPoint, to int) {
	way := s.neighbour(b, to).at
	b.place = mix(s.position(b.at), s.position(way), b.cuts[to])
	for n, cut := range b.cuts {
		if cut > 0 {
			s.setCut(b, n, 0)
		}
	}
}

// mix returns the point at a fraction of the way from p to q.
func mix(p, q point, fraction float64) point {
	return p.times(1 - fraction).plus(q.times(fraction))
}
