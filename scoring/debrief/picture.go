package debrief

import (
	"bytes"
	"image/color"
	"image/png"
	"math"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/picture"
	"github.com/go-gl/mathgl/mgl64"
)

// route is what both kinds of picture draw over the anatomy.
type route struct {
	entry, target mgl64.Vec3   // planned
	free          bool         // nothing was planned that the pictures could show
	tip, second   []run        // of the two hands
	shaft         []mgl64.Vec3 // where the instrument came to rest; nil if unknown
	moments       []Moment
}

// pens are the route's, each with its own look.
type pens struct{ planned, inside, outside, shaft, second picture.Pen }

func pensFor(planned, casing color.RGBA, width float64) pens {
	base := picture.Pen{Casing: casing, Opacity: 1, Width: width}
	made := pens{planned: base, inside: base, outside: base, shaft: base, second: base}
	made.planned.Color, made.planned.Dash, made.planned.Gap = planned, 4*width, 2.5*width
	made.inside.Color = actualColor()
	made.outside.Color, made.outside.Width, made.outside.Opacity = actualColor(), 0.6*width, 0.6
	made.second.Color, made.second.Width = secondColor(), 0.6*width
	made.shaft.Color, made.shaft.Width, made.shaft.Opacity = shaftColor(), 2.2*width, 0.75
	return made
}

// over draws the route on a picture, brighter on a dark ground.
func (r route) over(on picture.Ground) []picture.Mark {
	planned, p := plannedColor(), pensFor(plannedColor(), white(), 3.2)
	if on.Dark {
		planned, p = plannedOnDark(), pensFor(plannedOnDark(), black(), 3)
	}
	r.draw(on, p)
	return r.marks(on, planned)
}

// views draws the trajectory on the anatomy, from the side and from the front.
func (r route) views(c *anatomy.Case) []picture.Picture {
	// More than this around the trajectory would make it too small to read; a
	// head still fits.
	extent := max(120, 2.2*r.target.Sub(r.entry).Len())
	views := picture.Views(c, r.entry, r.entry.Add(r.target).Mul(0.5), extent, r.over)
	for i := range views {
		views[i].Alt = r.spoken("Planned path, dashed, and the tip's actual path, solid. ") + views[i].Alt
	}
	return views
}

// sliceExtent is the largest side of a slice in mm: a head fits, and the needle
// in a trunk stays visible.
const sliceExtent = 280

// slices draws the three slices through the target.
func (r route) slices(c *anatomy.Case) []picture.Picture {
	slices := picture.Slices(c, r.target, sliceExtent, r.over)
	for i := range slices {
		slices[i].Alt = r.spoken("Planned path, dashed, and actual path, solid, projected onto the slice through the target. ") + slices[i].Alt
	}
	return slices
}

// spoken is what the lines are; planned says it where some were planned.
func (r route) spoken(planned string) string {
	if r.free {
		return "The ways of the instruments' tips. "
	}
	return planned
}

// draw lays the route over a picture.
func (r route) draw(on picture.Ground, p pens) {
	if r.free { // nothing is inside
		width := p.outside.Width
		p.outside = p.inside
		p.outside.Width = width
	}
	lay := func(points []mgl64.Vec3, with picture.Pen) {
		with.Hidden = on.Hidden
		line := make([]mgl64.Vec3, len(points))
		for i, at := range points {
			line[i] = on.Project(at)
		}
		on.Stroke(line, with)
	}
	lay(r.shaft, p.shaft)
	for _, stretch := range r.second {
		lay(stretch.points, p.second)
	}
	for _, stretch := range r.tip {
		if !stretch.inside {
			lay(stretch.points, p.outside)
		}
	}
	for _, stretch := range r.tip {
		if stretch.inside {
			lay(stretch.points, p.inside)
		}
	}
	if !r.free {
		lay([]mgl64.Vec3{r.entry, r.target}, p.planned)
	}
}

// marks places the labels of the route and moves those apart that would overlap.
func (r route) marks(on picture.Ground, planned color.RGBA) []picture.Mark {
	size, font := on.Bounds().Size(), on.Font
	inside := func(at mgl64.Vec3) bool {
		return at.X() >= 0 && at.Y() >= 0 && at.X() < float64(size.X) && at.Y() < float64(size.Y)
	}
	var marks []picture.Mark
	place := func(at mgl64.Vec3, kind, text string, dx, dy float64) {
		if p := on.Project(at); inside(p) {
			mark := picture.Mark{X: p.X(), Y: p.Y(), LabelX: p.X() + dx*font, LabelY: p.Y() + dy*font, Kind: kind, Text: text, Color: picture.Hex(planned)}
			keepApart(&mark, marks, font)
			marks = append(marks, mark)
		}
	}
	if !r.free {
		place(r.entry, "entry", "Entry", 2.6, -1.2)
		place(r.target, "target", "Target", 3, 1.6)
	}
	for _, moment := range r.moments {
		if moment.Placed {
			place(moment.Position, "event", moment.Mark(), -2.4, 0)
		}
	}
	return marks
}

// keepApart pushes a label down until it is clear of the earlier ones.
func keepApart(mark *picture.Mark, earlier []picture.Mark, font float64) {
	for i := 0; i < len(earlier); i++ {
		other := earlier[i]
		if math.Abs(other.LabelX-mark.LabelX) < 3.2*font && math.Abs(other.LabelY-mark.LabelY) < 1.6*font-1e-6 {
			mark.LabelY = other.LabelY + 1.6*font
			i = -1 // start over: it may now touch one that was clear before
		}
	}
}

// screenshot is the theatre's picture, if it is one.
func screenshot(content []byte) *picture.Picture {
	config, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil
	}
	return &picture.Picture{
		Title: "In the theatre", Alt: "Screenshot of the simulated operating theatre at the end of the attempt.",
		PNG: content, Width: config.Width, Height: config.Height,
	}
}
