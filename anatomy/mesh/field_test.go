package mesh

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// fieldOn samples a surface on n samples along its longest side and a margin of
// a twentieth, and a little less along the others.
func fieldOn(t testing.TB, tree *BVH, m *TriMesh, n int, bandSpacings float64) *Field {
	t.Helper()
	low, high := m.Bounds()
	margin := high.Sub(low).Len() / 20
	side := 0.0
	for axis := range 3 {
		side = max(side, high[axis]-low[axis]+2*margin)
	}
	spacing := side / float64(n-1)
	f, err := NewField(tree, low.Sub(mgl64.Vec3{margin, margin, margin}), spacing, [3]int{n, n - 1, n - 3}, bandSpacings*spacing)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFieldHoldsTheSignedDistance: every sample is the very number that a query
// at its place gives, cut off at the band; folded surfaces, too.
func TestFieldHoldsTheSignedDistance(t *testing.T) {
	for name, m := range map[string]*TriMesh{"lumps": lumps(t), "folded": folded(t), "ball": ballMesh(30, 11)} {
		for _, band := range []float64{0, 2.5} {
			tree := NewBVH(m)
			f := fieldOn(t, tree, m, 35, band)
			signs := [2]int{}
			for i, got := range f.Values {
				p := f.at(i%f.Size[0], i/f.Size[0]%f.Size[1], i/f.Size[0]/f.Size[1])
				want := float32(max(-f.Band, min(f.Band, tree.signedDistance(p))))
				if got != want {
					t.Fatalf("%s, band %g: sample %d at %v is %v, want %v", name, f.Band, i, p, got, want)
				}
				if got < 0 {
					signs[1]++
				} else {
					signs[0]++
				}
			}
			if min(signs[0], signs[1]) < 1000 {
				t.Errorf("%s: %d samples outside and %d inside: the test has lost its teeth", name, signs[0], signs[1])
			}
		}
	}
}

// TestFieldOfFewSamples: where a grid is coarse beside the triangles.
func TestFieldOfFewSamples(t *testing.T) {
	m := ballMesh(60, 25)
	tree := NewBVH(m)
	for _, band := range []float64{0, 1.5} {
		f := fieldOn(t, tree, m, 9, band)
		for i, got := range f.Values {
			p := f.at(i%f.Size[0], i/f.Size[0]%f.Size[1], i/f.Size[0]/f.Size[1])
			if want := float32(max(-f.Band, min(f.Band, tree.signedDistance(p)))); got != want {
				t.Fatalf("band %g: sample %d at %v is %v, want %v", f.Band, i, p, got, want)
			}
		}
	}
}

// TestFieldOfBadTriangles: needles, triangles without area, some of them a single
// point, and none closed; far from the origin, and with sides of odd lengths.
func TestFieldOfBadTriangles(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	m := &TriMesh{}
	for i := range 200 {
		at := mgl64.Vec3{1000 + 40*random.Float64(), -2000 + 40*random.Float64(), 40 * random.Float64()}
		side := mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()}.Mul(4)
		third := at.Add(side.Mul(random.Float64() * float64(i%3)))
		if i%4 == 0 {
			third = third.Add(mgl64.Vec3{random.Float64(), 0, 1e-3})
		}
		if i%10 == 0 {
			side = mgl64.Vec3{}
		}
		n := uint32(len(m.Vertices))
		m.Vertices = append(m.Vertices, narrow(at), narrow(at.Add(side)), narrow(third))
		m.Triangles = append(m.Triangles, [3]uint32{n, n + 1, n + 2})
	}
	tree := NewBVH(m)
	f := fieldOn(t, tree, m, 23, 0)
	for i, got := range f.Values {
		p := f.at(i%f.Size[0], i/f.Size[0]%f.Size[1], i/f.Size[0]/f.Size[1])
		if want := tree.signedDistance(p); !(math.Abs(float64(got)-want) <= 1e-7*math.Abs(want)+1e-9) {
			t.Fatalf("sample %d at %v is %v, want %v", i, p, got, want)
		}
	}
}

