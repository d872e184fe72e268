package main

import (
	"context"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scene/tracking/controls"
	"github.com/drylab/drylab/scene/tracking/igtl"
	"github.com/drylab/drylab/scene/view"
)

// liveFlags are those of drylab practise for trackers and for who watches.
type liveFlags struct {
	Tracking       string   `help:"Set-up of a tracker." type:"path" placeholder:"FILE.yaml"`
	Hands          []string `name:"device" help:"Device that holds an instrument, in the scenario's order." placeholder:"NAME" sep:"none"`
	AcceptTracking bool     `help:"Practise also when the tracking is too poor to be scored."`
	Controls       string   `help:"What gamepad, SpaceMouse, pedals or mice do." type:"path" placeholder:"FILE.yaml"`
	Publish        string   `help:"Serve the instruments' poses over OpenIGTLink." placeholder:"HOST:PORT"`

	server *igtl.Server // nil when nobody watches from elsewhere
}

// connect opens what the flags ask for; no tracker for one that needs none.
func (c *practiseCommand) connect(ctx context.Context, t scenarios.Tracker, f *scenarios.Fitted) (live *scenarios.RemoteTracker, err error) {
	if t.Remote() {
		live, err = t.OpenRemote(ctx, f, scenarios.RemoteOptions{Setup: c.Tracking, Devices: c.Hands, Accept: c.AcceptTracking})
	}
	if err == nil && c.Publish != "" {
		c.server, err = igtl.Listen(c.Publish)
	}
	if err != nil && live != nil {
		live.Close()
	}
	return live, err
}

// steer lets gamepad, SpaceMouse or mice of their own hold the instruments; no hub
// for other trackers.
func (c *practiseCommand) steer(theatre *view.Theatre, t scenarios.Tracker, f *scenarios.Fitted) (*controls.Hub, error) {
	if t.Controls() == "" {
		return nil, nil
	}
	hub, err := t.OpenControls(c.Controls, tracking.NewRack(f.Setup.Tools).Hands())
	if err != nil {
		return nil, err
	}
	theatre.Steer(hub.Steer)
	return hub, nil
}

// publish tells whoever watches where the instruments are until the session ends.
func (c *practiseCommand) publish(ctx context.Context, s *scenarios.Session, f *scenarios.Fitted) {
	if c.server != nil {
		go func() { _ = scenarios.Broadcast(ctx, c.server, s, f) }() // who watches does not matter to the attempt
	}
}

// tracked are the tracker's hands, with what the keyboard does meanwhile: confirm,
// stylet and jaws, which few trackers have.
func (s *handSource) tracked(tick int64, held *seenHands) (record.Input, bool) {
	in, more := s.live.Next(tick)
	if held == nil {
		return in, more
	}
	in.Confirm = in.Confirm || held.Confirm
	for i := range min(len(in.Hands), len(held.Hands)) {
		in.Hands[i].StyletOut = in.Hands[i].StyletOut || held.Hands[i].StyletOut
		in.Hands[i].Jaw = max(in.Hands[i].Jaw, held.Hands[i].Jaw)
	}
	return in, more
}
