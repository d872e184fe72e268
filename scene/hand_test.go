package scene_test

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// twoHands is the field with a grasper in the second hand.
func twoHands(workers int) scene.Setup {
	setup := field(workers)
	setup.Tools = append(setup.Tools, record.Tool{Name: "grasper", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 330, JawMM: 18, JawDeg: 60})
	return setup
}

// waving is a needle that goes in and out beside a grasper that works around it.
func waving(tick int64) record.Input {
	s := float64(tick) / 200
	return record.Input{Tick: tick, Hands: []record.Hand{
		{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{7, 0, 20 * math.Cos(4*s)}, Orientation: down}},
		{
			Valid: tick%50 != 0, Jaw: math.Abs(math.Sin(5 * s)),
			Pose: record.Pose{Tip: mgl64.Vec3{30 * math.Cos(s), 30 * math.Sin(s), -10}, Orientation: mgl64.QuatRotate(s, mgl64.Vec3{0, 0, 1})},
		},
	}}
}

// TestSecondHandIsFreeAndChangesNothingForTheFirst: it goes where it is held,
// through bone too, and the first goes as if it were alone.
func TestSecondHandIsFreeAndChangesNothingForTheFirst(t *testing.T) {
	two, alone := newHand(t, twoHands(1)), newHand(t, field(1))
	for tick := range int64(400) {
		in := waving(tick)
		two.step(in)
		alone.step(record.Input{Hands: in.Hands[:1]})
		a, b := two.tool, alone.tool
		if a.Pose != b.Pose || a.Guided != b.Guided || a.DepthMM != b.DepthMM || a.ClearanceMM[vessel] != b.ClearanceMM[vessel] {
			t.Fatalf("tick %d: %+v beside a second hand, %+v alone", tick, a, b)
		}
		second := two.sample.Tools[1]
		if in.Hands[1].Valid && (second.Pose.Tip != in.Hands[1].Pose.Tip || second.Jaw != in.Hands[1].Jaw) || second.Valid != in.Hands[1].Valid {
			t.Fatalf("tick %d: the second hand is %+v, its instrument %+v", tick, in.Hands[1], second)
		}
		if second.Guided || second.DepthMM != 0 || !math.IsInf(second.ClearanceMM[vessel], 1) {
			t.Fatalf("tick %d: the free instrument is %+v", tick, second)
		}
	}
	lost := 0
	for _, e := range two.events {
		if e.Tool == 1 && e.Kind == record.EventTrackLost {
			lost++
		} else if e.Tool != 0 && e.Kind != record.EventTrackFound {
			t.Errorf("event %+v of the second hand", e)
		}
	}
	if lost != 7 { // at tick 0 it has not come yet
		t.Errorf("the second hand was lost %d times, want 7", lost)
	}
}

func TestHashSeesEveryHandAndJaw(t *testing.T) {
	run := func(workers int, change func(*record.Input)) uint64 {
		h := newHand(t, twoHands(workers))
		for tick := range int64(200) {
			in := waving(tick)
			if tick == 120 {
				change(&in)
			}
			h.step(in)
		}
		return h.world.Hash()
	}
	nothing := func(*record.Input) {}
	want := run(1, nothing)
	for _, workers := range []int{2, 8} {
		if run(workers, nothing) != want {
			t.Errorf("%d workers: another hash", workers)
		}
	}
	for name, change := range map[string]func(*record.Input){
		"tip":         func(in *record.Input) { in.Hands[1].Pose.Tip[2] += 1e-12 },
		"orientation": func(in *record.Input) { in.Hands[1].Pose.Orientation = mgl64.QuatIdent() },
		"jaw":         func(in *record.Input) { in.Hands[1].Jaw += 1e-12 },
		"lost":        func(in *record.Input) { in.Hands[1].Valid = false },
	} {
		if run(1, change) == want {
			t.Errorf("%s: the same hash", name)
		}
	}
}

func TestJawsStayBetweenOpenAndClosed(t *testing.T) {
	h := newHand(t, twoHands(1))
	at := record.Pose{Tip: mgl64.Vec3{0, 0, 50}, Orientation: down}
	for _, c := range []struct {
		hand record.Hand
		want float64
	}{
		{record.Hand{Pose: at, Valid: true, Jaw: 0.3}, 0.3},
		{record.Hand{Pose: at, Valid: true, Jaw: 7}, 1},
		{record.Hand{Pose: at, Jaw: 0.5}, 1}, // not tracked: it stays as it was
		{record.Hand{Pose: at, Valid: true, Jaw: -7}, 0},
		{record.Hand{Pose: at, Valid: true, Jaw: math.Inf(1)}, 1},
	} {
		h.step(record.Input{Hands: []record.Hand{{Pose: at, Valid: true, Jaw: c.hand.Jaw}, c.hand}})
		if got := h.sample.Tools[1].Jaw; got != c.want {
			t.Errorf("%+v closes the jaw by %v, want %v", c.hand, got, c.want)
		}
		if h.tool.Jaw != 0 {
			t.Errorf("the needle has a jaw at %v", h.tool.Jaw)
		}
	}
	h.step(record.Input{Hands: []record.Hand{{Pose: at, Valid: true}, {Pose: at, Valid: true, Jaw: math.NaN()}}})
	if e := h.events[len(h.events)-2]; e.Kind != record.EventInvalid || e.Tool != 1 {
		t.Errorf("a jaw that is no number gives %+v", h.events)
	}
}

func TestMissingHandsAreNotTracked(t *testing.T) {
	h := newHand(t, twoHands(1))
	h.step(one(record.Pose{Tip: mgl64.Vec3{0, 0, 50}, Orientation: down}))
	if !h.tool.Valid || h.sample.Tools[1].Valid || len(h.sample.Tools) != 2 {
		t.Errorf("sample %+v", h.sample)
	}
	for _, tools := range [][]record.Tool{nil, make([]record.Tool, record.MaxTools+1)} {
		setup := field(1)
		setup.Tools = tools
		if _, err := scene.NewWorld(setup); err == nil {
			t.Errorf("%d instruments are accepted", len(tools))
		}
	}
}
