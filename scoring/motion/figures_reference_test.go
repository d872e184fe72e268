package motion

import (
	"math"
	"slices"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// segmentReference holds scipy's answers about recording A's first segment.
type segmentReference struct {
	Pipeline struct{ Right, Left kinematicReference }
	Spectral struct {
		Band    []float64 `json:"tremor_band_power_mm2"`
		Tremor  float64   `json:"tremor_rms_mm"`
		Entropy float64   `json:"spectral_entropy"`
		F95     float64   `json:"f95_hz"`
		SampEn  float64   `json:"sampen"`
		A       int       `json:"sampen_A"`
		B       int       `json:"sampen_B"`
		N       int       `json:"sampen_n"`
	} `json:"spectral_segment0"`
	Bimanual struct {
		R          float64 `json:"pearson_speed"`
		Both       float64 `json:"both_moving_frac"`
		OnlyFirst  float64 `json:"only_right_frac"`
		OnlySecond float64 `json:"only_left_frac"`
		Neither    float64 `json:"neither_frac"`
	}
	PerkTutor struct {
		Values struct {
			Depth     float64 `json:"DepthPerception_tool_z"`
			Path      float64 `json:"TissuePath_box"`
			Time      float64 `json:"TissueTime_box"`
			Punctures float64 `json:"TissuePunctures_box"`
			Turn      float64 `json:"RotationTotal_deg"`
			Box       float64 `json:"BoundingBoxVolume"`
			Elapsed   float64 `json:"ElapsedTime"`
		}
	} `json:"perktutor_raw_right_tool"`
	GapSplit struct {
		Tool  float64 `json:"depth_tool_axis_mm"`
		View  float64 `json:"depth_view_axis_mm"`
		Roll  float64 `json:"roll_path_deg"`
		Swing float64 `json:"swing_path_deg"`
	} `json:"orientation_gap_split"`
	Orientation struct {
		View float64 `json:"depth_view_axis_mm"`
	}
	Cross struct {
		Hull float64 `json:"hull_volume_mm3"`
	} `json:"scipy_crosscheck"`
}

type kinematicReference struct {
	Time     float64 `json:"observed_time_s"`
	Path     float64 `json:"path_mm"`
	Mean     float64 `json:"mean_speed"`
	Median   float64 `json:"median_speed"`
	SD       float64 `json:"sd_speed"`
	Max      float64 `json:"max_speed"`
	P95      float64 `json:"p95_speed"`
	MeanAcc  float64 `json:"mean_acc"`
	MaxAcc   float64 `json:"max_acc"`
	IntJerk2 float64 `json:"int_jerk2"`
	RMSJerk  float64 `json:"rms_jerk"`
	NormJerk float64 `json:"norm_jerk_chmarra"`
	Box      float64 `json:"bbox_mm3"`
	Ellipse  float64 `json:"ellipsoid95_mm3"`
	Hull     float64 `json:"hull_mm3"`
	EOV      float64 `json:"eov"`
	Periods  int     `json:"idle_periods_thr10_min0p25"`
	Idle     float64 `json:"idle_time_thr10_min0p25"`
	Peaks    int     `json:"velocity_peaks_h20_d0p15_p10"`
}

func TestKinematicsAgainstRecordingA(t *testing.T) {
	var reference segmentReference
	readReference(t, "recording_a_expected.json", &reference)
	right, left := recordingA(t)
	t.Run("right", func(t *testing.T) { checkKinematics(t, Derive(Clean(right).Segments), reference.Pipeline.Right) })
	t.Run("left", func(t *testing.T) { checkKinematics(t, Derive(Clean(left).Segments), reference.Pipeline.Left) })
}

func checkKinematics(t *testing.T, all []Kinematics, want kinematicReference) {
	t.Helper()
	var speeds, accelerations []float64
	var p []mgl64.Vec3
	var still []bool
	jerk, peaks := 0.0, 0
	for _, k := range all {
		speeds = append(speeds, k.Speed...)
		accelerations = append(accelerations, Accelerations(k.Velocity(), RateHz)...)
		p = append(p, k.P...)
		jerk += JerkIntegral(k.P, RateHz)
		peaks += len(SpeedPeaks.Peaks(k.Speed))
		for _, s := range k.Speed {
			still = append(still, s < IdleSpeed)
		}
		still = append(still, false)
	}
	speed, acceleration := Summarise(speeds), Summarise(accelerations)
	w, err := MeasureWorkspace(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what      string
		got, want float64
		tol       float64
	}{
		{"mean speed", speed.Mean, want.Mean, 1e-8}, {"median speed", speed.Median, want.Median, 1e-8},
		{"SD of speed", speed.SD, want.SD, 1e-8}, {"largest speed", speed.Max, want.Max, 1e-8},
		{"p95 speed", speed.P95, want.P95, 1e-8}, {"mean acceleration", acceleration.Mean, want.MeanAcc, 1e-8},
		{"largest acceleration", acceleration.Max, want.MaxAcc, 1e-8},
		{"jerk integral", jerk, want.IntJerk2, 1e-8}, {"RMS jerk", math.Sqrt(jerk / want.Time), want.RMSJerk, 1e-8},
		{"normalised jerk", NormalisedJerk(jerk, want.Time, want.Path), want.NormJerk, 1e-8},
		{"box", w.BoxVolume(), want.Box, 1e-8}, {"ellipsoid", w.Ellipsoid, want.Ellipse, 1e-8},
		{"hull", w.Hull, want.Hull, 1e-6}, {"economy of volume", w.Economy(want.Path), want.EOV, 1e-8},
	} {
		near(t, c.what, c.got, c.want, c.tol)
	}
	if peaks != want.Peaks {
		t.Errorf("%d peaks of speed, want %d", peaks, want.Peaks)
	}
	if periods, seconds := rests(still, RateHz, 0.25); periods != want.Periods || seconds != want.Idle {
		t.Errorf("%d rests of %g s, want %d of %g s", periods, seconds, want.Periods, want.Idle)
	}
}

func TestSpectraAgainstRecordingA(t *testing.T) {
	var reference segmentReference
	readReference(t, "recording_a_expected.json", &reference)
	want := reference.Spectral
	right, _ := recordingA(t)
	segment := Clean(right).Segments[0]
	raw := segment.resamplePositions()
	for axis := range 3 {
		x := make([]float64, len(raw))
		for i := range raw {
			x[i] = raw[i][axis]
		}
		s, err := Welch(x, RateHz)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "band", s.Band(TremorFromHz, TremorToHz), want.Band[axis], 1e-8)
	}
	near(t, "tremor", math.Sqrt(bandPower(raw)), want.Tremor, 1e-8)
	speed := Derive([]Segment{segment})[0].Speed
	s, err := Welch(speed, RateHz)
	if err != nil {
		t.Fatal(err)
	}
	entropy, err := s.Entropy()
	near(t, "entropy", entropy, want.Entropy, 1e-8)
	edge, err2 := s.EdgeHz(0.95)
	near(t, "f95", edge, want.F95, 1e-8)
	slow := EveryFourth(speed)
	value, a, b, err3 := SampleEntropy(slow)
	near(t, "sample entropy", value, want.SampEn, 1e-8)
	if err != nil || err2 != nil || err3 != nil || a != want.A || b != want.B || len(slow) != want.N {
		t.Errorf("%v %v %v, %d and %d pairs of %d, want %d and %d of %d", err, err2, err3, a, b, len(slow), want.A, want.B, want.N)
	}
}

