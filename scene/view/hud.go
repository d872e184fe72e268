package view

import (
	"fmt"
	"math"
	"strings"

	"github.com/g3n/engine/core"
)

// hudView is the head-up display: everything that is written.
type hudView struct {
	types                                *typeface
	bar, cue, readouts, warnings, legend *panel
	help, banner, compass                *panel
	slices                               [3]*panel
	all                                  []*panel
}

func newHUDView(unit *buffer, picture []float32, plane *core.Node) (*hudView, error) {
	types, err := newTypeface()
	if err != nil {
		return nil, err
	}
	h := &hudView{types: types}
	places := []**panel{
		&h.slices[0], &h.slices[1], &h.slices[2], &h.compass, &h.legend, &h.readouts,
		&h.cue, &h.bar, &h.warnings, &h.banner, &h.help,
	}
	for i, place := range places {
		*place = newPanel(unit, picture, orderPanels+i, plane)
		h.all = append(h.all, *place)
	}
	return h, nil
}

// show paints what the trainee may read.
func (h *hudView) show(l layout, hud HUD, stage *stageView, m *Mapping) {
	h.showBar(l, hud)
	cueHeight := h.showCue(l, hud.Cue)
	h.showReadouts(l, hud.Readouts)
	h.showWarnings(l, hud.Warnings, cueHeight)
	h.showLegend(l, stage.anatomy, m.opacity)
	h.showCompass(l, m.Camera)
	h.showSlices(l, stage.sections)
	h.showBanner(l, hud.Banner)
	if m.help || hud.Help {
		h.showHelp(l)
	} else {
		h.help.hide()
	}
}

// clock is a time as mm:ss.t; it never runs backwards over a rounding.
func clock(seconds float64) string {
	tenths := int64(math.Max(seconds, 0) * 10)
	return fmt.Sprintf("%02d:%02d.%d", tenths/600, tenths/10%60, tenths%10)
}

func (h *hudView) showBar(l layout, hud HUD) {
	says := fmt.Sprint(hud.Scenario, "|", hud.Step, "|", hud.StepIndex, "|", hud.StepCount, "|", clock(hud.Seconds))
	h.bar.show(l.bar, says, l.scale, h.types, func(c *canvas) {
		w := float64(l.bar.w) / l.scale
		c.box(0, 0, w, barHeight, 0, fillBar)
		c.box(0, barHeight-1, w, 1, 0, fillLine)
		// The mark: a ring and a needle through it.
		c.box(margin, 18, 24, 24, 12, inkAccent)
		c.box(margin+2.5, 20.5, 19, 19, 9.5, fillBar)
		c.box(margin+11, 12, 2, 20, 1, inkAccent)
		c.box(margin+9.5, 28, 5, 5, 2.5, inkPrimary)
		c.text(c.fit(hud.Scenario, medium, 17, w*0.3), 54, 28, medium, 17, inkPrimary)
		c.text("DRYLAB  ·  REHEARSAL", 54, 45, regular, 10.5, inkSecondary)
		h.paintSteps(c, hud, w)
		c.textRight(clock(hud.Seconds), w-margin, 34, medium, 24, inkPrimary)
		c.textRight("ELAPSED", w-margin, 49, regular, 9.5, inkSecondary)
	})
}

