package main

import (
	"os"
	"runtime"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/view"
)

type stillCommand struct {
	Case      string  `required:"" help:"Case folder." type:"path" placeholder:"DIR"`
	Recording string  `required:"" help:"Recording file." type:"path" placeholder:"FILE.mcap"`
	Out       string  `required:"" help:"Picture to write." type:"path" placeholder:"FILE.png"`
	At        float64 `help:"Seconds after the start; negative means the end." default:"-1"`
	Skin      string  `help:"The soft tissue at the end, as practise wrote it; without it the attempt is performed again." type:"path" placeholder:"FILE"`
	stereoFlag
	Width  int `default:"1600"`
	Height int `default:"900"`
}

// Run renders one moment of a recording.
func (c *stillCommand) Run() error {
	st, err := openStory(c.Recording, c.Case)
	if err != nil {
		return err
	}
	sample := st.sampleAt(c.At)
	surface, err := c.softTissue(st, sample)
	if err != nil {
		return err
	}
	options, err := c.options(view.Options{Width: c.Width, Height: c.Height})
	if err != nil {
		return err
	}
	theatre, err := view.OpenOffscreen(options)
	if err != nil {
		return err
	}
	defer theatre.Close()
	if err := theatre.Load(st.stage()); err != nil {
		return err
	}
	frame := st.frame(sample)
	frame.Soft = skin(surface)
	if err := theatre.Draw(frame); err != nil {
		return err
	}
	picture, err := theatre.Image()
	if err != nil {
		return err
	}
	return writePicture(picture, c.Out)
}

// softTissue is that of a sample, where the case has some: it is not recorded,
// and made again from the inputs.
func (c *stillCommand) softTissue(st *story, sample int) (*scene.Surface, error) {
	surface := &scene.Surface{}
	if !st.yields() || c.keptTissue(st, surface) {
		return surface, nil
	}
	p, err := scenarios.NewPlayback(st.rec, st.on, runtime.NumCPU())
	if err != nil {
		return nil, err
	}
	defer p.Close()
	p.To(st.rec.Samples[sample].Tick)
	p.Surface(surface)
	st.soft = p.Fitted.Setup.Soft
	return surface, nil
}

// keptTissue is that of the end as practise kept it; false when another moment is
// asked for, or it is of another attempt: it can always be made again.
func (c *stillCommand) keptTissue(st *story, surface *scene.Surface) bool {
	if c.Skin == "" || c.At >= 0 {
		return false
	}
	data, err := os.ReadFile(c.Skin)
	if err != nil {
		return false
	}
	var s scenarios.Skin
	if s.UnmarshalBinary(data) != nil || !s.EndOf(st.rec) {
		return false
	}
	fitted, err := scenarios.Refit(st.rec, st.on, 1)
	if err != nil {
		return false
	}
	st.soft, *surface = fitted.Setup.Soft, s.Surface
	return true
}
