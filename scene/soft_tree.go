package scene

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// tree finds the triangles of a skin near a place: boxes in boxes, two in each, over
// the triangles along a space-filling curve at rest, which are made anew when the
// skin has moved. Triangles that a cut adds go into the leaves where they lie. When
// what was together at rest has flown apart the curve is one through where it is.
type tree struct {
	in      bounds // of the skin at rest when the tree was planted
	inset   float64
	size    int     // triangles when the tree was planted
	limbs   []limb  // the first is the whole tree; those in a limb come after it
	at      []int32 // the leaf of each triangle
	codes   []uint64
	strewn  bool    // the curve is not that at rest
	planted float64 // mean size of a leaf when the tree was planted, mm
	grafts  int32   // how often something was added
	stale   []int32 // limbs that the last time changed
}

// limb is a box in the tree: two limbs, or a leaf.
type limb struct {
	bounds
	from      int32   // the limb that it is in, −1 for the first
	first     int32   // of its two limbs, which follow each other; 0: it is a leaf
	code      uint64  // where the second one begins
	triangles []int32 // of a leaf, along the curve
	rest      bounds  // of a corner of each of its triangles at rest
	piece     int32   // that all of them are of, below zero for none
	graft     int32   // the last time that something in it was altered
}

const (
	leafSize = 4 // triangles in a leaf at most when the tree is planted
	fullLeaf = 8 // and when it has grown
	// overgrown is by how much leaves have grown when the tree is planted anew:
	// boxes around two pieces that are apart find nothing.
	overgrown = 1.25
)

type bounds struct{ lo, hi mgl64.Vec3 }

// nowhere is the box around nothing.
func nowhere() bounds {
	inf := math.Inf(1)
	return bounds{mgl64.Vec3{inf, inf, inf}, mgl64.Vec3{-inf, -inf, -inf}}
}

func (b *bounds) add(p mgl64.Vec3) {
	for c := range 3 {
		b.lo[c], b.hi[c] = min(b.lo[c], p[c]), max(b.hi[c], p[c])
	}
}

func (b *bounds) join(o *bounds) {
	for c := range 3 {
		b.lo[c], b.hi[c] = min(b.lo[c], o.lo[c]), max(b.hi[c], o.hi[c])
	}
}

// grown is the box wider by a margin on all sides.
func (b bounds) grown(margin float64) bounds {
	for c := range 3 {
		b.lo[c] -= margin
		b.hi[c] += margin
	}
	return b
}

func (b *bounds) meets(o *bounds) bool {
	return b.lo[0] <= o.hi[0] && o.lo[0] <= b.hi[0] &&
		b.lo[1] <= o.hi[1] && o.lo[1] <= b.hi[1] &&
		b.lo[2] <= o.hi[2] && o.lo[2] <= b.hi[2]
}

// holds tells whether a place is in the box.
func (b *bounds) holds(p mgl64.Vec3) bool {
	for c := range 3 {
		if !(p[c] >= b.lo[c] && p[c] <= b.hi[c]) {
			return false
		}
	}
	return true
}

// distance is how far a place is from the box, mm; 0 inside.
func (b *bounds) distance(p mgl64.Vec3) float64 {
	var out mgl64.Vec3
	for c := range 3 {
		out[c] = max(b.lo[c]-p[c], p[c]-b.hi[c], 0)
	}
	return out.Len()
}

// distanceSqr is the square of how far a place is from the box, mm²; 0 inside.
func (b *bounds) distanceSqr(p mgl64.Vec3) float64 {
	x := max(b.lo[0]-p[0], p[0]-b.hi[0], 0)
	y := max(b.lo[1]-p[1], p[1]-b.hi[1], 0)
	z := max(b.lo[2]-p[2], p[2]-b.hi[2], 0)
	return x*x + y*y + z*z
}

