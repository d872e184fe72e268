package tracking

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/testkit"
	"github.com/drylab/drylab/scene/tracking/igtl"
	"github.com/go-gl/mathgl/mgl64"
)

// somewhere is a pose in no special place.
func somewhere(random *rand.Rand) record.Pose {
	number := func() float64 { return 2*random.Float64() - 1 }
	q := mgl64.Quat{W: number(), V: mgl64.Vec3{number(), number(), number()}}
	return record.Pose{Tip: mgl64.Vec3{100 * number(), 100 * number(), 100 * number()}, Orientation: q.Normalize()}
}

func matrix(p record.Pose) mgl64.Mat4 {
	m := p.Orientation.Mat4()
	m.SetCol(3, p.Tip.Vec4(1))
	return m
}

func sameMatrix(t *testing.T, what string, got record.Pose, want mgl64.Mat4) {
	t.Helper()
	if !matrix(got).ApproxEqualThreshold(want, 1e-6) {
		t.Errorf("%s:\n%v\nwant\n%v", what, matrix(got), want)
	}
}

func TestRASIsHalfATurn(t *testing.T) {
	p := somewhere(rand.New(rand.NewPCG(1, 1)))
	sameMatrix(t, "RAS", ToRAS(p), mgl64.Diag4(mgl64.Vec4{-1, -1, 1, 1}).Mul4(matrix(p)))
	if FromRAS(ToRAS(p)) != p {
		t.Error("there and back is not the same to the last bit")
	}
}

// feedOf serves messages on the loopback interface to one feed.
func feedOf(t *testing.T, redial bool) (*igtl.Server, *Feed) {
	t.Helper()
	s, err := igtl.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	f, err := OpenFeed(t.Context(), s.Address(), redial)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	testkit.Until(t, func() bool { return s.Watchers() == 1 })
	return s, f
}

func transform(device string, p record.Pose, stamp igtl.Stamp) *igtl.Message {
	return &igtl.Message{Type: igtl.TypeTransform, Device: device, Stamp: stamp, Poses: []igtl.Pose{Wire(p, "")}}
}

func send(t *testing.T, s *igtl.Server, messages ...*igtl.Message) {
	t.Helper()
	for _, m := range messages {
		if err := s.Send(m); err != nil {
			t.Fatal(err)
		}
	}
}

var oneTool = []record.Tool{{Name: "needle", Kind: record.KindNeedle, LengthMM: 100, RadiusMM: 1}}

// TestTipReferenceAndRegistration: what is in the patient is the product of the
// matrices, and stays where it is when tracker or patient is moved.
func TestTipReferenceAndRegistration(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	tool, reference, registered := somewhere(random), somewhere(random), somewhere(random)
	q := registered.Orientation
	setup := Setup{
		Schema: SetupSchema, Reference: "Patient",
		Tools: []TrackedTool{{Device: "Stylus", TipMM: []float64{10, -20, 90}}},
		Registration: &Registration{
			Case: "x", Turn: []float64{q.W, q.V[0], q.V[1], q.V[2]}, ShiftMM: registered.Tip[:],
		},
	}
	tip := mgl64.Vec3{10, -20, 90}
	inDevice := record.Pose{Tip: tip, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, tip.Normalize())}
	want := matrix(registered).Mul4(matrix(reference).Inv()).Mul4(matrix(tool)).Mul4(matrix(inDevice))
	for range 2 {
		l := &Live{setup: setup, tools: make([]liveTool, 1), hands: make([]record.Hand, 1), Follow: true}
		l.apply(&Sighting{Device: "Stylus", StampNS: 5, Pose: tool, Valid: true})
		if in := l.present(0, 5); in.Hands[0].Valid {
			t.Error("an instrument is known while the reference is not seen")
		}
		l.apply(&Sighting{Device: "Patient", StampNS: 5, Pose: reference, Valid: true})
		in := l.present(0, 5)
		if !in.Hands[0].Valid {
			t.Fatal("the instrument is not seen")
		}
		sameMatrix(t, "in the patient", in.Hands[0].Pose, want)
		tracker := somewhere(random) // the tracker is put elsewhere
		tool, reference = compose(tracker, tool), compose(tracker, reference)
	}
}

