package debrief

import (
	"fmt"
	"strings"
)

// Drawing is a vector picture: the page shows it as SVG, and the PDF draws the
// same shapes. Lengths are pixels.
type Drawing struct {
	Title, Note   string
	Width, Height float64
	Alt           string // in words, for who cannot see it
	Shapes        []Shape
}

// Shape is a path when it has a Path, else a circle when it has a radius, else text.
type Shape struct {
	Class   string // of the page's style sheet
	Path    string // d of an SVG path: M, L and Z alone
	X, Y, R float64
	Text    string
	Anchor  string // of the text: "" for its start, middle or end
	Title   string // whole, for who points at it
}

// path adds a line through places; closed joins its ends.
func (d *Drawing) path(class string, closed bool, points ...[2]float64) {
	if len(points) < 2 {
		return
	}
	var b strings.Builder
	corners(&b, points)
	if closed {
		b.WriteByte('Z')
	}
	d.Shapes = append(d.Shapes, Shape{Class: class, Path: b.String()})
}

// area fills polygons that run the same way round as one, so that where they
// overlap is no darker.
func (d *Drawing) area(class string, polygons [][][2]float64) {
	var b strings.Builder
	for _, p := range polygons {
		corners(&b, p)
		b.WriteByte('Z')
	}
	if b.Len() > 0 {
		d.Shapes = append(d.Shapes, Shape{Class: class, Path: b.String()})
	}
}

func corners(b *strings.Builder, points [][2]float64) {
	for i, p := range points {
		letter := "L"
		if i == 0 {
			letter = "M"
		}
		fmt.Fprintf(b, "%s%g %g", letter, round1(p[0]), round1(p[1]))
	}
}

// line adds a straight one.
func (d *Drawing) line(class string, x1, y1, x2, y2 float64) {
	d.path(class, false, [2]float64{x1, y1}, [2]float64{x2, y2})
}

// text writes words at a baseline.
func (d *Drawing) text(class, anchor string, x, y float64, words string) {
	if words != "" {
		d.Shapes = append(d.Shapes, Shape{Class: class, X: round1(x), Y: round1(y), Text: words, Anchor: anchor})
	}
}

// dot adds a disc.
func (d *Drawing) dot(class string, x, y, r float64, title string) {
	d.Shapes = append(d.Shapes, Shape{Class: class, X: round1(x), Y: round1(y), R: r, Title: title})
}

// badge adds a moment's number in a disc, as the lists of moments show it.
func (d *Drawing) badge(x, y float64, number string) {
	d.dot("badgedisc", x, y, 8, "moment "+number)
	d.text("badgetext", "middle", x, y+4, number)
}
