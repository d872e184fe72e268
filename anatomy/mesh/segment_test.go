package mesh

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// TestSegmentDistanceAgreesWithSampling compares with signed distances at
// points 0.02 mm apart, so that the truth is known to 0.01 mm.
func TestSegmentDistanceAgreesWithSampling(t *testing.T) {
	for name, m := range map[string]*TriMesh{"lumps": lumps(t), "folded": folded(t)} {
		t.Run(name, func(t *testing.T) { compareWithSampling(t, m) })
	}
}

func compareWithSampling(t *testing.T, m *TriMesh) {
	tree := NewBVH(m)
	random := rand.New(rand.NewPCG(5, 5))
	outside, inside := 0, 0
	for range 300 {
		a := around(m, random)
		b := a.Add(mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()}.Mul(3))
		length := b.Sub(a).Len()
		steps := int(length/0.02) + 2
		want := math.Inf(1)
		for i := range steps + 1 {
			want = min(want, tree.SignedDistance(a.Add(b.Sub(a).Mul(float64(i)/float64(steps)))))
		}
		got := tree.SegmentDistance(a, b)
		slack := depthTolerance
		if want > 0.01 {
			slack, outside = 0, outside+1
		} else if want < -0.01 {
			inside++
		}
		if got > want+slack+1e-9 || got < want-0.011 {
			t.Fatalf("segment %v to %v: %v, sampled %v", a, b, got, want)
		}
	}
	if outside < 50 || inside < 50 {
		t.Errorf("%d segments outside, %d inside: the test has lost its teeth", outside, inside)
	}
}

// TestNeedleInSphereHasKnownDepth knows the answer: a chord's deepest point is
// the one nearest to the centre.
func TestNeedleInSphereHasKnownDepth(t *testing.T) {
	const n, radius = 64, 28.0
	tree := NewBVH(Isosurface(ball(n, radius), [3]int{n, n, n}, mgl64.Ident4(), 0))
	middle := (n - 1) / 2.0
	for _, offset := range []float64{0, 5, 20, 27, 30, 45} {
		from, to := mgl64.Vec3{middle - 60, middle + offset, middle}, mgl64.Vec3{middle + 60, middle + offset, middle}
		// 0.05 for the search, 0.03 for the sphere's facets.
		if got := tree.SegmentDistance(from, to); math.Abs(got-(offset-radius)) > 0.08 {
			t.Errorf("a needle %v mm beside the centre: %v, want %v", offset, got, offset-radius)
		}
	}
	point := mgl64.Vec3{middle + 3, middle, middle}
	if got := tree.SegmentDistance(point, point); got != tree.SignedDistance(point) {
		t.Errorf("a needle without length: %v, want %v", got, tree.SignedDistance(point))
	}
}

// TestSegmentAlongHugeTrianglesDoesNotHang: open, flat triangles 10¹² mm long,
// where the tolerance would ask for more soundings than anyone can wait for.
func TestSegmentAlongHugeTrianglesDoesNotHang(t *testing.T) {
	const scale = 1e12
	random := rand.New(rand.NewPCG(1, 1))
	for range 40 {
		m := &TriMesh{}
		for i := range uint32(4) {
			for range 3 {
				x, y, z := random.NormFloat64()*scale, random.NormFloat64(), random.NormFloat64()*scale
				m.Vertices = append(m.Vertices, narrow(mgl64.Vec3{x, y, z}))
			}
			m.Triangles = append(m.Triangles, [3]uint32{3 * i, 3*i + 1, 3*i + 2})
		}
		got := NewBVH(m).SegmentDistance(mgl64.Vec3{-scale, 0.2, 0.3 * scale}, mgl64.Vec3{2 * scale, 0.2, 0.1 * scale})
		if math.IsNaN(got) || math.IsInf(got, 0) {
			t.Fatalf("distance %v", got)
		}
	}
}
