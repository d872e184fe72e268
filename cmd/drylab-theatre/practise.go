package main

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

type practiseCommand struct {
	Scenario  string `required:"" help:"Built-in scenario, or a scenario file."`
	Case      string `required:"" help:"Case folder." type:"path" placeholder:"DIR"`
	Recording string `required:"" help:"Recording to write." type:"path" placeholder:"FILE.mcap"`
	Tracker   string `help:"mouse, xr, script:NAME_OR_FILE, replay:FILE or igtl:HOST:PORT." default:"mouse"`
	liveFlags
	headsetFlags
	soundFlags
	stereoFlag
	Seed     uint64 `help:"Seed of a script's tremor; 0 means the script's own."`
	Skin     string `help:"File that gets the soft tissue as it is at the end, for still." type:"path" placeholder:"FILE"`
	Pictures string `help:"What the files of F12 begin with." type:"path" placeholder:"PATH"`
	ID       string `required:"" name:"id" help:"The attempt's UUID."`
}

// Run performs one attempt: the world on its own goroutine, the eyes on this one.
func (c *practiseCommand) Run(ctx context.Context) error {
	s, err := scenarios.Open(c.Scenario)
	if err != nil {
		return err
	}
	anatomyCase, err := scenarios.OpenCase(c.Case)
	if err != nil {
		return err
	}
	fitted, err := s.Fit(anatomyCase, max(1, min(runtime.NumCPU()-1, mostWorkers)))
	if err != nil {
		return err
	}
	tracker, err := scenarios.ParseTracker(c.Tracker)
	if err != nil {
		return err
	}
	live, err := c.connect(ctx, tracker, fitted)
	if err != nil {
		return err
	}
	if live != nil {
		defer live.Close()
	}
	options, err := c.options(view.Options{Title: "Drylab · " + texts().Say(s.Title)})
	if err != nil {
		return err
	}
	theatre, err := view.OpenWindow(options)
	if err != nil {
		return err
	}
	defer theatre.Close()
	field := stage(s, anatomyCase, fitted.Plan, fitted.Setup.Tools, fitted.Setup.Soft)
	field.Watched, field.Robot = tracker.Kind != "mouse" && tracker.Controls() == "", fitted.Robot().Scale
	if err := theatre.Load(field); err != nil {
		return err
	}
	hub, err := c.steer(theatre, tracker, fitted)
	if err != nil {
		return err
	}
	if hub != nil {
		defer hub.Close()
	}
	if tracker.Kind == "xr" {
		return c.performWorn(ctx, theatre, fitted, tracker)
	}
	return c.perform(ctx, theatre, fitted, tracker, live, nil)
}

// mostWorkers share the world's work; one processor more is left to the eyes.
const mostWorkers = 4

// staleAfter is when hands that the window has not renewed count as lost: a
// picture takes a tenth of that even where the processor draws it.
const staleAfter = time.Second

// handSource gives the session the newest hands that the window saw.
type handSource struct {
	held  atomic.Pointer[seenHands]
	hands []record.Hand    // of the tick that was asked for last
	live  scenarios.Source // nil: mouse and keyboard hold the instruments
	late  atomic.Bool      // hands were lost since somebody was told, because the next picture took too long
}

type seenHands struct {
	view.Held
	at time.Time
}

func (s *handSource) see(held view.Held) { s.held.Store(&seenHands{held, time.Now()}) }

// Next never ends: the trainee confirms or leaves.
func (s *handSource) Next(tick int64) (record.Input, bool) {
	held := s.held.Load()
	if s.live != nil {
		return s.tracked(tick, held)
	}
	if held == nil {
		return record.Input{Tick: tick}, true
	}
	stale := time.Since(held.at) >= staleAfter
	if stale {
		s.late.Store(true)
	}
	s.hands = append(s.hands[:0], held.Hands...)
	for i := range s.hands {
		s.hands[i].Valid = s.hands[i].Valid && !stale
	}
	return record.Input{Tick: tick, Hands: s.hands, Confirm: held.Confirm}, true
}

func (c *practiseCommand) source(f *scenarios.Fitted, t scenarios.Tracker, hand *handSource, headset *worn) (scenarios.Source, error) {
	if headset != nil {
		return holdTools{headset.hands, tracking.Hold(headset.hands, f.Setup.Tools, f.Robot(), false)}, nil
	}
	if t.Kind == "mouse" || t.Controls() != "" || t.Remote() {
		return hand, nil
	}
	return t.Open(f, c.Seed)
}

