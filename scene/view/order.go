package view

import (
	"cmp"
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// extent is a surface's outermost vertices: enough to know how near and how far
// it reaches from any side, without looking at every vertex for every picture.
type extent struct {
	points          []mgl64.Vec3
	centre          mgl64.Vec3
	radius          float64
	lowest, highest mgl64.Vec3 // corners of the bounding box
}

// extentDirections is how many directions are searched for outermost vertices;
// between two of them a smooth surface bulges by less than 2 % of its radius.
const extentDirections = 96

// newExtent searches a surface's outermost vertices.
func newExtent(m *mesh.TriMesh) extent {
	var e extent
	if len(m.Vertices) == 0 {
		return e
	}
	for k := 0; k < extentDirections; k++ {
		d := fibonacciDirection(k, extentDirections)
		best, most := 0, float32(math.Inf(-1))
		for i, v := range m.Vertices {
			if reach := v[0]*float32(d[0]) + v[1]*float32(d[1]) + v[2]*float32(d[2]); reach > most {
				best, most = i, reach
			}
		}
		v := m.Vertices[best]
		e.points = append(e.points, mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])})
	}
	e.lowest, e.highest = e.points[0], e.points[0]
	for _, v := range m.Vertices {
		for axis := range v {
			e.lowest[axis] = math.Min(e.lowest[axis], float64(v[axis]))
			e.highest[axis] = math.Max(e.highest[axis], float64(v[axis]))
		}
	}
	e.measure()
	return e
}

// join is the extent of several surfaces.
func join(parts []extent) extent {
	var e extent
	for _, part := range parts {
		if len(part.points) == 0 {
			continue
		}
		if len(e.points) == 0 {
			e.lowest, e.highest = part.lowest, part.highest
		}
		e.points = append(e.points, part.points...)
		for axis := 0; axis < 3; axis++ {
			e.lowest[axis] = math.Min(e.lowest[axis], part.lowest[axis])
			e.highest[axis] = math.Max(e.highest[axis], part.highest[axis])
		}
	}
	e.measure()
	return e
}

func (e *extent) measure() {
	e.centre = e.lowest.Add(e.highest).Mul(0.5)
	e.radius = 0
	for _, p := range e.points {
		e.radius = math.Max(e.radius, p.Sub(e.centre).Len())
	}
}

// reach is how far the extent goes along a unit direction, mm.
func (e extent) reach(direction mgl64.Vec3) float64 {
	most := math.Inf(-1)
	for _, p := range e.points {
		most = math.Max(most, p.Dot(direction))
	}
	return most
}

// crosses tells whether the plane may cut the surface; what bulges between the
// directions that were searched is allowed for.
func (e extent) crosses(cut Cut) bool {
	slack := 0.02*e.radius + 0.1
	return -e.reach(cut.Normal.Mul(-1))-slack <= cut.Offset && cut.Offset <= e.reach(cut.Normal)+slack
}

// fibonacciDirection spreads n directions evenly over the sphere. (Swinbank and
// Purser, Q. J. R. Meteorol. Soc. 132:1769, doi:10.1256/qj.05.227.)
func fibonacciDirection(k, n int) mgl64.Vec3 {
	z := 1 - (2*float64(k)+1)/float64(n)
	r := math.Sqrt(1 - z*z)
	sin, cos := math.Sincos(float64(k) * math.Pi * (3 - math.Sqrt(5)))
	return mgl64.Vec3{r * cos, r * sin, z}
}

// layer is one translucent structure on its way into the picture.
type layer struct {
	structure int
	name      string
	depth     float64 // towards the eye, mm: of the surface's nearest point
}

// sortLayers puts layers back to front by their nearest points, so that nested
// surfaces come out right: from the inside out. Equal depths fall back to the
// name, never to the order in the case.
func sortLayers(layers []layer) {
	slices.SortFunc(layers, func(a, b layer) int {
		return cmp.Or(cmp.Compare(a.depth, b.depth), cmp.Compare(a.name, b.name))
	})
}
