package tracking

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/scene/record"
)

// ring is the straight plan with a point of that name at its target's height.
func ring() Context {
	context := straightPlan()
	context.Points = map[string]mgl64.Vec3{"ring": {10, 20, 40}}
	return context
}

// A circle's closed form: the distance from the centre is the radius, the angle
// is the minimum-jerk polynomial's, the length is 2πr for one turn.
func TestCircleIsOne(t *testing.T) {
	s := load(t, `
  - {at: point, point: ring, shift_mm: [30, 0, 5]}
  - {circle: {centre: ring, radius_mm: 20, turns: -1.25, normal: [0, 0, 1]}, speed_mm_s: 25}
`)
	inputs := perform(t, s, ring(), 0)
	// Straight: 10 mm in and 5 mm down to the nearest point, √125 mm at 25 mm/s.
	// Round: 1.25·2π·20 mm at 25 mm/s.
	const depart = 1
	straight := int(math.Ceil(math.Sqrt(125) / 25 * 200))
	ticks := int(math.Ceil(50 * math.Pi / 25 * 200))
	if len(inputs) != depart+straight+ticks {
		t.Fatalf("%d ticks, want %d", len(inputs), depart+straight+ticks)
	}
	centre, length := mgl64.Vec3{10, 20, 40}, 0.0
	nearVector(t, "first tip", inputs[0].Hands[0].Pose.Tip, mgl64.Vec3{40, 20, 45})
	for tick := range ticks {
		tip := inputs[depart+straight+tick].Hands[0].Pose.Tip
		angle := -2.5 * math.Pi * minimumJerk(float64(tick)/float64(ticks))
		nearVector(t, "tip", tip, centre.Add(mgl64.Vec3{20 * math.Cos(angle), 20 * math.Sin(angle), 0}))
		if tick > 0 {
			length += tip.Sub(inputs[depart+straight+tick-1].Hands[0].Pose.Tip).Len()
		}
	}
	near(t, "length of the way", length, 50*math.Pi, 0.01) // chords are shorter than arcs
}

// TestEdgeFollowsItsCircle: what is along the way stays along the way.
func TestEdgeFollowsItsCircle(t *testing.T) {
	s := load(t, `
  - {circle: {centre: ring, radius_mm: 20, turns: 0}, roll_deg: 30}
  - {circle: {centre: ring, radius_mm: 20, turns: 2, follow: true}, roll_deg: 30, speed_mm_s: 10}
  - {at: point, point: ring, speed_mm_s: 50}
`)
	inputs := perform(t, s, ring(), 0)
	radial := func(in record.Input) mgl64.Vec3 {
		p := in.Hands[0].Pose
		return p.Orientation.Conjugate().Rotate(p.Tip.Sub(mgl64.Vec3{10, 20, 40}))
	}
	want := radial(inputs[0])
	near(t, "radius", want.Len(), 20, 1e-9)
	ticks := wholeTicks(80 * math.Pi / 10) // 2·360° at 30°/s would be faster
	for tick := range int(ticks) {
		nearVector(t, "the centre as the tool sees it", radial(inputs[1+tick]), want)
		nearVector(t, "shaft", shaft(inputs[1+tick]), mgl64.Vec3{0, 0, -1})
	}
	for i := 1; i < len(inputs); i++ {
		if inputs[i].Hands[0].Pose.Orientation.Dot(inputs[i-1].Hands[0].Pose.Orientation) < 0.99 {
			t.Fatalf("the recorded orientation jumps at tick %d", i)
		}
	}
}

