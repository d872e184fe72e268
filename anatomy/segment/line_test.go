package segment

import (
	"math"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawNumber(t *rapid.T, what string) float64 {
	return rapid.OneOf(rapid.Float64Range(-2000, 4000), rapid.Map(rapid.IntRange(-1024, 3071), func(n int) float64 { return float64(n) })).Draw(t, what)
}

func drawPositive(t *rapid.T, what string) float64 {
	return rapid.SampledFrom([]float64{0.1, 0.5, 1, 1.5, 7.25, 1.0 / 3}).Draw(t, what)
}

func drawPoints(t *rapid.T, most int) []mgl64.Vec3 {
	var list []mgl64.Vec3
	for range rapid.IntRange(1, most).Draw(t, "points") {
		list = append(list, mgl64.Vec3{drawNumber(t, "x"), drawNumber(t, "y"), drawNumber(t, "z")})
	}
	return list
}

func drawBound(t *rapid.T, value float64) Bound {
	of := rapid.IntRange(1, mostOtsu).Draw(t, "of")
	otsu := rapid.IntRange(1, of).Draw(t, "otsu")
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		return OtsuBound(otsu, of)
	case 1:
		return Bound{Value: value, Otsu: otsu, Of: of, Found: true}
	}
	return Number(value)
}

// drawStep draws any sound step.
func drawStep(t *rapid.T) Step {
	s := Step{Op: Op(rapid.IntRange(0, opCount-1).Draw(t, "op"))}
	lo := drawNumber(t, "lo")
	hi := lo + math.Abs(drawNumber(t, "width"))
	maybe := func(what string) float64 {
		if rapid.Bool().Draw(t, "with "+what) {
			return drawPositive(t, what)
		}
		return 0
	}
	switch s.Op {
	case OpValues, OpCloseOver:
		if s.Op == OpCloseOver {
			s.MM = drawPositive(t, "mm")
		}
		s.From, s.To = drawBound(t, lo), drawBound(t, hi)
		if rapid.Bool().Draw(t, "open below") {
			s.From = open(-1)
		}
		if rapid.Bool().Draw(t, "open above") {
			s.To = open(1)
		}
	case OpLabel:
		s.N = rapid.IntRange(1, 65535).Draw(t, "label")
	case OpGrow:
		s.Points, s.MM, s.ML, s.SD = drawPoints(t, 3), maybe("neck"), maybe("limit"), maybe("sd")
		s.Widen = s.MM > 0 && s.ML > 0 && rapid.Bool().Draw(t, "widen")
		if s.SD == 0 {
			s.From, s.To = drawBound(t, lo), drawBound(t, hi)
		} else if rapid.Bool().Draw(t, "resolved") {
			s.From, s.To = Bound{Value: lo, Found: true}, Bound{Value: hi, Found: true}
		}
	case OpTubes:
		s.Tubes = TubeOptions{rapid.Bool().Draw(t, "dark"), [2]float64{0.5, 0.5 + drawPositive(t, "radius")}, maybe("contrast"), 0.1, 0.1 + drawPositive(t, "strong")/10}
	case OpWithin, OpMinus:
		s.Other, s.MM = "left-lung-2", maybe("margin")
	case OpPlus:
		s.Other = "bone"
	case OpBox:
		s.Points = append(drawPoints(t, 1), drawPoints(t, 1)...)
	case OpSplit:
		s.Points, s.By = drawPoints(t, 3), SplitMethod(rapid.IntRange(0, 1).Draw(t, "by"))
		for range rapid.IntRange(1, 3).Draw(t, "rivals") {
			s.Rivals = append(s.Rivals, drawPoints(t, 2))
		}
	case OpOpen, OpClose, OpErode, OpDilate:
		s.MM = drawPositive(t, "mm")
	case OpLargest:
		s.N = rapid.IntRange(1, 9).Draw(t, "n")
	case OpHolding:
		s.Points = drawPoints(t, 3)
	case OpDrop:
		s.ML = drawPositive(t, "ml")
	case OpFill, OpFillEnds:
		s.ML = maybe("ml")
	}
	return s
}

