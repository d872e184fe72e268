package tracking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/drylab/drylab/scene/record"
)

const (
	tickNS = int64(time.Second) / record.TickHz
	// staleNS is how old a pose may be to stand for the present: what SCORING §1.2
	// calls a gap.
	staleNS = int64(100 * time.Millisecond)
	// SilenceLimit is how long a tracker may send nothing before an attempt on its
	// own clock is ended.
	SilenceLimit = 5 * time.Second
	// mostObserved bounds what is held of a peer that floods.
	mostObserved = 200_000
)

// Live gives a session what a tracker sees.
//
// On the tracker's clock (Follow) tick k is k/200 s after the attempt's begin by
// the tracker's own time stamps, whenever its messages arrive: what is recorded
// depends on what was sent alone, bit for bit, and nothing is skipped. On the
// wall's clock, for a trainee who looks at a window, each tick takes the newest
// pose there is.
type Live struct {
	Follow bool
	feed   *Feed
	setup  Setup
	hands  []record.Hand
	tools  []liveTool
	ref    liveTool
	input  []record.Hand // of the tick that was asked for last

	begins   map[string]int64 // the first pose of each device that was observed
	observed time.Duration
	quiet    bool     // the observation ended because nothing more came
	beginNS  int64    // by the tracker's clock: tick 0
	next     Sighting // read, and not yet due, when there is one
	hasNext  bool
	confirm  bool
	buttons  []Buttons // by hand
	skipped  int       // older than what was known
	err      error
}

// liveTool is what is known of one device.
type liveTool struct {
	pose    record.Pose // in the tracker's frame
	valid   bool
	stampNS int64 // by the tracker's clock
	atNS    int64 // by the clock that ticks count
	seen    bool
}

// NewLive makes a source of what a feed brings. The feed stays the caller's to close.
func NewLive(feed *Feed, follow bool) *Live { return &Live{feed: feed, Follow: follow} }

// Observe reads for some time from a device's first pose on: by the tracker's clock,
// or by the wall's. It ends early when the feed does, and after SilenceLimit without
// a pose of a device that is seen, or more than the time asked for. The attempt's
// tick 0 comes right after it.
func (l *Live) Observe(ctx context.Context, d time.Duration) []Sighting {
	var seen []Sighting
	l.begins, l.observed = map[string]int64{}, d
	quiet, limit := time.NewTimer(SilenceLimit), time.NewTimer(d+SilenceLimit)
	defer quiet.Stop()
	defer limit.Stop()
	for {
		var s Sighting
		var open bool
		select {
		case s, open = <-l.feed.queue:
		case <-quiet.C:
			l.quiet = true
			return seen
		case <-limit.C: // it speaks, and its time stamps do not go on
			return seen
		case <-ctx.Done():
			return seen
		}
		if !open {
			return seen
		}
		if l.enough(&s) {
			l.next, l.hasNext = s, true
			return seen
		}
		if len(l.begins) > 0 {
			quiet.Reset(SilenceLimit)
		}
		if len(seen) < mostObserved {
			seen = append(seen, s)
		}
	}
}

// enough tells whether a sighting comes after what was to be observed of its device.
func (l *Live) enough(s *Sighting) bool {
	at := l.timeOf(s)
	begin, begun := l.begins[s.Device]
	if !begun && s.Valid && len(l.begins) < mostDevices {
		l.begins[s.Device] = at
	}
	return begun && s.Word == "" && at >= begin+l.observed.Nanoseconds()-tickNS/2
}

// timeOf is when a sighting was, by the clock that ticks count.
func (l *Live) timeOf(s *Sighting) int64 {
	if l.Follow {
		return s.StampNS
	}
	return s.ArrivedNS
}

// Quiet tells whether Observe ended because nothing came for SilenceLimit.
func (l *Live) Quiet() bool { return l.quiet }

// Setup is the set-up as it is in use.
func (l *Live) Setup() Setup { return l.setup }

// Err is what ended the source, nil when nothing did.
func (l *Live) Err() error { return l.err }

// Buttons are what a hand asks for beside its instrument's own.
func (l *Live) Buttons(hand int) Buttons {
	if hand < len(l.buttons) {
		return l.buttons[hand]
	}
	return Buttons{}
}

// Skipped is how many poses came out of order.
func (l *Live) Skipped() int { return l.skipped }

// Next is what the hands do in a tick. On the tracker's clock it waits for the
// tracker, and ends when that is silent or gone. Ticks are asked for in order.
func (l *Live) Next(tick int64) (record.Input, bool) {
	now := l.beginNS + tick*tickNS
	if l.Follow {
		if err := l.follow(now); err != nil {
			l.err = err
			return record.Input{}, false
		}
	} else {
		l.drain()
		now = time.Now().UnixNano()
	}
	return l.present(tick, now), true
}

