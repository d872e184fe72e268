package segment

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// TestGrowthEqualsFloodFill: without guards, growth is the flood fill of the
// window from the seed.
func TestGrowthEqualsFloodFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		v := &imaging.Volume{Grid: m.Grid, Float32: make([]float32, len(m.Bits))}
		for i, bit := range m.Bits {
			v.Float32[i] = 10 * float32(bit)
		}
		seed := rapid.IntRange(0, len(m.Bits)-1).Draw(t, "seed")
		if m.Bits[seed] == 0 {
			t.Skip("the seed is outside")
		}
		step := Step{Op: OpGrow, From: Number(5), To: Number(15), Points: []mgl64.Vec3{m.Pack().position(seed)}}
		got, err := grow(v, nil, step)
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range floodFill(m, 1) {
			if slices.Contains(set, seed) && !slices.Equal(maskOf(m.Grid, set).Bits, got.Unpack().Bits) {
				t.Fatalf("grown %v, want %v", got.Unpack().Bits, set)
			}
		}
	})
}

// dumbbell is two balls of 12 mm, 40 mm apart, joined by a tube.
func dumbbell(tubeMM float64) *imaging.Volume {
	left, right := mgl64.Vec3{16, 16, 16}, mgl64.Vec3{56, 16, 16}
	v := shape([3]int{72, 32, 32}, mgl64.Vec3{1, 1, 1}, func(p mgl64.Vec3) float64 {
		bar := math.Inf(1)
		if p[0] > 16 && p[0] < 56 {
			bar = math.Hypot(p[1]-16, p[2]-16) - tubeMM
		}
		return min(p.Sub(left).Len()-12, p.Sub(right).Len()-12, bar)
	})
	noise := uint32(7)
	for i := range v.Float32 { // single voxels out of the window
		if noise = noise*1664525 + 1013904223; noise>>24 < 6 {
			v.Float32[i] = 1000
		}
	}
	return v
}

func TestTheNeckStopsGrowth(t *testing.T) {
	v := dumbbell(2)
	volume := func(line string) float64 {
		t.Helper()
		r, err := ParseRecipe(line)
		if err != nil {
			t.Fatal(err)
		}
		m, err := r.Apply(v)
		if err != nil {
			t.Fatal(err)
		}
		return m.VolumeML()
	}
	one := 4 * math.Pi / 3 * 12 * 12 * 12 / 1000
	if got := volume("liver: grow from 16 16 16 at 50 to 150"); got < 1.9*one {
		t.Errorf("without a neck both balls are reached: %.2f ml of %.2f", got, 2*one)
	}
	if got := volume("liver: grow from 16 16 16 at 50 to 150 neck 3 mm limit 10 ml"); math.Abs(got-one) > 0.06*one {
		t.Errorf("a neck of 3 mm leaves %.2f ml, want the ball's %.2f", got, one)
	}
	if got := volume("liver: grow from 16 16 16 at 50 to 150 neck 1.2 mm or more limit 10 ml"); math.Abs(got-one) > 0.06*one {
		t.Errorf("a neck of 1.2 mm or more leaves %.2f ml, want the ball's %.2f", got, one)
	}
	// Values without noise give a narrow window, which leaves out the ball's rim.
	if got := volume("liver: grow from 16 16 16 within 3 sd neck 3 mm"); math.Abs(got-one) > 0.15*one {
		t.Errorf("the window around the seed finds %.2f ml, want the ball's %.2f", got, one)
	}
}

