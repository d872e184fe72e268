package view

import (
	"slices"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
)

// Key is a key of the keyboard that the mapping knows.
type Key int

// The keys. Letters and digits are consecutive.
const (
	KeyA Key = iota
	keyZ     = KeyA + 25
	Key1     = keyZ + 1
	key9     = Key1 + 8
)

// The keys with names.
const (
	KeyShift Key = key9 + 1 + iota
	KeyControl
	KeyUp
	KeyDown
	KeyLeft
	KeyRight
	KeyPlus
	KeyMinus
	KeySpace
	KeyEnter
	KeyBracketLeft
	KeyBracketRight
	KeyF1
	KeyEscape
	KeyTab
	KeyF12
	keyCount
)

// letter is the key of a capital letter, A to Z.
func letter(capital rune) Key { return KeyA + Key(capital-'A') }

// String is what is printed on the key.
func (k Key) String() string {
	switch {
	case k >= KeyA && k <= keyZ:
		return string(rune('A' + k - KeyA))
	case k >= Key1 && k <= key9:
		return string(rune('1' + k - Key1))
	}
	return [...]string{"Shift", "Ctrl", "↑", "↓", "←", "→", "+", "−", "Space", "Enter", "[", "]", "F1", "Esc", "Tab", "F12"}[k-KeyShift]
}

// Button is a button of the mouse.
type Button int

// The buttons. NoButton stands for moving the mouse with none held.
const (
	NoButton Button = iota
	ButtonLeft
	ButtonRight
	ButtonMiddle
	buttonCount
)

// action is one thing that a trainee can do.
type action int

// none is no action.
const none action = -1

const (
	moveTip action = iota
	fine
	advance
	withdraw
	advanceByWheel
	tilt
	tiltUp
	tiltDown
	tiltLeft
	tiltRight
	rollLeft
	rollRight
	confirm
	toggleStylet
	closeJaws
	lockJaws
	changeHand
	exchange
	orbit
	zoomIn
	zoomOut
	resetView
	toggleScope
	changeOptic
	turnLeft
	turnRight
	narrow
	widen
	wipeLens
	cycleOpacity
	toggleNames
	toggleAlong
	toggleVolume
	changeTone
	toggleCut
	cutBack
	cutForward
	toggleHelp
	takePicture
	toggleSound
	quit
)

// What a trainee can do with a tape.
const (
	playPause action = quit + 1 + iota
	seekBack
	seekForward
	playFaster
	playSlower
	nextMark
	lastMark
	nextWorst
	toggleWithTip
	toggleGhost
)

// trigger is one way to do it. With drag or wheel set, key is a modifier to hold;
// with hold set, the button itself is held.
type trigger struct {
	key         Key
	hasKey      bool
	drag, wheel bool
	hold        bool
	button      Button
	lastKey     Key // with hasKey: a row of keys from key to lastKey
}

func onKey(k Key) trigger         { return trigger{key: k, hasKey: true, lastKey: k} }
func onKeys(from, to Key) trigger { return trigger{key: from, hasKey: true, lastKey: to} }
func onDrag(b Button) trigger     { return trigger{drag: true, button: b} }
func onButton(b Button) trigger   { return trigger{hold: true, button: b} }
func onWheel() trigger            { return trigger{wheel: true} }
func onKeyDrag(k Key, b Button) trigger {
	return trigger{key: k, hasKey: true, lastKey: k, drag: true, button: b}
}

// String is the trigger in a trainee's words.
func (t trigger) String() string {
	var parts []string
	if t.hasKey {
		parts = append(parts, t.key.String())
		if t.lastKey != t.key {
			parts[0] += " – " + t.lastKey.String()
		}
	}
	switch {
	case t.hold:
		parts = append(parts, [...]string{"", "Left button", "Right button", "Middle button"}[t.button])
	case t.wheel:
		parts = append(parts, "Wheel")
	case t.drag:
		parts = append(parts, [...]string{"Mouse", "Left-drag", "Right-drag", "Middle-drag"}[t.button])
	}
	return strings.Join(parts, " + ")
}

// binding joins an action with its triggers and with its line of help.
type binding struct {
	group    string
	action   action
	triggers []trigger
	help     string
}

