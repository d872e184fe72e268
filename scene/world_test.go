package scene_test

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// box is a closed axis-aligned box.
func box(lo, hi mgl64.Vec3) *mesh.BVH {
	m := &mesh.TriMesh{}
	for i := range 8 {
		v := lo
		for axis := range 3 {
			if i>>axis&1 == 1 {
				v[axis] = hi[axis]
			}
		}
		m.Vertices = append(m.Vertices, mgl32.Vec3{float32(v[0]), float32(v[1]), float32(v[2])})
	}
	for _, q := range [][4]uint32{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		m.Triangles = append(m.Triangles, [3]uint32{q[0], q[1], q[2]}, [3]uint32{q[0], q[2], q[3]})
	}
	return mesh.NewBVH(m)
}

const (
	skin = iota
	bone
	vessel
	fluid
)

// field is a skin block below z = 0 with a plate of bone that has a gap around
// x = 0, a vessel at x = 6..8 and a chamber of fluid from z = -60 to -40.
func field(workers int) scene.Setup {
	return scene.Setup{
		Tools: []record.Tool{{Name: "needle", Kind: "needle", RadiusMM: 1, LengthMM: 150}},
		Bodies: []scene.Body{
			skin:   {Name: "skin", Solid: box(mgl64.Vec3{-100, -100, -100}, mgl64.Vec3{100, 100, 0})},
			bone:   {Name: "bone", Hard: true, Solid: box(mgl64.Vec3{12, -90, -15}, mgl64.Vec3{90, 90, -5})},
			vessel: {Name: "vessel", Guarded: true, Solid: box(mgl64.Vec3{6, -50, -32}, mgl64.Vec3{8, 50, -28})},
			fluid:  {Name: "fluid", Fluid: true, Solid: box(mgl64.Vec3{-10, -10, -60}, mgl64.Vec3{10, 10, -40})},
		},
		EntrySurface: skin, PivotMM: 10, WorkRadiusMM: 50, Workers: workers,
	}
}

// down points the tool along -z.
var down = mgl64.QuatRotate(math.Pi, mgl64.Vec3{1, 0, 0})

// one is an input of one tracked hand.
func one(p record.Pose) record.Input {
	return record.Input{Hands: []record.Hand{{Valid: true, Pose: p}}}
}

// hand drives a world along a path of tips and remembers what happened.
type hand struct {
	t      *testing.T
	world  *scene.World
	tick   int64
	sample record.Sample
	tool   record.ToolSample // the first
	events []record.Event
}

func newHand(t *testing.T, setup scene.Setup) *hand {
	w, err := scene.NewWorld(setup)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return &hand{t: t, world: w}
}

func (h *hand) step(in record.Input) {
	in.Tick = h.tick
	frame := h.world.Step(in)
	h.sample, h.tool = frame.Sample, frame.Sample.Tools[0]
	h.events = append(h.events, frame.Events...)
	h.tick++
}

// to moves straight from where the hand is, with that many ticks.
func (h *hand) to(tip mgl64.Vec3, q mgl64.Quat, ticks int) {
	from := h.tool.Pose.Tip
	for i := 1; i <= ticks; i++ {
		s := float64(i) / float64(ticks)
		h.step(one(record.Pose{Tip: from.Add(tip.Sub(from).Mul(s)), Orientation: q}))
	}
}

func (h *hand) count(kind record.EventKind, structure string) int {
	n := 0
	for _, e := range h.events {
		if e.Kind == kind && e.Structure == structure {
			n++
		}
	}
	return n
}

func (h *hand) wants(kind record.EventKind, structure string, n int) {
	h.t.Helper()
	if got := h.count(kind, structure); got != n {
		h.t.Errorf("%d events %s %q, want %d; all: %v", got, kind, structure, n, h.events)
	}
}

