package scenarios

import (
	"context"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scene/tracking/igtl"
)

// broadcastEvery is the time between two poses for those who watch.
const broadcastEvery = 10 * time.Millisecond

// Broadcast sends a running session's instruments to whoever is connected, up to
// 100 times a second, until the session is over or ctx is done: a TRANSFORM named
// after each instrument that is tracked, RAS axes, mm, as 3D Slicer has them, and a
// STATUS at the beginning and the end. The session never waits for it.
func Broadcast(ctx context.Context, server *igtl.Server, s *Session, f *Fitted) error {
	status := func(text string) *igtl.Message {
		return &igtl.Message{
			Type: igtl.TypeStatus, Device: "Drylab", Stamp: igtl.StampOf(time.Now()),
			Status: igtl.Status{Code: igtl.StatusOK, Name: "OK", Message: text},
		}
	}
	if err := server.Greet(status("attempt of " + f.Scenario.ID)); err != nil {
		return err
	}
	ticker := time.NewTicker(broadcastEvery)
	defer ticker.Stop()
	last := int64(-1)
	for over := ""; over == ""; {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return server.Send(status("left"))
		}
		m := s.Moment()
		if m == nil || m.Sample.Tick == last {
			continue
		}
		last, over = m.Sample.Tick, m.Over
		for i := range m.Sample.Tools {
			if err := broadcastTool(server, &f.Setup.Tools[i], &m.Sample.Tools[i]); err != nil {
				return err
			}
		}
		if over != "" {
			return server.Send(status("ended: " + over))
		}
	}
	return nil
}

func broadcastTool(server *igtl.Server, tool *record.Tool, s *record.ToolSample) error {
	if !s.Valid {
		return nil
	}
	m := igtl.Message{Type: igtl.TypeTransform, Device: tracking.DeviceName(tool), Stamp: igtl.StampOf(time.Now())}
	m.Poses = []igtl.Pose{tracking.Wire(tracking.ToRAS(s.Pose), "")}
	return server.Send(&m)
}
