package scene

import (
	"fmt"
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// gauze is a membrane without tetrahedra, of squares of 4 mm turned by an angle and
// shifted, over −20 to 20 mm in x and ±12 in y with a ragged rim, held at both its
// long sides.
func gauze(young float32, angle, shift float64) tissue.Mesh {
	m := tissue.Mesh{Materials: []tissue.Material{{Name: "membrane", Young: young, Poisson: 0.4, Density: 1e-3, Damping: 0.02}}}
	turn := mgl64.Rotate3DZ(mgl64.DegToRad(angle))
	place := func(c [2]int) mgl64.Vec3 {
		return turn.Mul3x1(mgl64.Vec3{4 * float64(c[0]), 4 * float64(c[1]), 0}).Add(mgl64.Vec3{0, shift, 0})
	}
	number := map[[2]int]int32{}
	at := func(c [2]int) int32 {
		if _, known := number[c]; !known {
			number[c] = int32(len(m.Rest))
			m.Rest = append(m.Rest, shorten(place(c)))
		}
		return number[c]
	}
	for j := -8; j < 8; j++ {
		for i := -8; i < 8; i++ {
			for _, t := range [2][3][2]int{{{i, j}, {i + 1, j}, {i + 1, j + 1}}, {{i, j}, {i + 1, j + 1}, {i, j + 1}}} {
				middle := place(t[0]).Add(place(t[1])).Add(place(t[2])).Mul(1.0 / 3)
				if math.Abs(middle[0]) < 20 && math.Abs(middle[1]) < 12 {
					m.Sheets = append(m.Sheets, tissue.Sheet{Vertices: [3]int32{at(t[0]), at(t[1]), at(t[2])}, Thickness: 0.5})
				}
			}
		}
	}
	return fixed(m, func(p tissue.Vec) bool { return math.Abs(float64(p[1])) > 9.5 })
}

// survey measures a membrane at rest: its area, the edges that one triangle has, and
// the part that each triangle hangs together with by edges.
func survey(sheets []tissue.Sheet, rest func(v int32) mgl64.Vec3) (area float64, border [][2]mgl64.Vec3, part []int) {
	sides := map[[2]int32][]int{}
	part = make([]int, len(sheets))
	for i, s := range sheets {
		v := s.Vertices
		area += rest(v[1]).Sub(rest(v[0])).Cross(rest(v[2]).Sub(rest(v[0]))).Len() / 2
		for k := range 3 {
			key := [2]int32{min(v[k], v[(k+1)%3]), max(v[k], v[(k+1)%3])}
			sides[key] = append(sides[key], i)
		}
		part[i] = i
	}
	for again := true; again; {
		again = false
		for _, of := range sides {
			if len(of) == 2 && part[of[0]] != part[of[1]] {
				part[of[0]], part[of[1]] = min(part[of[0]], part[of[1]]), min(part[of[0]], part[of[1]])
				again = true
			}
		}
	}
	for e, of := range sides {
		if len(of) == 1 {
			border = append(border, [2]mgl64.Vec3{rest(e[0]), rest(e[1])})
		}
	}
	return area, border, part
}

func length(edges [][2]mgl64.Vec3) (sum float64) {
	for _, e := range edges {
		sum += e[1].Sub(e[0]).Len()
	}
	return sum
}

// across is where the line y = 0.3 first and last meets a membrane's border.
func across(border [][2]mgl64.Vec3) (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for _, e := range border {
		if a, b := e[0][1]-0.3, e[1][1]-0.3; a*b <= 0 && a != b {
			x := between(e[0], e[1], a/(a-b))[0]
			from, to = min(from, x), max(to, x)
		}
	}
	return from, to
}

// A membrane without tetrahedra is cut by scissors along a straight line however
// that runs through its mesh: once, though each bite closes over the flaps of those
// before, which under their weight hang out of its way and into it again.
func TestScissorsCutAMembrane(t *testing.T) {
	for _, c := range []struct {
		angle, shift, to float64
		young            float32
		gravity          mgl64.Vec3
	}{
		{0, 0.3, 10, 1e5, mgl64.Vec3{}}, {0, 0, 10, 1e5, mgl64.Vec3{}}, {0, 0.9, 10, 1e5, mgl64.Vec3{}},
		{17, 1, 10, 1e5, mgl64.Vec3{}}, {45, 0, 10, 1e5, mgl64.Vec3{}}, {10, 0, 10, 1e5, mgl64.Vec3{}}, {75, 0.4, 10, 1e5, mgl64.Vec3{}},
		{0, 0.3, 26, 2e4, earth}, {0, -0.3, 26, 2e4, earth}, {45, 0.6, 26, 2e4, earth}, {-23, 0.7, 26, 2e4, earth},
	} {
		t.Run(fmt.Sprint(c.angle, c.shift, c.to), func(t *testing.T) {
			m := gauze(c.young, c.angle, c.shift)
			area, border, _ := survey(m.Sheets, func(v int32) mgl64.Vec3 { return widen(m.Rest[v]) })
			b := bite(t, m, c.gravity, 1)
			for x := -12.0; x < c.to; x += 4.2 {
				b.snip(x)
			}
			b.checkLine(area, border, c.to > 20)
		})
	}
}

// checkLine: what was cut of a membrane is the line, from its border as far as the
// blades came or to its other end, and it did not press on them.
func (b *biter) checkLine(area float64, before [][2]mgl64.Vec3, parted bool) {
	b.t.Helper()
	sheets := b.matter.Sheets()
	rest := func(v int32) mgl64.Vec3 { return widen(b.matter.Rest(int(v))) }
	left, after, part := survey(sheets, rest)
	from, to := across(before)
	if tip := b.hands[0].pose.Tip[0]; !parted {
		if to = b.seamEnd(); to < tip-6 { // an edge that the blades have not reached, at most
			b.t.Errorf("cut to x = %.1f mm, the tip came to %.1f", to, tip)
		}
	}
	grown, opened := length(after)-length(before), b.amounts(record.EventCut)/0.5
	if math.Abs(grown/2-opened) > 0.01 || math.Abs(opened/(to-from)-1) > 0.02 {
		b.t.Errorf("the border grew by %.2f mm, said to be twice %.2f; the line is %.2f", grown, opened, to-from)
	}
	if math.Abs(left/area-1) > 1e-4 || b.seamFar() > 0.5 || b.most > 0.5 {
		b.t.Errorf("%.2f mm² of %.2f; strays %.2f mm; pressed with %.2f N", left, area, b.seamFar(), b.most)
	}
	side, parts := map[int]float64{}, 1
	for i, s := range sheets {
		middle := rest(s.Vertices[0]).Add(rest(s.Vertices[1])).Add(rest(s.Vertices[2])).Mul(1.0 / 3)
		if y := middle[1] - 0.3; parted && math.Abs(y) > 0.5 && side[part[i]]*y < 0 {
			b.t.Fatalf("a triangle at %v hangs on the wrong part", middle)
		} else if math.Abs(y) > 0.5 {
			side[part[i]] = y
		}
	}
	if parted {
		parts = 2
	}
	if off := b.happened(record.EventCutOff); len(side) != parts || off != parts-1 {
		b.t.Errorf("%d parts, want %d; %d came off", len(side), parts, off)
	}
}

// seamEnd and seamFar are how far a cut through a membrane goes, mm in x, and strays
// from its line.
func (b *biter) seamEnd() float64 {
	far := math.Inf(-1)
	b.eachSeam(func(p mgl64.Vec3) { far = max(far, p[0]) })
	return far
}

func (b *biter) seamFar() (far float64) {
	b.eachSeam(func(p mgl64.Vec3) { far = max(far, math.Abs(p[1]-0.3)) })
	return far
}

func (b *biter) eachSeam(call func(p mgl64.Vec3)) {
	for v, lip := range b.skin.seams {
		if lip != noLip {
			call(b.skin.rest[v])
		}
	}
}
