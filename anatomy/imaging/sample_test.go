package imaging

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// filled is a volume on g whose voxels are f of their place in the patient.
func filled(g Grid, f func(p mgl64.Vec3) float64) *Volume {
	values := make([]float32, g.Len())
	for n := range values {
		values[n] = float32(f(g.Position(float64(n%g.Size[0]), float64(n/g.Size[0]%g.Size[1]), float64(n/g.Size[0]/g.Size[1]))))
	}
	return NewVolume(g, values)
}

// TestSampleReproducesALinearField: trilinear interpolation is exact for a
// field that is linear in space, wherever the grid lies.
func TestSampleReproducesALinearField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		slope := drawPoint(t, -10, 10)
		field := func(p mgl64.Vec3) float64 { return slope.Dot(p) + 3 }
		v := filled(g, field)
		var inside mgl64.Vec3
		for axis, n := range g.Size {
			inside[axis] = rapid.Float64Range(0, float64(n-1)).Draw(t, "voxel")
		}
		p := g.Position(inside[0], inside[1], inside[2])
		got, ok := v.Sample(p)
		// Values reach 10*sqrt(3)*900; float32 keeps them to 1e-3.
		if !ok || math.Abs(got-field(p)) > 2e-3 {
			t.Fatalf("at voxel %v: %g, %v; want %g", inside, got, ok, field(p))
		}
	})
}

func TestSampleAndLabelAtTheEdge(t *testing.T) {
	g := Grid{Size: [3]int{2, 1, 1}, PatientFromVoxel: mgl64.Scale3D(2, 2, 2)}
	v := &Volume{Grid: g, Float32: []float32{10, 30}}
	l := &LabelMap{Grid: g, Data: []uint16{7, 9}}
	for _, c := range []struct {
		x, value float64
		ok       bool
		label    uint16
	}{
		{-1.01, 0, false, 0}, {-1, 10, true, 7}, {0, 10, true, 7}, {0.5, 15, true, 7}, {0.99, 19.9, true, 7},
		{1.01, 20.1, true, 9}, {2, 30, true, 9}, {3, 30, true, 9}, {3.01, 0, false, 0},
	} {
		p := mgl64.Vec3{c.x, 0.5, -0.5}
		if value, ok := v.Sample(p); math.Abs(value-c.value) > 1e-6 || ok != c.ok {
			t.Errorf("sample at %g: %g, %v; want %g, %v", c.x, value, ok, c.value, c.ok)
		}
		if label := l.LabelAt(p); label != c.label {
			t.Errorf("label at %g: %d, want %d", c.x, label, c.label)
		}
	}
}

func TestLabelAtIsTheNearestVoxel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		l := &LabelMap{Grid: g, Data: make([]uint16, g.Len())}
		for n := range l.Data {
			l.Data[n] = uint16(n + 1)
		}
		i := rapid.IntRange(0, g.Size[0]-1).Draw(t, "at i")
		j := rapid.IntRange(0, g.Size[1]-1).Draw(t, "at j")
		k := rapid.IntRange(0, g.Size[2]-1).Draw(t, "at k")
		off := drawPoint(t, -0.49, 0.49)
		p := g.Position(float64(i)+off[0], float64(j)+off[1], float64(k)+off[2])
		if got, want := l.LabelAt(p), uint16(g.Index(i, j, k)+1); got != want {
			t.Fatalf("label %d, want %d", got, want)
		}
	})
}

