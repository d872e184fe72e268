package debrief

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Ways is the tip's trajectory in three views, with the experts' envelope.
type Ways struct {
	Views []Drawing
	// Experts says whose envelope it is, or why there is none.
	Experts string
}

// threeView is one direction of looking: which axis of the patient goes right and
// which down in the picture, and with which sign.
type threeView struct {
	title       string
	right, down int
	signs       [2]float64
	letters     [4]string // left, right, top, bottom
}

// In radiological convention: the patient's left is at the right.
var threeDirections = []threeView{
	{"From the feet", 0, 1, [2]float64{1, 1}, [4]string{"R", "L", "A", "P"}},
	{"From the front", 0, 2, [2]float64{1, -1}, [4]string{"R", "L", "S", "I"}},
	{"From the left", 1, 2, [2]float64{1, -1}, [4]string{"A", "P", "S", "I"}},
}

// viewSize is the side of a view, and viewMargin the ground for letters.
const viewSize, viewMargin = 320.0, 26.0

// ways draws the trajectory.
func ways(in Input, found []Moment) Ways {
	band := around(in.Experts)
	w := Ways{Experts: whoseEnvelope(in, band)}
	scored := withinTime(in.Recording)
	tips := [][]run{tipPath(scored, 0)}
	if isFree(&in.Recording.Header) && len(in.Recording.Header.Tools) > 1 {
		tips = append(tips, tipPath(scored, 1))
	}
	if len(tips[0]) == 0 {
		return Ways{}
	}
	for _, direction := range threeDirections {
		w.Views = append(w.Views, direction.draw(in, tips, band, found))
	}
	return w
}

// whoseEnvelope says what the band shows.
func whoseEnvelope(in Input, band envelope) string {
	switch {
	case in.Experts == nil && in.NoExperts != "":
		return in.NoExperts
	case band.n == 0:
		return "No expert's attempt at this version of the scenario and this case is at hand, so there is no envelope."
	case band.n == 1:
		return "The dashed line is one expert's attempt, step by step; a band needs two."
	}
	return fmt.Sprintf("Dashed line and band: mean ± 1 SD of %d attempts of experts at the same scenario, version and case, at equal parts of each step.", band.n)
}

// withinTime are the samples of the scored time.
func withinTime(rec *record.Recording) []record.Sample {
	all := stretches(rec)
	if len(all) == 0 {
		return rec.Samples
	}
	var kept []record.Sample
	for i := range rec.Samples {
		if t := rec.Samples[i].T(); t >= all[0].start && t <= all[len(all)-1].end {
			kept = append(kept, rec.Samples[i])
		}
	}
	return kept
}

// canvas turns places of the patient into places of one view.
type canvas struct {
	threeView
	perMM  float64
	middle [2]float64 // mm, of the view's axes
}

func (v threeView) flat(at mgl64.Vec3) [2]float64 {
	return [2]float64{v.signs[0] * at[v.right], v.signs[1] * at[v.down]}
}

func (c canvas) at(p mgl64.Vec3) [2]float64 {
	flat := c.flat(p)
	return [2]float64{viewSize/2 + (flat[0]-c.middle[0])*c.perMM, viewSize/2 + (flat[1]-c.middle[1])*c.perMM}
}

// canvasFor fits everything that is drawn.
func (v threeView) canvasFor(tips [][]run, band envelope, more ...mgl64.Vec3) canvas {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	hold := func(at mgl64.Vec3) {
		for i, x := range v.flat(at) {
			low[i], high[i] = min(low[i], x), max(high[i], x)
		}
	}
	for _, runs := range tips {
		for _, r := range runs {
			for _, at := range r.points {
				hold(at)
			}
		}
	}
	for _, r := range band.runs {
		for i := range r.mean {
			hold(r.mean[i].Add(r.sd[i]))
			hold(r.mean[i].Sub(r.sd[i]))
		}
	}
	for _, at := range more {
		hold(at)
	}
	span := max(high[0]-low[0], high[1]-low[1], 1)
	return canvas{v, (viewSize - 2*viewMargin) / span, [2]float64{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2}}
}

