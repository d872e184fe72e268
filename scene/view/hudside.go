package view

import (
	"fmt"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
)

// Sizes of the list of structures.
const (
	legendWidth, legendRow = 240, 21
	mostLegendRows         = 12
	legendKeys             = 9 // structures that have a key
)

// legendRows is how many structures are listed where the list may be that high,
// in design pixels, and how many the last line sums up.
func legendRows(structures int, room float64) (listed, more int) {
	rows := min(int((room-34)/legendRow), mostLegendRows)
	if structures <= rows {
		return structures, 0
	}
	listed = max(rows-1, 0)
	return listed, structures - listed
}

// showLegend lists the most important structures, with the key that changes
// their opacity, below what reaches down to top in the view, in design pixels.
func (h *hudView) showLegend(l layout, a *anatomyView, opacity []float64, top float64) {
	rows, more := legendRows(len(a.structures), float64(l.view.h)/l.scale-top-2*margin)
	if rows == 0 || !l.legend() {
		h.legend.hide()
		return
	}
	height := float64((rows+min(more, 1))*legendRow + 34)
	where := rect{l.view.x + l.px(margin), l.view.bottom() - l.px(height+margin), l.px(legendWidth), l.px(height)}
	says := h.says.begin().number(3, opacity...).number(0, float64(more))
	for i := 0; i < rows; i++ {
		says.text(a.structures[i].name)
	}
	h.legend.show(where, *says, l.scale, h.types, func(c *canvas) {
		c.box(0, 0, legendWidth, height, 8, fillCard)
		c.text(c.types.Say("STRUCTURES"), 14, 20, regular, smallText, inkSecondary)
		for i := 0; i < rows; i++ {
			s := &a.structures[i]
			y := float64(28 + i*legendRow)
			ink := inkPrimary
			if opacity[i] <= 0 {
				ink = inkSecondary
			}
			if i < legendKeys {
				c.text(fmt.Sprint(i+1), 14, y+15, regular, 11, inkSecondary)
			}
			c.box(30, y+5, 11, 11, 3, displayColour(s.encoded))
			if opacity[i] <= 0 {
				c.box(31.5, y+6.5, 8, 8, 2, fillBar)
			}
			c.name(s.title, 50, y+15, legendWidth-90, ink)
			c.box(legendWidth-36, y+9, 22, 3, 1.5, fillTrack)
			if opacity[i] > 0 {
				c.box(legendWidth-36, y+9, 22*opacity[i], 3, 1.5, inkAccent)
			}
		}
		if more > 0 {
			c.text(c.types.Say("+%d more", more), 50, float64(28+rows*legendRow)+15, regular, 12.5, inkSecondary)
		}
	})
}

// name writes a structure's name, in smaller type before it is cut.
func (c *canvas) name(name string, x, y, room float64, ink shade) {
	size := 12.5
	if c.width(name, regular, size) > room {
		size = 11
	}
	c.text(c.fit(name, regular, size, room), x, y, regular, size, ink)
}

