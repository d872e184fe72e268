package debrief

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// The fixture's planned circle lies in the plane y = 3 and is cut at its own radius,
// but for a bulge at the patient's left.
const (
	circleMM = 20.0
	bulgeMM  = 3.0
)

// softRecording is ten seconds of two hands at soft tissue with a limit of 4 N: the
// second pulls with 2 N and once, for half a second from 0:04, with 7 N. The blade
// cuts three quarters of the circle from the feet to the patient's left and on. The
// lobe is torn twice.
func softRecording() *record.Recording {
	r := ballRecording()
	h := &r.Header
	h.Tools = []record.Tool{{Name: "scalpel", Kind: record.KindScalpel, RadiusMM: 2, LengthMM: 180}, {Name: "grasper", Kind: record.KindGrasper, RadiusMM: 2, LengthMM: 330, JawMM: 18, JawDeg: 50}}
	h.Soft = []record.SoftStructure{{Name: "membrane", Material: "rubber", ForceLimitN: 4}}
	h.Cut = &record.CutPlan{Normal: mgl64.Vec3{0, -1, 0}}
	for i := range 361 {
		h.Cut.Line = append(h.Cut.Line, onCircle(float64(i), circleMM))
	}
	r.Samples, r.Events = nil, nil
	for tick := range int64(2001) {
		s := record.Sample{Tick: tick, InUse: true, Tools: make([]record.ToolSample, 2)}
		for i := range s.Tools {
			s.Tools[i].Valid, s.Tools[i].Pose.Orientation = true, mgl64.QuatIdent()
			s.Tools[i].ClearanceMM = []float64{50, 50}
		}
		if tick >= 200 {
			s.Tools[1].ForceN, s.Tools[1].Holding = 2, true
		}
		if tick >= 800 && tick < 900 {
			s.Tools[1].ForceN = 7
		}
		r.Samples = append(r.Samples, s)
	}
	tell := func(tick int64, kind record.EventKind, tool int, at mgl64.Vec3, detail string) {
		r.Events = append(r.Events, record.Event{Tick: tick, Kind: kind, Tool: tool, Structure: "membrane", Position: at, Detail: detail})
	}
	tell(0, record.EventStart, 0, mgl64.Vec3{}, "")
	tell(200, record.EventGrasp, 1, mgl64.Vec3{}, "")
	tell(220, record.EventStepDone, 0, mgl64.Vec3{}, "hold-it")
	for i := range 271 {
		out := bulgeMM * max(0, 1-math.Abs(float64(i)-90)/20)
		tell(400+int64(i), record.EventCut, 0, onCircle(float64(i), circleMM+out), "0.7 mm2")
	}
	tell(800, record.EventOverForce, 1, mgl64.Vec3{}, "7.00 N")
	tell(820, record.EventTear, 1, mgl64.Vec3{1, 2, 3}, "40.5 mm3")
	tell(850, record.EventTear, 1, mgl64.Vec3{1, 2, 3}, "80.0 mm3")
	tell(1000, record.EventSlip, 1, mgl64.Vec3{}, "2.00 N")
	tell(1400, record.EventCutOff, 0, mgl64.Vec3{0, 3, 0}, "2513.3 mm3")
	tell(2000, record.EventConfirm, 0, mgl64.Vec3{}, "")
	tell(2000, record.EventEnd, 0, mgl64.Vec3{}, "confirmed")
	return r
}

// onCircle begins at the feet's side and goes to the patient's left.
func onCircle(degrees, radius float64) mgl64.Vec3 {
	a := mgl64.DegToRad(degrees)
	return mgl64.Vec3{radius * math.Sin(a), 3, -radius * math.Cos(a)}
}

func softInput() Input {
	in := inWords()
	in.Recording = softRecording()
	in.Metrics = scoring.Measure(in.Recording)
	in.Score.Critical = []scoring.CriticalError{
		{ID: "force", Text: "Too much force.", Effect: scoring.EffectFail, Metric: "force_peak", Value: 7},
		{ID: "torn", Text: "It was torn.", Effect: scoring.EffectFail, Metric: "damage_volume", Value: 120.5},
		{ID: "across", Text: "The cut left the line.", Effect: scoring.EffectFail, Metric: "cut_deviation_max", Value: bulgeMM},
	}
	return in
}

