package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"runtime"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
)

type filmCommand struct {
	Case      string  `required:"" help:"Case folder." type:"path" placeholder:"DIR"`
	Recording string  `help:"Recording file; without it, a turn around the case." type:"path" placeholder:"FILE.mcap"`
	Out       string  `required:"" help:"Film to write (.mp4, .mov, .mkv, .webm), or folder for its pictures." type:"path" placeholder:"FILE"`
	FPS       int     `help:"Pictures a second." default:"30" name:"fps"`
	Width     int     `default:"1280"`
	Height    int     `default:"720"`
	From      float64 `help:"Seconds after the start." default:"0"`
	To        float64 `help:"Seconds after the start; negative means the end." default:"-1"`
	Camera    string  `help:"scenario, tip or free." default:"scenario" enum:"scenario,tip,free"`
	Look      string  `help:"Where a free camera stands: YAW,PITCH[,MM]."`
	soundFlags
	stereoFlag
	Turntable float64 `help:"Seconds of one turn around the end, or around the case; 0 means the recording itself."`
}

// filmed is what film prints last; before it, filming for each picture.
type filmed struct {
	Out    string `json:"out"`
	Frames int    `json:"frames"`
	Notice string `json:"notice,omitempty"`
}

type filming struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// film is one that is being made.
type film struct {
	*filmCommand
	story    *story // of the case alone without a recording
	playback *scenarios.Playback
	surface  scene.Surface
	theatre  *view.Theatre
	home     view.Orbit
	total    int
}

// Run makes a film, all of it or nothing.
func (c *filmCommand) Run(ctx context.Context) error {
	f := &film{filmCommand: c}
	if err := f.open(); err != nil {
		return err
	}
	if f.playback != nil {
		defer f.playback.Close()
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
	f.theatre = theatre
	if err := theatre.Load(f.stage()); err != nil {
		return err
	}
	f.home = theatre.Camera()
	if f.Camera != cameraScenario || f.Turntable > 0 {
		past := theatre.Scope()
		past.On = false // who asked for another camera looks past the endoscope
		theatre.SetScope(past)
	}
	if f.Camera == cameraFree {
		if f.home, err = parseLook(f.home, f.Look); err != nil {
			return err
		}
	}
	return f.make(ctx)
}

// open reads what the film is of.
func (f *film) open() (err error) {
	if f.Recording == "" {
		f.story = &story{}
		f.story.on, err = scenarios.OpenCase(f.Case)
		f.total = int(math.Round(f.Turntable * float64(f.FPS)))
		return err
	}
	if f.story, err = openStory(f.Recording, f.Case); err != nil {
		return err
	}
	if f.story.yields() {
		if f.playback, err = scenarios.NewPlayback(f.story.rec, f.story.on, runtime.NumCPU()); err != nil {
			return err
		}
		f.story.soft = f.playback.Fitted.Setup.Soft
	}
	if f.Turntable > 0 {
		f.total = int(math.Round(f.Turntable * float64(f.FPS)))
		return nil
	}
	return f.cut()
}

// cut checks what of the recording is wanted, and counts its pictures.
func (f *film) cut() error {
	end := f.story.seconds()
	if f.To < 0 || f.To > end {
		f.To = end
	}
	if f.From < 0 || f.From >= f.To {
		return fmt.Errorf("--from %g and --to %g leave nothing of this recording, which has %.1f s", f.From, f.To, end)
	}
	f.total = int(math.Floor((f.To-f.From)*float64(f.FPS))) + 1
	return nil
}

// stage is the recording's, or the case alone.
func (f *film) stage() view.Stage {
	if f.story.rec == nil {
		return view.Stage{Case: f.story.on, HideScan: true}
	}
	return f.story.stage()
}

// make draws picture after picture onto a reel.
func (f *film) make(ctx context.Context) (err error) {
	heard, err := f.soundtrack()
	if err != nil {
		return err
	}
	if heard != "" {
		defer os.Remove(heard)
	}
	roll, notice, err := newReel(ctx, filmFile{f.Out, f.FPS, image.Pt(f.Width, f.Height), heard})
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, roll.discard())
		}
	}()
	said := json.NewEncoder(os.Stdout)
	if err := f.wind(ctx, said); err != nil {
		return err
	}
	var picture image.RGBA
	for i := range f.total {
		if err := f.shoot(i, &picture, roll); err != nil || ctx.Err() != nil {
			return f.why(ctx, i, err)
		}
		if err := said.Encode(filming{Done: i + 1, Total: f.total}); err != nil {
			return err
		}
	}
	path, err := roll.finish()
	if err != nil {
		return f.why(ctx, f.total, err)
	}
	if f.playback != nil && f.playback.Mismatch() >= 0 {
		notice = joinNotices(notice, f.unlike())
	}
	return said.Encode(filmed{Out: path, Frames: f.total, Notice: notice})
}

// why says why there is no film: an interrupt is its own reason, whatever it broke.
func (f *film) why(ctx context.Context, done int, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted after %d of %d pictures; nothing was written", done, f.total)
	}
	return err
}

func joinNotices(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// unlike warns of soft tissue that is not the attempt's.
func (f *film) unlike() string {
	return fmt.Sprintf("from %.1f s on the soft tissue in this film is not that of the attempt: it was recorded by engine %s, and this is %s",
		float64(f.playback.Mismatch())/record.TickHz, f.story.rec.Header.Engine, scene.Engine)
}

// shoot takes one picture.
func (f *film) shoot(i int, picture *image.RGBA, onto reel) error {
	if err := f.theatre.Draw(f.frame(i)); err != nil {
		return err
	}
	if err := f.theatre.ImageInto(picture); err != nil {
		return err
	}
	return onto.add(picture)
}

// frame puts the camera where picture i wants it and says what is to be seen.
func (f *film) frame(i int) view.Frame {
	camera := f.home
	if f.Turntable > 0 {
		camera.Turn(2*math.Pi*float64(i)/float64(f.total), 0)
	}
	if f.story.rec == nil {
		f.theatre.SetCamera(camera)
		return view.Frame{HUD: view.HUD{Scenario: f.story.on.Title, Seconds: float64(i) / float64(f.FPS)}}
	}
	sample := f.sample(i)
	if f.Camera == cameraTip {
		camera = followTip(camera, f.story.rec.Samples, sample)
	}
	f.theatre.SetCamera(camera)
	frame := f.story.frame(sample)
	if f.playback != nil {
		f.playback.To(f.story.rec.Samples[sample].Tick)
		f.playback.Surface(&f.surface)
		frame.Soft = skin(&f.surface)
	}
	return frame
}

// sample is the recording's that picture i shows.
func (f *film) sample(i int) int {
	if f.Turntable > 0 {
		return f.story.sampleAt(-1)
	}
	return f.story.sampleAt(f.From + float64(i)/float64(f.FPS))
}

// wind runs soft tissue up to the first picture, which may take a while.
func (f *film) wind(ctx context.Context, said *json.Encoder) error {
	if f.playback == nil {
		return nil
	}
	first := f.story.rec.Samples[f.sample(0)].Tick
	for tick := int64(0); tick < first && ctx.Err() == nil; tick += record.TickHz {
		f.playback.To(min(tick, first))
		if err := said.Encode(filming{Done: 0, Total: f.total}); err != nil {
			return err
		}
	}
	return nil
}
