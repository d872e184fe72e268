package view

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
	left, right := l.aside()
	free := l.viewWidth() - left - right
	lines := measure.wrap(cue, regular, cueSize, max(free-40, 80), mostCueLines)
	w := 0.0
	for _, line := range lines {
		w = max(w, measure.width(line, regular, cueSize)+40)
	}
	height = float64(cueRow*len(lines) + 22)
	where := rect{l.view.x + l.px(left+(free-w)/2), l.view.bottom() - l.px(height+margin), l.px(w), l.px(height)}
	h.cue.show(where, *h.says.begin().text(cue), l.scale, h.types, func(c *canvas) {
		c.box(0, 0, w, height, 8, fillCard)
		c.box(0, 0, 4, height, 2, inkAccent)
		for i, line := range lines {
			c.text(line, 20, float64(27+cueRow*i), regular, cueSize, inkPrimary)
		}
	})
	return height
}

// noticeRow is the height of the notice with its gap.
const noticeRow = 40

// showNotice tells calmly what just happened, above a cue of that height, and
// returns how high it is, in design pixels.
func (h *hudView) showNotice(l layout, notice string, cueHeight float64) (height float64) {
	if notice == "" {
		h.notice.hide()
		return 0
	}
	measure := canvas{scale: l.scale, types: h.types}
	left, right := l.aside()
	free := l.viewWidth() - left - right
	line := measure.fit(notice, medium, 15, max(free-52, 80))
	w := measure.width(line, medium, 15) + 52
	where := rect{l.view.x + l.px(left+(free-w)/2), l.view.bottom() - l.px(cueHeight+margin+noticeRow), l.px(w), l.px(34)}
	h.notice.show(where, *h.says.begin().text(line), l.scale, h.types, func(c *canvas) {
		c.box(0, 0, w, 34, 17, fillCard)
		c.box(16, 13, 8, 8, 4, inkAccent)
		c.text(line, 34, 22, medium, 15, inkAccent)
	})
	return noticeRow
}

// mostWarnings is how many warnings are shown at a time.
const mostWarnings = 3

// showWarnings stacks warnings above a cue and a notice of that height together.
func (h *hudView) showWarnings(l layout, warnings []string, below float64) {
	if len(warnings) == 0 {
		h.warnings.hide()
		return
	}
	warnings = warnings[:min(len(warnings), mostWarnings)]
	measure := canvas{scale: l.scale, types: h.types}
	left, right := l.aside()
	free := l.viewWidth() - left - right
	w := 0.0
	var room [mostWarnings]string
	lines := room[:len(warnings)]
	for i, text := range warnings {
		lines[i] = measure.fit(text, medium, 15, max(free-66, 80))
		w = max(w, measure.width(lines[i], medium, 15)+60)
	}
	where := rect{l.view.x + l.px(left+(free-w)/2), l.view.bottom() - l.px(44*float64(len(lines))+below+margin+6), l.px(w), l.px(44 * float64(len(lines)))}
	h.warnings.show(where, *h.says.begin().text(lines...), l.scale, h.types, func(c *canvas) {
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
	h.banner.show(where, *h.says.begin().text(banner), l.scale, h.types, func(c *canvas) {
		c.box(0, 0, w, 96, 0, fillOverlay)
		c.box(0, 0, w, 1, 0, inkAccent)
		c.box(0, 95, w, 1, 0, inkAccent)
		c.textCentred(c.fit(banner, medium, 32, w-2*margin), w/2, 59, medium, 32, inkPrimary)
	})
}
