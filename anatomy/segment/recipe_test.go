package segment

import (
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

func TestEveryPresetIsComplete(t *testing.T) {
	modality := ""
	seen := map[string]bool{}
	_, wrong := Preset("ct-liver")
	for _, p := range Presets() {
		r, err := Preset(p.Name)
		if err != nil || !isTissue(r.Tissue) || len(r.Color) != 7 || r.Critical != (r.Tissue == "vessel") || p.About == "" {
			t.Errorf("preset %s is %+v, %v", p.Name, r, err)
		}
		if p.line != r.String() {
			t.Errorf("preset %s reads back as %q", p.Name, r)
		}
		if p.Modality != modality && seen[p.Modality] || !strings.HasPrefix(p.Name, strings.ToLower(p.Modality)+"-") {
			t.Errorf("preset %s does not stand with the others of %s", p.Name, p.Modality)
		}
		modality, seen[p.Modality] = p.Modality, true
		if wrong == nil || !strings.Contains(wrong.Error(), p.Name) {
			t.Errorf("the error for an unknown preset does not offer %s: %v", p.Name, wrong)
		}
	}
	for name, code := range map[string]string{"ct-bone": "272673000", "ct-vessel": "59820001", "ct-skin": "39937001", "mr-brain": "12738006"} {
		if r, _ := Preset(name); r.SNOMED != code {
			t.Errorf("preset %s has the code %q, want %s", name, r.SNOMED, code)
		}
	}
}

func ExampleRecipe_String() {
	skin, _ := Preset("ct-skin")
	fmt.Println(skin)
	// Output: skin: values from -300, open 3 mm, keep the largest, close 5 mm, fill the body
}

func TestParseStructure(t *testing.T) {
	r, err := ParseStructure("Left Portal_vein=120:300.5")
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "left-portal-vein" || r.Steps[0].String() != "values from 120 to 300.5" || r.Tissue != "vessel" || !r.Critical {
		t.Errorf("got %+v", r)
	}
	if r, err = ParseStructure("fat=-150:-50"); err != nil || r.Steps[0].String() != "values from -150 to -50" || r.Tissue != "other" || r.Critical {
		t.Errorf("got %+v, %v", r, err)
	}
	if r, err = ParseStructure("metal=2500:"); err != nil || !math.IsInf(r.Steps[0].To.Value, 1) || r.String() != "metal: values from 2500, drop below 0.1 ml" {
		t.Errorf("got %v, %v", r, err)
	}
	for _, text := range []string{"", "bone", "bone=200", "=1:2", "---=1:2", "bone=a:2", "bone=1:b", "bone=nan:2", "bone=3:2", "bone=1:2:3"} {
		if r, err := ParseStructure(text); err == nil || !strings.Contains(err.Error(), strconv.Quote(text)) {
			t.Errorf("%q: got %+v, %v", text, r, err)
		}
	}
}

// FuzzParseStructure: what is accepted has a usable name and an ordered window.
func FuzzParseStructure(f *testing.F) {
	f.Add("bone=226:3071")
	f.Add("a=:")
	f.Add("é=1e3:inf")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseStructure(text)
		if err == nil && (r.Name == "" || r.Name != kebab(r.Name) || r.Steps[0].validate() != nil || !isTissue(r.Tissue)) {
			t.Errorf("%q gave %+v", text, r)
		}
	})
}