// farthest is how far the farthest point of the box is from a place, mm².
func (b *bounds) farthest(p mgl64.Vec3) float64 {
	x := max(p[0]-b.lo[0], b.hi[0]-p[0])
	y := max(p[1]-b.lo[1], b.hi[1]-p[1])
	z := max(p[2]-b.lo[2], b.hi[2]-p[2])
	return x*x + y*y + z*z
}

// around is the box of some points.
func around(points ...mgl64.Vec3) bounds {
	b := nowhere()
	for _, p := range points {
		b.add(p)
	}
	return b
}

// plant makes the tree for the triangles that a skin has.
func (t *tree) plant(s *skin) {
	t.in, t.inset = nowhere(), s.edgeMM/2
	for _, v := range s.outside {
		t.in.add(s.rest[v])
	}
	if t.strewn {
		t.in = t.in.grown(t.in.hi.Sub(t.in.lo).Len() / 2)
	}
	t.size, t.at, t.codes = len(s.triangles), t.at[:0], t.codes[:0]
	all := make([]int32, t.size)
	for i := range all {
		all[i] = int32(i)
		t.at, t.codes = append(t.at, 0), append(t.codes, t.codeOf(s, int32(i)))
	}
	t.limbs = append(t.limbs[:0], limb{from: -1, triangles: all})
	t.sort(all)
	for i := 0; i < len(t.limbs); i++ {
		if len(t.limbs[i].triangles) > leafSize {
			t.fork(int32(i))
		}
	}
	for i := int32(len(t.limbs)) - 1; i >= 0; i-- {
		t.mark(s, i)
	}
	t.refit(s)
	t.planted = t.leafMM()
}

// follow makes the boxes around the skin as it is, and the tree anew when they
// have grown too large.
func (t *tree) follow(s *skin) {
	t.refit(s)
	if t.leafMM() > overgrown*t.planted {
		t.strewn = true
		t.plant(s)
	}
}

// leafMM is the mean size of the leaves.
func (t *tree) leafMM() float64 {
	sum, n := 0.0, 0
	for i := range t.limbs {
		if l := &t.limbs[i]; l.first == 0 && l.lo[0] <= l.hi[0] {
			sum, n = sum+l.hi.Sub(l.lo).Len(), n+1
		}
	}
	return sum / float64(max(n, 1))
}

// mark notes where the triangles of a limb are at rest and of which piece.
func (t *tree) mark(s *skin, i int32) {
	l := &t.limbs[i]
	if l.first > 0 {
		a, b := &t.limbs[l.first], &t.limbs[l.first+1]
		l.rest, l.piece = a.rest, a.piece
		l.rest.join(&b.rest)
		if b.piece != a.piece {
			l.piece = -1
		}
		return
	}
	l.rest, l.piece = nowhere(), -1
	for n, i := range l.triangles {
		l.rest.add(s.rest[s.triangles[i][0]])
		if n == 0 {
			l.piece = s.piece[i]
		} else if s.piece[i] != l.piece {
			l.piece = -1
		}
	}
}

// sort puts triangles in their order along the curve.
func (t *tree) sort(triangles []int32) {
	slices.SortFunc(triangles, func(p, q int32) int {
		return cmp.Or(cmp.Compare(t.codes[p], t.codes[q]), cmp.Compare(p, q))
	})
}

// fork makes two limbs of a leaf.
func (t *tree) fork(i int32) {
	all := t.limbs[i].triangles
	first, half := int32(len(t.limbs)), (len(all)+1)/2
	t.limbs[i].first, t.limbs[i].code, t.limbs[i].triangles = first, t.codes[all[half]], nil
	for k, part := range [2][]int32{all[:half:half], all[half:]} {
		t.limbs = append(t.limbs, limb{from: i, triangles: part})
		for _, n := range part {
			t.at[n] = first + int32(k)
		}
	}
}

// codeOf is where a triangle lies on the curve: some way below the skin, so that
// the two sides of a cut, which are one at rest, are apart.
func (t *tree) codeOf(s *skin, i int32) uint64 {
	v := &s.triangles[i]
	of := s.rest
	if t.strewn {
		of = s.now
	}
	a, b, c := of[v[0]], of[v[1]], of[v[2]]
	middle := a.Add(b).Add(c).Mul(1. / 3)
	return mortonCode(middle.Sub(unit(b.Sub(a).Cross(c.Sub(a))).Mul(t.inset)), t.in)
}

