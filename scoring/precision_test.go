package scoring

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// TestCurvesAgainstScipy: the made cut of precision_expected.json, resampled and
// on its raw vertices.
func TestCurvesAgainstScipy(t *testing.T) {
	var all struct {
		Cutline struct {
			Plan, Cut    []mgl64.Vec3
			Hausdorff    float64
			Frechet, DTW float64
			CoverageMax  float64                        `json:"coverage_max"`
			VerticesOnly struct{ Frechet, DTW float64 } `json:"vertices_only"`
			FracWithin1  float64                        `json:"frac_within_1mm"`
			CutPoints    int                            `json:"cut_points"`
		}
	}
	readReference(t, "precision_expected.json", &all)
	want, cut := all.Cutline, []line{all.Cutline.Cut}
	near(t, "Hausdorff", hausdorff(cut, want.Plan), want.Hausdorff, 1e-8)
	near(t, "missed", missedMost(cut, want.Plan), want.CoverageMax, 1e-8)
	near(t, "Fréchet", alongCut(cut, want.Plan, frechet), want.Frechet, 1e-8)
	near(t, "DTW", alongCut(cut, want.Plan, warping), want.DTW, 1e-8)
	near(t, "Fréchet of vertices", frechet(want.Cut, want.Plan), want.VerticesOnly.Frechet, 1e-8)
	near(t, "DTW of vertices", warping(want.Cut, want.Plan), want.VerticesOnly.DTW, 1e-8)
}

// TestRoundCutsMayBeginAnywhere: the same circle from another place, the other
// way round, is no deviation.
func TestRoundCutsMayBeginAnywhere(t *testing.T) {
	circle := func(radius float64, from, to int) line {
		var l line
		step := 1
		if to < from {
			step = -1
		}
		for i := from; i != to+step; i += step {
			sin, cos := math.Sincos(float64(i) * math.Pi / 180)
			l = append(l, mgl64.Vec3{radius * cos, radius * sin, 0})
		}
		return l
	}
	plan := circle(25, 0, 360)
	for _, cut := range []line{circle(26, 0, 360), circle(26, 90, 450), circle(26, 200, -160)} {
		if f := alongCut([]line{cut}, plan, frechet); f < 1 || f > 1.3 { // a step of 0.5 mm between two walkers
			t.Errorf("Fréchet %g, want 1", f)
		}
		// Two walkers side by side take half as many steps as DTW divides by.
		if d := alongCut([]line{cut}, plan, warping); d < 0.45 || d > 0.65 {
			t.Errorf("DTW %g, want about 0.5", d)
		}
	}
	apart := alongCut([]line{{{0, 25, 0}}, circle(26, 0, 360), {{-25, 0, 0}}}, plan, frechet)
	near(t, "a snip before and one after", apart, alongCut([]line{circle(26, 0, 360)}, plan, frechet), 0)
	near(t, "nothing but snips", alongCut([]line{{{0, 1, 0}}, {{30, 1, 0}}}, line{{0, 0, 0}, {30, 0, 0}}, frechet), math.Hypot(15, 1), 1e-9)
	half := []line{circle(25, 0, 180)}
	near(t, "the half that is missing", missedMost(half, plan), 25*math.Sqrt2, 1e-2)
	open := line{{0, 0, 0}, {30, 0, 0}}
	near(t, "an open line from its other end", alongCut([]line{{{30, 1, 0}, {0, 1, 0}}}, open, frechet), 1, 1e-9)
}

func TestCapsulesAgainstReference(t *testing.T) {
	var all struct {
		Cases []struct {
			Seg       [2]mgl64.Vec3
			Radius    float64
			Point     *mgl64.Vec3
			Seg2      [2]mgl64.Vec3
			Radius2   float64
			Clearance float64
		} `json:"segment_clearance"`
	}
	readReference(t, "precision_expected.json", &all)
	if len(all.Cases) != 5 {
		t.Fatalf("%d cases, want 5", len(all.Cases))
	}
	for _, c := range all.Cases {
		other := capsule{c.Seg2[0], c.Seg2[1], c.Radius2}
		if c.Point != nil {
			other = capsule{from: *c.Point, to: *c.Point}
		}
		one := capsule{c.Seg[0], c.Seg[1], c.Radius}
		near(t, "clearance", one.clearance(other), c.Clearance, 1e-8)
		near(t, "clearance the other way", other.clearance(one), c.Clearance, 1e-8)
	}
}

