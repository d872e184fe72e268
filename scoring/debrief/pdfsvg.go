package debrief

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// frame takes a picture's pixels to the page's millimetres.
type frame struct{ scale, x, y float64 }

func (f frame) at(x, y float64) (float64, float64) { return f.x + x*f.scale, f.y + y*f.scale }

// svg draws a picture at a place of the page, so wide, and returns its height, mm.
func (p *paper) svg(n *node, x, y, width float64) float64 {
	box := numbers(n.attrs["viewBox"])
	if len(box) != 4 || box[2] <= 0 {
		return 0
	}
	p.styles.inside = n
	f := frame{scale: width / box[2]}
	f.x, f.y = x-box[0]*f.scale, y-box[1]*f.scale
	for _, c := range n.children {
		p.shape(c, p.styles.of(n, look{}), f)
	}
	p.SetAlpha(1, "Normal")
	p.SetDashPattern(nil, 0)
	p.SetY(y) // drawing moves it
	return box[3] * f.scale
}

// svgHeight is how high a picture of that width is, mm.
func svgHeight(n *node, width float64) float64 {
	if box := numbers(n.attrs["viewBox"]); len(box) == 4 && box[2] > 0 {
		return width * box[3] / box[2]
	}
	return 0
}

// shape draws one element and those in it.
func (p *paper) shape(n *node, inherited look, f frame) {
	if n.name == "" || n.name == "title" {
		return
	}
	l := p.styles.of(n, inherited)
	f = f.moved(n.attrs["transform"])
	v := func(name string) float64 { x, _ := strconv.ParseFloat(n.attrs[name], 64); return x }
	switch n.name {
	case "line":
		p.outline(l, f, [][][2]float64{{{v("x1"), v("y1")}, {v("x2"), v("y2")}}}, false)
	case "rect":
		x, y, w, h := v("x"), v("y"), v("width"), v("height")
		p.outline(l, f, [][][2]float64{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}}, true)
	case "circle":
		p.circle(l, f, v("cx"), v("cy"), v("r"))
	case "polyline":
		flat := numbers(strings.ReplaceAll(n.attrs["points"], ",", " "))
		var line [][2]float64
		for i := 0; i+1 < len(flat); i += 2 {
			line = append(line, [2]float64{flat[i], flat[i+1]})
		}
		p.outline(l, f, [][][2]float64{line}, true)
	case "path":
		p.outline(l, f, pathLines(n.attrs["d"]), true)
	case "text":
		p.label(n, l, f)
	case "image":
		p.image(n.attrs["href"], f, v("width"), v("height"))
	}
	for _, c := range n.children {
		p.shape(c, l, f)
	}
}

// moved is the frame within a translate and a scale.
func (f frame) moved(transform string) frame {
	for _, part := range strings.Split(transform, ")") {
		name, values, _ := strings.Cut(strings.TrimSpace(part), "(")
		switch n := numbers(values); {
		case name == "translate" && len(n) == 2:
			f.x, f.y = f.at(n[0], n[1])
		case name == "scale" && len(n) == 1:
			f.scale *= n[0]
		}
	}
	return f
}

// outline fills and strokes lines.
func (p *paper) outline(l look, f frame, lines [][][2]float64, mayFill bool) {
	fill, opacity, filled := p.styles.color(l, "fill", "#000")
	if filled && mayFill {
		p.SetFillColor(fill[0], fill[1], fill[2])
		p.SetAlpha(opacity, "Normal")
		p.trace(f, lines)
		p.DrawPath("F")
	}
	if p.pen(l, f) {
		p.trace(f, lines)
		p.DrawPath("D")
	}
}

// pen takes up the look's stroke; false for none.
func (p *paper) pen(l look, f frame) bool {
	stroke, opacity, ok := p.styles.color(l, "stroke", "none")
	if !ok {
		return false
	}
	p.SetDrawColor(stroke[0], stroke[1], stroke[2])
	p.SetAlpha(opacity, "Normal")
	p.SetLineWidth(max(l.number("stroke-width", 1)*f.scale, 0.1)) // thinner ones vanish in print
	var dashes []float64
	for _, d := range numbers(l["stroke-dasharray"]) {
		dashes = append(dashes, d*f.scale)
	}
	p.SetDashPattern(dashes, 0)
	return true
}

func (p *paper) trace(f frame, lines [][][2]float64) {
	for _, line := range lines {
		for i, at := range line {
			x, y := f.at(at[0], at[1])
			if i == 0 {
				p.MoveTo(x, y)
				continue
			}
			p.LineTo(x, y)
		}
	}
}

func (p *paper) circle(l look, f frame, cx, cy, r float64) {
	x, y := f.at(cx, cy)
	if fill, opacity, ok := p.styles.color(l, "fill", "#000"); ok {
		p.SetFillColor(fill[0], fill[1], fill[2])
		p.SetAlpha(opacity, "Normal")
		p.Circle(x, y, r*f.scale, "F")
	}
	if p.pen(l, f) {
		p.Circle(x, y, r*f.scale, "D")
	}
}

