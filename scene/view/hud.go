package view

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/core"
	"github.com/go-gl/mathgl/mgl64"
	"golang.org/x/image/math/fixed"
)

// hudView is the head-up display: everything that is written.
type hudView struct {
	types *typeface
	says  note // of the panel that is shown now
	told  note // what the instrument's words say, and
	words string

	bar, clock, cue, notice, warnings *panel
	readouts, vitals, legend, compass *panel
	instrument, help, banner          *panel
	timeline, remark                  *panel // of a tape
	slices                            [3]*panel
	labels                            [mostLabels]*panel
	all                               []*panel
}

func newHUDView(language string, unit *buffer, picture []float32, plane *core.Node) (*hudView, error) {
	types, err := newTypeface(language)
	if err != nil {
		return nil, err
	}
	h := &hudView{types: types}
	places := []**panel{
		&h.slices[0], &h.slices[1], &h.slices[2], &h.compass, &h.legend, &h.readouts, &h.vitals,
		&h.instrument, &h.cue, &h.notice, &h.bar, &h.clock, &h.warnings, &h.timeline, &h.remark, &h.banner, &h.help,
	}
	for i := range h.labels {
		places = append([]**panel{&h.labels[i]}, places...) // below everything else
	}
	for i, place := range places {
		*place = newPanel(unit, picture, orderPanels+i, plane)
		h.all = append(h.all, *place)
	}
	return h, nil
}

// show paints what the trainee may read; live is for one who holds something.
func (h *hudView) show(l layout, f Frame, stage *stageView, m *Mapping, lens lens, live bool) {
	hud := f.HUD
	h.showBar(l, hud)
	h.showClock(l, hud.Seconds)
	height := h.showCue(l, hud.Cue)
	height += h.showNotice(l, hud.Notice, height)
	h.showWarnings(l, hud.Warnings, height)
	bottom := h.showVitals(l, hud.Vitals, h.showReadouts(l, hud.Readouts))
	h.showLegend(l, stage.anatomy, m.opacity, bottom)
	h.showInstrument(l, m, f.Sample.Tools, live)
	h.showCompass(l, m.gaze())
	h.showSlices(l, stage.sections)
	h.showLabels(l, stage.anatomy, m.opacity, lens, m.names)
	h.showBanner(l, hud.Banner)
	if m.help || hud.Help {
		h.showHelp(l, m.Help(), m.deck != nil)
	} else {
		h.help.hide()
	}
}

// clock is a time as mm:ss.t; it never runs backwards over a rounding.
func clock(seconds float64) string { return string(appendClock(nil, seconds)) }

func appendClock(to []byte, seconds float64) []byte {
	tenths := int64(math.Max(seconds, 0) * 10)
	if tenths < 6000 {
		to = append(to, '0')
	}
	to = append(strconv.AppendInt(to, tenths/600, 10), ':')
	second := tenths / 10 % 60
	return append(to, byte('0'+second/10), byte('0'+second%10), '.', byte('0'+tenths%10))
}

// showClock paints the time of the attempt, which changes ten times a second, into
// the bar.
func (h *hudView) showClock(l layout, seconds float64) {
	const high, size = 34, 24
	where := rect{l.bar.right() - l.px(margin+clockWidth), l.bar.y + l.px(6), l.px(clockWidth), l.px(high)}
	says := h.says.begin()
	*says = appendClock(*says, seconds)
	h.clock.show(where, *says, l.scale, h.types, func(c *canvas) {
		c.box(0, 0, clockWidth, high, 0, fillBar)
		d := c.drawer(0, 28, medium, size, inkPrimary)
		d.Dot.X = fixed.I(where.w) - d.MeasureBytes(*says)
		d.DrawBytes(*says)
	})
}

func (h *hudView) showBar(l layout, hud HUD) {
	says := h.says.begin().text(hud.Scenario, hud.Step).number(0, float64(hud.StepIndex), float64(hud.StepCount))
	h.bar.show(l.bar, *says, l.scale, h.types, func(c *canvas) {
		w := float64(l.bar.w) / l.scale
		c.box(0, 0, w, barHeight, 0, fillBar)
		c.box(0, barHeight-1, w, 1, 0, fillLine)
		// The mark: a ring and a needle through it.
		c.box(margin, 18, 24, 24, 12, inkAccent)
		c.box(margin+2.5, 20.5, 19, 19, 9.5, fillBar)
		c.box(margin+11, 12, 2, 20, 1, inkAccent)
		c.box(margin+9.5, 28, 5, 5, 2.5, inkPrimary)
		room := w - 54 - 2*margin - clockWidth
		if hud.StepCount > 0 {
			room = w*stepsFrom - 54 - margin
		}
		c.text(c.fit(hud.Scenario, medium, 17, room), 54, 28, medium, 17, inkPrimary)
		c.text(c.fit(h.types.Say("DRYLAB  ·  REHEARSAL"), regular, smallText, room), 54, 45, regular, smallText, inkSecondary)
		h.paintSteps(c, hud, w)
		c.textRight(h.types.Say("ELAPSED"), w-margin, 50, regular, smallText, inkSecondary)
	})
}

