package anatomy

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// defaultTriangles keeps an organ's edges near the voxel size and a case
	// of twenty structures within what one desktop GPU draws at 90 Hz.
	defaultTriangles = 50_000
	// smoothing takes the terraces off a label's surface.
	smoothing = 20
)

// raiseSurfaces makes the surface of every structure and what is known of it,
// as many at once as there are cores. No structure's surface depends on
// another's, and progress goes in the case's order: the outermost structures,
// which are the largest, come first.
func (o *BuildOptions) raiseSurfaces(ctx context.Context, c *Case) error {
	boxes := labelBoxes(c.Labels)
	var next atomic.Int64
	finished := make([]chan struct{}, len(c.Structures))
	for i := range finished {
		finished[i] = make(chan struct{})
	}
	coarse := make([]bool, len(c.Structures))
	for range min(runtime.GOMAXPROCS(0), len(c.Structures)) {
		go func() {
			for i := next.Add(1) - 1; i < int64(len(c.Structures)); i = next.Add(1) - 1 {
				if ctx.Err() == nil {
					coarse[i] = o.raise(&c.Structures[i], c.Labels, boxes)
				}
				close(finished[i])
			}
		}()
	}
	n := len(c.Structures) // as many steps have gone into segmenting them
	for i := range c.Structures {
		s := &c.Structures[i]
		o.progress(n+i, 2*n, "surface of "+s.Name)
		<-finished[i]
		if coarse[i] {
			o.notice("The surface of %s was left rougher than others, at %d triangles: taken further, it would not have stayed closed.", s.Name, s.Triangles)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range c.Structures {
		if s := &c.Structures[i]; s.Triangles == 0 {
			return fmt.Errorf("structure %s has no surface; drop it or choose a wider window", s.Name)
		}
	}
	o.progress(2*n, 2*n, "done")
	return nil
}

// raise makes one structure's surface and measures it. It reports whether the
// surface had to be left coarse.
func (o *BuildOptions) raise(s *Structure, l *imaging.LabelMap, boxes map[uint16]voxelBox) (coarse bool) {
	budget := o.Triangles
	if budget <= 0 {
		budget = defaultTriangles
		if s.Tissue == "skin" {
			budget *= 2
		}
	}
	s.Surface, coarse = solidSurface(l, boxes, s.Labels, budget)
	s.Triangles = len(s.Surface.Triangles)
	s.VolumeML = volumeML(s.Surface.Volume())
	s.Watertight = s.Surface.Check().Watertight()
	return coarse
}

// solidSurface is the closed, smooth boundary of the union of labels; it is
// coarse when that could not be had.
func solidSurface(l *imaging.LabelMap, boxes map[uint16]voxelBox, labels []uint16, budget int) (surface *mesh.TriMesh, coarse bool) {
	box := emptyBox()
	wanted := make([]bool, 1<<16)
	for _, label := range labels {
		wanted[label] = true
		if b, ok := boxes[label]; ok {
			box = box.union(b)
		}
	}
	bits, size, voxels := box.cut(l, wanted)
	corner := mgl64.Translate3D(float64(box.lo[0]), float64(box.lo[1]), float64(box.lo[2]))
	terraced := func() *mesh.TriMesh { return mesh.FromMask(bits, size, l.PatientFromVoxel.Mul4(corner)) }
	smooth := func(m *mesh.TriMesh) *mesh.TriMesh {
		// Half a voxel's diagonal keeps the surface within the voxels it came from.
		m.Smooth(mesh.SmoothOptions{Iterations: smoothing, MaxMoveMM: l.Spacing().Len() / 2})
		return m
	}
	simplify := func(m *mesh.TriMesh) *mesh.TriMesh { return m.Simplify(budget) }
	restore := func(m *mesh.TriMesh) *mesh.TriMesh {
		restoreVolume(m, float64(voxels)*l.VoxelVolume(), l.Grid)
		return m
	}
	surface, way := firstSound(terraced, [][]meshStep{
		{smooth, simplify, restore}, {smooth, simplify}, {smooth, restore}, {smooth}, {restore},
	})
	return surface, way > 0
}

// meshStep turns a surface into another, which may be the same one, changed.
type meshStep func(*mesh.TriMesh) *mesh.TriMesh

// firstSound takes a surface the first of several ways on which it stays
// watertight, and says which. Surfaces that become unsound are rare, so each way
// begins anew instead of keeping copies. When no way is good, the surface
// stays as it was made.
func firstSound(start func() *mesh.TriMesh, ways [][]meshStep) (*mesh.TriMesh, int) {
	for number, way := range ways {
		surface := start()
		for _, step := range way {
			surface = step(surface)
		}
		if surface.Check().Watertight() {
			return surface, number
		}
	}
	return start(), len(ways)
}