// graft adds the triangles that a skin has got and brings the boxes of those that
// were altered up to date. A tree that has grown to twice its size is planted anew.
func (t *tree) graft(s *skin) {
	if len(s.triangles) > 2*t.size {
		t.plant(s)
		return
	}
	grown := int32(len(t.limbs))
	for i := int32(len(t.at)); int(i) < len(s.triangles); i++ {
		t.at, t.codes = append(t.at, 0), append(t.codes, t.codeOf(s, i))
		t.insert(i)
	}
	stale := t.stale[:0]
	for k := grown; int(k) < len(t.limbs); k++ { // one of two may hold nothing that was altered
		stale = append(stale, k)
	}
	t.grafts++
	for _, i := range s.beside {
		for k := t.at[i]; k >= 0 && t.limbs[k].graft != t.grafts; k = t.limbs[k].from {
			t.limbs[k].graft = t.grafts
			stale = append(stale, k)
		}
	}
	slices.Sort(stale)
	for _, k := range slices.Backward(slices.Compact(stale)) {
		t.fit(s, k)
		t.mark(s, k)
	}
	t.stale = stale
}

// insert puts a triangle into the leaf where it lies, which may become too full.
func (t *tree) insert(i int32) {
	k := int32(0)
	for t.limbs[k].first > 0 {
		l := &t.limbs[k]
		if k = l.first; t.codes[i] >= l.code {
			k++
		}
	}
	l := &t.limbs[k]
	t.at[i], l.triangles = k, append(l.triangles, i)
	if len(l.triangles) > fullLeaf {
		t.sort(l.triangles)
		t.fork(k)
	}
}

// mortonBits is into how fine parts the curve goes along each axis: a micrometre
// where shreds lie two metres apart, so that what is strewn does not make one place
// of what is together.
const mortonBits = 21

// mortonCode is a place on a curve that fills the box: the bits of its parts along
// the axes, interleaved (Morton 1966). They are as long along each axis: boxes of flat
// parts lie across each other.
func mortonCode(p mgl64.Vec3, in bounds) (code uint64) {
	size := max(longest(in), 1e-9)
	for c := range 3 {
		x := uint64(min(max((p[c]-in.lo[c])/size, 0), 1) * (1<<mortonBits - 1))
		for bit := range mortonBits {
			code |= (x >> bit & 1) << (3*bit + c)
		}
	}
	return code
}

// refit makes the boxes around the skin as it is.
func (t *tree) refit(s *skin) {
	for i := int32(len(t.limbs)) - 1; i >= 0; i-- {
		t.fit(s, i)
	}
}

// fit makes the box of a limb, around the two in it or around a leaf's triangles.
func (t *tree) fit(s *skin, i int32) {
	l := &t.limbs[i]
	if l.first > 0 {
		l.bounds = t.limbs[l.first].bounds
		l.join(&t.limbs[l.first+1].bounds)
		return
	}
	l.bounds = nowhere()
	for _, i := range l.triangles {
		if s.away[i] {
			continue
		}
		for _, v := range s.triangles[i] {
			l.add(s.now[v])
		}
	}
}

// meet appends the triangles of all leaves that meet a box, in a fixed order.
func (t *tree) meet(b bounds, found []int32) []int32 {
	var room [64]int32
	stack := append(room[:0], 0)
	for len(stack) > 0 {
		l := &t.limbs[stack[len(stack)-1]]
		stack = stack[:len(stack)-1]
		switch {
		case !l.meets(&b):
		case l.first == 0:
			found = append(found, l.triangles...)
		default:
			stack = append(stack, l.first+1, l.first)
		}
	}
	return found
}

// whole is the box around the skin.
func (t *tree) whole() bounds { return t.limbs[0].bounds }