func TestStraightInsertion(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 100}, down, 1)
	h.wants(record.EventStart, "", 0)
	h.to(mgl64.Vec3{0, 0, 20}, down, 100)
	h.wants(record.EventStart, "", 1)
	h.to(mgl64.Vec3{0, 0, -50}, down, 200)
	h.wants(record.EventEntry, "skin", 1)
	h.wants(record.EventEnter, "skin", 1)
	h.wants(record.EventEnter, "fluid", 1)
	h.wants(record.EventContact, "bone", 0)
	if !h.tool.Guided || math.Abs(h.tool.DepthMM-50) > 1e-9 {
		t.Errorf("guided %v at depth %.6f, want 50", h.tool.Guided, h.tool.DepthMM)
	}
	// The shaft's axis runs 6 mm beside the vessel's near face; its radius is 1.
	if got := h.tool.ClearanceMM[vessel]; math.Abs(got-5) > 1e-5 {
		t.Errorf("clearance %.6f mm, want 5", got)
	}
	if !math.IsInf(h.tool.ClearanceMM[skin], 1) {
		t.Error("an unguarded structure has a clearance")
	}
	for _, e := range h.events {
		if e.Kind == record.EventEnter && e.Structure == "fluid" && (e.Position.Sub(mgl64.Vec3{0, 0, -40}).Len() > 1e-3 || math.Abs(e.DepthMM-40) > 0.4) {
			t.Errorf("fluid was entered at %v, depth %.2f; its surface is at -40", e.Position, e.DepthMM)
		}
	}
	h.to(mgl64.Vec3{0, 0, 10}, down, 100)
	h.wants(record.EventWithdrawn, "skin", 1)
	h.wants(record.EventLeave, "fluid", 1)
	h.wants(record.EventLeave, "skin", 1)
	if h.tool.Guided || h.tool.Pose.Tip != (mgl64.Vec3{0, 0, 10}) {
		t.Errorf("after withdrawal guided %v at %v", h.tool.Guided, h.tool.Pose.Tip)
	}
}

func TestDeepShaftKeepsItsDirection(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	h.to(mgl64.Vec3{0, 0, -30}, down, 100)
	tilted := mgl64.QuatRotate(0.2, mgl64.Vec3{0, 1, 0}).Mul(down)
	h.to(mgl64.Vec3{5, 0, -40}, tilted, 50)
	if tip := h.tool.Pose.Tip; math.Abs(tip[0]) > 1e-9 || math.Abs(tip[2]+40) > 1e-9 {
		t.Errorf("the tip left its line: %v", tip)
	}
	if axis := h.tool.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1}); axis.Sub(mgl64.Vec3{0, 0, -1}).Len() > 1e-9 {
		t.Errorf("the shaft turned to %v", axis)
	}
}

func TestShallowShaftTiltsAboutItsEntry(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	h.to(mgl64.Vec3{0, 0, -5}, down, 50)
	tilted := mgl64.QuatRotate(0.3, mgl64.Vec3{0, 1, 0}).Mul(down)
	axis := tilted.Rotate(mgl64.Vec3{0, 0, 1})
	h.to(axis.Mul(5), tilted, 1)
	if off := h.tool.Pose.Tip.Sub(axis.Mul(5)).Len(); off > 1e-9 {
		t.Errorf("the tip is %.3g mm from where the tilt about the entry puts it", off)
	}
}

func TestBoneStopsTheTipHoweverFastItComes(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{40, 0, 40}, down, 1)
	h.to(mgl64.Vec3{40, 0, -60}, down, 1) // 20 m/s, right through the plate
	if z := h.tool.Pose.Tip[2]; z < -5 || z > -4.9 {
		t.Errorf("the tip is at z = %.3f, want just above the bone at -5", z)
	}
	h.to(mgl64.Vec3{40, 0, -61}, down, 20)
	h.wants(record.EventContact, "bone", 1)
	h.wants(record.EventEnter, "bone", 0)
	h.wants(record.EventEntry, "skin", 1)
}