func displayColour(c [3]float32) shade {
	code := func(v float32) shade { return shade(v*255 + 0.5) }
	return code(c[0])<<24 | code(c[1])<<16 | code(c[2])<<8 | 0xff
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

// compassSize is the side of the square that tells where the patient's axes point.
const compassSize = 96

// showCompass draws the patient's directions as the camera sees them; those
// that point away from the eye are dim.
func (h *hudView) showCompass(l layout, g gaze) {
	if !l.compass() {
		h.compass.hide()
		return
	}
	right, up, toward := g.right, g.up, g.toward
	where := rect{l.view.right() - l.px(compassSize+margin), l.view.bottom() - l.px(compassSize+margin+14), l.px(compassSize), l.px(compassSize + 14)}
	says := h.says.begin().number(2, right[:]...).number(2, up[:]...)
	h.compass.show(where, *says, l.scale, h.types, func(c *canvas) {
		var taken []mgl64.Vec2
		for _, facing := range [2]bool{true, false} {
			for axis := range 3 {
				for _, sign := range [2]float64{1, -1} {
					var d mgl64.Vec3
					d[axis] = sign
					if d.Dot(toward) >= -1e-9 == facing {
						taken = c.compassArm(mgl64.Vec2{d.Dot(right), -d.Dot(up)}, directionLetter(d), facing, taken)
					}
				}
			}
		}
		c.textRight(c.types.Say("F1  Help"), compassSize, compassSize+10, regular, 11, inkSecondary)
	})
}

// compassArm draws one direction, and its letter unless a dim one would cover
// one that was taken before; it returns the places taken so far.
func (c *canvas) compassArm(tip mgl64.Vec2, letter string, facing bool, taken []mgl64.Vec2) []mgl64.Vec2 {
	const middle, arm, apart = compassSize / 2, 32.0, 13.0
	ink, line := inkSecondary, fillLine
	if facing {
		ink, line = inkPrimary, inkAccent
	}
	c.line(middle, middle, middle+arm*tip[0], middle+arm*tip[1], 1.5, line)
	at := mgl64.Vec2{middle, middle}.Add(tip.Mul(arm + 9))
	for _, other := range taken {
		if !facing && other.Sub(at).Len() < apart {
			return taken
		}
	}
	c.textCentred(letter, at[0], at[1]+4, medium, 11, ink)
	return append(taken, at)
}

// directionLetter names one of the patient's six directions.
func directionLetter(d mgl64.Vec3) string {
	for axis, ends := range [3]string{"LR", "PA", "SI"} {
		switch {
		case d[axis] > 0:
			return ends[:1]
		case d[axis] < 0:
			return ends[1:]
		}
	}
	return ""
}

// showSlices writes each slice's name, place, directions and scale.
func (h *hudView) showSlices(l layout, v *sectionView) {
	for i := range v.slices {
		s := &v.slices[i]
		says := h.says.begin().text(s.title).text(s.letters[:]...).number(0, s.rulerLength(), float64(s.axis))
		if s.axis >= 0 {
			says.number(1, s.at[s.axis])
		}
		h.slices[i].show(s.where, *says, l.scale, h.types, func(c *canvas) {
			ruler := fmt.Sprintf("%g mm", s.rulerLength())
			w, t := float64(s.where.w)/l.scale, float64(s.where.h)/l.scale
			c.box(0, 0, 1, t, 0, fillLine)
			c.box(0, t-1, w, 1, 0, fillLine)
			c.box(6, 6, c.width(c.types.Say(s.title), medium, smallText)+12, 18, 4, fillCard)
			c.text(c.types.Say(s.title), 12, 19, medium, smallText, inkAccent)
			if where := s.position(); where != "" {
				c.box(w-c.width(where, regular, smallText)-18, 6, c.width(where, regular, smallText)+12, 18, 4, fillCard)
				c.textRight(where, w-12, 19, regular, smallText, inkPrimary)
			}
			c.text(s.letters[0], 8, t/2+4, medium, 12, inkAmber)
			c.textRight(s.letters[1], w-8, t/2+4, medium, 12, inkAmber)
			c.textCentred(s.letters[2], w/2, 20, medium, 12, inkAmber)
			after := 18 + s.rulerLength()/s.scale/l.scale
			c.text(ruler, after, t-6, regular, smallText, inkPrimary)
			after += c.width(ruler, regular, smallText) + 12
			c.textCentred(s.letters[3], max(w/2, after), t-9, medium, 12, inkAmber)
		})
	}
}

// showHelp paints the mapping, in two columns of groups: that of instruments, or that
// of a tape.
func (h *hudView) showHelp(l layout, lines []HelpLine, tape bool) {
	columns := helpColumns(lines)
	title, clock := "Holding the instrument", "The clock runs on."
	if tape {
		title, clock = "Looking at an attempt again", ""
	}
	const row, column, top = 24.0, 560.0, 76.0
	rows := max(len(columns[0]), len(columns[1]))
	w, t := 2*column+48, top+float64(rows)*row+60
	scale := l.scale * min(1, float64(l.width)/(l.scale*(w+2*margin)), float64(l.height)/(l.scale*(t+2*margin)))
	where := rect{0, 0, int(w * scale), int(t * scale)}
	where.x, where.y = (l.width-where.w)/2, (l.height-where.h)/2
	says := h.says.begin().flags(tape)
	for _, line := range lines {
		says.text(line.Group, line.Keys, line.Does)
	}
	h.help.show(where, *says, scale, h.types, func(c *canvas) {
		c.box(0, 0, w, t, 12, fillLine)
		c.box(1, 1, w-2, t-2, 11, fillOverlay)
		c.text(c.types.Say(title), 32, 44, medium, 21, inkPrimary)
		c.textRight(c.types.Say("F1 closes"), w-32, 44, regular, 13, inkSecondary)
		for i, lines := range columns {
			x := 32 + float64(i)*column
			for n, line := range lines {
				y := top + float64(n)*row + 12
				if line.Keys == "" {
					c.text(strings.ToUpper(c.types.Say(line.Group)), x, y, medium, 11, inkAccent)
					continue
				}
				c.text(c.fit(c.types.keys(line.Keys), medium, 12, 210), x, y, medium, 12, inkPrimary)
				c.text(c.fit(c.types.Say(line.Does), regular, 12, column-230), x+218, y, regular, 12, inkSecondary)
			}
		}
		c.lines(32, t-28)
		c.textRight(c.types.Say(clock), w-32, t-24, regular, 11, inkSecondary)
	})
}

// lines explains the two lines of the view in the colours that they have there.
func (c *canvas) lines(x, y float64) {
	_, plan := planColour()
	for i := 0.0; i < 3; i++ {
		c.box(x+11*i, y-1, 7, 2, 1, displayColour(plan))
	}
	c.text(c.types.Say("the planned way"), x+40, y+4, regular, 12.5, inkSecondary)
	x += 40 + c.width(c.types.Say("the planned way"), regular, 12.5) + 32
	c.box(x, y-1, 29, 2, 1, displayColour(trailColour()))
	c.text(c.types.Say("your way: where the tip has been"), x+40, y+4, regular, 12.5, inkSecondary)
}

// helpColumns splits the help by groups into two columns of about equal length;
// a line without keys is a group's title, and one that says nothing is a gap.
func helpColumns(lines []HelpLine) (columns [2][]HelpLine) {
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
