package anatomy

import (
	"context"
	"fmt"

	"github.com/drylab/drylab/anatomy/mesh"
)

const (
	// defaultTriangles keeps an organ's edges near the voxel size and a case
	// of twenty structures within what one desktop GPU draws at 90 Hz.
	defaultTriangles = 50_000
	// smoothing takes the terraces off a label's surface.
	smoothing = 20
)

// raiseSurfaces makes the surface of every structure and what is known of it,
// several at once where there are cores and memory for it. No structure's
// surface depends on another's, and progress goes in the case's order: the
// outermost structures, which are the largest, come first. As many steps have
// gone into segmentation as there were structures then.
func (o *BuildOptions) raiseSurfaces(ctx context.Context, structures []Structure, solids []*solid, steps int) error {
	finished := make([]chan bool, len(structures))
	for i := range finished {
		finished[i] = make(chan bool, 1)
	}
	go func() {
		room := newRoom(solids[0].grid)
		for i := range structures {
			share := room.take(solids[i].crossings())
			go func() {
				coarse := ctx.Err() == nil && o.raise(&structures[i], solids[i])
				solids[i] = nil
				room.give(share)
				finished[i] <- coarse
			}()
		}
	}()
	for i := range structures {
		s := &structures[i]
		o.progress(2*steps-len(structures)+i, 2*steps, "surface of "+s.Name)
		switch coarse, budget := <-finished[i], o.budget(s); {
		case coarse:
			o.notice("The surface of %s was left rougher than others, at %d triangles: taken further, it would not have stayed closed.", s.Name, s.Triangles)
		case s.Triangles > budget:
			o.notice("The surface of %s has %d triangles, more than %d: with fewer it would have strayed further than half a voxel. Where noise is the reason, a recipe that takes out specks and holes makes it smaller.", s.Name, s.Triangles, budget)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range structures {
		if s := &structures[i]; s.Triangles == 0 {
			return fmt.Errorf("structure %s has no surface; drop it or choose a wider window", s.Name)
		}
	}
	o.progress(2*steps, 2*steps, "done")
	return nil
}

// raise makes one structure's surface and measures it. It reports whether the
// surface had to be left coarse.
func (o *BuildOptions) raise(s *Structure, from *solid) (coarse bool) {
	s.Surface, s.Watertight, coarse = from.surface(o.budget(s))
	s.Triangles = len(s.Surface.Triangles)
	s.VolumeML = volumeML(s.Surface.Volume())
	return coarse
}

// budget is how many triangles a structure's surface is to have at most.
func (o *BuildOptions) budget(s *Structure) int {
	switch {
	case o.Triangles > 0:
		return o.Triangles
	case s.Tissue == "skin":
		return 2 * defaultTriangles
	}
	return defaultTriangles
}

// surface is the closed, smooth boundary of the solid; it is coarse when that
// could not be had.
func (s *solid) surface(budget int) (surface *mesh.TriMesh, watertight, coarse bool) {
	smooth := func(m *mesh.TriMesh) *mesh.TriMesh {
		// Half a voxel's diagonal keeps the surface within the voxels it came from.
		m.Smooth(mesh.SmoothOptions{Iterations: smoothing, MaxMoveMM: s.grid.Spacing().Len() / 2})
		return m
	}
	simplify := func(m *mesh.TriMesh) *mesh.TriMesh { return m.SimplifyWithin(budget, s.grid.Spacing().Len()/2) }
	restore := func(m *mesh.TriMesh) *mesh.TriMesh {
		restoreVolume(m, s.volume(), s.grid)
		return m
	}
	surface, watertight, way := firstSound(s.terraced, [][]meshStep{
		{smooth, simplify, restore}, {smooth, simplify}, {smooth, restore}, {},
	})
	return surface, watertight, way > 0
}

// meshStep turns a surface into another, which may be the same one, changed.
type meshStep func(*mesh.TriMesh) *mesh.TriMesh

// firstSound takes a surface the first of several ways on which it stays
// watertight, and says which, or else the last. Surfaces that become unsound are
// rare, so each way begins anew instead of keeping copies.
func firstSound(start func() *mesh.TriMesh, ways [][]meshStep) (surface *mesh.TriMesh, watertight bool, way int) {
	for number, steps := range ways {
		surface = start()
		for _, step := range steps {
			surface = step(surface)
		}
		if surface.Check().Watertight() {
			return surface, true, number
		}
	}
	return surface, false, len(ways) - 1
}
