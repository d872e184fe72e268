package scenarios

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
)

// Source gives the hands' input for each tick. A session asks in order, and for
// no tick twice, so that a live hand can be one too.
type Source = tracking.Source

// Pacer is a source with a clock of its own, such as a headset's controllers, which
// are asked where they were at each tick's time.
type Pacer interface {
	// Pace returns when a tick is due, or ctx has ended. It tells whether that is
	// more than a tick too late, and for how long time stood still before it, as when
	// a headset is taken off.
	Pace(ctx context.Context, tick int64) (late bool, paused time.Duration)
}

// Failing is a source that can end against the trainee's will.
type Failing interface {
	// Err is why Next has nothing more to say, nil when the trainee wished it.
	Err() error
}

// Moment is the session after one tick. It is immutable.
type Moment struct {
	Sample record.Sample
	Step   int    // index of the current step; the number of steps when all are done
	Over   string // "" while running
	// Latest is the newest event worth telling the trainee, nil when none came yet.
	Latest *record.Event
	// Cut is the newest cut of a blade, nil when there was none yet.
	Cut *record.Event
	// Signs are the patient's vital signs, nil where the scenario states none.
	Signs *Signs
}

// Session runs one attempt tick by tick: source, world, director, recording.
type Session struct {
	world    *scene.World
	director *Director
	source   Source
	writer   *record.Writer
	tick     int64
	late     int64
	paused   time.Duration // right before the next tick
	hands    []record.Hand // as they were recorded last
	events   []record.Event
	latest   *record.Event
	cut      *record.Event
	course   Course
	moment   atomic.Pointer[Moment]
	pictures *pictures
	news     news
}

// NewSession joins a fitted scenario to a source and a recording. The caller
// closes the writer, then the session.
func NewSession(f *Fitted, source Source, writer *record.Writer) (*Session, error) {
	world, err := scene.NewWorld(f.Setup)
	if err != nil {
		return nil, err
	}
	return &Session{
		world: world, director: NewDirector(f), source: source, writer: writer,
		hands:    make([]record.Hand, len(f.Setup.Tools)),
		course:   f.Scenario.NewCourse(),
		pictures: newPictures(),
	}, nil
}

// Close ends the world's goroutines.
func (s *Session) Close() { s.world.Close() }

// Late is the number of ticks that ran after their time.
func (s *Session) Late() int64 { return s.late }

// Moment is the newest finished tick, nil before the first. Safe from any goroutine.
func (s *Session) Moment() *Moment { return s.moment.Load() }

// Over is "" while the attempt runs, else how it ended.
func (s *Session) Over() string { return s.director.Over() }

// Tick performs one tick. The error says why the attempt cannot go on; what
// was recorded until then is not kept: half an attempt is none.
func (s *Session) Tick() error {
	in, more := s.source.Next(s.tick)
	if !more {
		return s.abandon()
	}
	in.Tick = s.tick
	frame := s.world.Step(in)
	s.events = s.director.Observe(&frame.Sample, append(s.tellPause(), frame.Events...))
	return s.finish(in, &frame.Sample)
}

// tellPause begins a tick's events with the pause before it.
func (s *Session) tellPause() []record.Event {
	if s.paused == 0 {
		return s.events[:0]
	}
	e := record.Event{Tick: s.tick, Kind: record.EventPaused, Detail: fmt.Sprintf("%.3f", s.paused.Seconds())}
	s.paused = 0
	return append(s.events[:0], e)
}

// abandon ends an attempt whose source ran out before the trainee confirmed:
// one more tick in which nothing is tracked, with the end as its only event, after
// the reason where the device failed: then it cannot be judged.
func (s *Session) abandon() error {
	in := record.Input{Tick: s.tick, Hands: make([]record.Hand, len(s.hands))}
	for i := range s.hands {
		in.Hands[i].StyletOut = s.hands[i].StyletOut
	}
	frame := s.world.Step(in)
	how := EndAbandoned
	s.events = s.events[:0]
	if failing, can := s.source.(Failing); can && failing.Err() != nil {
		how = EndInvalid
		s.events = append(s.events, record.Event{Tick: s.tick, Kind: record.EventInvalid, Detail: failing.Err().Error()})
	}
	s.events = append(s.events, s.director.End(&frame.Sample, how))
	return s.finish(in, &frame.Sample)
}

