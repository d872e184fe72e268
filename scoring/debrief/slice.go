package debrief

import (
	"fmt"
	"image/color"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

const (
	// sliceSize is the side of a slice in pixels.
	sliceSize = 600
	// smallestExtent and largestExtent bound the side of a slice in mm: a head
	// fits, and the needle in a trunk stays visible.
	smallestExtent, largestExtent = 80.0, 280.0
)

// slicePictures draws the three slices through the target.
func slicePictures(c *anatomy.Case, r route) []Picture {
	grey := windowFor(c, r.target)
	var pictures []Picture
	middle, extent := sliceFrame(c, r.target)
	for _, p := range slicesThrough(r.target, middle, extent, sliceSize) {
		picture := newCanvas(p.size, p.size, black())
		grey.fill(picture, c, p)
		for i := range c.Structures {
			outline(picture, p, &c.Structures[i])
		}
		r.draw(picture, pensFor(plannedOnDark(), black(), 3), p.project)
		made := Picture{
			Title:   p.name,
			Caption: grey.name,
			Alt:     fmt.Sprintf("%s slice through the target with the outlines of the structures, the planned path, dashed, and the actual path, solid, projected onto it.", p.name),
			PNG:     picture.encode(), Width: p.size, Height: p.size, Dark: true,
			Scale: scaleBar(1/p.spacing, p.size, p.size),
		}
		made.Letters = edgeLetters(p.size, p.size, made.Font(), p.leftLetter, p.rightLetter, p.topLetter, p.bottomLetter)
		made.Marks = r.marks(p.project, p.size, p.size, made.Font())
		pictures = append(pictures, made)
	}
	return pictures
}

// sliceFrame fits the anatomy into the slices, centred; when it is larger than
// the largest extent, the slices are centred on the target instead.
func sliceFrame(c *anatomy.Case, target mgl64.Vec3) (middle mgl64.Vec3, extent float64) {
	low, high, ok := bounds(c)
	if !ok {
		return target, largestExtent
	}
	size := high.Sub(low)
	extent = max(size.X(), size.Y(), size.Z(), smallestExtent) * 1.1
	if extent > largestExtent {
		return target, largestExtent
	}
	return mix(low, high, 0.5), extent
}

// outline draws where a structure's surface cuts the slice.
func outline(picture canvas, p plane, s *anatomy.Structure) {
	if s.Surface == nil {
		return
	}
	mask := picture.newCoverage()
	line := pen{color: parseColor(s.Color), width: 1.6, opacity: 0.9}
	for _, cut := range p.outline(s.Surface) {
		mask.add(cut[0], cut[1], line)
	}
	picture.paint(mask, line)
}

// window maps the scan's values to grey.
type window struct {
	low, high float32
	name      string // for the caption
}

// windowFor chooses what a radiologist would look at first: a narrow window
// for a target in the brain on CT, a soft tissue window elsewhere, and for MR,
// whose values have no unit, the range between the 1st and 99th percentile.
func windowFor(c *anatomy.Case, target mgl64.Vec3) window {
	switch {
	case c.Volume == nil:
		return window{name: "no scan in this case: structures only"}
	case c.Modality == "CT" && lies(c, target, func(s *anatomy.Structure) bool { return s.Tissue == "brain" }):
		return window{low: -30, high: 110, name: "brain window, −30 to 110 HU"}
	case c.Modality == "CT":
		return window{low: -150, high: 250, name: "soft tissue window, −150 to 250 HU"}
	}
	low, high := percentiles(c.Volume)
	return window{low: low, high: high, name: "1st to 99th percentile"}
}

// lies tells whether a point is in the solid of a structure of some kind.
func lies(c *anatomy.Case, p mgl64.Vec3, is func(*anatomy.Structure) bool) bool {
	if c.Labels == nil {
		return false
	}
	label := c.Labels.LabelAt(p)
	return slices.ContainsFunc(c.Structures, func(s anatomy.Structure) bool { return is(&s) && slices.Contains(s.Labels, label) })
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
func (w window) fill(picture canvas, c *anatomy.Case, p plane) {
	if c.Volume == nil {
		fillLabels(picture, c, p)
		return
	}
	values := c.Volume.Slice(p.origin, p.right, p.down, p.size, p.size, p.spacing, w.low)
	for i, v := range values {
		grey := uint8(0)
		if v > w.low { // false for NaN
			grey = uint8(255*clamp01(float64((v-w.low)/(w.high-w.low))) + 0.5)
		}
		picture.SetRGBA(i%p.size, i/p.size, color.RGBA{grey, grey, grey, 255})
	}
}

func fillLabels(picture canvas, c *anatomy.Case, p plane) {
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
				picture.blend(x, y, paint, 0.45)
			}
		}
	}
}

// structureKeys lists the structures that the pictures show, for their legend.
// A structure is called the target when this attempt's target lies in it.
func structureKeys(c *anatomy.Case, target mgl64.Vec3) []Key {
	var keys []Key
	for i := range c.Structures {
		s := &c.Structures[i]
		if s.Surface != nil {
			aimed := s.Target && lies(c, target, func(other *anatomy.Structure) bool { return other.Name == s.Name })
			keys = append(keys, Key{Name: spoken(s.Name), Color: hexColor(parseColor(s.Color)), Critical: s.Critical, Target: aimed})
		}
	}
	return keys
}

// Key explains one colour of the pictures.
type Key struct {
	Name, Color      string // #rrggbb
	Critical, Target bool
}

func hexColor(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// within tells whether a point lies in the scan.
func within(c *anatomy.Case, p mgl64.Vec3) bool {
	return c.Volume == nil || c.Volume.Contains(p)
}
