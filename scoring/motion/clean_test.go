package motion

import (
	"math"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// arc is n samples at 200 Hz on a 50 mm circle, turning as it goes; n ≤ 1000 is half of it.
func arc(n int) Trajectory {
	tr := Trajectory{}
	for i := range n {
		t := float64(i) / 200
		angle := t * math.Pi / 5
		p := mgl64.Vec3{50 * math.Cos(angle), 50 * math.Sin(angle), 10 * t}
		tr.Append(t, p, mgl64.QuatRotate(angle, mgl64.Vec3{0, 0, 1}), true)
	}
	return tr
}

// insert puts a sample before index i.
func insert(tr Trajectory, i int, t float64, p mgl64.Vec3, q mgl64.Quat, valid bool) Trajectory {
	return Trajectory{
		T:     slices.Insert(slices.Clone(tr.T), i, t),
		P:     slices.Insert(slices.Clone(tr.P), i, p),
		Q:     slices.Insert(slices.Clone(tr.Q), i, q),
		Valid: slices.Insert(slices.Clone(tr.Valid), i, valid),
	}
}

func TestBadSamplesChangeNothingButCounters(t *testing.T) {
	clean := arc(300)
	want := Clean(clean)
	unit := mgl64.QuatIdent()
	here := clean.P[100]
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		t                   float64
		p                   mgl64.Vec3
		q                   mgl64.Quat
		valid               bool
		lost, badTime, jump int
	}{
		"not tracked":      {0.5001, here, unit, false, 1, 0, 0},
		"NaN position":     {0.5001, mgl64.Vec3{nan, 0, 0}, unit, true, 1, 0, 0},
		"infinite time":    {inf, here, unit, true, 1, 0, 0},
		"NaN time":         {nan, here, unit, true, 1, 0, 0},
		"NaN orientation":  {0.5001, here, mgl64.Quat{W: nan}, true, 1, 0, 0},
		"no rotation":      {0.5001, here, mgl64.Quat{W: 0.49}, true, 1, 0, 0},
		"huge orientation": {0.5001, here, mgl64.Quat{W: math.MaxFloat64, V: mgl64.Vec3{math.MaxFloat64}}, true, 1, 0, 0},
		"duplicate":        {0.500, here, unit, true, 0, 1, 0},
		"late":             {0.123, here, unit, true, 0, 1, 0},
		"spike":            {0.5001, here.Add(mgl64.Vec3{0, 0, 40}), unit, true, 0, 0, 1},
		"far away":         {0.5001, mgl64.Vec3{1e308, 1e308, 0}, unit, true, 0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := Clean(insert(clean, 101, c.t, c.p, c.q, c.valid))
			if got.Lost != c.lost || got.BadTime != c.badTime || got.Spikes != c.jump {
				t.Errorf("counted %d, %d, %d; want %d, %d, %d", got.Lost, got.BadTime, got.Spikes, c.lost, c.badTime, c.jump)
			}
			if len(got.Segments) != 1 || !slices.Equal(got.Segments[0].T, want.Segments[0].T) ||
				!slices.Equal(got.Segments[0].P, want.Segments[0].P) || !slices.Equal(got.Segments[0].Q, want.Segments[0].Q) {
				t.Error("the good samples changed")
			}
		})
	}
}

