package anatomy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// BuildOptions say what a case is made of. At least one structure must come
// from Recipes or Labels.
type BuildOptions struct {
	ID           string // of the case, see Case
	Title        string // for people; never a patient's name; empty takes the ID
	Modality     string // CT, CBCT, MR or LABELS
	Engine       string // drylab version, for the provenance
	SourceSHA256 string // of what was imported, hexadecimal, for the provenance
	Privacy      *Privacy

	// Recipes segment the volume. With Optional, for recipes that were chosen
	// for the user and not by them, one that finds nothing is left out with a
	// notice, unless no other structure remains or it is the target.
	Recipes  []segment.Recipe
	Optional bool
	// Labels is a segmentation made elsewhere, on the volume's grid; Names says
	// what its labels mean. Every label that occurs is a structure and needs a
	// name; names that do not occur are left out. Without any name the map only
	// serves the recipes that take labels from it, of which there must be one.
	Labels *imaging.LabelMap
	Names  []segment.Named
	// Contains lists, by name, what lies inside a structure and belongs to its
	// solid, as the ventricles belong to the brain. Beyond this list a
	// structure contains what covers it in the label map: a structure deeper in
	// the body (by tissue, then smaller) most of whose voxels are its own too.
	Contains map[string][]string

	Landmarks []Landmark
	Target    string // name of the target structure; empty for none

	// Triangles bounds a surface's size: 0 means 50 000 and, for skin, twice that.
	// A surface that would stray further than half a voxel keeps more, with a notice.
	Triangles int
	// Progress is called before each step, when not nil. done never falls and
	// total, two for each structure, stays the same; they are equal at the end.
	Progress func(done, total int, what string)
	// Notice is told, when not nil, what people should know of the case: one
	// sentence each, such as that a surface was left coarse.
	Notice func(sentence string)
}

// Build makes a case from a scan, a segmentation, or both: the one way for a
// patient's scan and for the phantom. v may be nil when o.Labels is given.
//
// Structures are painted into one label map from the outside inwards, so a
// voxel keeps the innermost structure's label. Each structure's surface is the
// closed, smoothed boundary of its own solid (see Structure.Labels), which
// encloses the volume of the solid's voxels to 1 %, or to half a microlitre. A
// surface that would not stay watertight on the way is left at an earlier stage,
// with a notice.
//
// The affine is kept in the precision of the files that a case is saved in.
// Errors name the structure, label or landmark that does not fit; a cancelled
// ctx ends it between two steps, with the context's error.
func Build(ctx context.Context, v *imaging.Volume, o BuildOptions) (*Case, error) {
	c, p, err := o.begin(v)
	if err != nil {
		return nil, err
	}
	if err := p.segment(ctx); err != nil {
		return nil, err
	}
	c.Labels = &imaging.LabelMap{Grid: p.grid, Data: make([]uint16, p.grid.Len())}
	if o.importsLabels() {
		copy(c.Labels.Data, o.Labels.Data)
	}
	if err := p.finish(c, c.Labels); err != nil {
		return nil, err
	}
	if err := o.raiseSurfaces(ctx, c.Structures, solidsOf(c.Structures, c.Labels), p.steps); err != nil {
		return nil, err
	}
	return c, nil
}

// begin checks what can be known before the work begins.
func (o *BuildOptions) begin(v *imaging.Volume) (*Case, *painter, error) {
	grid, err := o.validate(v)
	if err != nil {
		return nil, nil, err
	}
	grid.PatientFromVoxel = storable(grid.PatientFromVoxel)
	p := &painter{options: o, volume: v, grid: grid}
	if p.layers, err = o.layers(); err != nil {
		return nil, nil, err
	}
	return o.emptyCase(v, grid), p, o.checkTarget(p.layers)
}

// validate checks what does not need the voxels, and finds the common grid.
func (o *BuildOptions) validate(v *imaging.Volume) (imaging.Grid, error) {
	var grid imaging.Grid
	if err := cmp.Or(checkName("the case", o.ID), checkModality(o.Modality), checkText("the title", o.Title)); err != nil {
		return grid, err
	}
	switch {
	case v == nil && o.Labels == nil:
		return grid, errors.New("a case needs a scan or a label map; give at least one")
	case v == nil && len(o.Recipes) > 0:
		return grid, fmt.Errorf("structure %s is to be segmented, but there is no scan; give the scan too", o.Recipes[0].Name)
	case v == nil:
		grid = o.Labels.Grid
	default:
		grid = v.Grid
	}
	if err := grid.Validate(); err != nil {
		return grid, err
	}
	if o.Labels != nil && !o.Labels.SameAs(grid) {
		return grid, fmt.Errorf("the label map (%v voxels) does not lie on the scan's grid (%v voxels); resample it onto the scan first", o.Labels.Size, grid.Size)
	}
	for _, l := range o.Landmarks {
		if err := checkName("landmark", l.Name); err != nil {
			return grid, err
		}
		if !grid.Contains(l.Position) {
			return grid, fmt.Errorf("landmark %s at %.1f mm lies outside the scan; correct its position (LPS, mm)", l.Name, l.Position)
		}
	}
	return grid, nil
}

// emptyCase is the case without structures. Voxel data are shared with v.
func (o *BuildOptions) emptyCase(v *imaging.Volume, grid imaging.Grid) *Case {
	c := &Case{
		Schema:     CaseSchema,
		ID:         o.ID,
		Title:      cmp.Or(o.Title, o.ID),
		Modality:   o.Modality,
		Provenance: Provenance{SourceSHA256: o.SourceSHA256, Engine: o.Engine, Privacy: o.Privacy},
		Landmarks:  slices.Clone(o.Landmarks),
	}
	c.FrameOfReference = frameUID(o.SourceSHA256, o.ID, grid)
	if v != nil {
		c.Volume = &imaging.Volume{Grid: grid, Int16: v.Int16, Float32: v.Float32}
	}
	return c
}

func (o *BuildOptions) progress(done, total int, what string) {
	if o.Progress != nil {
		o.Progress(done, total, what)
	}
}

func (o *BuildOptions) notice(format string, values ...any) {
	if o.Notice != nil {
		o.Notice(fmt.Sprintf(format, values...))
	}
}

// checkTarget refuses a target that no structure is called, before the work begins.
func (o *BuildOptions) checkTarget(layers []layer) error {
	if o.Target == "" {
		return nil
	}
	names := make([]string, len(layers))
	for i := range layers {
		names[i] = layers[i].Name
	}
	if slices.Contains(names, o.Target) {
		return nil
	}
	return fmt.Errorf("the target %s is not a structure of the case; choose one of %s", quoted(o.Target), strings.Join(Nearest(o.Target, names, 5), ", "))
}

// storable rounds an affine to float32, in which NIfTI stores it, so that a
// case is the same before it is saved and after it is loaded. At half a metre
// from the origin this moves a voxel by less than 0.1 micrometre per voxel.
func storable(m mgl64.Mat4) mgl64.Mat4 {
	for i := range m {
		m[i] = float64(float32(m[i])) + 0 // no negative zero
	}
	m.SetRow(3, mgl64.Vec4{0, 0, 0, 1})
	return m
}

// volumeML rounds to the microlitre, which is how case.yaml shows a volume.
func volumeML(cubicMillimetres float64) float64 { return math.Round(cubicMillimetres) / 1000 }
