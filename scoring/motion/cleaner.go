package motion

import "github.com/go-gl/mathgl/mgl64"

// voters is the number of samples that decide between the beginning of a segment
// and one that is a jump away from it: a tenth of a second at 200 Hz, longer than
// a tracker keeps to a wrong pose by chance.
const voters = 20

// cleaner is a trajectory in the course of being cleaned. What is kept lies where
// the trajectory's own samples were that have been looked at: never beyond the
// sample that is looked at now.
type cleaner struct {
	tr   *Trajectory
	kept Segment
	cuts []int // where segments start in kept, the first apart
}

func newCleaner(tr Trajectory) *cleaner {
	return &cleaner{tr: &tr, kept: Segment{T: tr.T[:0], P: tr.P[:0], Q: tr.Q[:0], Index: make([]int, 0, tr.Len())}}
}

// isPose tells whether sample i is a tracked pose of finite numbers.
func (c *cleaner) isPose(i int) bool {
	norm := quatNorm(c.tr.Q[i])
	return c.tr.Valid[i] && isFinite(c.tr.T[i]) && isFiniteVec(c.tr.P[i]) && isFinite(norm) && norm >= minQuatNorm
}

// jumps tells whether sample i is too far from the last kept one to be believed.
func (c *cleaner) jumps(i int) bool {
	last := len(c.kept.T) - 1
	return last >= 0 && c.apart(last, i)
}

// apart tells whether no hand gets from a kept sample to sample i in time.
func (c *cleaner) apart(kept, i int) bool {
	return tooFar(c.kept.P[kept], c.tr.P[i], c.tr.T[i]-c.kept.T[kept])
}

// tooFar tells whether no hand gets from p to q in that time, s.
func tooFar(p, q mgl64.Vec3, seconds float64) bool { return q.Sub(p).Len() > MaxSpeed*seconds }

// segmentStart is where the last segment begins in kept.
func (c *cleaner) segmentStart() int {
	if len(c.cuts) == 0 {
		return 0
	}
	return c.cuts[len(c.cuts)-1]
}

// outvotes tells whether sample i, a jump away from the last kept one, is more
// credible than the whole segment so far: it fits what was before the segment,
// and it and those of the next samples that fit only it are more than the
// segment's own and those that fit only them.
func (c *cleaner) outvotes(i int) bool {
	start, last := c.segmentStart(), len(c.kept.T)-1
	votes, heard := 1-(last+1-start), 0
	if votes <= -voters || start > 0 && c.apart(start-1, i) {
		return false
	}
	for j := i + 1; j < c.tr.Len() && heard < voters; j++ {
		if !c.isPose(j) || c.tr.T[j] <= c.tr.T[i] {
			continue
		}
		heard++
		if !tooFar(c.tr.P[i], c.tr.P[j], c.tr.T[j]-c.tr.T[i]) {
			votes++
		}
		if !c.apart(last, j) {
			votes--
		}
	}
	return votes > 0
}

// dropSegment takes back the last segment, and the cut before it, which keep
// makes again. It returns how many samples that were.
func (c *cleaner) dropSegment() int {
	start, n := c.segmentStart(), len(c.kept.T)
	c.kept = Segment{c.kept.T[:start], c.kept.P[:start], c.kept.Q[:start], c.kept.Index[:start]}
	c.cuts = c.cuts[:max(0, len(c.cuts)-1)]
	return n - start
}

// keep appends sample i, its quaternion of unit length and on the half-sphere of
// the one before.
func (c *cleaner) keep(i int) {
	t, p, q := c.tr.T[i], c.tr.P[i], c.tr.Q[i].Scale(1/quatNorm(c.tr.Q[i]))
	if last := len(c.kept.T) - 1; last >= 0 {
		if q.Dot(c.kept.Q[last]) < 0 {
			q = q.Scale(-1)
		}
		if t-c.kept.T[last] > MaxGap+gapRounding {
			c.cuts = append(c.cuts, last+1)
		}
	}
	c.kept.T, c.kept.P = append(c.kept.T, t), append(c.kept.P, p)
	c.kept.Q, c.kept.Index = append(c.kept.Q, q), append(c.kept.Index, i)
}