// finish records a tick and shows it.
func (s *Session) finish(in record.Input, sample *record.Sample) error {
	s.settle(in.Hands, sample.Tools)
	in.Hands = s.hands
	if err := s.writer.Append(in, *sample, s.events); err != nil {
		return fmt.Errorf("the attempt cannot be recorded: %w", err)
	}
	if err := s.hash(); err != nil {
		return err
	}
	s.publish(sample)
	s.tick++
	return nil
}

// settle makes of what the source gave what the recording holds: one hand for
// each instrument, of which one that is not tracked repeats where its instrument
// is. Run again, it does to the world what the source's did.
func (s *Session) settle(given []record.Hand, tools []record.ToolSample) {
	for i := range s.hands {
		h := record.Hand{}
		if i < len(given) {
			h = given[i]
		}
		h.Jaw = min(max(h.Jaw, 0), 1)
		if !tools[i].Valid {
			h.Valid, h.Pose, h.Jaw = false, tools[i].Pose, tools[i].Jaw
		}
		s.hands[i] = h
	}
}

// hash records the state's digest once a second and at the end.
func (s *Session) hash() error {
	if s.tick%record.TickHz != 0 && s.Over() == "" {
		return nil
	}
	if err := s.writer.Hash(record.StateHash{Tick: s.tick, Hash: s.world.Hash()}); err != nil {
		return fmt.Errorf("the attempt cannot be recorded: %w", err)
	}
	return nil
}

func (s *Session) publish(sample *record.Sample) {
	s.news.add(s.events)
	for i := range s.events {
		e := s.events[i]
		s.course.See(&e)
		switch {
		case Told(e.Kind):
			s.latest = &e
		case e.Kind == record.EventCut:
			s.cut = &e
		}
	}
	m := &Moment{Sample: sample.Clone(), Step: s.director.Step(), Over: s.Over(), Latest: s.latest, Cut: s.cut, Signs: s.course.At(sample.Tick)}
	s.moment.Store(m)
	s.pictures.give(m, s.world, m.Over != "")
}

// Told tells whether a trainee is told of an event of that kind when it happens.
func Told(kind record.EventKind) bool {
	switch kind {
	case record.EventNoGo, record.EventContact, record.EventCSF,
		record.EventSlip, record.EventTear, record.EventDetach, record.EventOverForce, record.EventCutOff:
		return true
	}
	return false
}

// Run performs the whole attempt as fast as it goes; for scripts and replays.
func (s *Session) Run(ctx context.Context) error {
	for s.Over() == "" {
		if err := ctx.Err(); err != nil {
			return s.abandon()
		}
		if err := s.Tick(); err != nil {
			return err
		}
	}
	return nil
}

// wall paces by this computer's clock, from now on.
type wall struct{ start time.Time }

func (w wall) Pace(_ context.Context, tick int64) (late bool, paused time.Duration) {
	const period = time.Second / record.TickHz
	wait := time.Until(w.start.Add(time.Duration(tick) * period))
	if wait > 0 {
		time.Sleep(wait)
	}
	return -wait > period, 0
}

// RunLive performs the attempt in real time. A tick that starts more than one
// period after its time counts as late; ticks are never skipped.
func (s *Session) RunLive(ctx context.Context) error {
	pacer, own := s.source.(Pacer)
	if !own {
		pacer = wall{time.Now()}
	}
	for s.Over() == "" {
		late, paused := pacer.Pace(ctx, s.tick)
		s.paused += paused
		if late {
			s.late++
		}
		if ctx.Err() != nil {
			return s.abandon()
		}
		if err := s.Tick(); err != nil {
			return err
		}
	}
	return nil
}
