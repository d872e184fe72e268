package anatomy

import (
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// deepestPoint is the structure's pole of inaccessibility: the point within its
// solid farthest from its surface, to a twentieth of a millimetre. At most a
// few thousand voxels of the solid, evenly spread, are asked for their depth;
// from the deepest of them a pattern search (Hooke and Jeeves 1961,
// doi:10.1145/321062.321069) climbs on. The structure has a voxel.
func deepestPoint(c *Case, s *Structure, tree *mesh.BVH) mgl64.Vec3 {
	best, depth := mgl64.Vec3{}, math.Inf(-1)
	deeper := func(p mgl64.Vec3) bool {
		d := -tree.SignedDistance(p)
		if d > depth {
			best, depth = p, d
			return true
		}
		return false
	}
	for _, p := range sampleSolid(c, s) {
		deeper(p)
	}
	spacing := c.Labels.Spacing()
	for step := max(spacing[0], spacing[1], spacing[2]); step > 0.05; {
		moved := false
		for axis := range 3 {
			for _, sign := range [2]float64{-1, 1} {
				p := best
				p[axis] += sign * step
				moved = deeper(p) || moved
			}
		}
		if !moved {
			step /= 2
		}
	}
	return best
}

// sampleSolid is the centres of at most solidSamples voxels of the solid, every
// n-th in memory order.
func sampleSolid(c *Case, s *Structure) []mgl64.Vec3 {
	const solidSamples = 8000
	l := c.Labels
	wanted := make([]bool, 1<<16)
	for _, label := range s.Labels {
		wanted[label] = true
	}
	total := 0
	for _, label := range l.Data {
		if wanted[label] {
			total++
		}
	}
	every := total/solidSamples + 1
	var points []mgl64.Vec3
	for i, seen := 0, 0; i < len(l.Data); i++ {
		if !wanted[l.Data[i]] {
			continue
		}
		if seen%every == 0 {
			row := i / l.Size[0]
			points = append(points, l.Position(float64(i%l.Size[0]), float64(row%l.Size[1]), float64(row/l.Size[1])))
		}
		seen++
	}
	return points
}

// Deepest is the interior point of a structure furthest from its surface, and
// false when the case has no such structure, or it has no surface or labels.
func (c *Case) Deepest(structure string) (mgl64.Vec3, bool) {
	s := c.Structure(structure)
	if s == nil || s.Surface == nil || c.Labels == nil {
		return mgl64.Vec3{}, false
	}
	return deepestPoint(c, s, mesh.NewBVH(s.Surface)), true
}