func (c *practiseCommand) perform(ctx context.Context, theatre *view.Theatre, f *scenarios.Fitted, tracker scenarios.Tracker, live *scenarios.RemoteTracker, headset *worn) error {
	hand := &handSource{}
	device := tracker.Device()
	if live != nil {
		device = live.Device
		hand.live = live.Source
	}
	source, err := c.source(f, tracker, hand, headset)
	if err != nil {
		return err
	}
	attempt := scenarios.Attempt{
		Fitted: f, Source: source, Device: device, ID: c.ID, Started: time.Now(),
		Engine: scene.Engine, Seed: c.Seed, Live: true, SkinPath: c.Skin,
	}
	if headset != nil {
		attempt.LateFrames, attempt.Device.Name = headset.LateFrames, "xr:"+headset.Name()
	}
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	sessions, ended := make(chan *scenarios.Session, 1), make(chan error, 1)
	hand.see(theatre.Poll())
	go func() {
		ended <- attempt.Record(ctx, c.Recording, func(s *scenarios.Session) {
			c.publish(ctx, s, f)
			sessions <- s
		})
	}()
	var session *scenarios.Session
	select {
	case session = <-sessions:
	case err := <-ended:
		return err
	}
	s := screen{theatre: theatre, headset: headset, fitted: f, session: session, hand: hand, opened: time.Now(), shutter: shutter{prefix: c.Pictures}, ears: c.listen(f.Setup.Tools)}
	defer s.ears.close()
	return s.show(leave, ended)
}

// screen draws a running session until it ends.
type screen struct {
	theatre *view.Theatre
	headset *worn // nil without one
	fitted  *scenarios.Fitted
	session *scenarios.Session
	hand    *handSource
	trail   []mgl64.Vec3
	started float64
	sent    []record.Hand // the newest hands that the session was given
	sentAt  int64         // the tick that was finished then
	opened  time.Time
	pace    pace
	shutter shutter
	ears    *ears
}

// show draws until the recording is finished, and shows the end for a moment.
func (s *screen) show(leave context.CancelFunc, ended <-chan error) error {
	for {
		select {
		case err := <-ended:
			return errors.Join(err, s.farewell(), s.shutter.finish())
		default:
		}
		s.follow()
		s.ears.attend(s.session)
		held := s.theatre.Poll()
		s.hold(held)
		if held.Quit || s.theatre.ShouldClose() {
			leave()
		}
		if err := s.draw(""); err != nil {
			leave()
			return errors.Join(err, <-ended)
		}
		s.shutter.serve(held, s.theatre, s.ears)
	}
}

// hold passes the hands on to the session and remembers since which tick.
func (s *screen) hold(held view.Held) {
	s.sent, s.sentAt = held.Hands, -1
	if m := s.session.Moment(); m != nil {
		s.sentAt = m.Sample.Tick
	}
	s.hand.see(held)
}

// followTicks is when the world has surely answered to the hands that were sent.
const followTicks = 2

// follow keeps the mouse's hands on instruments that entry or bone hold back.
func (s *screen) follow() {
	m := s.session.Moment()
	if m == nil || m.Sample.Tick < s.sentAt+followTicks {
		return
	}
	for i := range s.sent {
		if i < len(m.Sample.Tools) && m.Sample.Tools[i].Valid && apart(s.sent[i].Pose, m.Sample.Tools[i].Pose) {
			s.theatre.Follow(i, m.Sample.Tools[i].Pose)
		}
	}
}

// apart tells two poses from one with rounding.
func apart(a, b record.Pose) bool {
	return a.Tip.Sub(b.Tip).Len() > 1e-6 || !a.Orientation.OrientationEqualThreshold(b.Orientation, 1e-9)
}

func (s *screen) draw(banner string) error {
	p := s.session.Picture()
	if p == nil {
		return nil
	}
	m := p.Moment
	if !m.Sample.InUse {
		s.started = m.Sample.T()
	}
	first := &m.Sample.Tools[0]
	soft := skin(&p.Soft)
	if n := len(s.trail); soft == nil && first.Valid && (n == 0 || s.trail[n-1].Sub(first.Pose.Tip).Len() > trailStepMM) {
		s.trail = append(s.trail, first.Pose.Tip)
	}
	h := hud(s.fitted.Scenario, fieldOf(s.fitted), m, s.started)
	if h.Banner = banner; banner == "" {
		s.pace.see(time.Since(s.opened).Seconds(), m.Sample.T())
		h.Readouts = append(h.Readouts, s.pace.readout(texts())...)
	}
	if s.hand.late.Swap(false) {
		h.Warnings = append([]string{texts().Say("Pictures come too slowly to follow your hand; DRYLAB_QUALITY=low makes them quicker.")}, h.Warnings...)
	}
	if told := s.shutter.told(); told != "" {
		h.Notice = told
	}
	f := view.Frame{Sample: m.Sample, Soft: soft, HUD: h, Trail: s.trail}
	if s.headset != nil {
		return s.headset.draw(f, m)
	}
	return s.theatre.Draw(f)
}

// trailStepMM is the distance between the drawn points of the tip's way, which is
// drawn where nothing yields: it is for needles.
const trailStepMM = 0.5

// farewell tells how it ended for two seconds; the score comes in the debrief.
func (s *screen) farewell() error {
	banner := map[string]string{
		scenarios.EndConfirmed: texts().Say("Recorded"),
		scenarios.EndAbandoned: texts().Say("Ended without confirming"),
		scenarios.EndTimeLimit: texts().Say("Time is up"),
		scenarios.EndInvalid:   texts().Say("Invalid: it cannot be judged"),
	}[s.session.Over()]
	s.ears.attend(s.session)
	for until := time.Now().Add(2 * time.Second); time.Now().Before(until); {
		s.theatre.Poll()
		if err := s.draw(banner); err != nil {
			return err
		}
	}
	return nil
}
