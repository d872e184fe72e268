package anatomy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
)

// layer is one structure on its way into the label map.
type layer struct {
	Structure
	recipe *segment.Recipe // nil: comes from the label map
	mask   *segment.Packed // of a recipe, once segmented
	voxels int             // in its mask, before deeper layers cover it
}

// line is the layer's line in the provenance.
func (l *layer) line() string {
	if l.recipe != nil {
		return l.recipe.String()
	}
	return fmt.Sprintf("%s: label %d of the imported label map", l.Name, l.Label)
}

// layers gathers the structures of the label map and of the recipes, in the
// order given, and gives every recipe a label that the map does not use.
func (o *BuildOptions) layers() ([]layer, error) {
	var layers []layer
	next := uint16(1)
	if o.importsLabels() {
		named, err := o.namedLayers()
		if err != nil {
			return nil, err
		}
		layers = named
	}
	for i := range o.Recipes {
		r := &o.Recipes[i]
		for slices.ContainsFunc(layers, func(l layer) bool { return l.Label == next }) {
			next++
		}
		layers = append(layers, layer{recipe: r, Structure: Structure{
			Name: r.Name, Label: next, SNOMED: r.SNOMED, Tissue: r.Tissue, Color: r.Color, Critical: r.Critical,
		}})
	}
	if len(layers) == 0 {
		return nil, errors.New("the case has no structures; choose a preset, a structure window or a label map")
	}
	return layers, checkStructures(layers)
}

// importsLabels says whether the label map's labels are structures themselves:
// always, unless they have no names and recipes take what they want from it.
func (o *BuildOptions) importsLabels() bool {
	fromLabel := func(s segment.Step) bool { return s.Op == segment.OpLabel }
	serves := func(r segment.Recipe) bool { return slices.ContainsFunc(r.Steps, fromLabel) }
	return o.Labels != nil && (len(o.Names) > 0 || !slices.ContainsFunc(o.Recipes, serves))
}

// namedLayers finds the names of the labels that occur.
func (o *BuildOptions) namedLayers() ([]layer, error) {
	names := make(map[uint16]segment.Named, len(o.Names))
	for _, n := range o.Names {
		if other, twice := names[n.Label]; twice {
			return nil, fmt.Errorf("label %d has two names, %s and %s; keep one", n.Label, other.Name, n.Name)
		}
		names[n.Label] = n
	}
	present := segment.Present(o.Labels)
	if len(present) == 0 {
		return nil, errors.New("the label map is empty: every voxel is 0; choose another file")
	}
	var layers []layer
	for _, label := range present {
		n, ok := names[label]
		if !ok {
			return nil, fmt.Errorf("label %d of the label map (%d voxels) has no name; give its name with --names", label, countLabels(o.Labels)[label])
		}
		layers = append(layers, layer{Structure: Structure{
			Name: n.Name, Label: label, SNOMED: n.SNOMED, Tissue: n.Tissue, Color: n.Color, Critical: n.Critical,
		}})
	}
	return layers, nil
}

func checkStructures(layers []layer) error {
	seen := make(map[string]bool)
	for _, l := range layers {
		if err := cmp.Or(checkName("structure", l.Name), checkTissue(l.Name, l.Tissue), checkColor(l.Name, l.Color)); err != nil {
			return err
		}
		if seen[l.Name] {
			return fmt.Errorf("two structures are named %s; rename or drop one", l.Name)
		}
		seen[l.Name] = true
	}
	return nil
}

// painter turns layers into a label map.
type painter struct {
	options *BuildOptions
	volume  *imaging.Volume
	grid    imaging.Grid
	layers  []layer // after segment: from the outermost inwards
	steps   int     // that segmenting takes, and raising surfaces takes again
	// covered counts, for a layer's label and that of another layer, the voxels
	// of the other that the first would hold too.
	covered map[[2]uint16]int
}