// TestTheForcesAreDrawnWhereTheyWere compares with places worked out by hand: 960
// pixels for ten seconds from 46 to 948, and newtons in lanes of 104.
func TestTheForcesAreDrawnWhereTheyWere(t *testing.T) {
	f := Build(softInput()).Forces
	if len(f.Lanes) != 2 || f.Lanes[0].Title != "scalpel" || f.Lanes[1].Title != "grasper" {
		t.Fatalf("lanes %+v", f.Lanes)
	}
	x := func(seconds float64) float64 { return 46 + 902*seconds/10 }
	l := &f.Lanes[1]
	y := func(newtons float64) float64 { return l.Bottom - 104*newtons/8 } // the first round number above 7 in steps of 2
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 0.6 {
			t.Errorf("%s at %.1f, want %.1f", what, got, want)
		}
	}
	near("limit", l.LimitY, y(4))
	near("95 %", l.UsualY, y(7)) // 100 of 1801 samples in contact: more than a twentieth
	if l.Peak == nil || f.Lanes[0].Peak != nil || l.Peak.Text != "7.0 N" {
		t.Fatalf("peaks %+v and %+v", f.Lanes[0].Peak, l.Peak)
	}
	near("peak", l.Peak.X, x(4))
	near("peak", l.Peak.Y, y(7))
	if len(l.Over) != 1 || len(f.Lanes[0].Over) != 0 {
		t.Errorf("above the limit: %q", l.Over)
	}
	near("held from", l.Held[0].X, x(1))
	near("held for", l.Held[0].Width, x(10)-x(1))
	near("cut from", f.Lanes[0].Cuts[0].X, x(2))
	near("cut for", f.Lanes[0].Cuts[0].Width, x(3.35)-x(2))
	near("first step until", f.Steps[0].X+f.Steps[0].Width, x(1.1))
	if len(l.Signs) != 1 || l.Signs[0].Kind != "slip" || len(f.Lanes[0].Signs) != 1 || f.Lanes[0].Signs[0].Kind != "cut_off" {
		t.Errorf("signs %+v and %+v", f.Lanes[0].Signs, l.Signs)
	}
	near("slip", l.Signs[0].X, x(5))
	last := f.Damage.Line[strings.LastIndexByte(f.Damage.Line, ' ')+1:]
	if want := fmt.Sprintf("948,%g", round1(f.Damage.Bottom-58*120.5/150)); last != want {
		t.Errorf("the damage ends at %s, want %s", last, want)
	}
}

// TestEveryNumberOfTheScoreIsInThePicture: what was measured is what is drawn.
func TestEveryNumberOfTheScoreIsInThePicture(t *testing.T) {
	in := softInput()
	doc := parse(t, html(t, in))
	for _, want := range []string{
		"Greatest force (simulated) 7.0 N at 0:04.0 (grasper)", "95 % of the time in contact below 7.0 N",
		"Time above the force limit 0.5 s once", "Grips 1", "Grips lost 1",
		"Tissue damaged 120.5 mm³ most of it at 0:04.3: 80.0 mm³", "limit 4 N", "newtons, simulated",
		"Deviation of the cut, greatest 3.0 mm at 0:02.5", "2513 mm³ came off", "Share of the line that was cut 0.75",
		"greatest force: 7.0 N (grasper)", "tore membrane, 80.0 mm³ (grasper)", "farthest from the line: 3.0 mm (scalpel)",
	} {
		if !strings.Contains(doc.text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(doc.text)
	}
	for _, a := range doc.attributes {
		if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
			t.Errorf("%s is %s", a.Name.Local, a.Value)
		}
	}
}

