package sound

import (
	"math"
	"sync"
)

// Mixer adds up what is heard. Any goroutine may ask for sounds while another takes
// the samples. The zero value is not one; use NewMixer.
type Mixer struct {
	mu     sync.Mutex
	made   [kinds][]float32
	voices []voice
	hums   [hums]humming
	volume float64
	muted  bool
	gain   float64 // that was applied last: it goes to volume, or to 0 where muted

	beat      []float32 // the monitor's tone; nil for none
	beatEvery int       // samples
	beatIn    int       // samples until the next
}

// voice is a sound on its way.
type voice struct {
	kind Kind // or kinds for the monitor
	rest []float32
}

// mostVoices is how many are heard at once; a further one takes the oldest's place.
const mostVoices = 12

// NewMixer makes every sound now, so that none is waited for. Volume is 0 to 1.
func NewMixer(volume float64) *Mixer {
	m := &Mixer{volume: min(max(volume, 0), 1), voices: make([]voice, 0, mostVoices)}
	for k := range kinds {
		m.made[k] = Make(k)
	}
	for h := range hums {
		m.hums[h] = newHumming(h)
	}
	return m
}

// Play begins a sound. One that has begun within the last moments begins again
// instead of sounding twice.
func (m *Mixer) Play(k Kind) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.begin(k, m.made[k])
}

func (m *Mixer) begin(k Kind, samples []float32) {
	for i := range m.voices {
		if m.voices[i].kind == k && len(samples)-len(m.voices[i].rest) < Rate/20 {
			m.voices[i].rest = samples
			return
		}
	}
	if len(m.voices) == mostVoices {
		m.voices = append(m.voices[:0], m.voices[1:]...)
	}
	m.voices = append(m.voices, voice{k, samples})
}

// Hold lets a hum sound at a level, 0 to 1, until the next call.
func (m *Mixer) Hold(h Hum, level float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hums[h].wanted = min(max(level, 0), 1)
}

// Monitor lets the monitor beat so many times a minute, in the pitch of a saturation
// from 0 to 1. Zero beats are silence, not a warning.
func (m *Mixer) Monitor(perMinute, saturation float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if perMinute <= 0 {
		m.beat = nil
		return
	}
	m.beat, m.beatEvery = monitorTone(saturation), int(60*Rate/perMinute)
}

// Mute silences everything, or lets it be heard again. What sounds goes on unheard.
func (m *Mixer) Mute(muted bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.muted = muted
}

// Mix takes the next samples. It allocates nothing.
func (m *Mixer) Mix(out []float32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	wanted := m.volume
	if m.muted {
		wanted = 0
	}
	step := 1 / (humSeconds * Rate)
	for i := range out {
		m.gain += min(max(wanted-m.gain, -step), step)
		out[i] = float32(m.gain * math.Tanh(m.next()))
	}
	kept := m.voices[:0]
	for _, v := range m.voices {
		if len(v.rest) > 0 {
			kept = append(kept, v)
		}
	}
	m.voices = kept
}

// next is the sum of everything at the next sample.
func (m *Mixer) next() float64 {
	sum := 0.0
	if m.beat != nil {
		if m.beatIn--; m.beatIn <= 0 {
			m.begin(kinds, m.beat)
			m.beatIn = m.beatEvery
		}
	}
	for i := range m.voices {
		if v := &m.voices[i]; len(v.rest) > 0 {
			sum += float64(v.rest[0])
			v.rest = v.rest[1:]
		}
	}
	for h := range m.hums {
		sum += m.hums[h].next()
	}
	return sum
}
