package main

import (
	"errors"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
)

type stillCommand struct {
	Case      string  `required:"" help:"Case folder." type:"path" placeholder:"DIR"`
	Recording string  `required:"" help:"Recording file." type:"path" placeholder:"FILE.mcap"`
	Out       string  `required:"" help:"Picture to write." type:"path" placeholder:"FILE.png"`
	At        float64 `help:"Seconds after the start; negative means the end." default:"-1"`
	Width     int     `default:"1600"`
	Height    int     `default:"900"`
}

// Run renders one moment of a recording.
func (c *stillCommand) Run() error {
	rec, _, err := record.ReadFile(c.Recording)
	if err != nil {
		return err
	}
	if len(rec.Samples) == 0 {
		return fmt.Errorf("the recording %s holds no sample to draw", c.Recording)
	}
	s, err := scenarios.FromHeader(&rec.Header)
	if err != nil {
		return err
	}
	anatomyCase, err := scenarios.OpenCase(c.Case)
	if err != nil {
		return err
	}
	theatre, err := view.OpenOffscreen(view.Options{Width: c.Width, Height: c.Height})
	if err != nil {
		return err
	}
	defer theatre.Close()
	if err := theatre.Load(stage(s, anatomyCase, rec.Header.Plan, rec.Header.Tools)); err != nil {
		return err
	}
	if err := theatre.Draw(momentOf(s, rec, c.At)); err != nil {
		return err
	}
	return savePicture(theatre, c.Out)
}

// momentOf rebuilds what the trainee saw at a time.
func momentOf(s *scenarios.Scenario, rec *record.Recording, at float64) view.Frame {
	last := len(rec.Samples) - 1
	if at >= 0 {
		last = min(last, int(math.Round(at*record.TickHz)))
	}
	moment := scenarios.Moment{Sample: rec.Samples[last]}
	started := 0.0
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.Tick > moment.Sample.Tick {
			break
		}
		switch e.Kind {
		case record.EventStart:
			started = e.T()
		case record.EventStepDone:
			moment.Step = 1 + slices.IndexFunc(s.Steps, func(step scenarios.Step) bool { return step.ID == e.Detail })
		case record.EventNoGo, record.EventContact, record.EventCSF:
			moment.Latest = e
		}
	}
	return view.Frame{
		Sample: moment.Sample,
		HUD:    hud(s, field{rec.Header.Plan, rec.Header.Tools, rec.Header.Structures}, &moment, started),
		Trail:  trailOf(rec.Samples[:last+1], 10),
	}
}

func savePicture(theatre *view.Theatre, path string) error {
	picture, err := theatre.Image()
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".drylab-*")
	if err != nil {
		return fmt.Errorf("the picture cannot be written: %w", err)
	}
	err = errors.Join(png.Encode(file, picture), file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the picture %s cannot be written: %w", path, err), os.Remove(file.Name()))
	}
	return nil
}
