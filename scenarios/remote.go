package scenarios

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
)

// ObserveTime is how long a tracker is watched before an attempt: long enough to
// tell rate, dropouts and noise, short enough to hold still.
const ObserveTime = 2 * time.Second

// RemoteOptions say how to use a tracker that must be connected to.
type RemoteOptions struct {
	Setup   string   // file of a tracking.Setup; "" for none
	Devices []string // that hold the instruments, in their order, in place of the set-up's
	// Accept practises also with tracking that is too poor to be scored, and
	// records why it is.
	Accept bool
	// Follow runs on the tracker's clock, for attempts that nobody watches.
	Follow bool
}

// RemoteTracker is a tracker that is connected and good enough. The caller closes it.
type RemoteTracker struct {
	Source  Source
	Device  record.Device
	Notices []string // what makes metrics doubtful, one sentence each
	live    *tracking.Live
	feed    *tracking.Feed
}

// PoorTracking refuses an attempt that could not be scored.
type PoorTracking struct{ Reasons []string }

func (e PoorTracking) Error() string {
	return "the tracking is too poor to be scored: " + strings.Join(e.Reasons, " ") + " (--accept-tracking practises all the same, and records why not)"
}

// LoadTracking reads a set-up file.
func LoadTracking(path string) (*tracking.Setup, error) { return openWith(path, tracking.LoadSetup) }

// setup is what the options say of the instruments.
func (o *RemoteOptions) setup() (tracking.Setup, error) {
	setup := tracking.Setup{Schema: tracking.SetupSchema}
	if o.Setup != "" {
		loaded, err := LoadTracking(o.Setup)
		if err != nil {
			return setup, err
		}
		setup = *loaded
	}
	if len(o.Devices) > 0 {
		setup.Tools = slices.Clone(setup.Tools[:min(len(setup.Tools), len(o.Devices))])
		for i, name := range o.Devices {
			if i == len(setup.Tools) {
				setup.Tools = append(setup.Tools, tracking.TrackedTool{})
			}
			setup.Tools[i].Device = name
		}
	}
	return setup, setup.Check()
}

// OpenRemote connects to a tracker, watches it for ObserveTime, and refuses with a
// PoorTracking what could not be scored. Without any pose the error says why there is none.
func (t Tracker) OpenRemote(ctx context.Context, f *Fitted, o RemoteOptions) (*RemoteTracker, error) {
	setup, err := o.setup()
	if err != nil {
		return nil, err
	}
	if r := setup.Registration; r != nil && r.Case != f.Case.ID {
		return nil, fmt.Errorf("%s was registered to case %s, and this is %s; register it again with: drylab register", o.Setup, r.Case, f.Case.ID)
	}
	feed, err := tracking.OpenFeed(ctx, t.Name, !o.Follow)
	if err != nil {
		return nil, err
	}
	l := &RemoteTracker{live: tracking.NewLive(feed, o.Follow), Device: t.Device(), feed: feed}
	if err := l.prepare(ctx, f, setup, o.Accept); err != nil {
		feed.Close()
		return nil, err
	}
	return l, nil
}

// TrackerReport is what was seen of a tracker for a while.
type TrackerReport struct {
	Traffic tracking.Traffic
	Devices []DeviceQuality
	Silence string        // why no pose came; "" when one did
	Quiet   time.Duration // for how long at the end nothing came of a tracker that had sent poses; 0 where it went on
}

// Watch looks at a tracker for some time from the first pose on.
func (t Tracker) Watch(ctx context.Context, d time.Duration) (r TrackerReport, err error) {
	seen, r, err := t.watch(ctx, d)
	r.Devices = MeasureTracker(seen)
	if !tracked(r.Devices) {
		r.Silence = SilenceReason(r.Traffic, r.Devices)
	}
	return r, err
}

// Sightings are what a tracker tells for some time from the first pose on.
func (t Tracker) Sightings(ctx context.Context, d time.Duration) ([]tracking.Sighting, error) {
	seen, _, err := t.watch(ctx, d)
	return seen, err
}

func (t Tracker) watch(ctx context.Context, d time.Duration) (seen []tracking.Sighting, r TrackerReport, err error) {
	if !t.Remote() {
		return nil, r, fmt.Errorf("the tracker %s cannot be watched; use igtl:HOST:PORT", t.Kind)
	}
	feed, err := tracking.OpenFeed(ctx, t.Name, false)
	if err != nil {
		return nil, r, err
	}
	defer feed.Close()
	live := tracking.NewLive(feed, false)
	seen = live.Observe(ctx, d)
	r.Traffic = feed.Traffic()
	if live.Quiet() && len(seen) > 0 {
		r.Quiet = tracking.SilenceLimit
	}
	return seen, r, ctx.Err()
}

// tracked tells whether any device was seen.
func tracked(devices []DeviceQuality) bool {
	return slices.ContainsFunc(devices, func(q DeviceQuality) bool { return q.Tracked > 0 })
}

// Close ends the connection.
func (l *RemoteTracker) Close() { l.feed.Close() }

// prepare watches the tracker and judges it.
func (l *RemoteTracker) prepare(ctx context.Context, f *Fitted, setup tracking.Setup, accept bool) error {
	seen := l.live.Observe(ctx, ObserveTime)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	quality := MeasureTracker(seen)
	if !tracked(quality) {
		return errors.New(SilenceReason(l.feed.Traffic(), quality))
	}
	if err := l.live.Assign(setup, f.Setup.Tools, seen); err != nil {
		return err
	}
	l.Source = tracking.Hold(l.live, f.Setup.Tools, f.Robot(), false)
	setup = l.live.Setup()
	var reasons []string
	for i, tool := range setup.Tools {
		q := &quality[slices.IndexFunc(quality, func(q DeviceQuality) bool { return q.Name == tool.Device })]
		reasons = append(reasons, q.Refusal()...)
		l.Notices = append(l.Notices, q.Reservations()...)
		if i == 0 {
			l.describe(q, setup.UncertaintyMM(f.Plan.Target))
		}
	}
	reasons = append(reasons, f.tooFineFor(&l.Device)...)
	switch {
	case len(reasons) == 0:
	case accept:
		l.Device.Accepted = strings.Join(reasons, " ")
	default:
		return PoorTracking{reasons}
	}
	return nil
}

// describe says in the recording how good the first instrument's device is.
func (l *RemoteTracker) describe(q *DeviceQuality, setupMM float64) {
	l.Device.SigmaMM, l.Device.NoiseSpeed = q.SigmaMM, q.NoiseSpeed
	l.Device.UncertaintyMM = math.Hypot(q.SigmaMM, setupMM)
	// A device a little slower than the ticks gives one pose for each all the same.
	const everyTick = 0.99
	if q.RateHz < everyTick*record.TickHz {
		l.Device.RateHz = q.RateHz
	}
}

// tooFineFor are the reasons why a device is not precise enough for the rubric,
// where the scan alone would be (SCORING §3: the squares add up).
func (f *Fitted) tooFineFor(d *record.Device) []string {
	scan := uncertaintyMM(f.Case)
	known := len(f.Scenario.Rubric.TooFine(scan))
	all := f.Scenario.Rubric.TooFine(math.Hypot(scan, d.UncertaintyMM))
	if len(all) == known || d.UncertaintyMM == 0 {
		return nil
	}
	return []string{fmt.Sprintf("The tip is known to ±%.2f mm (twice the standard uncertainty of noise, tip and registration), and the rubric asks for finer steps at %s; calibrate and register again.",
		2*d.UncertaintyMM, all[len(all)-1].Path)}
}
