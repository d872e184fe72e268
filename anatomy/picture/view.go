package picture

import (
	"image/color"
	"math"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

// paper is the ground of the views.
var paper = color.RGBA{0xf5, 0xf7, 0xf8, 255}

const (
	// viewWidth and viewHeight are the size of a view in pixels, about twice
	// its size on a page, which keeps it sharp in print.
	viewWidth, viewHeight = 760, 700
	// supersampling is the surfaces' finer grid, averaged for smooth edges.
	supersampling = 2
	// maxLayers is the number of groups of groupOf.
	maxLayers = 8
	// solid is the opacity from which a structure hides what is behind it.
	solid = 0.8
)

// groupOf puts structures that are looked through in the same way together.
// Envelopes are glass, vessels and critical structures solid, so that the
// picture shows what the needle had to avoid.
func groupOf(s *anatomy.Structure) (group int, l look) {
	switch {
	case s.Tissue == "skin":
		return 0, look{0.05, 0.42}
	case s.Tissue == "bone":
		return 1, look{0.08, 0.42}
	case s.Tissue == "brain":
		return 2, look{0.10, 0.45}
	case s.Target || s.Tissue == "tumour":
		return 3, look{0.55, 0.90}
	case s.Critical || s.Tissue == "vessel":
		return 4, look{1, 1}
	case s.Tissue == "csf":
		return 5, look{0.35, 0.75}
	case s.Tissue == "organ":
		return 6, look{0.22, 0.65}
	}
	return 7, look{0.15, 0.50}
}

// Views draws the see-through anatomy from the side on which entry lies (LPS,
// mm) and from the front, no more than extent millimetres around focus in any
// direction. over, when not nil, draws on top of each. There are none when no
// structure has a surface.
func Views(c *anatomy.Case, entry, focus mgl64.Vec3, extent float64, over Overlay) []Picture {
	low, high, ok := bounds(c)
	if !ok {
		return nil
	}
	var pictures []Picture
	for _, from := range []camera{lateral(entry, mix(low, high, 0.5)), frontal()} {
		pictures = append(pictures, view(c, from.frame(low, high, focus, extent, viewWidth, viewHeight), over))
	}
	return pictures
}

// bounds is the box around all surfaces.
func bounds(c *anatomy.Case) (low, high mgl64.Vec3, ok bool) {
	inf := math.Inf(1)
	low, high = mgl64.Vec3{inf, inf, inf}, mgl64.Vec3{-inf, -inf, -inf}
	for i := range c.Structures {
		if c.Structures[i].Surface == nil {
			continue
		}
		for _, v := range c.Structures[i].Surface.Vertices {
			for k := range 3 {
				low[k], high[k] = min(low[k], float64(v[k])), max(high[k], float64(v[k]))
			}
			ok = true
		}
	}
	return low, high, ok
}

func view(c *anatomy.Case, from camera, over Overlay) Picture {
	layers := drawLayers(c, from)
	made := Picture{
		Title: "Seen " + from.name, Width: from.width, Height: from.height,
		Alt:   "The transparent anatomy, seen " + from.name + ".",
		Scale: scaleBar(from.pxPerMM, from.width, from.height),
	}
	made.Letters = edgeLetters(from.width, from.height, made.Font(), from.leftLetter, from.rightLetter, "S", "I")
	made.finish(Ground{
		Canvas: resolve(layers, from.width, from.height), Project: from.project, Font: made.Font(),
		Hidden: func(x, y int, depth float64) bool { return behindSolid(layers, x, y, depth) },
	}, over)
	return made
}

// drawLayers rasterises every structure on the finer grid.
func drawLayers(c *anatomy.Case, from camera) []*layer {
	from.width, from.height = from.width*supersampling, from.height*supersampling
	from.pxPerMM *= supersampling
	var groups [maxLayers]*layer
	for i := range c.Structures {
		s := &c.Structures[i]
		if s.Surface == nil {
			continue
		}
		group, l := groupOf(s)
		if groups[group] == nil {
			groups[group] = newLayer(from.width, from.height, l)
		}
		groups[group].draw(s.Surface, parseColor(s.Color), from)
	}
	firmUp(&groups)
	var layers []*layer
	for _, l := range groups {
		if l != nil {
			layers = append(layers, l)
		}
	}
	return layers
}

// firmUp gives the picture something to look at when all of it would be glass:
// what lies deepest of the envelopes is then nearly opaque.
func firmUp(groups *[maxLayers]*layer) {
	for _, eyeCatcher := range []int{3, 4, 5} {
		if groups[eyeCatcher] != nil {
			return
		}
	}
	for _, deepest := range []int{6, 7, 2, 1, 0} {
		if groups[deepest] != nil {
			groups[deepest].look = look{0.75, 0.95}
			return
		}
	}
}

// resolve composites the layers and averages the finer grid.
func resolve(layers []*layer, width, height int) Canvas {
	canvas := NewCanvas(width, height, paper)
	const n = supersampling * supersampling
	for y := range height {
		for x := range width {
			var sum [3]float64
			for k := range n {
				i := (y*supersampling+k/supersampling)*width*supersampling + x*supersampling + k%supersampling
				paint := composite(layers, i, paper)
				for ch := range sum {
					sum[ch] += paint[ch]
				}
			}
			canvas.SetRGBA(x, y, color.RGBA{
				uint8(math.Round(sum[0] / n)), uint8(math.Round(sum[1] / n)), uint8(math.Round(sum[2] / n)), 255})
		}
	}
	return canvas
}

// behindSolid tells whether a point is hidden; x and y are pixels of the
// finished picture. A millimetre of slack keeps a path that touches a surface
// from flickering.
func behindSolid(layers []*layer, x, y int, depth float64) bool {
	for _, l := range layers {
		if l.look.facing >= solid && float64(l.depth[y*supersampling*l.width+x*supersampling]) < depth-1 {
			return true
		}
	}
	return false
}

// edgeLetters names the patient's directions at the four edges.
func edgeLetters(width, height int, font float64, left, right, top, bottom string) []Letter {
	w, h := float64(width), float64(height)
	return []Letter{
		{0.9 * font, h / 2, left}, {w - 0.9*font, h / 2, right}, {w / 2, 0.9 * font, top}, {w / 2, h - 0.9*font, bottom},
	}
}
