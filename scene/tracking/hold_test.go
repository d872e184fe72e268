package tracking

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// hands is a source from two functions.
type hands struct {
	tick    int64
	at      func(tick int64) []record.Hand
	buttons func(tick int64, hand int) Buttons
}

func (h *hands) Next(tick int64) (record.Input, bool) {
	h.tick = tick
	return record.Input{Tick: tick, Hands: h.at(tick)}, true
}

func (h *hands) Buttons(hand int) Buttons { return h.buttons(h.tick, hand) }

func at(x float64) record.Hand {
	return record.Hand{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{x, 0, 0}, Orientation: mgl64.QuatIdent()}}
}

func noButtons(int64, int) Buttons { return Buttons{} }

// TestHandsExchangeTheirInstruments one after the other, and the others lie away.
func TestHandsExchangeTheirInstruments(t *testing.T) {
	tools := []record.Tool{{Name: "a"}, {Name: "b"}, {Name: "c", Hand: 1}, {Name: "d", Hand: 1}}
	source := Hold(&hands{
		at:      func(int64) []record.Hand { return []record.Hand{at(1), at(2)} },
		buttons: func(tick int64, hand int) Buttons { return Buttons{Exchange: hand == 0 && tick%4 >= 2} },
	}, tools, Robot{}, false)
	for tick, first := range map[int64]int{0: 0, 1: 0, 2: 2, 3: 2, 4: 2, 6: 3, 10: 0, 14: 2} {
		for before := int64(0); before <= tick; before++ {
			in, _ := source.Next(before)
			for i, h := range in.Hands {
				held := i == 1 || i == first
				if before == tick && (h.Valid != held || h.Away == held) {
					t.Errorf("tick %d: instrument %s is %+v", tick, tools[i].Name, h)
				}
			}
		}
		source = Hold(source.(*held).source, tools, Robot{}, false)
	}
	plain := &hands{at: func(int64) []record.Hand { return nil }, buttons: noButtons}
	if Hold(plain, tools[:2], Robot{}, true) != Source(plain) {
		t.Error("hands with one instrument each are not left as they are")
	}
}

// TestRobotScalesAndClutches: a third of the way, none while the clutch is down,
// and on from where it stayed; so too after the hand was lost.
func TestRobotScalesAndClutches(t *testing.T) {
	x := func(tick int64) float64 { return 3 * float64(tick) }
	source := Hold(&hands{
		at: func(tick int64) []record.Hand {
			h := at(x(tick))
			h.Valid = tick != 30
			return []record.Hand{h}
		},
		buttons: func(tick int64, _ int) Buttons { return Buttons{Clutch: tick >= 10 && tick < 20} },
	}, []record.Tool{{Name: "a"}}, Robot{Scale: 3}, false)
	for tick := range int64(40) {
		in, _ := source.Next(tick)
		want := float64(tick) // mm, a third of the hand's
		switch {
		case tick >= 10 && tick < 20:
			want = 9
		case tick >= 20 && tick < 30:
			want = 9 + float64(tick-20)
		case tick > 30:
			want = 18 + float64(tick-31)
		}
		if h := in.Hands[0]; tick != 30 && math.Abs(h.Pose.Tip[0]-want) > 1e-9 || h.Valid != (tick != 30) {
			t.Errorf("tick %d: %+v, want x = %g", tick, h, want)
		}
	}
}

// TestRobotTakesTremorAway: of 10 Hz little is left, of a slow way nearly all.
func TestRobotTakesTremorAway(t *testing.T) {
	span := func(hz, mm float64) float64 {
		source := Hold(&hands{
			at: func(tick int64) []record.Hand {
				return []record.Hand{at(mm * math.Sin(2*math.Pi*hz*float64(tick)/record.TickHz))}
			},
			buttons: noButtons,
		}, []record.Tool{{Name: "a"}}, Robot{Scale: 1, Steady: true}, false)
		low, high := math.Inf(1), math.Inf(-1)
		for tick := range int64(2000) {
			in, _ := source.Next(tick)
			if tick > 400 {
				low, high = min(low, in.Hands[0].Pose.Tip[0]), max(high, in.Hands[0].Pose.Tip[0])
			}
		}
		return (high - low) / (2 * mm)
	}
	if left := span(10, 0.3); left > 0.25 {
		t.Errorf("%.0f %% of the tremor is left", 100*left)
	}
	if left := span(0.2, 60); left < 0.9 {
		t.Errorf("%.0f %% of a slow way is left", 100*left)
	}
}
