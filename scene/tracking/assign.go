package tracking

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drylab/drylab/scene/record"
)

// Assign says which devices are the hands that hold a scenario's instruments: those
// of the set-up, or else those of the name of each hand's first instrument, or else
// the only ones that there are. It fails when that does not tell, and names what the
// tracker shows.
func (l *Live) Assign(setup Setup, tools []record.Tool, seen []Sighting) error {
	devices := Devices(seen)
	first := firstOfEachHand(tools)
	if len(setup.Tools) == 0 {
		names := guess(first, devices, setup.Reference)
		if names == nil {
			return fmt.Errorf("the tracker shows %s, and it takes %d; say with --device NAME which holds each instrument, in their order", list(devices), len(first))
		}
		for _, name := range names {
			setup.Tools = append(setup.Tools, TrackedTool{Device: name})
		}
	}
	if len(setup.Tools) > len(first) {
		return fmt.Errorf("there are %d devices for %d hands; leave some out", len(setup.Tools), len(first))
	}
	for _, name := range append(namesOf(setup.Tools), setup.Reference) {
		if name != "" && !slices.Contains(devices, name) {
			return fmt.Errorf("the tracker does not show %q; it shows %s", name, list(devices))
		}
	}
	l.setup = setup
	l.tools = make([]liveTool, len(first))
	l.hands = make([]record.Hand, len(first))
	l.buttons = make([]Buttons, len(first))
	for i := range seen {
		l.apply(&seen[i])
	}
	l.confirm = false
	if len(setup.Tools) > 0 {
		l.beginNS = l.begins[setup.Tools[0].Device] + l.observed.Nanoseconds()
	}
	return nil
}

// firstOfEachHand are the instruments that the hands hold at the beginning.
func firstOfEachHand(tools []record.Tool) []record.Tool {
	var first []record.Tool
	for _, i := range NewRack(tools).held {
		if i >= 0 {
			first = append(first, tools[i])
		}
	}
	return first
}

func namesOf(tools []TrackedTool) []string {
	var names []string
	for i := range tools {
		names = append(names, tools[i].Device)
	}
	return names
}

// guess finds devices for instruments that nobody assigned; nil when it cannot.
func guess(tools []record.Tool, devices []string, reference string) []string {
	var named, others []string
	for i := range tools {
		if name := DeviceName(&tools[i]); slices.Contains(devices, name) {
			named = append(named, name)
		}
	}
	for _, name := range devices {
		if name != reference {
			others = append(others, name)
		}
	}
	switch {
	case len(named) == len(tools):
		return named
	case len(others) == len(tools):
		return others
	}
	return nil
}

// DeviceName is an instrument's name as far as a device's has room, 20 bytes.
func DeviceName(tool *record.Tool) string {
	const most = 20
	return strings.TrimSpace(tool.Name[:min(len(tool.Name), most)])
}

func list(names []string) string {
	if len(names) == 0 {
		return "no device"
	}
	return strings.Join(names, ", ")
}
