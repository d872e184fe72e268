package motion

import (
	"math"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func TestStraightLineAndCircle(t *testing.T) {
	var line Trajectory
	for i := range 201 { // 100 mm in 2 s at 100 Hz: the grid's own points
		line.Append(float64(i)/100, mgl64.Vec3{0, float64(i) / 2, 0}, mgl64.QuatIdent(), true)
	}
	segment := Clean(line).Segments[0]
	near(t, "line", PathLength(segment.P), 100, 1e-12)
	near(t, "line in steps of 1 mm", DeadBandLength(segment.P, 1), 100, 1e-12)
	near(t, "line in steps of 7 mm", DeadBandLength(segment.P, 7), 98, 1e-12)
	for _, v := range Velocity(segment.P, RateHz) {
		near(t, "speed", v.Len(), 50, 1e-12)
	}
	// The specified filter starts each pass at rest, so a line that is moving at
	// its ends rings there: 6 µm of 100 mm.
	near(t, "filtered line", PathLength(segment.Smoothed()), 100, 1e-4)

	const radius, n = 30.0, 2000
	circle := make([]mgl64.Vec3, n+1)
	for i := range circle {
		angle := 2 * math.Pi * float64(i) / n
		circle[i] = mgl64.Vec3{radius * math.Cos(angle), radius * math.Sin(angle), 5}
	}
	near(t, "inscribed polygon", PathLength(circle), 2*n*radius*math.Sin(math.Pi/n), 1e-12)
}

func TestPathIsAdditive(t *testing.T) {
	p := Clean(arc(900)).Segments[0].Smoothed()
	rapid.Check(t, func(t *rapid.T) {
		cut := rapid.IntRange(0, len(p)-1).Draw(t, "cut")
		if whole, parts := PathLength(p), PathLength(p[:cut+1])+PathLength(p[cut:]); math.Abs(whole-parts) > 1e-9 {
			t.Fatalf("%v + … = %v, whole %v", cut, parts, whole)
		}
	})
}

func TestReversalLeavesPathAndSPARC(t *testing.T) {
	p := make([]mgl64.Vec3, 301)
	for i := range p {
		x := float64(i) / 300
		p[i] = mgl64.Vec3{80 * x * x * x, 20 * math.Sin(4*x), x}
	}
	back := slices.Clone(p)
	slices.Reverse(back)
	near(t, "path", PathLength(back), PathLength(p), 1e-12)
	there, err := SPARC(Speed(Velocity(p, RateHz)), RateHz, 10)
	if err != nil {
		t.Fatal(err)
	}
	andBack, err := SPARC(Speed(Velocity(back, RateHz)), RateHz, 10)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "SPARC", andBack.SPARC, there.SPARC, 1e-9)
}

func TestSmoothnessDoesNotDependOnAmplitude(t *testing.T) {
	speed := make([]float64, 150)
	for i := range speed {
		u := float64(i) / 149
		speed[i] = 30*u*u - 60*u*u*u + 30*u*u*u*u + 0.1*math.Sin(20*u)*math.Sin(20*u)
	}
	want, err := SPARC(speed, RateHz, 10)
	if err != nil {
		t.Fatal(err)
	}
	wantJerk, _ := JerkOfSpeed(speed, RateHz)
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.Float64Range(1e-3, 1e4).Draw(t, "scale")
		scaled := make([]float64, len(speed))
		for i := range speed {
			scaled[i] = scale * speed[i]
		}
		got, err := SPARC(scaled, RateHz, 10)
		jerk, _ := JerkOfSpeed(scaled, RateHz)
		if err != nil || math.Abs(got.SPARC-want.SPARC) > 1e-9 || math.Abs(jerk.DLJ()/wantJerk.DLJ()-1) > 1e-9 {
			t.Fatalf("scaled by %v: %v and %v, %v", scale, got.SPARC, jerk.DLJ(), err)
		}
	})
}