// paint makes the label map: every voxel gets its innermost layer's label. It
// goes from the inside outwards, so that a voxel is painted at most once and
// what it held before is known: labels, when they are structures themselves,
// are painted over.
func (p *painter) paint(labels *imaging.LabelMap) {
	order := p.order()
	p.covered = make(map[[2]uint16]int)
	for i := len(p.layers) - 1; i >= 0; i-- {
		l := &p.layers[i]
		if l.mask == nil {
			continue
		}
		over := make([]int, 1<<16)
		for at := range l.mask.Marked() {
			if under := labels.Data[at]; order[under] < order[l.Label] {
				labels.Data[at] = l.Label
				over[under]++
			}
		}
		for under, n := range over[1:] {
			if n > 0 {
				p.covered[[2]uint16{uint16(under + 1), l.Label}] += n
			}
		}
	}
	p.countCovered(labels)
}

// finish paints the label map and describes the structures in it.
func (p *painter) finish(c *Case, labels *imaging.LabelMap) (err error) {
	p.paint(labels)
	if c.Structures, err = p.structures(labels); err != nil {
		return err
	}
	for i := range p.layers {
		c.Provenance.Recipe = append(c.Provenance.Recipe, p.layers[i].line())
	}
	if target := c.Structure(p.options.Target); target != nil {
		target.Target = true
	}
	p.layers = nil // the masks are not needed any more
	return nil
}

// order is each label's place from the outside, 0 for background.
func (p *painter) order() []int {
	order := make([]int, 1<<16)
	for i := range p.layers {
		order[p.layers[i].Label] = i + 1
	}
	return order
}

// structures decides which labels make up each structure's solid.
func (p *painter) structures(painted *imaging.LabelMap) ([]Structure, error) {
	if err := p.checkContains(); err != nil {
		return nil, err
	}
	total := make([]int, 1<<16)
	for _, label := range painted.Data {
		total[label]++
	}
	structures := make([]Structure, len(p.layers))
	for i := range p.layers {
		s := &structures[i]
		*s = p.layers[i].Structure
		declared := p.declaredInside(s.Name)
		s.Labels = []uint16{s.Label}
		for _, inner := range p.layers[i+1:] {
			if declared[inner.Name] || 2*p.covered[[2]uint16{s.Label, inner.Label}] > total[inner.Label] {
				s.Labels = append(s.Labels, inner.Label)
			}
		}
		slices.Sort(s.Labels[1:])
		if total[s.Label] == 0 {
			return nil, fmt.Errorf("nothing is left of structure %s: others cover it; drop it or change its window", s.Name)
		}
	}
	return structures, nil
}

// countCovered counts the voxels of every label that the masks of others hold.
func (p *painter) countCovered(painted *imaging.LabelMap) {
	for i := range p.layers {
		l := &p.layers[i]
		if l.mask == nil {
			continue
		}
		perLabel := make([]int, 1<<16)
		for at := range l.mask.Marked() {
			perLabel[painted.Data[at]]++
		}
		for label, n := range perLabel {
			if n > 0 {
				p.covered[[2]uint16{l.Label, uint16(label)}] = n
			}
		}
	}
}

// declaredInside is what Contains puts inside a structure, directly or through
// another.
func (p *painter) declaredInside(name string) map[string]bool {
	inside := make(map[string]bool)
	queue := []string{name}
	for len(queue) > 0 {
		for _, inner := range p.options.Contains[queue[0]] {
			if !inside[inner] && inner != name {
				inside[inner] = true
				queue = append(queue, inner)
			}
		}
		queue = queue[1:]
	}
	return inside
}

// checkContains refuses names that no structure has, and structures that would
// contain what lies further out than they do.
func (p *painter) checkContains() error {
	order := make(map[string]int)
	for i := range p.layers {
		order[p.layers[i].Name] = i + 1
	}
	for i := range p.layers {
		outer := p.layers[i].Name
		for _, inner := range p.options.Contains[outer] {
			switch {
			case order[inner] == 0:
				return fmt.Errorf("structure %s is said to contain %s, which is not a structure of the case", outer, quoted(inner))
			case order[inner] <= order[outer]:
				return fmt.Errorf("structure %s is said to contain %s, which lies further out by its tissue; change the tissue of one", outer, inner)
			}
		}
	}
	return nil
}