var errGone = errors.New("the tracker is gone")

// follow takes over all that was so until a time on the tracker's clock; a stamp
// counts for the tick that it is nearest to.
func (l *Live) follow(nowNS int64) error {
	for started := time.Now(); time.Since(started) < SilenceLimit; l.hasNext = false {
		if !l.hasNext {
			if err := l.receive(); err != nil {
				return err
			}
		}
		if l.next.StampNS > nowNS+tickNS/2 && l.isHeld(l.next.Device) {
			return nil
		}
		l.apply(&l.next)
	}
	return errors.New("the tracker's time stamps stand still")
}

// isHeld tells whether a device is one that the ticks wait for. Others may be on
// clocks of their own.
func (l *Live) isHeld(device string) bool {
	return device == l.setup.Reference || slices.ContainsFunc(l.setup.Tools, func(t TrackedTool) bool { return t.Device == device })
}

// receive waits for the next sighting.
func (l *Live) receive() (err error) {
	open := true
	select {
	case l.next, open = <-l.feed.queue:
	default:
		quiet := time.NewTimer(SilenceLimit)
		defer quiet.Stop()
		select {
		case l.next, open = <-l.feed.queue:
		case <-quiet.C:
			return fmt.Errorf("the tracker sent no pose for %.0f s", SilenceLimit.Seconds())
		}
	}
	if l.hasNext = open; !open {
		return fmt.Errorf("%w: %s", errGone, l.feed.Traffic().Ended)
	}
	return nil
}

// drain takes over all that has come.
func (l *Live) drain() {
	if l.hasNext {
		l.apply(&l.next)
		l.hasNext = false
	}
	for range feedLength {
		select {
		case s, open := <-l.feed.queue:
			if !open {
				return
			}
			l.apply(&s)
		default:
			return
		}
	}
}

// apply takes over one sighting.
func (l *Live) apply(s *Sighting) {
	tool := slices.IndexFunc(l.setup.Tools, func(t TrackedTool) bool { return t.Device == s.Device })
	if s.Word != "" {
		l.obey(max(tool, 0), s)
		return
	}
	if s.Device == l.setup.Reference {
		l.see(&l.ref, s)
	}
	if tool >= 0 {
		l.see(&l.tools[tool], s)
	}
}

// obey does what a word says: a level, like a key that is held.
func (l *Live) obey(hand int, s *Sighting) {
	switch s.Word {
	case "confirm":
		l.confirm = s.Value != 0
	case "jaw":
		l.hands[hand].Jaw = min(max(s.Value, 0), 1)
	case "stylet":
		l.hands[hand].StyletOut = s.Value != 0
	case "exchange":
		l.buttons[hand].Exchange = s.Value != 0
	case "clutch":
		l.buttons[hand].Clutch = s.Value != 0
	}
}

func (l *Live) see(t *liveTool, s *Sighting) {
	if t.seen && s.StampNS < t.stampNS {
		l.skipped++
		return
	}
	pose := s.Pose
	if pose.Orientation.Dot(t.pose.Orientation) < 0 {
		// q and −q are one orientation; the nearer keeps the recorded numbers continuous.
		pose.Orientation = pose.Orientation.Scale(-1)
	}
	*t = liveTool{pose: pose, valid: s.Valid, stampNS: s.StampNS, atNS: l.timeOf(s), seen: true}
}

// present is what is held at a time on the clock that ticks count.
func (l *Live) present(tick, nowNS int64) record.Input {
	fresh := func(t *liveTool) bool { return t.valid && nowNS-t.atNS <= staleNS }
	tracked := l.setup.Reference == "" || fresh(&l.ref)
	l.input = append(l.input[:0], l.hands...)
	for i := range l.input {
		if i < len(l.setup.Tools) && tracked && fresh(&l.tools[i]) {
			l.input[i].Valid = true
			l.input[i].Pose = l.inPatient(i)
		}
	}
	return record.Input{Tick: tick, Hands: l.input, Confirm: l.confirm}
}

// inPatient is the instrument in the patient's frame.
func (l *Live) inPatient(tool int) record.Pose {
	pose := l.tools[tool].pose
	if l.setup.Reference != "" {
		pose = compose(inverse(l.ref.pose), pose)
	}
	if in, differs := l.setup.Tools[tool].inDevice(); differs {
		pose = compose(pose, in)
	}
	if r := l.setup.Registration; r != nil {
		to := r.rigid()
		return compose(record.Pose{Tip: to.Shift, Orientation: to.Turn}, pose)
	}
	return FromRAS(pose)
}
