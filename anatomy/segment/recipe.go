package segment

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// Recipe says how to find one structure: steps that run in their order. Its
// text is a line of a case's provenance, from which the case can be made again.
type Recipe struct {
	Name   string // of the structure: kebab-case
	Tissue string // as in anatomy.Structure
	SNOMED string // SNOMED CT code, may be empty
	Color  string // #rrggbb
	// Critical structures must not be injured.
	Critical bool

	Steps []Step
}

// newRecipe is a recipe without steps, described by its name.
func newRecipe(name string) Recipe {
	n := describe(name)
	return Recipe{Name: name, Tissue: n.Tissue, SNOMED: n.SNOMED, Color: n.Color, Critical: n.Critical}
}

// String is one readable line that lists the steps in order; ParseRecipe reads
// it back.
func (r Recipe) String() string {
	var steps []string
	for _, s := range r.Steps {
		steps = append(steps, s.String())
	}
	return r.Name + ": " + strings.Join(steps, ", ")
}

// ParseStructure reads the command line's name=lo:hi, such as bone=226:3071 or
// contrast=150: (open above). The name becomes kebab-case, and decides tissue,
// colour, code and whether the structure is critical. Specks below 0.1 ml,
// which are noise, are dropped.
func ParseStructure(text string) (Recipe, error) {
	name, window, found := strings.Cut(text, "=")
	low, high, colon := strings.Cut(window, ":")
	if !found || !colon {
		return Recipe{}, fmt.Errorf("structure %q is not of the form name=lo:hi, such as bone=226:3071", text)
	}
	if kebab(name) == "" {
		return Recipe{}, fmt.Errorf("structure %q has no name; write name=lo:hi with letters or digits before the =", text)
	}
	lo, err := parseBound(low, -1)
	if err != nil {
		return Recipe{}, fmt.Errorf("structure %q: the lower bound %w", text, err)
	}
	hi, err := parseBound(high, 1)
	if err != nil {
		return Recipe{}, fmt.Errorf("structure %q: the upper bound %w", text, err)
	}
	if lo > hi {
		return Recipe{}, fmt.Errorf("structure %q: the lower bound is above the upper one", text)
	}
	r := newRecipe(kebab(name))
	r.Steps = []Step{Values(lo, hi), {Op: OpDrop, ML: 0.1}}
	return r, nil
}

// parseBound reads one side of a window; empty leaves the lower (-1) or upper
// (+1) side open.
func parseBound(text string, sign int) (float64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return math.Inf(sign), nil
	}
	bound, err := strconv.ParseFloat(text, 64)
	if err != nil || !finite(bound) {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return bound + 0, nil // no negative zero
}

// growthPerOrgan bounds the volumes of organs that are grown from a point, in
// ml: half as much again as is usual in large adults, so that what exceeds it
// has leaked.
var growthPerOrgan = map[string]float64{
	"liver": 2500, "spleen": 600, "kidney": 350, "gallbladder": 120, "urinary-bladder": 1000,
	"lung": 5000, "heart": 1300, "brain": 2000, "aorta": 500, "stomach": 1500, "pancreas": 200,
}

// growthLimit is the limit of every other structure, in ml.
const growthLimit = 2500

// ParseGrowth reads the command line's name=x,y,z, such as
// liver=-60,-20,110: an organ grown from a point inside it (LPS, mm). The
// window is what lies within 2.5 standard deviations of the values there, and
// necks of 3 mm in radius, or of more where the organ would otherwise be larger
// than such organs are, stop the growth.
func ParseGrowth(text string) (Recipe, error) {
	name, at, found := strings.Cut(text, "=")
	coordinates := strings.Split(at, ",")
	if !found || kebab(name) == "" || len(coordinates) != 3 {
		return Recipe{}, fmt.Errorf("%q is not of the form name=x,y,z, such as liver=-60,-20,110 (LPS, mm)", text)
	}
	var seed mgl64.Vec3
	for axis, coordinate := range coordinates {
		x, err := strconv.ParseFloat(strings.TrimSpace(coordinate), 64)
		if err != nil || !finite(x) {
			return Recipe{}, fmt.Errorf("%q: %q is not a coordinate in mm", text, coordinate)
		}
		seed[axis] = x + 0
	}
	r := newRecipe(kebab(name))
	limit, ok := growthPerOrgan[strings.TrimSuffix(strings.TrimSuffix(r.Name, "-left"), "-right")]
	if !ok {
		limit = growthLimit
	}
	r.Steps = []Step{
		{Op: OpGrow, Points: []mgl64.Vec3{seed}, SD: 2.5, MM: 3, Widen: true, ML: limit},
		{Op: OpClose, MM: 2},
		{Op: OpFill},
	}
	return r, nil
}

