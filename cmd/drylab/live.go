package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/tracking/igtl"
)

// trackingFlags say how to use a tracker that is connected to.
type trackingFlags struct {
	Tracking       string   `help:"Set-up of a tracker: devices, tips, registration (drylab calibrate, drylab register)." type:"existingfile" placeholder:"FILE.yaml"`
	Hands          []string `name:"device" help:"Device of the tracker that holds an instrument; once for each, in the scenario's order." placeholder:"NAME" sep:"none"`
	Controls       string   `help:"What gamepad, SpaceMouse, pedals or mice do, in place of what is usual." type:"existingfile" placeholder:"FILE.yaml"`
	AcceptTracking bool     `help:"Practise also when the tracking is too poor to be scored; the recording says why."`
}

// args are the flags for the theatre.
func (f *trackingFlags) args() (args []string) {
	if f.Tracking != "" {
		args = append(args, "--tracking", f.Tracking)
	}
	for _, name := range f.Hands {
		args = append(args, "--device", name)
	}
	if f.Controls != "" {
		args = append(args, "--controls", f.Controls)
	}
	if f.AcceptTracking {
		args = append(args, "--accept-tracking")
	}
	return args
}

// connect is the last step before an attempt without a window: a tracker that was
// watched is used at once. The theatre does it itself.
func (at *attempt) connect() (err error) {
	c := at.command
	if !c.Headless {
		return nil
	}
	if at.tracker.Remote() {
		err = at.openTracker()
	}
	if err == nil && c.Publish != "" {
		at.server, err = igtl.Listen(c.Publish)
	}
	if err != nil {
		at.disconnect()
		return errors.Join(err, at.store.Close())
	}
	return nil
}

// openTracker watches the tracker, which has to be held still for a moment.
func (at *attempt) openTracker() (err error) {
	c := at.command
	fmt.Fprintf(at.stderr, "connecting to the tracker at %s; hold the instruments still for %.0f s\n", at.tracker.Name, scenarios.ObserveTime.Seconds())
	at.live, err = at.tracker.OpenRemote(at.ctx, at.fitted, scenarios.RemoteOptions{
		Setup: c.Tracking, Devices: c.Hands, Accept: c.AcceptTracking, Follow: true,
	})
	if err != nil {
		return err
	}
	at.source = at.live.Source
	for _, notice := range at.live.Notices {
		fmt.Fprintln(at.stderr, notice)
	}
	return nil
}

// disconnect lets tracker and watchers go.
func (at *attempt) disconnect() {
	if at.live != nil {
		at.live.Close()
	}
	if at.server != nil {
		_ = at.server.Close() // nobody waits for it
	}
}

// published records the attempt, and meanwhile tells whoever watches where the
// instruments are.
func (at *attempt) published(ctx context.Context, run *scenarios.Attempt) error {
	if at.server == nil {
		return run.Record(ctx, at.paths["recording"], nil)
	}
	if !at.server.Loopback() {
		fmt.Fprintf(at.stderr, "poses are served at %s to everybody who can reach it; whoever connects is not asked who they are\n", at.server.Address())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	started := false
	err := run.Record(ctx, at.paths["recording"], func(s *scenarios.Session) {
		started = true
		go func() { ended <- scenarios.Broadcast(ctx, at.server, s, at.fitted) }()
	})
	if started {
		if err != nil {
			stop()
		}
		err = errors.Join(err, <-ended)
	}
	return err
}
