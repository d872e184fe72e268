package view

import (
	"fmt"
	"image/color"
	"strings"
)

// Sizes of the list of structures.
const (
	legendWidth, legendRow = 172, 22
	mostLegendRows         = 9
)

// showLegend lists the structures with the key that changes their opacity.
func (h *hudView) showLegend(l layout, a *anatomyView, opacity []float64) {
	rows := min(len(a.structures), mostLegendRows)
	if rows == 0 {
		h.legend.hide()
		return
	}
	height := float64(rows*legendRow + 34)
	where := rect{l.view.x + l.px(margin), l.view.bottom() - l.px(height+margin), l.px(legendWidth), l.px(height)}
	says := fmt.Sprint(opacity)
	for i := 0; i < rows; i++ {
		says += a.structures[i].name
	}
	h.legend.show(where, says, l.scale, h.types, func(c *canvas) {
		c.box(0, 0, legendWidth, height, 8, fillCard)
		c.text("STRUCTURES", 14, 20, regular, 10.5, inkSecondary)
		for i := 0; i < rows; i++ {
			s := &a.structures[i]
			y := float64(28 + i*legendRow)
			ink := inkPrimary
			if opacity[i] <= 0 {
				ink = inkSecondary
			}
			c.text(fmt.Sprint(i+1), 14, y+15, regular, 11, inkSecondary)
			c.box(30, y+5, 11, 11, 3, displayColour(s.encoded))
			if opacity[i] <= 0 {
				c.box(31.5, y+6.5, 8, 8, 2, fillBar)
			}
			c.text(c.fit(readable(s.name), regular, 13, 84), 50, y+15, regular, 13, ink)
			c.box(140, y+9, 22, 3, 1.5, fillTrack)
			if opacity[i] > 0 {
				c.box(140, y+9, 22*opacity[i], 3, 1.5, inkAccent)
			}
		}
	})
}

func displayColour(c [3]float32) color.NRGBA {
	return color.NRGBA{uint8(c[0]*255 + 0.5), uint8(c[1]*255 + 0.5), uint8(c[2]*255 + 0.5), 255}
}

// readable turns a structure's name into words: "lateral-ventricles" to
// "Lateral ventricles".
func readable(name string) string {
	words := strings.ReplaceAll(name, "-", " ")
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// showSlices writes each slice's name, place, directions and scale.
func (h *hudView) showSlices(l layout, v *sectionView) {
	for i := range v.slices {
		s := &v.slices[i]
		ruler := fmt.Sprintf("%g mm", s.rulerLength())
		says := fmt.Sprint(s.position(), ruler)
		h.slices[i].show(s.where, says, l.scale, h.types, func(c *canvas) {
			w, t := float64(s.where.w)/l.scale, float64(s.where.h)/l.scale
			c.box(0, 0, 1, t, 0, fillLine)
			c.box(0, t-1, w, 1, 0, fillLine)
			c.box(6, 6, c.width(s.title, medium, 10.5)+12, 18, 4, fillCard)
			c.text(s.title, 12, 19, medium, 10.5, inkAccent)
			c.box(w-c.width(s.position(), regular, 11)-18, 6, c.width(s.position(), regular, 11)+12, 18, 4, fillCard)
			c.textRight(s.position(), w-12, 19, regular, 11, inkPrimary)
			c.text(s.letters[0], 8, t/2+4, medium, 12, inkAmber)
			c.textRight(s.letters[1], w-8, t/2+4, medium, 12, inkAmber)
			c.textCentred(s.letters[2], w/2, 20, medium, 12, inkAmber)
			c.textCentred(s.letters[3], w/2, t-9, medium, 12, inkAmber)
			c.text(ruler, 12+s.rulerLength()/s.scale/l.scale+6, t-6, regular, 10.5, inkPrimary)
		})
	}
}

// showHelp paints the mapping, in two columns of groups.
func (h *hudView) showHelp(l layout) {
	columns := helpColumns()
	const row, column, top = 24.0, 486.0, 76.0
	rows := max(len(columns[0]), len(columns[1]))
	w, t := 2*column+48, top+float64(rows)*row+24
	scale := l.scale * min(1, float64(l.width)/(l.scale*(w+2*margin)), float64(l.height)/(l.scale*(t+2*margin)))
	where := rect{0, 0, int(w * scale), int(t * scale)}
	where.x, where.y = (l.width-where.w)/2, (l.height-where.h)/2
	h.help.show(where, "help", scale, h.types, func(c *canvas) {
		c.box(0, 0, w, t, 12, fillLine)
		c.box(1, 1, w-2, t-2, 11, fillOverlay)
		c.text("Holding the needle", 32, 44, medium, 21, inkPrimary)
		c.textRight("F1 closes", w-32, 44, regular, 13, inkSecondary)
		for i, lines := range columns {
			x := 32 + float64(i)*column
			for n, line := range lines {
				y := top + float64(n)*row + 12
				if line.Keys == "" {
					c.text(strings.ToUpper(line.Group), x, y, medium, 11, inkAccent)
					continue
				}
				c.text(c.fit(line.Keys, medium, 12.5, 196), x, y, medium, 12.5, inkPrimary)
				c.text(c.fit(line.Does, regular, 12.5, column-216), x+204, y, regular, 12.5, inkSecondary)
			}
		}
	})
}

// helpColumns splits the help by groups into two columns of about equal length;
// a line without keys is a group's title, and one that says nothing is a gap.
func helpColumns() (columns [2][]HelpLine) {
	lines := Help()
	group, side := "", 0
	for i, line := range lines {
		if line.Group != group {
			group = line.Group
			if side == 0 && len(columns[0])+1 > len(lines)*6/10 {
				side = 1
			}
			if len(columns[side]) > 0 {
				columns[side] = append(columns[side], HelpLine{Keys: " "})
			}
			columns[side] = append(columns[side], HelpLine{Group: group})
		}
		columns[side] = append(columns[side], lines[i])
	}
	return columns
}
