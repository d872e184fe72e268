package tracking

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

// tremorSines per direction make the displacement nearly Gaussian without a
// visible beat.
const tremorSines = 8

// tremorBand is the half width of the band relative to its middle.
const tremorBand = 0.2

// tremor is band-limited noise: in each direction of space a sum of sines of
// equal amplitude, one in each equal part of the band at a random place and phase.
type tremor struct {
	amplitude float64 // of each sine, mm
	sines     [3][tremorSines]sine
}

type sine struct {
	radiansPerTick float64
	phase          float64
}

func newTremor(t Tremor, scriptSeed, attemptSeed uint64) tremor {
	random := splitmix{state: scriptSeed}
	random.state = random.next() ^ attemptSeed
	// A sine's mean square is half its amplitude's square, and 3·tremorSines of
	// them add up: rms² = 3·tremorSines·amplitude²/2.
	noise := tremor{amplitude: t.RMSMM * math.Sqrt(2.0/(3*tremorSines))}
	for direction := range noise.sines {
		for i := range noise.sines[direction] {
			part := (float64(i) + random.float()) / tremorSines
			hz := t.Hz * (1 - tremorBand + 2*tremorBand*part)
			noise.sines[direction][i] = sine{
				radiansPerTick: 2 * math.Pi * hz / record.TickHz,
				phase:          2 * math.Pi * random.float(),
			}
		}
	}
	return noise
}

// at is the tip's displacement at a tick, mm.
func (t *tremor) at(tick int64) (displacement mgl64.Vec3) {
	if t.amplitude == 0 {
		return displacement
	}
	for direction := range t.sines {
		for _, s := range t.sines[direction] {
			displacement[direction] += t.amplitude * math.Sin(s.radiansPerTick*float64(tick)+s.phase)
		}
	}
	return displacement
}

// splitmix is the generator SplitMix64 of Steele, Lea and Flood 2014,
// doi:10.1145/2660193.2660195.
type splitmix struct{ state uint64 }

func (s *splitmix) next() uint64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// float is in [0, 1).
func (s *splitmix) float() float64 { return float64(s.next()>>11) / (1 << 53) }
