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

// drawSeeds draws a mask with values, and two seeds in it.
func drawSeeds(t *rapid.T) (v *imaging.Volume, m *Packed, own, rival int) {
	mask := drawMask(t)
	v = &imaging.Volume{Grid: mask.Grid, Int16: make([]int16, len(mask.Bits))}
	for i := range v.Int16 {
		v.Int16[i] = int16(rapid.IntRange(0, 30).Draw(t, "value"))
	}
	own, rival = rapid.IntRange(0, len(mask.Bits)-1).Draw(t, "own"), rapid.IntRange(0, len(mask.Bits)-1).Draw(t, "rival")
	if own == rival {
		t.Skip("one seed only")
	}
	mask.Bits[own], mask.Bits[rival] = 1, 1
	return v, mask.Pack(), own, rival
}

// TestSplitByDistanceEqualsBellmanFord relaxes all moves until nothing changes,
// from each seed alone.
func TestSplitByDistanceEqualsBellmanFord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, m, own, rival := drawSeeds(t)
		won := splitByDistance(v, m, []int{own}, []int{rival})
		r := newRace(v, m)
		a, b := relax(r, m, own), relax(r, m, rival)
		for voxel := range v.Int16 {
			switch {
			case !m.Has(voxel) || a[voxel] == math.MaxInt && b[voxel] == math.MaxInt:
				if won.Has(voxel) {
					t.Fatalf("voxel %d, which no seed reaches, is won", voxel)
				}
			case a[voxel] != b[voxel] && (a[voxel] < b[voxel]) != won.Has(voxel):
				t.Fatalf("voxel %d is %d from the own seed, %d from the rival, won: %v", voxel, a[voxel], b[voxel], won.Has(voxel))
			}
		}
	})
}

func relax(r *race, m *Packed, seed int) []int {
	distance := make([]int, m.Len())
	for i := range distance {
		distance[i] = math.MaxInt
	}
	distance[seed] = 0
	for changed := true; changed; {
		changed = false
		for voxel := range distance {
			if !m.Has(voxel) || distance[voxel] == math.MaxInt {
				continue
			}
			at := coordinates(m.Grid, voxel)
			for _, step := range r.moves {
				to := [3]int{at[0] + step.di, at[1] + step.dj, at[2] + step.dk}
				if min(to[0], to[1], to[2]) < 0 || to[0] >= m.Size[0] || to[1] >= m.Size[1] || to[2] >= m.Size[2] || !m.Has(voxel+step.offset) {
					continue
				}
				if d := distance[voxel] + r.cost(voxel, step); d < distance[voxel+step.offset] {
					distance[voxel+step.offset], changed = d, true
				}
			}
		}
	}
	return distance
}

// TestRandomWalkSolvesDirichletsProblem: at every voxel that is no seed the
// probability is the weighted mean of its neighbours' (Grady, equation 7),
// with 1 and 0 at the seeds.
func TestRandomWalkSolvesDirichletsProblem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, m, own, rival := drawSeeds(t)
		reached, err := m.holdingVoxels([]int{own, rival})
		if err != nil {
			t.Fatal(err)
		}
		g := newWalkGraph(v, reached)
		g.begin(v, [][]int{{own}, {rival}}, 0)
		if err := g.solve(t.Context()); err != nil {
			t.Fatal(err)
		}
		for node, p := range g.x {
			mean, weights := 0.0, 0.0
			for edge, other := range g.neighbour[node] {
				mean += float64(g.weight[node][edge]) * g.x[other]
				weights += float64(g.weight[node][edge])
			}
			if p < -0.01 || p > 1.01 || !g.fixed[node] && math.Abs(mean/weights-p) > 0.01 {
				t.Fatalf("node %d has probability %g, its neighbours %g", node, p, mean/weights)
			}
		}
		if g.x[g.node(own)] != 1 || g.x[g.node(rival)] != 0 {
			t.Fatal("a seed moved")
		}
	})
}

