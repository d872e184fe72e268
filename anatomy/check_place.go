package anatomy

import (
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// placeSamples is how many of a structure's voxels are looked for inside its
// surface: enough to notice that a fiftieth of them lies elsewhere.
const placeSamples = 500

// allowedStrays is the share of the sampled voxels that may lie further than a
// voxel's diagonal outside: tips of single voxels, which a small triangle
// budget cuts off.
const allowedStrays = 0.02

// misplaced is what the finding about a surface in another place advises.
const misplaced = "is it in another frame (RAS instead of LPS) or of another scan? import the case again"

// checkPlace wants the surface where its voxels are: a surface of the right
// size in RAS instead of LPS, or of another scan, passes every other check.
// The centre of what it encloses must lie within a voxel's diagonal of its
// voxels' mean (smoothing moves no vertex further than half of it, and not all
// to one side), and its voxels must lie inside it, but for such a diagonal.
func (f *findings) checkPlace(s *Structure, object string, l *imaging.LabelMap) {
	wanted := make([]bool, 1<<16)
	for _, label := range s.Labels {
		wanted[label] = true
	}
	voxels, mean := labelled(l, wanted)
	if voxels == 0 {
		return // checkLabels says so
	}
	diagonal := l.Spacing().Len()
	mean = mgl64.TransformCoordinate(mean, l.PatientFromVoxel)
	center := s.Surface.Centroid()
	if d := center.Sub(mean).Len(); !(d <= diagonal) {
		f.fail(object, "its surface is about %.1f mm but its voxels about %.1f mm, %.1f mm away (LPS); %s", center, mean, d, misplaced)
		return
	}
	strays, sampled := strayVoxels(l, wanted, voxels, mesh.NewBVH(s.Surface), diagonal)
	if float64(strays) > allowedStrays*float64(sampled) {
		f.fail(object, "%d of %d sampled voxels lie more than %.1f mm outside its surface; %s", strays, sampled, diagonal, misplaced)
	}
}

// labelled counts the wanted voxels and averages their index (i, j, k).
func labelled(l *imaging.LabelMap, wanted []bool) (voxels int, mean mgl64.Vec3) {
	var sum [3]int
	for k := range l.Size[2] {
		for j := range l.Size[1] {
			for i, label := range l.Data[l.Index(0, j, k):][:l.Size[0]] {
				if wanted[label] {
					sum[0], sum[1], sum[2] = sum[0]+i, sum[1]+j, sum[2]+k
					voxels++
				}
			}
		}
	}
	n := float64(max(voxels, 1))
	return voxels, mgl64.Vec3{float64(sum[0]) / n, float64(sum[1]) / n, float64(sum[2]) / n}
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