// TestALeakNamesItsPlace: the passage lies in the bar between the balls, at x
// from 28 to 44 mm.
func TestALeakNamesItsPlace(t *testing.T) {
	r, err := ParseRecipe("liver: grow from 16 16 16 at 50 to 150 neck 2 mm limit 10 ml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Apply(dumbbell(4))
	if err == nil || !strings.Contains(err.Error(), "growth leaked: 1") || !strings.Contains(err.Error(), "raise the neck above 2 mm") {
		t.Fatalf("got %v", err)
	}
	place := regexp.MustCompile(`near \[([0-9.]+) ([0-9.]+) ([0-9.]+)\] mm`).FindStringSubmatch(err.Error())
	if place == nil {
		t.Fatalf("no place in %v", err)
	}
	var at mgl64.Vec3
	for axis := range at {
		at[axis], _ = strconv.ParseFloat(place[axis+1], 64)
	}
	if at[0] < 26 || at[0] > 46 || math.Hypot(at[1]-16, at[2]-16) > 2 {
		t.Errorf("the passage is said to be at %.1f", at)
	}
}

func TestMajorityEqualsCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMask(t)
		got := m.Pack().majority().Unpack()
		for voxel := range m.Bits {
			at, n := coordinates(m.Grid, voxel), 0
			for other, bit := range m.Bits {
				to := coordinates(m.Grid, other)
				if max(abs(at[0]-to[0]), abs(at[1]-to[1]), abs(at[2]-to[2])) <= 1 {
					n += int(bit)
				}
			}
			if want := n >= majorityOf; want != (got.Bits[voxel] == 1) {
				t.Fatalf("%d of 27 are marked around voxel %v: got %d", n, at, got.Bits[voxel])
			}
		}
	})
}

func abs(n int) int { return max(n, -n) }

func TestStepsOnOtherStructures(t *testing.T) {
	v := ball(10, mgl64.Vec3{1, 1, 1})
	centre := v.Position(float64(v.Size[0]/2), float64(v.Size[1]/2), float64(v.Size[2]/2))
	core := windowOf(v, 50, 150).eroded(5)
	labels := &imaging.LabelMap{Grid: v.Grid, Data: make([]uint16, v.Len())}
	labels.Data[v.Index(3, 3, 3)] = 9
	in := Inputs{Volume: v, Labels: labels, Earlier: map[string]*Packed{"core": core}}
	whole := windowOf(v, 50, 150).Count()
	for line, want := range map[string]int{
		"x: values from 50, minus core":                          whole - core.Count(),
		"x: within core":                                         core.Count(),
		"x: values from 50, within core and 50 mm around":        whole,
		"x: label 9 of the imported label map":                   1,
		"x: label 9 of the imported label map, plus core":        1 + core.Count(),
		"x: any value, in the box 3 3 3 to 4 5 6":                2 * 3 * 4,
		"x: values up to 50, keep what holds 0 0 0":              v.Len() - whole + windowOf(v, 50, 50).Count(),
		"x: values from 50, minus core, fill holes":              whole,
		"x: values from 50, minus core, fill holes below 0.1 ml": whole - core.Count(),
	} {
		r, err := ParseRecipe(line)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Run(t.Context(), in)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		} else if got.Count() != want {
			t.Errorf("%s: %d voxels, want %d", line, got.Count(), want)
		}
	}
	if core.Count() != windowOf(v, 50, 150).eroded(5).Count() || !core.Has(v.Index(v.Size[0]/2, v.Size[1]/2, v.Size[2]/2)) {
		t.Errorf("the earlier structure around %v was changed", centre)
	}
}

func TestUsesNamesEveryOtherStructureOnce(t *testing.T) {
	r, err := ParseRecipe("x: any value, minus bone, within skin and 2 mm around, plus bone")
	if err != nil || !slices.Equal(r.Uses(), []string{"bone", "skin"}) {
		t.Errorf("%v uses %v, %v", r, r.Uses(), err)
	}
}

func TestParseGrowth(t *testing.T) {
	r, err := ParseGrowth("Left Kidney=-60,-20.5,110")
	if err != nil || r.Name != "left-kidney" || r.SNOMED != "64033007" || r.Tissue != "organ" {
		t.Fatalf("%+v, %v", r, err)
	}
	if want := "left-kidney: grow from -60 -20.5 110 within 2.5 sd neck 3 mm or more limit 2500 ml, close 2 mm, fill holes"; r.String() != want {
		t.Errorf("got %s, want %s", r, want)
	}
	if r, err = ParseGrowth("kidney-left=1,2,3"); err != nil || !strings.Contains(r.String(), "limit 350 ml") {
		t.Errorf("got %v, %v", r, err)
	}
	for _, text := range []string{"", "liver", "liver=1,2", "liver=1,2,x", "=1,2,3", "liver=1,2,inf"} {
		if _, err := ParseGrowth(text); err == nil || !strings.Contains(err.Error(), strconv.Quote(text)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
