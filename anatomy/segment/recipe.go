package segment

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Recipe says how to find one structure in a scan. Its steps run in the order
// of the fields from Lo to FillBody; a zero leaves the step out.
type Recipe struct {
	Name   string // of the structure: kebab-case
	Tissue string // as in anatomy.Structure
	SNOMED string // SNOMED CT code, may be empty
	Color  string // #rrggbb
	// Critical structures must not be injured.
	Critical bool

	// Lo and Hi bound the intensities that belong to the structure, both
	// included: Hounsfield units in CT. -Inf and +Inf leave a side open.
	Lo, Hi float64
	// Otsu replaces Lo by the threshold that parts the scan's own histogram
	// best, for MR, whose intensities have no unit.
	Otsu bool
	// OpenMM removes what is thinner than a ball of this radius in mm.
	OpenMM float64
	// Largest keeps that many connected components.
	Largest int
	// SmallestML drops connected components below this volume.
	SmallestML float64
	// CloseMM fills gaps narrower than a ball of this radius in mm.
	CloseMM float64
	// FillHoles fills what is enclosed; FillBody also what is enclosed but
	// for the scan's own head and foot end.
	FillHoles, FillBody bool
}

// ParseStructure reads the command line's name=lo:hi, such as bone=226:3071 or
// contrast=150: (open above). The name becomes kebab-case, and words in it
// such as vein or skull decide tissue, colour and whether it is critical.
// Specks below 0.1 ml, which are noise, are dropped.
func ParseStructure(text string) (Recipe, error) {
	name, window, found := strings.Cut(text, "=")
	low, high, colon := strings.Cut(window, ":")
	if !found || !colon {
		return Recipe{}, fmt.Errorf("structure %q is not of the form name=lo:hi, such as bone=226:3071", text)
	}
	r := Recipe{Name: kebab(name), SmallestML: 0.1}
	if r.Name == "" {
		return Recipe{}, fmt.Errorf("structure %q has no name; write name=lo:hi with letters or digits before the =", text)
	}
	var err error
	if r.Lo, err = parseBound(low, math.Inf(-1)); err != nil {
		return Recipe{}, fmt.Errorf("structure %q: the lower bound %w", text, err)
	}
	if r.Hi, err = parseBound(high, math.Inf(1)); err != nil {
		return Recipe{}, fmt.Errorf("structure %q: the upper bound %w", text, err)
	}
	if r.Lo > r.Hi {
		return Recipe{}, fmt.Errorf("structure %q: the lower bound is above the upper one", text)
	}
	r.Tissue = tissueOf(r.Name)
	r.Color, r.Critical = tissueColor(r.Tissue), r.Tissue == "vessel"
	return r, nil
}

// parseBound reads one side of a window; empty leaves it open.
func parseBound(text string, open float64) (float64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return open, nil
	}
	bound, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(bound) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return bound, nil
}

// Resolved is the recipe with thresholds that depend on the scan worked out:
// what Apply uses, and what the case's provenance should show.
func (r Recipe) Resolved(v *imaging.Volume) Recipe {
	if r.Otsu {
		r.Lo = otsuThreshold(v)
	}
	return r
}

// Apply segments the volume. It is an error when nothing is found.
func (r Recipe) Apply(v *imaging.Volume) (*Mask, error) {
	r = r.Resolved(v)
	m := Window(v, r.Lo, r.Hi)
	if m.Count() == 0 {
		low, high := valueRange(v)
		return nil, fmt.Errorf("no voxel of %s: the recipe wants %s, but the volume's values run from %g to %g; choose another window or preset",
			r.Name, r.window(), low, high)
	}
	if r.OpenMM > 0 {
		m = Open(m, r.OpenMM)
	}
	if r.Largest > 0 {
		m = Largest(m, r.Largest)
	}
	if r.SmallestML > 0 {
		m = WithoutSpecks(m, r.SmallestML)
	}
	if r.CloseMM > 0 {
		m = Close(m, r.CloseMM)
	}
	if r.FillHoles {
		m = FillHoles(m)
	}
	if r.FillBody {
		m = FillBody(m)
	}
	if m.Count() == 0 {
		return nil, fmt.Errorf("nothing of %s is left: voxels in %s exist, but only as specks or sheets; choose a wider window",
			r.Name, r.window())
	}
	return m, nil
}

// String is one readable line that lists the steps in order.
func (r Recipe) String() string {
	steps := []string{r.window()}
	if r.Otsu {
		steps[0] += " (lower bound by Otsu)"
	}
	if r.OpenMM > 0 {
		steps = append(steps, fmt.Sprintf("open %g mm", r.OpenMM))
	}
	if r.Largest > 0 {
		steps = append(steps, fmt.Sprintf("keep the %d largest", r.Largest))
	}
	if r.SmallestML > 0 {
		steps = append(steps, fmt.Sprintf("drop below %g ml", r.SmallestML))
	}
	if r.CloseMM > 0 {
		steps = append(steps, fmt.Sprintf("close %g mm", r.CloseMM))
	}
	if r.FillHoles {
		steps = append(steps, "fill holes")
	}
	if r.FillBody {
		steps = append(steps, "fill the body")
	}
	return r.Name + ": " + strings.Join(steps, ", ")
}

// window says which intensities are in.
func (r Recipe) window() string {
	switch {
	case math.IsInf(r.Lo, -1) && math.IsInf(r.Hi, 1):
		return "any value"
	case math.IsInf(r.Hi, 1):
		return fmt.Sprintf("values from %.6g", r.Lo)
	case math.IsInf(r.Lo, -1):
		return fmt.Sprintf("values up to %.6g", r.Hi)
	}
	return fmt.Sprintf("values from %.6g to %.6g", r.Lo, r.Hi)
}
