package view

import (
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Sizes of the line of time, in design pixels.
const (
	timelineHeight = 76
	timelineTop    = 40 // of the track, in its bar
	trackHeight    = 6
	grabHeight     = 26 // of what the mouse takes hold of
)

// markInk is the colour of a mark, and the words of the legend. Shapes differ too.
func (k TapeMarkKind) ink() shade {
	return [...]shade{inkSecondary, inkAccent, inkAmber, inkWhite, inkRed}[k]
}

// showTimeline paints where a tape stands, its marks, and what is told now.
func (h *hudView) showTimeline(l layout, d *Deck) {
	if d == nil {
		h.timeline.hide()
		return
	}
	w := float64(l.timeline.w) / l.scale
	d.track = rect{l.px(margin), l.timeline.y + l.px(timelineTop-(grabHeight-trackHeight)/2), l.timeline.w - 2*l.px(margin), l.px(grabHeight)}
	long := w - 2*margin
	at := func(seconds float64) float64 { return margin + long*seconds/math.Max(d.tape.Seconds, 1e-3) }
	text := ""
	if m := d.told(); m != nil {
		text = m.Text
	}
	now := math.Round(at(d.At)*l.scale) / l.scale
	says := h.says.begin().text(text).number(2, now, d.Speed).flags(d.Playing, d.WithTip, d.Ghost)
	*says = appendClock(*says, d.At)
	h.timeline.show(l.timeline, *says, l.scale, h.types, func(c *canvas) {
		c.box(0, 0, w, timelineHeight, 0, fillBar)
		c.box(0, 0, w, 1, 0, fillLine)
		c.playSign(margin, 12, d.Playing)
		x := margin + 26.0
		for _, word := range []string{clock(d.At) + " / " + clock(d.tape.Seconds), fmt.Sprintf("%g×", d.Speed)} {
			c.text(word, x, 25, medium, 14, inkPrimary)
			x += c.width(word, medium, 14) + 18
		}
		for _, on := range []struct {
			is   bool
			word string
		}{{d.WithTip, "WITH THE TIP"}, {len(d.tape.Ghost) > 0 && d.Ghost, "GHOST"}} {
			if on.is {
				c.text(c.types.Say(on.word), x, 24.5, medium, smallText, inkAccent)
				x += c.width(c.types.Say(on.word), medium, smallText) + 18
			}
		}
		if m := d.told(); m != nil {
			c.mark(x+6, 20, m.Kind)
			c.text(c.fit(m.Text, regular, 14, w-x-22-margin), x+18, 25, regular, 14, m.Kind.ink())
		}
		c.box(margin, timelineTop, long, trackHeight, trackHeight/2, fillTrack)
		c.box(margin, timelineTop, math.Max(now-margin, trackHeight), trackHeight, trackHeight/2, inkAccent)
		for kind := MarkEvent; kind <= MarkWorst; kind++ {
			for _, m := range d.tape.Marks {
				if m.Kind == kind {
					c.mark(at(m.Seconds), timelineTop+trackHeight+14, kind)
					c.box(at(m.Seconds)-0.5, timelineTop-3, 1, trackHeight+8, 0, kind.ink())
				}
			}
		}
		c.box(now-6, timelineTop+trackHeight/2-6, 12, 12, 6, inkPrimary)
	})
}

// playSign paints what the tape does: a triangle for playing, two bars for standing.
func (c *canvas) playSign(x, y float64, playing bool) {
	if !playing {
		c.box(x, y, 5, 16, 1.5, inkAmber)
		c.box(x+9, y, 5, 16, 1.5, inkAmber)
		return
	}
	c.fill(inkAccent, x, y, 15, 16, func(p pen) {
		p.move(x, y)
		p.line(x+15, y+8)
		p.line(x, y+16)
	})
}

// mark paints a kind's sign around a place: a dot, a bar, a triangle, a square and a
// rhomb, so that nobody needs the colours.
func (c *canvas) mark(x, y float64, kind TapeMarkKind) {
	const r = 5.0
	ink := kind.ink()
	switch kind {
	case MarkEvent:
		c.box(x-2.5, y-2.5, 5, 5, 2.5, ink)
	case MarkStep:
		c.box(x-1.5, y-r, 3, 2*r, 1.5, ink)
	case MarkRemark:
		c.box(x-r, y-r+1, 2*r, 2*r-3, 2, ink)
	case MarkHarm:
		c.fill(ink, x-r, y-r, 2*r, 2*r, func(p pen) {
			p.move(x, y-r)
			p.line(x+r, y+r-1)
			p.line(x-r, y+r-1)
		})
	case MarkWorst:
		c.fill(ink, x-r-1, y-r-1, 2*r+2, 2*r+2, func(p pen) {
			p.move(x, y-r-1)
			p.line(x+r+1, y)
			p.line(x, y+r+1)
			p.line(x-r-1, y)
		})
	}
}

// Sizes of what is written at a place in the patient.
const (
	remarkWidth, remarkRow = 260, 19
	mostRemarkLines        = 4
	remarkRise             = 26 // of the words above their place
)

// showRemark writes what is told now where it is about, if that is in the picture.
func (h *hudView) showRemark(l layout, d *Deck, pixel func(mgl64.Vec3) mgl64.Vec2) {
	var m *TapeMark
	if d != nil {
		m = d.told()
	}
	if m == nil || m.Place == nil {
		h.remark.hide()
		return
	}
	at := pixel(*m.Place)
	if !(at[0] >= 0 && at[1] >= 0 && at[0] < float64(l.view.w) && at[1] < float64(l.view.h)) {
		h.remark.hide()
		return
	}
	measure := canvas{scale: l.scale, types: h.types}
	lines := measure.wrap(m.Text, regular, 13.5, remarkWidth-28, mostRemarkLines)
	tall := float64(remarkRow*len(lines)) + 16
	height := tall + remarkRise
	where := rect{l.view.x + int(at[0]) - l.px(12), l.view.y + int(at[1]) - l.px(height), l.px(remarkWidth), l.px(height) + l.px(6)}
	h.remark.show(where, *h.says.begin().text(m.Text), l.scale, h.types, func(c *canvas) {
		c.box(0, 0, remarkWidth, tall, 8, fillCard)
		c.box(0, 0, 4, tall, 2, m.Kind.ink())
		for i, line := range lines {
			c.text(line, 16, float64(21+remarkRow*i), regular, 13.5, inkPrimary)
		}
		c.line(12, tall, 12, height-5, 1.5, m.Kind.ink())
		c.box(7, height-5, 10, 10, 5, m.Kind.ink())
	})
}
