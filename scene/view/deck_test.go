package view

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// tenSeconds is a tape with marks out of order.
func tenSeconds() *Tape {
	place := drainPlan().Target
	return &Tape{Seconds: 10, Marks: []TapeMark{
		{Seconds: 8, Kind: MarkWorst, Text: "second worst"},
		{Seconds: 2, Kind: MarkEvent, Text: "an event"},
		{Seconds: 5, Kind: MarkWorst, Text: "worst"},
		{Seconds: 5.2, Kind: MarkRemark, Text: "Here.", Place: &place},
	}}
}

func deckOf(t *Tape) *Mapping {
	m := NewMapping(drainPlan(), []record.Tool{drainTool()}, Orbit{Distance: 400}, 600, []float64{1})
	m.play(t)
	m.deck.track = rect{100, 700, 1000, 20}
	return m
}

func tap(m *Mapping, keys ...Key) {
	for _, k := range keys {
		m.Handle(Event{Kind: KeyEvent, Key: k, Down: true})
		m.Handle(Event{Kind: KeyEvent, Key: k})
	}
}

func TestTapePlaysStopsAndBeginsAgain(t *testing.T) {
	m := deckOf(tenSeconds())
	at := func(step string, want float64, playing bool) {
		t.Helper()
		if math.Abs(m.deck.At-want) > 1e-9 || m.deck.Playing != playing {
			t.Errorf("%s: at %v, playing %v; want %v, %v", step, m.deck.At, m.deck.Playing, want, playing)
		}
	}
	m.Advance(1.5)
	at("plays from the start", 1.5, true)
	tap(m, KeyUp, KeyUp)
	m.Advance(0.5)
	at("at 4×", 3.5, true)
	tap(m, KeyDown, KeyDown, KeyDown, KeyDown, KeyDown, KeyDown, KeyDown)
	m.Advance(1)
	at("at ¼×, the slowest", 3.75, true)
	tap(m, KeySpace)
	m.Advance(1)
	at("paused", 3.75, false)
	tap(m, KeyRight, KeyRight, KeyLeft)
	at("a second on", 4.75, false)
	m.Handle(Event{Kind: KeyEvent, Key: KeyShift, Down: true})
	tap(m, KeyLeft)
	at("a tenth back", 4.65, false)
	m.deck.Ready = 6
	tap(m, KeySpace)
	m.Advance(100)
	at("nothing more is ready", 6, true)
	tap(m, KeyRight)
	m.Advance(1)
	at("where nothing is ready it waits", 6.1, true)
	m.deck.Ready = 10
	m.Advance(100)
	at("the end", 10, false)
	tap(m, KeySpace)
	at("from the start again", 0, true)
}

func TestKeysJumpToBeforeTheMarks(t *testing.T) {
	m := deckOf(tenSeconds())
	for i, c := range []struct {
		key  rune
		want float64
	}{{'N', 1}, {'N', 4}, {'N', 4.2}, {'N', 7}, {'N', 7}, {'B', 4.2}, {'W', 7}, {'W', 4}, {'B', 1}, {'B', 1}} {
		if tap(m, letter(c.key)); math.Abs(m.deck.At-c.want) > 1e-9 {
			t.Errorf("jump %d by %c: at %v, want %v", i, c.key, m.deck.At, c.want)
		}
	}
	for at, want := range map[float64]string{0: "", 1.8: "an event", 5.1: "worst", 7.9: "second worst", 4.9: "worst", 5.3: "worst"} {
		m.deck.At = at
		if told := m.deck.told(); (told == nil) != (want == "") || told != nil && told.Text != want {
			t.Errorf("at %v s is told %+v, want %q", at, told, want)
		}
	}
}

func TestMouseScrubsOnTheLineOfTimeAndTurnsElsewhere(t *testing.T) {
	m := deckOf(tenSeconds())
	button := func(down bool, x, y float64) {
		m.Handle(Event{Kind: ButtonEvent, Button: ButtonLeft, Down: down, At: mgl64.Vec2{x, y}})
	}
	button(true, 350, 710)
	m.Advance(1)
	if m.deck.At != 2.5 {
		t.Errorf("pressed at a quarter of the line: %v s", m.deck.At)
	}
	m.Handle(Event{Kind: MotionEvent, X: 2000, At: mgl64.Vec2{2350, 10}})
	if m.deck.At != 10 || m.Camera.Yaw != 0 {
		t.Errorf("dragged beyond the end: %v s, camera %+v", m.deck.At, m.Camera)
	}
	button(false, 2350, 10)
	button(true, 350, 300)
	m.Handle(Event{Kind: MotionEvent, X: 100, At: mgl64.Vec2{450, 300}})
	if m.deck.At != 10 || m.Camera.Yaw == 0 {
		t.Errorf("dragged over the patient: %v s, camera %+v", m.deck.At, m.Camera)
	}
}

