package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// HullVolume is the volume of the convex hull of points, mm³, by the quickhull
// algorithm (Barber, Dobkin & Huhdanpaa, ACM Trans Math Softw 1996;22:469). It is
// 0 for points in a plane.
func HullVolume(p []mgl64.Vec3) float64 {
	if len(p) < 4 {
		return 0
	}
	h := hull{p: p, tolerance: hullTolerance * extent(p).Len()}
	if !h.begin() {
		return 0
	}
	for f := 0; f < len(h.faces); f++ {
		for !h.faces[f].dead && len(h.faces[f].above) > 0 {
			h.raise(f)
		}
	}
	volume := 0.0
	for i := range h.faces {
		if f := &h.faces[i]; !f.dead {
			a, b, c := p[f.v[0]].Sub(p[0]), p[f.v[1]].Sub(p[0]), p[f.v[2]].Sub(p[0])
			volume += a.Dot(b.Cross(c)) / 6
		}
	}
	return volume
}

// hull is a convex hull in the making.
type hull struct {
	p         []mgl64.Vec3
	tolerance float64 // mm
	faces     []hullFace
}

// hullFace is a triangle, counterclockwise seen from outside. Edge i goes from
// v[i] to v[i+1]; beyond[i] is the face on its other side.
type hullFace struct {
	v, beyond [3]int
	normal    mgl64.Vec3 // unit
	offset    float64    // of its plane along the normal
	above     []int32    // points that only this face knows to be outside
	dead      bool
}

// hullTolerance is the height above a face, as part of the hull's size, below
// which a point adds nothing that matters: at most a billionth of the volume.
const hullTolerance = 1e-10

// height is a point's distance above the face's plane.
func (h *hull) height(f *hullFace, point int) float64 {
	return f.normal.Dot(h.p[point]) - f.offset
}

// begin makes a tetrahedron of far apart points; false when there is none.
func (h *hull) begin() bool {
	a := h.furthest(func(p mgl64.Vec3) float64 { return -p[0] })
	b := h.furthest(func(p mgl64.Vec3) float64 { return p.Sub(h.p[a]).Len() })
	line := h.p[b].Sub(h.p[a])
	c := h.furthest(func(p mgl64.Vec3) float64 { return p.Sub(h.p[a]).Cross(line).Len() })
	normal := line.Cross(h.p[c].Sub(h.p[a]))
	if !(normal.Len() > 0) {
		return false
	}
	normal = normal.Normalize()
	d := h.furthest(func(p mgl64.Vec3) float64 { return math.Abs(p.Sub(h.p[a]).Dot(normal)) })
	height := h.p[d].Sub(h.p[a]).Dot(normal)
	if !(math.Abs(height) > h.tolerance) {
		return false
	}
	if height > 0 { // the fourth point belongs below the first face
		b, c = c, b
	}
	h.faces = []hullFace{
		h.face(a, b, c, [3]int{1, 2, 3}), h.face(b, a, d, [3]int{0, 3, 2}),
		h.face(c, b, d, [3]int{0, 1, 3}), h.face(a, c, d, [3]int{0, 2, 1}),
	}
	all := make([]int32, len(h.p))
	for i := range all {
		all[i] = int32(i)
	}
	h.share(all, 0)
	return true
}

// furthest is the first point for which the measure is greatest.
func (h *hull) furthest(measure func(mgl64.Vec3) float64) int {
	best, most := 0, math.Inf(-1)
	for i, p := range h.p {
		if m := measure(p); m > most {
			best, most = i, m
		}
	}
	return best
}

func (h *hull) face(a, b, c int, beyond [3]int) hullFace {
	normal := h.p[b].Sub(h.p[a]).Cross(h.p[c].Sub(h.p[a])).Normalize()
	return hullFace{v: [3]int{a, b, c}, beyond: beyond, normal: normal, offset: normal.Dot(h.p[a])}
}

// share gives each point to the first face from index from on that it is above.
func (h *hull) share(points []int32, from int) {
	for _, point := range points {
		for f := from; f < len(h.faces); f++ {
			if h.height(&h.faces[f], int(point)) > h.tolerance {
				h.faces[f].above = append(h.faces[f].above, point)
				break
			}
		}
	}
}

// isAbove tells without rounding whether a point is outside of a face: faces that
// disagree would tear the hull.
func (h *hull) isAbove(face, point int) bool {
	v := &h.faces[face].v
	return orientation(h.p[v[0]], h.p[v[1]], h.p[v[2]], h.p[point]) > 0
}

// horizonEdge is an edge of the hull's part that a point does not see: the face
// that stays, and which of its edges.
type horizonEdge struct{ face, edge int }

// raise takes the highest point above a face into the hull.
func (h *hull) raise(f int) {
	eye, most := 0, math.Inf(-1)
	for i, point := range h.faces[f].above {
		if height := h.height(&h.faces[f], int(point)); height > most {
			eye, most = i, height
		}
	}
	point := int(h.faces[f].above[eye])
	h.faces[f].above = append(h.faces[f].above[:eye], h.faces[f].above[eye+1:]...)
	if !h.isAbove(f, point) {
		return
	}
	seen, horizon := h.seenFrom(point, f)
	if !h.isLoop(horizon) {
		return // the point lies in line with an edge, which adds nothing
	}
	first := len(h.faces)
	for i, e := range horizon {
		stays := &h.faces[e.face]
		a, b := stays.v[(e.edge+1)%3], stays.v[e.edge]
		stays.beyond[e.edge] = first + i
		next, before := first+(i+1)%len(horizon), first+(i+len(horizon)-1)%len(horizon)
		h.faces = append(h.faces, h.face(a, b, point, [3]int{e.face, next, before}))
	}
	for _, i := range seen {
		h.faces[i].dead = true
		h.share(h.faces[i].above, first)
		h.faces[i].above = nil
	}
}

// seenFrom walks over the faces that a point is above, from one of them on, and
// returns them and the horizon's edges in their order, counterclockwise.
func (h *hull) seenFrom(point, start int) (seen []int, horizon []horizonEdge) {
	visited := map[int]bool{start: true}
	var walk func(face, entered int)
	walk = func(face, entered int) {
		seen = append(seen, face)
		for k := 1; k <= 3; k++ {
			edge := (entered + k) % 3
			if k == 3 && face != start {
				break // where it came from
			}
			beyond := h.faces[face].beyond[edge]
			back := h.edgeTo(beyond, h.faces[face].v[(edge+1)%3])
			switch {
			case visited[beyond]:
			case h.isAbove(beyond, point):
				visited[beyond] = true
				walk(beyond, back)
			default:
				horizon = append(horizon, horizonEdge{beyond, back})
			}
		}
	}
	walk(start, 2)
	return seen, horizon
}

// edgeTo is the edge of a face that starts at the vertex.
func (h *hull) edgeTo(face, vertex int) int {
	for edge, v := range h.faces[face].v {
		if v == vertex {
			return edge
		}
	}
	panic("motion: two faces of a convex hull share no edge")
}

// isLoop tells whether the horizon's edges follow one another round, each vertex once.
func (h *hull) isLoop(horizon []horizonEdge) bool {
	used := map[int]bool{}
	for i, e := range horizon {
		next := horizon[(i+1)%len(horizon)]
		if h.faces[e.face].v[e.edge] != h.faces[next.face].v[(next.edge+1)%3] || used[h.faces[e.face].v[e.edge]] {
			return false
		}
		used[h.faces[e.face].v[e.edge]] = true
	}
	return len(horizon) >= 3
}
