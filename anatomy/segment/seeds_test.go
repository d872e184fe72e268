package segment

import (
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/google/go-cmp/cmp"
)

const slicerPoints = `{
  "@schema": "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/markups-schema-v1.0.3.json#",
  "markups": [{
    "type": "Fiducial", "coordinateSystem": "SYSTEM", "coordinateUnits": "mm", "locked": false,
    "controlPoints": [
      {"id": "1", "label": "Left femur-1", "position": [10.5, -20, 30], "orientation": [-1, 0, 0, 0, -1, 0, 0, 0, 1], "positionStatus": "defined"},
      {"id": "2", "label": "Left femur-2", "position": [11, 0, 31], "positionStatus": "defined"},
      {"id": "3", "label": "vertebra_L1", "position": [1, 2, 3], "positionStatus": "defined"},
      {"id": "4", "label": "hip-1", "position": [0, 0, 0], "positionStatus": "undefined"}
    ], "measurements": []}]}`

func TestReadSeeds(t *testing.T) {
	want := []Seed{
		{"left-femur", mgl64.Vec3{10.5, -20, 30}},
		{"left-femur", mgl64.Vec3{11, 0, 31}},
		{"vertebra-l1", mgl64.Vec3{1, 2, 3}},
	}
	for name, text := range map[string]string{
		"text":       "# seeds\n\nLeft_Femur 10.5 -20 30  # the head\nleft-femur 11 0 31\r\nvertebra-L1\t1 2 3",
		"Slicer LPS": strings.Replace(slicerPoints, "SYSTEM", "LPS", 1),
		"Slicer":     strings.Replace(slicerPoints, `"coordinateSystem": "SYSTEM",`, "", 1),
	} {
		got, err := ReadSeeds(strings.NewReader(text))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	got, err := ReadSeeds(strings.NewReader(strings.Replace(slicerPoints, "SYSTEM", "RAS", 1)))
	if err != nil || got[0].Position != (mgl64.Vec3{-10.5, 20, 30}) || got[2].Position != (mgl64.Vec3{-1, -2, 3}) {
		t.Errorf("RAS gives %v, %v", got, err)
	}
}

func TestReadSeedsSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "holds no point",
		"# nothing":                             "holds no point",
		"liver 1 2":                             "line 1: 3 columns",
		"liver 1 2 3\nleft liver 1 2 3":         "line 2: 5 columns",
		"liver 1 2 3\n\nliver 1 x 3":            "line 3: coordinate y",
		"liver 1 2 inf":                         "line 1: coordinate z",
		"*** 1 2 3":                             "line 1: the name",
		strings.Repeat("x", 5000):               "after line 0",
		strings.Repeat("l 1 2 3\n", maxSeeds+1): "more than 10000",
		strings.Repeat("#\n", maxSeedFile):      "larger than",
		"{":                                     "not JSON at byte",
		`{"markups": 5}`:                        "not as 3D Slicer",
		`{"markups": []}`:                       "holds no point",
		strings.Replace(slicerPoints, "SYSTEM", "IJK", 1):                          "neither LPS nor RAS",
		`{"markups": [{"controlPoints": [{"label": "a", "position": [1, 2]}]}]}`:   "point 1",
		`{"markups": [{"controlPoints": [{"label": "", "position": [1, 2, 3]}]}]}`: "point 1",
	} {
		if _, err := ReadSeeds(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %q", text, err, want)
		}
	}
}

func TestSplitRecipes(t *testing.T) {
	seeds, err := ReadSeeds(strings.NewReader("femur-left 1 2 3\nhip-left 4 5 6\nfemur-left 7 8 9\nrest 0 0 1"))
	if err != nil {
		t.Fatal(err)
	}
	recipes, err := SplitRecipes([]Step{Values(200, 3000)}, seeds, ByRandomWalk)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"femur-left: values from 200 to 3000, split from 1 2 3 and 7 8 9 against 4 5 6 or 0 0 1 by random walk",
		"hip-left: values from 200 to 3000, split from 4 5 6 against 1 2 3 and 7 8 9 or 0 0 1 by random walk",
		"rest: values from 200 to 3000, split from 0 0 1 against 1 2 3 and 7 8 9 or 4 5 6 by random walk",
	}
	for i, r := range recipes {
		if r.String() != want[i] {
			t.Errorf("got %s, want %s", r, want[i])
		}
	}
	if len(recipes) != 3 || recipes[0].SNOMED != "71341001" || recipes[0].Tissue != "bone" {
		t.Errorf("got %+v", recipes)
	}
	if _, err := SplitRecipes(nil, seeds[:1], ByDistance); err == nil || !strings.Contains(err.Error(), "two structures") {
		t.Errorf("got %v", err)
	}
}

// FuzzReadSeeds: what is accepted has usable names and finite places.
func FuzzReadSeeds(f *testing.F) {
	f.Add("liver 1 2 3\n# x\nspleen -1e3 0.5 7")
	f.Add(strings.Replace(slicerPoints, "SYSTEM", "RAS", 1))
	f.Add("{}")
	f.Fuzz(func(t *testing.T, text string) {
		seeds, err := ReadSeeds(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, s := range seeds {
			if s.Name == "" || s.Name != kebab(s.Name) || !finite(s.Position[0]) || !finite(s.Position[1]) || !finite(s.Position[2]) {
				t.Errorf("unsound point %+v", s)
			}
		}
	})
}
