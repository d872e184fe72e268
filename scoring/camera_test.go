package scoring

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// filmed is the made attempt with a camera that stands still 100 mm before the entry,
// turned by tilt from the needle's way about an axis across it.
func filmed(tilt float64, scope record.Tool) *record.Recording {
	rec := madeAttempt()
	along := mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, planAxis)
	pose := record.Pose{Tip: planEntry.Sub(planAxis.Mul(100)), Orientation: along.Mul(mgl64.QuatRotate(tilt, mgl64.Vec3{1, 0, 0}))}
	scope.Name, scope.Kind = "scope", record.KindEndoscope
	rec.Header.Tools = append(rec.Header.Tools, scope)
	for i := range rec.Samples {
		s := &rec.Samples[i]
		s.Tools = append(s.Tools, record.ToolSample{Pose: pose, Valid: true, ClearanceMM: []float64{}})
	}
	return rec
}

// TestACameraBesideTheWay: of a straight way the part along the view is the cosine of
// the angle between them, and a still camera neither turns nor shakes.
func TestACameraBesideTheWay(t *testing.T) {
	for _, tilt := range []float64{0, 0.3, -1.1} {
		m := Measure(filmed(tilt, record.Tool{FieldDeg: 90, Upright: mgl64.Vec3{0, 0, 2}}))
		near(t, "share along the view", value(m, "depth_ratio"), math.Cos(tilt), 1e-9)
		near(t, "path along the view", value(m, "depth_view_mm"), math.Cos(tilt)*value(m, "path_mm"), 1e-9)
		near(t, "turns", value(m, "camera_angular_path_deg"), 0, 1e-9)
		near(t, "shaking", value(m, "unsteadiness"), 0, 1e-9)
		// A way in a plane through the axis has an extent to one side only.
		near(t, "area", value(m, "eoa"), 0, 1e-6)
		if got, _ := m.Get("zoom_ok"); got.Reason != ReasonNoBand {
			t.Errorf("a distance that nobody asked for: %+v", got)
		}
	}
	if m := Measure(madeAttempt()); len(m) == 0 || math.IsNaN(value(m, "path_mm")) {
		t.Error("nothing is measured without a camera")
	} else if _, ok := m.Get("centering"); ok {
		t.Error("an attempt without a camera has camera metrics")
	}
}

// TestWhatACameraSees holds times and angles against sums over the ticks.
func TestWhatACameraSees(t *testing.T) {
	const field = 1.0 // degrees from edge to edge: only from far enough away the tip is in it
	rec := filmed(0, record.Tool{FieldDeg: field, DistanceMM: [2]float64{80, 110}})
	m := Measure(rec)
	out, angle, near80, n := 0.0, 0.0, 0.0, 0.0
	for tick := startTick; tick <= confirmTick; tick += 2 { // 100 a second
		depth := 100 + depthAt(int64(tick))
		distance := math.Hypot(depth, aside)
		n++
		angle += math.Acos(depth / distance)
		if mgl64.RadToDeg(math.Acos(depth/distance)) > field/2 {
			out += 0.01
		}
		if distance >= 80 && distance <= 110 {
			near80++
		}
	}
	near(t, "off the middle", value(m, "centering"), mgl64.RadToDeg(angle/n), 1e-3)
	near(t, "out of sight", value(m, "out_of_view_time"), out, 0.011)
	near(t, "times out of sight", value(m, "out_of_view_events"), 1, 0)
	near(t, "at a good distance", value(m, "zoom_ok"), near80/n, 2/n)

	// Lost for a moment while the tip is out of sight, and looking the wrong way for
	// another: what nobody saw is not counted, and a moment is no absence.
	for tick := 150; tick < 170; tick++ { // 0.1 s
		rec.Samples[tick].Tools[1].Valid = false
	}
	for tick := 250; tick < 280; tick++ { // 0.15 s
		rec.Samples[tick].Tools[1].Pose.Orientation = mgl64.QuatRotate(math.Pi, mgl64.Vec3{0, 1, 0}).Mul(rec.Samples[tick].Tools[1].Pose.Orientation)
	}
	lost := Measure(rec)
	near(t, "times out of sight", value(lost, "out_of_view_events"), 1, 0)
	near(t, "out of sight", value(lost, "out_of_view_time"), out-0.1+0.15, 0.011)
	for tick := range rec.Samples {
		rec.Samples[tick].Tools[1].Valid = tick%40 == 0
	}
	if metric, _ := Measure(rec).Get("centering"); metric.Value != nil || metric.Reason == "" {
		t.Errorf("a camera that is hardly tracked: %+v", metric)
	}
}