// leastPt is the smallest print, points: less is not read on paper.
const leastPt = 5.5

// label writes a picture's text.
func (p *paper) label(n *node, l look, f frame) {
	words := printable(n.words())
	size := l.number("font-size", 11)
	style := ""
	if l.number("font-weight", 400) >= 600 {
		style = "B"
	}
	p.SetFont(pdfFont, style, max(size*f.scale/mmPerPt, leastPt))
	number := func(name string) float64 {
		text := n.attrs[name]
		if em, is := strings.CutSuffix(text, "em"); is {
			v, _ := strconv.ParseFloat(em, 64)
			return v * size
		}
		v, _ := strconv.ParseFloat(text, 64)
		return v
	}
	x, y := f.at(number("x")+number("dx"), number("y")+number("dy"))
	switch l["text-anchor"] {
	case "middle":
		x -= p.GetStringWidth(words) / 2
	case "end":
		x -= p.GetStringWidth(words)
	}
	if rim, _, ok := p.styles.color(l, "stroke", "none"); ok {
		p.SetAlpha(1, "Normal")
		p.SetTextColor(rim[0], rim[1], rim[2])
		away := l.number("stroke-width", 1) / 2 * f.scale
		for _, d := range [][2]float64{{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-.7, -.7}, {.7, .7}, {-.7, .7}, {.7, -.7}} {
			p.Text(x+d[0]*away, y+d[1]*away, words)
		}
	}
	if fill, opacity, ok := p.styles.color(l, "fill", "#000"); ok {
		p.SetTextColor(fill[0], fill[1], fill[2])
		p.SetAlpha(opacity, "Normal")
		p.Text(x, y, words)
	}
}

// image lays a PNG of a data URI on the page.
func (p *paper) image(uri string, f frame, width, height float64) {
	data, is := strings.CutPrefix(uri, "data:image/png;base64,")
	content, err := base64.StdEncoding.DecodeString(data)
	if !is || err != nil {
		p.SetError(fmt.Errorf("a picture of the report is no PNG"))
		return
	}
	p.images++
	name, kind := fmt.Sprint(p.images), fpdf.ImageOptions{ImageType: "PNG"}
	p.RegisterImageOptionsReader(name, kind, bytes.NewReader(content))
	p.SetAlpha(1, "Normal")
	x, y := f.at(0, 0)
	p.ImageOptions(name, x, y, width*f.scale, height*f.scale, false, kind, 0, "")
}

// numbers are those of a text, between blanks or commas.
func numbers(text string) []float64 {
	var all []float64
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return nil
		}
		all = append(all, v)
	}
	return all
}

// pathLines are the lines of an SVG path of straight commands; what comes after
// another command is left out.
func pathLines(d string) [][][2]float64 {
	var lines [][][2]float64
	var at, start [2]float64
	var line [][2]float64
	end := func() {
		if len(line) > 1 {
			lines = append(lines, line)
		}
		line = nil
	}
	for _, c := range pathCommands(d) {
		v := c.values
		relative := c.letter >= 'a'
		switch c.letter &^ 32 {
		case 'M', 'L':
			for i := 0; i+1 < len(v); i += 2 {
				to := [2]float64{v[i], v[i+1]}
				if relative {
					to[0], to[1] = to[0]+at[0], to[1]+at[1]
				}
				if c.letter&^32 == 'M' && i == 0 {
					end()
					start = to
				}
				at, line = to, append(line, to)
			}
		case 'H', 'V':
			axis := 0
			if c.letter&^32 == 'V' {
				axis = 1
			}
			for _, x := range v {
				if relative {
					x += at[axis]
				}
				at[axis] = x
				line = append(line, at)
			}
		case 'Z':
			line, at = append(line, start), start
			end()
		default:
			end()
			return lines
		}
	}
	end()
	return lines
}

type pathCommand struct {
	letter byte
	values []float64
}

// pathCommands splits a path; a minus begins a number where no blank does.
func pathCommands(d string) []pathCommand {
	var all []pathCommand
	for i := 0; i < len(d); {
		letter := d[i]
		next := i + 1
		for next < len(d) && !(d[next] >= 'A' && d[next] <= 'Z' || d[next] >= 'a' && d[next] <= 'z' && d[next] != 'e') {
			next++
		}
		text := strings.ReplaceAll(d[i+1:next], "e-", "e~")
		text = strings.ReplaceAll(strings.ReplaceAll(text, "-", " -"), "e~", "e-")
		values := numbers(text)
		for _, v := range values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return all
			}
		}
		all = append(all, pathCommand{letter, values})
		i = next
	}
	return all
}
