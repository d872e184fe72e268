package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

const shared = "../../../shared/"

func sharedFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shared, name))
	if os.IsNotExist(err) {
		t.Skipf("no shared data here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestCSVScoresAsTheReference: recording A of the scoring reference, brought
// into our columns, gives the reference's path through import and measuring.
func TestCSVScoresAsTheReference(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(sharedFile(t, "scoring_ref/recording_a.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Pipeline struct {
			Right struct {
				Path float64 `json:"path_mm"`
			}
		}
	}
	if err := json.Unmarshal(sharedFile(t, "scoring_ref/recording_a_expected.json"), &reference); err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("t_s,x_mm,y_mm,z_mm,qw,qx,qy,qz,valid,remark\n")
	for _, row := range rows[1:] {
		valid := row[8] == "1"
		fmt.Fprintf(&table, "%s,%t,x\n", strings.Join(row[:8], ","), valid)
	}
	m, err := MotionCSV(strings.NewReader(table.String()))
	if err != nil {
		t.Fatal(err)
	}
	rec, err := m.Recording()
	if err != nil {
		t.Fatal(err)
	}
	metrics := scoring.Measure(rec)
	path, _ := metrics.Get("path_mm")
	// The reference interpolates from the source's samples to 100 Hz at once; ours
	// goes over ticks of 200 Hz, of which every second is a point of that grid in
	// the first segment only: after a gap the grids are up to 5 ms apart.
	if path.Value == nil || math.Abs(*path.Value/reference.Pipeline.Right.Path-1) > 0.002 {
		t.Errorf("path %v (%s), the reference has %v", path.Value, path.Reason, reference.Pipeline.Right.Path)
	}
	if time, _ := metrics.Get("time_total"); time.Value == nil || math.Abs(*time.Value-10) > 0.02 {
		t.Errorf("time %v", time.Value)
	}
	for _, id := range []string{"target_error", "entry_error", "angle_error", "passes", "overshoot"} {
		if metric, ok := metrics.Get(id); !ok || metric.Reason != scoring.ReasonNotRecorded {
			t.Errorf("%s of motion without a plan: %+v", id, metric)
		}
	}
	if reasons := scoring.Invalidity(rec); reasons != nil {
		t.Errorf("invalid: %v", reasons)
	}
}

// TestSequencesHaveTheirFacts compares with what an independent program read.
func TestSequencesHaveTheirFacts(t *testing.T) {
	m, err := PLUS(bytes.NewReader(sharedFile(t, "data/tracking/plus_interpolation/TransformInterpolationTest.igs.mha")))
	if err != nil {
		t.Fatal(err)
	}
	probe := m.Tools[0]
	n := len(probe.T)
	if len(m.Tools) != 1 || probe.Name != "Probe" || n != 500 || math.Abs(m.RateHz-49.540843745167685) > 1e-9 || math.Abs(probe.T[n-1]-probe.T[0]-10.07249699998647) > 1e-9 {
		t.Errorf("%d instruments, %s with %d samples at %v Hz", len(m.Tools), probe.Name, n, m.RateHz)
	}
	valid, length := 0, 0.0
	var last *mgl64.Vec3
	for i, ok := range probe.Valid {
		if ok {
			valid++
			if last != nil {
				length += probe.P[i].Sub(*last).Len()
			}
			last = &probe.P[i]
		}
	}
	if valid != 499 || math.Abs(length-47.049417634211515) > 1e-9 {
		t.Errorf("%d good samples, %v mm", valid, length)
	}
	if !slices.ContainsFunc(m.Notes, func(n string) bool { return strings.Contains(n, "tracker's frame") }) {
		t.Errorf("its reference was never tracked, and nobody says so: %q", m.Notes)
	}
	m, err = PLUS(bytes.NewReader(sharedFile(t, "data/tracking/plus_stylus_landmarks/EightLandmarkPointsTrackedForPhantomRegistration.igs.mha")))
	if err != nil || len(m.Tools) != 1 || len(m.Tools[0].T) != 1000 || math.Abs(m.RateHz-14.998709892156645) > 1e-9 {
		t.Fatalf("%v, %d instruments", err, len(m.Tools))
	}
	rec, err := m.Recording()
	if err != nil {
		t.Fatal(err)
	}
	if path, _ := scoring.Measure(rec).Get("path_mm"); path.Reason != scoring.ReasonRateTooLow {
		t.Errorf("15 samples a second give a path: %+v", path)
	}
}

// jigsawsRow is a row with the slaves' tips at p and q, in metres, unturned.
func jigsawsRow(p, q mgl64.Vec3) string {
	x := make([]float64, jigsawsColumns)
	for from, tip := range map[int]mgl64.Vec3{slaveLeft: p, slaveRight: q} {
		copy(x[from:], tip[:])
		x[from+3], x[from+7], x[from+11] = 1, 1, 1
	}
	fields := make([]string, len(x))
	for i, v := range x {
		fields[i] = fmt.Sprint(v)
	}
	return strings.Join(fields, "  ") + "\n"
}

// TestJIGSAWSIsReadFromTheSlaves: a circle of 20 mm by the left and rest by the
// right, in metres, three seconds a turn.
func TestJIGSAWSIsReadFromTheSlaves(t *testing.T) {
	var text strings.Builder
	for row := range 91 {
		angle := 2 * math.Pi * float64(row) / 90
		text.WriteString(jigsawsRow(mgl64.Vec3{0.02 * math.Cos(angle), 0.02 * math.Sin(angle), 0}, mgl64.Vec3{0.1, 0, 0}))
	}
	m, err := JIGSAWS(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	rec, err := m.Recording()
	if err != nil {
		t.Fatal(err)
	}
	metrics := scoring.Measure(rec)
	if path, _ := metrics.Get("path_mm"); path.Value == nil || math.Abs(*path.Value-2*math.Pi*20) > 0.5 {
		t.Errorf("a circle of 20 mm has %+v", path)
	}
	if time, _ := metrics.Get("time_total"); time.Value == nil || *time.Value != 3 {
		t.Errorf("time %+v", time)
	}
	if sparc, ok := metrics.Get("sparc_median"); ok && sparc.Value != nil {
		t.Errorf("30 samples a second give a smoothness: %+v", sparc)
	}
	if still := m.Tools[1]; !slices.ContainsFunc(m.Notes, func(n string) bool { return strings.HasPrefix(n, "right moves at 0 mm/s") }) || len(still.T) != 91 {
		t.Errorf("an instrument that never moves is not told: %q", m.Notes)
	}
	for name, bad := range map[string]string{
		"75 columns": strings.Join(strings.Fields(jigsawsRow(mgl64.Vec3{}, mgl64.Vec3{}))[1:], " "),
		"no number":  strings.Replace(jigsawsRow(mgl64.Vec3{}, mgl64.Vec3{}), "1", "x", 1),
		"long line":  strings.Repeat("1 ", longestLine),
	} {
		if _, err := JIGSAWS(strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), "line 1") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (&Motion{Tools: []ToolMotion{{}}}).Recording(); err == nil {
		t.Error("no motion is a recording")
	}
}

// TestTrajectoriesComeBack: our own table of poses, read again, is the same motion.
func TestTrajectoriesComeBack(t *testing.T) {
	rec := &record.Recording{Header: record.Header{Tools: make([]record.Tool, 2)}}
	for tick := range int64(401) {
		s := record.Sample{Tick: tick, Tools: make([]record.ToolSample, 2)}
		for k := range s.Tools {
			angle := float64(tick)/100 + float64(k)
			s.Tools[k] = record.ToolSample{Valid: tick < 100 || tick > 200 || k == 0, Jaw: 0.5,
				Pose: record.Pose{Tip: mgl64.Vec3{30 * math.Cos(angle), 30 * math.Sin(angle), angle}, Orientation: mgl64.QuatRotate(angle, mgl64.Vec3{0, 0, 1})}}
		}
		rec.Samples = append(rec.Samples, s)
	}
	var table bytes.Buffer
	if err := WriteTable(&table, CSV, PoseRows(rec)); err != nil {
		t.Fatal(err)
	}
	m, err := MotionCSV(&table)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.Recording()
	if err != nil || len(again.Samples) != 401 || math.Abs(m.RateHz-200) > 1e-6 {
		t.Fatalf("%v, %d samples, %v Hz", err, len(again.Samples), m.RateHz)
	}
	for i := range rec.Samples {
		for k := range 2 {
			a, b := &rec.Samples[i].Tools[k], &again.Samples[i].Tools[k]
			if a.Valid != b.Valid || a.Valid && (a.Pose.Tip.Sub(b.Pose.Tip).Len() > 1e-6 || math.Abs(math.Abs(a.Pose.Orientation.Dot(b.Pose.Orientation))-1) > 1e-9 || a.Jaw != b.Jaw) {
				t.Fatalf("tick %d, tool %d: %+v came back as %+v", i, k, a, b)
			}
		}
	}
}

func TestBadTablesAreOneSentence(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "header line",
		"t_s,x_mm,y_mm\n":                    "no column z_mm",
		"t_s,x_mm,y_mm,z_mm\n":               "no sample",
		"t_s,x_mm,y_mm,z_mm\n0,1,2,a\n":      "line 2: column z_mm",
		"t_s,x_mm,y_mm,z_mm,tool\n0,1,2,3,8": "numbered from 0 to 7",
		"t_s,x_mm,y_mm,z_mm\n0,1\n":          "wrong number of fields",
	} {
		if _, err := MotionCSV(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzMotion(f *testing.F) {
	f.Add(jigsawsRow(mgl64.Vec3{}, mgl64.Vec3{1, 2, 3}))
	f.Add("t_s,x_mm,y_mm,z_mm,tool,qw\n0,1,2,3,1,1\n0.01,1,2,3,1,NaN\n1e300,1,2,3,0,1\n")
	f.Add("Seq_Frame0000_ProbeToTrackerTransform = 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1\nSeq_Frame0000_ProbeToTrackerTransformStatus = OK\nSeq_Frame0000_Timestamp = 1\nElementDataFile = LOCAL\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range []func() (*Motion, error){
			func() (*Motion, error) { return JIGSAWS(strings.NewReader(text)) },
			func() (*Motion, error) { return MotionCSV(strings.NewReader(text)) },
			func() (*Motion, error) { return PLUS(strings.NewReader(text)) },
		} {
			m, err := read()
			if err != nil {
				continue
			}
			if rec, err := m.Recording(); err == nil && len(rec.Samples) < 100_000 {
				scoring.Measure(rec)
			}
		}
	})
}
