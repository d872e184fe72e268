package scoring

import (
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
)

// contactN is the force from which an instrument counts as in contact, N
// (SCORING §2.9).
const contactN = 0.2

// contactPause is the time, s, without contact that parts one from the next
// (SCORING §2.8), a little less for the rounding of its sum.
const contactPause = 0.100 - 1e-9

// forces sums up what the simulated force on instruments came to (SCORING §2.9).
type forces struct {
	samples int // with a force that is a number
	unsound bool
	peak    float64         // greatest, N
	contact gather[float64] // of the samples in contact, N
	impulse float64         // Σ F·dt, N·s
	squares float64         // Σ F², N²
	rate    float64         // greatest change of force, N/s
	touches int             // contacts, parted by a tenth of a second without

	overSeconds float64 // Σ dt while F > limit
	overImpulse float64 // Σ max(0, F − limit)·dt, N·s
	overTimes   int     // rising edges above the limit
}

// forceMeter sums up one instrument's force as it comes.
type forceMeter struct {
	forces
	over   bool    // the last force was above the limit
	before float64 // the last force, N
	clear  float64 // time since the last contact, s; of no matter before the first
}

// add takes the next force, N, dt seconds after the last. A limit that is not
// above 0 is none.
func (f *forceMeter) add(force, dt, limit float64) {
	if !isFinite(force) || force < 0 {
		f.unsound = true
		return
	}
	if f.samples > 0 {
		f.rate = math.Max(f.rate, math.Abs(force-f.before)/dt)
	}
	f.before = force
	f.samples++
	f.peak = math.Max(f.peak, force)
	f.impulse += force * dt
	f.squares += force * force
	f.addContact(force, dt)
	over := limit > 0 && force > limit
	if over {
		f.overSeconds += dt
		f.overImpulse += (force - limit) * dt
		if !f.over {
			f.overTimes++
		}
	}
	f.over = over
}

func (f *forceMeter) addContact(force, dt float64) {
	if !(force > contactN) {
		f.clear += dt
		return
	}
	if f.touches == 0 || f.clear >= contactPause {
		f.touches++
	}
	f.contact.add(force)
	f.clear = 0
}

// add puts another instrument's beside it: the greatest peak, and sums.
func (f *forces) add(g forces) {
	f.samples += g.samples
	f.unsound = f.unsound || g.unsound
	f.peak = math.Max(f.peak, g.peak)
	f.contact.blocks = slices.Concat(f.contact.blocks, g.contact.blocks)
	f.impulse += g.impulse
	f.squares += g.squares
	f.rate = math.Max(f.rate, g.rate)
	f.touches += g.touches
	f.overSeconds += g.overSeconds
	f.overImpulse += g.overImpulse
	f.overTimes += g.overTimes
}

// inContact sums up the force in contact, N: its mean, its standard deviation and
// what it does not exceed for 95 % of the time; all 0 without any.
func (f *forces) inContact() (mean, sd, p95, seconds float64) {
	contact := slices.Concat(f.contact.blocks...)
	for _, force := range contact {
		mean += force
	}
	s := motion.Summarise(contact)
	return mean / float64(max(len(contact), 1)), s.SD, s.P95, float64(len(contact)) / record.TickHz
}

// rms is the root of the mean square of the force over all samples, N.
func (f *forces) rms() float64 { return math.Sqrt(f.squares / float64(max(f.samples, 1))) }
