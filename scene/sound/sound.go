// Package sound is what is heard in the theatre: contacts, cautery, suction, the
// monitor's tone and warnings, all made by computation, mixed, and played where the
// computer has a loudspeaker. Synthesis and mixing are pure and deterministic: the
// same calls give the same samples.
package sound

import (
	"math"
	"slices"
)

// Rate is how many samples a second has; there is one channel, and full level is 1.
const Rate = 48000

// Kind is a sound that begins and ends by itself.
type Kind int

// The sounds.
const (
	Tap     Kind = iota // an instrument touches or takes hold of what is soft
	Knock               // the tip meets bone
	Snip                // an edge divides tissue
	Rip                 // tissue tears
	Slip                // it slips out of the jaws
	Drip                // fluid comes
	Done                // a step is done, or the position confirmed
	Warning             // something happened that should not
	Alarm               // something critical was injured, or the attempt cannot be judged
	kinds
)

// Hum is a sound that lasts as long as its cause.
type Hum int

// The hums.
const (
	Cautery Hum = iota // a hook or bipolar jaws on tissue
	Suction            // a sucker in the field
	hums
)

// Make gives a kind's samples. It computes them anew for each call.
func Make(k Kind) []float32 {
	switch k {
	case Tap:
		return modes(0.12, 0.35, mode{180, 1, 0.020}, mode{410, 0.4, 0.012})
	case Knock:
		return modes(0.15, 0.5, mode{1150, 0.8, 0.018}, mode{2700, 0.5, 0.010}, mode{4300, 0.25, 0.006})
	case Snip:
		return hiss(0.07, 0.25, 3000, 0.012)
	case Rip:
		return rip()
	case Slip:
		return glide(0.18, 0.3, 700, 260)
	case Drip:
		return glide(0.14, 0.3, 420, 980)
	case Done:
		return slices.Concat(pulse(0.12, 0.22, 659.26, 2), pulse(0.22, 0.22, 987.77, 2))
	case Warning:
		return alarm(3)
	case Alarm:
		return alarm(5)
	}
	return nil
}

// alarm is pulses as those of a medical monitor, so that they mean what they mean in
// every theatre: three for medium priority, five for high, which are faster; a
// fundamental from 150 to 1000 Hz, and at least four harmonics from 300 to 4000 Hz
// (IEC 60601-1-8:2006, tables 3 and 4).
func alarm(pulses int) []float32 {
	long, gap := 0.16, 0.14
	if pulses > 3 {
		long, gap = 0.11, 0.06
	}
	var all []float32
	for i := range pulses {
		tone := 523.25 // C5
		if i%2 == 1 {
			tone = 698.46 // F5
		}
		all = append(all, pulse(long, 0.4, tone, 5)...)
		all = append(all, make([]float32, int(gap*Rate))...)
	}
	return all
}

// monitorTone is one beat of a pulse oximeter, whose pitch falls with the
// saturation, 0 to 1: the whole theatre hears it without looking. A semitone for each
// per cent, from 880 Hz at 100 %, is our choice; makers differ.
func monitorTone(saturation float64) []float32 {
	semitones := 100 * (min(max(saturation, 0.6), 1) - 1)
	return pulse(0.10, 0.16, 880*math.Exp2(semitones/12), 3)
}

// pulse is a tone of so many harmonics that rises and falls within 10 ms, so that it
// does not click.
func pulse(seconds, level, hz float64, harmonics int) []float32 {
	out := make([]float32, int(seconds*Rate))
	const edge = 0.010
	sum := 0.0
	for h := 1; h <= harmonics; h++ {
		sum += 1 / float64(h)
	}
	for i := range out {
		t := float64(i) / Rate
		v := 0.0
		for h := 1; h <= harmonics; h++ {
			v += math.Sin(2*math.Pi*hz*float64(h)*t) / float64(h)
		}
		out[i] = float32(level * v / sum * min(t/edge, (seconds-t)/edge, 1))
	}
	return out
}

// mode is one way in which something struck rings: hertz, level, and the seconds in
// which it falls to 1/e.
type mode struct{ hz, level, decay float64 }

// modes is something struck.
func modes(seconds, level float64, all ...mode) []float32 {
	out := make([]float32, int(seconds*Rate))
	for i := range out {
		t := float64(i) / Rate
		v := 0.0
		for _, m := range all {
			v += m.level * math.Exp(-t/m.decay) * math.Sin(2*math.Pi*m.hz*t)
		}
		out[i] = float32(level * v)
	}
	return faded(out)
}

// glide is a tone that goes from one pitch to another and dies away.
func glide(seconds, level, from, to float64) []float32 {
	out := make([]float32, int(seconds*Rate))
	phase := 0.0
	for i := range out {
		share := float64(i) / float64(len(out))
		phase += 2 * math.Pi * from * math.Pow(to/from, share) / Rate
		out[i] = float32(level * math.Sin(phase) * (1 - share))
	}
	return faded(out)
}

// hiss is noise above a frequency that dies away in that time.
func hiss(seconds, level, above, decay float64) []float32 {
	out := make([]float32, int(seconds*Rate))
	n := newNoise(3)
	for i := range out {
		t := float64(i) / Rate
		out[i] = float32(level * n.above(above) * math.Exp(-t/decay))
	}
	return faded(out)
}

// rip is fibres that give way one after the other, faster and faster.
func rip() []float32 {
	out := make([]float32, int(0.35*Rate))
	n := newNoise(7)
	fibre, next := 0.0, 0.0
	for i := range out {
		share := float64(i) / float64(len(out))
		if next--; next <= 0 {
			fibre = 0.4 + 0.6*math.Abs(n.white())
			next = Rate * (0.016 - 0.011*share)
		}
		fibre *= math.Exp(-1 / (0.004 * Rate))
		out[i] = float32(0.4 * fibre * n.above(900) * min(4*(1-share), 1))
	}
	return faded(out)
}

// faded begins and ends in silence.
func faded(out []float32) []float32 {
	const begin, end = Rate / 1000, Rate / 200
	for i := range min(end, len(out)) {
		out[len(out)-1-i] *= float32(i) / end
	}
	for i := range min(begin, len(out)) {
		out[i] *= float32(i) / begin
	}
	return out
}
