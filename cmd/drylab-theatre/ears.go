package main

import (
	"sort"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/sound"
)

// soundFlags are those of what is heard.
type soundFlags struct {
	Volume int `help:"How loud, 0 to 100." default:"60"`
}

// ears hear what happens. They are silent where there is no loudspeaker.
type ears struct {
	mixer  *sound.Mixer
	player *sound.Player // nil for somebody who wants silence
	tools  []record.Tool
	muted  bool
	tick   int64 // of a recording, up to which its events were heard
}

func (f soundFlags) listen(tools []record.Tool) *ears {
	e := &ears{mixer: sound.NewMixer(float64(f.Volume) / 100), tools: tools}
	if f.Volume > 0 {
		e.player = sound.Open(e.mixer)
	}
	return e
}

func (e *ears) close() {
	if e.player != nil {
		e.player.Close()
	}
}

// mute takes note of the key, and says what changed; "" for nothing.
func (e *ears) mute(pressed bool) string {
	if !pressed {
		return ""
	}
	e.muted = !e.muted
	e.mixer.Mute(e.muted)
	if e.muted {
		return "Sound off"
	}
	return "Sound on"
}

// The monitor's beat in a theatre where nothing is measured: it is a sound of the
// room, calm and the same always. No scenario has vital signs yet.
const (
	roomBeats      = 66
	roomSaturation = 0.98
)

// attend hears a running session.
func (e *ears) attend(s *scenarios.Session) {
	e.mixer.Hear(s.News())
	m := s.Moment()
	if m == nil {
		return
	}
	if m.Over != "" {
		e.mixer.Monitor(0, 0)
		e.mixer.Follow(nil, nil)
		return
	}
	e.mixer.Follow(e.tools, m.Sample.Tools)
}

// Played faster than this, a tape is not heard, nor where it jumps by as much.
const (
	mostHeardSpeed = 2
	mostHeardTicks = record.TickHz
)

// play hears a recording that has come to a sample.
func (e *ears) play(rec *record.Recording, sample int, playing bool, speed float64) {
	now := &rec.Samples[sample]
	from := e.tick
	e.tick = now.Tick
	if !playing || speed > mostHeardSpeed {
		e.mixer.Follow(nil, nil)
		return
	}
	e.mixer.Follow(e.tools, now.Tools)
	if now.Tick <= from || now.Tick-from > mostHeardTicks {
		return
	}
	after := func(tick int64) int {
		return sort.Search(len(rec.Events), func(i int) bool { return rec.Events[i].Tick > tick })
	}
	e.mixer.Hear(rec.Events[after(from):after(now.Tick)])
}