func TestVesselBreachAndPuncture(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{7, 0, 20}, down, 1)
	h.to(mgl64.Vec3{7, 0, -50}, down, 200)
	h.wants(record.EventNoGo, "vessel", 1)
	h.wants(record.EventEnter, "vessel", 1)
	h.wants(record.EventLeave, "vessel", 1)
	// The axis runs through the middle of a slab 2 mm wide: 1 mm deep, and the radius more.
	if got := h.tool.ClearanceMM[vessel]; math.Abs(got+2) > 0.06 {
		t.Errorf("clearance %.4f mm, want -2", got)
	}
}

func TestFluidComesOnlyThroughAnOpenInstrument(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	h.to(mgl64.Vec3{0, 0, -50}, down, 100)
	h.wants(record.EventCSF, "fluid", 0)
	at := record.Pose{Tip: mgl64.Vec3{0, 0, -50}, Orientation: down}
	for range 10 {
		h.step(record.Input{Hands: []record.Hand{{Valid: true, Pose: at, StyletOut: true}}})
	}
	h.wants(record.EventStyletOut, "", 1)
	h.wants(record.EventCSF, "fluid", 1)
}

func TestLostTrackingFreezesTheInstrument(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 10)
	for range 5 {
		h.step(record.Input{Hands: []record.Hand{{Pose: record.Pose{Tip: mgl64.Vec3{9, 9, 9}}}}})
	}
	if h.tool.Valid || h.tool.Pose.Tip != (mgl64.Vec3{0, 0, 20}) {
		t.Errorf("valid %v at %v, want frozen", h.tool.Valid, h.tool.Pose.Tip)
	}
	h.to(mgl64.Vec3{0, 0, 19}, down, 1)
	h.wants(record.EventTrackLost, "", 1)
	h.wants(record.EventTrackFound, "", 1)
}

// TestTremorAtASurfaceIsOneCrossing holds a trembling tip on the skin, on the
// vessel and on the bone.
func TestTremorAtASurfaceIsOneCrossing(t *testing.T) {
	h := newHand(t, field(1))
	tremble := func(at mgl64.Vec3) {
		for i := range 400 {
			z := 1.0 * math.Sin(float64(i)*0.31)
			h.to(at.Add(mgl64.Vec3{0, 0, z}), down, 1)
		}
	}
	h.to(mgl64.Vec3{7, 0, 20}, down, 1)
	h.to(mgl64.Vec3{7, 0, 0}, down, 50)
	tremble(mgl64.Vec3{7, 0, 0})
	h.wants(record.EventEntry, "skin", 1)
	h.wants(record.EventEnter, "skin", 1)
	h.wants(record.EventLeave, "skin", 0)
	h.to(mgl64.Vec3{7, 0, -28}, down, 50)
	tremble(mgl64.Vec3{7, 0, -28})
	h.wants(record.EventEnter, "vessel", 1)
	h.wants(record.EventNoGo, "vessel", 1)
	h.to(mgl64.Vec3{7, 0, 20}, down, 50)
	h.wants(record.EventLeave, "vessel", 1)
	h.to(mgl64.Vec3{40, 0, 20}, down, 50)
	h.to(mgl64.Vec3{40, 0, -5}, down, 50)
	tremble(mgl64.Vec3{40, 0, -5})
	h.wants(record.EventContact, "bone", 1)
}

// TestTipNeverLiesInBone throws the hand about, jumps and tilts included.
func TestTipNeverLiesInBone(t *testing.T) {
	setup := field(1)
	rapid.Check(t, func(r *rapid.T) {
		w, err := scene.NewWorld(setup)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		at := func(name string, reach float64) float64 { return rapid.Float64Range(-reach, reach).Draw(r, name) }
		w.Step(one(record.Pose{Tip: mgl64.Vec3{30, 0, 20}, Orientation: down}))
		for tick := range int64(rapid.IntRange(1, 60).Draw(r, "ticks")) {
			axis := mgl64.Vec3{at("axis x", 1), at("axis y", 1), 0.01}.Normalize()
			in := one(record.Pose{
				Tip:         mgl64.Vec3{30 + at("x", 60), at("y", 60), at("z", 30)},
				Orientation: mgl64.QuatRotate(at("angle", 1.2), axis).Mul(down),
			})
			in.Tick = tick + 1
			if tip := w.Step(in).Sample.Tools[0].Pose.Tip; setup.Bodies[bone].Solid.SignedDistance(tip) < -1e-6 {
				r.Fatalf("tick %d: the tip lies in the bone at %v", tick, tip)
			}
		}
	})
}

