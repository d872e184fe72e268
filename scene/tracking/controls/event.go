// Package controls reads gamepads, SpaceMouse, foot pedals and mice as Linux hands
// them out (evdev, no library), and turns them by a small file of bindings into what
// hands do. Devices may come and go.
package controls

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Event is one change of a device: struct input_event of a 64-bit Linux
// (linux/input.h), without its time.
type Event struct {
	Type, Code uint16
	Value      int32
}

// The types of event that are used (linux/input-event-codes.h).
const (
	typeKey      = 1
	typeRelative = 2
	typeAbsolute = 3
)

// eventBytes is the size of one event; its time comes first.
const eventBytes = 24

// parseEvents takes whole events off a buffer and returns what is left of it.
func parseEvents(b []byte, each func(Event)) []byte {
	for ; len(b) >= eventBytes; b = b[eventBytes:] {
		each(Event{
			Type:  binary.NativeEndian.Uint16(b[16:]),
			Code:  binary.NativeEndian.Uint16(b[18:]),
			Value: int32(binary.NativeEndian.Uint32(b[20:])),
		})
	}
	return b
}

// Kind is what a device is.
type Kind string

// The kinds of device.
const (
	Gamepad    Kind = "gamepad"
	SpaceMouse Kind = "spacemouse"
	Pedals     Kind = "pedals"
	Mouse      Kind = "mouse"
)

// Kinds are all of them.
func Kinds() []Kind { return []Kind{Gamepad, SpaceMouse, Pedals, Mouse} }

// The codes by which a kind is told, and those that have names.
const (
	absX, absY, absZ, absRX, absRY, absRZ = 0, 1, 2, 3, 4, 5
	absHatX, absHatY                      = 16, 17
	relWheel                              = 8
	buttonMisc, buttonMiscEnd             = 0x100, 0x10a // BTN_0 … BTN_9
	buttonLeft                            = 0x110
	buttonSouth                           = 0x130
)

// controlNames are the controls of each kind by their code.
var controlNames = map[Kind]map[[2]uint16]string{
	Gamepad: {
		{typeAbsolute, absX}: "left_x", {typeAbsolute, absY}: "left_y", {typeAbsolute, absZ}: "left_trigger",
		{typeAbsolute, absRX}: "right_x", {typeAbsolute, absRY}: "right_y", {typeAbsolute, absRZ}: "right_trigger",
		{typeAbsolute, absHatX}: "pad_x", {typeAbsolute, absHatY}: "pad_y",
		{typeKey, 0x130}: "south", {typeKey, 0x131}: "east", {typeKey, 0x133}: "north", {typeKey, 0x134}: "west",
		{typeKey, 0x136}: "left_bumper", {typeKey, 0x137}: "right_bumper", {typeKey, 0x13a}: "select", {typeKey, 0x13b}: "start",
		{typeKey, 0x13d}: "left_stick", {typeKey, 0x13e}: "right_stick",
	},
	SpaceMouse: sixAxes(),
	Mouse: {
		{typeRelative, absX}: "x", {typeRelative, absY}: "y", {typeRelative, relWheel}: "wheel",
		{typeKey, 0x110}: "left", {typeKey, 0x111}: "right", {typeKey, 0x112}: "middle",
	},
	Pedals: {},
}

// sixAxes are the controls of a SpaceMouse, which old kernels report as absolute and
// new ones as relative axes.
func sixAxes() map[[2]uint16]string {
	names := map[[2]uint16]string{}
	for code, name := range []string{"x", "y", "z", "turn_x", "turn_y", "turn_z"} {
		names[[2]uint16{typeAbsolute, uint16(code)}], names[[2]uint16{typeRelative, uint16(code)}] = name, name
	}
	return names
}

// controlOf is the name of an event's control, "" for those without one. Buttons
// that have none are called by their number: button_1 … in the row of the device's
// own, and key_CODE for others, as of pedals that pretend to be a keyboard.
func controlOf(kind Kind, e Event) string {
	if name, has := controlNames[kind][[2]uint16{e.Type, e.Code}]; has {
		return name
	}
	switch {
	case e.Type != typeKey:
		return ""
	case e.Code >= buttonMisc && e.Code < buttonMiscEnd:
		return fmt.Sprintf("button_%d", e.Code-buttonMisc+1)
	}
	return fmt.Sprintf("key_%d", e.Code)
}

// isControl tells whether a kind can have a control of that name.
func isControl(kind Kind, name string) bool {
	for _, known := range controlNames[kind] {
		if known == name {
			return true
		}
	}
	for _, prefix := range []string{"button_", "key_"} {
		if number, ok := strings.CutPrefix(name, prefix); ok {
			n, err := strconv.Atoi(number)
			return err == nil && n >= 1 && n < 0x300
		}
	}
	return false
}

// abilities are what a device says it has: bits by code.
type abilities struct{ key, relative, absolute bits }

// bits are a bitmap as the kernel prints it: words in hexadecimal, the highest first.
type bits []uint64

func parseBits(text string) bits {
	var b bits
	for _, word := range strings.Fields(text) {
		x, err := strconv.ParseUint(word, 16, 64)
		if err != nil {
			return nil
		}
		b = append(b, x)
	}
	slices.Reverse(b)
	return b
}

func (b bits) has(code int) bool { return code/64 < len(b) && b[code/64]>>(code%64)&1 == 1 }

// kindOf tells what a device is from what it has, and for pedals from its name;
// "" for what is of no use here, keyboards above all.
func kindOf(name string, a abilities) Kind {
	lower := strings.ToLower(name)
	six := func(b bits) bool {
		return b.has(absX) && b.has(absY) && b.has(absZ) && b.has(absRX) && b.has(absRY) && b.has(absRZ)
	}
	switch {
	case a.key.has(buttonSouth) && a.absolute.has(absX):
		return Gamepad
	case six(a.relative) || six(a.absolute):
		return SpaceMouse
	case strings.Contains(lower, "pedal") || strings.Contains(lower, "foot"):
		return Pedals
	case a.relative.has(absX) && a.relative.has(absY) && a.key.has(buttonLeft):
		return Mouse
	case len(a.relative) == 0 && len(a.absolute) == 0 && a.key.has(buttonMisc):
		return Pedals
	}
	return ""
}