// TestTheCutLiesWhereItWas looks from the front: the patient's left is at the
// right, the head is up. The worst place is 23 mm to the left of the middle.
func TestTheCutLiesWhereItWas(t *testing.T) {
	in := softInput()
	m := Build(in).Cut
	// 40 mm of the plan and 3 mm more at the left fill 460 pixels but for the margins.
	perMM := (460 - 2*34) / 43.0
	if math.Abs(m.PerMM-perMM) > 0.01*perMM {
		t.Fatalf("%.2f pixels a mm, want %.2f", m.PerMM, perMM)
	}
	right := func(mm float64) float64 { return 230 + (mm-1.5)*perMM }
	for what, pair := range map[string][2]float64{
		"start, right": {m.Start.X, right(0)}, "start, down": {m.Start.Y, 230 + 20*perMM},
		"worst, right": {m.Worst.X, right(23)}, "worst, down": {m.Worst.Y, 230},
		"planned beside it, right": {m.WorstTo.X, right(20)}, "planned beside it, down": {m.WorstTo.Y, 230},
		"scale bar": {m.Scale, 10 * perMM}, "band": {m.Within, 4 * perMM},
	} {
		if math.Abs(pair[0]-pair[1]) > 2.5 { // places lie every half mm
			t.Errorf("%s at %.1f, want %.1f", what, pair[0], pair[1])
		}
	}
	if m.ScaleTo != "10 mm" || m.Worst.Text != "3.0 mm" {
		t.Errorf("scale %q, worst %q", m.ScaleTo, m.Worst.Text)
	}
	letters := map[string]Spot{}
	for _, l := range m.Letters {
		letters[l.Text] = l
	}
	if letters["L"].X < letters["R"].X || letters["I"].Y < letters["S"].Y || len(letters) != 4 {
		t.Errorf("letters %v", m.Letters)
	}
	classes := ""
	for _, s := range m.Cut {
		classes += s.Class + " "
	}
	if want := "on near off near on "; classes != want {
		t.Errorf("the cut is drawn %q, want %q", classes, want)
	}
	if n := strings.Count(m.Missed, "M"); n != 2 { // the quarter that was not cut, and beside the bulge
		t.Errorf("%d stretches of the line are shown as not cut, want two", n)
	}
}

// TestAnHourOfForceIsAsShortAsASecond: what is drawn is bounded by pixels, and the
// greatest force is not lost among them.
func TestAnHourOfForceIsAsShortAsASecond(t *testing.T) {
	in := softInput()
	r := in.Recording
	one := r.Samples[500]
	r.Samples = nil
	for tick := range int64(400_000) {
		s := one
		s.Tick = tick
		if tick == 123_456 {
			s.Tools = append([]record.ToolSample(nil), s.Tools...)
			s.Tools[1].ForceN = 5000
		}
		r.Samples = append(r.Samples, s)
	}
	l := Build(in).Forces.Lanes[1]
	if n := strings.Count(l.Line, " "); n > 2*forcesWidth {
		t.Errorf("%d points", n)
	}
	if l.Peak == nil || l.Peak.Kind != "beyond" || l.Peak.Text != "5000 N" || l.Peak.Y != l.Top {
		t.Errorf("the peak is %+v", l.Peak)
	}
	if l.LimitY < l.Top || l.LimitY > l.Bottom-10 {
		t.Errorf("one moment makes the rest unreadable: the limit is at %g between %g and %g", l.LimitY, l.Top, l.Bottom)
	}
}

// TestUnsoundForcesAreNotDrawn: metrics say that they are missing.
func TestUnsoundForcesAreNotDrawn(t *testing.T) {
	in := softInput()
	for i := range in.Recording.Samples {
		in.Recording.Samples[i].Tools[1].ForceN = math.NaN()
		in.Recording.Samples[i].Tools[0].ForceN = math.Inf(1)
	}
	in.Recording.Samples[7].Tools = nil
	in.Metrics = scoring.Measure(in.Recording)
	page := html(t, in)
	parse(t, page)
	if strings.Contains(page, "NaN") || strings.Contains(page, "Inf,") {
		t.Error("what is no number is drawn")
	}
}

// TestFreeHandsHaveNoPlannedTrajectory: a needle's measures and line are not theirs.
func TestFreeHandsHaveNoPlannedTrajectory(t *testing.T) {
	in := softInput()
	in.Case = ballCase()
	r := Build(in)
	if !r.Free || len(r.Views) != 2 || len(r.Views[0].Marks) > 4 {
		t.Errorf("free %v, %d views, marks %v", r.Free, len(r.Views), r.Views[0].Marks)
	}
	for _, m := range append(r.Information, r.Missing...) {
		if strings.Contains(m.Title, "target") || m.Title == "Passes" {
			t.Errorf("free hands are told of %q", m.Title)
		}
	}
	text := parse(t, html(t, in)).text
	if strings.Contains(text, "planned path") || !strings.Contains(text, "tip of the grasper") {
		t.Error("the legend is a needle's")
	}
}

func TestRoundStepsOfAxes(t *testing.T) {
	for _, c := range []struct {
		span float64
		n    int
		want float64
	}{{10, 5, 2}, {7, 5, 2}, {5, 5, 1}, {5.01, 5, 2}, {0.3, 3, 0.1}, {92.5, 5, 20}, {1511, 3, 1000}, {0, 5, 1}} {
		if got := niceStep(c.span, c.n); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%g in %d parts: steps of %g, want %g", c.span, c.n, got, c.want)
		}
	}
}