// Where the steps stand in the bar: from a share of its width on, for a share
// of it, and clear of the clock.
const (
	stepsFrom, stepsWide = 0.36, 0.40
	clockWidth           = 110
)

// paintSteps paints the current step and one piece of track for each step.
func (h *hudView) paintSteps(c *canvas, hud HUD, w float64) {
	if hud.StepCount <= 0 {
		return
	}
	x := w * stepsFrom
	wide := min(w*stepsWide, w-x-clockWidth-2*margin)
	label := h.types.Say("STEP %d / %d", min(hud.StepIndex+1, hud.StepCount), hud.StepCount)
	c.text(label, x, 27, medium, 11.5, inkAccent)
	after := c.width(label, medium, 11.5) + 12
	c.text(c.fit(hud.Step, regular, 15, wide-after), x+after, 28, regular, 15, inkPrimary)
	const gap = 4
	piece := (wide - gap*float64(hud.StepCount-1)) / float64(hud.StepCount)
	for i := 0; i < hud.StepCount; i++ {
		ink := fillTrack
		switch {
		case i < hud.StepIndex:
			ink = inkAccent
		case i == hud.StepIndex:
			ink = inkPrimary
		}
		c.box(x+float64(i)*(piece+gap), 39, piece, 3.5, 1.75, ink)
	}
}

// instrumentWords is instrumentText, put together where something of it changed.
func (h *hudView) instrumentWords(m *Mapping, tools []record.ToolSample, live bool) string {
	says := h.says.begin().number(0, float64(m.InHand())).flags(live, m.scope.On, m.active().locked)
	says.number(0, mgl64.RadToDeg(m.scope.Optic))
	for i := range m.grips {
		says.text(m.grips[i].tool.Name, m.grips[i].tool.Kind)
	}
	for i := range tools {
		says.flags(tools[i].StyletOut, tools[i].Holding, tools[i].Jaw >= 1)
	}
	if !bytes.Equal(*says, h.told) {
		h.told, h.words = append(h.told[:0], *says...), h.instrumentText(m, tools, live)
	}
	return h.words
}

// instrumentText says which of several instruments is in hand, and how it is.
func (h *hudView) instrumentText(m *Mapping, tools []record.ToolSample, live bool) string {
	grip := m.active()
	if m.InHand() >= len(tools) {
		return ""
	}
	now := &tools[m.InHand()]
	var parts []string
	if live && len(tools) > 1 {
		parts = append(parts, h.types.Say("IN HAND: %s", h.toolName(&grip.tool)))
	}
	if m.scope.On {
		parts = append(parts, h.types.Say("ENDOSCOPE %.0f°", mgl64.RadToDeg(m.scope.Optic)))
	}
	if now.StyletOut {
		parts = append(parts, h.types.Say("STYLET OUT"))
	}
	switch {
	case !grip.tool.HasJaws():
	case now.Holding:
		parts = append(parts, h.types.Say("HOLDING"))
	case grip.locked:
		parts = append(parts, h.types.Say("JAWS LOCKED"))
	case now.Jaw >= 1:
		parts = append(parts, h.types.Say("JAWS CLOSED"))
	}
	for i := range tools {
		if other := &m.grips[min(i, len(m.grips)-1)].tool; i != m.InHand() && tools[i].Holding {
			parts = append(parts, h.types.Say("%s HOLDS", h.toolName(other)))
		}
	}
	if live && len(tools) > 1 {
		parts = append(parts, h.types.Say("TAB CHANGES"))
	}
	return strings.Join(parts, "  ·  ")
}

// toolName is an instrument's name in capitals.
func (h *hudView) toolName(tool *record.Tool) string {
	return strings.ToUpper(h.types.Say(cmp.Or(tool.Name, tool.Kind)))
}

// showInstrument says at the top right how the instrument in hand is.
func (h *hudView) showInstrument(l layout, m *Mapping, tools []record.ToolSample, live bool) {
	says := h.instrumentWords(m, tools, live)
	if says == "" {
		h.instrument.hide()
		return
	}
	measure := canvas{scale: l.scale, types: h.types}
	says = measure.fit(says, medium, 11.5, l.viewWidth()-readoutWidth-4*margin-28)
	w := measure.width(says, medium, 11.5) + 28
	where := rect{l.view.right() - l.px(w+margin), l.view.y + l.px(margin), l.px(w), l.px(28)}
	h.instrument.show(where, *h.says.begin().text(says), l.scale, h.types, func(c *canvas) {
		c.box(0, 0, w, 28, 14, fillCard)
		c.text(says, 14, 18.5, medium, 11.5, inkAccent)
	})
}

// Sizes of one read-out.
const (
	readoutWidth, readoutHeight = 208, 58
	mostReadouts                = 6
)

