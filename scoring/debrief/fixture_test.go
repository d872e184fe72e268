package debrief

import (
	"math"
	"time"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

func ptr(v float64) *float64 { return &v }

// ball is a sphere's surface of n rings, counter-clockwise seen from outside.
func ball(centre mgl64.Vec3, radius float64, n int) *mesh.TriMesh {
	surface := &mesh.TriMesh{}
	for ring := 0; ring <= n; ring++ {
		polar := math.Pi * float64(ring) / float64(n)
		for step := range 2 * n {
			around := math.Pi * float64(step) / float64(n)
			p := centre.Add(mgl64.Vec3{
				math.Sin(polar) * math.Cos(around), math.Sin(polar) * math.Sin(around), math.Cos(polar)}.Mul(radius))
			surface.Vertices = append(surface.Vertices, mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])})
		}
	}
	at := func(ring, step int) uint32 { return uint32(ring*2*n + step%(2*n)) }
	for ring := range n {
		for step := range 2 * n {
			surface.Triangles = append(surface.Triangles,
				[3]uint32{at(ring, step), at(ring+1, step), at(ring+1, step+1)},
				[3]uint32{at(ring, step), at(ring+1, step+1), at(ring, step+1)})
		}
	}
	return surface
}

// The fixture's plan: from the upper right front to a target left of the middle.
var (
	fixtureEntry  = mgl64.Vec3{-30, -40, 60}
	fixtureTarget = mgl64.Vec3{12, 4, -6}
)

// ballCase is a head of three balls in a CT of 2 mm voxels. The scan is black
// but for the bright blocks of fixtureMarkers.
func ballCase() *anatomy.Case {
	const n, spacing = 96, 2.0
	first := -spacing * (n - 1) / 2
	volume := &imaging.Volume{
		Grid: imaging.Grid{
			Size:             [3]int{n, n, n},
			PatientFromVoxel: mgl64.Translate3D(first, first, first).Mul4(mgl64.Scale3D(spacing, spacing, spacing)),
		},
		Float32: make([]float32, n*n*n),
	}
	for i := range volume.Float32 {
		volume.Float32[i] = -1000
		voxel := mgl64.Vec3{float64(i % n), float64(i / n % n), float64(i / n / n)}
		at := voxel.Mul(spacing).Add(mgl64.Vec3{first, first, first})
		for _, marker := range fixtureMarkers() {
			if d := at.Sub(marker); max(math.Abs(d[0]), math.Abs(d[1]), math.Abs(d[2])) < 3.5 {
				volume.Float32[i] = 1000
			}
		}
	}
	return &anatomy.Case{
		Schema: anatomy.CaseSchema, ID: "balls", Title: "Three balls", Modality: "CT", Volume: volume,
		Structures: []anatomy.Structure{
			{Name: "skin", Tissue: "skin", Color: "#e0b090", Surface: ball(mgl64.Vec3{}, 80, 40)},
			{Name: "frontal-horn", Tissue: "csf", Color: "#4080e0", Target: true, Surface: ball(fixtureTarget, 9, 16)},
			{Name: "basilar-artery", Tissue: "vessel", Color: "#c02020", Critical: true, Surface: ball(mgl64.Vec3{30, 20, -30}, 6, 12)},
		},
	}
}

// fixtureMarkers are a bright block for each slice through the target: on the
// axial one to the patient's left and in front; on the coronal one to the left
// and above; on the sagittal one in front and above.
func fixtureMarkers() [3]mgl64.Vec3 {
	return [3]mgl64.Vec3{{49, -31, -6}, {49, 4, 31}, {12, -49, 31}}
}

// ballRecording is an attempt on ballCase: ten samples in the air, then along a
// line beside the plan, with one puncture.
func ballRecording() *record.Recording {
	r := &record.Recording{Header: record.Header{
		Schema: record.Schema, AttemptID: "4d5c0000-0000-4000-8000-000000000001", StartedUTC: "2026-03-01T10:15:30.120Z",
		Engine: "0.1.0", Seed: 7, Case: record.Ref{ID: "balls", SHA256: "cc"},
		Scenario: record.Ref{ID: "ventricular-drain", Version: "1.0.0", SHA256: "aa"},
		Rubric:   record.Ref{ID: "drain", Version: "1.0.0", SHA256: "bb"},
		Device:   record.Device{Name: "script:clumsy", Class: "script", SigmaMM: 0.1},
		Tools:    []record.Tool{{Name: "ventricular catheter", Kind: "catheter", RadiusMM: 1.25, LengthMM: 120}},
		Plan:     record.Plan{Entry: fixtureEntry, Target: fixtureTarget},
		Structures: []record.Structure{
			{Name: "skin"}, {Name: "basilar-artery", Critical: true, NoGo: true, Watertight: true}},
	}}
	direction := fixtureTarget.Sub(fixtureEntry).Normalize()
	pose := mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, direction)
	const steps = 120
	for i := range steps {
		along := -25 + 115*float64(i)/steps // to 1 mm beyond the target
		tip := fixtureEntry.Add(direction.Mul(along)).Add(fixtureOffset)
		r.Samples = append(r.Samples, record.Sample{Tick: int64(i), InUse: true, Tools: []record.ToolSample{{
			Pose:        record.Pose{Tip: tip, Orientation: pose},
			Valid:       true,
			DepthMM:     max(0, along),
			ClearanceMM: []float64{-1, 40 - 0.4*float64(i)},
		}}})
	}
	r.Events = []record.Event{
		{Tick: 0, Kind: record.EventStart},
		{Tick: 90, Kind: record.EventEnter, Structure: "basilar-artery", Position: r.Samples[90].Tools[0].Pose.Tip, DepthMM: 61.25},
		{Tick: 119, Kind: record.EventConfirm},
		{Tick: 119, Kind: record.EventEnd, Detail: "confirmed"},
	}
	return r
}