// TestRandomWalkCutsAtTheNeck: two balls of unlike size joined by a bar, with
// seeds at unlike distances from it. The walk cuts in the bar; distance alone
// cuts in the larger ball.
func TestRandomWalkCutsAtTheNeck(t *testing.T) {
	small, large := mgl64.Vec3{14, 22, 22}, mgl64.Vec3{46, 22, 22}
	v := shape([3]int{70, 44, 44}, mgl64.Vec3{1, 1, 1}, func(p mgl64.Vec3) float64 {
		bar := math.Inf(1)
		if p[0] > 14 && p[0] < 46 {
			bar = math.Hypot(p[1]-22, p[2]-22) - 2.5
		}
		return min(p.Sub(small).Len()-9, p.Sub(large).Len()-18, bar)
	})
	parts := map[SplitMethod]float64{}
	for _, by := range []SplitMethod{ByDistance, ByRandomWalk} {
		recipes, err := SplitRecipes([]Step{Values(50, 200)}, []Seed{{"femur-left", mgl64.Vec3{12, 22, 22}}, {"hip-left", mgl64.Vec3{60, 22, 22}}}, by)
		if err != nil {
			t.Fatal(err)
		}
		var masks []*Mask
		for _, r := range recipes {
			m, err := r.Apply(v)
			if err != nil {
				t.Fatal(err)
			}
			masks = append(masks, m)
		}
		unclear, whole := 0, Window(v, 50, 200)
		for voxel, bit := range whole.Bits {
			if masks[0].Bits[voxel]+masks[1].Bits[voxel] != bit {
				unclear++
			}
		}
		// Voxels with a probability of one half are rounded to either side.
		if by == ByDistance && unclear > 0 || unclear > 5 {
			t.Errorf("by %v: %d voxels are not in exactly one of the parts", by, unclear)
		}
		farthest := 0.0
		for voxel, bit := range masks[0].Bits {
			if bit == 1 {
				farthest = max(farthest, float64(voxel%70))
			}
		}
		parts[by] = farthest
	}
	if parts[ByRandomWalk] < 22 || parts[ByRandomWalk] > 32 {
		t.Errorf("the walk cuts at x = %g mm, the bar is from 23 to 30", parts[ByRandomWalk])
	}
	if math.Abs(parts[ByDistance]-36) > 2 {
		t.Errorf("the distance cuts at x = %g mm, halfway between the seeds is 36", parts[ByDistance])
	}
}

// TestSplitsFollowEdges: a block with a faint step in brightness at x = 20,
// seeds at 5 and 25: both methods cut at the step, not halfway at 15.
func TestSplitsFollowEdges(t *testing.T) {
	v := shape([3]int{40, 20, 20}, mgl64.Vec3{1, 1, 1}, func(p mgl64.Vec3) float64 { return p[0] - 20 })
	noise := uint32(3)
	for i := range v.Float32 {
		noise = noise*1664525 + 1013904223
		v.Float32[i] = 100 + v.Float32[i] + float32(noise>>16)/65536*16
	}
	for _, by := range []SplitMethod{ByDistance, ByRandomWalk} {
		r := Recipe{Name: "x", Steps: []Step{Values(0, 400), {Op: OpSplit, By: by, Points: []mgl64.Vec3{{5, 10, 10}}, Rivals: [][]mgl64.Vec3{{{25, 10, 10}}}}}}
		m, err := r.Apply(v)
		if err != nil {
			t.Fatal(err)
		}
		wrong := 0
		for voxel, bit := range m.Bits {
			if x := voxel % 40; x < 19 && bit == 0 || x > 21 && bit == 1 {
				wrong++
			}
		}
		if wrong > len(m.Bits)/100 {
			t.Errorf("by %v: %d of %d voxels lie on the wrong side of the edge", by, wrong, len(m.Bits))
		}
	}
}

func TestSplitsAreTheSameOnAnyNumberOfCores(t *testing.T) {
	v := dumbbell(3)
	r, err := ParseRecipe("x: values from 50 to 150, split from 16 16 16 against 56 16 16 by random walk")
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want, err := r.Apply(v)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GOMAXPROCS(8)
	if got, err := r.Apply(v); err != nil || !slices.Equal(got.Bits, want.Bits) {
		t.Errorf("eight cores split otherwise than one: %v", err)
	}
}