// TestHowACameraIsHeld: the only instrument, rolling by 5 degrees twice a second and
// shaking by a third of a millimetre at 5 Hz while it is guided along.
func TestHowACameraIsHeld(t *testing.T) {
	const amplitude, shake, rollHz, shakeHz = 5.0, 1.0 / 3, 0.5, 5.0
	rec := madeAttempt()
	rec.Header.Tools[0] = record.Tool{Name: "scope", Kind: record.KindEndoscope, FieldDeg: 70, Upright: mgl64.Vec3{0, -3, 0}}
	rec.Header.Plan = record.Plan{Entry: mgl64.Vec3{0, 0, 50}, Target: mgl64.Vec3{30, 0, 100}}
	rec.Samples, rec.Events = nil, []record.Event{{Kind: record.EventStart}, {Tick: 4000, Kind: record.EventConfirm}}
	for tick := range int64(4001) {
		at := float64(tick) / record.TickHz
		pose := record.Pose{Tip: mgl64.Vec3{shake * math.Sin(2*math.Pi*shakeHz*at), at / 10, 0},
			Orientation: mgl64.QuatRotate(mgl64.DegToRad(amplitude*math.Sin(2*math.Pi*rollHz*at)), mgl64.Vec3{0, 0, 1})}
		rec.Samples = append(rec.Samples, record.Sample{Tick: tick, InUse: true, Tools: []record.ToolSample{{Valid: true, Pose: pose}}})
	}
	m := Measure(rec)
	near(t, "horizon", value(m, "horizon_rms"), amplitude/math.Sqrt2, 1e-3)
	near(t, "turns", value(m, "camera_angular_path_deg"), 4*amplitude*rollHz*20, 1e-3)
	// What a Butterworth of second order passes forward and backward at 5 Hz, by
	// the bilinear transform of its analogue.
	warped := math.Tan(math.Pi*shakeHz/100) / math.Tan(math.Pi/100)
	near(t, "shaking", value(m, "unsteadiness"), shake/math.Sqrt2*(1-1/(1+math.Pow(warped, 4))), 1e-3)
	near(t, "off the target", value(m, "centering"), mgl64.RadToDeg(math.Atan2(30, 100)), 0.05)
	if metric, _ := m.Get("depth_view_mm"); metric.Reason != ReasonNotRecorded {
		t.Errorf("the path of no instrument along the view: %+v", metric)
	}
}

// TestIncidenceIsTheAngleToTheSurface at the entry that counts.
func TestIncidenceIsTheAngleToTheSurface(t *testing.T) {
	rec := madeAttempt()
	if metric, _ := Measure(rec).Get("incidence"); metric.Reason != ReasonNotRecorded {
		t.Errorf("without a normal: %+v", metric)
	}
	for i := range rec.Events {
		if e := &rec.Events[i]; e.Kind == record.EventEntry {
			e.Normal = mgl64.QuatRotate(mgl64.DegToRad(17), planAside).Rotate(planAxis)
		}
	}
	near(t, "incidence", value(Measure(rec), "incidence"), 17, 1e-9)
	rec.Samples[approachEnd].Tools[0].Valid = false
	if metric, _ := Measure(rec).Get("incidence"); metric.Reason != ReasonNotTracked {
		t.Errorf("not tracked at the entry: %+v", metric)
	}
}
