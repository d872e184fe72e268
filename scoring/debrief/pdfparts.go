package debrief

import (
	"fmt"
	"strings"
)

// list lays out items, with numbers or dots.
func (p *paper) list(n *node, x, width float64) {
	for i, item := range n.all("li") {
		indent := 5.0
		switch {
		case n.has("legend"):
			indent = 9
			p.room(5)
			if swatch := item.find(named("svg")); swatch != nil {
				p.swatch(swatch, x)
			}
		case n.has("plain") || n.has("moments"):
			indent = 0
		case n.name == "ol":
			p.beside(fmt.Sprintf("%d.", i+1), x)
		default:
			p.beside("•", x)
		}
		p.say(item.words(), x+indent, width-indent, 9, "", "--ink")
		p.SetY(p.GetY() + 0.8)
	}
}

// swatch draws a legend's sign; it gets a viewBox where it has a size only.
func (p *paper) swatch(n *node, x float64) {
	if n.attrs["viewBox"] == "" {
		n.attrs["viewBox"] = "0 0 " + n.attrs["width"] + " " + n.attrs["height"]
	}
	box := numbers(n.attrs["viewBox"])
	if len(box) == 4 {
		width := min(box[2]*0.2, 7)
		y := p.GetY()
		p.svg(n, x, y+2.4-svgHeight(n, width)/2, width)
		p.SetY(y)
	}
}

// beside writes a mark at the left of the line that comes.
func (p *paper) beside(mark string, x float64) {
	height := 9 * mmPerPt * leading
	p.room(height)
	p.SetFont(pdfFont, "", 9)
	p.ink("--quiet")
	p.Text(x, p.GetY()+height*0.78, mark)
}

// verdict lays out the outcome: the words left, the points right, its colour beside.
func (p *paper) verdict(n *node, x, width float64) {
	p.SetY(p.GetY() + 4)
	p.room(30)
	top := p.GetY()
	tone := "--fail"
	for _, name := range []string{"pass", "fail"} {
		if n.has(name) {
			tone = "--" + name
		}
	}
	if n.has("fail_critical") {
		tone = "--critical"
	}
	for _, part := range n.children {
		switch {
		case part.has("words"):
			for _, c := range part.children {
				if c.has("word") {
					p.say(c.words(), x+6, width-62, 15, "B", tone)
					continue
				}
				p.element(c, x+6, width-62)
			}
		case part.has("total"):
			bottom := p.GetY()
			p.SetY(top)
			if b := part.find(named("b")); b != nil {
				p.say(b.words()+" of 100", x+width-48, 48, 15, "B", "--ink")
			}
			for _, c := range part.all("p") {
				p.paragraph(c, x+width-48, 48)
			}
			p.SetY(max(bottom, p.GetY()))
		}
	}
	p.beam(x, top, tone)
}

// beam draws a bar of colour at the left of what was written since top.
func (p *paper) beam(x, top float64, tone string) {
	if p.GetY() <= top {
		return // it went on on another page
	}
	c, _, _ := p.styles.color(look{"c": "var(" + tone + ")"}, "c", "#000")
	p.SetFillColor(c[0], c[1], c[2])
	p.SetAlpha(1, "Normal")
	p.Rect(x, top, 2, p.GetY()-top, "F")
}

// card lays out a critical error, or what a criterion cost.
func (p *paper) card(n *node, x, width float64) {
	p.room(18)
	p.SetY(p.GetY() + 1.5)
	top, tone := p.GetY(), "--fail"
	if n.has("critical") {
		tone = "--critical"
	}
	if lost := n.find(func(c *node) bool { return c.has("lost") }); lost != nil {
		p.SetFont(pdfFont, "B", 10)
		p.ink(tone)
		text := printable(lost.words())
		p.Text(x+width-p.GetStringWidth(text), top+5.2, text)
	}
	for _, c := range n.children {
		switch {
		case c.has("lost"):
		case c.name == "dl":
			var parts []string
			names, values := c.all("dt"), c.all("dd")
			for i := range min(len(names), len(values)) {
				parts = append(parts, names[i].words()+" "+values[i].words())
			}
			p.say(strings.Join(parts, "   ·   "), x+5, width-5, 9.5, "B", "--quiet")
		default:
			p.element(c, x+5, width-40)
		}
	}
	p.beam(x, top, tone)
}
