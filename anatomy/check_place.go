package anatomy

import (
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// placeSamples is how many of a structure's voxels, and of its surface's
// vertices, are looked at: enough to notice that a fiftieth lies elsewhere.
const placeSamples = 500

// allowedStrays is the share of the samples that may lie further than a voxel's
// diagonal away: tips of single voxels, which a small triangle budget cuts off.
const allowedStrays = 0.02

// misplaced is what the finding about a surface in another place advises.
const misplaced = "is it in another frame (RAS instead of LPS) or of another scan? import the case again"

// checkPlace wants the surface where its voxels are: a surface of the right
// size in RAS instead of LPS, or of another scan, passes every other check. But
// for a voxel's diagonal (smoothing moves no vertex further than half of it)
// the voxels must lie inside the surface, and its vertices near the voxels.
func (f *findings) checkPlace(s *Structure, object string, l *imaging.LabelMap) {
	wanted := make([]bool, 1<<16)
	for _, label := range s.Labels {
		wanted[label] = true
	}
	voxels := 0
	for _, label := range l.Data {
		if wanted[label] {
			voxels++
		}
	}
	if voxels == 0 {
		return // checkLabels says so
	}
	diagonal := l.Spacing().Len()
	strays, sampled := strayVoxels(l, wanted, voxels, mesh.NewBVH(s.Surface), diagonal)
	if float64(strays) > allowedStrays*float64(sampled) {
		f.fail(object, "%d of %d sampled voxels lie more than %.1f mm outside its surface; %s", strays, sampled, diagonal, misplaced)
		return
	}
	strays, sampled = strayVertices(s.Surface, l, wanted, diagonal)
	if float64(strays) > allowedStrays*float64(sampled) {
		f.fail(object, "%d of %d sampled vertices of its surface lie more than %.1f mm from its voxels; %s", strays, sampled, diagonal, misplaced)
	}
}

// strayVoxels takes wanted voxels at even intervals and counts those further
// than slack, in mm, outside the surface.
func strayVoxels(l *imaging.LabelMap, wanted []bool, voxels int, tree *mesh.BVH, slack float64) (strays, sampled int) {
	interval := max(1, voxels/placeSamples)
	seen := 0
	for at, label := range l.Data {
		if !wanted[label] {
			continue
		}
		if seen%interval == interval/2 {
			i, j, k := at%l.Size[0], at/l.Size[0]%l.Size[1], at/l.Size[0]/l.Size[1]
			sampled++
			if p := l.Position(float64(i), float64(j), float64(k)); tree.SignedDistance(p) > slack {
				strays++
			}
		}
		seen++
	}
	return strays, sampled
}

// strayVertices takes a surface's vertices at even intervals and counts those
// that have no wanted voxel's centre within reach, in mm.
func strayVertices(m *mesh.TriMesh, l *imaging.LabelMap, wanted []bool, reach float64) (strays, sampled int) {
	voxelFromPatient := l.VoxelFromPatient()
	for v := 0; v < len(m.Vertices); v += max(1, len(m.Vertices)/placeSamples) {
		p := mgl64.Vec3{float64(m.Vertices[v][0]), float64(m.Vertices[v][1]), float64(m.Vertices[v][2])}
		sampled++
		if !nearVoxel(p, mgl64.TransformCoordinate(p, voxelFromPatient), l, wanted, reach) {
			strays++
		}
	}
	return strays, sampled
}

// nearVoxel tells whether a wanted voxel's centre lies within reach, in mm, of
// p, which is at in voxels.
func nearVoxel(p, at mgl64.Vec3, l *imaging.LabelMap, wanted []bool, reach float64) bool {
	spacing := l.Spacing()
	var low, high [3]int
	for axis := range 3 {
		low[axis] = max(0, int(math.Ceil(at[axis]-reach/spacing[axis])))
		high[axis] = min(l.Size[axis]-1, int(math.Floor(at[axis]+reach/spacing[axis])))
	}
	for k := low[2]; k <= high[2]; k++ {
		for j := low[1]; j <= high[1]; j++ {
			for i := low[0]; i <= high[0]; i++ {
				if wanted[l.Data[l.Index(i, j, k)]] && l.Position(float64(i), float64(j), float64(k)).Sub(p).Len() <= reach {
					return true
				}
			}
		}
	}
	return false
}