func TestUndefinedSmoothness(t *testing.T) {
	still := make([]float64, 100)
	if _, err := SPARC(still, RateHz, 10); err != ErrNoMotion {
		t.Errorf("SPARC of rest: %v", err)
	}
	if _, err := JerkOfSpeed(still, RateHz); err != ErrNoMotion {
		t.Errorf("jerk of rest: %v", err)
	}
	if _, err := SPARC([]float64{1, 2}, RateHz, 10); err != ErrTooShort {
		t.Errorf("SPARC of two samples: %v", err)
	}
	if _, err := JerkOfSpeed([]float64{1, 2}, RateHz); err != ErrTooShort {
		t.Errorf("jerk of two samples: %v", err)
	}
	if _, err := SPARC([]float64{1, math.NaN(), 3, 4}, RateHz, 10); err != ErrNotFinite {
		t.Errorf("SPARC of NaN: %v", err)
	}
	if _, err := JerkOfSpeed([]float64{1, math.Inf(1), 3}, RateHz); err != ErrNotFinite {
		t.Errorf("jerk of infinity: %v", err)
	}
}

func TestResamplingOrientationsIsExactForSteadyRotation(t *testing.T) {
	axis := mgl64.Vec3{1, 2, 2}.Mul(1.0 / 3)
	var tr Trajectory
	for i, at := 0, 0.0; i < 70; i, at = i+1, at+0.013+0.002*math.Sin(float64(i)) {
		q := mgl64.QuatRotate(3*at, axis)
		if i%2 == 1 {
			q = q.Scale(-1)
		}
		tr.Append(at, mgl64.Vec3{10 * at, 0, 0}, q, true)
	}
	segment := Clean(tr).Segments[0]
	p, q := segment.resamplePositions(), segment.resampleOrientations()
	for k := range q {
		at := float64(k) / RateHz
		near(t, "x", p[k][0], 10*at, 1e-12)
		near(t, "orientation", math.Abs(q[k].Dot(mgl64.QuatRotate(3*at, axis))), 1, 1e-14)
	}
	if tiny := slerp(mgl64.QuatIdent(), mgl64.QuatRotate(1e-11, axis), 0.5); !isFinite(tiny.W) || math.Abs(tiny.Len()-1) > 1e-15 {
		t.Errorf("a tiny rotation interpolates to %v", tiny)
	}
}

func TestButterworthIsTheSpecifiedFilter(t *testing.T) {
	filter := butterworth(CutoffHz, RateHz)
	for i, want := range []float64{0.06745527388907191, 0.13491054777814382, 0.06745527388907191} {
		near(t, "b", filter.b[i], want, 1e-15)
	}
	for i, want := range []float64{1, -1.1429805025399011, 0.4128015980961886} {
		near(t, "a", filter.a[i], want, 1e-15)
	}
	for i, want := range []float64{0.932544726110929, -0.345346324207117} {
		near(t, "zi", filter.zi[i], want, 1e-14)
	}
}

func TestFilterHalvesItsCutoff(t *testing.T) {
	p := make([]mgl64.Vec3, 2001)
	for i := range p {
		p[i][2] = math.Sin(2 * math.Pi * CutoffHz * float64(i) / RateHz)
	}
	smooth := make([]mgl64.Vec3, len(p))
	smoothInto(smooth, p)
	for i := 500; i < 1500; i++ { // away from the edges: −6 dB and no shift
		if math.Abs(smooth[i][2]-p[i][2]/2) > 1e-9 {
			t.Fatalf("sample %d: %v of %v", i, smooth[i][2], p[i][2])
		}
	}
}

func TestShortSegmentsAreNotFiltered(t *testing.T) {
	tr := arc(18) // 0.085 s: nine grid samples
	segment := Clean(tr).Segments[0]
	if got := segment.Smoothed(); !slices.Equal(got, tr.P) {
		t.Errorf("smoothed to %v", got)
	}
	if segment := Clean(arc(19)).Segments[0]; len(segment.Smoothed()) != 10 {
		t.Error("0.09 s have ten grid samples and are filtered")
	}
	if DeadBandLength(nil, 1) != 0 || PathLength(nil) != 0 || len(Velocity(tr.P[:1], RateHz)) != 1 {
		t.Error("nothing should give nothing")
	}
}
