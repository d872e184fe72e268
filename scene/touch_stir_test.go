package scene

import (
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// Within a cell of a place no skin went further than the stir there tells, whatever
// flies elsewhere; far from it, it tells of nothing.
func TestTheStirIsThatOfTheSkinAbout(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 11))
	any := func(reach float64) (p mgl64.Vec3) {
		for c := range p {
			p[c] = reach * (2*random.Float64() - 1)
		}
		return p
	}
	var s stir
	s.lay(around(mgl64.Vec3{-20, -15, -10}, mgl64.Vec3{20, 15, 10}), 3)
	var k skin
	for i := range int32(60) {
		at, reach := any(60), 1+9*random.Float64()
		for range 3 {
			p := at.Add(any(reach))
			k.now, k.was = append(k.now, p), append(k.was, p.Add(any(4*random.Float64())))
		}
		k.triangles, k.away = append(k.triangles, [3]int32{3 * i, 3*i + 1, 3*i + 2}), append(k.away, false)
	}
	k.now[0], k.was[0] = mgl64.Vec3{1e4, 0, 0}, mgl64.Vec3{1e4, 50, 0} // what was thrown away
	s.grow(len(k.now))
	for v := range k.now {
		s.note(&k, int32(v))
	}
	s.follow(&k)
	for range 5000 {
		p := any(60)
		for _, v := range k.triangles {
			a, b, c := k.now[v[0]], k.now[v[1]], k.now[v[2]]
			w := onTriangle(p, a, b, c)
			if a.Mul(w[0]).Add(b.Mul(w[1])).Add(c.Mul(w[2])).Sub(p).Len() > s.cell {
				continue
			}
			for _, v := range v {
				if way := k.now[v].Sub(k.was[v]).Len(); way > s.near(p)*(1+1e-12) {
					t.Fatalf("at %v skin went %g mm, and is said to go at most %g", p, way, s.near(p))
				}
			}
		}
	}
	k.triangles, k.away = k.triangles[:1], k.away[:1]
	k.now[1], k.now[2] = k.now[0], k.now[0]
	s.note(&k, 1)
	s.note(&k, 2)
	s.follow(&k)
	if way := s.near(mgl64.Vec3{}); way != 0 {
		t.Errorf("what flies ten metres away stirs the middle of the field by %g mm", way)
	}
}