// TestParseRecipeInvertsString: what a case's provenance says is the recipe
// that made it, to the last bit.
func TestParseRecipeInvertsString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRecipe(rapid.SampledFrom([]string{"bone", "kidney-left", "x1", "portal-branch"}).Draw(t, "name"))
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			r.Steps = append(r.Steps, drawStep(t))
		}
		for _, s := range r.Steps {
			if err := s.validate(); err != nil {
				t.Fatalf("the drawn step %+v is not sound: %v", s, err)
			}
		}
		got, err := ParseRecipe(r.String())
		if err != nil {
			t.Fatalf("%s: %v", r, err)
		}
		if diff := cmp.Diff(r, got); diff != "" {
			t.Fatalf("%s reads back otherwise:\n%s", r, diff)
		}
	})
}

func TestParseRecipeSaysWhichStepIsWrong(t *testing.T) {
	for line, want := range map[string]string{
		"":                                                  "does not start with a structure's name",
		"bone values from 226":                              "does not start with a structure's name",
		"Bone: values from 226":                             "does not start with a structure's name",
		"bone:":                                             "step 1: \"\" is not a step",
		"bone: values from 226, boil":                       "step 2: \"boil\" is not a step",
		"bone: values from x":                               "\"x\" is not a number",
		"bone: values from nan":                             "\"nan\" is not a number",
		"bone: values from 3 to 2":                          "the lower bound is above the upper one",
		"bone: values from 1 to 2 to 3":                     "\"to\" is not expected there",
		"bone: values from otsu 3 of 2":                     "otsu 3 of 2 is not a threshold",
		"bone: values from otsu 0 of 2":                     "counted from 1",
		"bone: values from otsu 1 of 4":                     "at most 3",
		"bone: open 0 mm":                                   "0 mm are not above 0",
		"bone: open 3":                                      "\"mm\" is expected",
		"bone: open 300 mm":                                 "at most 100",
		"bone: label 0 of the imported label map":           "label 0 is not from 1 to 65535",
		"bone: keep the 0 largest":                          "starts at 1",
		"bone: grow from 1 2 at 3 to 4":                     "\"at\" is not a number",
		"bone: grow from 1 2 3 at 5 to 4":                   "above the upper one",
		"bone: grow from 1 2 3 at 4 to 5 neck 3 mm or more": "needs a limit",
		"bone: minus A":                                     "is not the name of a structure",
		"bone: split from 1 2 3 by distance":                "\"against\" is expected",
		"bone: split from 1 2 3 against 4 5 6 by force":     "by distance or by random walk",
		"bone: bright tubes of radius 4 to 1 mm vesselness 0.1 to 0.2":     "not from 0.1 to 50 mm",
		"bone: bright tubes of radius 1 to 4 mm vesselness 0.3 to 0.2":     "the weaker first",
		"bone: bright tubes of radius 1 to 4 mm contrast x vesselness 0 1": "\"x\" is not a number",
		"bone: " + strings.Repeat("open 1 mm, ", 9000):                     "use fewer points",
	} {
		if _, err := ParseRecipe(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: got %v, want %q", line, err, want)
		}
	}
}

// FuzzParseRecipe: what is accepted is written and read back the same.
func FuzzParseRecipe(f *testing.F) {
	for _, p := range Presets() {
		f.Add(p.line)
	}
	f.Add("liver: label 5 of the imported label map")
	f.Add("spleen: grow from 95 20 120 at 10.5 to 90 (2.5 sd) neck 4 mm limit 1500 ml, minus bone and 2 mm around")
	f.Add("femur: values from 200, in the box 1 2 3 to 4 5 6, split from 1 2 3 and 4 5 6 against 7 8 9 and 1 1 1 or 2 2 2 by random walk, keep what holds 1 2 3")
	f.Fuzz(func(t *testing.T, line string) {
		r, err := ParseRecipe(line)
		if err != nil {
			return
		}
		again, err := ParseRecipe(r.String())
		if err != nil {
			t.Fatalf("%q became %q, which is refused: %v", line, r, err)
		}
		if diff := cmp.Diff(r, again); diff != "" {
			t.Fatalf("%q reads back otherwise:\n%s", r, diff)
		}
	})
}
