//go:build linux

package testruntime

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/drylab/drylab/scene/xr/openxr"
)

// Performance is what both controllers do, tick by tick.
type Performance struct {
	TickNanoseconds int64     `json:"tick_ns"`
	Ticks           [][2]Hand `json:"ticks"` // left, right
	// Events happen to the headset at ticks of the performance.
	Events []Event `json:"events,omitempty"`
}

// Event is something that happens to the headset.
type Event struct {
	Tick  int                `json:"tick"`
	State openxr.SessionLife `json:"state"`
}

// RestTicks is how long controllers rest after the first pulse before they begin.
const RestTicks = 20

// Perform lets the controllers perform: they rest where they begin until the
// program's first pulse, which tells that it listens, and RestTicks more. From then
// on they are where the performance has them at each time, and at its end they
// rest. The head is held still.
func (r *Runtime) Perform(p *Performance) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.still = true
	done := 0
	r.config.Hands = func(hand int, at openxr.Time) Hand {
		tick := 0
		if len(r.pulses) > 0 {
			since := int64(at-r.pulses[0].At) + p.TickNanoseconds/2
			tick = int(min(max(since/p.TickNanoseconds-RestTicks, 0), int64(len(p.Ticks)-1)))
		}
		for done < len(p.Events) && len(r.pulses) > 0 && tick >= p.Events[done].Tick {
			r.enter(p.Events[done].State)
			done++
		}
		return p.Ticks[tick][hand]
	}
}

// Load makes a runtime from the performance in a file.
func Load(path string, c Config) (*Runtime, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var p Performance
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, err
	}
	if len(p.Ticks) == 0 || p.TickNanoseconds <= 0 {
		return nil, fmt.Errorf("%s holds no performance", path)
	}
	r := New(c)
	r.Perform(&p)
	return r, nil
}
