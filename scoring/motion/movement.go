package motion

import (
	"math"
	"slices"
)

// Thresholds of movement segmentation (SCORING §2.4).
const (
	movementOn    = 20.0 // mm/s, from which there is a movement
	movementOff   = 10.0 // mm/s, below which it may have ended
	movementPause = 0.10 // s below movementOff that end it
	movementLeast = 0.20 // s, the shortest one
	// movementEdge is the part of a movement's own peak at which it begins and
	// ends. Without it the same shape scores by its size: fixed thresholds cut
	// off more of a slow movement.
	movementEdge = 0.05
)

// Movement is a run of grid samples, both ends included.
type Movement struct{ Start, End int }

// Duration is the time from its first to its last sample, s.
func (m Movement) Duration() float64 { return float64(m.End-m.Start) / RateHz }

// Movements cuts a speed profile, mm/s on the RateHz grid, into movements. Each
// begins and ends at 5 % of its own peak, or at the lowest speed before its neighbour.
func Movements(speed []float64) []Movement {
	var movements []Movement
	for i := 0; i < len(speed); i++ {
		if speed[i] < movementOn {
			continue
		}
		m := Movement{Start: i, End: movementEnd(speed, i)}
		for m.Start > 0 && speed[m.Start-1] >= movementOff {
			m.Start--
		}
		i = m.End
		if m.Duration() >= movementLeast {
			movements = append(movements, m.refined(speed))
		}
	}
	return movements
}

// movementEnd is the last sample before the pause that ends the movement at from.
func movementEnd(speed []float64, from int) int {
	pause := 0
	for i := from; i < len(speed); i++ {
		if speed[i] >= movementOff {
			pause = 0
			continue
		}
		if pause++; float64(pause) >= movementPause*RateHz {
			return i - pause
		}
	}
	return len(speed) - 1 - pause
}

// refined moves both ends to where the speed is that part of the movement's peak:
// inwards to the first such sample, or outwards as long as the speed falls.
func (m Movement) refined(speed []float64) Movement {
	peak := 0.0
	for _, s := range speed[m.Start : m.End+1] {
		peak = max(peak, s)
	}
	edge := movementEdge * peak
	return Movement{Start: refineEnd(speed, m.Start, -1, edge), End: refineEnd(speed, m.End, 1, edge)}
}

func refineEnd(speed []float64, at, outwards int, edge float64) int {
	for speed[at] < edge {
		at -= outwards
	}
	for next := at + outwards; next >= 0 && next < len(speed) && speed[next] >= edge && speed[next] <= speed[at]; next += outwards {
		at = next
	}
	return at
}

// Movements whose smoothness is compared: reaches, neither a correction of a few
// millimetres nor a long way with stops (SCORING §2.4).
const (
	reachLeastMM = 10.0
	reachLeastS  = 0.25
	reachMostS   = 5.0
	// reachLeastSpeed is the peak, mm/s, below which noise is part of the shape;
	// of a noisy device it is reachNoise times its speed at rest (SCORING §2.3).
	reachLeastSpeed = 10.0
	reachNoise      = 5.0
)

// Smoothness holds the smoothness of each reach of a trial, those that have one.
type Smoothness struct{ SPARC, LDLJ []float64 }

// Add judges the movements of one segment. noiseSpeed is the speed, mm/s, of the
// resting device, 0 when nobody measured it.
func (s *Smoothness) Add(k Kinematics, noiseSpeed float64) {
	v := k.Velocity()
	for _, m := range Movements(k.Speed) {
		if !m.isReach(k, math.Max(reachLeastSpeed, reachNoise*noiseSpeed)) {
			continue
		}
		if spectral, err := SPARC(k.Speed[m.Start:m.End+1], RateHz, CutoffHz); err == nil {
			s.SPARC = append(s.SPARC, spectral.SPARC)
		}
		if jerk, err := JerkOfVelocity(v[m.Start:m.End+1], RateHz); err == nil {
			if ldlj, err := jerk.LDLJ(); err == nil {
				s.LDLJ = append(s.LDLJ, ldlj)
			}
		}
	}
}

func (m Movement) isReach(k Kinematics, leastPeak float64) bool {
	return k.P[m.End].Sub(k.P[m.Start]).Len() >= reachLeastMM &&
		m.Duration() >= reachLeastS && m.Duration() <= reachMostS &&
		m.End-m.Start+1 >= leastDerived &&
		slices.Max(k.Speed[m.Start:m.End+1]) >= leastPeak
}