func (v threeView) draw(in Input, tips [][]run, band envelope, found []Moment) Drawing {
	plan := in.Recording.Header.Plan
	planned := plan.Entry != plan.Target && finite(plan.Entry) && finite(plan.Target) && !isFree(&in.Recording.Header)
	var more []mgl64.Vec3
	if planned {
		more = append(more, plan.Entry, plan.Target)
	}
	c := v.canvasFor(tips, band, more...)
	d := Drawing{Title: v.title, Width: viewSize, Height: viewSize, Alt: v.title + ": the way of the tip, to scale."}
	for i, at := range [4][2]float64{{12, viewSize / 2}, {viewSize - 12, viewSize / 2}, {viewSize / 2, 16}, {viewSize / 2, viewSize - 8}} {
		d.text("", "middle", at[0], at[1], v.letters[i])
	}
	d.band(c, band)
	if planned {
		d.path("planned", false, c.at(plan.Entry), c.at(plan.Target))
	}
	for hand, class := range []string{"tipway", "tipway second"} {
		if hand < len(tips) {
			for _, r := range tips[hand] {
				d.path(class, false, thinned(c, r.points)...)
			}
		}
	}
	for _, m := range found {
		if m.Placed {
			at := c.at(m.Position)
			if max(math.Abs(at[0]-viewSize/2), math.Abs(at[1]-viewSize/2)) < viewSize/2 {
				d.badge(at[0], at[1], m.Mark())
			}
		}
	}
	bar := niceStep(viewSize/4/c.perMM, 1)
	if bar*c.perMM > viewSize/3 {
		bar /= 2
	}
	d.line("sign", 14, viewSize-14, 14+bar*c.perMM, viewSize-14)
	d.text("signtext", "", 14, viewSize-20, plain(bar)+" mm")
	return d
}

// thinned are a path's places in a view, without those that no pixel tells apart.
func thinned(c canvas, points []mgl64.Vec3) [][2]float64 {
	var kept [][2]float64
	for i, p := range points {
		at := c.at(p)
		if n := len(kept); n > 0 && i < len(points)-1 && math.Hypot(at[0]-kept[n-1][0], at[1]-kept[n-1][1]) < 0.7 {
			continue
		}
		kept = append(kept, at)
	}
	return kept
}

// band draws the experts' envelope: in the view, one standard deviation to all
// sides is the root mean square of its two axes'.
func (d *Drawing) band(c canvas, e envelope) {
	var pieces [][][2]float64
	var lines [][][2]float64
	for _, r := range e.runs {
		line := make([][2]float64, len(r.mean))
		for i := range r.mean {
			line[i] = c.at(r.mean[i])
		}
		radius := func(i int) float64 { return math.Hypot(r.sd[i][c.right], r.sd[i][c.down]) / math.Sqrt2 * c.perMM }
		for i := 1; i < len(line) && e.n > 1; i++ {
			pieces = append(pieces, hull(append(disc(line[i-1], radius(i-1)), disc(line[i], radius(i))...)))
		}
		lines = append(lines, line)
	}
	d.area("expertband", pieces)
	for _, line := range lines {
		d.path("expert", false, line...)
	}
}

// disc is a circle of 16 corners; the eye does not see more at a band's width.
func disc(at [2]float64, radius float64) [][2]float64 {
	var corners [][2]float64
	for i := range 16 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 16)
		corners = append(corners, [2]float64{at[0] + radius*cos, at[1] + radius*sin})
	}
	return corners
}

// hull is the convex hull of points, by Andrew's monotone chain (Inf Process Lett
// 1979;9:216).
func hull(points [][2]float64) [][2]float64 {
	slices.SortFunc(points, func(a, b [2]float64) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	var chain [][2]float64
	half := func(p [2]float64, from int) {
		for n := len(chain); n-from >= 2; n = len(chain) {
			a, b := chain[n-2], chain[n-1]
			if (b[0]-a[0])*(p[1]-a[1])-(b[1]-a[1])*(p[0]-a[0]) > 0 {
				break
			}
			chain = chain[:n-1]
		}
		chain = append(chain, p)
	}
	for _, p := range points {
		half(p, 0)
	}
	lower := len(chain) - 1
	chain = chain[:lower]
	for i := len(points) - 1; i >= 0; i-- {
		half(points[i], lower)
	}
	return chain[:len(chain)-1]
}
