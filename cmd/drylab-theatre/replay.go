package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
)

type replayCommand struct {
	Case      string `required:"" help:"Case folder." type:"path" placeholder:"DIR"`
	Recording string `required:"" help:"Recording file." type:"path" placeholder:"FILE.mcap"`
	Ghost     string `help:"Another recording, whose instruments are shown beside." type:"path" placeholder:"FILE.mcap"`
	GhostBy   string `help:"phase: at the same share of the same step; time: after as many seconds." enum:"phase,time" default:"phase"`
	Pictures  string `help:"What the files of F12 begin with." type:"path" placeholder:"PATH"`
	soundFlags
	stereoFlag
	Marks bool `help:"Read further marks, as JSON, from the standard input."`
}

// replay is a recording that is looked at again.
type replay struct {
	*replayCommand
	story   *story
	ghost   *record.Recording // nil without one
	phases  phases
	strip   *strip // nil where nothing yields
	theatre *view.Theatre
	shutter shutter
	ears    *ears
}

// Run shows a recording in a window until that is closed.
func (c *replayCommand) Run(ctx context.Context) error {
	r := &replay{replayCommand: c, shutter: shutter{prefix: c.Pictures}}
	tape, err := r.open()
	if err != nil {
		return err
	}
	filling, stop := context.WithCancel(ctx)
	var working sync.WaitGroup
	defer working.Wait()
	defer stop()
	if err := r.prepare(filling, &working); err != nil {
		return err
	}
	options, err := c.options(view.Options{Title: "Drylab · replay · " + texts().Say(r.story.scenario.Title)})
	if err != nil {
		return err
	}
	if r.theatre, err = view.OpenWindow(options); err != nil {
		return err
	}
	defer r.theatre.Close()
	stage := r.story.stage()
	stage.Tape = tape
	if err := r.theatre.Load(stage); err != nil {
		return err
	}
	r.ears = c.listen(r.story.rec.Header.Tools)
	defer r.ears.close()
	return r.show(ctx)
}

// open reads recording, marks and ghost.
func (r *replay) open() (*view.Tape, error) {
	var err error
	if r.story, err = openStory(r.Recording, r.Case); err != nil {
		return nil, err
	}
	tape := &view.Tape{Seconds: r.story.seconds(), Marks: r.story.marks()}
	if r.Marks {
		more, err := readMarks(os.Stdin)
		if err != nil {
			return nil, err
		}
		tape.Marks = append(tape.Marks, more...)
	}
	if r.Ghost == "" {
		return tape, nil
	}
	if r.ghost, _, err = record.ReadFile(r.Ghost); err != nil {
		return nil, err
	}
	mine, other := &r.story.rec.Header, &r.ghost.Header
	if len(r.ghost.Samples) == 0 || mine.Scenario.ID != other.Scenario.ID || mine.Case.ID != other.Case.ID {
		return nil, fmt.Errorf("%s cannot be shown beside %s: it is of scenario %s on case %s, and this of %s on %s",
			filepath.Base(r.Ghost), filepath.Base(r.Recording), other.Scenario.ID, other.Case.ID, mine.Scenario.ID, mine.Case.ID)
	}
	r.phases = alignedBy(r.story.rec, r.ghost)
	tape.Ghost = other.Tools
	return tape, nil
}

// prepare begins to run soft tissue again.
func (r *replay) prepare(ctx context.Context, working *sync.WaitGroup) error {
	if !r.story.yields() {
		return nil
	}
	p, err := scenarios.NewPlayback(r.story.rec, r.story.on, max(1, min(runtime.NumCPU()-1, mostWorkers)))
	if err != nil {
		return err
	}
	r.story.soft = p.Fitted.Setup.Soft
	r.strip = newStrip()
	last := r.story.rec.Samples[len(r.story.rec.Samples)-1].Tick
	working.Add(1)
	go func() {
		defer working.Done()
		r.strip.fill(ctx, p, last)
	}()
	return nil
}

// show draws until the window is closed.
func (r *replay) show(ctx context.Context) error {
	for ctx.Err() == nil {
		held := r.theatre.Poll()
		if held.Quit || r.theatre.ShouldClose() {
			break
		}
		if err := r.theatre.Draw(r.frame(r.theatre.Deck())); err != nil {
			return err
		}
		deck := r.theatre.Deck()
		at := r.story.sampleAt(deck.At)
		r.ears.play(r.story.rec, at, r.story.signs(at), deck.Playing, deck.Speed)
		r.shutter.serve(held, r.theatre, r.ears)
	}
	return r.shutter.finish()
}

// frame is what the deck stands at.
func (r *replay) frame(deck *view.Deck) view.Frame {
	sample := r.story.sampleAt(deck.At)
	f := r.story.frame(sample)
	f.HUD.Cue, f.HUD.Notice, f.HUD.Warnings = "", "", nil // the line of time tells of them
	if deck.WithTip {
		if tip, ok := steadyTip(r.story.rec.Samples, sample); ok {
			camera := r.theatre.Camera()
			camera.Focus = tip
			r.theatre.SetCamera(camera)
		}
	}
	if r.strip != nil {
		tick := r.story.rec.Samples[sample].Tick
		if surface := r.strip.at(tick); surface != nil {
			f.Soft = skin(surface)
		}
		f.HUD.Notice, f.HUD.Warnings = r.tissue(deck, tick)
	}
	if r.ghost != nil && deck.Ghost {
		f.Ghost = r.ghost.Samples[r.ghostSample(deck.At)].Tools
	}
	if told := r.shutter.told(); told != "" {
		f.HUD.Notice = told
	}
	return f
}

// ghostSample is where the other recording is when this one is at a time.
func (r *replay) ghostSample(seconds float64) int {
	if r.GhostBy == "phase" {
		seconds = r.phases.at(seconds)
	}
	return min(int(seconds*record.TickHz+0.5), len(r.ghost.Samples)-1)
}

// tissue lets the deck wait for soft tissue, and tells what is not there yet of it, and
// what is not as it was.
func (r *replay) tissue(deck *view.Deck, tick int64) (notice string, warnings []string) {
	share, wrong := r.strip.far()
	deck.Ready = share * r.story.seconds()
	if share < 1 {
		notice = texts().Say("The soft tissue is run again: %.0f %% is ready.", 100*share)
	}
	if wrong >= 0 && tick >= wrong {
		warnings = []string{texts().Say("From here on the soft tissue is not as it was: another engine made the recording.")}
	}
	return notice, warnings
}