func TestBimanualAgainstRecordingA(t *testing.T) {
	var reference segmentReference
	readReference(t, "recording_a_expected.json", &reference)
	var extra struct {
		Lag struct {
			R   float64 `json:"best_r"`
			Lag int     `json:"lag_samples"`
		} `json:"lag_test"`
	}
	readReference(t, "kinematics_extra_expected.json", &extra)
	right, left := recordingA(t)
	got, want := Together(Derive(Clean(right).Segments), Derive(Clean(left).Segments)), reference.Bimanual
	near(t, "correlation", got.Correlation, want.R, 1e-8)
	near(t, "both", got.Both, want.Both, 1e-12)
	near(t, "only right", got.OnlyFirst, want.OnlyFirst, 1e-12)
	near(t, "only left", got.OnlySecond, want.OnlySecond, 1e-12)
	near(t, "neither", got.Neither, want.Neither, 1e-12)

	s := make([]float64, 400)
	for i := range s {
		at := float64(i) / RateHz
		s[i] = 10 * (1 + math.Sin(2*math.Pi*0.7*at) + 0.5*math.Sin(2*math.Pi*1.9*at))
	}
	pairs := []pair{{s[12:], s[:len(s)-12]}}
	if lag := bestLag(pairs); lag != extra.Lag.Lag {
		t.Errorf("lag %d, want %d", lag, extra.Lag.Lag)
	}
	near(t, "greatest correlation", correlation(pairs, extra.Lag.Lag), extra.Lag.R, 1e-12)
}

