package scenarios

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
)

// Tracker is a parsed --tracker argument: what holds the instrument.
type Tracker struct {
	Kind string // mouse, script or replay
	Name string // script name or file, or recording file
}

// ParseTracker reads mouse, script:NAME_OR_FILE or replay:FILE.
func ParseTracker(text string) (Tracker, error) {
	kind, name, _ := strings.Cut(text, ":")
	switch {
	case text == "mouse":
		return Tracker{Kind: kind}, nil
	case (kind == "script" || kind == "replay") && name != "":
		return Tracker{Kind: kind, Name: name}, nil
	}
	return Tracker{}, fmt.Errorf("unknown tracker %q; use mouse, script:NAME_OR_FILE or replay:FILE", text)
}

// Device describes the tracker for the recording. File names stay out of it.
func (t Tracker) Device() record.Device {
	switch {
	case t.Kind == "script" && isFile(t.Name):
		return record.Device{Name: "script:file", Class: "script"}
	case t.Kind == "script":
		return record.Device{Name: "script:" + t.Name, Class: "script"}
	default:
		return record.Device{Name: t.Kind, Class: t.Kind}
	}
}

// Open makes the source of a script or a replay on a fitted scenario; a mouse
// needs the theatre's window and has none here.
func (t Tracker) Open(f *Fitted, seed uint64) (Source, error) {
	switch t.Kind {
	case "script":
		script, err := openScript(t.Name)
		if err != nil {
			return nil, err
		}
		return f.Script(script, seed)
	case "replay":
		content, err := os.ReadFile(t.Name)
		if err != nil {
			return nil, fmt.Errorf("the recording to replay cannot be read: %w", err)
		}
		rec, err := record.Read(bytes.NewReader(content))
		if err != nil {
			return nil, fmt.Errorf("the recording %s cannot be replayed: %w", t.Name, err)
		}
		return tracking.Replay(rec), nil
	default:
		return nil, fmt.Errorf("a %s needs the theatre's window", t.Kind)
	}
}

func openScript(name string) (*tracking.Script, error) {
	if !isFile(name) {
		return tracking.Builtin(name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the script cannot be read: %w", err)
	}
	defer file.Close()
	script, err := tracking.Load(file)
	if err != nil {
		return nil, fmt.Errorf("script %s: %w", name, err)
	}
	return script, nil
}

// isFile tells a script file from a built-in script's name.
func isFile(name string) bool { return strings.ContainsAny(name, `/\.`) }
