package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

const (
	// facing is the cosine beyond which the surface met counts as the other side
	// of a wall: normals at least 120° apart. Nearer to a corner's edge any solid
	// is thin, which no printer minds.
	facing = -0.5
	// maxSamples bounds the samples of one triangle along a side.
	maxSamples = 16
)

// thinWall measures the thickness of a part at points spread over its surface:
// how far a ray straight inward goes until it leaves through a side that faces
// away (the shape diameter along the normal, after Shapira, Shamir and Cohen-Or
// 2008, doi:10.1007/s00371-007-0197-5, without their cone, which blurs thin
// places). found is false where all is thick enough.
func (part Part) thinWall(options PrintOptions) (thin ThinWall, found bool) {
	m, tree := part.Mesh, NewBVH(part.Mesh)
	limit := options.MinWallMM / options.Scale // in the patient
	thin = ThinWall{Part: part.Name, ThicknessMM: math.Inf(1)}
	thinArea := 0.0
	for t := range m.Triangles {
		a, b, c := m.corners(t)
		vector := areaVector(a, b, c)
		n := sampleRows(a, b, c, limit)
		eachSample(a, b, c, n, func(p mgl64.Vec3) {
			thickness := m.thickness(tree, p, unit(vector), limit)
			if thickness >= limit {
				return
			}
			thinArea += vector.Len() / float64(n*n)
			if thickness < thin.ThicknessMM {
				thin.ThicknessMM, thin.At = thickness, p
			}
		})
	}
	if thinArea == 0 {
		return thin, false
	}
	thin.ThicknessMM *= options.Scale
	thin.Share = thinArea / m.Area()
	return thin, true
}

// sampleRows returns in how many rows a triangle is divided so that samples
// stand no further apart than spacing, as far as maxSamples allows.
func sampleRows(a, b, c mgl64.Vec3, spacing float64) int {
	longest := max(a.Sub(b).Len(), b.Sub(c).Len(), c.Sub(a).Len())
	return int(min(max(math.Ceil(longest/spacing), 1), maxSamples))
}

// eachSample visits the centres of the n² equal triangles into which n rows
// divide a triangle.
func eachSample(a, b, c mgl64.Vec3, n int, visit func(mgl64.Vec3)) {
	u, v := b.Sub(a).Mul(1/float64(n)), c.Sub(a).Mul(1/float64(n))
	for i := range n {
		for j := range n - i {
			corner := a.Add(u.Mul(float64(i))).Add(v.Mul(float64(j)))
			visit(corner.Add(u.Add(v).Mul(1.0 / 3)))
			if i+j < n-1 {
				visit(corner.Add(u.Add(v).Mul(2.0 / 3)))
			}
		}
	}
}

// thickness returns how far the solid reaches behind a surface point, up to
// limit, and limit where what the ray meets does not face away.
func (m *TriMesh) thickness(tree *BVH, p, normal mgl64.Vec3, limit float64) float64 {
	inward := normal.Mul(-1)
	// Start behind the surface by far less than a wall, but more than rounding.
	start := p.Add(inward.Mul(limit * 1e-3))
	t, triangle, hit := tree.Ray(start, inward, limit)
	if !hit || unit(areaVector(m.corners(triangle))).Dot(normal) > facing {
		return limit
	}
	return t + limit*1e-3
}
