package debrief

import (
	"math"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Way is where the tip of the first instrument was at equal parts of each step:
// what attempts of different length are compared by.
type Way struct{ steps []wayStep }

type wayStep struct {
	step string
	at   []mgl64.Vec3 // wayParts+1 places, mm, patient frame
}

// wayParts is how many parts of a step are looked at.
const wayParts = 40

// WayOf is an attempt's way; it is empty when the tip was never tracked.
func WayOf(rec *record.Recording) Way {
	var w Way
	for _, s := range stretches(rec) {
		if at := equalParts(rec.Samples, s.start, s.end); at != nil {
			w.steps = append(w.steps, wayStep{s.step, at})
		}
	}
	return w
}

// equalParts interpolates the tracked tip at equal parts of a time; nil when it was
// tracked less than twice.
func equalParts(samples []record.Sample, start, end float64) []mgl64.Vec3 {
	var tracked []*record.Sample
	for i := range samples {
		if s := toolAt(&samples[i], 0); s.Valid && finite(s.Pose.Tip) && samples[i].T() >= start && samples[i].T() <= end {
			tracked = append(tracked, &samples[i])
		}
	}
	if len(tracked) < 2 {
		return nil
	}
	at, next := make([]mgl64.Vec3, wayParts+1), 1
	for i := range at {
		t := start + (end-start)*float64(i)/wayParts
		for next < len(tracked)-1 && tracked[next].T() < t {
			next++
		}
		a, b := tracked[next-1], tracked[next]
		part := min(max((t-a.T())/(b.T()-a.T()), 0), 1)
		at[i] = a.Tools[0].Pose.Tip.Mul(1 - part).Add(b.Tools[0].Pose.Tip.Mul(part))
	}
	return at
}

// envelope is the mean of several ways, and how far they lie apart.
type envelope struct {
	n    int // attempts
	runs []envelopeRun
}

// envelopeRun is one step of an envelope.
type envelopeRun struct {
	mean, sd []mgl64.Vec3 // sd is by axis, zero for a single attempt
}

// around averages ways step by step, in the order in which the first attempts did
// them; a step that fewer than half of them did is left out.
func around(ways []Way) envelope {
	var e envelope
	by, order := map[string][][]mgl64.Vec3{}, []string{}
	for _, w := range ways {
		if len(w.steps) > 0 {
			e.n++
		}
		for _, s := range w.steps {
			if !slices.Contains(order, s.step) {
				order = append(order, s.step)
			}
			by[s.step] = append(by[s.step], s.at)
		}
	}
	for _, step := range order {
		if all := by[step]; 2*len(all) >= e.n {
			e.runs = append(e.runs, spread(all))
		}
	}
	return e
}

// spread is mean and standard deviation (n − 1 below) at each part.
func spread(all [][]mgl64.Vec3) envelopeRun {
	r := envelopeRun{make([]mgl64.Vec3, wayParts+1), make([]mgl64.Vec3, wayParts+1)}
	n := float64(len(all))
	for i := range r.mean {
		for _, one := range all {
			r.mean[i] = r.mean[i].Add(one[i].Mul(1 / n))
		}
		if len(all) < 2 {
			continue
		}
		for axis := range 3 {
			sum := 0.0
			for _, one := range all {
				sum += (one[i][axis] - r.mean[i][axis]) * (one[i][axis] - r.mean[i][axis])
			}
			r.sd[i][axis] = math.Sqrt(sum / (n - 1))
		}
	}
	return r
}
