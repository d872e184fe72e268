package debrief

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// Forces is the simulated force on each instrument over time, ready to draw: one
// lane for each, over the same times and the same newtons, and below them the
// tissue damaged. It is empty where nothing was soft. Lengths are pixels.
type Forces struct {
	Width, Height float64
	Left, Right   float64
	Top, Bottom   float64 // of all lanes
	Times         []Tick
	Steps         []Span // what was done until when
	Badges        []Badge
	Lanes         []Lane
	Damage        *Damage // nil when nothing was damaged
	Limit         string  // the force limit, in words; "" for none
	Usual         string  // force_p95, in words; "" for none
	Numbers       []Number
	Alt           string
}

// Lane is one instrument's force.
type Lane struct {
	Title       string
	Top, Bottom float64
	Ticks       []Tick
	Line        string   // SVG points
	Over        []string // SVG paths between the line and the limit, where it lies above
	LimitY      float64  // 0 without a limit
	UsualY      float64  // of force_p95; 0 without
	Held, Cuts  []Span   // while the jaws held tissue, while the blade cut
	Signs       []Sign
	Peak        *Sign // the greatest force of all, on the lane where it was
}

// TextY is the baseline of what is written above the lane.
func (l Lane) TextY() float64 { return l.Top - 7 }

// Sign is something that happened, or a place that a number is from.
type Sign struct {
	X, Y   float64
	Kind   string // slip, tear, contact, cut_off or peak
	Text   string // beside it; "" where there is no room
	AtLeft bool   // of the text
	Title  string // whole, for who points at it
}

// Badge is a moment's number, and where its time is.
type Badge struct {
	X, LineX float64
	Text     string
}

// Number is a metric and how the picture shows it.
type Number struct {
	Sign               string // as a Sign's kind, or limit, over, usual, held, damage, worst, cut, plan
	Title, Value, Note string
}

// Sizes of the chart in pixels.
const (
	forcesWidth = 960.0
	forcesLeft  = 46.0
	forcesRight = forcesWidth - 12
	stepsHeight = 24.0
	laneHeight  = 104.0
	laneGap     = 34.0 // for the lane's title
	timesHeight = 26.0
	harmHeight  = 58.0
)

// forces draws an attempt's forces.
func forces(in Input, found []Moment) Forces {
	rec := in.Recording
	if len(rec.Header.Soft) == 0 || len(rec.Samples) == 0 {
		return Forces{}
	}
	peaks, most := greatestForces(rec)
	p := &plotter{
		rec:   rec,
		times: axis{max(rec.Samples[len(rec.Samples)-1].T(), 1), forcesLeft, forcesRight},
		limit: scoring.ForceLimitN(&rec.Header), usual: valueOf(in.Metrics, "force_p95"),
	}
	f := Forces{Width: forcesWidth, Left: forcesLeft, Right: forcesRight, Top: stepsHeight + 8, Times: timeTicks(p.times)}
	f.Steps, f.Badges = p.steps(), p.badges(found)
	top := f.Top
	highest := p.highest(most)
	for tool := range rec.Header.Tools {
		top += laneGap
		f.Lanes = append(f.Lanes, p.lane(tool, top, highest, peaks))
		top += laneHeight
	}
	if damage := valueOf(in.Metrics, "damage_volume"); damage > 0 {
		f.Damage = p.damage(top+laneGap, damage)
		top += laneGap + harmHeight
	}
	f.Bottom, f.Height = top, top+timesHeight
	if p.limit > 0 {
		f.Limit = plain(p.limit) + " N"
	}
	if p.usual > 0 {
		f.Usual = quantity(p.usual, "N")
	}
	f.Numbers = p.numbers(in.Metrics, peaks)
	f.Alt = f.spoken()
	return f
}

// spoken is the chart in words.
func (f *Forces) spoken() string {
	texts := []string{"Simulated force on each instrument over time, in newtons."}
	for _, n := range f.Numbers {
		texts = append(texts, strings.TrimSpace(n.Title+": "+n.Value+" "+n.Note)+".")
	}
	return strings.Join(texts, " ")
}

