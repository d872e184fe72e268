package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scene/tracking/igtl"
	"github.com/drylab/drylab/scoring"
	"github.com/go-gl/mathgl/mgl64"
)

// peer serves a conversation to the first who connects, as fast as it is taken,
// and then says nothing more; with hangUp it ends the connection.
func peer(t *testing.T, conversation []byte, hangUp bool) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = conn.Write(conversation)
		if !hangUp {
			_, _ = conn.Read(make([]byte, 1)) // until the other end has enough
		}
		_ = conn.Close()
	}()
	return listener.Addr().String()
}

// conversation is what an OpenIGTLink tracker would say of a script's motion.
type conversation struct {
	t     *testing.T
	kind  string // of message
	names []string
	every int64                         // ticks between two poses; 0 is every tick
	moved func(record.Pose) record.Pose // what the tracker sees of an instrument; nil: the same in RAS
	bytes []byte
}

// begin is when the tracker's clock shows the attempt's tick 0.
var begin = time.Unix(1_795_000_000, 123_456_789)

func stampOf(tick int64) igtl.Stamp {
	return igtl.StampOf(begin.Add(time.Duration(tick) * time.Second / record.TickHz))
}

func (c *conversation) say(m igtl.Message) {
	var err error
	if c.bytes, err = m.Append(c.bytes); err != nil {
		c.t.Fatal(err)
	}
}

// tell says where the hands are at a tick.
func (c *conversation) tell(tick int64, hands []record.Hand) {
	for i, h := range hands {
		if h.Valid && tick%max(c.every, 1) == 0 {
			pose := tracking.ToRAS(h.Pose)
			if c.moved != nil {
				pose = c.moved(h.Pose)
			}
			c.say(igtl.Message{Type: c.kind, Device: c.names[i], Stamp: stampOf(tick), Poses: []igtl.Pose{tracking.Wire(pose, c.names[i])}})
		}
	}
}

// command says what was done with the buttons since before.
func (c *conversation) command(tick int64, before, now record.Input) {
	say := func(device, text string) {
		c.say(igtl.Message{Type: igtl.TypeString, Device: device, Stamp: stampOf(tick), Text: text})
	}
	level := map[bool]int{true: 1}
	for i, h := range now.Hands {
		if h.StyletOut != before.Hands[i].StyletOut {
			say(c.names[i], fmt.Sprintf("stylet %d", level[h.StyletOut]))
		}
		if h.Jaw != before.Hands[i].Jaw {
			say(c.names[i], fmt.Sprintf("jaw %v", h.Jaw))
		}
	}
	if now.Confirm != before.Confirm {
		say(c.names[0], fmt.Sprintf("confirm %d", level[now.Confirm]))
	}
}

// perform says a whole attempt: two seconds of rest, and the script.
func (c *conversation) perform(source scenarios.Source) {
	first, _ := source.Next(0)
	rest := int64(scenarios.ObserveTime.Seconds() * record.TickHz)
	for tick := -rest; tick < 0; tick++ {
		c.tell(tick, first.Hands)
	}
	before := record.Input{Hands: make([]record.Hand, len(c.names))}
	for tick := int64(0); ; tick++ {
		in, more := source.Next(tick)
		if !more {
			return
		}
		c.command(tick, before, in)
		c.tell(tick, in.Hands)
		before = record.Input{Hands: append(before.Hands[:0], in.Hands...), Confirm: in.Confirm}
	}
}

// asSent is a script's source with the poses that its messages can carry.
type asSent struct{ scenarios.Source }

func (s asSent) Next(tick int64) (record.Input, bool) {
	in, more := s.Source.Next(tick)
	hands := append([]record.Hand(nil), in.Hands...)
	for i := range hands {
		p := tracking.Wire(tracking.ToRAS(hands[i].Pose), "")
		q := mgl64.Quat{W: float64(p.Quaternion[3]), V: mgl64.Vec3{float64(p.Quaternion[0]), float64(p.Quaternion[1]), float64(p.Quaternion[2])}}
		tip := mgl64.Vec3{float64(p.Position[0]), float64(p.Position[1]), float64(p.Position[2])}
		hands[i].Pose = tracking.FromRAS(record.Pose{Tip: tip, Orientation: q.Normalize()})
	}
	in.Hands = hands
	return in, more
}

// drain is the scenario ventricular-drain on its case, fitted once for all tests.
var drain *scenarios.Fitted