func TestApplySaysWhyNothingWasFound(t *testing.T) {
	v := ball(5, mgl64.Vec3{1, 1, 1})
	for line, want := range map[string][]string{
		"bone: values from 226 to 3071":                               {"226 to 3071", "0 to 100"},
		"bone: values from 50 to 150, open 8 mm":                      {"nothing of bone is left after", "open 8 mm"},
		"bone: open 8 mm":                                             {"begin with a step"},
		"bone: values from 50, minus skin":                            {"the structure skin does not come before"},
		"bone: label 3 of the imported label map":                     {"--labels"},
		"bone: values from 50, keep what holds 500 0 0":               {"nothing lies within 5 mm of the point"},
		"bone: grow from 500 0 0 at 50 to 150":                        {"outside the scan"},
		"bone: grow from 9 9 9 at 500 to 550":                         {"no voxel near it has values from 500 to 550"},
		"bone: values from 50, in the box 100 0 0 to 200 9 9":         {"nothing of bone is left after the step \"in the box"},
		"bone: any value, split from 9 9 9 against 9 9 9 by distance": {"points of two structures mean the voxel"},
	} {
		r, err := ParseRecipe(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		_, err = r.Apply(v)
		for _, part := range want {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%s: got %v, want %q", line, err, part)
			}
		}
	}
	if _, err := (Recipe{Name: "bone"}).Apply(v); err == nil || !strings.Contains(err.Error(), "no steps") {
		t.Errorf("got %v", err)
	}
}

func TestResolvedFindsTheThresholdOfTwoTissues(t *testing.T) {
	v := ball(6, mgl64.Vec3{1, 1, 1})
	r, err := ParseRecipe("brain: values from otsu 1 of 1")
	if err != nil {
		t.Fatal(err)
	}
	if lo := r.Resolved(v).Steps[0].From; !(lo.Value > 0 && lo.Value <= 100) {
		t.Errorf("the threshold between 0 and 100 is %v", lo)
	}
	for i := range v.Float32 {
		v.Float32[i] = 7
	}
	if lo := r.Resolved(v).Steps[0].From.Value; lo != 7 {
		t.Errorf("the threshold of a constant image of 7 is %g", lo)
	}
}

// TestSkinEnclosesEveryOrgan: of the voxels that another tool labelled as
// organs, muscles and bones, ct-skin holds all, and the table below not.
func TestSkinEnclosesEveryOrgan(t *testing.T) {
	v := sharedVolume(t, "data/volumes/abdomen_ct_ts/ct.nii.gz")
	l := sharedLabels(t, "data/volumes/abdomen_ct_ts/labels_total.nii.gz")
	r, err := Preset("ct-skin")
	if err != nil {
		t.Fatal(err)
	}
	body, err := r.Apply(v)
	if err != nil {
		t.Fatal(err)
	}
	for voxel, label := range l.Data {
		if label != 0 && body.Bits[voxel] == 0 {
			t.Fatalf("voxel %v of label %d is outside the skin", coordinates(l.Grid, voxel), label)
		}
	}
	if n := len(componentsOf(body.Pack()).list); n != 1 {
		t.Errorf("the body has %d parts", n)
	}
	if n := len(componentsOf(body.packEqual(0)).list); n > 10 {
		t.Errorf("the air around the body has %d parts", n)
	}
	if table := Window(v, -300, math.Inf(1)).Count(); body.Count() <= table {
		t.Errorf("the solid body has %d voxels, the bare window %d", body.Count(), table)
	}
}

func TestBoneHoldsTheVertebrae(t *testing.T) {
	bone, vertebrae := boneAndVertebrae(t)
	inside := 0
	for voxel, bit := range vertebrae.Bits {
		inside += int(bit & bone.Bits[voxel])
	}
	// Cancellous bone is below 226 HU: a threshold finds the cortex, about
	// half of a vertebra at 3 mm.
	if share := float64(inside) / float64(vertebrae.Count()); share < 0.3 {
		t.Errorf("ct-bone holds %.2f of the vertebrae", share)
	}
}

// boneAndVertebrae applies ct-bone and merges another tool's vertebrae.
func boneAndVertebrae(t testing.TB) (bone, vertebrae *Mask) {
	v := sharedVolume(t, "data/volumes/abdomen_ct_ts/ct.nii.gz")
	l := sharedLabels(t, "data/volumes/abdomen_ct_ts/vertebrae_labels.nii.gz")
	r, err := Preset("ct-bone")
	if err != nil {
		t.Fatal(err)
	}
	if bone, err = r.Apply(v); err != nil {
		t.Fatal(err)
	}
	vertebrae = NewMask(l.Grid)
	for voxel, label := range l.Data {
		vertebrae.Bits[voxel] = uint8(min(label, 1))
	}
	return bone, vertebrae
}

