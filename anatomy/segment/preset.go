package segment

import (
	"fmt"
	"strings"
)

// PresetInfo is a ready recipe: what --preset offers.
type PresetInfo struct {
	Name     string // ct-bone
	Modality string // CT, MR or CBCT
	About    string // one line for people
	// line is the recipe, whose name decides tissue, code and colour.
	line string
}

// Presets lists the ready recipes, those of a modality together.
//
// The windows of CT are in Hounsfield units: 226 is the customary lower bound
// of adult bone, and 80 lies between muscle and the spongy bone of the aged; -300 lies halfway between air and fat; fat is -190 to -30
// (T. Yoshizumi et al. 1999, doi 10.1148/radiology.211.1.r99ap15283), muscle and
// most organs -29 to 150 (M. Mourtzakis et al. 2008, doi 10.1139/H08-075), air
// in lungs below -400. MR has no unit, and cone-beam CT an unreliable one, so
// theirs come from Otsu's thresholds of the scan itself.
func Presets() []PresetInfo {
	return []PresetInfo{
		{"ct-skin", "CT", "the whole body as one solid, freed from table and clothes",
			"skin: values from -300, open 3 mm, keep the largest, close 5 mm, fill the body"},
		{"ct-bone", "CT", "bone with its marrow, and metal",
			"bone: values from 226, drop below 0.5 ml, close 6 mm over values from 80, close 2 mm, fill the body below 60 ml"},
		{"ct-bone-cortical", "CT", "dense bone only, marrow left out",
			"bone: values from 226, drop below 0.5 ml"},
		{"ct-lung", "CT", "both lungs with their vessels, without the air outside and in the bowel",
			"lung: values up to -400, drop what touches the sides, drop below 150 ml, keep the 2 largest, close 4 mm, fill holes"},
		{"ct-vessel", "CT", "vessels with contrast; bone overlaps, so use it where bone is removed",
			"vessels: values from 150 to 700, keep the 5 largest"},
		{"ct-vessel-no-bone", "CT", "vessels with contrast, less the bone of ct-bone-cortical before it",
			"vessels: values from 150 to 700, minus bone and 1.5 mm around, open 0.8 mm, drop below 1 ml"},
		{"ct-vessel-tree", "CT", "fine branches with contrast, radius 0.7 to 4 mm, by their tubular shape",
			"vessels: values from 120 to 700, bright tubes of radius 0.7 to 4 mm contrast 100 vesselness 0.1 to 0.4, drop below 0.3 ml"},
		{"ct-fat", "CT", "fat under the skin and around the organs",
			"fat: values from -190 to -30, drop below 1 ml"},
		{"ct-soft-tissue", "CT", "muscle and organs together",
			"soft-tissue: values from -29 to 150, open 1.5 mm, drop below 5 ml"},
		{"mr-skin", "MR", "the whole head or body as one solid",
			"skin: values from otsu 1 of 2, open 2 mm, keep the largest, close 6 mm, fill the body"},
		{"mr-brain", "MR", "the brain of a skull-stripped image; with the skull on, check it",
			"brain: values from otsu 1 of 1, open 2 mm, keep the largest, close 3 mm, fill holes"},
		{"mr-bright", "MR", "what is brightest, such as enhancing tumour, fluid or fat: check which",
			"bright: values from otsu 2 of 2, open 1 mm, drop below 1 ml"},
		{"mr-vessel", "MR", "bright vessels of an angiography, radius 0.5 to 3 mm",
			"vessels: bright tubes of radius 0.5 to 3 mm vesselness 0.08 to 0.3, drop below 0.2 ml"},
		{"cbct-skin", "CBCT", "the face or limb as one solid, as far as the field of view shows it",
			"skin: values from otsu 1 of 3, open 2 mm, keep the largest, close 5 mm, fill the body"},
		{"cbct-bone", "CBCT", "bone with its marrow, teeth and metal",
			"bone: values from otsu 2 of 2, open 0.5 mm, drop below 0.5 ml, close 1 mm, fill the body below 20 ml"},
		{"cbct-teeth", "CBCT", "the densest: teeth, implants and thick cortex",
			"teeth: values from otsu 3 of 3, open 0.5 mm, drop below 0.2 ml"},
	}
}

// Preset returns the ready recipe of that name.
func Preset(name string) (Recipe, error) {
	var names []string
	for _, p := range Presets() {
		if p.Name != name {
			names = append(names, p.Name)
			continue
		}
		r, err := ParseRecipe(p.line)
		if err != nil {
			panic(fmt.Sprintf("segment: the preset %s is damaged: %v", name, err))
		}
		return r, nil
	}
	return Recipe{}, fmt.Errorf("there is no preset %q; choose one of %s", name, strings.Join(names, ", "))
}