// TestJawsCloseAtRestAndSnipOnTheWay counts by hand: 0.4 s from open to closed,
// one cycle for every 5 of 60 mm.
func TestJawsCloseAtRestAndSnipOnTheWay(t *testing.T) {
	s := load(t, `
  - {at: entry, jaw: 0.5, hold_s: 0.1}
  - {at: target, speed_mm_s: 30, jaw: 1}
  - {at: target, jaw: 0}
  - {at: entry, speed_mm_s: 30, snip_mm: 5}
`)
	inputs := perform(t, s, straightPlan(), 0)
	if want := 40 + 400 + 40 + 80 + 400; len(inputs) != want {
		t.Fatalf("%d ticks, want %d", len(inputs), want)
	}
	jaw := func(tick int) float64 { return inputs[tick].Hands[0].Jaw }
	for _, c := range [][2]float64{{0, 0}, {20, 0.25}, {40, 0.5}, {439, 0.5}, {440, 0.5}, {460, 0.75}, {480, 1}, {520, 0.5}, {560, 0}, {760, 0}} {
		near(t, "jaw", jaw(int(c[0])), c[1], 1e-9)
	}
	snips := 0
	for tick := 561; tick < 959; tick++ {
		if jaw(tick) > 0.5 && jaw(tick-1) <= 0.5 {
			snips++
		}
		if !within(jaw(tick), 0, 1) {
			t.Fatalf("jaw %v", jaw(tick))
		}
	}
	if snips != 12 {
		t.Errorf("%d snips, want 12", snips)
	}
}

const twoHands = `schema: drylab.script/1
name: two
tremor: {rms_mm: 0.2, hz: 9}
via:
  - {at: entry}
  - {at: target, speed_mm_s: 60, confirm: true}
second:
  via:
    - {at: point, point: ring, shift_mm: [5, 0, 0]}
    - {at: point, point: ring, from_s: 2, speed_mm_s: 10, jaw: 1}
`

// TestSecondHandKeepsItsOwnTime: the first is done after 1.1 s and rests, the
// second sets out at 2 s, arrives at 2.5 s and has closed its jaws at 2.9 s.
func TestSecondHandKeepsItsOwnTime(t *testing.T) {
	s, err := Load(strings.NewReader(twoHands))
	if err != nil {
		t.Fatal(err)
	}
	if s.Hands() != 2 {
		t.Errorf("%d hands", s.Hands())
	}
	shaky := perform(t, s, ring(), 3)
	s.Tremor = Tremor{}
	still := perform(t, s, ring(), 3)
	if len(still) != 580 {
		t.Fatalf("%d ticks, want 580", len(still))
	}
	nearVector(t, "first hand at its end", still[579].Hands[0].Pose.Tip, mgl64.Vec3{0, 0, 40})
	nearVector(t, "second hand while it waits", still[400].Hands[1].Pose.Tip, mgl64.Vec3{15, 20, 40})
	nearVector(t, "second hand at its end", still[500].Hands[1].Pose.Tip, mgl64.Vec3{10, 20, 40})
	near(t, "jaw of the second hand", still[579].Hands[1].Jaw, 1, 0.02)
	if confirmed := slices.IndexFunc(still, func(in record.Input) bool { return in.Confirm }); confirmed != 1+200 {
		t.Errorf("confirmed at tick %d", confirmed)
	}
	if still[221].Confirm {
		t.Error("the button is held for longer than 0.1 s")
	}
	alike := 0
	for i := range shaky {
		a := shaky[i].Hands[0].Pose.Tip.Sub(still[i].Hands[0].Pose.Tip)
		b := shaky[i].Hands[1].Pose.Tip.Sub(still[i].Hands[1].Pose.Tip)
		if a.Len() == 0 || b.Len() == 0 {
			t.Fatalf("tick %d: a hand does not tremble", i)
		}
		if a.Dot(b) > 0.9*a.Len()*b.Len() {
			alike++
		}
	}
	if alike > len(shaky)/5 {
		t.Errorf("the hands tremble alike at %d of %d ticks", alike, len(shaky))
	}
}

// TestReadmesScriptIsOne: what is shown to educators must load and fit.
func TestReadmesScriptIsOne(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, vias, found := strings.Cut(string(readme), "```yaml\nvia:\n")
	vias, _, closed := strings.Cut(vias, "```")
	if !found || !closed {
		t.Fatal("the README shows no script any more; take this test away with it")
	}
	s := load(t, vias)
	if _, err := s.Source(ring(), 0); err != nil || s.Hands() != 2 {
		t.Errorf("%d hands, %v", s.Hands(), err)
	}
}