func TestBrainIsTheSkullStrippedImage(t *testing.T) {
	v := sharedVolume(t, "data/volumes/brain_mr_gd/MR_Gd.nii.gz")
	r, err := Preset("mr-brain")
	if err != nil {
		t.Fatal(err)
	}
	brain, err := r.Apply(v)
	if err != nil {
		t.Fatal(err)
	}
	stripped := Window(v, 1, math.Inf(1))
	if d := dice(brain, stripped); d < 0.95 {
		t.Errorf("Dice with the voxels that the publisher left is %.3f", d)
	}
}

// dice is 2|a and b| / (|a| + |b|): 1 for equal masks, 0 for disjoint ones.
func dice(a, b *Mask) float64 {
	both := 0
	for voxel, bit := range a.Bits {
		both += int(bit & b.Bits[voxel])
	}
	return 2 * float64(both) / float64(a.Count()+b.Count())
}

// BenchmarkBoneDice reports how ct-bone agrees with the vertebrae of another
// tool inside the box of the latter, and how fast it is.
func BenchmarkBoneDice(b *testing.B) {
	bone, vertebrae := boneAndVertebrae(b)
	v := sharedVolume(b, "data/volumes/abdomen_ct_ts/ct.nii.gz")
	r, _ := Preset("ct-bone")
	for b.Loop() {
		if _, err := r.Apply(v); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(dice(cropTo(bone, vertebrae), vertebrae), "dice")
	b.ReportMetric(float64(v.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mvoxel/s")
}

// cropTo clears m outside the bounding box of other.
func cropTo(m, other *Mask) *Mask {
	low, high := other.Size, [3]int{}
	for voxel, bit := range other.Bits {
		if bit == 0 {
			continue
		}
		for axis, x := range coordinates(m.Grid, voxel) {
			low[axis], high[axis] = min(low[axis], x), max(high[axis], x)
		}
	}
	cropped := NewMask(m.Grid)
	for voxel, bit := range m.Bits {
		inside := true
		for axis, x := range coordinates(m.Grid, voxel) {
			inside = inside && x >= low[axis] && x <= high[axis]
		}
		if inside {
			cropped.Bits[voxel] = bit
		}
	}
	return cropped
}

// TestPresetsStayInMemory: all that a recipe ever allocates, freed or not, is
// below one and a half bytes per voxel, so its peak is too.
func TestPresetsStayInMemory(t *testing.T) {
	v := &imaging.Volume{Grid: gridOf([3]int{256, 256, 80}, mgl64.Vec3{1, 1, 2})}
	v.Int16 = make([]int16, v.Len())
	noise := uint32(5)
	for voxel := range v.Int16 {
		noise = noise*1664525 + 1013904223
		at := coordinates(v.Grid, voxel)
		switch r := math.Hypot(float64(at[0]-128), float64(at[1]-128)); {
		case r < 20:
			v.Int16[voxel] = 300
		case r < 90:
			v.Int16[voxel] = 40
		default:
			v.Int16[voxel] = -1000
		}
		v.Int16[voxel] += int16(noise >> 26)
	}
	for _, name := range []string{"ct-skin", "ct-bone", "ct-vessel", "ct-fat", "ct-soft-tissue"} {
		r, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err = r.Run(t.Context(), Inputs{Volume: v})
		runtime.ReadMemStats(&after)
		if perVoxel := float64(after.TotalAlloc-before.TotalAlloc) / float64(v.Len()); perVoxel > 1.5 {
			t.Errorf("%s allocates %.2f bytes per voxel (%v)", name, perVoxel, err)
		}
	}
}
