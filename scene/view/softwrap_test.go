package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// finerOf is a skin at rest with every triangle divided into sixteen, and a
// ripple of half a millimetre on it.
func finerOf(s *Soft) *mesh.TriMesh {
	m := &mesh.TriMesh{}
	for _, p := range s.Rest {
		m.Vertices = append(m.Vertices, p)
	}
	for _, t := range s.Triangles {
		m.Triangles = append(m.Triangles, [3]uint32{uint32(t[0]), uint32(t[1]), uint32(t[2])})
	}
	for range 2 {
		middle := map[[2]uint32]uint32{}
		half := func(a, b uint32) uint32 {
			key := [2]uint32{min(a, b), max(a, b)}
			if _, ok := middle[key]; !ok {
				middle[key] = uint32(len(m.Vertices))
				m.Vertices = append(m.Vertices, m.Vertices[a].Add(m.Vertices[b]).Mul(0.5))
			}
			return middle[key]
		}
		var next [][3]uint32
		for _, t := range m.Triangles {
			a, b, c := half(t[0], t[1]), half(t[1], t[2]), half(t[2], t[0])
			next = append(next, [3]uint32{t[0], a, c}, [3]uint32{t[1], b, a}, [3]uint32{t[2], c, b}, [3]uint32{a, b, c})
		}
		m.Triangles = next
	}
	for i, p := range m.Vertices {
		ripple := float32(0.5 * math.Sin(float64(p[0]+2*p[1]+3*p[2])))
		m.Vertices[i] = p.Add(mgl32.Vec3{ripple, -ripple, ripple}.Mul(0.577))
	}
	return m
}

func TestFineSurfaceKeepsItsShapeAtRestAndGoesWithTheBody(t *testing.T) {
	l := block(t, [3]int{6, 5, 4}, 5, "liver")
	s := l.skin()
	fine := finerOf(s)
	w := newWrap(fine, s, 0)
	turn := mgl64.Translate3D(30, -12, 8).Mul4(mgl64.HomogRotate3D(1.1, mgl64.Vec3{1, 2, -1}.Normalize()))
	for name, move := range map[string]mgl64.Mat4{"at rest": mgl64.Ident4(), "turned": turn} {
		at := func(p [3]float32) mgl64.Vec3 {
			return mgl64.TransformCoordinate(mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])}, move)
		}
		moved := *s
		moved.Places = nil
		for _, p := range s.Rest {
			q := at(p)
			moved.Places = append(moved.Places, [3]float32{float32(q[0]), float32(q[1]), float32(q[2])})
		}
		got := w.dress(&moved)
		if len(got.Triangles) != len(fine.Triangles) {
			t.Fatalf("%s: %d triangles are drawn, the fine surface has %d", name, len(got.Triangles), len(fine.Triangles))
		}
		for i, p := range fine.Vertices {
			q := got.Places[i]
			if off := at(p).Sub(mgl64.Vec3{float64(q[0]), float64(q[1]), float64(q[2])}).Len(); off > 1e-3 {
				t.Fatalf("%s: fine vertex %d is %.4f mm off", name, i, off)
			}
		}
	}
}

// TestFineSurfaceGivesWayToACut: with the halves drawn apart nothing spans the
// gap, and the outside is still covered.
func TestFineSurfaceGivesWayToACut(t *testing.T) {
	l := block(t, [3]int{10, 8, 4}, 5, "liver")
	before := l.skin()
	w := newWrap(finerOf(before), before, 0)
	w.dress(before)
	l.cut([]mgl64.Vec3{{0.6, -40, 20}, {0.6, 40, 20}}, mgl64.Vec3{0, 0, -40})
	s := l.skin()
	side := make([]float32, len(s.Places))
	for i := range s.Triangles {
		piece := float32(1)
		if l.drawn.Piece[i] == 0 {
			piece = -1
		}
		for _, v := range s.Triangles[i] {
			side[v] = piece
		}
	}
	for i, p := range s.Rest {
		s.Places[i] = [3]float32{p[0] + 15*side[i], p[1], p[2]}
	}
	got := w.dress(s)
	outside, cut, fine := 0.0, 0.0, 0
	for i, corners := range got.Triangles {
		area := float64(turned(got.Rest, corners).Len()) / 2
		if got.Cut[i] {
			cut += area
		} else {
			outside += area
		}
		if int(corners[0]) < len(w.fine.Vertices) {
			fine++
		}
		for k, v := range corners {
			next := corners[(k+1)%3]
			now := mgl32.Vec3(got.Places[v]).Sub(got.Places[next]).Len()
			if rest := mgl32.Vec3(got.Rest[v]).Sub(got.Rest[next]).Len(); now > rest+3 {
				t.Fatalf("triangle %d spans the gap: an edge of %.1f mm is %.1f mm long", i, rest, now)
			}
		}
	}
	if whole := 2.0 * (50*40 + 40*20 + 20*50); outside < 0.99*whole || outside > 1.4*whole {
		t.Errorf("%.0f mm² are drawn of an outside of %.0f mm²", outside, whole)
	}
	if math.Abs(cut-2*40*20) > 0.02*2*40*20 {
		t.Errorf("%.0f mm² of cut faces, want %d", cut, 2*40*20)
	}
	if all := len(w.fine.Triangles); fine < all*6/10 {
		t.Errorf("%d of %d fine triangles are left", fine, all)
	}
}

func TestSkinAsFineAsTheSurfaceIsNotWrapped(t *testing.T) {
	l := block(t, [3]int{4, 4, 1}, 5, "gauze")
	s := l.skin()
	m := &mesh.TriMesh{}
	for _, p := range s.Rest {
		m.Vertices = append(m.Vertices, p)
	}
	for _, c := range s.Triangles {
		m.Triangles = append(m.Triangles, [3]uint32{uint32(c[0]), uint32(c[1]), uint32(c[2])})
	}
	if newWrap(m, s, 0) != nil {
		t.Error("a surface is wrapped round itself")
	}
}

// BenchmarkWrap is the processor's share of 200 000 triangles on the skin of a
// body of 18 000 elements: one picture, and one after a cut.
func BenchmarkWrap(b *testing.B) {
	l := block(b, [3]int{60, 50, 1}, 2, "liver")
	s := l.skin()
	fine := finerOf(s)
	w := newWrap(fine, s, 0)
	k := &softSkin{}
	k.divide(w.dress(s), 0)
	b.Run("picture", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			k.follow(w.dress(s))
		}
		b.ReportMetric(float64(len(fine.Triangles)), "triangles")
	})
	b.Run("cut", func(b *testing.B) {
		for range b.N {
			s.Shape++
			k.divide(w.dress(s), 0)
		}
	})
}
