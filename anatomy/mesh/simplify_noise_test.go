package mesh

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// noisyMasks are what thresholds make of noise, on voxels of 0.7×0.7×1 mm.
func noisyMasks() map[string]*TriMesh {
	const n = 28
	surfaces := map[string]*TriMesh{}
	for name, wanted := range map[string]func(x, y, z, chance float64) bool{
		"specks":   func(_, _, _, chance float64) bool { return chance < 0.04 },
		"cavities": func(_, _, _, chance float64) bool { return chance > 0.04 },
		"sponge":   func(_, _, _, chance float64) bool { return chance < 0.5 },
		"sheets":   func(_, _, z, chance float64) bool { return int(z)%3 == 0 && chance < 0.97 },
		"bone and specks": func(x, y, z, chance float64) bool {
			return math.Hypot(x-14, y-14) < 9 && chance < 0.8 || chance < 0.01
		},
	} {
		random := rand.New(rand.NewPCG(3, uint64(len(name))))
		mask := make([]uint8, n*n*n)
		for i := range mask {
			if wanted(float64(i%n), float64(i/n%n), float64(i/n/n), random.Float64()) {
				mask[i] = 1
			}
		}
		surfaces[name] = FromMask(mask, [3]int{n, n, n}, mgl64.Scale3D(0.7, 0.7, 1))
		surfaces[name].Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: halfAVoxel})
	}
	return surfaces
}

// halfAVoxel is half the diagonal of a voxel of 0.7×0.7×1 mm, rounded.
const halfAVoxel = 0.704

// requireSameSolid asks that every component, crumbs too, is as it was: in
// number, in handles, closed, and each in volume to a percent.
func requireSameSolid(t *testing.T, was, is *TriMesh, what string) {
	t.Helper()
	before, after := was.Check(), is.Check()
	if !after.Watertight() || after.Degenerate > 0 || after.Unreferenced > 0 || after.Components != before.Components || after.Euler != before.Euler {
		t.Errorf("%s: %+v, was %+v", what, after, before)
		return
	}
	old, now := was.volumesOf(was.pieces()), is.volumesOf(is.pieces())
	slices.Sort(old)
	slices.Sort(now)
	for i, volume := range now {
		if math.Abs(volume-old[i]) > 0.011*math.Abs(old[i]) {
			t.Errorf("%s: a component of %v mm³ has %v", what, old[i], volume)
			return
		}
	}
}

// TestNoiseSimplifiesToSolids: thousands of specks, cavities and handles, and
// budgets that they put out of reach.
func TestNoiseSimplifiesToSolids(t *testing.T) {
	for name, m := range noisyMasks() {
		for _, budget := range []int{0, len(m.Triangles) / 3} {
			simple := m.SimplifyWithin(budget, halfAVoxel)
			what := fmt.Sprintf("%s, %d triangles to %d", name, len(m.Triangles), budget)
			requireSameSolid(t, m, simple, what)
			d := m.Deviation(simple)
			t.Logf("%s: %d, mean %.3f, greatest %.3f mm", what, len(simple.Triangles), d.MeanMM, d.HausdorffMM)
			if d.MeanMM > halfAVoxel/2 || d.HausdorffMM > 2*halfAVoxel+d.SpacingMM {
				t.Errorf("%s: %+v", what, d)
			}
		}
	}
}

// TestSimplifyWithoutBoundKeepsEveryComponent: even there nothing tears, and
// nothing vanishes or turns inside out.
func TestSimplifyWithoutBoundKeepsEveryComponent(t *testing.T) {
	for name, m := range noisyMasks() {
		simple := m.Simplify(len(m.Triangles) / 100)
		before, after := m.Check(), simple.Check()
		if !after.Closed || !after.Manifold || after.Components != before.Components || after.Euler != before.Euler {
			t.Errorf("%s: %+v, was %+v", name, after, before)
		}
		volumes := simple.volumesOf(simple.pieces())
		negative := func(volume float64) bool { return volume <= 0 }
		if had := slices.DeleteFunc(m.volumesOf(m.pieces()), negative); len(slices.DeleteFunc(volumes, negative)) != len(had) {
			t.Errorf("%s: not %d solids any more", name, len(had))
		}
	}
}

// TestRibsKeepTheirShapeBesideASponge: noise that holds more triangles than the
// budget has must not cost smooth structures theirs. They became shards.
func TestRibsKeepTheirShapeBesideASponge(t *testing.T) {
	const n = 44
	mask, random := make([]uint8, n*n*n), rand.New(rand.NewPCG(5, 5))
	for i := range mask {
		y, z := float64(i/n%n), float64(i/n/n)
		rib := math.Hypot(y-12, math.Mod(z, 16)-8) < 4.3
		if rib || y > 24 && random.Float64() < 0.6 {
			mask[i] = 1
		}
	}
	m := FromMask(mask, [3]int{n, n, n}, mgl64.Scale3D(0.7, 0.7, 1))
	m.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: halfAVoxel})
	budget := len(m.Triangles) / 30
	simple := m.SimplifyWithin(budget, halfAVoxel)
	requireSameSolid(t, m, simple, "ribs and sponge")
	ribs := func(m *TriMesh) *TriMesh {
		cut := &TriMesh{}
		cut.take(m, func(t int) bool { a, b, c := m.cornerPoints(t); return max(a.y, b.y, c.y) < 14 })
		return cut
	}
	d, wild := ribs(m).Deviation(ribs(simple)), ribs(m).Deviation(ribs(m.Simplify(budget)))
	t.Logf("%d triangles, budget %d; the ribs are %.3f mm off on average, %.3f at most; without a bound %.3f and %.3f",
		len(simple.Triangles), budget, d.MeanMM, d.HausdorffMM, wild.MeanMM, wild.HausdorffMM)
	if d.MeanMM > 0.45*halfAVoxel || d.HausdorffMM > 1.5*halfAVoxel {
		t.Errorf("the ribs: %+v", d)
	}
}

