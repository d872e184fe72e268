package debrief

import (
	"fmt"
	"math"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// mostNewtons is how many parts a lane's axis has at most.
const mostNewtons = 5

// lane draws one instrument's force below top, up to as many newtons; peak is the
// greatest force on any, nil without one.
func (p *plotter) lane(tool int, top, highest float64, peak *peakForce) Lane {
	l := Lane{Title: toolName(&p.rec.Header.Tools[tool]), Top: top, Bottom: top + laneHeight}
	newtons := upTo(highest, mostNewtons, l.Bottom, l.Top)
	l.Ticks = newtons.ticks(mostNewtons)
	if p.limit > 0 && p.limit <= newtons.top {
		l.LimitY = newtons.at(p.limit)
	}
	if p.usual > 0 && p.usual <= newtons.top {
		l.UsualY = newtons.at(p.usual)
	}
	line := p.line(tool)
	l.Line = drawn(line, newtons)
	if l.LimitY > 0 {
		l.Over = p.over(line, newtons)
	}
	l.Held = p.while(func(s *record.Sample) bool { return tool < len(s.Tools) && s.Tools[tool].Holding })
	l.Cuts = p.cuts(tool)
	var room words
	if peak != nil && peak.tool == tool && peak.newtons > 0 {
		l.Peak = p.peak(peak, newtons, &room)
	}
	l.Signs = p.signs(tool, top, &room)
	return l
}

// value is a force at a place of the chart.
type value struct{ x, newtons float64 }

// line is the force on an instrument, the least and the greatest of each pixel in
// the order in which they came.
func (p *plotter) line(tool int) []value {
	var line []value
	var low, high value
	column := math.Inf(-1)
	flush := func() {
		switch {
		case math.IsInf(column, -1):
		case low.newtons == high.newtons:
			line = append(line, low)
		case low.x <= high.x:
			line = append(line, low, high)
		default:
			line = append(line, high, low)
		}
	}
	for i := range p.rec.Samples {
		s := &p.rec.Samples[i]
		if tool >= len(s.Tools) || !isForce(s.Tools[tool].ForceN) {
			continue
		}
		now := value{p.times.at(s.T()), s.Tools[tool].ForceN}
		if at := math.Floor(now.x); at != column {
			flush()
			column, low, high = at, now, now
		}
		if now.newtons < low.newtons {
			low = now
		}
		if now.newtons > high.newtons {
			high = now
		}
	}
	flush()
	return line
}

// drawn is a line as SVG points.
func drawn(line []value, newtons axis) string {
	var b strings.Builder
	for i, v := range line {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%g,%g", v.x, newtons.at(v.newtons))
	}
	return b.String()
}

// over are the areas between the line and the limit where the line lies above it.
func (p *plotter) over(line []value, newtons axis) []string {
	var areas []string
	var b strings.Builder
	limit := newtons.at(p.limit)
	end := func(x float64) {
		if b.Len() > 0 {
			fmt.Fprintf(&b, "L%g %gZ", x, limit)
			areas = append(areas, b.String())
			b.Reset()
		}
	}
	for i, v := range line {
		if v.newtons <= p.limit {
			end(v.x)
			continue
		}
		if b.Len() == 0 {
			fmt.Fprintf(&b, "M%g %g", line[max(i-1, 0)].x, limit)
		}
		fmt.Fprintf(&b, "L%g %g", v.x, newtons.at(v.newtons))
	}
	if len(line) > 0 {
		end(line[len(line)-1].x)
	}
	return areas
}

// while are the stretches during which something held.
func (p *plotter) while(holds func(*record.Sample) bool) []Span {
	var spans []Span
	from := -1.0
	for i := range p.rec.Samples {
		s := &p.rec.Samples[i]
		switch now := holds(s); {
		case now && from < 0:
			from = p.times.at(s.T())
		case !now && from >= 0:
			spans = append(spans, Span{X: from, Width: max(round1(p.times.at(s.T())-from), 1)})
			from = -1
		}
	}
	if from >= 0 {
		spans = append(spans, Span{X: from, Width: max(round1(p.times.atTop-from), 1)})
	}
	return spans
}

// pauseSeconds is how long a blade may pause within one stretch of cutting.
const pauseSeconds = 0.3

// cuts are the stretches during which an instrument cut.
func (p *plotter) cuts(tool int) []Span {
	var spans []Span
	last := math.Inf(-1)
	for i := range p.rec.Events {
		e := &p.rec.Events[i]
		if e.Kind != record.EventCut || e.Tool != tool {
			continue
		}
		x := p.times.at(e.T())
		if e.T()-last > pauseSeconds {
			spans = append(spans, Span{X: x})
		}
		span := &spans[len(spans)-1]
		span.Width = max(round1(x-span.X), 1)
		last = e.T()
	}
	return spans
}

// Damage is the tissue damaged until each moment.
type Damage struct {
	Top, Bottom float64
	Ticks       []Tick
	Line        string // SVG points
}

// TextY is the baseline of what is written above it.
func (d Damage) TextY() float64 { return d.Top - 7 }

// damage adds up the tears, mm³.
func (p *plotter) damage(top, whole float64) *Damage {
	d := &Damage{Top: top, Bottom: top + harmHeight}
	volume := upTo(whole, 3, d.Bottom, d.Top)
	d.Ticks = volume.ticks(3)
	sum := 0.0
	line := []value{{p.times.at0, 0}}
	for i := range p.rec.Events {
		e := &p.rec.Events[i]
		if mm3 := scoring.Amount(e); e.Kind == record.EventTear && mm3 > 0 {
			x := p.times.at(e.T())
			line = append(line, value{x, sum}, value{x, sum + mm3})
			sum += mm3
		}
	}
	d.Line = drawn(append(line, value{p.times.atTop, sum}), volume)
	return d
}

// tears says how often tissue tore, and when most.
func (p *plotter) tears() string {
	n, most, at := 0, 0.0, 0.0
	for i := range p.rec.Events {
		e := &p.rec.Events[i]
		if e.Kind != record.EventTear {
			continue
		}
		n++
		if mm3 := scoring.Amount(e); mm3 > most {
			most, at = mm3, e.T()
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("most of it at %s: %s", clock(at), quantity(most, "mm3"))
}
