package segment

import (
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