// TestWayThatNobodySawIsNotInvented walks round the block while untracked.
func TestWayThatNobodySawIsNotInvented(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{7, 0, 20}, down, 10)
	h.step(record.Input{})
	h.to(mgl64.Vec3{-120, 0, -20}, down, 1)
	for _, kind := range []record.EventKind{record.EventEntry, record.EventEnter, record.EventNoGo, record.EventInvalid} {
		for _, body := range []string{"", "skin", "vessel", "fluid"} {
			h.wants(kind, body, 0)
		}
	}
	if h.tool.Pose.Tip != (mgl64.Vec3{-120, 0, -20}) {
		t.Errorf("the tip is at %v", h.tool.Pose.Tip)
	}
}

func TestToolFoundInsideInvalidatesTheAttempt(t *testing.T) {
	lost := newHand(t, field(1))
	lost.to(mgl64.Vec3{0, 0, 20}, down, 10)
	lost.step(record.Input{})
	lost.to(mgl64.Vec3{0, 0, -50}, down, 1)
	lost.wants(record.EventInvalid, "skin", 1)
	first := newHand(t, field(1))
	first.step(one(record.Pose{Tip: mgl64.Vec3{0, 0, -50}, Orientation: down}))
	first.wants(record.EventInvalid, "skin", 1)
}

func TestGuidedShaftStaysOnItsLineWhileUnseen(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{7, 0, 20}, down, 10)
	h.to(mgl64.Vec3{7, 0, -20}, down, 50)
	h.step(record.Input{})
	h.to(mgl64.Vec3{7, 0, -50}, down, 1)
	h.wants(record.EventEnter, "vessel", 1) // it can only have gone through
	h.wants(record.EventInvalid, "skin", 0)
}

// TestTiltDoesNotBringTheShaftThroughBone levers a long shaft at the edge of
// the plate, with the tip below it.
func TestTiltDoesNotBringTheShaftThroughBone(t *testing.T) {
	setup := field(1)
	setup.PivotMM = 60
	h := newHand(t, setup)
	h.to(mgl64.Vec3{10, 0, 20}, down, 1)
	h.to(mgl64.Vec3{10, 0, -30}, down, 100)
	for i := range 100 {
		tilted := mgl64.QuatRotate(-0.008*float64(i), mgl64.Vec3{0, 1, 0}).Mul(down)
		h.to(mgl64.Vec3{10, 0, 0}.Add(tilted.Rotate(mgl64.Vec3{0, 0, 30})), tilted, 1)
		axis := h.tool.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
		entry := h.tool.Pose.Tip.Sub(axis.Mul(h.tool.DepthMM))
		if d := setup.Bodies[bone].Solid.SegmentDistance(entry, h.tool.Pose.Tip); d < -1e-6 {
			t.Fatalf("step %d: the shaft lies %.3f mm deep in the bone", i, -d)
		}
	}
	h.wants(record.EventContact, "bone", 1)
}