// showReadouts stacks the values at the top left and returns how far down they
// reach, in design pixels below the view's top.
func (h *hudView) showReadouts(l layout, readouts []Readout) (bottom float64) {
	readouts = readouts[:min(len(readouts), mostReadouts)]
	height := float64(len(readouts)) * (readoutHeight + 6)
	where := rect{l.view.x + l.px(margin), l.view.y + l.px(margin), l.px(readoutWidth), l.px(height)}
	h.readouts.show(where, *h.says.begin().readouts(readouts), l.scale, h.types, func(c *canvas) {
		for i, r := range readouts {
			y := float64(i) * (readoutHeight + 6)
			ink := inkPrimary
			c.box(0, y, readoutWidth, readoutHeight, 8, fillCard)
			if r.Warn {
				ink = inkAmber
				c.box(0, y+6, 3, readoutHeight-12, 1.5, inkAmber)
				c.alert(readoutWidth-32, y+10, 18, inkAmber, fillBar)
			}
			room := float64(readoutWidth - 28)
			if r.Warn {
				room -= 22
			}
			base := c.label(r.Label, 14, y+20, room)
			value, unit := splitUnit(r.Value)
			c.text(c.fit(value, medium, 23, readoutWidth-28), 14, base+26, medium, 23, ink)
			c.text(unit, 20+c.width(value, medium, 23), base+26, regular, 13, inkSecondary)
			c.share(r, 14, y+readoutHeight-4, readoutWidth-28)
		}
	})
	return margin + height
}

// Sizes of the patient's card.
const (
	vitalsHead, vitalsRow = 26, 44
	mostVitals            = 4
)

// showVitals writes the patient's vital signs in a card below what reaches down to
// top, and returns how far down that reaches.
func (h *hudView) showVitals(l layout, vitals []Readout, top float64) (bottom float64) {
	vitals = vitals[:min(len(vitals), mostVitals)]
	if len(vitals) == 0 {
		h.vitals.hide()
		return top
	}
	const half = readoutWidth / 2
	height := float64(vitalsHead + (len(vitals)+1)/2*vitalsRow)
	where := rect{l.view.x + l.px(margin), l.view.y + l.px(top), l.px(readoutWidth), l.px(height)}
	h.vitals.show(where, *h.says.begin().readouts(vitals), l.scale, h.types, func(c *canvas) {
		c.box(0, 0, readoutWidth, height, 8, fillCard)
		c.text(c.fit(h.types.Say("PATIENT, SIMULATED"), regular, smallText, readoutWidth-28), 14, 20, regular, smallText, inkSecondary)
		for i, r := range vitals {
			x, y, ink := 14+float64(i%2)*(half-7), float64(vitalsHead+i/2*vitalsRow), inkPrimary
			if r.Warn {
				ink = inkAmber
			}
			c.text(c.fit(strings.ToUpper(r.Label), regular, smallText, half-21), x, y+12, regular, smallText, inkSecondary)
			value, unit := splitUnit(r.Value)
			c.text(c.fit(value, medium, 18, half-21), x, y+32, medium, 18, ink)
			c.text(unit, x+4+c.width(value, medium, 18), y+32, regular, 11.5, inkSecondary)
		}
	})
	return top + height + 6
}

func (n *note) readouts(all []Readout) *note {
	for i := range all {
		n.text(all[i].Label, all[i].Value).number(3, all[i].Share).flags(all[i].Warn)
	}
	return n
}

// share draws a read-out's bar: how much of its limit it is.
func (c *canvas) share(r Readout, x, y, wide float64) {
	if r.Share <= 0 {
		return
	}
	ink := inkAccent
	if r.Warn {
		ink = inkAmber
	}
	c.box(x, y, wide, 2.5, 1.25, fillTrack)
	c.box(x, y, max(wide*min(r.Share, 1), 2.5), 2.5, 1.25, ink)
}

// label writes a read-out's name in capitals, in two smaller lines when one is
// too short for it, and returns the baseline that the value goes by.
func (c *canvas) label(name string, x, y, room float64) (base float64) {
	name = strings.ToUpper(strings.ReplaceAll(name, "-", " "))
	if len(name) < longestText && c.width(name, regular, smallText) <= room {
		c.text(name, x, y, regular, smallText, inkSecondary)
		return y
	}
	for i, line := range c.wrap(name, regular, smallText-1, room, 2) {
		c.text(c.fit(line, regular, smallText-1, room), x, y-6+smallText*float64(i), regular, smallText-1, inkSecondary)
	}
	return y + 3
}

// splitUnit parts "12.3 mm" into the number and its unit; other texts are all value.
func splitUnit(text string) (value, unit string) {
	value, unit, found := strings.Cut(text, " ")
	if !found || !strings.ContainsAny(value, "0123456789") || len(unit) > 4 {
		return text, ""
	}
	return value, unit
}

func (h *hudView) dispose() {
	for _, p := range h.all {
		p.dispose()
	}
}
