package motion

import "math"

// Limits below which an instrument rests (SCORING §2.4).
const (
	IdleSpeed    = 10.0 // mm/s
	IdleRotation = 10.0 // degrees per second
	IdleLeast    = 0.5  // s, the shortest rest that counts
)

const degree = math.Pi / 180

// Idle counts the rests of all hands together, on the first one's grid: at least
// 0.5 s in which every hand is slower than 10 mm/s and 10° per second. A hand
// that is not tracked is not known to rest. There must be a hand.
func Idle(hands ...[]Kinematics) (periods int, seconds float64) {
	for _, k := range hands[0] {
		still := make([]bool, len(k.Speed))
		for i := range still {
			still[i] = k.isResting(i)
		}
		for _, other := range hands[1:] {
			alsoRests(still, k.T0, other)
		}
		n, s := rests(still, RateHz, IdleLeast)
		periods, seconds = periods+n, seconds+s
	}
	return periods, seconds
}

func (k *Kinematics) isResting(i int) bool {
	return k.Speed[i] < IdleSpeed && k.Turn[i] < IdleRotation*degree
}

// alsoRests takes back the stillness of grid samples from t0 on at which another
// hand does not rest, by the sample of its own grid that is next in time.
func alsoRests(still []bool, t0 float64, other []Kinematics) {
	at := 0
	for i := range still {
		t := t0 + float64(i)/RateHz
		for at < len(other) && other[at].end() < t {
			at++
		}
		if at == len(other) || t < other[at].T0 {
			still[i] = false
			continue
		}
		o := &other[at]
		still[i] = still[i] && o.isResting(min(int((t-o.T0)*RateHz+0.5), len(o.Speed)-1))
	}
}

// end is when the segment ended at the latest: its grid ends less than a step before.
func (k *Kinematics) end() float64 { return k.T0 + float64(len(k.Speed))/RateHz }

// rests counts the runs of true, at rateHz, that last at least the given time,
// s, and sums up their samples' time.
func rests(still []bool, rateHz, least float64) (periods int, seconds float64) {
	run := 0
	for i := 0; i <= len(still); i++ {
		if i < len(still) && still[i] {
			run++
			continue
		}
		if lasted := float64(run) / rateHz; run > 0 && lasted >= least {
			periods++
			seconds += lasted
		}
		run = 0
	}
	return periods, seconds
}
