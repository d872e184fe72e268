package segment

import (
	"context"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// shape is a volume of 100 where the distance to a shape, in mm, is negative,
// 0 elsewhere, and in between over one mm.
func shape(size [3]int, spacing mgl64.Vec3, distance func(p mgl64.Vec3) float64) *imaging.Volume {
	v := &imaging.Volume{Grid: gridOf(size, spacing)}
	v.Float32 = make([]float32, v.Len())
	for voxel := range v.Float32 {
		at := coordinates(v.Grid, voxel)
		p := v.Position(float64(at[0]), float64(at[1]), float64(at[2]))
		v.Float32[voxel] = float32(100 * max(0, min(1, 0.5-distance(p))))
	}
	return v
}

// around is the distance of p from the line through c along d, a unit vector.
func around(p, c, d mgl64.Vec3) float64 {
	to := p.Sub(c)
	return to.Sub(d.Mul(to.Dot(d))).Len()
}

// levelsOf is the vesselness of the whole volume.
func levelsOf(t *testing.T, v *imaging.Volume, o TubeOptions) []uint8 {
	t.Helper()
	levels, err := vesselness(context.Background(), v, nil, boundsOf(v.Grid, nil), o)
	if err != nil {
		t.Fatal(err)
	}
	return levels
}

// TestTubesAnswerAtTheirOwnRadius: along the axis of a long tube the scale of
// its radius answers most, near the closed form (1 - exp(-2))² = 0.75.
func TestTubesAnswerAtTheirOwnRadius(t *testing.T) {
	direction := mgl64.Vec3{0.3, 0.2, 1}.Normalize()
	for _, spacing := range []mgl64.Vec3{{0.8, 0.8, 0.8}, {0.7, 0.7, 1.4}} {
		size := [3]int{int(44 / spacing[0]), int(44 / spacing[1]), int(40 / spacing[2])}
		centre := mgl64.Vec3{21, 21, 20}
		for _, radius := range []float64{2.5, 4} {
			v := shape(size, spacing, func(p mgl64.Vec3) float64 { return around(p, centre, direction) - radius })
			at := v.Index(int(math.Round(21/spacing[0])), int(math.Round(21/spacing[1])), int(math.Round(20/spacing[2])))
			best, answer := 0.0, uint8(0)
			for _, scale := range []float64{radius / 2, radius / 1.5, radius, radius * 1.5, radius * 2} {
				level := levelsOf(t, v, TubeOptions{RadiusMM: [2]float64{scale, scale}, Contrast: 100, Weak: 0.01, Strong: 1})[at]
				if level > answer {
					best, answer = scale, level
				}
			}
			if best != radius {
				t.Errorf("spacing %v: a tube of %g mm answers most at %g mm", spacing, radius, best)
			}
			if got := float64(answer) / 255; math.Abs(got-0.75) > 0.05 {
				t.Errorf("spacing %v: a tube of %g mm has vesselness %.2f, want about 0.75", spacing, radius, got)
			}
		}
	}
}

// TestPlatesBallsAndTheWrongSignAreNoTubes puts a tube, a plate and a ball of
// equal size and contrast into one volume each.
func TestPlatesBallsAndTheWrongSignAreNoTubes(t *testing.T) {
	size, spacing, c := [3]int{40, 40, 40}, mgl64.Vec3{1, 1, 1}, mgl64.Vec3{20, 20, 20}
	o := TubeOptions{RadiusMM: [2]float64{2, 4}, Contrast: 100, Weak: 0.01, Strong: 1}
	at := gridOf(size, spacing).Index(20, 20, 20)
	tube := shape(size, spacing, func(p mgl64.Vec3) float64 { return around(p, c, mgl64.Vec3{0, 1, 0}) - 3 })
	plate := shape(size, spacing, func(p mgl64.Vec3) float64 { return math.Abs(p[2]-20) - 3 })
	sphere := shape(size, spacing, func(p mgl64.Vec3) float64 { return p.Sub(c).Len() - 3 })
	if got := levelsOf(t, tube, o)[at]; got < 170 {
		t.Errorf("the tube has level %d of 255", got)
	}
	for name, v := range map[string]*imaging.Volume{"plate": plate, "ball": sphere} {
		if got := levelsOf(t, v, o)[at]; got > 50 {
			t.Errorf("the %s has level %d of 255", name, got)
		}
	}
	dark := o
	dark.Dark = true
	if got := levelsOf(t, tube, dark)[at]; got != 0 {
		t.Errorf("a bright tube has level %d as a dark one", got)
	}
	for i, value := range tube.Float32 {
		tube.Float32[i] = 300 - value
	}
	if got := levelsOf(t, tube, dark)[at]; got < 170 {
		t.Errorf("a dark tube has level %d of 255", got)
	}
}

// TestTubesAreFoundWhereTheyAre: a bent tube of 2 mm beside a slab of equal
// brightness, in noise, of which the tube is found and the slab is not.
func TestTubesAreFoundWhereTheyAre(t *testing.T) {
	bow := func(p mgl64.Vec3) float64 {
		r := math.Hypot(p[0]-20, p[1]-4) // around a circle of 22 mm
		return math.Hypot(r-22, p[2]-16) - 2
	}
	slab := func(p mgl64.Vec3) float64 { return math.Abs(p[2]-34) - 4 }
	v := shape([3]int{50, 40, 54}, mgl64.Vec3{0.8, 0.8, 0.8}, func(p mgl64.Vec3) float64 { return min(bow(p), slab(p)) })
	noise := uint32(1)
	for i := range v.Float32 {
		noise = noise*1664525 + 1013904223
		v.Float32[i] += float32(noise>>16)/65536*20 - 10
	}
	o := TubeOptions{RadiusMM: [2]float64{1, 3}, Contrast: 100, Weak: 0.15, Strong: 0.5}
	found, err := tubes(context.Background(), v, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	hit, miss, wrong := 0, 0, 0
	for voxel := range v.Float32 {
		p := v.Position(float64(voxel%50), float64(voxel/50%40), float64(voxel/2000))
		switch {
		case bow(p) < -1 && found.Has(voxel):
			hit++
		case bow(p) < -1:
			miss++
		case bow(p) > 2 && found.Has(voxel):
			wrong++
		}
	}
	if miss*20 > hit || wrong*20 > hit {
		t.Errorf("of the tube's core %d voxels are found and %d missed; %d elsewhere are taken for it", hit, miss, wrong)
	}
}

func TestTubesAreTheSameOnAnyNumberOfCoresAndInAnyBox(t *testing.T) {
	v := shape([3]int{37, 41, 39}, mgl64.Vec3{0.9, 0.8, 1}, func(p mgl64.Vec3) float64 {
		return around(p, mgl64.Vec3{12, 12, 12}, mgl64.Vec3{1, 1, 1}.Normalize()) - 2
	})
	o := TubeOptions{RadiusMM: [2]float64{1, 4}, Contrast: 80, Weak: 0.05, Strong: 0.3}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := levelsOf(t, v, o)
	runtime.GOMAXPROCS(8)
	if !slices.Equal(levelsOf(t, v, o), want) {
		t.Fatal("eight cores find other levels than one")
	}
	part := bounds{low: [3]int{5, 7, 9}, high: [3]int{20, 30, 25}}
	levels, err := vesselness(context.Background(), v, nil, part, o)
	if err != nil {
		t.Fatal(err)
	}
	part.eachRow(func(at, j, k int) {
		from := v.Index(part.low[0], j, k)
		if !slices.Equal(levels[at:at+part.size(0)], want[from:from+part.size(0)]) {
			t.Fatalf("row %d of slice %d differs in a box", j, k)
		}
	})
}

func TestEigenvaluesOfKnownMatrices(t *testing.T) {
	for _, want := range [][3]float64{{1, -2, -3}, {0, 0, 5}, {2, 2, 2}, {-0.5, 4, -7}} {
		for _, axis := range []mgl64.Vec3{{0, 0, 1}, {1, 2, 3}, {-1, 0.2, 0.4}} {
			r := mgl64.HomogRotate3D(0.9, axis.Normalize()).Mat3()
			m := r.Mul3(mgl64.Diag3(mgl64.Vec3(want))).Mul3(r.Transpose())
			a, b, c := eigenvalues([6]float64{m.At(0, 0), m.At(1, 1), m.At(2, 2), m.At(0, 1), m.At(0, 2), m.At(1, 2)})
			for i, got := range []float64{a, b, c} {
				if math.Abs(got-want[i]) > 1e-6 {
					t.Errorf("eigenvalues %g %g %g, want %v", a, b, c, want)
					break
				}
			}
		}
	}
}
