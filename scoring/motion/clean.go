package motion

import (
	"math"
	"slices"
	"sort"

	"github.com/go-gl/mathgl/mgl64"
)

const (
	// MaxSpeed is the fastest motion, mm/s, that is believed; a faster one is a
	// tracker's jump. Hands stay below 2000 mm/s even outside an operation.
	MaxSpeed = 3000.0
	// MaxGap is the longest time, s, between two samples of one segment.
	MaxGap = 0.100
	// gapRounding keeps a gap of exactly MaxGap one, whatever the rounding of
	// the two times; it is far below any tracker's clock.
	gapRounding = 1e-9
	// minQuatNorm is the least length of a quaternion that still is a rotation.
	minQuatNorm = 0.5
)

// Cleaned is a trajectory without its bad samples, cut at its gaps.
type Cleaned struct {
	Segments []Segment
	Lost     int // dropped: not tracked, not finite, or no rotation
	BadTime  int // dropped: time did not advance
	Spikes   int // dropped: faster than MaxSpeed
}

// Segment is a run of good samples without a gap; it holds at least one.
type Segment struct {
	T     []float64    // s, strictly increasing
	P     []mgl64.Vec3 // mm
	Q     []mgl64.Quat // unit, each on the same half-sphere as the one before
	Index []int        // of the sample in the trajectory
}

// Duration is the time from the first to the last sample, s.
func (s Segment) Duration() float64 { return s.T[len(s.T)-1] - s.T[0] }

// Clean drops samples that are not tracked, not finite, not rotations, not
// later than the last good one, or a jump away from it; renormalises the
// quaternions and aligns their signs; and cuts where samples are more than
// MaxGap apart. Nothing may be accumulated across a cut. The trajectory's
// slices must have one length.
//
// A jump is judged from the last good sample. The first one of a segment has
// none before it and could itself be the wrong one, which would condemn
// everything after it: where the samples that follow outvote a segment that has
// just begun, that beginning is dropped instead.
func Clean(tr Trajectory) Cleaned {
	return CleanInPlace(Trajectory{T: slices.Clone(tr.T), P: slices.Clone(tr.P), Q: slices.Clone(tr.Q), Valid: tr.Valid})
}

// CleanInPlace is Clean for a trajectory that nobody needs any more: the segments
// lie in its slices.
func CleanInPlace(tr Trajectory) Cleaned {
	var cleaned Cleaned
	c := newCleaner(tr)
	for i := range tr.Len() {
		if !c.isPose(i) {
			cleaned.Lost++
			continue
		}
		if len(c.kept.T) > 0 && !(tr.T[i] > c.kept.T[len(c.kept.T)-1]) {
			cleaned.BadTime++
			continue
		}
		if c.jumps(i) {
			if !c.outvotes(i) {
				cleaned.Spikes++
				continue
			}
			cleaned.Spikes += c.dropSegment()
		}
		c.keep(i)
	}
	cleaned.Segments = c.kept.split(c.cuts)
	return cleaned
}

// quatNorm is the quaternion's length; unlike Quat.Len it does not overflow.
func quatNorm(q mgl64.Quat) float64 {
	return math.Hypot(math.Hypot(q.W, q.V[0]), math.Hypot(q.V[1], q.V[2]))
}

// split cuts s before each index of cuts.
func (s Segment) split(cuts []int) []Segment {
	if len(s.T) == 0 {
		return nil
	}
	segments := make([]Segment, 0, len(cuts)+1)
	from := 0
	for _, cut := range cuts {
		segments = append(segments, s.slice(from, cut))
		from = cut
	}
	return append(segments, s.slice(from, len(s.T)))
}

func (s Segment) slice(from, to int) Segment {
	return Segment{s.T[from:to:to], s.P[from:to:to], s.Q[from:to:to], s.Index[from:to:to]}
}

// Window returns the segments cut to the samples with start ≤ t ≤ end.
func (c Cleaned) Window(start, end float64) []Segment {
	var segments []Segment
	for _, segment := range c.Segments {
		from := sort.SearchFloat64s(segment.T, start)
		to := sort.Search(len(segment.T), func(i int) bool { return segment.T[i] > end })
		if from < to {
			segments = append(segments, segment.slice(from, to))
		}
	}
	return segments
}

// Covered is the time inside the segments, s.
func Covered(segments []Segment) float64 {
	sum := 0.0
	for _, segment := range segments {
		sum += segment.Duration()
	}
	return sum
}

// Dropout is the time from start to end, s, that lies in gaps: between
// segments, and before the first and after the last when longer than MaxGap.
func Dropout(segments []Segment, start, end float64) float64 {
	sum, tracked := 0.0, start
	for _, segment := range segments {
		if gap := segment.T[0] - tracked; gap > MaxGap+gapRounding {
			sum += gap
		}
		tracked = segment.T[len(segment.T)-1]
	}
	if gap := end - tracked; gap > MaxGap+gapRounding {
		sum += gap
	}
	return sum
}

// Rate is the mean number of samples per second within the segments, 0 when
// there is no duration.
func Rate(segments []Segment) float64 {
	intervals := 0
	for _, segment := range segments {
		intervals += len(segment.T) - 1
	}
	covered := Covered(segments)
	if covered == 0 {
		return 0
	}
	return float64(intervals) / covered
}