// TestThinBranchesAreNotSwallowed: a branch one voxel wide out of a large block,
// which a mean over the block's area would not miss.
func TestThinBranchesAreNotSwallowed(t *testing.T) {
	const n = 48
	mask := make([]uint8, n*n*n)
	for i := range mask {
		if x, y, z := i%n, i/n%n, i/n/n; z > 0 && z < 24 || y == n/2 && x == n/2 && z < 44 {
			mask[i] = 1
		}
	}
	m := FromMask(mask, [3]int{n, n, n}, mgl64.Scale3D(0.7, 0.7, 1))
	_, tip := m.Bounds()
	simple := m.SimplifyWithin(0, halfAVoxel)
	requireSameSolid(t, m, simple, "block with a branch")
	if _, now := simple.Bounds(); tip[2]-now[2] > 1.2*halfAVoxel {
		t.Errorf("the branch ended at %.2f mm, and now at %.2f", tip[2], now[2])
	}
	if len(simple.Triangles) > 100 {
		t.Errorf("%d triangles are left of a block and a rod", len(simple.Triangles))
	}
}

func TestSimplifyWithinDoesNotDependOnCores(t *testing.T) {
	m := noisyMasks()["bone and specks"]
	simplify := func() *TriMesh { return m.SimplifyWithin(len(m.Triangles)/8, halfAVoxel) }
	one := onCores(1, simplify)
	for _, cores := range []int{2, 8} {
		if !reflect.DeepEqual(one, onCores(cores, simplify)) {
			t.Errorf("%d cores make another surface than one", cores)
		}
	}
}

// TestEveryStructureSimplifiesToASolid: all labels of all samples, as cases
// take them.
func TestEveryStructureSimplifiesToASolid(t *testing.T) {
	if testing.Short() {
		t.Skip("simplifies 150 structures")
	}
	t.Run("samples", func(t *testing.T) {
		for name, file := range sampleLabelMaps(t) {
			if strings.Contains(name, "masks") || filepath.Ext(name) == ".zraw" && os.Getenv("DRYLAB_SOAK") == "" {
				continue // the masks are labels of a map beside them; the frog takes a minute
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				requireStructuresSimplify(t, file)
			})
		}
	})
}

func requireStructuresSimplify(t *testing.T, file string) {
	labels, size, err := readLabels(file)
	if err != nil {
		t.Fatal(err)
	}
	spacing := mgl64.Vec3{0.8, 0.8, 1.5}
	present := [1 << 16]bool{}
	for _, label := range labels {
		present[label] = true
	}
	mask := make([]uint8, len(labels))
	for label := 1; label < len(present); label++ {
		if !present[label] {
			continue
		}
		for i, l := range labels {
			mask[i] = 0
			if int(l) == label {
				mask[i] = 1
			}
		}
		m := FromMask(mask, size, mgl64.Scale3D(spacing[0], -spacing[1], spacing[2]))
		m.Smooth(SmoothOptions{Iterations: 20, MaxMoveMM: spacing.Len() / 2})
		for _, budget := range []int{len(m.Triangles) / 20, len(m.Triangles) / 4} {
			simple := m.SimplifyWithin(budget, spacing.Len()/2)
			requireSameSolid(t, m, simple, fmt.Sprintf("label %d to %d", label, budget))
		}
	}
}

// TestOffsetSparesWhatIsTooSmall: a cavity of one voxel would turn inside out.
func TestOffsetSparesWhatIsTooSmall(t *testing.T) {
	const n = 20
	mask := make([]uint8, n*n*n)
	for i := range mask {
		if x, y, z := i%n, i/n%n, i/n/n; min(x, y, z) > 3 && max(x, y, z) < 16 && (x != 9 || y != 9 || z != 9) {
			mask[i] = 1
		}
	}
	mask[0] = 1
	m := FromMask(mask, [3]int{n, n, n}, mgl64.Ident4())
	cavity, speck := -1.0/6, 1.0/6 // octahedra, see TestSingleVoxelIsAnOctahedron
	for _, distance := range []float64{-0.2, 0.2} {
		offset, volume := clone(m), m.Volume()+distance*m.Area()
		offset.OffsetToVolume(volume, nil)
		if !offset.Check().Watertight() || math.Abs(offset.Volume()-volume) > 1e-3*volume {
			t.Errorf("by %v mm: %v mm³ instead of %v, %+v", distance, offset.Volume(), volume, offset.Check())
		}
		volumes := offset.volumesOf(offset.pieces())
		slices.Sort(volumes)
		if distance > 0 && math.Abs(volumes[0]-cavity) > 1e-5 || distance < 0 && math.Abs(volumes[1]-speck) > 1e-5 {
			t.Errorf("by %v mm: components of %v mm³", distance, volumes)
		}
	}
}

// TestOffsetKeepsWithin: what may not move is made up for elsewhere.
func TestOffsetKeepsWithin(t *testing.T) {
	m := ballMesh(24, 8)
	low, _ := m.Bounds()
	volume := 1.05 * m.Volume()
	m.OffsetToVolume(volume, func(p mgl32.Vec3) mgl32.Vec3 {
		return mgl32.Vec3{max(p[0], float32(low[0])), p[1], p[2]}
	})
	if now, _ := m.Bounds(); now[0] < low[0] || math.Abs(m.Volume()-volume) > 1e-3*volume {
		t.Errorf("reaches to %v mm, not %v, and has %v mm³, not %v", now[0], low[0], m.Volume(), volume)
	}
}