// TestNewestPoseCounts on the wall's clock, for as long as it is fresh; one that
// comes out of order does not.
func TestNewestPoseCounts(t *testing.T) {
	s, f := feedOf(t, true)
	l := NewLive(f, false)
	if err := l.Assign(Setup{Tools: []TrackedTool{{Device: "needle"}}}, oneTool, []Sighting{{Device: "needle"}}); err != nil {
		t.Fatal(err)
	}
	at := func(x float64) record.Pose {
		return ToRAS(record.Pose{Tip: mgl64.Vec3{x}, Orientation: mgl64.QuatIdent()})
	}
	now := time.Now()
	send(t, s, transform("needle", at(1), igtl.StampOf(now)), transform("other", at(9), igtl.StampOf(now)),
		transform("needle", at(2), igtl.StampOf(now.Add(time.Millisecond))), transform("needle", at(3), igtl.StampOf(now)),
		&igtl.Message{Type: igtl.TypeString, Text: "jaw 0.25"}, &igtl.Message{Type: igtl.TypeString, Text: "confirm"})
	var in record.Input
	testkit.Until(t, func() bool { in, _ = l.Next(0); return in.Confirm })
	if !in.Hands[0].Valid || in.Hands[0].Pose.Tip[0] != 2 || in.Hands[0].Jaw != 0.25 || l.Skipped() != 1 {
		t.Errorf("%+v, %d skipped", in, l.Skipped())
	}
	testkit.Until(t, func() bool { in, _ = l.Next(1); return !in.Hands[0].Valid }) // it says nothing more
}