// TestAWrongFirstSampleCondemnsNothing: the first sample of a recording, or
// after a gap, is dropped when those that follow agree against it.
func TestAWrongFirstSampleCondemnsNothing(t *testing.T) {
	const resumes = 150
	gapped := arc(300)
	for i := 100; i < resumes; i++ {
		gapped.Valid[i] = false
	}
	for name, c := range map[string]struct {
		tr    Trajectory
		wrong []int
		off   float64 // mm
	}{
		"at the start":              {arc(300), []int{0}, 1e6},
		"barely too far":            {arc(300), []int{0}, 40},
		"the first two":             {arc(300), []int{0, 1}, 1e6},
		"the first nine":            {arc(300), []int{0, 1, 2, 3, 4, 5, 6, 7, 8}, 1e6},
		"the second":                {arc(300), []int{1}, 1e6},
		"the second and the third":  {arc(300), []int{1, 2}, 1e6},
		"the last":                  {arc(300), []int{299}, 1e6},
		"after a gap":               {gapped, []int{resumes}, 600}, // within reach of the sample before the gap
		"the first two after a gap": {gapped, []int{resumes, resumes + 1}, 600},
		"second after a gap":        {gapped, []int{resumes + 1}, 600},
		"far off after a gap":       {gapped, []int{resumes}, 1e6},
		"at the start and in a row": {arc(300), []int{0, 50, 51, 52}, 1e6},
	} {
		t.Run(name, func(t *testing.T) {
			spoilt := insert(c.tr, 0, 0, mgl64.Vec3{}, mgl64.Quat{}, false) // a copy, one sample longer
			for _, i := range c.wrong {
				spoilt.P[1+i] = spoilt.P[1+i].Add(mgl64.Vec3{0, 0, c.off})
			}
			var got []int
			cleaned := Clean(spoilt)
			for _, segment := range cleaned.Segments {
				for _, index := range segment.Index {
					got = append(got, index-1)
				}
			}
			var want []int
			for i := range c.tr.Len() {
				if c.tr.Valid[i] && !slices.Contains(c.wrong, i) {
					want = append(want, i)
				}
			}
			if !slices.Equal(got, want) || cleaned.Spikes != len(c.wrong) {
				t.Errorf("kept %d of %d good samples, %d spikes for %d", len(got), len(want), cleaned.Spikes, len(c.wrong))
			}
			if segments := len(Clean(c.tr).Segments); len(cleaned.Segments) != segments {
				t.Errorf("%d segments, want %d", len(cleaned.Segments), segments)
			}
		})
	}
}

func TestIndexPointsBackIntoTheTrajectory(t *testing.T) {
	tr := arc(50)
	tr.Valid[7] = false
	segment := Clean(tr).Segments[0]
	for i, index := range segment.Index {
		if tr.T[index] != segment.T[i] || tr.P[index] != segment.P[i] {
			t.Fatalf("sample %d is not %d", i, index)
		}
	}
}

func TestQuaternionSignsAndLengths(t *testing.T) {
	tr := arc(100)
	for i := range tr.Q {
		scale := 1 + 0.4*math.Sin(float64(i))
		if i%3 == 0 {
			scale = -scale
		}
		tr.Q[i] = tr.Q[i].Scale(scale)
	}
	want := AngularPath(Clean(arc(100)).Segments[0].Q)
	got := Clean(tr).Segments[0].Q
	near(t, "rotation", AngularPath(got), want, 1e-12)
	for i := range got {
		near(t, "length", got[i].Len(), 1, 1e-12)
		if i > 0 && got[i].Dot(got[i-1]) < 0 {
			t.Fatalf("sign flips at %d", i)
		}
	}
}

func TestGapsCutAndAddUp(t *testing.T) {
	all := arc(400) // 0 to 1.995 s
	var tr Trajectory
	for i := range all.T {
		switch {
		case i >= 100 && i < 119: // 0.495 to 0.595: exactly 0.1 s, no gap
		case i >= 200 && i < 260: // 0.995 to 1.3: a gap of 0.305 s
		default:
			tr.Append(all.T[i], all.P[i], all.Q[i], true)
		}
	}
	segments := Clean(tr).Window(-1, 10)
	if len(segments) != 2 {
		t.Fatalf("%d segments, want 2", len(segments))
	}
	near(t, "covered", Covered(segments), 0.995+0.695, 1e-12)
	near(t, "dropout", Dropout(segments, 0, 1.995), 0.305, 1e-12)
	near(t, "dropout with lead and tail", Dropout(segments, -0.5, 3.995), 0.305+0.5+2, 1e-12)
	near(t, "all dropout", Dropout(nil, 1, 4), 3, 1e-12)
	if rate := Rate(segments); rate >= 200 || rate < 180 {
		t.Errorf("rate %v", rate)
	}

	window := Clean(tr).Window(0.5975, 1.31)
	if len(window) != 2 || window[0].T[0] != 0.6 || window[0].T[len(window[0].T)-1] != 0.995 || len(window[1].T) != 3 {
		t.Errorf("window %v", window)
	}
	if Clean(tr).Window(1.0, 1.2) != nil {
		t.Error("a window in a gap holds samples")
	}
}

