package scenarios

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/go-gl/mathgl/mgl64"
)

// withRack is the biopsy with other instruments.
func withRack(t testing.TB, instruments string) (*Scenario, error) {
	t.Helper()
	text := builtinText(t, "tumour-biopsy")
	from := strings.Index(text, "instrument:\n")
	to := from + strings.Index(text[from:], "\n\n")
	return Read("rack.yaml", strings.NewReader(strings.Replace(text[:from]+instruments+text[to:], "biopsy-entry", "top", 1)))
}

const rack = `robotic: {scale: 2}
instruments:
  - {use: biopsy-needle, length_mm: 200}
  - {use: grasper, trocar: port}
  - {use: endoscope-30, hand: 3}
  - {use: scissors, hand: 2, name: fine scissors, trocar: port}`

const rackScript = `schema: drylab.script/1
name: rack
via:
  - {at: approach, offset_mm: 20, hold_s: 0.5}
  - {at: entry, speed_mm_s: 50}
  - {at: target, speed_mm_s: 50, confirm: true, hold_s: 0.5, from_s: 4}
second:
  via:
    - {at: point, point: port, shift_mm: [0, 0, 20], exchange: true}
    - {at: point, point: port, shift_mm: [20, 0, -40], speed_mm_s: 60}
camera:
  via:
    - {at: point, point: port, shift_mm: [60, 0, 90]}
`

// TestInstrumentsOfTheLibrary: sizes and looks come from it but for what the
// scenario says; hands exchange, trocars hold, a robot scales.
func TestInstrumentsOfTheLibrary(t *testing.T) {
	s, err := withRack(t, rack)
	if err != nil {
		t.Fatal(err)
	}
	c := block(t)
	port := mgl64.Vec3{30, 0, 60}
	c.Landmarks = append(c.Landmarks, anatomy.Landmark{Name: "port", Position: port})
	f, err := s.Fit(c, 1)
	if err != nil {
		t.Fatal(err)
	}
	tools := f.Setup.Tools
	if needle := tools[0]; needle.LengthMM != 200 || needle.RadiusMM != 0.8 || needle.Kind != record.KindNeedle || needle.Model != "biopsy-needle" || needle.Name != "Biopsy needle" {
		t.Errorf("%+v", needle)
	}
	if grasper := tools[1]; !grasper.Ratchet || grasper.JawMM != 20 || grasper.Trocar == nil || *grasper.Trocar != port || grasper.HeldBy(1) != 1 {
		t.Errorf("%+v", grasper)
	}
	if scope := tools[2]; scope.OpticDeg != 30 || scope.FieldDeg != 70 || scope.HeldBy(2) != 2 {
		t.Errorf("%+v", scope)
	}
	script, err := tracking.Load(strings.NewReader(rackScript))
	if err != nil {
		t.Fatal(err)
	}
	source, err := f.Script(script, 0)
	if err != nil {
		t.Fatal(err)
	}
	rec := perform(t, f, source)
	last := rec.Samples[len(rec.Samples)-1].Tools
	if last[1].Valid || !last[3].Valid || !last[2].Valid {
		t.Errorf("at the end: %+v", last)
	}
	axis := last[3].Pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	if off := port.Sub(last[3].Pose.Tip).Cross(axis).Len(); off > 1e-6 {
		t.Errorf("the scissors miss their trocar by %g mm", off)
	}
	// The robot halves the way from where it began, 20 mm above the port.
	if want := port.Add(mgl64.Vec3{10, 0, -10}); last[3].Pose.Tip.Sub(want).Len() > 1e-6 {
		t.Errorf("the scissors are at %v, want %v", last[3].Pose.Tip, want)
	}
	for _, e := range rec.Events {
		if e.Kind == record.EventTrackLost {
			t.Errorf("exchanged instruments are no lost ones: %+v", e)
		}
	}
	replayed := perform(t, f, tracking.Replay(rec))
	if len(replayed.Hashes) == 0 || replayed.Hashes[len(replayed.Hashes)-1] != rec.Hashes[len(rec.Hashes)-1] {
		t.Error("it does not replay")
	}
	if _, err := s.Fit(block(t), 1); err == nil || !strings.Contains(err.Error(), `trocar of the Grasper is at the landmark "port"`) {
		t.Errorf("a case without the port: %v", err)
	}
}

func TestFaultyRacks(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown":         {"use: grasper", "use: chainsaw", "maryland-dissector"},
		"a third hand":    {"use: endoscope-30, hand: 3", "use: retractor, hand: 3", "a third for an endoscope"},
		"first elsewhere": {"length_mm: 200", "length_mm: 200, hand: 2", "in hand 1"},
		"two of a name":   {"name: fine scissors", "name: Grasper", "two names"},
		"no field":        {"use: endoscope-30", "name: scope, kind: endoscope, length_mm: 300, radius_mm: 5", "field_deg"},
		"eye of needle":   {"use: biopsy-needle", "use: biopsy-needle, optic_deg: 30", "only an endoscope"},
		"toothless":       {"use: biopsy-needle", "use: biopsy-needle, ratchet: true", "no jaws"},
		"held twice":      {"use: biopsy-needle", "use: biopsy-needle, pivot_mm: 5, trocar: port", "leave pivot_mm out"},
		"giant":           {"scale: 2", "scale: 200", "from 1 to 20"},
	} {
		text := strings.Replace(rack, c.old, c.new, 1)
		if text == rack {
			t.Fatalf("%s: nothing to replace", name)
		}
		if _, err := withRack(t, text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