// valueOf is a metric's value; 0 when it has none.
func valueOf(metrics scoring.Metrics, id string) float64 {
	if m, ok := metrics.Get(id); ok && m.Value != nil {
		return *m.Value
	}
	return 0
}

// peakForce is where the greatest force was.
type peakForce struct {
	sample, tool int
	newtons      float64
}

// greatestForces finds the greatest force on any instrument, the first of equal ones;
// nil when none was recorded.
func greatestForces(rec *record.Recording) (peak *peakForce, most float64) {
	for i := range rec.Samples {
		for tool := range rec.Samples[i].Tools {
			if n := rec.Samples[i].Tools[tool].ForceN; isForce(n) && tool < len(rec.Header.Tools) && (peak == nil || n > most) {
				peak, most = &peakForce{i, tool, n}, n
			}
		}
	}
	return peak, most
}

func isForce(n float64) bool { return n >= 0 && !math.IsInf(n, 0) }

// plotter draws one recording's forces.
type plotter struct {
	rec          *record.Recording
	times        axis
	limit, usual float64 // N; 0 for none
}

// crowded is how many times the usual force or the limit may be exceeded before
// the picture cuts off the highest moments, so that the rest stays readable.
const crowded = 6

// highest is the force that the picture must hold, N.
func (p *plotter) highest(most float64) float64 {
	rest := max(p.limit, p.usual, 0.5)
	if most > crowded*rest {
		return crowded / 2 * rest
	}
	return max(most, 1.15*p.limit, 0.5)
}

// steps are the scenario's, from when the one before was done.
func (p *plotter) steps() []Span {
	var spans []Span
	from := p.times.at0
	for i := range p.rec.Events {
		e := &p.rec.Events[i]
		if to := p.times.at(e.T()); e.Kind == record.EventStepDone && to-from >= 3 {
			spans = append(spans, Span{X: from, Width: round1(to - from), Text: fitting(spoken(e.Detail), to-from)})
			from = to
		}
	}
	return spans
}

// fitting is a text that has room, else nothing.
func fitting(text string, width float64) string {
	if letterWidth*float64(len([]rune(text)))+8 > width {
		return ""
	}
	return text
}

// badges number the moments of critical errors where they were, side by side.
func (p *plotter) badges(found []Moment) []Badge {
	var badges []Badge
	for _, m := range found {
		at := p.times.at(m.Seconds)
		b := Badge{X: at, LineX: at, Text: m.Mark()}
		for i := 0; i < len(badges); i++ {
			if math.Abs(badges[i].X-b.X) < 19 {
				b.X, i = badges[i].X+19, -1 // start over: it may now lie on another
			}
		}
		badges = append(badges, b)
	}
	return badges
}

// numbers are the metrics that the chart shows, with where they are from.
func (p *plotter) numbers(metrics scoring.Metrics, peak *peakForce) []Number {
	var all []Number
	add := func(sign, id, title, note string) {
		if m, ok := metrics.Get(id); ok && m.Value != nil {
			all = append(all, Number{Sign: sign, Title: cmp.Or(title, metricTitle(id)), Value: quantity(*m.Value, m.Unit), Note: note})
		}
	}
	where := ""
	if peak != nil && peak.newtons > 0 {
		where = fmt.Sprintf("at %s (%s)", clock(p.rec.Samples[peak.sample].T()), toolName(&p.rec.Header.Tools[peak.tool]))
	}
	add("peak", "force_peak", "", where)
	add("usual", "force_p95", "95 % of the time in contact below", "")
	if p.limit > 0 {
		add("over", "overforce_time", "", often(valueOf(metrics, "overforce_events")))
	}
	add("held", "events.grasp", "Grips", "")
	add("slip", "events.slip", "Grips lost", "")
	add("damage", "damage_volume", "", p.tears())
	if valueOf(metrics, "cut_off_volume") > 0 {
		add("cut_off", "cut_off_volume", "", "")
	}
	return all
}

// often is a number of times in words; "" for none.
func often(times float64) string {
	switch {
	case times < 1:
		return ""
	case times == 1:
		return "once"
	}
	return plain(times) + " times"
}