// TestNeedleHeldBackwardsDoesNotEnter pushes the tip against the skin with the
// handle ahead, and then turns it the right way round.
func TestNeedleHeldBackwardsDoesNotEnter(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, mgl64.QuatIdent(), 1)
	h.to(mgl64.Vec3{0, 0, -50}, mgl64.QuatIdent(), 700)
	h.wants(record.EventEntry, "skin", 0)
	h.wants(record.EventContact, "skin", 1)
	if z := h.tool.Pose.Tip[2]; z < 0 {
		t.Errorf("the tip is %.2f mm below the skin", -z)
	}
	h.to(mgl64.Vec3{0, 0, 20}, down, 50)
	h.to(mgl64.Vec3{0, 0, -20}, down, 50)
	h.wants(record.EventEntry, "skin", 1)
}

// TestShallowShaftCannotBeTurnedOutOfItsEntry tilts it all the way round.
func TestShallowShaftCannotBeTurnedOutOfItsEntry(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	h.to(mgl64.Vec3{0, 0, -5}, down, 50)
	for degrees := range 181 {
		q := mgl64.QuatRotate(float64(degrees)*math.Pi/180, mgl64.Vec3{0, 1, 0}).Mul(down)
		h.to(q.Rotate(mgl64.Vec3{0, 0, 5}), q, 1)
		if tip := h.tool.Pose.Tip; h.tool.Guided && tip[2] > 2.01 || !h.tool.Guided && tip[2] < -0.01 {
			t.Fatalf("at %d°: guided %v with the tip at %v", degrees, h.tool.Guided, tip)
		}
	}
}

// TestShaftPointsInwardsWhateverTheHandDoes: also when it turns right round.
func TestShaftPointsInwardsWhateverTheHandDoes(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{4, 0, 20}, down, 1)
	h.to(mgl64.Vec3{4, 0, -20}, down, 50)
	before := h.tool.ClearanceMM[vessel]
	h.to(mgl64.Vec3{4, 0, -20}, mgl64.QuatIdent(), 1)
	if axis := h.tool.Pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1}); axis.Sub(mgl64.Vec3{0, 0, -1}).Len() > 1e-9 {
		t.Errorf("the shaft points to %v", axis)
	}
	if after := h.tool.ClearanceMM[vessel]; math.Abs(after-before) > 1e-6 {
		t.Errorf("the clearance changed from %.3f to %.3f mm", before, after)
	}
}

func TestShaftGoesNoDeeperThanItIsLong(t *testing.T) {
	setup := field(1)
	setup.Tools[0].LengthMM = 30
	h := newHand(t, setup)
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	h.to(mgl64.Vec3{0, 0, -60}, down, 100)
	if h.tool.DepthMM != 30 {
		t.Errorf("depth %.3f mm", h.tool.DepthMM)
	}
}

// TestPulledOutWhileUnseen: deep in, lost, found outside and beside.
func TestPulledOutWhileUnseen(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 10)
	h.to(mgl64.Vec3{0, 0, -45}, down, 100)
	h.step(record.Input{})
	h.to(mgl64.Vec3{20, 0, 12}, down, 1)
	h.wants(record.EventWithdrawn, "skin", 1)
	h.wants(record.EventEnter, "vessel", 0)
	h.wants(record.EventContact, "bone", 0)
	if h.tool.Pose.Tip != (mgl64.Vec3{20, 0, 12}) {
		t.Errorf("the tip is at %v", h.tool.Pose.Tip)
	}
}

func TestNothingHappensToAToolThatIsNotThere(t *testing.T) {
	h := newHand(t, field(1))
	h.step(record.Input{Confirm: true, Hands: []record.Hand{{StyletOut: true}}})
	h.wants(record.EventCSF, "fluid", 0)
	h.wants(record.EventConfirm, "", 0)
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	h.step(record.Input{Confirm: true})
	h.wants(record.EventConfirm, "", 0)
}

func TestConfirmIsOnePressHoweverLong(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	at := record.Pose{Tip: mgl64.Vec3{0, 0, 20}, Orientation: down}
	for range 30 {
		h.step(record.Input{Confirm: true, Hands: []record.Hand{{Valid: true, Pose: at}}})
	}
	h.wants(record.EventConfirm, "", 1)
}