func TestOrientationAgainstRecordingA(t *testing.T) {
	var reference segmentReference
	readReference(t, "recording_a_expected.json", &reference)
	var extra struct {
		Whole struct {
			Roll  float64 `json:"roll_path_deg"`
			Swing float64 `json:"swing_path_deg"`
		} `json:"recording_a_roll_swing"`
		Twist struct {
			Q     []float64 `json:"q_wxyz"`
			Twist float64   `json:"twist_z_deg"`
		} `json:"swing_twist"`
	}
	readReference(t, "kinematics_extra_expected.json", &extra)
	right, _ := recordingA(t)
	view := mgl64.Vec3{0, 0.6, -0.8}
	var p []mgl64.Vec3
	var q []mgl64.Quat
	var roll, swing, depth, seen float64
	for _, s := range Clean(right).Segments {
		r, w := RollSwing(s.Q)
		roll, swing = roll+r, swing+w
		depth += depthAlong(s.P, func(i int) mgl64.Vec3 { return s.Q[i].Rotate(toolAxis) })
		seen += depthAlong(s.P, func(int) mgl64.Vec3 { return view })
		p, q = append(p, s.P...), append(q, s.Q...)
	}
	near(t, "roll", mgl64.RadToDeg(roll), reference.GapSplit.Roll, 1e-8)
	near(t, "swing", mgl64.RadToDeg(swing), reference.GapSplit.Swing, 1e-8)
	near(t, "depth along the tool", depth, reference.GapSplit.Tool, 1e-8)
	near(t, "depth along the view", seen, reference.GapSplit.View, 1e-8)
	roll, swing = RollSwing(q)
	near(t, "roll across the gap", mgl64.RadToDeg(roll), extra.Whole.Roll, 1e-8)
	near(t, "swing across the gap", mgl64.RadToDeg(swing), extra.Whole.Swing, 1e-8)
	near(t, "depth along the tool across the gap", depthAlong(p, func(i int) mgl64.Vec3 { return q[i].Rotate(toolAxis) }), reference.PerkTutor.Values.Depth, 1e-8)
	near(t, "depth along the view across the gap", depthAlong(p, func(int) mgl64.Vec3 { return view }), reference.Orientation.View, 1e-8)
	near(t, "raw hull", HullVolume(p), reference.Cross.Hull, 1e-6)
	twist, _ := swingTwist(mgl64.Quat{W: extra.Twist.Q[0], V: mgl64.Vec3(extra.Twist.Q[1:4])})
	near(t, "twist", mgl64.RadToDeg(twist), extra.Twist.Twist, 1e-8)
}

