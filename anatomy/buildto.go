package anatomy

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/drylab/drylab/anatomy/imaging"
)

// BuildTo is Build and Save in one, in little memory: every image is written
// as soon as it is known and let go then, so that the scan, the label map and
// the surfaces are never in memory together. The files are those of Save, bit
// for bit; case.yaml comes last, and create is called from several goroutines.
//
// BuildTo takes v and o.Labels over, whose voxels are gone afterwards. What it
// needs at the most, beside a bit per voxel for every structure, is the scan, or
// the label map, or some 300 bytes per vertex of the largest surface before it is
// simplified. That is less than twice a scan of 16 bits while no surface has
// more than a vertex for every eighty voxels; noise has more.
func BuildTo(ctx context.Context, v *imaging.Volume, o BuildOptions, create func(name string) (io.WriteCloser, error)) error {
	c, p, err := o.begin(v)
	if err != nil {
		return err
	}
	written := inBackground(func() error { return saveVolume(c.Volume, create) })
	err = p.segment(ctx)
	if err = cmp.Or(err, written()); err != nil {
		return err
	}
	letGo(c, p, v)
	labels := p.takeLabels()
	if err := p.finish(c, labels); err != nil {
		return err
	}
	written = inBackground(func() error { return saveLabels(labels, create) })
	solids := solidsOf(c.Structures, labels)
	if err := written(); err != nil {
		return err
	}
	labels.Data = nil
	runtime.GC() // before surfaces take the memory of the label map
	if err := o.raiseSurfaces(ctx, c.Structures, solids, p.steps); err != nil {
		return err
	}
	if err := c.validate(); err != nil {
		return fmt.Errorf("save case: %w", err)
	}
	return saveRest(c, create)
}

// inBackground begins some work, and returns what waits for its error.
func inBackground(work func() error) (wait func() error) {
	done := make(chan error, 1)
	go func() { done <- work() }()
	return func() error { return <-done }
}

// letGo forgets the voxels of the scan, which are written.
func letGo(c *Case, p *painter, v *imaging.Volume) {
	c.Volume, p.volume = nil, nil
	if v != nil {
		v.Int16, v.Float32 = nil, nil
	}
	runtime.GC() // before the label map takes as much: a busy collector may come too late
}

// takeLabels is the imported label map itself, to be painted over, or an empty
// one in its memory.
func (p *painter) takeLabels() *imaging.LabelMap {
	labels := &imaging.LabelMap{Grid: p.grid}
	o := p.options
	switch {
	case o.Labels == nil:
		labels.Data = make([]uint16, p.grid.Len())
		return labels
	case !o.importsLabels():
		clear(o.Labels.Data)
	}
	labels.Data, o.Labels.Data = o.Labels.Data, nil
	return labels
}