// paintSteps paints the current step and one piece of track for each step.
func (h *hudView) paintSteps(c *canvas, hud HUD, w float64) {
	if hud.StepCount <= 0 {
		return
	}
	x, wide := w*0.36, w*0.40
	label := fmt.Sprintf("STEP %d / %d", min(hud.StepIndex+1, hud.StepCount), hud.StepCount)
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

// Sizes of the cue, which stands between the list of structures and the compass.
const (
	cueSize, cueRow = 16, 22
	mostCueLines    = 3
)

// showCue tells what to do now and returns how high its panel is, in design pixels.
func (h *hudView) showCue(l layout, cue string) (height float64) {
	if cue == "" {
		h.cue.hide()
		return 0
	}
	measure := canvas{scale: l.scale, types: h.types}
	left, right := float64(legendWidth+2*margin), float64(compassSize+2*margin)
	free := float64(l.view.w)/l.scale - left - right
	lines := measure.wrap(cue, regular, cueSize, max(free-40, 80), mostCueLines)
	w := 0.0
	for _, line := range lines {
		w = max(w, measure.width(line, regular, cueSize)+40)
	}
	height = float64(cueRow*len(lines) + 22)
	where := rect{l.view.x + l.px(left+(free-w)/2), l.view.bottom() - l.px(height+margin), l.px(w), l.px(height)}
	h.cue.show(where, cue, l.scale, h.types, func(c *canvas) {
		c.box(0, 0, w, height, 8, fillCard)
		c.box(0, 0, 4, height, 2, inkAccent)
		for i, line := range lines {
			c.text(line, 20, float64(27+cueRow*i), regular, cueSize, inkPrimary)
		}
	})
	return height
}

// Sizes of one read-out.
const (
	readoutWidth, readoutHeight = 172, 58
	mostReadouts                = 6
)

func (h *hudView) showReadouts(l layout, readouts []Readout) {
	readouts = readouts[:min(len(readouts), mostReadouts)]
	height := float64(len(readouts)) * (readoutHeight + 6)
	where := rect{l.view.x + l.px(margin), l.view.y + l.px(margin), l.px(readoutWidth), l.px(height)}
	h.readouts.show(where, fmt.Sprint(readouts), l.scale, h.types, func(c *canvas) {
		for i, r := range readouts {
			y := float64(i) * (readoutHeight + 6)
			ink := inkPrimary
			c.box(0, y, readoutWidth, readoutHeight, 8, fillCard)
			if r.Warn {
				ink = inkAmber
				c.box(0, y+6, 3, readoutHeight-12, 1.5, inkAmber)
				c.alert(readoutWidth-32, y+10, 18, inkAmber, fillBar)
			}
			c.text(c.fit(strings.ToUpper(r.Label), regular, 10.5, readoutWidth-50), 14, y+20, regular, 10.5, inkSecondary)
			value, unit := splitUnit(r.Value)
			c.text(c.fit(value, medium, 23, readoutWidth-28), 14, y+46, medium, 23, ink)
			c.text(unit, 20+c.width(value, medium, 23), y+46, regular, 13, inkSecondary)
		}
	})
}

// splitUnit parts "12.3 mm" into the number and its unit; other texts are all value.
func splitUnit(text string) (value, unit string) {
	value, unit, found := strings.Cut(text, " ")
	if !found || !strings.ContainsAny(value, "0123456789") || len(unit) > 4 {
		return text, ""
	}
	return value, unit
}

// mostWarnings is how many warnings are shown at a time.
const mostWarnings = 3

// showWarnings stacks warnings above a cue of that height.
func (h *hudView) showWarnings(l layout, warnings []string, cueHeight float64) {
	if len(warnings) == 0 {
		h.warnings.hide()
		return
	}
	warnings = warnings[:min(len(warnings), mostWarnings)]
	measure := canvas{scale: l.scale, types: h.types}
	most := float64(l.view.w)/l.scale - 2*(legendWidth+2*margin)
	w := 0.0
	lines := make([]string, len(warnings))
	for i, text := range warnings {
		lines[i] = measure.fit(text, medium, 15, max(most-60, 80))
		w = max(w, measure.width(lines[i], medium, 15)+60)
	}
	where := rect{l.view.x + (l.view.w-l.px(w))/2, l.view.bottom() - l.px(44*float64(len(lines))+cueHeight+margin+6), l.px(w), l.px(44 * float64(len(lines)))}
	h.warnings.show(where, strings.Join(lines, "\n"), l.scale, h.types, func(c *canvas) {
		for i, text := range lines {
			// The first is the most urgent: red and filled, and next to the cue.
			y := float64(44 * (len(lines) - 1 - i))
			if i == 0 {
				c.box(0, y, w, 38, 8, fillUrgent)
				c.box(0, y, 5, 38, 2.5, inkRed)
				c.alert(18, y+9, 20, inkWhite, fillUrgent)
				c.text(text, 48, y+24.5, medium, 15, inkWhite)
				continue
			}
			c.box(0, y, w, 38, 8, fillCard)
			c.box(0, y, 5, 38, 2.5, inkAmber)
			c.alert(18, y+9, 20, inkAmber, fillBar)
			c.text(text, 48, y+24.5, medium, 15, inkAmber)
		}
	})
}

// showBanner paints large words across the view, such as the outcome.
func (h *hudView) showBanner(l layout, banner string) {
	if banner == "" {
		h.banner.hide()
		return
	}
	w := float64(l.view.w) / l.scale
	where := rect{l.view.x, l.view.y + l.view.h*2/5, l.view.w, l.px(96)}
	h.banner.show(where, banner, l.scale, h.types, func(c *canvas) {
		c.box(0, 0, w, 96, 0, fillOverlay)
		c.box(0, 0, w, 1, 0, inkAccent)
		c.box(0, 95, w, 1, 0, inkAccent)
		c.textCentred(c.fit(banner, medium, 32, w-2*margin), w/2, 59, medium, 32, inkPrimary)
	})
}

func (h *hudView) dispose() {
	for _, p := range h.all {
		p.dispose()
	}
}
