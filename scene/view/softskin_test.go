package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// drawnNormal is the normal of a drawn vertex.
func drawnNormal(k *softSkin, i int) mgl32.Vec3 {
	return mgl32.Vec3{k.moving[movingFloats*i+3], k.moving[movingFloats*i+4], k.moving[movingFloats*i+5]}
}

// divided is the skin of a surface at rest.
func divided(m *mesh.TriMesh) *softSkin {
	k, s := &softSkin{}, atRest(m, 0)
	k.divide(s, 0)
	k.follow(s)
	return k
}

func TestNormalsOfASphereAreItsRadii(t *testing.T) {
	k := divided(sphere(mgl64.Vec3{}, 30, 24, 32))
	if want := 2 + 23*32; len(k.source) != want {
		t.Errorf("%d drawn vertices, the sphere has %d", len(k.source), want)
	}
	for i := range k.source {
		p := mgl32.Vec3{k.moving[movingFloats*i], k.moving[movingFloats*i+1], k.moving[movingFloats*i+2]}
		if cos := p.Normalize().Dot(drawnNormal(k, i)); cos < 0.998 {
			t.Fatalf("the normal at %v leans by %.1f degrees", p, mgl32.RadToDeg(float32(math.Acos(float64(cos)))))
		}
		if k.moving[movingFloats*i+6] != 0 {
			t.Fatal("a sphere at rest is pale")
		}
	}
}

// TestEdgesOfABlockStaySharp: a corner is drawn as three vertices, an edge as
// two, and each has the normal of its side.
func TestEdgesOfABlockStaySharp(t *testing.T) {
	s := block(t, [3]int{4, 4, 4}, 5, "liver").skin()
	k := &softSkin{}
	k.divide(s, 0)
	k.follow(s)
	if want := 6 * 5 * 5; len(k.source) != want {
		t.Fatalf("%d drawn vertices, six sides of 25 have %d", len(k.source), want)
	}
	for i := range k.source {
		n := drawnNormal(k, i)
		if most := max(mgl32.Abs(n[0]), mgl32.Abs(n[1]), mgl32.Abs(n[2])); most < 0.9999 {
			t.Fatalf("normal %v on a block", n)
		}
	}
}

// TestRimOfACutIsDividedAndTheRestIsNot: no drawn vertex is of both kinds, every
// triangle has its own corners, and both sides of the cut face each other.
func TestRimOfACutIsDividedAndTheRestIsNot(t *testing.T) {
	l := block(t, [3]int{6, 6, 4}, 5, "liver")
	l.cut([]mgl64.Vec3{{0.7, -40, 20}, {0.7, 3, 20}}, mgl64.Vec3{0, 0, -40})
	s, k := l.skin(), &softSkin{}
	k.divide(s, 0)
	k.follow(s)
	if len(k.indices) != 3*len(s.Triangles) {
		t.Fatalf("%d corners of %d triangles", len(k.indices), len(s.Triangles))
	}
	var sides [2]float64
	for i, corners := range s.Triangles {
		for c, v := range corners {
			at := k.indices[3*i+c]
			if k.source[at] != v || (k.constant[constantFloats*at+3] == 1) != s.Cut[i] {
				t.Fatalf("corner %d of triangle %d is drawn as vertex %d, cut %v", c, i, k.source[at], k.constant[constantFloats*at+3])
			}
		}
		if s.Cut[i] {
			n := drawnNormal(k, int(k.indices[3*i]))
			side := 0
			if n[0] < 0 {
				side = 1
			}
			sides[side] += float64(turned(s.Rest, corners).Len()) / 2
		}
	}
	// The cut is 18 mm long, from the front to y = 3, and 20 mm high; to each side
	// of its end the blade stands within a grain.
	for _, area := range sides {
		if math.Abs(area-18*20) > 0.25*18*20 {
			t.Errorf("a side of the cut has %.0f mm², want about %d", area, 18*20)
		}
	}
}

func TestPlaceThatIsNoneIsNotDrawn(t *testing.T) {
	m := sphere(mgl64.Vec3{}, 30, 12, 16)
	k, s := divided(m), atRest(m, 0)
	before := append([]float32(nil), k.moving...)
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		moved := *s
		moved.Places = append([][3]float32(nil), s.Rest...)
		for i := range moved.Places {
			moved.Places[i][0] += 5
		}
		moved.Places[7][1] = float32(bad)
		if k.follow(&moved) {
			t.Errorf("a place of %v is taken", bad)
		}
	}
	for i := range before {
		if before[i] != k.moving[i] {
			t.Fatal("the skin moved to a place that is none")
		}
	}
}

func TestStretchedSkinPales(t *testing.T) {
	m := sphere(mgl64.Vec3{}, 30, 12, 16)
	k, s := divided(m), atRest(m, 0)
	for _, c := range []struct{ scale, least, most float32 }{{1, 0, 0}, {1.05, 0, 0}, {1.3, 0.2, 0.6}, {2, 1, 1}, {0.8, 0.1, 0.5}, {0.5, 1, 1}} {
		s.Places = nil
		for _, p := range s.Rest {
			s.Places = append(s.Places, mgl32.Vec3(p).Mul(c.scale))
		}
		k.follow(s)
		if got := k.moving[6]; got < c.least || got > c.most {
			t.Errorf("grown %.2f times: pallor %.2f, want %.2f to %.2f", c.scale, got, c.least, c.most)
		}
	}
}

// BenchmarkSoftSkin is the processor's share of one picture of soft tissue, and
// that of one whose triangles changed.
func BenchmarkSoftSkin(b *testing.B) {
	for _, c := range []struct {
		name         string
		rings, sides int
	}{{"10k", 50, 100}, {"200k", 250, 400}} {
		s := atRest(sphere(mgl64.Vec3{}, 60, c.rings, c.sides), 0)
		k := &softSkin{}
		k.divide(s, 0)
		b.Run(c.name+"/follow", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				k.follow(s)
			}
		})
		b.Run(c.name+"/divide", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				k.divide(s, 0)
			}
		})
	}
}