// Inputs are what recipes work on. All lie on one grid.
type Inputs struct {
	Volume *imaging.Volume   // the scan; nil for recipes of labels only
	Labels *imaging.LabelMap // the imported label map; may be nil
	// Earlier holds the structures of the case that Uses names.
	Earlier map[string]*Packed
}

// Uses lists the earlier structures that the recipe takes away, adds or stays
// within.
func (r Recipe) Uses() []string {
	var names []string
	for _, s := range r.Steps {
		if s.Other != "" && !slices.Contains(names, s.Other) {
			names = append(names, s.Other)
		}
	}
	return names
}

// Resolved is the recipe with what depends on the scan worked out: thresholds,
// windows around seeds and contrasts. It is what Apply and Run use and what the
// case's provenance should show: run again, it finds the same voxels.
func (r Recipe) Resolved(v *imaging.Volume) Recipe {
	steps := slices.Clone(r.Steps)
	for i := range steps {
		steps[i] = steps[i].resolved(v)
	}
	r.Steps = steps
	return r
}

func (s Step) resolved(v *imaging.Volume) Step {
	if v == nil {
		return s
	}
	s.From, s.To = s.From.resolved(v), s.To.resolved(v)
	switch {
	case s.Op == OpGrow && s.SD > 0 && !s.From.Found:
		s.From, s.To = windowAround(v, s.Points, s.SD)
	case s.Op == OpTubes && s.Tubes.Contrast == 0:
		s.Tubes.Contrast = contrastOf(v)
	}
	return s
}

func (b Bound) resolved(v *imaging.Volume) Bound {
	if b.known() {
		return b
	}
	b.Value, b.Found = otsuThresholds(v, b.Of)[b.Otsu-1], true
	return b
}

// Apply segments the volume with a recipe that needs no other structure. It is
// an error when nothing is found.
func (r Recipe) Apply(v *imaging.Volume) (*Mask, error) {
	p, err := r.Run(context.Background(), Inputs{Volume: v})
	if err != nil {
		return nil, err
	}
	return p.Unpack(), nil
}

// Run makes the structure's mask. Beyond the result it needs about half a byte
// per voxel, one byte for tubes, and for splits what SplitMethod says. It is an
// error when a step lacks what it needs, when growth leaks, and, as *Nothing, when
// nothing is found or left; the sentence names the structure and the step.
func (r Recipe) Run(ctx context.Context, in Inputs) (*Packed, error) {
	if len(r.Steps) == 0 {
		return nil, fmt.Errorf("the recipe of %s has no steps; begin with one such as: values from 226", r.Name)
	}
	r = r.Resolved(in.Volume)
	w := &work{Inputs: in, ctx: ctx}
	for number, s := range r.Steps {
		err := s.validate()
		if err == nil {
			err = w.do(s)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("structure %s, step %q: %w", r.Name, s, err)
		}
		if w.mask.Count() == 0 {
			return nil, r.nothing(number, in.Volume)
		}
	}
	return w.mask, nil
}

// nothing says why the mask is empty after a step.
func (r Recipe) nothing(number int, v *imaging.Volume) error {
	step := r.Steps[number]
	if number == 0 && step.Op == OpValues {
		low, high := v.Range()
		return nothing("no voxel of %s: the recipe wants %s, but the volume's values run from %g to %g; choose another window or preset",
			r.Name, step.window(), low, high)
	}
	if number == 0 {
		return nothing("no voxel of %s: the step %q finds nothing; change it or leave the structure out", r.Name, step)
	}
	return nothing("nothing of %s is left after the step %q; leave the step out, soften it or begin with more", r.Name, step)
}

// Nothing is the error of a recipe that finds no voxel, or leaves none.
type Nothing struct{ sentence string }

func (n *Nothing) Error() string { return n.sentence }

func nothing(format string, values ...any) error { return &Nothing{fmt.Sprintf(format, values...)} }
