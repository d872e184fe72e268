package segment

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// gridOf is an axis-aligned grid at the origin.
func gridOf(size [3]int, spacing mgl64.Vec3) imaging.Grid {
	return imaging.Grid{Size: size, PatientFromVoxel: mgl64.Scale3D(spacing[0], spacing[1], spacing[2])}
}

// drawMask draws a small mask, at densities where components are intricate.
func drawMask(t *rapid.T) *Mask {
	size := [3]int{rapid.IntRange(1, 7).Draw(t, "i"), rapid.IntRange(1, 6).Draw(t, "j"), rapid.IntRange(1, 5).Draw(t, "k")}
	spacing := mgl64.Vec3{
		rapid.Float64Range(0.3, 3).Draw(t, "si"),
		rapid.Float64Range(0.3, 3).Draw(t, "sj"),
		rapid.Float64Range(0.3, 3).Draw(t, "sk"),
	}
	m := NewMask(gridOf(size, spacing))
	density := rapid.IntRange(1, 9).Draw(t, "density")
	for i := range m.Bits {
		if rapid.IntRange(0, 9).Draw(t, "bit") < density {
			m.Bits[i] = 1
		}
	}
	return m
}

// floodFill is the textbook algorithm: a stack, six neighbours.
func floodFill(m *Mask, value uint8) [][]int {
	seen := make([]bool, len(m.Bits))
	var sets [][]int
	for seed := range m.Bits {
		if seen[seed] || m.Bits[seed] != value {
			continue
		}
		var set []int
		stack := []int{seed}
		seen[seed] = true
		for len(stack) > 0 {
			voxel := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			set = append(set, voxel)
			for _, next := range neighbours(m.Grid, voxel) {
				if !seen[next] && m.Bits[next] == value {
					seen[next] = true
					stack = append(stack, next)
				}
			}
		}
		slices.Sort(set)
		sets = append(sets, set)
	}
	return sets
}

func coordinates(g imaging.Grid, voxel int) [3]int {
	return [3]int{voxel % g.Size[0], voxel / g.Size[0] % g.Size[1], voxel / g.Size[0] / g.Size[1]}
}

func neighbours(g imaging.Grid, voxel int) []int {
	var found []int
	for axis := range 3 {
		for _, step := range []int{-1, 1} {
			at := coordinates(g, voxel)
			at[axis] += step
			if at[axis] >= 0 && at[axis] < g.Size[axis] {
				found = append(found, g.Index(at[0], at[1], at[2]))
			}
		}
	}
	return found
}

func maskOf(g imaging.Grid, sets ...[]int) *Mask {
	m := NewMask(g)
	for _, set := range sets {
		for _, voxel := range set {
			m.Bits[voxel] = 1
		}
	}
	return m
}

func TestLargestEqualsFloodFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		sets := floodFill(m, 1)
		slices.SortStableFunc(sets, func(a, b []int) int { return len(b) - len(a) })
		n := rapid.IntRange(1, 5).Draw(t, "n")
		want := maskOf(m.Grid, sets[:min(n, len(sets))]...)
		if got := Largest(m, n); !slices.Equal(got.Bits, want.Bits) {
			t.Fatalf("the %d largest of %v are\n%v, want\n%v", n, m.Bits, got.Bits, want.Bits)
		}
		if got := Largest(m, 0); !slices.Equal(got.Bits, m.Bits) {
			t.Fatal("zero must keep all")
		}
	})
}

func TestWithoutSpecksEqualsFloodFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		voxels := rapid.IntRange(1, 8).Draw(t, "voxels")
		sets := slices.DeleteFunc(floodFill(m, 1), func(set []int) bool { return len(set) < voxels })
		// Half a voxel below the limit, so that rounding cannot matter.
		got := WithoutSpecks(m, (float64(voxels)-0.5)*m.VoxelVolume()/1000)
		if !slices.Equal(got.Bits, maskOf(m.Grid, sets...).Bits) {
			t.Fatalf("wrong components of at least %d voxels", voxels)
		}
	})
}

func TestFillHolesEqualsFloodFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		holes := slices.DeleteFunc(floodFill(m, 0), func(set []int) bool {
			return slices.ContainsFunc(set, func(voxel int) bool { return len(neighbours(m.Grid, voxel)) < 6 })
		})
		want := maskOf(m.Grid, holes...)
		for i, bit := range m.Bits {
			want.Bits[i] |= bit
		}
		if got := FillHoles(m); !slices.Equal(got.Bits, want.Bits) {
			t.Fatalf("filled\n%v to\n%v, want\n%v", m.Bits, got.Bits, want.Bits)
		}
	})
}