// TestTrackerComesBack: a connection that was lost is made again.
func TestTrackerComesBack(t *testing.T) {
	s, f := feedOf(t, true)
	address := s.Address()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	testkit.Until(t, func() bool { return f.Traffic().Ended != "" })
	s, err := igtl.Listen(address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	testkit.Until(t, func() bool { return s.Watchers() == 1 })
	send(t, s, transform("needle", record.Pose{Orientation: mgl64.QuatIdent()}, 0))
	if got := <-f.queue; !got.Valid || f.Traffic().Ended != "" || f.Traffic().Losses != 1 {
		t.Errorf("%+v, %+v", got, f.Traffic())
	}
}

// TestDoubtfulPoses are never poses, and each says why.
func TestDoubtfulPoses(t *testing.T) {
	sound := Wire(record.Pose{Tip: mgl64.Vec3{1, 2, 3}, Orientation: mgl64.QuatIdent()}, "")
	change := func(f func(*igtl.Pose)) igtl.Pose {
		p := sound
		f(&p)
		return p
	}
	inf := float32(math.Inf(1))
	for name, c := range map[string]struct {
		message igtl.Message
		doubt   string
	}{
		"sound":       {igtl.Message{Type: igtl.TypeTransform, Poses: []igtl.Pose{sound}}, ""},
		"infinite":    {igtl.Message{Type: igtl.TypeTransform, Poses: []igtl.Pose{change(func(p *igtl.Pose) { p.Position[2] = inf })}}, DoubtNotFinite},
		"scaled":      {igtl.Message{Type: igtl.TypeTracking, Poses: []igtl.Pose{change(func(p *igtl.Pose) { p.Columns[1][1] = 1.1 })}}, DoubtNotRigid},
		"mirrored":    {igtl.Message{Type: igtl.TypeTransform, Poses: []igtl.Pose{change(func(p *igtl.Pose) { p.Columns[1][1] = -1 })}}, DoubtNotRigid},
		"all zero":    {igtl.Message{Type: igtl.TypeQuaternion, Poses: []igtl.Pose{{}}}, DoubtNotRigid},
		"a point":     {igtl.Message{Type: igtl.TypePosition, Poses: []igtl.Pose{change(func(p *igtl.Pose) { p.Parts = 0 })}}, DoubtNoDirection},
		"PLUS missed": {igtl.Message{Type: igtl.TypeTransform, Poses: []igtl.Pose{sound}, Metadata: []igtl.Metadata{{Key: "TransformStatus", Value: "MISSING"}}}, DoubtNotSeen},
	} {
		got := sightings(&c.message, 1)
		if len(got) != 1 || got[0].Doubt != c.doubt || got[0].Valid != (c.doubt == "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, text := range []string{"", "hello", "jaw much", "jaw NaN"} {
		if got := sightings(&igtl.Message{Type: igtl.TypeString, Text: text}, 1); len(got) != 0 {
			t.Errorf("%q is obeyed: %+v", text, got)
		}
	}
}

// TestFloodIsHeldBack: a peer that sends faster than anybody reads waits; what is
// held is bounded, and everything comes in the end.
func TestFloodIsHeldBack(t *testing.T) {
	const flood = 10 * feedLength
	address := flooding(t, flood)
	f, err := OpenFeed(t.Context(), address, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	testkit.Until(t, func() bool { return len(f.queue) == feedLength })
	if read := f.Traffic().Messages; read > feedLength+1 {
		t.Errorf("%d messages were taken while nobody asked", read)
	}
	n := 0
	for s := range f.queue {
		if s.StampNS != igtl.Stamp(n+1).Nanoseconds() {
			t.Fatalf("sighting %d is %+v", n, s)
		}
		n++
	}
	if n != flood || !strings.Contains(f.Traffic().Ended, "ended the connection") {
		t.Errorf("%d of %d came, %+v", n, flood, f.Traffic())
	}
}

func TestSetupsThatAreWrong(t *testing.T) {
	for want, text := range map[string]string{
		"schema is":         "schema: drylab.tracking/9",
		"names no device":   "schema: drylab.tracking/1\ntools: [{device: ''}]",
		"tip_mm is three":   "schema: drylab.tracking/1\ntools: [{device: a, tip_mm: [1, 2]}]",
		"axis is three":     "schema: drylab.tracking/1\ntools: [{device: a, axis: [0, 0, 0]}]",
		"unit quaternion":   "schema: drylab.tracking/1\nregistration: {case: x, turn_wxyz: [1, 1, 0, 0], shift_mm: [0, 0, 0], fre_mm: 1, points_mm: []}",
		"shift_mm is three": "schema: drylab.tracking/1\nregistration: {case: x, turn_wxyz: [1, 0, 0, 0], shift_mm: [.nan, 0, 0], fre_mm: 1, points_mm: []}",
		"at most 8 can":     "schema: drylab.tracking/1\ntools: [" + strings.Repeat("{device: a},", 9) + "]",
		"unknown key":       "schema: drylab.tracking/1\nradius: 3",
	} {
		if _, err := LoadSetup("mine.yaml", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

// TestSetupComesBack: written and read again, a set-up is what it was.
func TestSetupComesBack(t *testing.T) {
	want := Setup{
		Schema: SetupSchema, Reference: "Patient \"1\"",
		Tools: []TrackedTool{{Device: "Stylus", TipMM: []float64{1.0 / 3, -2e-9, 150}, TipRMSMM: 0.1}, {Device: "Probe", Axis: []float64{0, 0, -1}}},
		Registration: &Registration{
			Case: "phantom-head", Turn: []float64{0.6, 0, 0.8, 0}, ShiftMM: []float64{1e4, -0.1, 7}, FREMM: 0.2,
			Points: [][]float64{{1, 2, 3}, {4, 5, 6}, {7, 8, 9.5}},
		},
	}
	var text strings.Builder
	if err := want.Write(&text); err != nil {
		t.Fatal(err)
	}
	got, err := LoadSetup("mine.yaml", strings.NewReader(text.String()))
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("%v\n%s\n%+v", err, text.String(), got)
	}
}

// queued is a live source on the tracker's clock of sightings that are there.
func queued(t *testing.T, seen ...Sighting) *Live {
	t.Helper()
	f := &Feed{queue: make(chan Sighting, len(seen))}
	for _, s := range seen {
		f.queue <- s
	}
	close(f.queue)
	return NewLive(f, true)
}

// TestClocksOfOtherDevices do not matter: tick 0 is by the clock of the instrument
// in use, and another device's stamps neither hold it up nor drive it on.
func TestClocksOfOtherDevices(t *testing.T) {
	const tick = int64(time.Second) / record.TickHz
	pose := func(x float64) record.Pose {
		return ToRAS(record.Pose{Tip: mgl64.Vec3{x}, Orientation: mgl64.QuatIdent()})
	}
	var seen []Sighting
	for k := range int64(50) {
		seen = append(seen, Sighting{Device: "other", StampNS: 1e18 + 7*k*tick, Pose: pose(-1), Valid: true},
			Sighting{Device: "needle", StampNS: 5e9 + k*tick, Pose: pose(float64(k)), Valid: true})
		if k == 30 {
			seen = append(seen, Sighting{Device: "buttons", Word: "confirm", Value: 1})
		}
	}
	l := queued(t, seen...)
	observed := l.Observe(t.Context(), time.Duration(20*tick))
	if err := l.Assign(Setup{Tools: []TrackedTool{{Device: "needle"}}}, oneTool, observed); err != nil {
		t.Fatal(err)
	}
	// "other" reached the end of what is observed first, after three of its steps.
	for k := range int64(29) {
		in, more := l.Next(k)
		if !more || !in.Hands[0].Valid || in.Hands[0].Pose.Tip[0] != float64(k+20) || in.Confirm != (k >= 10) {
			t.Fatalf("tick %d: %+v, %v", k, in, more)
		}
	}
	if allocs := testing.AllocsPerRun(1, func() { l.present(0, 0) }); allocs > 0 {
		t.Errorf("%v allocations a tick", allocs)
	}
}
