package scoring

import (
	"testing"

	"github.com/drylab/drylab/scene/record"
)

func TestTheClockRunsFromTheFirstStartToTheFirstConfirmation(t *testing.T) {
	const start, confirm, end = record.EventStart, record.EventConfirm, record.EventEnd
	for name, c := range map[string]struct {
		events []record.Event
		want   Clock
	}{
		"confirmed":              {[]record.Event{{Kind: start, Tick: 10}, {Kind: confirm, Tick: 50}, {Kind: end, Tick: 51}}, Clock{true, true, 10, 50}},
		"confirmed twice":        {[]record.Event{{Kind: start, Tick: 10}, {Kind: confirm, Tick: 50}, {Kind: confirm, Tick: 80}}, Clock{true, true, 10, 50}},
		"confirmed too early":    {[]record.Event{{Kind: confirm, Tick: 5}, {Kind: start, Tick: 10}, {Kind: end, Tick: 70}}, Clock{true, false, 10, 70}},
		"started twice":          {[]record.Event{{Kind: start, Tick: 10}, {Kind: start, Tick: 20}, {Kind: confirm, Tick: 50}}, Clock{true, true, 10, 50}},
		"abandoned":              {[]record.Event{{Kind: start, Tick: 10}, {Kind: end, Tick: 60}, {Kind: end, Tick: 70}}, Clock{true, false, 10, 60}},
		"neither ended":          {[]record.Event{{Kind: start, Tick: 10}}, Clock{true, false, 10, 90}},
		"confirmed after an end": {[]record.Event{{Kind: start, Tick: 10}, {Kind: end, Tick: 60}, {Kind: confirm, Tick: 61}}, Clock{true, true, 10, 61}},
		"never started":          {[]record.Event{{Kind: confirm, Tick: 50}}, Clock{EndTick: 90}},
	} {
		rec := &record.Recording{Events: c.events, Samples: []record.Sample{{Tick: 0}, {Tick: 90}}}
		if got := ClockOf(rec); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
