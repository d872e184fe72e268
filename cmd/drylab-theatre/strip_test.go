package main

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
)

// TestStripGivesAnyMoment: one point that moves evenly, cut once, through many
// thinnings; between two skins of one shape it is where it was.
func TestStripGivesAnyMoment(t *testing.T) {
	const last, cutAt = 9000, 4000
	s := newStrip()
	s.most = 1000 * 12
	place := func(tick int64) float32 { return float32(tick) / 8 }
	for tick := int64(0); tick <= last; {
		skin := scene.Surface{Shape: 1, Triangles: [][3]int32{{0, 0, 0}}, Places: make([]tissue.Vec, 10)}
		if tick >= cutAt {
			skin.Shape = 2
		}
		skin.Places[0][1] = place(tick)
		tick += s.keep(&skin, float64(tick)/last, -1)
		if s.bytes > s.most+2*12*10 {
			t.Fatalf("%d bytes are kept", s.bytes)
		}
	}
	if s.every <= stripTicks || len(s.kept) < 40 {
		t.Fatalf("%d skins, %d ticks apart: nothing was thinned", len(s.kept), s.every)
	}
	for tick := int64(0); tick <= last; tick += 7 {
		skin := s.at(tick)
		off := math.Abs(float64(skin.Places[0][1] - place(tick)))
		alone := tick/s.every == (cutAt-1)/s.every || tick > last-s.every // nothing to come to
		if off > 1e-3 && !alone || off > float64(place(s.every)) {
			t.Fatalf("at tick %d of %d the point is at %v, not %v", tick, last, skin.Places[0][1], place(tick))
		}
		if (skin.Shape == 2) != (tick >= (cutAt+s.every-1)/s.every*s.every) {
			t.Fatalf("at tick %d the shape is %d", tick, skin.Shape)
		}
	}
	if newStrip().at(5) != nil {
		t.Error("an empty strip shows something")
	}
}

// stepped is a recording of seconds, with steps done at those times.
func stepped(seconds float64, steps map[string]float64, order ...string) *record.Recording {
	rec := &record.Recording{Samples: []record.Sample{{}, {Tick: int64(seconds * record.TickHz)}}}
	for _, id := range order {
		kind := record.EventStepDone
		if id == "" {
			kind = record.EventStart
		}
		rec.Events = append(rec.Events, record.Event{Tick: int64(steps[id] * record.TickHz), Kind: kind, Detail: id})
	}
	return rec
}

// TestGhostIsInTheSameStep: the times of two recordings, computed by hand.
func TestGhostIsInTheSameStep(t *testing.T) {
	mine := stepped(20, map[string]float64{"": 2, "find": 6, "enter": 10, "slip": 12}, "", "find", "enter", "slip")
	expert := stepped(9, map[string]float64{"": 1, "find": 3, "enter": 4}, "", "find", "enter")
	p := alignedBy(mine, expert)
	for at, want := range map[float64]float64{0: 0, 1: 0.5, 2: 1, 4: 2, 6: 3, 8: 3.5, 10: 4, 15: 6.5, 20: 9, 30: 9} {
		if got := p.at(at); math.Abs(got-want) > 1e-9 {
			t.Errorf("at %v s the expert is at %v, want %v", at, got, want)
		}
	}
	strange := stepped(9, map[string]float64{"find": 5, "enter": 2}, "enter", "find")
	before := -1.0
	for at := 0.0; at <= 20; at += 0.1 {
		now := alignedBy(mine, strange).at(at)
		if now < before || math.IsNaN(now) || now > 9 {
			t.Fatalf("steps in another order: at %v s the ghost goes from %v to %v", at, before, now)
		}
		before = now
	}
}