// TestInsertionAgainstPerkTutor: the right tool through a box of tissue, its
// needle along z, the dropout not cut out.
func TestInsertionAgainstPerkTutor(t *testing.T) {
	var reference segmentReference
	readReference(t, "recording_a_expected.json", &reference)
	right, _ := recordingA(t)
	var times []float64
	var p []mgl64.Vec3
	var q []mgl64.Quat
	for _, s := range Clean(right).Segments {
		times, p, q = append(times, s.T...), append(p, s.P...), append(q, s.Q...)
	}
	inBox := func(p mgl64.Vec3) bool {
		return p[0] >= 0 && p[0] <= 60 && p[1] >= -20 && p[1] <= 40 && p[2] >= 140 && p[2] <= 200
	}
	near(t, "rotation", mgl64.RadToDeg(AngularPath(q)), reference.PerkTutor.Values.Turn, 1e-8)
	raw, err := MeasureWorkspace(p)
	near(t, "box", raw.BoxVolume(), reference.PerkTutor.Values.Box, 1e-8)
	near(t, "elapsed", times[len(times)-1]-times[0], reference.PerkTutor.Values.Elapsed, 1e-8)
	if err != nil {
		t.Fatal(err)
	}
	got := measureInsertion(times, p, func(i int) mgl64.Vec3 { return q[i].Rotate(mgl64.Vec3{0, 0, 1}) }, inBox)
	want := reference.PerkTutor.Values
	near(t, "path", got.path, want.Path, 1e-8)
	near(t, "time", got.seconds, want.Time, 1e-8)
	if got.punctures != int(want.Punctures) {
		t.Errorf("%d punctures, want %g", got.punctures, want.Punctures)
	}
}

func TestMovementsOfTheDesignedTrial(t *testing.T) {
	type movement struct {
		Start, End           int
		Displacement, Length float64
		Peak                 float64
		Ratio                float64 `json:"mean_over_peak"`
	}
	var reference struct {
		Trial struct {
			Movements []movement
			Peaks     []int                `json:"velocity_peaks"`
			Idle      map[string][]float64 `json:"idle"`
		} `json:"designed_trial"`
	}
	readReference(t, "kinematics_extra_expected.json", &reference)
	want := reference.Trial
	p := designedTrial()
	speed := Speed(Velocity(p, RateHz))
	got := Movements(speed)
	if len(got) != len(want.Movements) {
		t.Fatalf("movements %v, want %v", got, want.Movements)
	}
	for i, m := range got {
		expected := want.Movements[i]
		if m.Start != expected.Start || m.End != expected.End {
			t.Errorf("movement %d is %v, want %d to %d", i, m, expected.Start, expected.End)
		}
		s := Summarise(speed[m.Start : m.End+1])
		near(t, "peak", s.Max, expected.Peak, 1e-8)
		near(t, "mean over peak", s.Mean/s.Max, expected.Ratio, 1e-8)
		near(t, "displacement", p[m.End].Sub(p[m.Start]).Len(), expected.Displacement, 1e-8)
	}
	if peaks := SpeedPeaks.Peaks(speed); !slices.Equal(peaks, want.Peaks) {
		t.Errorf("peaks %v, want %v", peaks, want.Peaks)
	}
	for name, c := range map[string]struct{ limit, least float64 }{
		"thr10_min0p5": {10, 0.5}, "thr10_min0p25": {10, 0.25}, "thr5_min0p5": {5, 0.5},
	} {
		still := make([]bool, len(speed))
		for i := range speed {
			still[i] = speed[i] < c.limit
		}
		periods, seconds := rests(still, RateHz, c.least)
		if expected := want.Idle[name]; float64(periods) != expected[0] || math.Abs(seconds-expected[1]) > 1e-9 {
			t.Errorf("%s: %d rests of %g s, want %v", name, periods, seconds, expected)
		}
	}
}

func TestCameraSeesWhatTheReferenceSees(t *testing.T) {
	var reference struct {
		InView struct {
			Camera struct {
				Pos, Forward, Up mgl64.Vec3
				H                float64 `json:"hfov_deg"`
				V                float64 `json:"vfov_deg"`
				Near, Far        float64
			}
			Points []struct {
				P      mgl64.Vec3
				InView bool `json:"in_view"`
			}
		} `json:"in_view"`
	}
	readReference(t, "kinematics_extra_expected.json", &reference)
	c := reference.InView.Camera
	seen := Camera{At: c.Pos, Forward: c.Forward, Up: c.Up, Horizontal: mgl64.DegToRad(c.H), Vertical: mgl64.DegToRad(c.V), Near: c.Near, Far: c.Far}
	if len(reference.InView.Points) != 8 {
		t.Fatalf("%d points, want 8", len(reference.InView.Points))
	}
	for _, point := range reference.InView.Points {
		if seen.Sees(point.P) != point.InView {
			t.Errorf("%v is seen: %v, want %v", point.P, !point.InView, point.InView)
		}
	}
}