func TestNothingTracked(t *testing.T) {
	tr := arc(10)
	clear(tr.Valid)
	if cleaned := Clean(tr); cleaned.Segments != nil || cleaned.Lost != 10 {
		t.Errorf("%+v", cleaned)
	}
	if Rate(nil) != 0 || Covered(nil) != 0 {
		t.Error("no segments have a rate or a duration")
	}
}

// FuzzClean feeds arbitrary numbers through the whole pipeline: no panic, and
// nothing that is not finite comes out of finite lengths.
func FuzzClean(f *testing.F) {
	f.Add(uint64(1), 50, 0.005)
	f.Add(uint64(7), 3, 0.2)
	f.Add(uint64(9), 200, 1e-9)
	f.Fuzz(func(t *testing.T, seed uint64, n int, step float64) {
		state := seed
		next := func() float64 {
			state = state*6364136223846793005 + 1442695040888963407
			if state>>60 == 0 { // any bit pattern at all
				return math.Float64frombits(state * 0x9e3779b97f4a7c15)
			}
			return float64(state>>40)/(1<<24) - 0.5
		}
		var tr Trajectory
		for i := range min(max(n, 0), 500) {
			p := mgl64.Vec3{next(), next(), next()}
			q := mgl64.Quat{W: 1 + next(), V: mgl64.Vec3{next(), next(), next()}}
			tr.Append(float64(i)*step+step*next(), p, q, next() > -0.4)
		}
		cleaned := Clean(tr)
		kept := 0
		for _, segment := range cleaned.Segments {
			kept += len(segment.T)
			smoothed := segment.Smoothed()
			for _, x := range []float64{PathLength(smoothed), DeadBandLength(smoothed, 0.5), AngularPath(segment.Q)} {
				if !isFinite(x) || x < 0 {
					t.Fatalf("a length of %v", x)
				}
			}
			for i := 1; i < len(segment.T); i++ {
				if dt := segment.T[i] - segment.T[i-1]; dt <= 0 || dt > MaxGap+gapRounding {
					t.Fatalf("%v s between samples of a segment", dt)
				}
			}
		}
		if kept+cleaned.Lost+cleaned.BadTime+cleaned.Spikes != tr.Len() {
			t.Fatal("samples do not add up")
		}
	})
}

func TestPipelineIsRigidMotionInvariant(t *testing.T) {
	tr := arc(500)
	want := Clean(tr).Segments[0]
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-1, 1)
		draw := func(name string) mgl64.Vec3 {
			return mgl64.Vec3{coordinate.Draw(t, name), coordinate.Draw(t, name), coordinate.Draw(t, name)}
		}
		axis := draw("axis")
		if axis.Len() < 0.1 {
			axis = mgl64.Vec3{0, 1, 0}
		}
		turn := mgl64.QuatRotate(3*coordinate.Draw(t, "angle"), axis.Normalize())
		shift := draw("shift").Mul(500)
		moved := Trajectory{}
		for i := range tr.T {
			moved.Append(tr.T[i], turn.Rotate(tr.P[i]).Add(shift), turn.Mul(tr.Q[i]), true)
		}
		got := Clean(moved).Segments[0]
		for name, measure := range map[string]func(Segment) float64{
			"path":      func(s Segment) float64 { return PathLength(s.Smoothed()) },
			"dead band": func(s Segment) float64 { return DeadBandLength(s.Smoothed(), 0.5) },
			"rotation":  func(s Segment) float64 { return AngularPath(s.Q) },
			"jerk": func(s Segment) float64 {
				jerk, _ := JerkOfVelocity(Velocity(s.Smoothed(), RateHz), RateHz)
				return jerk.PeakSpeed
			},
		} {
			if a, b := measure(want), measure(got); math.Abs(a-b) > 1e-8*math.Max(1, math.Abs(a)) {
				t.Fatalf("%s: %v became %v", name, a, b)
			}
		}
	})
}
