package motion

import "github.com/go-gl/mathgl/mgl64"

// voters is the number of samples that decide between the beginning of a segment
// and one that is a jump away from it: a tenth of a second at 200 Hz, longer than
// a tracker keeps to a wrong pose by chance.
const voters = 20

// cleaner is a trajectory in the course of being cleaned.
type cleaner struct {
	tr   *Trajectory
	kept Segment
	cuts []int // where segments start in kept, the first apart
}

func newCleaner(tr Trajectory) *cleaner {
	n := tr.Len()
	return &cleaner{tr: &tr, kept: Segment{
		T: make([]float64, 0, n), P: make([]mgl64.Vec3, 0, n),
		Q: make([]mgl64.Quat, 0, n), Index: make([]int, 0, n),
	}}
}

// isPose tells whether sample i is a tracked pose of finite numbers.
func (c *cleaner) isPose(i int) bool {
	norm := quatNorm(c.tr.Q[i])
	return c.tr.Valid[i] && isFinite(c.tr.T[i]) && isFiniteVec(c.tr.P[i]) && isFinite(norm) && norm >= minQuatNorm
}

// jumps tells whether sample i is too far from the last kept one to be believed.
func (c *cleaner) jumps(i int) bool {
	last := len(c.kept.Index) - 1
	return last >= 0 && c.apart(c.kept.Index[last], i)
}

// apart tells whether no hand gets from sample i to the later sample j in time.
func (c *cleaner) apart(i, j int) bool {
	return c.tr.P[j].Sub(c.tr.P[i]).Len() > MaxSpeed*(c.tr.T[j]-c.tr.T[i])
}

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
	start, last := c.segmentStart(), len(c.kept.Index)-1
	votes, heard := 1-(last+1-start), 0
	if votes <= -voters || start > 0 && c.apart(c.kept.Index[start-1], i) {
		return false
	}
	for j := i + 1; j < c.tr.Len() && heard < voters; j++ {
		if !c.isPose(j) || c.tr.T[j] <= c.tr.T[i] {
			continue
		}
		heard++
		if !c.apart(i, j) {
			votes++
		}
		if !c.apart(c.kept.Index[last], j) {
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
	t, q := c.tr.T[i], c.tr.Q[i].Scale(1/quatNorm(c.tr.Q[i]))
	if last := len(c.kept.T) - 1; last >= 0 {
		if q.Dot(c.kept.Q[last]) < 0 {
			q = q.Scale(-1)
		}
		if t-c.kept.T[last] > MaxGap+gapRounding {
			c.cuts = append(c.cuts, last+1)
		}
	}
	c.kept.T, c.kept.P = append(c.kept.T, t), append(c.kept.P, c.tr.P[i])
	c.kept.Q, c.kept.Index = append(c.kept.Q, q), append(c.kept.Index, i)
}
