package segment

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func dilated(m *Mask, mm float64) *Mask { return m.reshaped(mm, (*Packed).dilated) }

// TestMorphologyEqualsBruteForce measures the distance between every two
// voxels, where the code moves whole rows of bits.
func TestMorphologyEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		mm := rapid.SampledFrom([]float64{0.1, 0.9, 1.4, 2, 2.7, 7.7, 1e6}).Draw(t, "mm")
		grown, shrunk := dilated(m, mm), Erode(m, mm)
		for voxel := range m.Bits {
			wantGrown, wantShrunk := uint8(0), uint8(1)
			if bruteDistance(m, 1, voxel) <= mm*mm*radiusSlack {
				wantGrown = 1
			}
			if bruteDistance(m, 0, voxel) <= mm*mm*radiusSlack {
				wantShrunk = 0
			}
			if grown.Bits[voxel] != wantGrown || shrunk.Bits[voxel] != wantShrunk {
				t.Fatalf("voxel %d within %g mm: grown %d, want %d; shrunk %d, want %d",
					voxel, mm, grown.Bits[voxel], wantGrown, shrunk.Bits[voxel], wantShrunk)
			}
		}
	})
}

// TestWideRowsGrowAcrossWords uses rows of several machine words, where bits
// cross from word to word.
func TestWideRowsGrowAcrossWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := NewMask(gridOf([3]int{rapid.IntRange(60, 200).Draw(t, "i"), 3, 2}, mgl64.Vec3{0.7, 20, 30}))
		for range rapid.IntRange(1, 6).Draw(t, "marked") {
			m.Bits[rapid.IntRange(0, len(m.Bits)-1).Draw(t, "voxel")] = 1
		}
		mm := rapid.Float64Range(0.1, 90).Draw(t, "mm")
		for voxel, got := range dilated(m, mm).Bits {
			if want := bruteDistance(m, 1, voxel) <= mm*mm*radiusSlack; want != (got == 1) {
				t.Fatalf("voxel %d within %g mm of a marked one: got %d, want %v", voxel, mm, got, want)
			}
		}
	})
}

func TestPackedIsTheMask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := NewMask(gridOf([3]int{rapid.IntRange(1, 140).Draw(t, "i"), 2, 3}, mgl64.Vec3{1, 1, 1}))
		for i := range m.Bits {
			m.Bits[i] = uint8(rapid.IntRange(0, 1).Draw(t, "bit"))
		}
		p := m.Pack()
		if !slices.Equal(p.Unpack().Bits, m.Bits) || p.Count() != m.Count() {
			t.Fatal("packing and unpacking changed the mask")
		}
		p.invert()
		for i, bit := range m.Bits {
			if p.Has(i) == (bit == 1) {
				t.Fatalf("voxel %d is not inverted", i)
			}
		}
		if p.Count() != len(m.Bits)-m.Count() || !slices.Equal(m.packEqual(0).words, p.words) {
			t.Fatal("bits beyond the grid were inverted too")
		}
	})
}

func bruteDistance(m *Mask, value uint8, voxel int) float64 {
	at, spacing, nearest := coordinates(m.Grid, voxel), m.Spacing(), math.Inf(1)
	for other, bit := range m.Bits {
		if bit != value {
			continue
		}
		to, sum := coordinates(m.Grid, other), 0.0
		for axis := range 3 {
			d := float64(at[axis]-to[axis]) * spacing[axis]
			sum += d * d
		}
		nearest = math.Min(nearest, sum)
	}
	return nearest
}

// TestMorphologyIsAnOpeningAndAClosing checks what defines the two: they are
// ordered around the mask, and doing either twice changes nothing more.
func TestMorphologyIsAnOpeningAndAClosing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		mm := rapid.Float64Range(0, 4).Draw(t, "mm")
		opened, closed := Open(m, mm), Close(m, mm)
		for i, bit := range m.Bits {
			if opened.Bits[i] > bit || bit > closed.Bits[i] {
				t.Fatalf("voxel %d: opened %d, mask %d, closed %d", i, opened.Bits[i], bit, closed.Bits[i])
			}
		}
		if !slices.Equal(Open(opened, mm).Bits, opened.Bits) || !slices.Equal(Close(closed, mm).Bits, closed.Bits) {
			t.Fatal("the second time changed something")
		}
	})
}

// ball is a volume that is 100 inside a ball of the radius in mm, else 0.
func ball(radius float64, spacing mgl64.Vec3) *imaging.Volume {
	var size [3]int
	for axis := range 3 {
		size[axis] = 2*int(radius/spacing[axis]) + 7
	}
	v := &imaging.Volume{Grid: gridOf(size, spacing)}
	v.Float32 = make([]float32, v.Len())
	for voxel := range v.Float32 {
		at := coordinates(v.Grid, voxel)
		from := mgl64.Vec3{}
		for axis := range 3 {
			from[axis] = float64(at[axis]-size[axis]/2) * spacing[axis]
		}
		if from.Len() <= radius {
			v.Float32[voxel] = 100
		}
	}
	return v
}

func TestBallHasItsVolumeAndSurvivesMorphology(t *testing.T) {
	for _, spacing := range []mgl64.Vec3{{1, 1, 1}, {0.5, 0.8, 2}} {
		v := ball(15, spacing)
		m := Window(v, 50, 150)
		want := 4 * math.Pi / 3 * 15 * 15 * 15 / 1000
		if got := m.VolumeML(); math.Abs(got-want) > 0.01*want {
			t.Errorf("spacing %v: a ball of 15 mm has %.3f ml, want %.3f", spacing, got, want)
		}
		for _, mm := range []float64{14, 16} {
			left := Open(m, mm).VolumeML()
			if survives := left > 0; survives != (mm < 15) {
				t.Errorf("spacing %v: opening with %g mm leaves %g ml of a ball of 15 mm", spacing, mm, left)
			}
		}
		checkGrownBall(t, v, dilated(m, 3))
	}
}

// checkGrownBall bounds a ball of 15 mm that grew by 3 mm: no centre beyond 18
// mm can be within 3 mm of one inside 15, and every centre within 18 mm less
// twice the voxel's half diagonal has one inside 15 mm near enough.
func checkGrownBall(t *testing.T, v *imaging.Volume, grown *Mask) {
	t.Helper()
	spacing := v.Spacing()
	certain := 18 - spacing.Len()
	for voxel, bit := range grown.Bits {
		at := coordinates(v.Grid, voxel)
		var from mgl64.Vec3
		for axis := range 3 {
			from[axis] = float64(at[axis]-v.Size[axis]/2) * spacing[axis]
		}
		if r := from.Len(); bit == 1 && r > 18.001 || bit == 0 && r < certain {
			t.Fatalf("spacing %v: a voxel %.3f mm from the centre is %d in a ball of 15 mm grown by 3", spacing, r, bit)
		}
	}
}

// TestMorphologyIsTheSameOnAnyNumberOfCores runs the distance passes in one
// part and in eight.
func TestMorphologyIsTheSameOnAnyNumberOfCores(t *testing.T) {
	m := Window(ball(12, mgl64.Vec3{0.5, 0.8, 2}), 50, 150)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := Close(m, 3)
	runtime.GOMAXPROCS(8)
	if got := Close(m, 3); !slices.Equal(got.Bits, want.Bits) {
		t.Error("eight cores close otherwise than one")
	}
}