// TestSliceEqualsSample compares the incremental slice with Sample, pixel by
// pixel, except within rounding of the outer faces.
func TestSliceEqualsSample(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		v := filled(g, func(p mgl64.Vec3) float64 { return 50 * math.Sin(p[0]) * math.Cos(p[1]+p[2]) })
		right := drawPoint(t, -1, 1).Add(mgl64.Vec3{0, 0, 1.5}).Normalize()
		down := right.Cross(mgl64.Vec3{1, 0.1, 0}).Normalize()
		middle := g.Position(float64(g.Size[0])/2, float64(g.Size[1])/2, float64(g.Size[2])/2)
		const width, height = 13, 9
		spacing := rapid.Float64Range(0.1, 2).Draw(t, "spacing")
		origin := middle.Sub(right.Mul(spacing * width / 2)).Sub(down.Mul(spacing * height / 2))
		pixels := v.Slice(origin, right, down, width, height, spacing, -999)
		if len(pixels) != width*height {
			t.Fatalf("%d pixels", len(pixels))
		}
		for n, got := range pixels {
			p := origin.Add(right.Mul(spacing * float64(n%width))).Add(down.Mul(spacing * float64(n/width)))
			want, ok := v.Sample(p)
			if !ok {
				want = -999
			}
			if math.Abs(float64(got)-want) > 1e-4 && !atFace(g, p) {
				t.Fatalf("pixel %d %d is %g, want %g", n%width, n/width, got, want)
			}
		}
	})
}

// atFace says whether p lies so near an outer face that rounding decides.
func atFace(g Grid, p mgl64.Vec3) bool {
	index := mgl64.TransformCoordinate(p, g.VoxelFromPatient())
	for axis, n := range g.Size {
		if math.Abs(index[axis]+0.5) < 1e-9 || math.Abs(index[axis]-float64(n)+0.5) < 1e-9 {
			return true
		}
	}
	return false
}

func TestSliceAlongTheGridIsTheData(t *testing.T) {
	v := filled(Grid{Size: [3]int{7, 5, 3}, PatientFromVoxel: mgl64.Translate3D(5, 6, 7).Mul4(mgl64.Scale3D(2, 2, 2))},
		func(p mgl64.Vec3) float64 { return p[0]*p[0] + 100*p[1] - p[2]*p[0] })
	pixels := v.Slice(v.Position(0, 0, 1), mgl64.Vec3{1, 0, 0}, mgl64.Vec3{0, 1, 0}, 7, 5, 2, 0)
	for n, got := range pixels {
		if want := v.At(n%7, n/7, 1); got != want {
			t.Errorf("pixel %d is %g, want %g", n, got, want)
		}
	}
	if v.Slice(mgl64.Vec3{}, mgl64.Vec3{1, 0, 0}, mgl64.Vec3{0, 1, 0}, 0, 5, 2, 0) != nil {
		t.Error("a slice without width must be nil")
	}
	for _, got := range v.Slice(mgl64.Vec3{math.NaN(), 0, 0}, mgl64.Vec3{1, 0, 0}, mgl64.Vec3{0, 1, 0}, 4, 4, 1, -1) {
		if got != -1 {
			t.Fatalf("a slice nowhere holds %g", got)
		}
	}
}

func TestSliceIntoAllocatesNothing(t *testing.T) {
	v := filled(Grid{Size: [3]int{8, 8, 8}, PatientFromVoxel: mgl64.Ident4()}, func(p mgl64.Vec3) float64 { return p[0] })
	pixels := make([]float32, 64)
	n := testing.AllocsPerRun(10, func() {
		v.SliceInto(pixels, mgl64.Vec3{}, mgl64.Vec3{0.6, 0.8, 0}, mgl64.Vec3{0, 0, 1}, 8, 1, 0)
	})
	if n != 0 {
		t.Errorf("%g allocations", n)
	}
}

// BenchmarkSlice reslices a head CT obliquely at the size of a theatre panel.
func BenchmarkSlice(b *testing.B) {
	g := Grid{Size: [3]int{256, 256, 160}, PatientFromVoxel: mgl64.Scale3D(1, 1, 1)}
	v := filled(g, func(p mgl64.Vec3) float64 { return p[0] + p[1] - p[2] })
	right, down := mgl64.Vec3{0.8, 0.6, 0}, mgl64.Vec3{-0.36, 0.48, 0.8}
	for _, width := range []int{256, 512} {
		pixels := make([]float32, width*width)
		b.Run(fmt.Sprint(width), func(b *testing.B) {
			for b.Loop() {
				v.SliceInto(pixels, mgl64.Vec3{10, 5, 0}, right, down, width, 256/float64(width), -1000)
			}
			b.ReportMetric(float64(b.N)*float64(width*width)/b.Elapsed().Seconds()/1e6, "Mpixel/s")
		})
	}
}
