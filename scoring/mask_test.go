package scoring

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// TestMasksAgainstSurfaceDistance: balls of voxels, compared by the public
// library for surface distances.
func TestMasksAgainstSurfaceDistance(t *testing.T) {
	var all struct {
		Volumes struct {
			Cases []struct {
				Name       string
				Shape      [3]int
				Spacing    mgl64.Vec3 `json:"spacing_mm"`
				PlanCentre mgl64.Vec3 `json:"plan_centre"`
				PlanR      float64    `json:"plan_r"`
				RemovedC   mgl64.Vec3 `json:"removed_centre"`
				RemovedR   float64    `json:"removed_r"`
				Plan       int        `json:"plan_voxels"`
				Removed    int        `json:"removed_voxels"`
				Inter      int
				Dice       float64
				Jaccard    float64
				Outside    float64 `json:"removed_outside_plan_mm3"`
				Left       float64 `json:"plan_left_mm3"`
				HD         float64 `json:"hd100"`
				HD95       float64
				There      float64 `json:"asd_plan_to_removed"`
				Back       float64 `json:"asd_removed_to_plan"`
				Dice1      float64 `json:"surface_dice_1mm"`
				Dice2      float64 `json:"surface_dice_2mm"`
			}
		} `json:"volume_cases"`
	}
	readReference(t, "precision_expected.json", &all)
	if len(all.Volumes.Cases) != 5 {
		t.Fatalf("%d cases, want 5", len(all.Volumes.Cases))
	}
	for _, c := range all.Volumes.Cases {
		t.Run(c.Name, func(t *testing.T) {
			plan, removed := ball(c.Shape, c.Spacing, c.PlanCentre, c.PlanR), ball(c.Shape, c.Spacing, c.RemovedC, c.RemovedR)
			o := overlapOf(plan, removed)
			if o.plan != c.Plan || o.removed != c.Removed || o.both != c.Inter {
				t.Errorf("%d, %d and %d voxels, want %d, %d and %d", o.plan, o.removed, o.both, c.Plan, c.Removed, c.Inter)
			}
			dice, _ := o.dice()
			jaccard, _ := o.jaccard()
			d, ok := surfaceDistanceOf(plan, removed)
			if !ok {
				t.Fatal("no surfaces")
			}
			there, back := d.means()
			for _, x := range []struct {
				what      string
				got, want float64
			}{
				{"Dice", dice, c.Dice}, {"Jaccard", jaccard, c.Jaccard},
				{"outside", o.outsidePlan(), c.Outside}, {"left in", o.leftIn(), c.Left},
				{"Hausdorff", d.hausdorff(1), c.HD}, {"95 %", d.hausdorff(0.95), c.HD95},
				{"there", there, c.There}, {"back", back, c.Back},
				{"surface Dice 1 mm", d.dice(1), c.Dice1}, {"surface Dice 2 mm", d.dice(2), c.Dice2},
			} {
				near(t, x.what, x.got, x.want, 1e-8)
			}
		})
	}
}

// ball is the voxels of a ball, by the reference's rule.
func ball(size [3]int, spacing, centre mgl64.Vec3, radius float64) *mask {
	m := &mask{size: size, spacing: spacing, in: make([]bool, size[0]*size[1]*size[2])}
	for n := range m.in {
		at := [3]int{n % size[0], n / size[0] % size[1], n / size[0] / size[1]}
		square := 0.0
		for axis := range at {
			off := float64(at[axis])*spacing[axis] - centre[axis]
			square += off * off
		}
		m.in[n] = square <= radius*radius
	}
	return m
}

func TestMasksWithoutSurface(t *testing.T) {
	empty, full := ball([3]int{9, 9, 9}, mgl64.Vec3{1, 1, 1}, mgl64.Vec3{}, -1), ball([3]int{9, 9, 9}, mgl64.Vec3{1, 1, 1}, mgl64.Vec3{4, 4, 4}, 3)
	for i := range empty.in {
		empty.in[i] = false
	}
	if _, ok := overlapOf(empty, empty).dice(); ok {
		t.Error("two empty masks have a Dice coefficient")
	}
	if _, ok := overlapOf(empty, empty).jaccard(); ok {
		t.Error("two empty masks have a Jaccard index")
	}
	if dice, ok := overlapOf(empty, full).dice(); !ok || dice != 0 {
		t.Errorf("Dice of an empty mask: %g %v, want 0", dice, ok)
	}
	for _, pair := range [][2]*mask{{empty, empty}, {empty, full}, {full, empty}} {
		if _, ok := surfaceDistanceOf(pair[0], pair[1]); ok {
			t.Error("an empty mask has a surface")
		}
	}
}

// TestSurfelsTileFlatWallsAndClose: a wall of voxels has its area, every cell's
// loops are closed and use each crossed edge once.
func TestSurfelsTileFlatWallsAndClose(t *testing.T) {
	areas := surfelAreas(mgl64.Vec3{2, 3, 5})
	near(t, "a wall across the first axis", areas[0b01010101], 15, 1e-12)
	near(t, "a wall across the second axis", areas[0b00110011], 10, 1e-12)
	near(t, "a wall across the third axis", areas[0b00001111], 6, 1e-12)
	for code := range 256 {
		near(t, "the area of the outside", areas[255-code], areas[code], 1e-12)
		crossed, used := 0, 0
		for a := range 8 {
			for axis := range 3 {
				if b := a | 1<<axis; b != a && code>>a&1 != code>>b&1 {
					crossed++
				}
			}
		}
		for _, loop := range cellLoops(uint8(code)) {
			used += len(loop)
			if len(loop) < 3 || len(loop) > 7 {
				t.Errorf("code %08b has a loop of %d edges", code, len(loop))
			}
		}
		if used != crossed {
			t.Errorf("code %08b uses %d of %d crossed edges", code, used, crossed)
		}
	}
}

// TestDistanceTransformAgainstBruteForce on small lattices of uneven spacing.
func TestDistanceTransformAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lattice{size: [3]int{rapid.IntRange(1, 6).Draw(t, "nx"), rapid.IntRange(1, 6).Draw(t, "ny"), rapid.IntRange(1, 6).Draw(t, "nz")}}
		spacing := mgl64.Vec3{0.7, 1.3, 2.1}
		n := l.size[0] * l.size[1] * l.size[2]
		codes := rapid.SliceOfN(rapid.Uint8Range(0, 1), n, n).Draw(t, "codes")
		place := func(i int) mgl64.Vec3 {
			return mgl64.Vec3{float64(i%l.size[0]) * spacing[0], float64(i/l.size[0]%l.size[1]) * spacing[1], float64(i/l.size[0]/l.size[1]) * spacing[2]}
		}
		for i, got := range l.distances(codes, spacing) {
			want := math.Inf(1)
			for j, code := range codes {
				if code == 1 {
					want = math.Min(want, place(i).Sub(place(j)).LenSqr())
				}
			}
			if got != want && !(math.Abs(got-want) < 1e-9) {
				t.Fatalf("%g, want %g at %d", got, want, i)
			}
		}
	})
}
