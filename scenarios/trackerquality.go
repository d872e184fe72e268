package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

// DeviceQuality is how well a tracker saw one of its devices for a while.
type DeviceQuality struct {
	Name    string  `json:"name"`
	Frames  int     `json:"frames"`  // that named it
	Tracked int     `json:"tracked"` // with a pose
	RateHz  float64 `json:"rate_hz"` // of poses, within what was tracked
	// Coverage is the share of the time that was tracked, 0 to 1, and Dropouts how
	// often it was not for more than 0.1 s.
	Coverage float64 `json:"coverage"`
	Dropouts int     `json:"dropouts"`
	Spikes   int     `json:"spikes"`    // jumps faster than a hand
	BadTimes int     `json:"bad_times"` // poses not later than the one before
	// AtRest tells whether it lay still; only then SigmaMM, the standard deviation
	// of an axis, and NoiseSpeed, the median filtered speed in mm/s, are measured.
	AtRest     bool    `json:"at_rest"`
	SigmaMM    float64 `json:"sigma_mm"`
	NoiseSpeed float64 `json:"noise_speed"`
	// LatencyMS is the median from time stamp to arrival, ms; nil where the two
	// clocks do not agree, ClockOffS seconds apart.
	LatencyMS *float64 `json:"latency_ms"`
	ClockOffS float64  `json:"clock_off_s"`
	// Doubts are why poses that came are none, and how often.
	Doubts map[string]int `json:"doubts,omitempty"`
}

// MeasureTracker tells how well each device was seen, in order of appearance.
func MeasureTracker(seen []tracking.Sighting) []DeviceQuality {
	var all []DeviceQuality
	for _, name := range tracking.Devices(seen) {
		var own []tracking.Sighting
		for _, s := range seen {
			if s.Device == name && s.Word == "" {
				own = append(own, s)
			}
		}
		all = append(all, measureDevice(name, own))
	}
	return all
}

func measureDevice(name string, seen []tracking.Sighting) DeviceQuality {
	q := DeviceQuality{Name: name, Frames: len(seen)}
	tr := motion.Trajectory{}
	for i := range seen {
		s := &seen[i]
		if s.Doubt != "" {
			if q.Doubts == nil {
				q.Doubts = map[string]int{}
			}
			q.Doubts[s.Doubt]++
		}
		if s.Valid {
			q.Tracked++
		}
		tr.T = append(tr.T, float64(s.StampNS-seen[0].StampNS)/1e9)
		tr.P = append(tr.P, s.Pose.Tip)
		tr.Q = append(tr.Q, s.Pose.Orientation)
		tr.Valid = append(tr.Valid, s.Valid)
	}
	cleaned := motion.Clean(tr)
	q.RateHz = motion.Rate(cleaned.Segments)
	q.Dropouts = max(len(cleaned.Segments)-1, 0)
	q.Spikes, q.BadTimes = cleaned.Spikes, cleaned.BadTime
	if end := slices.Max(tr.T); end > 0 {
		q.Coverage = min(1, 1-motion.Dropout(cleaned.Segments, 0, end)/end)
	}
	q.measureRest(cleaned.Segments)
	q.measureLatency(seen)
	return q
}

// restMM is how far a device that lies still may seem to go: the noise of the
// poorest trackers that can be used, and less than any hand moves in two seconds.
const restMM = 2.0

// measureRest finds the noise of a device that lies still.
func (q *DeviceQuality) measureRest(segments []motion.Segment) {
	var p []mgl64.Vec3
	for _, s := range segments {
		p = append(p, s.P...)
	}
	if len(p) < 2 {
		return
	}
	middle, square := mgl64.Vec3{}, 0.0
	for _, one := range p {
		middle = middle.Add(one.Mul(1 / float64(len(p))))
	}
	for _, one := range p {
		off := one.Sub(middle)
		if off.Len() > restMM {
			return
		}
		square += off.Dot(off) / 3 / float64(len(p)-1)
	}
	q.AtRest, q.SigmaMM = true, math.Sqrt(square)
	var speeds []float64
	for _, k := range motion.Derive(segments) {
		speeds = append(speeds, k.Speed...)
	}
	q.NoiseSpeed = motion.Summarise(speeds).Median
}

// clocksAgreeS is how far apart two clocks may be to measure a latency with them:
// a pose is not older, and none comes from the future but for what they differ.
const clocksAgreeS = 1.0

func (q *DeviceQuality) measureLatency(seen []tracking.Sighting) {
	var ages []float64
	stamped := false
	for i := range seen {
		age := seen[i].ArrivedNS - seen[i].StampNS
		stamped = stamped || age != 0
		ages = append(ages, float64(age)/1e6)
	}
	median := motion.Summarise(ages).Median
	switch {
	case !stamped:
	case median < 0 || median > 1000*clocksAgreeS:
		q.ClockOffS = median / 1000
	default:
		q.LatencyMS = &median
	}
}

