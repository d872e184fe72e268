package anatomy

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync/atomic"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
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
	for range min(runtime.GOMAXPROCS(0), len(c.Structures)) {
		go func() {
			for i := next.Add(1) - 1; i < int64(len(c.Structures)); i = next.Add(1) - 1 {
				if ctx.Err() == nil {
					o.raise(&c.Structures[i], c.Labels, boxes)
				}
				close(finished[i])
			}
		}()
	}
	n := len(c.Structures) // as many steps have gone into segmenting them
	for i := range c.Structures {
		o.progress(n+i, 2*n, "surface of "+c.Structures[i].Name)
		<-finished[i]
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

// raise makes one structure's surface and measures it.
func (o *BuildOptions) raise(s *Structure, l *imaging.LabelMap, boxes map[uint16]voxelBox) {
	budget := o.Triangles
	if budget <= 0 {
		budget = defaultTriangles
		if s.Tissue == "skin" {
			budget *= 2
		}
	}
	s.Surface = solidSurface(l, boxes, s.Labels, budget)
	s.Triangles = len(s.Surface.Triangles)
	s.VolumeML = volumeML(s.Surface.Volume())
	s.Watertight = s.Surface.Check().Watertight()
}

// solidSurface is the closed, smooth boundary of the union of labels.
func solidSurface(l *imaging.LabelMap, boxes map[uint16]voxelBox, labels []uint16, budget int) *mesh.TriMesh {
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
	surface := mesh.FromMask(bits, size, l.PatientFromVoxel.Mul4(corner))
	// Half a voxel's diagonal keeps the surface within the voxels it came from.
	surface.Smooth(mesh.SmoothOptions{Iterations: smoothing, MaxMoveMM: l.Spacing().Len() / 2})
	surface = surface.Simplify(budget)
	restoreVolume(surface, float64(voxels)*l.VoxelVolume(), l.Grid)
	return surface
}

// restoreVolume moves every vertex by the same small distance along its normal
// until the surface encloses the volume, in mm³: an isosurface cuts the corners
// off voxels, which matters in thin vessels. No vertex leaves the scan. Steiner's
// formula makes the offset, to first order, the missing volume over the area
// (Schneider, Convex Bodies: The Brunn-Minkowski Theory, 1993, chapter 4).
func restoreVolume(m *mesh.TriMesh, volume float64, grid imaging.Grid) {
	const rounds, tolerance = 8, 1e-4
	keepWithin(m, grid)
	for range rounds {
		missing, area := volume-m.Volume(), m.Area()
		if math.Abs(missing) < tolerance*volume || area == 0 {
			return
		}
		offset := float32(missing / area)
		for v, normal := range m.VertexNormals() {
			m.Vertices[v] = m.Vertices[v].Add(normal.Mul(offset))
		}
		keepWithin(m, grid)
	}
}

// keepWithin puts vertices beyond the outer faces of the outer voxels onto them.
func keepWithin(m *mesh.TriMesh, grid imaging.Grid) {
	voxelFromPatient := grid.VoxelFromPatient()
	for v, position := range m.Vertices {
		at := mgl64.TransformCoordinate(mgl64.Vec3{float64(position[0]), float64(position[1]), float64(position[2])}, voxelFromPatient)
		inside := at
		for axis, n := range grid.Size {
			inside[axis] = min(max(at[axis], -0.5), float64(n)-0.5)
		}
		if inside != at {
			p := grid.Position(inside[0], inside[1], inside[2])
			m.Vertices[v] = mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])}
		}
	}
}