// TestSegmentDistanceAgainstSearch: nothing on a fine grid of both pieces is nearer.
func TestSegmentDistanceAgainstSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p [4]mgl64.Vec3
		for i := range p {
			for axis := range p[i] {
				p[i][axis] = float64(rapid.IntRange(-3, 3).Draw(t, "x"))
			}
		}
		got, least := segmentDistance(p[0], p[1], p[2], p[3]), math.Inf(1)
		const n = 200
		for i := range n + 1 {
			on := p[0].Add(p[1].Sub(p[0]).Mul(float64(i) / n))
			least = math.Min(least, line{p[2], p[3]}.distance(on))
		}
		if step := p[1].Sub(p[0]).Len() / n; got > least+1e-12 || got < least-step {
			t.Fatalf("%g, a search finds %g between %v", got, least, p)
		}
	})
}

func TestBreachGrades(t *testing.T) {
	var all struct {
		Gertzbein []struct {
			MM    float64 `json:"breach_mm"`
			Grade string
		}
	}
	readReference(t, "precision_expected.json", &all)
	for _, c := range all.Gertzbein {
		if got := "ABCDE"[breachGrade(c.MM)]; string(got) != c.Grade {
			t.Errorf("a breach of %g mm is grade %c, want %s", c.MM, got, c.Grade)
		}
	}
}

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

// TestMarginsOfSpheres: a ball of 10 mm in one of 18 mm, off its centre.
func TestMarginsOfSpheres(t *testing.T) {
	type sphere struct {
		C mgl64.Vec3
		R float64
	}
	var all struct {
		Margin struct {
			Tumour, Resection sphere
			Min               float64 `json:"min_margin"`
			Max               float64 `json:"max_margin"`
			Breach            struct {
				Resection sphere
				Min       float64 `json:"min_margin"`
			} `json:"breach_example"`
		}
	}
	readReference(t, "precision_expected.json", &all)
	tumour := all.Margin.Tumour
	var points []mgl64.Vec3
	var areas []float64
	const rings = 400 // from pole to pole along the axis of the offset
	for i := range rings + 1 {
		sin, cos := math.Sincos(float64(i) / rings * math.Pi)
		points = append(points, tumour.C.Add(mgl64.Vec3{cos, sin, 0}.Mul(tumour.R)))
		areas = append(areas, sin) // a ring's
	}
	measure := func(resection sphere) margin {
		return marginOf(points, areas, func(p mgl64.Vec3) float64 { return resection.R - p.Sub(resection.C).Len() })
	}
	whole := measure(all.Margin.Resection)
	near(t, "least", whole.least, all.Margin.Min, 1e-8)
	near(t, "most", whole.most, all.Margin.Max, 1e-8)
	near(t, "below 1 mm", whole.below1, 0, 0)
	breached := measure(all.Margin.Breach.Resection)
	near(t, "breached", breached.least, all.Margin.Breach.Min, 1e-8)
	// A point of the tumour at c = cos has |p−(9,0,0)|² = 181−180c; 5 mm are left
	// where that is 13², and a sphere's area is even along c.
	near(t, "below 5 mm", breached.below5, (1+(181-169)/180.0)/2, 5e-3)
}

