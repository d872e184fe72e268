package segment

import (
	"fmt"
	"math"
	"strings"
)

// Presets lists the names that Preset knows.
func Presets() []string { return []string{"ct-bone", "ct-vessel", "ct-skin", "mr-brain"} }

// Preset returns a ready recipe:
//
//   - ct-bone: 226 HU and above, the customary lower bound for adult bone,
//     metal included; specks below 0.5 ml dropped, marrow spaces filled.
//   - ct-vessel: contrast-enhanced vessels, 150 to 700 HU, the five largest
//     trees. Bone overlaps this window: use it on a scan whose bone is removed,
//     or bring a label map.
//   - ct-skin: the whole body as one solid: above -300 HU, halfway between air
//     and fat, freed from table and clothes, closed, filled up to the ends of
//     the scan.
//   - mr-brain: above Otsu's threshold of the scan's own histogram, opened to
//     cut the brain from scalp and vessels, the largest part, closed, filled.
//     It expects a skull-stripped image. With the skull on it gives the
//     whole head's soft tissue where the opening does not part them: check it.
func Preset(name string) (Recipe, error) {
	switch name {
	case "ct-bone":
		return Recipe{Name: "bone", Tissue: "bone", SNOMED: "272673000", Color: tissueColor("bone"),
			Lo: 226, Hi: math.Inf(1), SmallestML: 0.5, CloseMM: 1.5, FillHoles: true}, nil
	case "ct-vessel":
		return Recipe{Name: "vessels", Tissue: "vessel", SNOMED: "59820001", Color: tissueColor("vessel"), Critical: true,
			Lo: 150, Hi: 700, Largest: 5}, nil
	case "ct-skin":
		return Recipe{Name: "skin", Tissue: "skin", SNOMED: "39937001", Color: tissueColor("skin"),
			Lo: -300, Hi: math.Inf(1), OpenMM: 3, Largest: 1, CloseMM: 5, FillBody: true}, nil
	case "mr-brain":
		return Recipe{Name: "brain", Tissue: "brain", SNOMED: "12738006", Color: tissueColor("brain"),
			Otsu: true, Hi: math.Inf(1), OpenMM: 2, Largest: 1, CloseMM: 3, FillHoles: true}, nil
	}
	return Recipe{}, fmt.Errorf("there is no preset %q; choose one of %s", name, strings.Join(Presets(), ", "))
}
