package scoring

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
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
