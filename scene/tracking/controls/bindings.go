package controls

import (
	"embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy/strictyaml"
)

// Schema is the version of files of bindings that this build reads.
const Schema = "drylab.controls/1"

// Map says what each control does.
type Map struct {
	Schema string `yaml:"schema"` // Schema
	// DeadZone is the share of a stick's way, 0 to 0.9, that does nothing; from there
	// on its effect grows from nothing.
	DeadZone float64   `yaml:"dead_zone"`
	Bindings []Binding `yaml:"bindings"`
}

// Binding lets one control do one thing.
type Binding struct {
	Device  Kind   `yaml:"device"`
	Number  int    `yaml:"number,omitempty"` // which device of that kind, from 1 in the order in which they came; 0: each
	Control string `yaml:"control"`
	Do      Action `yaml:"do"`
	Hand    int    `yaml:"hand,omitempty"` // 1 or 2; 0 is 1
	// Scale multiplies the effect, −10 to 10; absent is 1, and negative is the other way.
	Scale *float64 `yaml:"scale,omitempty"`
	// While is a control of the same device that must be held, and Unless one that
	// must not.
	While  string `yaml:"while,omitempty"`
	Unless string `yaml:"unless,omitempty"`
}

// Action is what a control does.
type Action string

// The actions. The first six move an instrument, by how far a stick is pushed or by
// how far a mouse went; jaw closes as far as a trigger is drawn; fine and clutch act
// while they are held, the others when they go down.
const (
	Right      Action = "right" // the tip, in the picture
	Up         Action = "up"
	Forward    Action = "forward" // along the instrument
	Roll       Action = "roll"    // about it, clockwise as its holder sees it
	TiltRight  Action = "tilt_right"
	TiltUp     Action = "tilt_up"
	Jaw        Action = "jaw"
	Fine       Action = "fine"
	Clutch     Action = "clutch" // the instrument stays where it is
	Confirm    Action = "confirm"
	Stylet     Action = "stylet"
	LockJaws   Action = "lock_jaws"
	Exchange   Action = "exchange"
	ChangeHand Action = "change_hand"
)

var actions = []Action{Right, Up, Forward, Roll, TiltRight, TiltUp, Jaw, Fine, Clutch, Confirm, Stylet, LockJaws, Exchange, ChangeHand}

//go:embed maps/*.yaml
var builtin embed.FS

// Builtin is the ready map for a kind of device and a number of hands, 1 or 2.
func Builtin(kind Kind, hands int) (*Map, error) {
	file, err := builtin.Open(fmt.Sprintf("maps/%s-%d.yaml", kind, min(max(hands, 1), 2)))
	if err != nil {
		return nil, fmt.Errorf("there is no ready map for %s; write one and give it with --controls", kind)
	}
	defer file.Close()
	return Load(string(kind), file)
}

// Load reads a map. Faults are told with line and column, or by the binding, counted from 1.
func Load(name string, r io.Reader) (*Map, error) {
	var m Map
	if _, err := strictyaml.Load(name, r, &m); err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &m, nil
}

func (m *Map) check() error {
	const mostBindings = 200
	switch {
	case m.Schema != Schema:
		return fmt.Errorf("schema is %q, this build reads %q", m.Schema, Schema)
	case !(m.DeadZone >= 0 && m.DeadZone <= 0.9):
		return fmt.Errorf("dead_zone is %v; it must be between 0 and 0.9", m.DeadZone)
	case len(m.Bindings) == 0 || len(m.Bindings) > mostBindings:
		return fmt.Errorf("it has %d bindings; 1 to %d are possible", len(m.Bindings), mostBindings)
	}
	for i := range m.Bindings {
		if err := m.Bindings[i].check(); err != nil {
			return fmt.Errorf("binding %d: %w", i+1, err)
		}
	}
	return nil
}

func (b *Binding) check() error {
	if !slices.Contains(Kinds(), b.Device) {
		return fmt.Errorf("device is %q; it must be gamepad, spacemouse, pedals or mouse", b.Device)
	}
	for _, name := range []string{b.Control, b.While, b.Unless} {
		if (name != "" || b.Control == "") && !isControl(b.Device, name) {
			return fmt.Errorf("a %s has no control %q; it has %s", b.Device, name, strings.Join(controlsOf(b.Device), ", "))
		}
	}
	switch {
	case !slices.Contains(actions, b.Do):
		return fmt.Errorf("do is %q; it must be one of %v", b.Do, actions)
	case b.Hand < 0 || b.Hand > 2:
		return fmt.Errorf("hand is %d; it must be 1 or 2", b.Hand)
	case b.Number < 0:
		return fmt.Errorf("number is %d; devices are counted from 1", b.Number)
	case b.Scale != nil && !(math.Abs(*b.Scale) <= 10):
		return fmt.Errorf("scale is %v; it must be between -10 and 10", *b.Scale)
	}
	return nil
}

// controlsOf are the names of a kind's controls, in alphabetical order.
func controlsOf(kind Kind) []string {
	var names []string
	for _, name := range controlNames[kind] {
		names = append(names, name)
	}
	slices.Sort(names)
	return append(slices.Compact(names), "button_N", "key_N")
}

// scale is the factor.
func (b *Binding) scale() float64 {
	if b.Scale == nil {
		return 1
	}
	return *b.Scale
}

// hand is its index.
func (b *Binding) hand() int { return max(b.Hand, 1) - 1 }
