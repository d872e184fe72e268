package controls

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"time"
)

// bytesOf are events as the kernel writes them.
func bytesOf(events ...Event) []byte {
	var b []byte
	for _, e := range events {
		b = append(b, make([]byte, 16)...)
		b = binary.NativeEndian.AppendUint16(b, e.Type)
		b = binary.NativeEndian.AppendUint16(b, e.Code)
		b = binary.NativeEndian.AppendUint32(b, uint32(e.Value))
	}
	return b
}

var noon = time.Unix(1_795_000_000, 0)

func ready(t *testing.T, kind Kind, hands int) *Map {
	t.Helper()
	m, err := Builtin(kind, hands)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// steered are what devices do after some events each.
func steered(m *Map, devices []*device, events ...[]Event) Steering {
	for i, list := range events {
		parseEvents(bytesOf(list...), func(e Event) { devices[i].take(e, noon) })
	}
	return m.steer(devices, noon)
}

func TestBuiltinMaps(t *testing.T) {
	for _, kind := range []Kind{Gamepad, SpaceMouse, Mouse} {
		for hands := 1; hands <= 2; hands++ {
			if m := ready(t, kind, hands); len(m.Bindings) < 5 {
				t.Errorf("%s for %d hands has %d bindings", kind, hands, len(m.Bindings))
			}
		}
	}
}

// TestSticksAndTriggers: two sticks are two hands, a bumper turns one from across
// to along, triggers close the jaws, what rests in the dead zone does nothing.
func TestSticksAndTriggers(t *testing.T) {
	m := ready(t, Gamepad, 2)
	ranges := map[uint16][2]int32{absX: {-32768, 32767}, absY: {-32768, 32767}, absZ: {0, 1023}, absRX: {0, 255}, absRY: {0, 255}, absRZ: {0, 1023}}
	pad := newDevice(Gamepad, 1, ranges)
	s := steered(m, []*device{pad}, []Event{
		{typeAbsolute, absX, 32767}, {typeAbsolute, absY, 3000}, // left: right, and a tenth within the dead zone
		{typeAbsolute, absRX, 128}, {typeAbsolute, absRY, 0}, // right: up, all the way
		{typeAbsolute, absRZ, 1023}, {typeAbsolute, absZ, 0},
	})
	near(t, "left hand right", s.Hands[1].Rate.Right, 1)
	near(t, "left hand up", s.Hands[1].Rate.Up, 0)
	near(t, "right hand up", s.Hands[0].Rate.Up, 1)
	near(t, "right hand right", s.Hands[0].Rate.Right, 0)
	near(t, "right jaw", s.Hands[0].Jaw, 1)
	near(t, "left jaw", s.Hands[1].Jaw, 0)
	s = steered(m, []*device{pad}, []Event{{typeKey, 0x137, 1}, {typeKey, 0x130, 1}, {typeKey, 0x130, 0}})
	near(t, "with the bumper up", s.Hands[0].Rate.Up, 0)
	near(t, "with the bumper forward", s.Hands[0].Rate.Forward, 1)
	if !s.Confirm {
		t.Error("a button that was tapped between two looks is lost")
	}
	if s = m.steer([]*device{pad}, noon); s.Confirm {
		t.Error("a tap counts twice")
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 0.01 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestDeadZoneBeginsWithNothing: just beyond it the effect is small, and at the end whole.
func TestDeadZoneBeginsWithNothing(t *testing.T) {
	for x, want := range map[float64]float64{0.1: 0, -0.2: 0, 0.6: 0.5, -1: -1} {
		near(t, "deflection", withoutDeadZone(x, 0.2), want)
	}
}

// TestPedalStopsTheHand: a clutch holds the instrument wherever it is bound.
func TestPedalStopsTheHand(t *testing.T) {
	m := ready(t, Gamepad, 1)
	pad, pedals := newDevice(Gamepad, 1, nil), newDevice(Pedals, 1, nil)
	devices := []*device{pad, pedals}
	s := steered(m, devices, []Event{{typeAbsolute, absX, 32767}})
	near(t, "without pedal", s.Hands[0].Rate.Right, 1)
	s = steered(m, devices, nil, []Event{{typeKey, 0x101, 1}})
	near(t, "with pedal", s.Hands[0].Rate.Right, 0)
	s = steered(m, devices, nil, []Event{{typeKey, 0x101, 0}, {typeKey, 0x100, 1}, {typeKey, 0x102, 1}, {typeKey, 0x102, 2}})
	if !s.Hands[0].Fine || s.Hands[0].Stylet != 1 {
		t.Errorf("the other pedals: %+v", s.Hands[0])
	}
}

// TestSpaceMouseOfBothKernels: absolute axes stay, relative ones count as let go
// when nothing more is heard.
func TestSpaceMouseOfBothKernels(t *testing.T) {
	m := ready(t, SpaceMouse, 1)
	old, new := newDevice(SpaceMouse, 1, nil), newDevice(SpaceMouse, 1, nil)
	near(t, "absolute", steered(m, []*device{old}, []Event{{typeAbsolute, absX, 350}}).Hands[0].Rate.Right, 1)
	near(t, "relative", steered(m, []*device{new}, []Event{{typeRelative, absX, -350}}).Hands[0].Rate.Right, -1)
	near(t, "absolute, later", m.steer([]*device{old}, noon.Add(time.Second)).Hands[0].Rate.Right, 1)
	near(t, "relative, later", m.steer([]*device{new}, noon.Add(time.Second)).Hands[0].Rate.Right, 0)
}

// TestTwoMice: each moves its own hand by its counts, once.
func TestTwoMice(t *testing.T) {
	m := ready(t, Mouse, 2)
	devices := []*device{newDevice(Mouse, 1, nil), newDevice(Mouse, 2, nil)}
	s := steered(m, devices, []Event{{typeRelative, absX, 5}, {typeRelative, absX, 3}, {typeRelative, absY, 2}}, []Event{{typeRelative, absX, -4}, {typeKey, 0x110, 1}, {typeRelative, relWheel, 1}})
	near(t, "first right", s.Hands[0].Way.Right, 8)
	near(t, "first up", s.Hands[0].Way.Up, -2)
	near(t, "second right", s.Hands[1].Way.Right, -4)
	near(t, "second forward", s.Hands[1].Way.Forward, 1)
	near(t, "second jaw", s.Hands[1].Jaw, 1)
	near(t, "taken", m.steer(devices, noon).Hands[0].Way.Right, 0)
}

func TestWhatADeviceIs(t *testing.T) {
	for name, c := range map[string]struct {
		key, relative, absolute string
		want                    Kind
	}{
		// As /sys/class/input shows them on amd64.
		"Xbox 360 Wireless Receiver":   {"7cdb000000000000 0 0 0 0", "", "3003f", Gamepad},
		"3Dconnexion SpaceNavigator":   {"3 0 0 0 0", "3f", "", SpaceMouse},
		"3Dconnexion Space Pilot":      {"1ff 0 0 0 0", "", "3f", SpaceMouse},
		"VEC VEC USB Footpedal":        {"7 0 0 0 0", "", "", Pedals},
		"PCsensor FootSwitch Keyboard": {"1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe", "", "", Pedals},
		"Logitech USB Optical Mouse":   {"70000 0 0 0 0", "903", "", Mouse},
		"AT Translated Set 2 keyboard": {"402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe", "", "", ""},
		"SynPS/2 Synaptics TouchPad":   {"e520 10000 0 0 0 0", "", "660800011000003", ""},
		"Power Button":                 {"10000000000000 0", "", "", ""},
	} {
		got := kindOf(name, abilities{parseBits(c.key), parseBits(c.relative), parseBits(c.absolute)})
		if got != c.want {
			t.Errorf("%s is a %q, want %q", name, got, c.want)
		}
	}
}

func TestMapsThatAreWrong(t *testing.T) {
	for want, text := range map[string]string{
		"schema is":          "schema: drylab.controls/9\ndead_zone: 0\nbindings: []",
		"dead_zone is":       "schema: drylab.controls/1\ndead_zone: 2\nbindings: []",
		"it has 0 bindings":  "schema: drylab.controls/1\ndead_zone: 0\nbindings: []",
		"device is":          "schema: drylab.controls/1\ndead_zone: 0\nbindings: [{device: wand, control: x, do: up}]",
		"has no control":     "schema: drylab.controls/1\ndead_zone: 0\nbindings: [{device: mouse, control: left_x, do: up}]",
		"binding 1: do is":   "schema: drylab.controls/1\ndead_zone: 0\nbindings: [{device: mouse, control: x, do: fly}]",
		"hand is 3":          "schema: drylab.controls/1\ndead_zone: 0\nbindings: [{device: mouse, control: x, do: up, hand: 3}]",
		"between -10 and 10": "schema: drylab.controls/1\ndead_zone: 0\nbindings: [{device: mouse, control: x, do: up, scale: .inf}]",
	} {
		if _, err := Load("mine.yaml", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// FuzzDevice: whatever bytes a device gives, what comes of them is within bounds.
func FuzzDevice(f *testing.F) {
	f.Add(bytesOf(Event{typeAbsolute, absX, math.MinInt32}, Event{typeKey, buttonSouth, 1}, Event{typeRelative, absX, math.MaxInt32}), byte(0))
	f.Fuzz(func(t *testing.T, stream []byte, which byte) {
		kind := Kinds()[int(which)%len(Kinds())]
		d := newDevice(kind, 1, map[uint16][2]int32{absX: {5, 5}, absY: {math.MinInt32, math.MaxInt32}})
		if left := parseEvents(stream, func(e Event) { d.take(e, noon) }); len(left) >= eventBytes {
			t.Fatalf("%d bytes are left", len(left))
		}
		m := *ready(t, Gamepad, 2)
		for _, other := range []Kind{SpaceMouse, Mouse} {
			m.Bindings = append(m.Bindings, ready(t, other, 2).Bindings...)
		}
		s := m.steer([]*device{d}, noon)
		for _, h := range s.Hands {
			for _, x := range []float64{h.Rate.Right, h.Rate.Up, h.Rate.Forward, h.Rate.Roll, h.Rate.TiltRight, h.Rate.TiltUp, h.Jaw} {
				if !(x >= -1 && x <= 1) {
					t.Fatalf("%+v", h)
				}
			}
		}
	})
}
