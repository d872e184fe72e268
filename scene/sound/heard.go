package sound

import "github.com/drylab/drylab/scene/record"

// Of is the sound of an event; false for one that is not heard. This table is all
// that decides it.
func Of(e *record.Event) (Kind, bool) {
	k, heard := map[record.EventKind]Kind{
		record.EventContact:   Knock,
		record.EventGrasp:     Tap,
		record.EventRelease:   Tap,
		record.EventSlip:      Slip,
		record.EventCut:       Snip,
		record.EventCutOff:    Done,
		record.EventTear:      Rip,
		record.EventDetach:    Rip,
		record.EventCSF:       Drip,
		record.EventStyletOut: Tap,
		record.EventStepDone:  Done,
		record.EventConfirm:   Done,
		record.EventOverForce: Warning,
		record.EventTrackLost: Warning,
		record.EventNoGo:      Alarm,
		record.EventInvalid:   Alarm,
	}[e.Kind]
	return k, heard
}

// pressN is the force, N, from which an instrument is on tissue and not beside it.
const pressN = 0.02

// Of the library's instruments, those that hum: by their model's name.
const (
	modelBipolar = "bipolar-forceps"
	modelSucker  = "suction-irrigation"
)

// Idle is how loud a sucker is that sucks nothing but air.
const idleSuction = 0.35

// Levels are how loud each hum is for instruments as a sample has them. A recording
// knows no pedal: a hook is on while it touches tissue, bipolar jaws while they hold
// some, and a sucker always.
func Levels(tools []record.Tool, samples []record.ToolSample) (level [hums]float64) {
	for i := range min(len(tools), len(samples)) {
		t, s := &tools[i], &samples[i]
		touches := s.ForceN > pressN
		switch {
		case !s.Valid:
		case t.Kind == record.KindHook && touches, t.Model == modelBipolar && s.Holding:
			level[Cautery] = 1
		case t.Model == modelSucker && touches:
			level[Suction] = 1
		case t.Model == modelSucker:
			level[Suction] = max(level[Suction], idleSuction)
		}
	}
	return level
}

// Follow lets the hums sound as the instruments are.
func (m *Mixer) Follow(tools []record.Tool, samples []record.ToolSample) {
	for h, level := range Levels(tools, samples) {
		m.Hold(Hum(h), level)
	}
}

// Hear plays the sounds of events.
func (m *Mixer) Hear(events []record.Event) {
	for i := range events {
		if k, heard := Of(&events[i]); heard {
			m.Play(k)
		}
	}
}
