package mesh

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// ctLike is a body with bones, vessels and noise of 14 HU in an n³ volume.
func ctLike(n int) []float32 {
	values := make([]float32, n*n*n)
	random := rand.New(rand.NewPCG(1, 1))
	for i := range values {
		x, y, z := float64(i%n)/float64(n)-0.5, float64(i/n%n)/float64(n)-0.5, float64(i/n/n)/float64(n)-0.5
		hu := -1000.0
		if math.Hypot(x/0.46, y/0.32) < 1 {
			hu = 40
		}
		spine := math.Hypot(x, y-0.2)
		if spine < 0.05+0.01*math.Sin(80*z) {
			hu = 700
		}
		if rib := math.Abs(math.Hypot(x/0.42, y/0.28) - 1); rib < 0.03 && math.Sin(60*z+6*x) > 0.6 {
			hu = 600
		}
		values[i] = float32(hu + 14*random.NormFloat64())
	}
	return values
}

func BenchmarkIsosurface256(b *testing.B) {
	const n = 256
	values := ctLike(n)
	for name, level := range map[string]float64{"bone": 300, "skin": -300} {
		b.Run(name, func(b *testing.B) {
			triangles := 0
			for range b.N {
				triangles = len(Isosurface(values, [3]int{n, n, n}, oblique(1), level).Triangles)
			}
			seconds := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(n*n*n/seconds, "vox/s")
			b.ReportMetric(float64(triangles)/seconds, "tri/s")
			b.ReportMetric(float64(triangles), "triangles")
		})
	}
}

// organ is a smooth closed surface of about the given number of triangles.
func organ(b *testing.B, name string) *TriMesh {
	b.Helper()
	m, err := readSurface(sharedData(b, "bench", name))
	if err != nil {
		b.Fatal(err)
	}
	return m
}

// floats reads a file of little-endian float32.
func floats(t testing.TB, name string) []float64 {
	t.Helper()
	raw, err := os.ReadFile(sharedData(t, "bench", name))
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, len(raw)/4)
	for i := range values {
		values[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])))
	}
	return values
}

func vec(values []float64) mgl64.Vec3 { return mgl64.Vec3{values[0], values[1], values[2]} }

// benchmarkPoints asks about the 200,000 points of each set in turn.
func benchmarkPoints(b *testing.B, query func(tree *BVH, p mgl64.Vec3)) {
	tree := NewBVH(organ(b, "organ200k.ply"))
	for _, set := range []string{"near", "path", "rand"} {
		points := floats(b, "q_"+set+".f32")
		b.Run(set, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				query(tree, vec(points[3*i%len(points):]))
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
		})
	}
}

func BenchmarkClosest(b *testing.B) {
	benchmarkPoints(b, func(tree *BVH, p mgl64.Vec3) { tree.Closest(p) })
}

func BenchmarkSignedDistance(b *testing.B) {
	benchmarkPoints(b, func(tree *BVH, p mgl64.Vec3) { tree.SignedDistance(p) })
}

func BenchmarkRay(b *testing.B) {
	tree, rays := NewBVH(organ(b, "organ200k.ply")), floats(b, "rays.f32")
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		ray := rays[6*i%len(rays):]
		tree.Ray(vec(ray), vec(ray[3:]), math.Inf(1))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
}

// BenchmarkSegmentDistance moves a needle of 100 mm: beside the surface, and
// through it with the tip inside.
func BenchmarkSegmentDistance(b *testing.B) {
	m := organ(b, "organ50k.ply")
	tree := NewBVH(m)
	low, high := m.Bounds()
	middle := low.Add(high).Mul(0.5)
	random := rand.New(rand.NewPCG(1, 1))
	for name, reach := range map[string][2]float64{"beside": {1.15, 1.4}, "inside": {0.1, 0.9}} {
		var needles [256][2]mgl64.Vec3
		for i := range needles {
			v := wide(m.Vertices[random.IntN(len(m.Vertices))])
			tip := middle.Add(v.Sub(middle).Mul(reach[0] + (reach[1]-reach[0])*random.Float64()))
			away := v.Sub(middle).Normalize().Add(mgl64.Vec3{random.Float64(), random.Float64(), random.Float64()}.Mul(0.7)).Normalize()
			needles[i] = [2]mgl64.Vec3{tip, tip.Add(away.Mul(100))}
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				tree.SegmentDistance(needles[i%256][0], needles[i%256][1])
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
		})
	}
}

func BenchmarkNewBVH(b *testing.B) {
	m := organ(b, "organ200k.ply")
	for b.Loop() {
		NewBVH(m)
	}
}

// benchmarkTriangles does some work on half a million triangles.
func benchmarkTriangles(b *testing.B, work func(m *TriMesh)) {
	m := organ(b, "organ500k.ply")
	for b.Loop() {
		work(m)
	}
	b.ReportMetric(float64(len(m.Triangles))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtriangle/s")
}

func BenchmarkSimplify500k(b *testing.B) {
	benchmarkTriangles(b, func(m *TriMesh) { m.Simplify(49928) })
}

func BenchmarkSmooth500k(b *testing.B) {
	benchmarkTriangles(b, func(m *TriMesh) { clone(m).Smooth(SmoothOptions{Iterations: 20}) })
}

func BenchmarkCheck500k(b *testing.B) {
	benchmarkTriangles(b, func(m *TriMesh) { m.Check() })
}

// TestQueriesAgreeWithEmbree compares the means on which Embree, CGAL and VTK
// agreed for these inputs.
func TestQueriesAgreeWithEmbree(t *testing.T) {
	m, err := readSurface(sharedData(t, "bench", "organ200k.ply"))
	if err != nil {
		t.Fatal(err)
	}
	tree := NewBVH(m)
	for set, want := range map[string]float64{"near": 1.586408, "path": 0.772359, "rand": 13.572236} {
		points, sum := floats(t, "q_"+set+".f32"), 0.0
		for i := 0; i < len(points); i += 3 {
			_, distance, _ := tree.Closest(vec(points[i:]))
			sum += distance
		}
		if mean := sum / float64(len(points)/3); math.Abs(mean-want) > 1e-6 {
			t.Errorf("%s: mean distance %.6f, want %.6f", set, mean, want)
		}
	}
	rays, sum, hits := floats(t, "rays.f32"), 0.0, 0
	for i := 0; i < len(rays); i += 6 {
		if at, _, ok := tree.Ray(vec(rays[i:]), vec(rays[i+3:]), math.Inf(1)); ok {
			sum, hits = sum+at, hits+1
		}
	}
	if mean := sum / float64(hits); math.Abs(mean-75.0798) > 1e-4 {
		t.Errorf("mean first hit %.5f of %d, want 75.0798", mean, hits)
	}
}
