package picture

import (
	"image/color"
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// layer holds, per pixel, the nearest front-facing fragment of a group of
// structures. Layers are drawn apart and composited by depth, so that skin, skull
// and brain can be looked through without sorting triangles.
type layer struct {
	width, height int
	depth         []float32 // mm from the camera's centre; +Inf where empty
	lit           []uint8   // diffuse light, 0 to 255
	facing        []uint8   // cosine between surface and viewer, 0 to 255
	owner         []uint16  // index into colors
	colors        []color.RGBA
	look          look
}

// look is how see-through a group of structures is: opacity where the surface
// faces the viewer, and at its rim, where a glass bell shows its shape.
type look struct {
	facing, rim float64
}

func newLayer(width, height int, l look) *layer {
	n := width * height
	made := &layer{
		width: width, height: height, look: l,
		depth: make([]float32, n), lit: make([]uint8, n), facing: make([]uint8, n), owner: make([]uint16, n),
	}
	far := float32(math.Inf(1))
	for i := range made.depth {
		made.depth[i] = far
	}
	return made
}

// vertex is a surface vertex as the camera sees it.
type vertex struct {
	x, y, depth float32 // pixels and mm
	lit, facing float32 // 0 to 1
}

// draw adds a surface. The camera's size must be the layer's.
func (l *layer) draw(surface *mesh.TriMesh, paint color.RGBA, view camera) {
	owner := uint16(len(l.colors)) // labels are 16 bits, so there are no more structures
	l.colors = append(l.colors, paint)
	seen := view.see(surface)
	for _, t := range surface.Triangles {
		a, b, c := &seen[t[0]], &seen[t[1]], &seen[t[2]]
		// Seen from outside the winding is counter-clockwise with y up, so
		// clockwise with y down: a positive area faces away.
		area := (b.x-a.x)*(c.y-a.y) - (c.x-a.x)*(b.y-a.y)
		if area < 0 {
			l.fill(a, c, b, -area, owner)
		}
	}
}

// fill paints one triangle by barycentric coordinates at pixel centres.
func (l *layer) fill(a, b, c *vertex, area float32, owner uint16) {
	x0, x1 := pixels(a.x, b.x, c.x, l.width)
	y0, y1 := pixels(a.y, b.y, c.y, l.height)
	scale := 1 / area
	for y := y0; y < y1; y++ {
		py := float32(y) + 0.5
		for x := x0; x < x1; x++ {
			px := float32(x) + 0.5
			u := ((b.x-px)*(c.y-py) - (c.x-px)*(b.y-py)) * scale
			v := ((c.x-px)*(a.y-py) - (a.x-px)*(c.y-py)) * scale
			w := 1 - u - v
			if u < 0 || v < 0 || w < 0 {
				continue
			}
			depth := u*a.depth + v*b.depth + w*c.depth
			i := y*l.width + x
			if depth < l.depth[i] {
				l.depth[i] = depth
				l.lit[i] = uint8(255 * (u*a.lit + v*b.lit + w*c.lit))
				l.facing[i] = uint8(255 * (u*a.facing + v*b.facing + w*c.facing))
				l.owner[i] = owner
			}
		}
	}
}

// pixels is the range of pixel centres between three coordinates, within a
// picture of the given size.
func pixels(a, b, c float32, size int) (from, to int) {
	low, high := min(a, b, c), max(a, b, c)
	if !(high > 0 && low < float32(size)) { // also when a coordinate is NaN
		return 0, 0
	}
	return max(int(low-0.5), 0), int(min(high+1, float32(size)))
}

// see projects every vertex and lights it: a lamp beside the viewer, to the
// upper left, and Lambert's cosine law over a floor of ambient light.
func (c camera) see(surface *mesh.TriMesh) []vertex {
	const ambient = 0.38
	lamp := c.toward.Mul(0.75).Add(c.up.Mul(0.5)).Sub(c.right.Mul(0.4)).Normalize()
	normals := vertexNormals(surface)
	seen := make([]vertex, len(surface.Vertices))
	for i, v := range surface.Vertices {
		p := c.project(mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])})
		seen[i] = vertex{
			x: float32(p[0]), y: float32(p[1]), depth: float32(p[2]),
			lit:    float32(ambient + (1-ambient)*clamp01(normals[i].Dot(lamp))),
			facing: float32(clamp01(normals[i].Dot(c.toward))),
		}
	}
	return seen
}

// vertexNormals averages the normals of the triangles around each vertex,
// weighted by area; zero where a vertex has none.
func vertexNormals(surface *mesh.TriMesh) []mgl64.Vec3 {
	normals := make([]mgl64.Vec3, len(surface.Vertices))
	corner := func(i uint32) mgl64.Vec3 {
		v := surface.Vertices[i]
		return mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])}
	}
	for _, t := range surface.Triangles {
		a, b, c := corner(t[0]), corner(t[1]), corner(t[2])
		n := b.Sub(a).Cross(c.Sub(a)) // twice the area long
		for _, i := range t {
			normals[i] = normals[i].Add(n)
		}
	}
	for i, n := range normals {
		if length := n.Len(); length > 0 {
			normals[i] = n.Mul(1 / length)
		}
	}
	return normals
}

// composite blends the layers at one pixel over the ground, nearest first.
func composite(layers []*layer, i int, ground color.RGBA) [3]float64 {
	var order [maxLayers]int
	n := 0
	for k, l := range layers {
		if math.IsInf(float64(l.depth[i]), 1) {
			continue
		}
		at := n
		for at > 0 && layers[order[at-1]].depth[i] > l.depth[i] {
			order[at] = order[at-1]
			at--
		}
		order[at] = k
		n++
	}
	var out [3]float64
	through := 1.0 // how much light still comes from behind
	for _, k := range order[:n] {
		paint, opacity := layers[k].shade(i)
		for ch := range out {
			out[ch] += through * opacity * paint[ch]
		}
		through *= 1 - opacity
	}
	for ch, v := range [3]uint8{ground.R, ground.G, ground.B} {
		out[ch] += through * float64(v)
	}
	return out
}

// shade is a fragment's colour, 0 to 255, and opacity.
func (l *layer) shade(i int) (paint [3]float64, opacity float64) {
	facing := float64(l.facing[i]) / 255
	away := (1 - facing) * (1 - facing)
	opacity = l.look.facing + (l.look.rim-l.look.facing)*away
	light := float64(l.lit[i]) / 255
	base := l.colors[l.owner[i]]
	for ch, v := range [3]uint8{base.R, base.G, base.B} {
		paint[ch] = float64(v) * light
	}
	return paint, opacity
}
