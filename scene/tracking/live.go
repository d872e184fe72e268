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

	beginNS int64     // by the tracker's clock: tick 0
	next    *Sighting // read, and not yet due
	confirm bool
	buttons []Buttons // by hand
	skipped int       // older than what was known
	err     error
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

// Observe reads for some time from the first pose on: by the tracker's clock, or by
// the wall's. It ends early when the feed does, and after SilenceLimit without a
// pose of a device that is seen. The attempt's tick 0 comes right after it.
func (l *Live) Observe(ctx context.Context, d time.Duration) []Sighting {
	var seen []Sighting
	var begin int64
	started := time.Now()
	quiet := time.NewTimer(SilenceLimit)
	defer quiet.Stop()
	for {
		var s Sighting
		var open bool
		select {
		case s, open = <-l.feed.queue:
		case <-quiet.C:
			return seen
		case <-ctx.Done():
			return seen
		}
		if !open {
			return seen
		}
		at := s.ArrivedNS
		if l.Follow {
			at = s.StampNS
		}
		if begin == 0 && s.Valid {
			begin = at
			l.beginNS = at + d.Nanoseconds()
		}
		if begin != 0 && at >= begin+d.Nanoseconds()-tickNS/2 {
			l.next = &s
			return seen
		}
		if begin != 0 {
			quiet.Reset(SilenceLimit)
		}
		if len(seen) < mostObserved {
			seen = append(seen, s)
		} else if time.Since(started) > d {
			return seen
		}
	}
}

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
	for {
		if l.next == nil {
			s, err := l.receive()
			if err != nil {
				return err
			}
			l.next = s
		}
		if l.next.StampNS > nowNS+tickNS/2 {
			return nil
		}
		l.apply(l.next)
		l.next = nil
	}
}

// receive waits for the next sighting.
func (l *Live) receive() (*Sighting, error) {
	quiet := time.NewTimer(SilenceLimit)
	defer quiet.Stop()
	select {
	case s, open := <-l.feed.queue:
		if !open {
			return nil, fmt.Errorf("%w: %s", errGone, l.feed.Traffic().Ended)
		}
		return &s, nil
	case <-quiet.C:
		return nil, fmt.Errorf("the tracker sent no pose for %.0f s", SilenceLimit.Seconds())
	}
}

// drain takes over all that has come.
func (l *Live) drain() {
	if l.next != nil {
		l.apply(l.next)
		l.next = nil
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
	at := s.ArrivedNS
	if l.Follow {
		at = s.StampNS
	}
	pose := s.Pose
	if pose.Orientation.Dot(t.pose.Orientation) < 0 {
		// q and −q are one orientation; the nearer keeps the recorded numbers continuous.
		pose.Orientation = pose.Orientation.Scale(-1)
	}
	*t = liveTool{pose: pose, valid: s.Valid, stampNS: s.StampNS, atNS: at, seen: true}
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
