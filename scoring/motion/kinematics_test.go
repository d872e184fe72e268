package motion

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// drawHand is a hand at 200 Hz that reaches about, rests, shakes a little and is
// lost now and then.
func drawHand(t *rapid.T, what string) Trajectory {
	var tr Trajectory
	at, start := mgl64.Vec3{10, -20, 30}, 0.0
	for k := range rapid.IntRange(4, 6).Draw(t, what) {
		way := mgl64.Vec3{}
		for axis := range way {
			way[axis] = rapid.Float64Range(-80, 80).Draw(t, "way")
		}
		if k < 3 { // not all in one plane, whose ellipsoid is rounding's
			way = mgl64.Vec3{}
			way[k] = 50
		}
		lasts := rapid.Float64Range(0.4, 1.5).Draw(t, "lasts")
		rest, lost := rapid.Float64Range(0, 1).Draw(t, "rest"), rapid.IntRange(0, 40).Draw(t, "lost")
		for i := range int((lasts + rest) * 200) {
			now := float64(i) / 200
			u := math.Min(1, now/lasts)
			p := at.Add(way.Mul(u * u * u * (10 + u*(-15+6*u)))).Add(mgl64.Vec3{math.Sin(60 * now), math.Cos(55 * now), 0}.Mul(0.1))
			q := mgl64.QuatRotate(0.5*math.Sin(3*(start+now)), mgl64.Vec3{0.6, 0, 0.8})
			tr.Append(start+now, p, q, i >= lost)
		}
		at, start = at.Add(way), start+lasts+rest
	}
	return tr
}

// figures are everything that is measured of one hand beside another, the box apart.
func figures(first, second Trajectory) map[string]float64 {
	segments := Clean(first).Segments
	hand, other := Derive(segments), Derive(Clean(second).Segments)
	var s Smoothness
	var p []mgl64.Vec3
	var speeds []float64
	f := map[string]float64{}
	for _, k := range hand {
		s.Add(k, 0)
		p, speeds = append(p, k.P...), append(speeds, k.Speed...)
		f["jerk"] += JerkIntegral(k.P, RateHz)
		f["movements"] += float64(len(Movements(k.Speed)))
		f["peaks"] += float64(len(SpeedPeaks.Peaks(k.Speed)))
	}
	for _, segment := range segments {
		roll, swing := RollSwing(segment.Q)
		f["roll"], f["swing"] = f["roll"]+roll, f["swing"]+swing
		f["depth"] += segment.DepthAlongShaft()
	}
	for i := range s.SPARC {
		f["SPARC"] += s.SPARC[i]
	}
	for i := range s.LDLJ {
		f["LDLJ"] += s.LDLJ[i]
	}
	speed := Summarise(speeds)
	f["mean"], f["median"], f["SD"], f["p95"] = speed.Mean, speed.Median, speed.SD, speed.P95
	if w, err := MeasureWorkspace(p); err == nil {
		f["ellipsoid"], f["hull"] = w.Ellipsoid, w.Hull
	}
	both := Together(hand, other)
	f["both"], f["correlation"], f["lag"] = both.Both, both.Correlation, both.Lag
	periods, seconds := Idle(hand, other)
	f["rests"], f["idle"] = float64(periods), seconds
	tremor := MeasureTremor(hand)
	f["tremor"], f["hold"] = tremor.RMS, tremor.Seconds
	return f
}

// TestFiguresAreRigidMotionInvariant: whoever turns the table changes no metric.
func TestFiguresAreRigidMotionInvariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, second := drawHand(t, "first"), drawHand(t, "second")
		want := figures(first, second)
		turn := mgl64.QuatRotate(rapid.Float64Range(-3, 3).Draw(t, "turn"), mgl64.Vec3{1, 2, -2}.Mul(1.0/3))
		shift := mgl64.Vec3{300, -200, 100}
		moved := func(tr Trajectory) Trajectory {
			var m Trajectory
			for i := range tr.T {
				m.Append(tr.T[i], turn.Rotate(tr.P[i]).Add(shift), turn.Mul(tr.Q[i]), tr.Valid[i])
			}
			return m
		}
		for what, got := range figures(moved(first), moved(second)) {
			if same := math.Abs(got-want[what]) <= 1e-6*math.Max(1, math.Abs(want[what])); !same && !math.IsNaN(got+want[what]) {
				t.Fatalf("%s is %.12g after a rigid motion, was %.12g", what, got, want[what])
			}
		}
	})
}

// TestAmplitudeAndTimeScale: the same reach, larger or slower, is as smooth, and
// its normalised jerk the same; the third power of time is in its jerk.
func TestAmplitudeAndTimeScale(t *testing.T) {
	reach := func(length, duration float64) Kinematics {
		p := make([]mgl64.Vec3, int(duration*RateHz)+41)
		for i := range p {
			u := math.Min(1, math.Max(0, float64(i-20)/RateHz/duration))
			p[i] = mgl64.Vec3{length * u * u * u * (10 + u*(-15+6*u)), 0, 0}
		}
		return Kinematics{P: p, Speed: Speed(Velocity(p, RateHz))}
	}
	var s Smoothness
	for _, c := range []struct{ length, duration float64 }{{100, 1}, {20, 1}, {100, 2}, {300, 2}} {
		s.Add(reach(c.length, c.duration), 0)
		k := reach(c.length, c.duration)
		inner := k.P[20 : len(k.P)-20]
		norm := NormalisedJerk(JerkIntegral(inner, RateHz), c.duration, c.length)
		near(t, "normalised jerk", norm, math.Sqrt(360), 0.055) // 18.053 at 100 Hz for 1 s (SCORING §2.2)
	}
	if len(s.SPARC) != 4 || len(s.LDLJ) != 4 {
		t.Fatalf("%d and %d reaches, want 4", len(s.SPARC), len(s.LDLJ))
	}
	for i := range s.SPARC {
		near(t, "SPARC", s.SPARC[i], s.SPARC[0], 5e-3)
		near(t, "LDLJ", s.LDLJ[i], s.LDLJ[0], 2e-2) // the edges of slower reaches fall on other samples
	}
	near(t, "SPARC of another amplitude", s.SPARC[1], s.SPARC[0], 1e-9)
	near(t, "LDLJ of another amplitude", s.LDLJ[1], s.LDLJ[0], 1e-9)
}