// TestNothingThatOneDoesMovesAnInstrumentOfATape: any keys, buttons and movements.
func TestNothingThatOneDoesMovesAnInstrumentOfATape(t *testing.T) {
	m := deckOf(tenSeconds())
	before := m.Held().Hands[0]
	random := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		m.Begin()
		m.Handle(Event{
			Kind: EventKind(random.IntN(5)), Key: Key(random.IntN(int(keyCount))), Button: Button(random.IntN(int(buttonCount))),
			Down: random.IntN(2) == 0, X: random.Float64()*40 - 20, Y: random.Float64()*40 - 20,
			At: mgl64.Vec2{random.Float64() * 1300, random.Float64() * 750},
		})
		m.Advance(random.Float64() * 0.1)
		if now := m.Held(); now.Hands[0] != before || now.Confirm || !(m.deck.At >= 0 && m.deck.At <= 10) {
			t.Fatalf("the tape is at %v, and held is %+v", m.deck.At, now)
		}
	}
}

// TestTapeIsSeen: the line of time is filled as far as the tape has come, the ghost is
// seen and hides nothing, and a remark stands at its place.
func TestTapeIsSeen(t *testing.T) {
	theatre := offscreen(t, small())
	tape := tenSeconds()
	tape.Ghost = []record.Tool{drainTool()}
	load(t, theatre, Stage{Plan: drainPlan(), Tools: []record.Tool{drainTool()}, HideScan: true, Tape: tape})
	deck := theatre.Deck()
	deck.At = 4
	nobody := picture(t, theatre, noTool())
	row := deck.track.y + deck.track.h/2
	for share, done := range map[float64]bool{0.05: true, 0.35: true, 0.45: false, 0.95: false} {
		c := nobody.RGBAAt(deck.track.x+int(share*float64(deck.track.w)), row)
		if filled := c.G > 150; filled != done {
			t.Errorf("at %v of the line is %v", share, c)
		}
	}
	f := noTool()
	f.Ghost = []record.ToolSample{{Pose: along(drainPlan(), 0), Valid: true}}
	if n := changedPixels(nobody, picture(t, theatre, f)); n < 200 {
		t.Errorf("a ghost changes %d pixels", n)
	}
	if n := changedPixels(nobody, picture(t, theatre, noTool())); n != 0 {
		t.Errorf("%d pixels are left of the ghost", n)
	}
	deck.At = 9
	away := picture(t, theatre, noTool())
	deck.At = 6
	deck.tape.Marks = deck.tape.Marks[:2]
	unsaid := picture(t, theatre, noTool())
	deck.tape.Marks = tenSeconds().Marks[3:]
	said := picture(t, theatre, noTool())
	at := theatre.lens().pixel(drainPlan().Target)
	beside := image.Rect(-8, -60, 200, -10).Add(image.Pt(theatre.layout.view.x+int(at[0]), theatre.layout.view.y+int(at[1])))
	if n := changedPixels(unsaid.SubImage(beside).(*image.RGBA), said.SubImage(beside).(*image.RGBA)); n < 100 {
		t.Errorf("a remark changes %d pixels above its place", n)
	}
	if n := changedPixels(unsaid.SubImage(beside).(*image.RGBA), away.SubImage(beside).(*image.RGBA)); n != 0 {
		t.Errorf("%d pixels of a remark outlive it", n)
	}
}

// changedPixels counts the pixels that differ.
func changedPixels(a, b *image.RGBA) int {
	n := 0
	for y := a.Rect.Min.Y; y < a.Rect.Max.Y; y++ {
		for x := a.Rect.Min.X; x < a.Rect.Max.X; x++ {
			if a.RGBAAt(x, y) != b.RGBAAt(x, y) {
				n++
			}
		}
	}
	return n
}

// TestKeysOfATapeDoOneThing: none of them is taken twice.
func TestKeysOfATapeDoOneThing(t *testing.T) {
	tape := tenSeconds()
	tape.Ghost = []record.Tool{drainTool()}
	taken := map[string]string{}
	for _, b := range deckBindings(tape) {
		for _, keys := range b.triggers {
			if other := taken[keys.String()]; other != "" {
				t.Errorf("%s: %s, and %s", keys, other, b.help)
			}
			taken[keys.String()] = b.help
		}
	}
}
