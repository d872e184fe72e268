package main

import (
	"errors"
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
)

type stillCommand struct {
	Case      string  `required:"" help:"Case folder." type:"path" placeholder:"DIR"`
	Recording string  `required:"" help:"Recording file." type:"path" placeholder:"FILE.mcap"`
	Out       string  `required:"" help:"Picture to write." type:"path" placeholder:"FILE.png"`
	At        float64 `help:"Seconds after the start; negative means the end." default:"-1"`
	Skin      string  `help:"The soft tissue at the end, as practise wrote it; without it the attempt is performed again." type:"path" placeholder:"FILE"`
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
	soft, surface, err := c.softTissue(rec, anatomyCase)
	if err != nil {
		return err
	}
	theatre, err := view.OpenOffscreen(view.Options{Width: c.Width, Height: c.Height})
	if err != nil {
		return err
	}
	defer theatre.Close()
	if err := theatre.Load(stage(s, anatomyCase, rec.Header.Plan, rec.Header.Tools, soft)); err != nil {
		return err
	}
	frame := momentOf(s, rec, c.At, soft)
	if frame.Soft = skin(surface); frame.Soft != nil {
		frame.Trail = nil
	}
	if err := theatre.Draw(frame); err != nil {
		return err
	}
	return savePicture(theatre, c.Out)
}

// softTissue is that of the moment, where the case has some: it is not recorded,
// and made again from the inputs.
func (c *stillCommand) softTissue(rec *record.Recording, on *anatomy.Case) ([]scene.SoftBody, *scene.Surface, error) {
	if !slices.ContainsFunc(on.Structures, func(s anatomy.Structure) bool { return s.Soft != "" }) {
		return nil, &scene.Surface{}, nil
	}
	if soft, surface := c.keptTissue(rec, on); surface != nil {
		return soft, surface, nil
	}
	last := rec.Samples[sampleAt(rec, c.At)].Tick
	fitted, surface, err := scenarios.Recall(rec, on, last, runtime.NumCPU())
	if err != nil {
		return nil, nil, err
	}
	return fitted.Setup.Soft, surface, nil
}

// keptTissue is that of the end as practise kept it; nil when another moment is
// asked for, or it is of another attempt: it can always be made again.
func (c *stillCommand) keptTissue(rec *record.Recording, on *anatomy.Case) ([]scene.SoftBody, *scene.Surface) {
	if c.Skin == "" || c.At >= 0 {
		return nil, nil
	}
	data, err := os.ReadFile(c.Skin)
	if err != nil {
		return nil, nil
	}
	var s scenarios.Skin
	if s.UnmarshalBinary(data) != nil || !s.EndOf(rec) {
		return nil, nil
	}
	fitted, err := scenarios.Refit(rec, on, 1)
	if err != nil {
		return nil, nil
	}
	return fitted.Setup.Soft, &s.Surface
}

// sampleAt is the index of the sample at a time; negative means the last.
func sampleAt(rec *record.Recording, at float64) int {
	last := len(rec.Samples) - 1
	if at >= 0 {
		last = min(last, int(math.Round(at*record.TickHz)))
	}
	return last
}

// momentOf rebuilds what the trainee saw at a time, without soft tissue's skin.
func momentOf(s *scenarios.Scenario, rec *record.Recording, at float64, soft []scene.SoftBody) view.Frame {
	last := sampleAt(rec, at)
	moment := scenarios.Moment{Sample: rec.Samples[last]}
	started := 0.0
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.Tick > moment.Sample.Tick {
			break
		}
		switch {
		case e.Kind == record.EventStart:
			started = e.T()
		case e.Kind == record.EventStepDone:
			moment.Step = 1 + slices.IndexFunc(s.Steps, func(step scenarios.Step) bool { return step.ID == e.Detail })
		case scenarios.Told(e.Kind):
			moment.Latest = e
		case e.Kind == record.EventCut:
			moment.Cut = e
		}
	}
	return view.Frame{
		Sample: moment.Sample,
		HUD:    hud(s, field{rec.Header.Plan, rec.Header.Tools, rec.Header.Structures, soft, rec.Header.Cut}, &moment, started),
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
