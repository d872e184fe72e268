package scenarios

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scene/tracking/controls"
)

// Tracker is a parsed --tracker argument: what holds the instruments.
type Tracker struct {
	Kind string // mouse, gamepad, spacemouse, mice, xr, script, replay or igtl
	Name string // script name or file, recording file, or host:port
}

// Live tells whether hands hold the instruments, which needs the theatre.
func (t Tracker) Live() bool { return t.Kind == "mouse" || t.Kind == "xr" || t.Controls() != "" }

// Controls is the kind of device beside mouse and keyboard that holds the
// instruments; "" for none.
func (t Tracker) Controls() controls.Kind {
	switch t.Kind {
	case "gamepad", "spacemouse":
		return controls.Kind(t.Kind)
	case "mice":
		return controls.Mouse
	}
	return ""
}

// trackerKinds are what ParseTracker reads, for those who wrote something else.
const trackerKinds = "mouse, xr, gamepad, spacemouse, mice, script:NAME_OR_FILE, replay:FILE or igtl:HOST:PORT"

// ParseTracker reads mouse, xr, gamepad, spacemouse, mice, script:NAME_OR_FILE, replay:FILE or igtl:HOST:PORT.
func ParseTracker(text string) (Tracker, error) {
	kind, name, _ := strings.Cut(text, ":")
	switch {
	case name == "" && (Tracker{Kind: text}).Live():
		return Tracker{Kind: text}, nil
	case (kind == "script" || kind == "replay" || kind == kindIGTL) && name != "":
		return Tracker{Kind: kind, Name: name}, nil
	}
	return Tracker{}, fmt.Errorf("unknown tracker %q; use %s", text, trackerKinds)
}

// kindIGTL is a tracker that speaks OpenIGTLink.
const kindIGTL = "igtl"

// Remote tells whether a tracker must be connected to: OpenRemote, not Open.
func (t Tracker) Remote() bool { return t.Kind == kindIGTL }

// Device describes the tracker for the recording. File names and addresses stay out of it.
func (t Tracker) Device() record.Device {
	switch {
	case t.Kind == "script" && isFile(t.Name):
		return record.Device{Name: "script:file", Class: "script"}
	case t.Kind == "script":
		return record.Device{Name: "script:" + t.Name, Class: "script"}
	case t.Remote():
		return record.Device{Name: t.Kind, Class: "tracker"}
	case t.Kind == "xr":
		return record.Device{Name: t.Kind, Class: "headset"}
	default:
		return record.Device{Name: t.Kind, Class: t.Kind}
	}
}

// OpenControls looks for the devices that hold the instruments, bound as a file says,
// or as is usual for the number of hands. It fails when there is none. The caller
// closes the hub.
func (t Tracker) OpenControls(file string, hands int) (*controls.Hub, error) {
	bindings, err := controls.Builtin(t.Controls(), hands)
	if file != "" {
		bindings, err = openWith(file, controls.Load)
	}
	if err != nil {
		return nil, err
	}
	hub := controls.OpenHub(bindings)
	if found := hub.Found(); !controls.Usable(t.Controls(), found) {
		hub.Close()
		return nil, errors.New(controls.Advice(t.Controls(), found))
	}
	return hub, nil
}

// Open makes the source of a script or a replay on a fitted scenario; a mouse and a
// headset need the theatre and have none here.
func (t Tracker) Open(f *Fitted, seed uint64) (Source, error) {
	switch t.Kind {
	case "script":
		script, err := openScript(f.Scenario.ID, t.Name)
		if err != nil {
			return nil, err
		}
		return f.Script(script, seed)
	case "replay":
		return openReplay(f, t.Name)
	default:
		return nil, fmt.Errorf("the tracker %s needs the theatre's window", t.Kind)
	}
}

// openReplay refuses the inputs of another scenario or on another case, which
// would be scored against places they never aimed at.
func openReplay(f *Fitted, name string) (Source, error) {
	rec, _, err := record.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if rec.Header.Scenario.ID != f.Scenario.ID {
		return nil, fmt.Errorf("the recording %s is of scenario %s and cannot be replayed in %s", name, rec.Header.Scenario.ID, f.Scenario.ID)
	}
	if rec.Header.Case.SHA256 != f.Case.HashString() {
		return nil, fmt.Errorf("the recording %s was made on another state of case %s; replay it on the case it was made on (--case DIR)", name, rec.Header.Case.ID)
	}
	if have, want := len(rec.Header.Tools), len(f.Setup.Tools); have != want {
		return nil, fmt.Errorf("the recording %s has %d instruments and scenario %s now has %d; replay it with the scenario as it was", name, have, f.Scenario.ID, want)
	}
	if len(rec.Inputs) == 0 {
		return nil, fmt.Errorf("the recording %s holds no input to replay", name)
	}
	return tracking.Replay(rec), nil
}

func openScript(scenario, name string) (*tracking.Script, error) {
	if !isFile(name) {
		return tracking.Builtin(scenario, name)
	}
	return openWith(name, func(_ string, r io.Reader) (*tracking.Script, error) {
		script, err := tracking.Load(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return script, nil
	})
}

// isFile tells a script file from a built-in script's name.
func isFile(name string) bool { return strings.ContainsAny(name, `/\.`) }