// fixtureOffset shifts the actual path from the planned one, so that both are seen.
var fixtureOffset = mgl64.Vec3{9, -6, 4}

// inWords is the fixture without pictures, which most tests do not look at.
func inWords() Input {
	in := fixture()
	in.Case = nil
	return in
}

// fixture is an attempt that failed with a critical error.
func fixture() Input {
	return Input{
		Recording: ballRecording(), Case: ballCase(), Title: "External ventricular drain", Trainee: "Ada Lovelace",
		RecordingPath: "attempts/2026-03-01.mcap", RecordingSHA256: "0f0f",
		Saved:  time.Date(2026, 3, 1, 10, 20, 0, 0, time.UTC),
		Rubric: &scoring.Rubric{Pass: scoring.Pass{MinTotal: 70, DomainMin: map[string]float64{"safety": 80}}},
		Metrics: scoring.Metrics{
			{ID: "time_total", Unit: "s", Value: ptr(83.25), N: 1, Version: 1},
			{ID: "path_db_mm", Unit: "mm", Value: ptr(412.36), N: 1, Version: 1},
			{ID: "target_error", Unit: "mm", Value: ptr(6.05), N: 40, Version: 1},
			{ID: "angle_error", Unit: "deg", Value: ptr(4.449), N: 1, Flags: []string{"low_coverage"}, Version: 1},
			{ID: "clearance.basilar-artery", Unit: "mm", Value: ptr(-1.25), N: 900, Version: 1},
			{ID: "depth_error", Unit: "mm", Reason: scoring.ReasonTooShort, Version: 1},
			{ID: "punctures.basilar-artery", Unit: "count", Value: ptr(1), N: 1, Version: 1},
			{ID: "punctures.skin", Unit: "count", Value: ptr(0), N: 1, Version: 1},
		},
		Score: scoring.Score{
			Outcome: scoring.OutcomeFailCritical, Total: ptr(49), WeightedTotal: ptr(58.04),
			Domains: []scoring.DomainScore{
				{ID: "safety", Title: "Safety", Weight: 0.5, Score: ptr(40)},
				{ID: "accuracy", Title: "Accuracy", Weight: 0.35, Score: ptr(62)},
				{ID: "handling", Title: "Handling", Weight: 0.15, Score: ptr(96)},
			},
			Criteria: []scoring.CriterionScore{
				{ID: "clearance", Title: "Distance to the basilar artery", Domain: "safety", Metric: "clearance.basilar-artery", Unit: "mm",
					Value: ptr(-1.25), Score: ptr(40), Status: scoring.StatusOK, LostPoints: 30, Target: "≥ 5",
					Feedback: "You touched the artery. Keep to the planned angle.", Provisional: true},
				{ID: "target", Title: "Distance to the target", Domain: "accuracy", Metric: "target_error", Unit: "mm",
					Value: ptr(6.05), Score: ptr(30), Status: scoring.StatusOK, LostPoints: 12.25, Target: "≤ 2",
					Feedback: "Stop and look at the depth mark.", Provisional: true},
				{ID: "angle", Title: "Angle", Domain: "accuracy", Metric: "angle_error", Unit: "deg",
					Value: ptr(4.449), Score: ptr(94), Status: scoring.StatusOK, Flags: []string{"low_coverage"}, LostPoints: 1.05, Target: "≤ 4"},
				{ID: "depth", Title: "Depth", Domain: "accuracy", Metric: "depth_error", Unit: "mm",
					Status: scoring.StatusExcluded, Reason: scoring.ReasonTooShort, Target: "≤ 3"},
				{ID: "time", Title: "Time", Domain: "handling", Metric: "time_total", Unit: "s",
					Value: ptr(83.25), Score: ptr(96), Status: scoring.StatusOK, LostPoints: 0.6, Target: "≤ 80",
					Feedback: "Calm and quick enough."},
			},
			Penalties: []scoring.PenaltyScore{{ID: "redirections", Text: "Redirections of the needle", Metric: "passes", Value: 2, Points: 4}},
			Critical: []scoring.CriticalError{{ID: "artery", Text: "The basilar artery was punctured.", Effect: scoring.EffectFail,
				Metric: "punctures.basilar-artery", Value: 1}},
			Reasons: []string{"critical:artery", "domain:safety", "total"},
		},
		History: []Past{
			{When: time.Date(2026, 2, 20, 9, 0, 0, 0, time.UTC), Outcome: scoring.OutcomeFail, Total: ptr(64.1)},
			{When: time.Date(2026, 2, 10, 9, 0, 0, 0, time.UTC), Outcome: scoring.OutcomeInvalid},
			{When: time.Date(2026, 2, 26, 9, 0, 0, 0, time.UTC), Outcome: scoring.OutcomePass, Total: ptr(81)},
		},
	}
}
