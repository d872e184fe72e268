package debrief

import (
	"bytes"
	"encoding/base64"
	"html/template"
	"image/color"
	"image/png"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Picture is a PNG with crisp labels to lay over it.
type Picture struct {
	Title, Caption, Alt string
	PNG                 []byte
	Width, Height       int  // pixels of the PNG; labels use the same coordinates
	Dark                bool // the ground is dark, so labels are light
	Letters             []Letter
	Marks               []Mark
	Scale               ScaleBar
}

// Letter names one of the patient's directions at a picture's edge.
type Letter struct {
	X, Y float64
	Text string
}

// Mark points out a place: the planned entry, the target, or a numbered event.
type Mark struct {
	X, Y           float64 // the place
	LabelX, LabelY float64 // middle of its label
	Kind           string  // entry, target or event
	Text           string
}

// ScaleBar is a length drawn at the picture's lower left.
type ScaleBar struct {
	X, Y, Length float64 // pixels
	Text         string
}

// URI is the PNG inside the page itself.
func (p Picture) URI() template.URL {
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(p.PNG))
}

// Ink is the colour of labels.
func (p Picture) Ink() string {
	if p.Dark {
		return "#ffffff"
	}
	return "#1c2730"
}

// Rim is the colour of the thin line that sets labels off from the picture.
func (p Picture) Rim() string {
	if p.Dark {
		return "#10171d"
	}
	return "#ffffff"
}

// Planned is the colour of the marks of the plan.
func (p Picture) Planned() string {
	if p.Dark {
		return hexColor(plannedOnDark())
	}
	return hexColor(plannedColor())
}

// Font is the height of labels in pixels of the picture.
func (p Picture) Font() float64 { return math.Round(float64(p.Width) / 30) }

// route is what both kinds of picture draw over the anatomy.
type route struct {
	entry, target mgl64.Vec3 // planned
	tip           []run
	shaft         []mgl64.Vec3 // where the instrument came to rest; nil if unknown
	moments       []Moment
}

// pens are the route's, each with its own look.
type pens struct{ planned, inside, outside, shaft pen }

func pensFor(planned, casing color.RGBA, width float64) pens {
	base := pen{casing: casing, opacity: 1, width: width}
	made := pens{planned: base, inside: base, outside: base, shaft: base}
	made.planned.color, made.planned.dash, made.planned.gap = planned, 4*width, 2.5*width
	made.inside.color = actualColor()
	made.outside.color, made.outside.width, made.outside.opacity = actualColor(), 0.6*width, 0.6
	made.shaft.color, made.shaft.width, made.shaft.opacity = shaftColor(), 2.2*width, 0.75
	return made
}

// draw lays the route over a picture; project gives pixels and depth.
func (r route) draw(c canvas, p pens, project func(mgl64.Vec3) mgl64.Vec3) {
	lay := func(points []mgl64.Vec3, with pen) {
		line := make([]mgl64.Vec3, len(points))
		for i, at := range points {
			line[i] = project(at)
		}
		c.stroke(line, with)
	}
	lay(r.shaft, p.shaft)
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
	lay([]mgl64.Vec3{r.entry, r.target}, p.planned)
}

// marks places the labels of the route and moves those apart that would overlap.
func (r route) marks(project func(mgl64.Vec3) mgl64.Vec3, width, height int, font float64) []Mark {
	inside := func(at mgl64.Vec3) bool {
		return at.X() >= 0 && at.Y() >= 0 && at.X() < float64(width) && at.Y() < float64(height)
	}
	var marks []Mark
	place := func(at mgl64.Vec3, kind, text string, dx, dy float64) {
		if p := project(at); inside(p) {
			mark := Mark{X: p.X(), Y: p.Y(), LabelX: p.X() + dx*font, LabelY: p.Y() + dy*font, Kind: kind, Text: text}
			keepApart(&mark, marks, font)
			marks = append(marks, mark)
		}
	}
	place(r.entry, "entry", "Entry", 2.6, -1.2)
	place(r.target, "target", "Target", 3, 1.6)
	for _, moment := range r.moments {
		if moment.Placed {
			place(moment.Position, "event", moment.Mark(), -2.4, 0)
		}
	}
	return marks
}

// keepApart pushes a label down until it is clear of the earlier ones.
func keepApart(mark *Mark, earlier []Mark, font float64) {
	for i := 0; i < len(earlier); i++ {
		other := earlier[i]
		if math.Abs(other.LabelX-mark.LabelX) < 3.2*font && math.Abs(other.LabelY-mark.LabelY) < 1.6*font-1e-6 {
			mark.LabelY = other.LabelY + 1.6*font
			i = -1 // start over: it may now touch one that was clear before
		}
	}
}

// scaleBar chooses a round length of about a quarter of the picture.
func scaleBar(pxPerMM float64, width, height int) ScaleBar {
	length := 1.0
	for _, round := range []float64{2, 5, 10, 20, 50, 100, 200, 500} {
		if round*pxPerMM <= 0.3*float64(width) {
			length = round
		}
	}
	margin := 0.04 * float64(width)
	return ScaleBar{X: margin, Y: float64(height) - margin, Length: length * pxPerMM, Text: plain(length) + " mm"}
}

// screenshot is the theatre's picture, if it is one.
func screenshot(content []byte) *Picture {
	config, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil
	}
	return &Picture{
		Title: "In the theatre", Alt: "Screenshot of the simulated operating theatre at the end of the attempt.",
		PNG: content, Width: config.Width, Height: config.Height,
	}
}
