package motion

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// The band of physiological tremor of the hand (SCORING §2.6).
const (
	TremorFromHz = 8.0
	TremorToHz   = 12.0
)

// holdSpeed is the filtered speed, mm/s, that a hold or slow dissection stays
// below for 95 % of the time. Faster motion has power of its own in the band.
const holdSpeed = 30.0

// Tremor is what shakes in the holds of one tool.
type Tremor struct {
	RMS     float64 // mm, all axes together, within the band
	Seconds float64 // of the holds that it was measured in
}

// MeasureTremor looks for holds, windows of 2 s whose filtered speed stays below
// 30 mm/s for 95 % of their time, and measures the unfiltered positions' power
// from 8 to 12 Hz in them. No hold is a Tremor of zero Seconds.
func MeasureTremor(all []Kinematics) Tremor {
	var t Tremor
	power := 0.0
	for _, k := range all {
		var raw []mgl64.Vec3
		for _, hold := range holds(k.Speed) {
			if raw == nil {
				raw = k.segment.resamplePositions()
			}
			seconds := float64(hold.End-hold.Start+1) / RateHz
			power += seconds * bandPower(raw[hold.Start:hold.End+1])
			t.Seconds += seconds
		}
	}
	if t.Seconds > 0 {
		t.RMS = math.Sqrt(power / t.Seconds)
	}
	return t
}

// holds are the runs of calm windows, one after the other.
func holds(speed []float64) []Movement {
	var runs []Movement
	for from := 0; from+welchWindow <= len(speed); from += welchWindow {
		if Summarise(speed[from:from+welchWindow]).P95 >= holdSpeed {
			continue
		}
		if n := len(runs); n > 0 && runs[n-1].End == from-1 {
			runs[n-1].End += welchWindow
			continue
		}
		runs = append(runs, Movement{from, from + welchWindow - 1})
	}
	return runs
}

// bandPower is the power of positions on the RateHz grid within the band of
// tremor, mm², summed over the axes. There must be a window of them.
func bandPower(p []mgl64.Vec3) float64 {
	sum := 0.0
	x := make([]float64, len(p))
	for axis := range 3 {
		for i := range p {
			x[i] = p[i][axis]
		}
		if s, err := Welch(x, RateHz); err == nil {
			sum += s.Band(TremorFromHz, TremorToHz)
		}
	}
	return sum
}

// TremorFloor is the RMS, mm, that a resting device with white noise of sigma mm
// per axis at rateHz puts into the band of tremor: its share of the power up to
// Nyquist.
func TremorFloor(sigma, rateHz float64) float64 {
	return sigma * math.Sqrt(3*(TremorToHz-TremorFromHz)/(rateHz/2))
}
