package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// triangulate returns the triangulation of a hole without new vertices whose
// largest angle between neighbours, those of the surface included, is smallest,
// and among equals the one of least area: the dynamic programme of Barequet and
// Sharir (1995, doi:10.1016/0167-8396(94)00011-G) with the weights of Liepa
// (2003, doi:10.2312/SGP/SGP03/200-206). It fails when every triangulation has
// a diagonal that is an edge of the surface already.
func (m *TriMesh) triangulate(loop hole, edges *edgeTable) ([][3]uint32, bool) {
	n := len(loop.vertices)
	p := &patch{n: n, cost: make([]patchCost, n*n), middle: make([]int32, n*n)}
	for i, v := range loop.vertices {
		p.at = append(p.at, pointOf(wide(m.Vertices[v])))
		a, b, c := m.corners(int(loop.sides[i] / 3))
		p.beyond = append(p.beyond, pointOf(unit(areaVector(a, b, c))))
	}
	p.forbidden = func(i, k int) bool {
		return k-i > 1 && k-i < n-1 && edges.has(loop.vertices[i], loop.vertices[k])
	}
	for span := 2; span < n; span++ {
		for i := 0; i+span < n; i++ {
			p.choose(i, i+span)
		}
	}
	if math.IsInf(p.cost[n-1].area, 1) {
		return nil, false
	}
	var triangles [][3]uint32
	p.collect(0, n-1, func(i, j, k int) {
		triangles = append(triangles, [3]uint32{loop.vertices[i], loop.vertices[j], loop.vertices[k]})
	})
	return triangles, true
}

// patch is the table of the dynamic programme over the pairs i < k of a hole's
// vertices: the best triangulation of the part between them.
type patch struct {
	n         int
	at        []point
	beyond    []point // normal of the surface's triangle at the edge from i to i+1
	cost      []patchCost
	middle    []int32 // third corner of the triangle at the edge from i to k
	forbidden func(i, k int) bool
}

// patchCost orders triangulations: the largest angle first, then the area.
type patchCost struct{ angle, area float64 }

func (a patchCost) less(b patchCost) bool {
	return a.angle < b.angle || a.angle == b.angle && a.area < b.area
}

// choose finds the best third corner for the edge from i to k.
func (p *patch) choose(i, k int) {
	best, middle := patchCost{math.Inf(1), math.Inf(1)}, -1
	if !p.forbidden(i, k) {
		for j := i + 1; j < k; j++ {
			if cost := p.with(i, j, k); middle < 0 && !math.IsInf(cost.area, 1) || cost.less(best) {
				best, middle = cost, j
			}
		}
	}
	p.cost[i*p.n+k], p.middle[i*p.n+k] = best, int32(middle)
}

// with is the cost of the part between i and k with the triangle ijk.
func (p *patch) with(i, j, k int) patchCost {
	left, right := p.cost[i*p.n+j], p.cost[j*p.n+k]
	if math.IsInf(left.area, 1) || math.IsInf(right.area, 1) {
		return patchCost{math.Inf(1), math.Inf(1)}
	}
	area := p.areaVector(i, j, k)
	normal := area.vec3()
	angle := max(left.angle, right.angle, bend(normal, p.normalAt(i, j)), bend(normal, p.normalAt(j, k)))
	if k-i == p.n-1 {
		angle = max(angle, bend(normal, p.beyond[k].vec3()))
	}
	return patchCost{angle, left.area + right.area + area.length()}
}

func (p *patch) areaVector(i, j, k int) point {
	u, v := p.at[j].minus(p.at[i]), p.at[k].minus(p.at[i])
	return point{u.y*v.z - u.z*v.y, u.z*v.x - u.x*v.z, u.x*v.y - u.y*v.x}.times(0.5)
}

// normalAt returns the normal beyond the edge from i to j, seen from a triangle
// on its far side: of the patch, or of the surface.
func (p *patch) normalAt(i, j int) mgl64.Vec3 {
	if j == i+1 {
		return p.beyond[i].vec3()
	}
	return p.areaVector(i, int(p.middle[i*p.n+j]), j).vec3()
}

// bend returns how far one normal turns away from another: 0 for a flat
// transition, 2 for a fold. It is 1 − cos, which orders like the angle. A
// triangle without area is the worst neighbour.
func bend(a, b mgl64.Vec3) float64 {
	length := a.Len() * b.Len()
	if length == 0 {
		return 2
	}
	return 1 - a.Dot(b)/length
}

// collect visits the triangles between i and k.
func (p *patch) collect(i, k int, add func(i, j, k int)) {
	if k-i < 2 {
		return
	}
	j := int(p.middle[i*p.n+k])
	p.collect(i, j, add)
	add(i, j, k)
	p.collect(j, k, add)
}
