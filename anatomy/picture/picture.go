// Package picture draws a case for people: slices of the scan with the outlines
// of the structures, and see-through views of their surfaces. What a caller
// wants on top, such as a path, it draws itself (Overlay).
package picture

import (
	_ "embed"
	"encoding/base64"
	"html/template"
	"math"
	"strconv"

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

// Mark points out a place.
type Mark struct {
	X, Y           float64 // the place
	LabelX, LabelY float64 // middle of its label
	Kind           string  // entry (a ring), target (a cross) or event (a disc)
	Text           string
	Color          string // #rrggbb of ring and cross
}

// ScaleBar is a length drawn at the picture's lower left.
type ScaleBar struct {
	X, Y, Length float64 // pixels
	Text         string
}

// Ground is a picture of the anatomy on which a caller draws.
type Ground struct {
	Canvas
	// Project turns patient coordinates (LPS, mm) into pixels and a depth.
	Project func(mgl64.Vec3) mgl64.Vec3
	// Hidden tells that a projected point lies behind a solid structure; nil on
	// slices.
	Hidden func(x, y int, depth float64) bool
	Font   float64 // height of labels, pixels
	Dark   bool
}

// Overlay draws on a picture and returns the marks that belong on it.
type Overlay func(Ground) []Mark

// finish lets the overlay draw, and encodes the picture.
func (p *Picture) finish(on Ground, over Overlay) {
	if over != nil {
		p.Marks = over(on)
	}
	p.PNG = on.Canvas.PNG()
}

//go:embed picture.html
var figureTemplate string

// Template is the HTML template "picture", which shows a Picture as a figure
// with its labels: for html/template, together with the page that uses it.
func Template() string { return figureTemplate }

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

// Font is the height of labels in pixels of the picture.
func (p Picture) Font() float64 { return math.Round(float64(p.Width) / 30) }

// scaleBar chooses a round length of about a quarter of the picture.
func scaleBar(pxPerMM float64, width, height int) ScaleBar {
	length := 1.0
	for _, round := range []float64{2, 5, 10, 20, 50, 100, 200, 500} {
		if round*pxPerMM <= 0.3*float64(width) {
			length = round
		}
	}
	margin := 0.04 * float64(width)
	return ScaleBar{X: margin, Y: float64(height) - margin, Length: length * pxPerMM, Text: strconv.FormatFloat(length, 'f', -1, 64) + " mm"}
}
