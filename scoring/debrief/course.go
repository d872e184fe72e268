package debrief

import (
	"fmt"
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
)

// Sizes of the chart in pixels.
const (
	courseLane  = 96.0
	courseTimes = 40.0 // for the times and the events' marks
	// nearMM is the distance up to which the clearance is drawn: what is farther
	// away is no danger, and would flatten what is.
	nearMM = 20.0
)

// Course is what the instruments did over time.
type Course struct {
	Drawing
	Clearance bool // it is drawn: there is something that must not be touched
}

// course draws speed and clearance over time, with the steps above and what
// happened below; nil where nothing was tracked.
func course(in Input, tools []motion.Cleaned, found []Moment) *Course {
	rec := in.Recording
	if len(rec.Samples) == 0 {
		return nil
	}
	p := &plotter{rec: rec, times: axis{max(rec.Samples[len(rec.Samples)-1].T(), 1), forcesLeft, forcesRight}}
	d := &Course{Drawing: Drawing{Width: forcesWidth, Alt: "Speed of each instrument's tip over time."}}
	top := stepsHeight + 24
	for tool, cleaned := range tools {
		speed := columnsOf(p.times, speeds(cleaned), math.Max)
		if len(speed) == 0 {
			continue
		}
		top += laneGap
		most := d.lane(p, top, toolName(&rec.Header.Tools[tool])+": speed of the tip", "mm/s", speed, math.Inf(1))
		d.Alt += fmt.Sprintf(" The %s moves with up to %s.", toolName(&rec.Header.Tools[tool]), quantity(most, "mm/s"))
		top += courseLane
	}
	if near := columnsOf(p.times, clearances(rec), math.Min); len(near) > 0 {
		top += laneGap
		d.Clearance = true
		d.lane(p, top, "Clearance to what must not be touched", "mm, 0 is touched", near, nearMM)
		least := math.Inf(1)
		for _, v := range near {
			least = min(least, v.y)
			if v.y < 0 {
				d.line("breach", v.x, top+courseLane-10, v.x, top+courseLane)
			}
		}
		d.Alt += " The least clearance is " + quantity(least, "mm") + "."
		top += courseLane
	}
	if len(d.Shapes) == 0 {
		return nil
	}
	d.frame(p, found, top)
	return d
}

// frame draws the steps, the moments and the events around the lanes, whose lower
// end is at bottom.
func (d *Drawing) frame(p *plotter, found []Moment, bottom float64) {
	for _, s := range p.steps() {
		d.path("step", true, [2]float64{s.X, 0.5}, [2]float64{s.X + s.Width, 0.5}, [2]float64{s.X + s.Width, 22.5}, [2]float64{s.X, 22.5})
		d.text("", "middle", s.Middle(), 15.5, s.Text)
	}
	for _, t := range timeTicks(p.times) {
		d.text("", "middle", t.At, bottom+32, t.Text)
	}
	for i := range p.rec.Events {
		if e := &p.rec.Events[i]; isNotable(p.rec, e) {
			x := p.times.at(e.T())
			d.dot("eventdot", x, bottom+10, 3, clock(e.T())+" "+eventText(e))
		}
	}
	for _, b := range p.badges(found) {
		d.path("badgeline", false, [2]float64{b.X, 40}, [2]float64{b.LineX, 52}, [2]float64{b.LineX, bottom})
		d.badge(b.X, 33, b.Text)
	}
	d.Height = bottom + courseTimes
}

// isNotable tells the events worth a mark: those that a trainee would want to see
// again.
func isNotable(rec *record.Recording, e *record.Event) bool {
	switch e.Kind {
	case record.EventNoGo, record.EventTrackLost, record.EventTear, record.EventSlip, record.EventDetach, record.EventOverForce, record.EventCutOff:
		return true
	case record.EventEnter, record.EventContact:
		return (&moments{recording: rec}).isCritical(e.Structure)
	}
	return false
}

// place is a value at a place of a chart.
type place struct{ x, y float64 }

// lane draws values as a line over an axis from 0, up to most or the greatest of
// them, and returns the greatest.
func (d *Drawing) lane(p *plotter, top float64, title, unit string, line []place, most float64) float64 {
	greatest := 0.0
	for _, v := range line {
		greatest = max(greatest, v.y)
	}
	scale := upTo(min(max(greatest, 1), most), 4, top+courseLane, top)
	d.text("name", "", forcesLeft, top-7, title)
	d.text("", "end", forcesRight, top-7, unit)
	for _, t := range scale.ticks(4) {
		d.line("grid", forcesLeft, t.At, forcesRight, t.At)
		d.text("", "end", forcesLeft-7, t.At+4, t.Text)
	}
	var run [][2]float64
	last := math.Inf(-1)
	for _, v := range line {
		if v.x-last > max(gapPixels, p.times.at(motion.MaxGap)-p.times.at(0)) {
			d.path("force", false, run...)
			run = run[:0]
		}
		run, last = append(run, [2]float64{v.x, scale.at(v.y)}), v.x
	}
	d.path("force", false, run...)
	d.line("base", forcesLeft, top+courseLane, forcesRight, top+courseLane)
	return greatest
}

// gapPixels is the least width at which a line is broken where nothing was measured.
const gapPixels = 2.5

// columnsOf keeps one value for each pixel, the worse of two.
func columnsOf(times axis, of func(yield func(t, v float64)), worse func(a, b float64) float64) []place {
	var line []place
	of(func(t, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return
		}
		x := math.Floor(times.at(t)) + 0.5
		if n := len(line); n > 0 && line[n-1].x == x {
			line[n-1].y = worse(line[n-1].y, v)
			return
		}
		line = append(line, place{x, v})
	})
	return line
}

// speeds are the tip's, filtered as the metrics have them.
func speeds(c motion.Cleaned) func(yield func(t, v float64)) {
	return func(yield func(t, v float64)) {
		for _, k := range motion.Derive(c.Segments) {
			for i, v := range k.Speed {
				yield(k.T0+float64(i)/motion.RateHz, v)
			}
		}
	}
}

// clearances are the least of all guarded structures, while the tip is in the body
// or one is breached, as clearance_min counts.
func clearances(rec *record.Recording) func(yield func(t, v float64)) {
	return func(yield func(t, v float64)) {
		for i := range rec.Samples {
			s := toolAt(&rec.Samples[i], 0)
			least := math.Inf(1)
			for at, mm := range s.ClearanceMM {
				if at < len(rec.Header.Structures) && rec.Header.Structures[at].Guarded() && rec.Header.Structures[at].Watertight {
					least = math.Min(least, mm)
				}
			}
			if s.Valid && (s.DepthMM > 0 || least < 0) {
				yield(rec.Samples[i].T(), least)
			}
		}
	}
}
