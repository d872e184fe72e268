package debrief

import (
	"strconv"
	"strings"
)

// textPt is the size of tables, points.
const textPt = 8.5

// cellGap is the room between columns, mm, and rowGap that around a row's line.
const cellGap, rowGap = 4.0, 1.0

// cell is one of a table.
type cell struct {
	text       string
	right      bool // aligned
	head       bool
	span       int
	bar        float64 // 0–100; below 0 for none
	underlined bool    // of a row that begins a group
}

// table lays out rows; the heading stands on each page again.
func (p *paper) table(n *node, x, width float64) {
	var head, body [][]cell
	for _, part := range n.children {
		for _, row := range part.all("tr") {
			if part.name == "thead" {
				head = append(head, cells(row))
				continue
			}
			body = append(body, cells(row))
		}
	}
	widths := p.columns(append(append([][]cell{}, head...), body...), width)
	if len(widths) == 0 {
		return
	}
	for _, row := range head {
		p.row(row, widths, x)
	}
	for _, row := range body {
		page := p.PageNo()
		p.room(p.rowHeight(row, widths))
		if p.PageNo() != page {
			for _, again := range head {
				p.row(again, widths, x)
			}
		}
		p.row(row, widths, x)
	}
	p.SetY(p.GetY() + 1)
}

func cells(row *node) []cell {
	var all []cell
	for _, c := range row.children {
		if c.name != "td" && c.name != "th" {
			continue
		}
		made := cell{text: c.words(), right: c.has("n"), head: c.name == "th", span: 1, bar: -1, underlined: row.has("domain")}
		if span, err := strconv.Atoi(c.attrs["colspan"]); err == nil {
			made.span = span
		}
		if bar := c.find(func(n *node) bool { return n.name == "i" }); bar != nil {
			percent, _ := strings.CutPrefix(bar.attrs["style"], "width:")
			made.bar, _ = strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
			made.text = ""
		}
		all = append(all, made)
	}
	return all
}

// columns gives each column what its widest text needs, or where that is too much,
// takes from the widest.
func (p *paper) columns(rows [][]cell, width float64) []float64 {
	var widths []float64
	for _, row := range rows {
		at := 0
		for _, c := range row {
			for len(widths) < at+c.span {
				widths = append(widths, 0)
			}
			if c.span == 1 {
				p.SetFont(pdfFont, "B", textPt)
				need := p.GetStringWidth(printable(c.text)) + cellGap + 0.5 // lines are broken by whole units of the font
				if c.bar >= 0 {
					need = 22 + cellGap
				}
				widths[at] = max(widths[at], need)
			}
			at += c.span
		}
	}
	sum := 0.0
	for _, w := range widths {
		sum += w
	}
	for sum > width+0.1 { // a millimetre at a time from the widest
		widest := 0
		for i := range widths {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		widths[widest]--
		sum--
	}
	if len(widths) > 0 {
		widths[0] += max(width-sum, 0)
	}
	return widths
}

// spanned is the width of a cell that begins at a column.
func spanned(widths []float64, at, span int) float64 {
	sum := 0.0
	for i := at; i < at+span && i < len(widths); i++ {
		sum += widths[i]
	}
	return sum
}

func (p *paper) rowHeight(row []cell, widths []float64) float64 {
	most, at := 1, 0
	for _, c := range row {
		most = max(most, len(p.lines(c.text, spanned(widths, at, c.span)-cellGap, textPt, cellStyle(c))))
		at += c.span
	}
	return float64(most)*textPt*mmPerPt*leading + 2*rowGap
}

func cellStyle(c cell) string {
	if c.head {
		return "B"
	}
	return ""
}

func (p *paper) row(row []cell, widths []float64, x float64) {
	height := p.rowHeight(row, widths)
	p.room(height)
	top, at, left := p.GetY(), 0, x
	line := textPt * mmPerPt * leading
	underlined := false
	for _, c := range row {
		wide := spanned(widths, at, c.span)
		p.ink("--ink")
		for i, text := range p.lines(c.text, wide-cellGap, textPt, cellStyle(c)) {
			p.SetFont(pdfFont, cellStyle(c), textPt)
			tx := left
			if c.right {
				tx = left + wide - cellGap - p.GetStringWidth(text)
			}
			if at+c.span >= len(widths) && c.right {
				tx += cellGap
			}
			p.Text(tx, top+rowGap+float64(i)*line+line*0.78, text)
		}
		if c.bar >= 0 {
			p.bar(left, top+rowGap+line/2-0.8, 20, c.bar)
		}
		underlined = underlined || c.underlined
		left, at = left+wide, at+c.span
	}
	p.SetY(top + height)
	p.rule(x, spanned(widths, 0, len(widths)), underlined)
}

// rule draws a line below a row.
func (p *paper) rule(x, width float64, strong bool) {
	name, thick := "--line", 0.2
	if strong {
		name, thick = "--ink", 0.35
	}
	c, _, _ := p.styles.color(look{"c": "var(" + name + ")"}, "c", "#ccc")
	p.SetDrawColor(c[0], c[1], c[2])
	p.SetAlpha(1, "Normal")
	p.SetDashPattern(nil, 0)
	p.SetLineWidth(thick)
	p.Line(x, p.GetY(), x+width, p.GetY())
}

// bar draws a share of 100.
func (p *paper) bar(x, y, width, of float64) {
	for _, part := range []struct {
		name  string
		share float64
	}{{"--track", 1}, {"--bar", of / 100}} {
		c, _, _ := p.styles.color(look{"c": "var(" + part.name + ")"}, "c", "#888")
		p.SetFillColor(c[0], c[1], c[2])
		p.SetAlpha(1, "Normal")
		p.Rect(x, y, width*part.share, 1.6, "F")
	}
}

// facts lays out names and what they are, as a table of two columns.
func (p *paper) facts(n *node, x, width float64) {
	names, values := n.all("dt"), n.all("dd")
	var rows [][]cell
	for i := range min(len(names), len(values)) {
		rows = append(rows, []cell{{text: names[i].words(), span: 1, bar: -1}, {text: values[i].words(), span: 1, bar: -1, right: true}})
	}
	widths := []float64{width * 0.42, width * 0.58}
	for _, row := range rows {
		p.row(row, widths, x)
	}
}
