package debrief

import (
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

// straight is a tip that goes evenly from a to b in n samples, with a step done at a
// quarter of the way.
func straight(a, b mgl64.Vec3, n int) *record.Recording {
	r := &record.Recording{Header: record.Header{Tools: []record.Tool{{Name: "needle", Kind: "needle"}}}}
	for i := range n {
		at := a.Add(b.Sub(a).Mul(float64(i) / float64(n-1)))
		r.Samples = append(r.Samples, record.Sample{Tick: int64(i), Tools: []record.ToolSample{{
			Pose: record.Pose{Tip: at, Orientation: mgl64.QuatIdent()}, Valid: true}}})
	}
	r.Events = []record.Event{{Kind: record.EventStart},
		{Tick: int64(n-1) / 4, Kind: record.EventStepDone, Detail: "find-the-entry"},
		{Tick: int64(n - 1), Kind: record.EventConfirm}}
	return r
}

func TestAStepsTimeAndPathAreThoseOfALine(t *testing.T) {
	rec := straight(mgl64.Vec3{}, mgl64.Vec3{100, 0, 0}, 801) // 4 s, 100 mm
	got := phases(Input{Recording: rec, Rubric: &scoring.Rubric{Checklist: []scoring.ChecklistItem{
		{Step: "find-the-entry", Title: "Entry found"}}}}, moved(rec))
	if len(got) != 2 || got[0].Title != "Entry found" || got[0].Took != "1.0 s" || got[1].Took != "3.0 s" {
		t.Fatalf("%+v", got)
	}
	// The dead band may keep the last half millimetre.
	if got[0].Paths[0] < "24.5 mm" || got[0].Paths[0] > "25.0 mm" {
		t.Errorf("a quarter of 100 mm is %s", got[0].Paths[0])
	}
}

// TestTheEnvelopeIsMeanAndDeviation: two experts 6 mm apart, at different speeds, lie
// 3 mm from their mean, and their standard deviation is 6/√2 mm.
func TestTheEnvelopeIsMeanAndDeviation(t *testing.T) {
	a := WayOf(straight(mgl64.Vec3{0, 0, 0}, mgl64.Vec3{100, 0, 0}, 801))
	b := WayOf(straight(mgl64.Vec3{0, 6, 0}, mgl64.Vec3{100, 6, 0}, 401))
	e := around([]Way{a, b, {}})
	if e.n != 2 || len(e.runs) != 2 {
		t.Fatalf("%d ways of %d steps, want 2 of 2", e.n, len(e.runs))
	}
	for i := range e.runs[1].mean {
		want := mgl64.Vec3{25 + 75*float64(i)/wayParts, 3, 0}
		if got := e.runs[1].mean[i]; got.Sub(want).Len() > 1e-9 {
			t.Errorf("mean at part %d: %v, want %v", i, got, want)
		}
		if got := e.runs[1].sd[i]; math.Abs(got[1]-6/math.Sqrt2) > 1e-9 || got[0] > 1e-9 {
			t.Errorf("deviation at part %d: %v", i, got)
		}
	}
}

func TestNoEnvelopeWithoutExperts(t *testing.T) {
	in := inWords()
	if got := Build(in).Ways; len(got.Views) != 3 || !strings.Contains(got.Experts, "no envelope") {
		t.Errorf("%d views, %q", len(got.Views), got.Experts)
	}
	in.Experts = []Way{WayOf(in.Recording)}
	if got := Build(in).Ways.Experts; !strings.Contains(got, "one expert") {
		t.Errorf("%q", got)
	}
}

// TestTheWorstMomentsAreTheCostliest: the critical error first, then what lost most
// points, with a time to jump to; what is one moment is told once.
func TestTheWorstMomentsAreTheCostliest(t *testing.T) {
	in := inWords()
	if alone := Build(in).Worst; len(alone) != 1 {
		t.Errorf("%d moments within a tenth of a second", len(alone))
	}
	for i := range in.Recording.Samples { // ten times slower
		in.Recording.Samples[i].Tick *= 10
	}
	for i := range in.Recording.Events {
		in.Recording.Events[i].Tick *= 10
	}
	r := Build(in)
	var texts []string
	for _, w := range r.Worst {
		texts = append(texts, w.Jump()+" "+w.Text+" · "+w.Why)
	}
	got := strings.Join(texts, "\n")
	if len(r.Worst) != 2 || !strings.HasPrefix(got, "t=4.5 s tip entered basilar artery") || !strings.Contains(got, "critical error: The basilar artery") ||
		!strings.Contains(got, "t=6.0 s") {
		t.Errorf("worst moments:\n%s", got)
	}
	for _, w := range r.Worst {
		if r.Moments[w.Number-1].Seconds != w.Seconds {
			t.Errorf("moment %d is at %g s in the pictures and at %g s in the list", w.Number, r.Moments[w.Number-1].Seconds, w.Seconds)
		}
	}
}

// TestAHullIsConvex: the hull of two discs holds their corners and turns one way only.
func TestAHullIsConvex(t *testing.T) {
	h := hull(append(disc([2]float64{0, 0}, 2), disc([2]float64{10, 0}, 3)...))
	for i := range h {
		a, b, c := h[i], h[(i+1)%len(h)], h[(i+2)%len(h)]
		if (b[0]-a[0])*(c[1]-b[1])-(b[1]-a[1])*(c[0]-b[0]) <= 0 {
			t.Errorf("corner %d turns the other way", i)
		}
	}
	if one := hull(disc([2]float64{1, 1}, 0)); len(one) > 3 {
		t.Errorf("the hull of one place has %d corners", len(one))
	}
}

func TestNothingTrackedHasNoCourse(t *testing.T) {
	rec := straight(mgl64.Vec3{}, mgl64.Vec3{1, 0, 0}, 20)
	for i := range rec.Samples {
		rec.Samples[i].Tools[0].Valid = false
	}
	in := Input{Recording: rec}
	if d := course(in, []motion.Cleaned{{}}, nil); d != nil {
		t.Errorf("a course of %d shapes", len(d.Shapes))
	}
	if w := ways(in, nil); len(w.Views) != 0 {
		t.Errorf("%d views", len(w.Views))
	}
}
