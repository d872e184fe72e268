package debrief

import (
	"fmt"
	"math"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// CutMap is a cut against the planned line, seen along the planned normal as the
// trainee saw it, and its deviation along the way; ready to draw, and empty when
// nothing was to be cut or was. Lengths are pixels.
type CutMap struct {
	Size    float64 // of the map, a square
	PerMM   float64 // pixels
	Plan    string  // SVG path
	Within  float64 // width of the band in which the cut counts as on the line
	Missed  string  // SVG path of the planned line where it was not cut
	Cut     []Stroke
	Start   Spot
	Worst   Spot
	WorstTo Spot // the place on the plan that the worst is measured from
	Pieces  []Spot
	Letters []Spot // the patient's sides
	ScaleX  float64
	Scale   float64 // of the bar
	ScaleTo string
	Profile Profile
	Numbers []Number
	Alt     string
	// Accepted is the deviation that still counts as on the line, and Half of it.
	Accepted, Half string
}

// Stroke is a stretch of the cut of one class of deviation.
type Stroke struct {
	Class string // on, near or off the line
	Path  string
}

// Spot is a place with words.
type Spot struct {
	X, Y float64
	Text string
	Left bool // the words stand at its left
}

// mapSize is the side of the map, and mapMargin the ground around the lines.
const mapSize, mapMargin = 460.0, 34.0

// cutMap draws an attempt's cut.
func cutMap(in Input) CutMap {
	trace, ok := scoring.TraceCut(in.Recording)
	if !ok {
		return CutMap{}
	}
	sheet := sheetOf(&trace, in.Recording.Header.Cut.Normal)
	m := CutMap{Size: mapSize, PerMM: sheet.perMM, Within: round1(2 * scoring.CutWithinMM * sheet.perMM),
		Accepted: plain(scoring.CutWithinMM) + " mm", Half: plain(scoring.CutWithinMM/2) + " mm"}
	m.Plan, m.Missed = sheet.plan(trace.Plan)
	m.Start = sheet.spot(trace.Plan[0].At, "start")
	for _, stroke := range trace.Strokes {
		m.Cut = append(m.Cut, sheet.strokes(stroke)...)
	}
	worst, at := farthest(&trace)
	m.Worst = sheet.spot(worst.At, quantity(worst.OffMM, "mm"))
	m.WorstTo = sheet.spot(nearestPlanned(trace.Plan, worst.At), "")
	m.Pieces = sheet.pieces(in.Recording)
	m.Letters = sheet.letters()
	bar := niceStep(mapSize/4/sheet.perMM, 1)
	if bar*sheet.perMM > mapSize/3 {
		bar /= 2
	}
	m.ScaleX, m.Scale, m.ScaleTo = 14, round1(bar*sheet.perMM), plain(bar)+" mm"
	m.Profile = profile(&trace, in.Metrics, at)
	when := ""
	if e := cutEventAt(in.Recording, worst.At); e != nil {
		when = "at " + clock(e.T())
	}
	m.Numbers = cutNumbers(in.Metrics, when)
	texts := []string{"The planned line and the actual cut on the tissue at rest, and the cut's deviation along its way."}
	for _, n := range m.Numbers {
		texts = append(texts, strings.TrimSpace(n.Title+": "+n.Value+" "+n.Note)+".")
	}
	m.Alt = strings.Join(texts, " ")
	return m
}

// cutNumbers are the metrics that the map shows, with where they are from.
func cutNumbers(metrics scoring.Metrics, worst string) []Number {
	var all []Number
	for _, n := range []Number{
		{Sign: "mean", Title: "cut_deviation_mean"}, {Title: "cut_deviation_rms"}, {Title: "cut_deviation_p95"},
		{Sign: "worst", Title: "cut_deviation_max", Note: worst}, {Sign: "within", Title: "cut_within_2mm"},
		{Sign: "missed", Title: "cut_coverage_2mm"}, {Title: "cut_length"}, {Title: "cut_area"}, {Sign: "cut_off", Title: "cut_off_volume"},
	} {
		if m, ok := metrics.Get(n.Title); ok && m.Value != nil {
			n.Value, n.Title = quantity(*m.Value, m.Unit), metricTitle(n.Title)
			all = append(all, n)
		}
	}
	return all
}

// farthest is the place of the cut that is farthest from the plan, and how many
// places were cut before it.
func farthest(t *scoring.CutTrace) (worst scoring.CutPoint, at int) {
	n := 0
	worst.OffMM = -1
	for _, stroke := range t.Strokes {
		for _, p := range stroke {
			if p.OffMM > worst.OffMM {
				worst, at = p, n
			}
			n++
		}
	}
	return worst, at
}

func nearestPlanned(plan []scoring.PlanPoint, to mgl64.Vec3) mgl64.Vec3 {
	best := plan[0].At
	for _, p := range plan {
		if p.At.Sub(to).Len() < best.Sub(to).Len() {
			best = p.At
		}
	}
	return best
}

// cutEventAt is the event of a cut that is nearest to a place of its trace; nil
// without any.
func cutEventAt(rec *record.Recording, at mgl64.Vec3) *record.Event {
	var found *record.Event
	least := math.Inf(1)
	normal := rec.Header.Cut.Normal
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.Kind != record.EventCut {
			continue
		}
		away := e.Position.Sub(at)
		if d := away.Sub(normal.Mul(away.Dot(normal))).Len(); d < least {
			found, least = e, d
		}
	}
	return found
}

// deviationClass is how a deviation is drawn: half of what is accepted is on the
// line, what is accepted near it.
func deviationClass(mm float64) string {
	switch {
	case mm <= scoring.CutWithinMM/2:
		return "on"
	case mm <= scoring.CutWithinMM:
		return "near"
	}
	return "off"
}

// path writes places as the d of an SVG path.
func path(points []mgl64.Vec2) string {
	var b strings.Builder
	for i, p := range points {
		letter := "L"
		if i == 0 {
			letter = "M"
		}
		fmt.Fprintf(&b, "%s%g %g", letter, round1(p[0]), round1(p[1]))
	}
	return b.String()
}
