package main

import (
	"math"
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
	rate   float64 // of the monitor
	tick   int64   // of a recording, up to which its events were heard
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
// room, calm and the same always.
const (
	roomBeats      = 66
	roomSaturation = 98
)

// beat lets the monitor beat so many times a minute, 0 for silence, in the pitch of
// a saturation in percent.
func (e *ears) beat(rate, saturation float64) {
	if rate = math.Round(rate); rate != e.rate {
		e.rate = rate
		e.mixer.Monitor(rate, saturation/100)
	}
}

// attend hears a running session.
func (e *ears) attend(s *scenarios.Session) {
	e.mixer.Hear(s.News())
	m := s.Moment()
	if m == nil {
		return
	}
	if m.Over != "" {
		e.beat(0, 0)
		e.mixer.Follow(nil, nil)
		return
	}
	if m.Signs != nil {
		e.beat(m.Signs.HeartRate, m.Signs.Saturation)
	} else {
		e.beat(roomBeats, roomSaturation)
	}
	e.mixer.Follow(e.tools, m.Sample.Tools)
}

// Played faster than this, a tape is not heard, nor where it jumps by as much.
const (
	mostHeardSpeed = 2
	mostHeardTicks = record.TickHz
)

// play hears a recording that has come to a sample, at which the patient has those
// vital signs; nil for none.
func (e *ears) play(rec *record.Recording, sample int, signs *scenarios.Signs, playing bool, speed float64) {
	now := &rec.Samples[sample]
	from := e.tick
	e.tick = now.Tick
	if !playing || speed > mostHeardSpeed {
		e.beat(0, 0)
		e.mixer.Follow(nil, nil)
		return
	}
	if signs != nil {
		e.beat(signs.HeartRate, signs.Saturation)
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
