package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/go-gl/mathgl/mgl64"
)

// BenchmarkLatency counts the pictures between the one before which a scripted hand
// moves and the first whose pixels show it, in a running attempt: 0 is the very
// next. Pictures come 60 times a second, where the machine can.
func BenchmarkLatency(b *testing.B) {
	const movements, soon = 20, 30
	s, at := running(b)
	frame := time.NewTicker(time.Second / 60)
	defer frame.Stop()
	var before []byte
	shown := func(hand mgl64.Vec3) bool {
		<-frame.C
		held := view.Held{Hands: []record.Hand{{Valid: true, Pose: record.Pose{Tip: hand, Orientation: at.Orientation}}}}
		s.hold(held)
		if err := s.draw(""); err != nil {
			b.Fatal(err)
		}
		now := middle(b, s.theatre)
		differs := !bytes.Equal(now, before)
		before = now
		return differs
	}
	var late []float64
	for i := range movements {
		hand := at.Tip.Add(mgl64.Vec3{float64(i%2) * 12, 0, 0})
		n := 0
		for ; !shown(hand); n++ {
			if n > soon {
				b.Fatalf("movement %d is not seen after %d pictures", i, n)
			}
		}
		late = append(late, float64(n))
		for rest := 0; rest < 3; rest++ { // until nothing moves any more
			if shown(hand) {
				rest = -1
			}
		}
	}
	slices.Sort(late[1:]) // the first is the hand that comes into the picture
	b.ReportMetric(late[len(late)/2], "p50-pictures-late")
	b.ReportMetric(late[len(late)-1], "max-pictures-late")
}

// running is a live attempt off screen, and where its needle starts: before the
// entry, outside the patient.
func running(b *testing.B) (*screen, record.Pose) {
	b.Helper()
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	scenario, err := scenarios.Builtin("ventricular-drain")
	must(err)
	head, err := phantom.Case(b.Context(), 1, "bench", nil)
	must(err)
	fitted, err := scenario.Fit(head, 1)
	must(err)
	theatre, err := view.OpenOffscreen(view.Options{Width: 480, Height: 300, Samples: 1, Quality: view.QualityLow})
	if err != nil {
		b.Skip("no off-screen OpenGL on this machine: ", err)
	}
	b.Cleanup(theatre.Close)
	field := stage(scenario, head, fitted.Plan, fitted.Setup.Tools, nil)
	field.HideScan, field.Room = true, false
	must(theatre.Load(field))
	hand := &handSource{}
	attempt := scenarios.Attempt{
		Fitted: fitted, Source: hand, Device: scenarios.Tracker{Kind: "mouse"}.Device(),
		ID: "00000000-0000-4000-8000-000000000000", Started: time.Now(), Engine: scene.Engine, Live: true,
	}
	sessions, ended := make(chan *scenarios.Session, 1), make(chan error, 1)
	go func() {
		ended <- attempt.Record(b.Context(), filepath.Join(b.TempDir(), "attempt.mcap"), func(s *scenarios.Session) { sessions <- s })
	}()
	select {
	case session := <-sessions:
		along := fitted.Plan.Target.Sub(fitted.Plan.Entry).Normalize()
		return &screen{theatre: theatre, fitted: fitted, session: session, hand: hand, opened: time.Now()}, record.Pose{
			Tip: fitted.Plan.Entry.Sub(along.Mul(10)), Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, along),
		}
	case err := <-ended:
		b.Fatal(err)
		return nil, record.Pose{}
	}
}

// middle is the picture's middle, where nothing is written.
func middle(b *testing.B, theatre *view.Theatre) (pixels []byte) {
	b.Helper()
	picture, err := theatre.Image()
	if err != nil {
		b.Fatal(err)
	}
	size := picture.Rect.Max
	for y := size.Y * 3 / 10; y < size.Y*7/10; y++ {
		pixels = append(pixels, picture.Pix[picture.PixOffset(size.X*35/100, y):picture.PixOffset(size.X*65/100, y)]...)
	}
	return pixels
}
