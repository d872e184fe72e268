package anatomy

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/drylab/drylab/anatomy/segment"
)

// segment applies the recipes and sorts the layers from the outside inwards:
// by tissue, then the larger first, then as given.
func (p *painter) segment(ctx context.Context) error {
	counts := make([]int, 1<<16)
	if p.options.Labels != nil {
		for _, label := range p.options.Labels.Data {
			counts[label]++
		}
	}
	p.steps = len(p.layers)
	for i := 0; i < len(p.layers); i++ {
		l := &p.layers[i]
		if l.recipe == nil {
			l.voxels = counts[l.Label]
			continue
		}
		p.options.progress(i, 2*p.steps, "segmenting "+l.Name)
		err := p.apply(ctx, i)
		if p.mayLack(l, err) {
			p.leaveOut(i)
			i--
			continue
		}
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(p.layers, func(a, b layer) int {
		depthA, _ := depthOf(a.Tissue)
		depthB, _ := depthOf(b.Tissue)
		return cmp.Or(cmp.Compare(depthA, depthB), cmp.Compare(b.voxels, a.voxels))
	})
	return nil
}

// apply runs the recipe of layer i.
func (p *painter) apply(ctx context.Context, i int) error {
	l := &p.layers[i]
	resolved := l.recipe.Resolved(p.volume)
	l.recipe = &resolved
	earlier, err := p.earlier(ctx, i)
	if err != nil {
		return err
	}
	in := segment.Inputs{Volume: p.volume, Labels: p.options.Labels, Earlier: earlier}
	if l.mask, err = resolved.Run(ctx, in); err != nil {
		return err
	}
	l.voxels = l.mask.Count()
	return nil
}

// mayLack says that an error means no more than that a structure which nobody
// asked for is not there, while another is or may be.
func (p *painter) mayLack(l *layer, err error) bool {
	return p.options.Optional && l.Name != p.options.Target && len(p.layers) > 1 && errors.As(err, new(*segment.Nothing))
}

// leaveOut drops layer i, and the steps of later recipes that name it.
func (p *painter) leaveOut(i int) {
	name := p.layers[i].Name
	p.options.notice("There is no %s in this scan, as far as the preset can find it; the case is made without.", name)
	p.layers = slices.Delete(p.layers, i, i+1)
	for later := range p.layers[i:] {
		l := &p.layers[i+later]
		if l.recipe != nil {
			l.recipe = without(l.recipe, name)
		}
	}
}

// without is the recipe without the steps that name another structure.
func without(r *segment.Recipe, name string) *segment.Recipe {
	changed := *r
	changed.Steps = slices.DeleteFunc(slices.Clone(r.Steps), func(s segment.Step) bool { return s.Other == name })
	return &changed
}

// earlier is what the recipe of layer i may name: the structures before it, of
// those that come from the label map only what it does name.
func (p *painter) earlier(ctx context.Context, i int) (map[string]*segment.Packed, error) {
	masks := make(map[string]*segment.Packed)
	for _, name := range p.layers[i].recipe.Uses() {
		at := slices.IndexFunc(p.layers[:i], func(l layer) bool { return l.Name == name })
		if at < 0 {
			continue // the recipe says so
		}
		l := &p.layers[at]
		if masks[name] = l.mask; l.recipe != nil {
			continue
		}
		itself := segment.Recipe{Name: name, Steps: []segment.Step{{Op: segment.OpLabel, N: int(l.Label)}}}
		mask, err := itself.Run(ctx, segment.Inputs{Labels: p.options.Labels})
		if err != nil {
			return nil, err
		}
		masks[name] = mask
	}
	return masks, nil
}