func TestRegistrationAgainstScipy(t *testing.T) {
	var all struct {
		Registration struct {
			Src, Dst    []mgl64.Vec3
			Quat        []float64 `json:"quat_wxyz"`
			Translation mgl64.Vec3
			FRE         float64 `json:"fre_rms"`
			Target      mgl64.Vec3
			True        mgl64.Vec3 `json:"target_true"`
			TRE         float64    `json:"tre"`
		}
	}
	readReference(t, "precision_expected.json", &all)
	want := all.Registration
	got, err := registerPoints(want.Src, want.Dst)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range []float64{got.turn.W, got.turn.V[0], got.turn.V[1], got.turn.V[2]} {
		near(t, "quaternion", x, want.Quat[i], 1e-8)
	}
	for axis := range 3 {
		near(t, "shift", got.shift[axis], want.Translation[axis], 1e-8)
	}
	near(t, "FRE", got.fre, want.FRE, 1e-8)
	near(t, "TRE", got.error(want.Target, want.True), want.TRE, 1e-8)
	for _, points := range [][]mgl64.Vec3{nil, {{0, 0, 0}, {1, 0, 0}}, {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}}, {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}} {
		if _, err := registerPoints(points, points); err == nil {
			t.Errorf("%v fix a registration", points)
		}
	}
}

func TestSuturesAgainstReference(t *testing.T) {
	var all struct {
		Suture struct {
			Bites    []float64 `json:"bite_mm"`
			Spacing  []float64 `json:"spacing_mm"`
			Mean     float64   `json:"bite_mean"`
			SD       float64   `json:"bite_sd"`
			Off      float64   `json:"bite_mae_vs_5"`
			CV       float64   `json:"bite_cv"`
			SpaceAvg float64   `json:"spacing_mean"`
			SpaceCV  float64   `json:"spacing_cv"`
			SLWL     struct {
				Used  float64 `json:"suture_len"`
				Tails float64
				Wound float64
				Ratio float64
			} `json:"sl_wl"`
		}
	}
	readReference(t, "precision_expected.json", &all)
	want := all.Suture
	bites, spaces := spreadOf(want.Bites, 5), spreadOf(want.Spacing, 5)
	near(t, "bites", bites.mean, want.Mean, 1e-8)
	near(t, "SD", bites.sd, want.SD, 1e-8)
	near(t, "off", bites.off, want.Off, 1e-8)
	near(t, "CV", bites.cv, want.CV, 1e-8)
	near(t, "spaces", spaces.mean, want.SpaceAvg, 1e-8)
	near(t, "CV of spaces", spaces.cv, want.SpaceCV, 1e-8)
	near(t, "SL:WL", sutureToWound(want.SLWL.Used, want.SLWL.Tails, want.SLWL.Wound), want.SLWL.Ratio, 1e-8)
}

// TestCurvesAgainstPerkTutor: the raw path of recording A against a made line.
func TestCurvesAgainstPerkTutor(t *testing.T) {
	var all struct {
		PerkTutor struct {
			Values struct {
				Frechet float64 `json:"DeviationFrechet"`
				DTW     float64 `json:"DeviationTimeWarp"`
			}
		} `json:"perktutor_raw_right_tool"`
	}
	readReference(t, "recording_a_expected.json", &all)
	valid := func(row []float64) bool { return row[8] == 1 }
	path := readPoints(t, "recording_a.csv", 1, valid)
	plan := readPoints(t, "recording_a_reference_trajectory.csv", 0, nil)
	if len(plan) != 120 {
		t.Fatalf("%d points, want 120", len(plan))
	}
	near(t, "Fréchet", frechet(path, plan), all.PerkTutor.Values.Frechet, 1e-8)
	near(t, "DTW", warping(path, plan), all.PerkTutor.Values.DTW, 1e-8)
}

// readPoints reads three columns of a reference table, from the given one on.
func readPoints(t *testing.T, name string, column int, takes func(row []float64) bool) line {
	t.Helper()
	file, err := os.Open(filepath.Join(referenceFolder, name))
	if err != nil {
		t.Skipf("no reference values here: %v", err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var points line
	for _, texts := range rows[1:] {
		row := make([]float64, len(texts))
		for i := range texts {
			if row[i], err = strconv.ParseFloat(texts[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		if takes == nil || takes(row) {
			points = append(points, mgl64.Vec3(row[column:column+3]))
		}
	}
	return points
}
