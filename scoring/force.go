package scoring

import (
	"math"
	"slices"

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
	peak    float64   // greatest, N
	contact []float64 // of the samples in contact, N
	impulse float64   // Σ F·dt, N·s
	squares float64   // Σ F², N²
	rate    float64   // greatest change of force, N/s
	touches int       // contacts, parted by a tenth of a second without

	overSeconds float64 // Σ dt while F > limit
	overImpulse float64 // Σ max(0, F − limit)·dt, N·s
	overTimes   int     // rising edges above the limit
}

// measureForce sums up one instrument's force, N, of one value every dt seconds.
// A limit that is not above 0 is none.
func measureForce(series []float64, dt, limit float64) forces {
	var f forces
	over, before, clear := false, math.NaN(), math.Inf(1)
	for _, force := range series {
		if !isFinite(force) || force < 0 {
			f.unsound = true
			continue
		}
		if change := math.Abs(force-before) / dt; change > f.rate {
			f.rate = change
		}
		before = force
		f.samples++
		f.peak = math.Max(f.peak, force)
		f.impulse += force * dt
		f.squares += force * force
		if force > contactN {
			f.contact = append(f.contact, force)
			if clear >= contactPause {
				f.touches++
			}
			clear = 0
		} else {
			clear += dt
		}
		if limit > 0 && force > limit {
			f.overSeconds += dt
			f.overImpulse += (force - limit) * dt
			if !over {
				f.overTimes++
			}
		}
		over = limit > 0 && force > limit
	}
	return f
}

// add puts another instrument's beside it: the greatest peak, and sums.
func (f *forces) add(g forces) {
	f.samples += g.samples
	f.unsound = f.unsound || g.unsound
	f.peak = math.Max(f.peak, g.peak)
	f.contact = append(f.contact, g.contact...)
	f.impulse += g.impulse
	f.squares += g.squares
	f.rate = math.Max(f.rate, g.rate)
	f.touches += g.touches
	f.overSeconds += g.overSeconds
	f.overImpulse += g.overImpulse
	f.overTimes += g.overTimes
}

// mean is the mean force in contact, N; 0 without any.
func (f *forces) mean() float64 {
	sum := 0.0
	for _, force := range f.contact {
		sum += force
	}
	return sum / float64(max(len(f.contact), 1))
}

// sd is the population standard deviation of the force in contact, N; 0 without any.
func (f *forces) sd() float64 { return motion.Summarise(f.contact).SD }

// rms is the root of the mean square of the force over all samples, N.
func (f *forces) rms() float64 { return math.Sqrt(f.squares / float64(max(f.samples, 1))) }

// p95 is the force that is not exceeded for 95 % of the time in contact, N; 0
// without any.
func (f *forces) p95() float64 {
	if len(f.contact) == 0 {
		return 0
	}
	return motion.Percentile(slices.Sorted(slices.Values(f.contact)), 0.95)
}