// Trackers below these cannot be scored, or with reservations only: SCORING §1.1
// and §1.2.
const (
	leastTrackerHz       = 30.0
	leastTrackerCoverage = 0.7
	goodTrackerHz        = 60.0
	goodTrackerCoverage  = 0.9
)

// Refusal is why an attempt with this device cannot be scored, in sentences; none
// when it can.
func (q *DeviceQuality) Refusal() []string {
	switch {
	case q.Tracked == 0:
		return []string{q.whyNoPose()}
	case q.RateHz < leastTrackerHz:
		return []string{fmt.Sprintf("%s gives %.1f poses a second; scores need %.0f. Raise the rate where the tracker is set up.", q.Name, q.RateHz, leastTrackerHz)}
	case q.Coverage < leastTrackerCoverage:
		return []string{fmt.Sprintf("%s is seen %.0f %% of the time; scores need %.0f %%. Look for what stands in the tracker's sight, or for metal beside an electromagnetic one.", q.Name, 100*q.Coverage, 100*leastTrackerCoverage)}
	}
	return nil
}

// whyNoPose explains a device that is named and never seen.
func (q *DeviceQuality) whyNoPose() string {
	worst, most := "", 0
	for doubt, n := range q.Doubts {
		if n > most || n == most && doubt < worst {
			worst, most = doubt, n
		}
	}
	advice := map[string]string{
		tracking.DoubtNotSeen:     "bring it into the tracker's volume, with its markers towards the cameras",
		tracking.DoubtNotFinite:   "its tool definition or a transform of the program that sends it is broken",
		tracking.DoubtNotRigid:    "a transform of the program that sends it scales or mirrors",
		tracking.DoubtNoDirection: "an instrument needs six degrees of freedom; send TRANSFORM or QTDATA",
	}[worst]
	return fmt.Sprintf("%s came %d times without a pose: %s; %s.", q.Name, q.Frames, worst, advice)
}

// Reservations are what makes some metrics doubtful or missing, in sentences.
func (q *DeviceQuality) Reservations() []string {
	var found []string
	say := func(when bool, format string, args ...any) {
		if when {
			found = append(found, q.Name+" "+fmt.Sprintf(format, args...))
		}
	}
	say(q.RateHz >= leastTrackerHz && q.RateHz < goodTrackerHz, "gives %.0f poses a second; smoothness and tremor need %.0f and stay without a value.", q.RateHz, goodTrackerHz)
	say(q.Coverage >= leastTrackerCoverage && q.Coverage < goodTrackerCoverage, "is seen %.0f %% of the time; kinematic metrics are marked below %.0f %%.", 100*q.Coverage, 100*goodTrackerCoverage)
	say(!q.AtRest, "moved; lay it down to measure its noise.")
	say(q.Spikes > 0, "jumped %d times faster than a hand can; look for reflections or metal.", q.Spikes)
	say(q.ClockOffS != 0, "has a clock %.1f s off this computer's, so its latency cannot be measured; let both follow one time server.", math.Abs(q.ClockOffS))
	return found
}

// SilenceReason explains, in sentences, a tracker that is connected and of which
// no pose came.
func SilenceReason(t tracking.Traffic, devices []DeviceQuality) string {
	var reasons []string
	for i := range devices {
		reasons = append(reasons, devices[i].Refusal()...)
	}
	switch {
	case len(reasons) > 0:
		return strings.Join(reasons, " ")
	case t.Ended != "" && t.Messages == 0 && t.Faults == 0:
		return "The connection to the tracker was made, and ended before anything came: " + t.Ended + "."
	case t.Faults > 0 && t.Messages == 0:
		return fmt.Sprintf("All %d messages of the tracker were broken: %s. Look at the network, or at the program that sends.", t.Faults, t.Fault)
	case t.Messages == 0:
		return "The connection to the tracker stands, and nothing came in " + silence() + ": the server is connected to no tracker, or sends on demand only and does not know STT_TDATA. Start its tracking."
	case t.Status != "" && t.Status != "OK":
		return "The tracker says of itself: " + t.Status + ". Nothing else came; mend it there."
	}
	var types []string
	for kind, n := range t.Types {
		types = append(types, fmt.Sprintf("%s (%d)", kind, n))
	}
	slices.SortFunc(types, cmp.Compare)
	return "Messages came from the tracker, and no pose among them: " + strings.Join(types, ", ") + ". Let the server send TRANSFORM, TDATA or QTDATA of the instruments."
}

func silence() string { return tracking.SilenceLimit.Round(time.Second).String() }