func TestFluidComesAgainAfterTheStyletWasBack(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 1)
	h.to(mgl64.Vec3{0, 0, -50}, down, 100)
	at := record.Pose{Tip: mgl64.Vec3{0, 0, -50}, Orientation: down}
	for i := range 30 {
		h.step(record.Input{Hands: []record.Hand{{Valid: true, Pose: at, StyletOut: i/10 != 1}}})
	}
	h.wants(record.EventCSF, "fluid", 2)
}

func TestPoseThatIsNoNumberInvalidatesTheAttempt(t *testing.T) {
	h := newHand(t, field(1))
	h.to(mgl64.Vec3{0, 0, 20}, down, 10)
	for i, p := range []record.Pose{
		{Tip: mgl64.Vec3{math.NaN(), 0, 0}, Orientation: down},
		{Tip: mgl64.Vec3{0, math.Inf(1), 0}, Orientation: down},
		{Tip: mgl64.Vec3{0, 0, 1e200}, Orientation: down},
		{Tip: mgl64.Vec3{0, 0, 20}},
		{Tip: mgl64.Vec3{0, 0, 20}, Orientation: mgl64.Quat{W: 1e200}},
		{Tip: mgl64.Vec3{0, 0, 20}, Orientation: mgl64.Quat{W: math.NaN()}},
	} {
		h.step(one(p))
		h.wants(record.EventInvalid, "", i+1)
	}
	if h.tool.Valid || h.tool.Pose.Tip != (mgl64.Vec3{0, 0, 20}) {
		t.Errorf("valid %v at %v, want the last sound place", h.tool.Valid, h.tool.Pose.Tip)
	}
}

// TestSameHashOnAnyNumberOfWorkers walks a winding way with every kind of contact.
func TestSameHashOnAnyNumberOfWorkers(t *testing.T) {
	run := func(workers int) (hashes []uint64) {
		setup := field(workers)
		for i := range setup.Bodies {
			setup.Bodies[i].Guarded = true
		}
		h := newHand(t, setup)
		for tick := range 2000 {
			s := float64(tick) / 200
			q := mgl64.QuatRotate(0.2*math.Sin(3*s), mgl64.Vec3{0, 1, 0}).Mul(down)
			tip := mgl64.Vec3{8 * math.Sin(2.1*s), 5 * math.Cos(1.3*s), 60 * math.Cos(0.9*s)}
			h.step(record.Input{Hands: []record.Hand{{Valid: tick%97 != 0, Pose: record.Pose{Tip: tip, Orientation: q}, StyletOut: tick > 900}}})
			hashes = append(hashes, h.world.Hash())
		}
		return hashes
	}
	want := run(1)
	for _, workers := range []int{2, 3, 8} {
		for tick, got := range run(workers) {
			if got != want[tick] {
				t.Fatalf("%d workers: hash differs at tick %d", workers, tick)
			}
		}
	}
}

func TestStepDoesNotAllocate(t *testing.T) {
	for _, workers := range []int{1, 2} {
		w, err := scene.NewWorld(field(workers))
		if err != nil {
			t.Fatal(err)
		}
		tick := int64(0)
		step := func() {
			z := 20 * math.Cos(float64(tick)/50)
			w.Step(record.Input{Tick: tick, Hands: []record.Hand{{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{7, 0, z}, Orientation: down}}}})
			tick++
		}
		for range 1000 {
			step()
		}
		if n := testing.AllocsPerRun(1000, step); n != 0 {
			t.Errorf("%d workers: %.1f allocations per tick, want none", workers, n)
		}
		w.Close()
	}
}

func BenchmarkWorldTick(b *testing.B) {
	w, err := scene.NewWorld(field(1))
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	b.ReportAllocs()
	for tick := range int64(b.N) {
		z := 20 - 60*math.Abs(math.Sin(float64(tick)/500))
		w.Step(record.Input{Tick: tick, Hands: []record.Hand{{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{0, 0, z}, Orientation: down}}}})
	}
}