// TestFillBodyClosesTheEndsOfTheScan uses a tube along the head-foot axis,
// whichever voxel axis that is: open at both ends for FillHoles, a hole for
// FillBody. A tube across stays open for both.
func TestFillBodyClosesTheEndsOfTheScan(t *testing.T) {
	for head := range 3 {
		g := gridOf([3]int{5, 5, 5}, mgl64.Vec3{1, 1, 1})
		axes := [3]mgl64.Vec4{{1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, 0, 0}}
		axes[2] = mgl64.Vec4{0, 0, -2, 0}
		g.PatientFromVoxel = mgl64.Mat4FromCols(axes[(2-head+3)%3], axes[(3-head+3)%3], axes[(4-head+3)%3], mgl64.Vec4{0, 0, 0, 1})
		if got := headAxis(g); got != head {
			t.Fatalf("the head-foot axis is %d, want %d", got, head)
		}
		for along := range 3 {
			m := tube(g, along)
			if got := FillHoles(m).Count(); got != m.Count() {
				t.Errorf("a tube along %d, open at the border, was filled: %d voxels", along, got)
			}
			want := m.Count()
			if along == head {
				want += 5 // the bore
			}
			if got := FillBody(m).Count(); got != want {
				t.Errorf("head axis %d: a tube along %d has %d voxels, want %d", head, along, got, want)
			}
		}
	}
}

// tube is a wall of 3 x 3 around a bore of one voxel along an axis.
func tube(g imaging.Grid, along int) *Mask {
	m := NewMask(g)
	for voxel := range m.Bits {
		at := coordinates(g, voxel)
		p, q := at[(along+1)%3]-2, at[(along+2)%3]-2
		if max(p*p, q*q) == 1 {
			m.Bits[voxel] = 1
		}
	}
	return m
}

func TestDistanceEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		value := uint8(rapid.IntRange(0, 1).Draw(t, "value"))
		limit := rapid.SampledFrom([]float64{0.01, 2, 7.7, 1e6}).Draw(t, "limit")
		for voxel, got := range squaredDistance(m, value, limit) {
			want := bruteDistance(m, value, voxel)
			if want > limit {
				want = math.Inf(1)
			}
			if math.IsInf(want, 1) != math.IsInf(float64(got), 1) || math.Abs(float64(got)-want) > 1e-6*want {
				t.Fatalf("voxel %d: squared distance %g, want %g", voxel, got, want)
			}
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

// TestOtsuEqualsExhaustiveSearch recomputes the variance between the classes
// from scratch for every threshold.
func TestOtsuEqualsExhaustiveSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := make([]float64, rapid.IntRange(2, 30).Draw(t, "bins"))
		for bin := range counts {
			counts[bin] = float64(rapid.IntRange(0, 1000).Draw(t, "count"))
		}
		variance := func(split int) float64 {
			var n, sum [2]float64
			for bin, count := range counts {
				class := 0
				if bin >= split {
					class = 1
				}
				n[class] += count
				sum[class] += count * float64(bin)
			}
			if n[0] == 0 || n[1] == 0 {
				return -1
			}
			mean := (sum[0] + sum[1]) / (n[0] + n[1])
			return n[0]*math.Pow(sum[0]/n[0]-mean, 2) + n[1]*math.Pow(sum[1]/n[1]-mean, 2)
		}
		best := -1.0
		for split := 1; split < len(counts); split++ {
			best = math.Max(best, variance(split))
		}
		if got := variance(bestSplit(counts)); best >= 0 && got < best*(1-1e-9) {
			t.Fatalf("variance %g between the classes, %g is possible", got, best)
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
	v.Data = make([]float32, v.Len())
	for voxel := range v.Data {
		at := coordinates(v.Grid, voxel)
		from := mgl64.Vec3{}
		for axis := range 3 {
			from[axis] = float64(at[axis]-size[axis]/2) * spacing[axis]
		}
		if from.Len() <= radius {
			v.Data[voxel] = 100
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
		checkGrownBall(t, v, dilate(m, 3))
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

func ExampleRecipe_String() {
	skin, _ := Preset("ct-skin")
	fmt.Println(skin)
	// Output: skin: values from -300, open 3 mm, keep the 1 largest, close 5 mm, fill the body
}
