package phantom

import (
	"context"
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
)

func made(t *testing.T, id string, seed uint64) *anatomy.Case {
	t.Helper()
	c, err := Build(context.Background(), id, seed, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBenchCasesAreSound(t *testing.T) {
	for _, id := range []string{LobeID, SheetID} {
		c := made(t, id, 1)
		for _, f := range c.Check() {
			t.Errorf("%s: Check: %+v", id, f)
		}
		for _, s := range c.Structures {
			if pieces := s.Surface.Check().Components; pieces != 1 || !s.Watertight {
				t.Errorf("%s: %s has %d pieces, watertight %v", id, s.Name, pieces, s.Watertight)
			}
		}
	}
	if _, err := Build(context.Background(), "phantom-foot", 1, "test", nil); err == nil {
		t.Error("there is a phantom-foot")
	}
}

// TestLobeIsGrownToTheWallAlone: what is nearer to something rigid than a
// voxel's diagonal counts as grown to it, and that must be the hinge.
func TestLobeIsGrownToTheWallAlone(t *testing.T) {
	for seed := range uint64(3) {
		c := made(t, LobeID, seed)
		lobe, bed := c.Structure("lobe"), mesh.NewBVH(c.Structure("bed").Surface)
		gallbladder := mesh.NewBVH(c.Structure("gallbladder").Surface)
		grown, least := 0, math.Inf(1)
		for _, v := range lobe.Surface.Vertices {
			p := vec{float64(v[0]), float64(v[1]), float64(v[2])}
			_, toBed, _ := bed.Closest(p)
			_, toBladder, _ := gallbladder.Closest(p)
			if p[2] > hinge-4 {
				if toBed < 1.2*math.Sqrt(3) {
					grown++
				}
				continue
			}
			least = min(least, toBed, toBladder)
		}
		if grown < 100 || least < 1.2*math.Sqrt(3)+0.3 {
			t.Errorf("seed %d: %d vertices at the wall, and %.2f mm to the next rigid thing elsewhere", seed, grown, least)
		}
		extent := [2]vec{{999, 999, 999}, {-999, -999, -999}}
		for _, v := range lobe.Surface.Vertices {
			for c := range 3 {
				extent[0][c], extent[1][c] = min(extent[0][c], float64(v[c])), max(extent[1][c], float64(v[c]))
			}
		}
		if d := extent[1].Sub(extent[0]); math.Abs(d[0]-120) > 4 || math.Abs(d[1]-30) > 4 || math.Abs(d[2]-84) > 3 {
			t.Errorf("seed %d: the lobe measures %.0f mm, want about 120 × 30 × 84", seed, d)
		}
	}
}

func TestMembraneIsHeldOnThreeSides(t *testing.T) {
	c := made(t, SheetID, 1)
	g, frame := c.Structure("membrane"), mesh.NewBVH(c.Structure("frame").Surface)
	if report := g.Tets.Check(); report.Inverted != 0 || len(g.Tets.Tets) != 6*sheetCells*sheetCells {
		t.Errorf("%d tetrahedra, %d inside out", len(g.Tets.Tets), report.Inverted)
	}
	if v := g.Tets.Volume(); math.Abs(v-4*sheetHalf*sheetHalf*sheetThick) > 1 {
		t.Errorf("the membrane has %.1f mm³", v)
	}
	var held [4]int // left, right, towards the head, the free side
	for _, v := range g.Tets.Vertices {
		_, d, _ := frame.Closest(vec{float64(v[0]), float64(v[1]), float64(v[2])})
		if d > math.Sqrt(3) {
			continue
		}
		switch {
		case v[0] > sheetHalf-0.1:
			held[0]++
		case v[0] < -sheetHalf+0.1:
			held[1]++
		case v[2] > sheetHalf-0.1:
			held[2]++
		default:
			held[3]++
		}
	}
	if held[0] < 20 || held[0] != held[1] || held[2] < 20 || held[3] != 0 {
		t.Errorf("held: %d left, %d right, %d at the head, %d elsewhere", held[0], held[1], held[2], held[3])
	}
}

func TestSameSeedSameBench(t *testing.T) {
	for _, id := range []string{LobeID, SheetID} {
		if a, b := made(t, id, 1).HashString(), made(t, id, 1).HashString(); a != b {
			t.Errorf("%s: two cases of one seed differ", id)
		}
		if a, b := made(t, id, 1).HashString(), made(t, id, 2).HashString(); a == b {
			t.Errorf("%s: two seeds give one case", id)
		}
	}
}
