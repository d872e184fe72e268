package motion

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// referenceFolder holds values computed by independent programs (SPARC,
// smoothness_from_imu, scipy, PerkTutor); it lies beside the project.
const referenceFolder = "../../../shared/scoring_ref"

func openReference(t *testing.T, name string) *os.File {
	t.Helper()
	file, err := os.Open(filepath.Join(referenceFolder, name))
	if os.IsNotExist(err) {
		t.Skipf("no reference values here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

func readReference(t *testing.T, name string, into any) {
	t.Helper()
	if err := json.NewDecoder(openReference(t, name)).Decode(into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// near fails unless got equals want within tol, relative above 1 and absolute below.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Max(1, math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

func TestSmoothnessOfSpeedAgainstSPARC(t *testing.T) {
	var reference struct {
		Cases []struct {
			Name     string
			FS       float64
			Speed    []float64
			Expected struct {
				SPARC10 float64  `json:"sparc_fc10"`
				Bins10  int      `json:"sparc_fc10_bins"`
				Top10   float64  `json:"sparc_fc10_fcut_hz"`
				SPARC20 float64  `json:"sparc_fc20"`
				Bins20  int      `json:"sparc_fc20_bins"`
				Top20   float64  `json:"sparc_fc20_fcut_hz"`
				NFFT    int      `json:"nfft"`
				DLJ     float64  `json:"dlj"`
				LDLJ    *float64 `json:"ldlj"`
				Peak    float64  `json:"peak"`
			}
		}
	}
	readReference(t, "smoothness_speed_cases.json", &reference)
	if len(reference.Cases) != 24 {
		t.Fatalf("%d cases, want 24", len(reference.Cases))
	}
	for _, c := range reference.Cases {
		t.Run(c.Name, func(t *testing.T) {
			for _, want := range []struct {
				cutoff, sparc, top float64
				bins               int
			}{
				{10, c.Expected.SPARC10, c.Expected.Top10, c.Expected.Bins10},
				{20, c.Expected.SPARC20, c.Expected.Top20, c.Expected.Bins20},
			} {
				got, err := SPARC(c.Speed, c.FS, want.cutoff)
				if err != nil {
					t.Fatal(err)
				}
				near(t, "SPARC", got.SPARC, want.sparc, 1e-9)
				near(t, "top frequency", got.TopHz, want.top, 1e-12)
				if got.Bins != want.bins || got.FFTLength != c.Expected.NFFT {
					t.Errorf("bins %d of %d, want %d of %d", got.Bins, got.FFTLength, want.bins, c.Expected.NFFT)
				}
			}
			jerk, err := JerkOfSpeed(c.Speed, c.FS)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "peak", jerk.PeakSpeed, c.Expected.Peak, 1e-12)
			near(t, "DLJ", jerk.DLJ(), c.Expected.DLJ, 1e-9)
			ldlj, err := jerk.LDLJ()
			if c.Expected.LDLJ == nil {
				if err != ErrConstantSpeed {
					t.Errorf("LDLJ = %v, %v, want ErrConstantSpeed", ldlj, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			near(t, "LDLJ", ldlj, *c.Expected.LDLJ, 1e-9)
		})
	}
}

func TestSmoothnessOfVelocityAgainstIMUReference(t *testing.T) {
	var reference struct {
		Cases []struct {
			Name     string
			FS       float64
			Velocity []mgl64.Vec3
			Expected struct {
				T3        float64
				VPeak2    float64 `json:"vpeak2"`
				JerkCost  float64 `json:"jerk_cost"`
				DLJ       float64 `json:"dlj"`
				LDLJV     float64 `json:"ldlj_v"`
				LDLJSpeed float64 `json:"ldlj_speed"`
				SPARC     float64 `json:"sparc_speed"`
			}
		}
	}
	readReference(t, "smoothness_vector_cases.json", &reference)
	if len(reference.Cases) != 4 {
		t.Fatalf("%d cases, want 4", len(reference.Cases))
	}
	for _, c := range reference.Cases {
		t.Run(c.Name, func(t *testing.T) {
			jerk, err := JerkOfVelocity(c.Velocity, c.FS)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "T³", math.Pow(jerk.Duration, 3), c.Expected.T3, 1e-9)
			near(t, "v²", jerk.PeakSpeed*jerk.PeakSpeed, c.Expected.VPeak2, 1e-9)
			near(t, "cost", jerk.Cost, c.Expected.JerkCost, 1e-9)
			near(t, "DLJ", jerk.DLJ(), c.Expected.DLJ, 1e-9)
			ldlj, err := jerk.LDLJ()
			if err != nil {
				t.Fatal(err)
			}
			near(t, "LDLJ", ldlj, c.Expected.LDLJV, 1e-9)

			speed := Speed(c.Velocity)
			spectral, err := SPARC(speed, c.FS, 10)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "SPARC", spectral.SPARC, c.Expected.SPARC, 1e-9)
			scalar, err := JerkOfSpeed(speed, c.FS)
			if err != nil {
				t.Fatal(err)
			}
			ldlj, err = scalar.LDLJ()
			if c.Expected.LDLJSpeed > 0 { // the reference took the logarithm of rounding errors
				if err != ErrConstantSpeed {
					t.Errorf("LDLJ of a constant speed = %v, %v", ldlj, err)
				}
				return
			}
			near(t, "LDLJ of speed", ldlj, c.Expected.LDLJSpeed, 1e-9)
		})
	}
}

// recordingA reads the made recording: right and left tool.
func recordingA(t *testing.T) (right, left Trajectory) {
	t.Helper()
	rows, err := csv.NewReader(openReference(t, "recording_a.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		x := make([]float64, len(row))
		for i := range row {
			if x[i], err = strconv.ParseFloat(row[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		quat := func(x []float64) mgl64.Quat {
			return mgl64.Quat{W: x[0], V: mgl64.Vec3{x[1], x[2], x[3]}}
		}
		right.Append(x[0], mgl64.Vec3(x[1:4]), quat(x[4:8]), x[8] == 1)
		left.Append(x[0], mgl64.Vec3(x[9:12]), quat(x[12:16]), true)
	}
	return right, left
}

type pipelineReference struct {
	ObservedTime float64 `json:"observed_time_s"`
	Path         float64 `json:"path_mm"`
	MaxSpeed     float64 `json:"max_speed"`
	MeanSpeed    float64 `json:"mean_speed"`
	Samples      int     `json:"n_samples"`
	PerSegment   []struct {
		N         int
		T0, T1    float64
		Path      float64
		SPARC     float64 `json:"sparc"`
		LDLJSpeed float64 `json:"ldlj_speed"`
		LDLJV     float64 `json:"ldlj_v"`
	} `json:"per_segment"`
}

func TestPipelineAgainstRecordingA(t *testing.T) {
	var reference struct {
		Pipeline struct{ Right, Left pipelineReference }
		Steps    struct {
			Resampled  []mgl64.Vec3 `json:"resampled_first5"`
			Filtered   []mgl64.Vec3 `json:"filtered_first5"`
			FilteredTo []mgl64.Vec3 `json:"filtered_last3"`
			Speed      []float64    `json:"speed_first5"`
		} `json:"segment0_steps"`
		Orientation struct {
			Path float64 `json:"angular_path_deg"`
		}
		GapSplit struct {
			Path    float64 `json:"angular_path_deg"`
			RawPath float64 `json:"raw_path_mm"`
		} `json:"orientation_gap_split"`
	}
	readReference(t, "recording_a_expected.json", &reference)
	right, left := recordingA(t)

	cleaned := Clean(right)
	if cleaned.Lost != 30 || cleaned.BadTime != 0 || cleaned.Spikes != 0 {
		t.Errorf("dropped %d lost, %d bad time, %d spikes, want 30, 0, 0", cleaned.Lost, cleaned.BadTime, cleaned.Spikes)
	}
	t.Run("right", func(t *testing.T) { checkPipeline(t, cleaned, reference.Pipeline.Right) })
	t.Run("left", func(t *testing.T) { checkPipeline(t, Clean(left), reference.Pipeline.Left) })

	grid, smooth := cleaned.Segments[0].resamplePositions(), cleaned.Segments[0].Smoothed()
	speed := Speed(Velocity(smooth, RateHz))
	for i := range 5 {
		for axis := range 3 {
			near(t, "resampled", grid[i][axis], reference.Steps.Resampled[i][axis], 1e-10)
			near(t, "filtered", smooth[i][axis], reference.Steps.Filtered[i][axis], 1e-10)
		}
		near(t, "speed", speed[i], reference.Steps.Speed[i], 1e-10)
	}
	for i, want := range reference.Steps.FilteredTo {
		for axis := range 3 {
			near(t, "filtered end", smooth[len(smooth)-3+i][axis], want[axis], 1e-10)
		}
	}

	var all []mgl64.Quat
	angle, raw := 0.0, 0.0
	for _, segment := range cleaned.Segments {
		all = append(all, segment.Q...)
		angle += AngularPath(segment.Q)
		raw += PathLength(segment.P)
	}
	near(t, "rotation across the gap", mgl64.RadToDeg(AngularPath(all)), reference.Orientation.Path, 1e-8)
	near(t, "rotation", mgl64.RadToDeg(angle), reference.GapSplit.Path, 1e-8)
	near(t, "raw path", raw, reference.GapSplit.RawPath, 1e-8)
}

func checkPipeline(t *testing.T, cleaned Cleaned, want pipelineReference) {
	t.Helper()
	if len(cleaned.Segments) != len(want.PerSegment) {
		t.Fatalf("%d segments, want %d", len(cleaned.Segments), len(want.PerSegment))
	}
	path, observed, samples := 0.0, 0.0, 0
	var speeds []float64
	for i, segment := range cleaned.Segments {
		expected := want.PerSegment[i]
		grid, start := segment.resamplePositions(), segment.T[0]
		if len(grid) != expected.N {
			t.Errorf("segment %d: %d samples, want %d", i, len(grid), expected.N)
		}
		end := start + float64(len(grid)-1)/RateHz
		near(t, "start", start, expected.T0, 1e-12)
		near(t, "end", end, expected.T1, 1e-12)
		smooth := segment.Smoothed()
		near(t, "path", PathLength(smooth), expected.Path, 1e-8)
		v := Velocity(smooth, RateHz)
		speed := Speed(v)
		spectral, err := SPARC(speed, RateHz, 10)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "SPARC", spectral.SPARC, expected.SPARC, 1e-8)
		near(t, "LDLJ of speed", ldlj(t)(JerkOfSpeed(speed, RateHz)), expected.LDLJSpeed, 1e-8)
		near(t, "LDLJ", ldlj(t)(JerkOfVelocity(v, RateHz)), expected.LDLJV, 1e-8)
		path += PathLength(smooth)
		observed += end - start
		samples += len(grid)
		speeds = append(speeds, speed...)
	}
	near(t, "whole path", path, want.Path, 1e-8)
	near(t, "observed time", observed, want.ObservedTime, 1e-10)
	if samples != want.Samples {
		t.Errorf("%d samples, want %d", samples, want.Samples)
	}
	largest, sum := 0.0, 0.0
	for _, s := range speeds {
		largest = math.Max(largest, s)
		sum += s
	}
	near(t, "largest speed", largest, want.MaxSpeed, 1e-8)
	near(t, "mean speed", sum/float64(len(speeds)), want.MeanSpeed, 1e-8)
}

func ldlj(t *testing.T) func(Jerk, error) float64 {
	return func(jerk Jerk, err error) float64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		value, err := jerk.LDLJ()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestDeadBandAgainstReference(t *testing.T) {
	var reference struct {
		Path map[string]float64 `json:"path_deadband"`
	}
	readReference(t, "kinematics_extra_expected.json", &reference)
	right, left := recordingA(t)
	for _, c := range []struct {
		name string
		tool Trajectory
		band float64
	}{
		{"right_d1.0", right, 1}, {"left_d1.0", left, 1}, {"right_d0.5", right, 0.5},
	} {
		sum := 0.0
		for _, segment := range Clean(c.tool).Segments {
			sum += DeadBandLength(segment.Smoothed(), c.band)
		}
		near(t, c.name, sum, reference.Path[c.name], 1e-8)
	}
}

// TestRestingToolDoesNotTravel reproduces the reference's demonstration: 60 s at
// rest at 90 Hz with 0.3 mm of jitter per axis.
func TestRestingToolDoesNotTravel(t *testing.T) {
	var reference struct {
		Jitter struct {
			Raw      float64 `json:"raw_path_mm"`
			Filtered float64 `json:"filtered10Hz_path_mm"`
			DeadBand float64 `json:"filtered_plus_deadband1mm_path_mm"`
		} `json:"stationary_jitter_60s"`
	}
	readReference(t, "recording_a_expected.json", &reference)
	state := uint32(99)
	gauss := func() float64 {
		sum := 0.0
		for range 4 {
			state = 1664525*state + 1013904223
			sum += float64(state)/(1<<32) - 0.5
		}
		return sum * math.Sqrt(3) * 0.3
	}
	var rest Trajectory
	for i := range 60 * 90 {
		rest.Append(float64(i)/90, mgl64.Vec3{gauss(), gauss(), gauss()}, mgl64.QuatIdent(), true)
	}
	segment := Clean(rest).Segments[0]
	near(t, "raw path", PathLength(segment.P), reference.Jitter.Raw, 1e-8)
	near(t, "filtered path", PathLength(segment.Smoothed()), reference.Jitter.Filtered, 1e-8)
	near(t, "dead-band path", DeadBandLength(segment.Smoothed(), 1), reference.Jitter.DeadBand, 0)
}
