package picture

import (
	"image/color"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// sliceSize is the side of a slice in pixels.
	sliceSize = 600
	// smallestExtent bounds the side of a slice in mm.
	smallestExtent = 80.0
)

// Slices draws the axial, coronal and sagittal slices through a point (LPS, mm)
// in radiological convention: the scan in grey, or without a scan the label map
// in colour, with the outlines of the structures. They show all of the anatomy,
// or where that is larger than extent, in mm, what lies around the point. over,
// when not nil, draws on top of each.
func Slices(c *anatomy.Case, at mgl64.Vec3, extent float64, over Overlay) []Picture {
	return slicesIn(windowFor(c, inBrain(c, at)), c, at, extent, over)
}

func slicesIn(grey window, c *anatomy.Case, at mgl64.Vec3, extent float64, over Overlay) []Picture {
	var pictures []Picture
	middle, side := sliceFrame(c, at, extent)
	for _, p := range slicesThrough(at, middle, side, sliceSize) {
		canvas := NewCanvas(p.size, p.size, color.RGBA{A: 255})
		grey.fill(canvas, c, p)
		for i := range c.Structures {
			outline(canvas, p, &c.Structures[i])
		}
		made := Picture{
			Title: p.name, Caption: grey.name, Dark: true,
			Alt:   p.name + " slice with the outlines of the structures.",
			Width: p.size, Height: p.size, Scale: scaleBar(1/p.spacing, p.size, p.size),
		}
		made.Letters = edgeLetters(p.size, p.size, made.Font(), p.leftLetter, p.rightLetter, p.topLetter, p.bottomLetter)
		made.finish(Ground{Canvas: canvas, Project: p.project, Font: made.Font(), Dark: true}, over)
		pictures = append(pictures, made)
	}
	return pictures
}

// sliceFrame fits the anatomy into the slices, centred; when it is larger than
// the largest side, the slices are centred on the target instead.
func sliceFrame(c *anatomy.Case, target mgl64.Vec3, largest float64) (middle mgl64.Vec3, side float64) {
	low, high, ok := bounds(c)
	if !ok {
		return target, min(largest, 2*smallestExtent)
	}
	size := high.Sub(low)
	side = max(size.X(), size.Y(), size.Z(), smallestExtent) * 1.1
	if side > largest {
		return target, largest
	}
	return mix(low, high, 0.5), side
}

// outline draws where a structure's surface cuts the slice.
func outline(canvas Canvas, p plane, s *anatomy.Structure) {
	if s.Surface == nil {
		return
	}
	mask := canvas.newCoverage()
	line := Pen{Color: parseColor(s.Color), Width: 1.6, Opacity: 0.9}
	for _, cut := range p.outline(s.Surface) {
		mask.add(cut[0], cut[1], line)
	}
	canvas.paint(mask, line)
}

// window maps the scan's values to grey.
type window struct {
	low, high float32
	name      string // for the caption
}

// windowFor chooses what a radiologist would look at first: a narrow window
// for a target in the brain on CT, a soft tissue window elsewhere, and for MR,
// whose values have no unit, the range between the 1st and 99th percentile.
func windowFor(c *anatomy.Case, brain bool) window {
	switch {
	case c.Volume == nil:
		return window{name: "no scan in this case: structures only"}
	case c.Modality == "CT" && brain:
		return window{low: -30, high: 110, name: "brain window, −30 to 110 HU"}
	case c.Modality == "CT":
		return window{low: -150, high: 250, name: "soft tissue window, −150 to 250 HU"}
	}
	low, high := percentiles(c.Volume)
	return window{low: low, high: high, name: "1st to 99th percentile"}
}

func inBrain(c *anatomy.Case, at mgl64.Vec3) bool {
	return lies(c, at, func(s *anatomy.Structure) bool { return s.Tissue == "brain" })
}

// percentiles are the 1st and 99th, from at most some ten thousand values evenly
// spread over the volume: exact enough for a picture.
func percentiles(v *imaging.Volume) (low, high float32) {
	drawn := slices.DeleteFunc(v.EveryNth(max(1, v.Count()/10007)), func(value float32) bool { return value != value }) // NaN
	if len(drawn) == 0 {
		return 0, 1
	}
	slices.Sort(drawn)
	low, high = drawn[len(drawn)/100], drawn[(len(drawn)-1)*99/100]
	if !(high > low) {
		high = low + 1
	}
	return low, high
}

// fill paints the scan, or without a scan the label map in the structures' colours.
func (w window) fill(canvas Canvas, c *anatomy.Case, p plane) {
	if c.Volume == nil {
		fillLabels(canvas, c, p)
		return
	}
	values := c.Volume.Slice(p.origin, p.right, p.down, p.size, p.size, p.spacing, w.low)
	for i, v := range values {
		grey := uint8(0)
		if v > w.low { // false for NaN
			grey = uint8(255*clamp01(float64((v-w.low)/(w.high-w.low))) + 0.5)
		}
		canvas.SetRGBA(i%p.size, i/p.size, color.RGBA{grey, grey, grey, 255})
	}
}

func fillLabels(canvas Canvas, c *anatomy.Case, p plane) {
	if c.Labels == nil {
		return
	}
	colors := make(map[uint16]color.RGBA, len(c.Structures))
	for i := range c.Structures {
		colors[c.Structures[i].Label] = parseColor(c.Structures[i].Color)
	}
	for y := range p.size {
		for x := range p.size {
			at := p.origin.Add(p.right.Mul(float64(x) * p.spacing)).Add(p.down.Mul(float64(y) * p.spacing))
			if paint, known := colors[c.Labels.LabelAt(at)]; known {
				canvas.blend(x, y, paint, 0.45)
			}
		}
	}
}