// scripted is that scenario with its demonstrator.
func scripted(t *testing.T) (*scenarios.Fitted, scenarios.Source) {
	t.Helper()
	if drain == nil {
		s, err := scenarios.Builtin("ventricular-drain")
		if err != nil {
			t.Fatal(err)
		}
		a := &app{ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
		c, _, err := a.builtin("phantom-head")
		if err != nil {
			t.Fatal(err)
		}
		if drain, err = s.Fit(c, 1); err != nil {
			t.Fatal(err)
		}
	}
	source, err := (scenarios.Tracker{Kind: "script", Name: "demonstrator"}).Open(drain, 0)
	if err != nil {
		t.Fatal(err)
	}
	return drain, source
}

// namesOf are the instruments' names as devices.
func namesOf(f *scenarios.Fitted) (names []string) {
	for i := range f.Setup.Tools {
		names = append(names, tracking.DeviceName(&f.Setup.Tools[i]))
	}
	return names
}

// TestOpenIGTLinkPeerScoresAsItsScript: a peer that sends a script's motion over a
// socket gets, to the last bit, the samples, events and score that the same poses
// get by script.
func TestOpenIGTLinkPeerScoresAsItsScript(t *testing.T) {
	home := newHome(t)
	f, source := scripted(t)
	want := filepath.Join(home, "script.mcap")
	run := scenarios.Attempt{Fitted: f, Source: asSent{source}, Device: record.Device{Name: "script:sent", Class: "script"}, ID: "1", Started: begin, Engine: scene.Engine}
	if err := run.Record(t.Context(), want, nil); err != nil {
		t.Fatal(err)
	}
	byScript, err := judge(want, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := conversation{t: t, kind: igtl.TypeQuaternion, names: namesOf(f)}
	c.perform(source)
	got := done[result](t, "practise", "ventricular-drain", "--headless", "--tracker", "igtl:"+peer(t, c.bytes, false))
	byPeer, err := judge(got.Paths["recording"], nil)
	if err != nil {
		t.Fatal(err)
	}
	if byPeer.recording.Header.Device.Class != "tracker" {
		t.Errorf("device %+v", byPeer.recording.Header.Device)
	}
	for name, pair := range map[string][2]any{
		"score":   {byPeer.score, byScript.score},
		"samples": {byPeer.recording.Samples, byScript.recording.Samples},
		"events":  {byPeer.recording.Events, byScript.recording.Events},
		"hashes":  {byPeer.recording.Hashes, byScript.recording.Hashes},
		"values":  {values(byPeer), values(byScript)},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s differ", name)
		}
	}
	replays(t, got.Paths["recording"])
}

// values are the metrics without the flag that the noise of a tracker at rest,
// here none, was not known.
func values(j *judged) (lines []string) {
	for _, m := range j.metrics {
		value := "none: " + m.Reason
		if m.Value != nil {
			value = fmt.Sprint(*m.Value)
		}
		lines = append(lines, m.ID+" "+value)
	}
	return lines
}

// TestTrackersThatCannotBeUsed are told apart, each in one sentence that says what
// to do, before anything is recorded.
func TestTrackersThatCannotBeUsed(t *testing.T) {
	newHome(t)
	f, source := scripted(t)
	first, _ := source.Next(0)
	at := func(change func(c *conversation, tick int64)) []byte {
		c := conversation{t: t, kind: igtl.TypeTransform, names: namesOf(f)}
		for tick := int64(-500); tick < 0; tick++ {
			change(&c, tick)
		}
		return c.bytes
	}
	pose := func(change func(*igtl.Pose)) []byte {
		return at(func(c *conversation, tick int64) {
			p := tracking.Wire(tracking.ToRAS(first.Hands[0].Pose), "")
			change(&p)
			c.say(igtl.Message{Type: c.kind, Device: "Stylus", Stamp: stampOf(tick), Poses: []igtl.Pose{p}})
		})
	}
	nan := float32(0)
	nan /= nan
	for name, c := range map[string]struct {
		said []byte
		says string
	}{
		"nothing":        {nil, "ended before anything came"},
		"a web page":     {[]byte(strings.Repeat("HTTP/1.1 200 OK\r\n", 9)), "not OpenIGTLink"},
		"not a number":   {pose(func(p *igtl.Pose) { p.Position[1] = nan }), "not finite"},
		"a mirror":       {pose(func(p *igtl.Pose) { p.Columns[0][0], p.Columns[0][1] = 7, 7 }), "no rotation"},
		"too seldom":     {at(func(c *conversation, tick int64) { c.tell(10*tick, first.Hands[:1]) }), "20.0 poses a second"},
		"only a message": {at(func(c *conversation, tick int64) { c.say(igtl.Message{Type: igtl.TypeString, Text: "hello"}) }), "no pose among them: STRING"},
		"a broken one":   {at(func(c *conversation, tick int64) { c.tell(tick, first.Hands[:1]); c.bytes[len(c.bytes)-1] ^= 1 }), "All 100 messages of the tracker were broken"},
		"not told which": {at(func(c *conversation, tick int64) {
			c.names = []string{"Probe"}
			c.tell(tick, first.Hands[:1])
			c.names = []string{"Stylus"}
			c.tell(tick, first.Hands[:1])
		}), "the tracker shows Probe, Stylus"},
	} {
		tracker := scenarios.Tracker{Kind: "igtl", Name: peer(t, c.said, true)}
		live, err := tracker.OpenRemote(t.Context(), f, scenarios.RemoteOptions{Follow: true})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
		if err == nil {
			live.Close()
		}
	}
}

// TestDoctorOfATrackerThatStops says so, and that it cannot be used as it is; what the
// tracker calls its device writes nothing on the terminal.
func TestDoctorOfATrackerThatStops(t *testing.T) {
	newHome(t)
	_, source := scripted(t)
	first, _ := source.Next(0)
	c := conversation{t: t, kind: igtl.TypeTransform, names: []string{"\x1b[31mred"}}
	for tick := int64(0); tick < 300; tick++ {
		c.tell(tick, first.Hands[:1])
	}
	for says, hangUp := range map[string]bool{"the connection ended": true, "it fell silent": false} {
		out := drylab(t, "doctor", "--tracker", "igtl:"+peer(t, c.bytes, hangUp))
		if out.code != exitFailed || !strings.Contains(out.stderr, says) || !strings.Contains(out.stdout, "?[31mred") || strings.Contains(out.stdout, "\x1b") {
			t.Errorf("%s: %d %q %q", says, out.code, out.stdout, out.stderr)
		}
	}
}

// TestPoorTrackingIsRefused unless somebody wants it, and then the recording says so.
func TestPoorTrackingIsRefused(t *testing.T) {
	newHome(t)
	f, source := scripted(t)
	c := conversation{t: t, kind: igtl.TypeTransform, names: namesOf(f), every: 10}
	c.perform(source)
	args := []string{"practise", "ventricular-drain", "--headless", "--json", "--tracker"}
	out := drylab(t, append(args, "igtl:"+peer(t, c.bytes, true))...)
	if out.code != exitFailed || !strings.Contains(out.stderr, "20.0 poses a second") || !strings.Contains(out.stderr, "--accept-tracking") {
		t.Errorf("%d %q", out.code, out.stderr)
	}
	if left, _ := filepath.Glob(filepath.Join(home(), "recordings", "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	out = drylab(t, append(args, "igtl:"+peer(t, c.bytes, true), "--accept-tracking")...)
	recordings, _ := filepath.Glob(filepath.Join(home(), "recordings", "*.mcap"))
	if out.code != exitInvalid || len(recordings) != 1 {
		t.Fatalf("accepted: %d %q, %v", out.code, out.stderr, recordings)
	}
	j, err := judge(recordings[0], nil)
	if err != nil || !strings.Contains(j.recording.Header.Device.Accepted, "20.0 poses a second") {
		t.Errorf("%v: %+v", err, j.recording.Header.Device)
	}
}

// TestTrackerThatGoesAway, or says nothing more, in the middle: what was done until
// then is recorded, and the attempt is invalid with the reason: its trainee did not
// end it.
func TestTrackerThatGoesAway(t *testing.T) {
	home := newHome(t)
	f, source := scripted(t)
	c := conversation{t: t, kind: igtl.TypeTransform, names: namesOf(f)}
	c.perform(source)
	for says, hangUp := range map[string]bool{"the tracker is gone": true, "the tracker sent no pose for 5 s": false} {
		tracker := scenarios.Tracker{Kind: "igtl", Name: peer(t, c.bytes[:len(c.bytes)/2], hangUp)}
		live, err := tracker.OpenRemote(t.Context(), f, scenarios.RemoteOptions{Follow: true})
		if err != nil {
			t.Fatal(err)
		}
		defer live.Close()
		path := filepath.Join(home, says+".mcap")
		run := scenarios.Attempt{Fitted: f, Source: live.Source, Device: live.Device, ID: "1", Started: begin, Engine: scene.Engine}
		if err := run.Record(t.Context(), path, nil); err != nil {
			t.Fatal(err)
		}
		j, err := judge(path, nil)
		if err != nil || j.recording.Truncated || len(j.recording.Samples) < 1000 || j.score.Outcome != scoring.OutcomeInvalid {
			t.Errorf("%s: %v, %d samples, %s", says, err, len(j.recording.Samples), j.score.Outcome)
		}
		events := j.recording.Events
		if why := events[len(events)-2]; why.Kind != record.EventInvalid || !strings.Contains(why.Detail, says) {
			t.Errorf("%q: %+v", says, why)
		}
	}
}

// TestWhoWatchesFromElsewhere is greeted, sees the instrument where the recording
// has it, and is told how it ended.
func TestWhoWatchesFromElsewhere(t *testing.T) {
	home := newHome(t)
	f, source := scripted(t)
	server, err := igtl.Listen(":0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	watcher, err := igtl.Dial(t.Context(), server.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer watcher.Close()
	for server.Watchers() == 0 {
		time.Sleep(time.Millisecond)
	}
	path := filepath.Join(home, "watched.mcap")
	run := scenarios.Attempt{Fitted: f, Source: source, Device: record.Device{Name: "script:x", Class: "script"}, ID: "1", Started: begin, Engine: scene.Engine}
	ended := make(chan error, 1)
	err = run.Record(t.Context(), path, func(s *scenarios.Session) {
		go func() { ended <- scenarios.Broadcast(t.Context(), server, s, f) }()
	})
	if err := errors.Join(err, <-ended); err != nil {
		t.Fatal(err)
	}
	var seen []igtl.Message
	for len(seen) == 0 || !strings.HasPrefix(seen[len(seen)-1].Status.Message, "ended") {
		m, err := watcher.Next()
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, m)
	}
	rec, _, err := record.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	last := tracking.Wire(tracking.ToRAS(rec.Samples[len(rec.Samples)-1].Tools[0].Pose), "")
	n := len(seen)
	if n < 3 || seen[0].Status.Message != "attempt of ventricular-drain" || seen[n-1].Status.Message != "ended: confirmed" ||
		seen[n-2].Device != namesOf(f)[0] || seen[n-2].Poses[0].Position != last.Position || seen[n-2].Poses[0].Columns != last.Columns {
		t.Errorf("%d messages, the last ones %+v, want the pose %+v", n, seen[max(n-2, 0):], last)
	}
}

// TestDoctorLooksAtATracker: what is seen, how well, and what to do, even of one that
// hung up, which cannot be used.
func TestDoctorLooksAtATracker(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	c := conversation{t: t, kind: igtl.TypeTransform, names: []string{"Stylus"}, every: 4}
	const sigma = 0.2 // mm
	for tick := range int64(8 * record.TickHz) {
		if tick%400 < 40 { // 0.2 s of every two
			continue
		}
		tip := mgl64.Vec3{random.NormFloat64(), random.NormFloat64(), random.NormFloat64()}.Mul(sigma)
		c.tell(tick, []record.Hand{{Valid: true, Pose: record.Pose{Tip: tip, Orientation: mgl64.QuatIdent()}}})
	}
	var got struct {
		Devices []scenarios.DeviceQuality
		Advice  []string
		Usable  bool
	}
	out := drylab(t, "doctor", "--json", "--tracker", "igtl:"+peer(t, c.bytes, true))
	if err := json.Unmarshal([]byte(out.stdout), &got); err != nil || out.code != exitFailed || !strings.Contains(out.stderr, "the connection ended") {
		t.Fatalf("%v; %d %q", err, out.code, out.stderr)
	}
	if len(got.Devices) != 1 || got.Usable {
		t.Fatalf("%+v", got)
	}
	d := got.Devices[0]
	if d.Name != "Stylus" || math.Abs(d.RateHz-50) > 0.1 || d.Dropouts != 3 || math.Abs(d.Coverage-0.91) > 0.02 || math.Abs(d.SigmaMM/sigma-1) > 0.1 || d.LatencyMS != nil {
		t.Errorf("%+v", d)
	}
	advice := strings.Join(got.Advice, "\n")
	for _, want := range []string{"50 poses a second", "clock"} {
		if !strings.Contains(advice, want) {
			t.Errorf("the advice says nothing of %q:\n%s", want, advice)
		}
	}
	out = drylab(t, "doctor", "--tracker", "igtl:"+peer(t, nil, true))
	if out.code != exitFailed || !strings.Contains(out.stderr, "ended before anything came") {
		t.Errorf("%d %q", out.code, out.stderr)
	}
}