// TestFieldOfABall is compared with the distance from a sphere: the surface's
// polygons are off by less than 0.05 mm, and in cells of 0.8 mm a distance r
// from the centre bends by 0.8²·3/8/r at most.
func TestFieldOfABall(t *testing.T) {
	const radius = 12.0
	m := ballMesh(32, radius)
	f := fieldOn(t, NewBVH(m), m, 38, 0)
	low, high := m.Bounds()
	centre := low.Add(high).Mul(0.5)
	random := rand.New(rand.NewPCG(5, 5))
	for range 5000 {
		away := mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()}.Normalize()
		r := 2 + 10*random.Float64()
		distance, gradient := f.At(centre.Add(away.Mul(r)))
		if off := math.Abs(distance - (r - radius)); off > 0.05+0.375*f.Spacing*f.Spacing/(r-f.Spacing) {
			t.Fatalf("%g mm from the centre the distance is %g", r, distance)
		}
		if turned := gradient.Sub(away).Len(); r > 6 && turned > 0.2 {
			t.Fatalf("%g mm from the centre the gradient is %v, want %v", r, gradient, away)
		}
	}
	if distance, gradient := f.At(centre.Add(mgl64.Vec3{500, 0, 0})); math.Abs(distance-488) > 5 || gradient.Sub(mgl64.Vec3{1, 0, 0}).Len() > 1e-9 {
		t.Errorf("half a metre away: %v, %v", distance, gradient)
	}
}

// TestFieldInterpolates: at a sample its value, between samples within what a
// distance can change on the way, and the gradient is that of the interpolation.
func TestFieldInterpolates(t *testing.T) {
	m := lumps(t)
	tree := NewBVH(m)
	f := fieldOn(t, tree, m, 30, 0)
	if got, _ := f.At(f.at(3, 4, 5).vec3()); math.Abs(got-float64(f.Values[3+f.Size[0]*(4+f.Size[1]*5)])) > 1e-6 {
		t.Errorf("at a sample %v", got)
	}
	random := rand.New(rand.NewPCG(6, 6))
	const step = 1e-5
	for range 2000 {
		var p mgl64.Vec3
		for axis := range 3 {
			x := float64(random.IntN(f.Size[axis]-1)) + 0.1 + 0.8*random.Float64()
			p[axis] = f.Origin[axis] + x*f.Spacing
		}
		distance, gradient := f.At(p)
		if off := math.Abs(distance - tree.SignedDistance(p)); off > math.Sqrt(3)*f.Spacing {
			t.Fatalf("at %v %g mm off", p, off)
		}
		for axis := range 3 {
			q := p
			q[axis] += step
			if next, _ := f.At(q); math.Abs((next-distance)/step-gradient[axis]) > 1e-4 {
				t.Fatalf("at %v the gradient along axis %d is %v, want %v", p, axis, gradient[axis], (next-distance)/step)
			}
		}
	}
	if n := testing.AllocsPerRun(20, func() { f.At(f.Origin) }); n != 0 {
		t.Errorf("asking allocates %v times", n)
	}
}

func TestFieldIsTheSameOnAnyNumberOfCores(t *testing.T) {
	m := folded(t)
	tree := NewBVH(m)
	want := fieldOn(t, tree, m, 40, 0)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 3, 8} {
		runtime.GOMAXPROCS(cores)
		if got := fieldOn(t, tree, m, 40, 0); !slices.Equal(got.Values, want.Values) {
			t.Errorf("on %d cores the field is another", cores)
		}
	}
}

func TestFieldRefusesWhatIsNoGrid(t *testing.T) {
	tree := NewBVH(ballMesh(8, 3))
	for _, c := range []struct {
		spacing, band float64
		size          [3]int
	}{
		{0, 1, [3]int{4, 4, 4}}, {math.NaN(), 1, [3]int{4, 4, 4}}, {math.Inf(1), 1, [3]int{4, 4, 4}},
		{1, -1, [3]int{4, 4, 4}}, {1, math.NaN(), [3]int{4, 4, 4}},
		{1, 1, [3]int{4, 1, 4}}, {1, 1, [3]int{4, -4, 4}}, {1, 1, [3]int{1 << 20, 1 << 20, 1 << 40}},
	} {
		if _, err := NewField(tree, mgl64.Vec3{}, c.spacing, c.size, c.band); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
	f, err := NewField(NewBVH(&TriMesh{}), mgl64.Vec3{}, 1, [3]int{4, 4, 4}, 0)
	if err != nil || !math.IsInf(float64(f.Values[7]), 1) {
		t.Errorf("of no surface: %v, %v", f.Values[7], err)
	}
}

// BenchmarkField is the field of 128³ samples of PEERS.md §4.
func BenchmarkField(b *testing.B) {
	m := organ(b, "organ50k.ply")
	tree := NewBVH(m)
	low, high := m.Bounds()
	side := 0.0
	for axis := range 3 {
		side = max(side, 1.1*(high[axis]-low[axis]))
	}
	spacing := side / 127
	origin := low.Add(high).Mul(0.5).Sub(mgl64.Vec3{side / 2, side / 2, side / 2})
	for _, c := range []struct {
		name string
		band float64
	}{{"narrow", 3 * spacing}, {"whole", 0}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := NewField(tree, origin, spacing, [3]int{128, 128, 128}, c.band); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