// TestTremorIsThatOfTheHand: 0.15 mm at 10 Hz along one axis at rest is 0.15/√2
// RMS; in a reach no tremor is looked for; noise has the share of its band.
func TestTremorIsThatOfTheHand(t *testing.T) {
	made := func(amplitude, speed float64) []Kinematics {
		var tr Trajectory
		for i := range 200 * 10 {
			now := float64(i) / 200
			tr.Append(now, mgl64.Vec3{speed * now, amplitude * math.Sin(2*math.Pi*10*now), 0}, mgl64.QuatIdent(), true)
		}
		return Derive(Clean(tr).Segments)
	}
	// Linear interpolation to 100 Hz hits every second sample: nothing is lost.
	shaking := MeasureTremor(made(0.15, 0))
	near(t, "tremor", shaking.RMS, 0.15/math.Sqrt2, 1e-3)
	near(t, "hold", shaking.Seconds, 10, 0)
	near(t, "tremor in a slow dissection", MeasureTremor(made(0.15, 20)).RMS, 0.15/math.Sqrt2, 1e-3)
	if fast := MeasureTremor(made(0.15, 100)); fast.Seconds != 0 || fast.RMS != 0 {
		t.Errorf("a reach has tremor %+v", fast)
	}
	state, sum := uint32(7), 0.0
	x := make([]mgl64.Vec3, 20000)
	for i := range x {
		for axis := range x[i] {
			state = 1664525*state + 1013904223
			x[i][axis] = (float64(state)/(1<<32) - 0.5) * math.Sqrt(12) * 0.3
			sum += x[i][axis] * x[i][axis]
		}
	}
	near(t, "SD of the noise", math.Sqrt(sum/float64(3*len(x))), 0.3, 0.01)
	if got, want := math.Sqrt(bandPower(x)), TremorFloor(0.3, RateHz); math.Abs(got/want-1) > 0.1 { // a bin more than 4 Hz: 6 %
		t.Errorf("noise has %g in the band, want %g", got, want)
	}
}

// TestUndefinedFigures: too little of anything is an error and no number.
func TestUndefinedFigures(t *testing.T) {
	if got := Summarise(nil); got != (Statistics{}) {
		t.Errorf("statistics of nothing: %+v", got)
	}
	if _, err := Welch(make([]float64, welchWindow-1), RateHz); err != ErrTooShort {
		t.Errorf("a spectrum of less than a window: %v", err)
	}
	silence, err := Welch(make([]float64, 2*welchWindow), RateHz)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := silence.Entropy(); err != ErrNoMotion {
		t.Errorf("entropy of silence: %v", err)
	}
	if _, err := silence.EdgeHz(0.95); err != ErrNoMotion {
		t.Errorf("edge of silence: %v", err)
	}
	if _, _, _, err := SampleEntropy([]float64{1, 2}); err != ErrTooShort {
		t.Errorf("sample entropy of two numbers: %v", err)
	}
	if _, err := MeasureWorkspace(make([]mgl64.Vec3, 29)); err != ErrTooShort {
		t.Errorf("room of 29 positions: %v", err)
	}
	if _, err := MeasureWorkspace(make([]mgl64.Vec3, 30)); err != ErrNoMotion {
		t.Errorf("room of one position: %v", err)
	}
	if b := Together(nil, nil); b.Samples != 0 || !math.IsNaN(b.Correlation) || !math.IsNaN(b.Lag) {
		t.Errorf("two hands that are not there: %+v", b)
	}
	still := []Kinematics{{Speed: make([]float64, 300), Turn: make([]float64, 300)}}
	if b := Together(still, still); b.Neither != 1 || !math.IsNaN(b.Correlation) {
		t.Errorf("two resting hands: %+v", b)
	}
	if periods, seconds := Idle(still, nil); periods != 0 || seconds != 0 {
		t.Errorf("a hand that is not tracked rests %d times, %g s", periods, seconds)
	}
	if periods, seconds := Idle(still, still); periods != 1 || seconds != 3 {
		t.Errorf("two resting hands rest %d times, %g s, want once for 3 s", periods, seconds)
	}
}

// TestMinimumJerkAnchors: SCORING §2.2's numbers for a reach of 100 mm in 1 s.
func TestMinimumJerkAnchors(t *testing.T) {
	for rate, want := range map[float64]float64{100: 18.053, 1000: 18.879} {
		p := make([]mgl64.Vec3, int(rate)+1)
		for i := range p {
			u := float64(i) / rate
			p[i] = mgl64.Vec3{100 * u * u * u * (10 + u*(-15+6*u)), 0, 0}
		}
		if norm := NormalisedJerk(JerkIntegral(p, rate), 1, 100); math.Abs(norm-want) > 5e-4 {
			t.Errorf("normalised jerk at %g Hz is %.4f, want %g", rate, norm, want)
		}
		if s := Summarise(Speed(Velocity(p, rate))); rate == 1000 && math.Abs(s.Mean/s.Max-0.5333) > 1e-3 {
			t.Errorf("mean over peak speed is %.4f, want 0.5333", s.Mean/s.Max)
		}
	}
}