// bindings is the whole mapping: what the hands do and what the help overlay
// says are both read from here, so that they cannot disagree.
func bindings() []binding {
	const tool, toolTilt, hands, camera, scope, anatomy, attempt = "Instrument", "Its direction", "Hands", "Camera", "Endoscope", "Anatomy", "Attempt"
	return []binding{
		{tool, moveTip, []trigger{onDrag(NoButton), onDrag(ButtonLeft)}, "move the tip across the view"},
		{tool, advance, []trigger{onKey(letter('W'))}, "advance along the instrument's own line"},
		{tool, withdraw, []trigger{onKey(letter('S'))}, "withdraw along the same line"},
		{tool, advanceByWheel, []trigger{onWheel()}, "advance or withdraw in small steps"},
		{tool, fine, []trigger{onKey(KeyShift)}, "hold for fine movement, five times slower"},
		{toolTilt, tilt, []trigger{onDrag(ButtonRight)}, "tilt the instrument about its tip"},
		{toolTilt, tiltUp, []trigger{onKey(KeyUp)}, "tilt the handle up"},
		{toolTilt, tiltDown, []trigger{onKey(KeyDown)}, "tilt the handle down"},
		{toolTilt, tiltLeft, []trigger{onKey(KeyLeft)}, "tilt the handle left"},
		{toolTilt, tiltRight, []trigger{onKey(KeyRight)}, "tilt the handle right"},
		{toolTilt, rollLeft, []trigger{onKey(letter('Q'))}, "turn it about its own line, to the left"},
		{toolTilt, rollRight, []trigger{onKey(letter('E'))}, "turn it about its own line, to the right"},
		{hands, closeJaws, []trigger{onButton(ButtonLeft)}, "hold to close the jaws"},
		{hands, lockJaws, []trigger{onKey(letter('F'))}, "lock the jaws closed, or unlock them"},
		{hands, changeHand, []trigger{onKey(KeyTab)}, "change hands; the other stays where it is"},
		{hands, exchange, []trigger{onKey(letter('G'))}, "take the hand's next instrument"},
		{attempt, toggleStylet, []trigger{onKey(letter('X'))}, "take the stylet out, or put it back"},
		{attempt, confirm, []trigger{onKey(KeySpace), onKey(KeyEnter)}, "confirm: this is my final position"},
		{attempt, toggleHelp, []trigger{onKey(KeyF1)}, "show or hide this help"},
		{attempt, takePicture, []trigger{onKey(KeyF12)}, "keep this picture as a file"},
		{attempt, toggleSound, []trigger{onKey(letter('M'))}, "sound off, or on"},
		{attempt, quit, []trigger{onKey(KeyEscape)}, "end the attempt"},
		{camera, orbit, []trigger{onDrag(ButtonMiddle), onKeyDrag(KeyControl, ButtonLeft)}, "look around the patient; swing the endoscope"},
		{camera, zoomIn, []trigger{onKey(KeyPlus)}, "come nearer; the endoscope goes in"},
		{camera, zoomOut, []trigger{onKey(KeyMinus)}, "step back; the endoscope goes out"},
		{camera, resetView, []trigger{onKey(letter('R'))}, "return to the first view and window"},
		{scope, toggleScope, []trigger{onKey(letter('V'))}, "look through the endoscope, or past it"},
		{scope, changeOptic, []trigger{onKey(letter('O'))}, "change the optic: 0°, 30°, 45°"},
		{scope, turnLeft, []trigger{onKey(letter('J'))}, "turn the optic to the left"},
		{scope, turnRight, []trigger{onKey(letter('K'))}, "turn the optic to the right"},
		{scope, narrow, []trigger{onKey(letter('I'))}, "zoom in"},
		{scope, widen, []trigger{onKey(letter('U'))}, "zoom out"},
		{scope, wipeLens, []trigger{onKey(letter('L'))}, "wipe the lens"},
		{anatomy, cycleOpacity, []trigger{onKeys(Key1, key9)}, "opacity of the structure with that number"},
		{anatomy, toggleNames, []trigger{onKey(letter('Y'))}, "name the structures in the view"},
		{anatomy, toggleAlong, []trigger{onKey(letter('A'))}, "slices along the instrument, or along the patient"},
		{anatomy, toggleVolume, []trigger{onKey(letter('D'))}, "show the scan itself, or the structures"},
		{anatomy, changeTone, []trigger{onKeyDrag(letter('Z'), NoButton)}, "window and level of the scan: across, and up or down"},
		{anatomy, toggleCut, []trigger{onKey(letter('C'))}, "cut the anatomy open at the target"},
		{anatomy, cutBack, []trigger{onKey(KeyBracketLeft)}, "move the cut deeper"},
		{anatomy, cutForward, []trigger{onKey(KeyBracketRight)}, "move the cut towards you"},
	}
}

// bindingsFor is the part of the mapping that means anything with these
// instruments.
func bindingsFor(tools []record.Tool) []binding {
	rack := tracking.NewRack(tools)
	camera := slices.ContainsFunc(tools, func(t record.Tool) bool { return t.Kind == record.KindEndoscope })
	jawed := slices.ContainsFunc(tools, func(t record.Tool) bool { return t.HasJaws() })
	sided := jawed || slices.ContainsFunc(tools, func(t record.Tool) bool { return t.Kind == record.KindScalpel || t.Kind == record.KindHook })
	return slices.DeleteFunc(bindings(), func(b binding) bool {
		switch b.action {
		case closeJaws, lockJaws:
			return !jawed
		case rollLeft, rollRight:
			return !sided
		case changeHand:
			return rack.Hands() < 2 || rack.Hands() == 2 && rack.Holds(1) < 0
		case exchange:
			return rack.Hands() >= len(tools)
		case changeOptic:
			return camera // it has the optic that it has
		}
		return false
	})
}

// HelpLine is one line of the help overlay.
type HelpLine struct{ Group, Keys, Does string }

// Help is the mapping in words, in the order of its groups.
func (m *Mapping) Help() []HelpLine {
	var lines []HelpLine
	for _, b := range m.bindings {
		keys := make([]string, len(b.triggers))
		for i, t := range b.triggers {
			keys[i] = t.String()
		}
		lines = append(lines, HelpLine{b.group, strings.Join(keys, ", "), b.help})
	}
	return lines
}
