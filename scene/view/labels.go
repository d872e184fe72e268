package view

// mostLabels is how many structures are named in the view at a time.
const mostLabels = 9

// showLabels names structures where they are: a dot in the middle of each and its
// name beside it, the most important first. A name that would cover another one
// moves down.
func (h *hudView) showLabels(l layout, a *anatomyView, opacity []float64, lens lens, wanted bool) {
	const high, size = 22.0, 12.5
	measure := canvas{scale: l.scale, types: h.types}
	var room [mostLabels]rect
	taken := room[:0]
	for i := range a.structures {
		s := &a.structures[i]
		if !wanted || len(taken) == mostLabels {
			break
		}
		at := lens.pixel(s.extent.centre)
		where := rect{l.view.x + int(at[0]) - l.px(high/2), l.view.y + int(at[1]) - l.px(high/2), l.px(measure.width(s.title, medium, size) + 34), l.px(high)}
		if opacity[i] <= 0 || where.x < l.view.x || where.right() > l.view.right() || where.y < l.view.y || where.bottom() > l.view.bottom() {
			continue
		}
		for n := 0; n < len(taken); n++ {
			if t := taken[n]; where.x < t.right() && t.x < where.right() && where.y < t.bottom() && t.y < where.bottom() {
				where.y, n = t.bottom()+l.px(2), -1
			}
		}
		if where.bottom() > l.view.bottom() {
			continue
		}
		h.labels[len(taken)].show(where, *h.says.begin().text(s.name), l.scale, h.types, func(c *canvas) {
			c.box(0, 0, float64(where.w)/l.scale, high, high/2, fillCard)
			c.box(6, 6, 10, 10, 5, displayColour(s.encoded))
			c.text(s.title, 22, 15.5, medium, size, inkPrimary)
		})
		taken = append(taken, where)
	}
	for _, p := range h.labels[len(taken):] {
		p.hide()
	}
}
