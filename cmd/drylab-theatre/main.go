// Command drylab-theatre is the operating theatre: the window in which an
// attempt is performed, and the pictures of finished ones. drylab starts it.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/sound"
	"github.com/drylab/drylab/scene/view"
	"github.com/drylab/drylab/scene/xr"
)

func init() {
	// Windows and OpenGL want one operating system thread, on some systems
	// the first one; main never leaves it.
	runtime.LockOSThread()
}

type commands struct {
	Practise practiseCommand  `cmd:"" help:"Perform one attempt in a window."`
	Still    stillCommand     `cmd:"" help:"Render one moment of a recording off screen."`
	Film     filmCommand      `cmd:"" help:"Make a film of a recording, off screen."`
	Replay   replayCommand    `cmd:"" help:"Look at a recording again, in a window."`
	Probe    probeCommand     `cmd:"" help:"Print what draws here, as JSON."`
	Version  kong.VersionFlag `help:"Print the version."`
}

func main() {
	var c commands
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	parsed := kong.Parse(&c,
		kong.Name("drylab-theatre"),
		kong.Description("Drylab's operating theatre. Usually drylab starts it for you."),
		kong.Vars{"version": "drylab-theatre " + scene.Engine},
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	err := parsed.Run()
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "drylab-theatre: %v\n", err)
		os.Exit(1)
	}
}

type probeCommand struct{}

// probe is what drylab doctor reads.
type probe struct {
	Offscreen      *view.Info `json:"offscreen"` // nil when it failed
	OffscreenError string     `json:"offscreen_error,omitempty"`
	Window         *view.Info `json:"window"` // nil without a display, or when it failed
	WindowError    string     `json:"window_error,omitempty"`
	SoundError     string     `json:"sound_error,omitempty"` // "" where there is a loudspeaker
	Headset        string     `json:"headset,omitempty"`     // its name, "" without one
	HeadsetError   string     `json:"headset_error,omitempty"`
}

// Run tries both ways of drawing and says what happened.
func (probeCommand) Run() error {
	var p probe
	try := func(open func(view.Options) (*view.Theatre, error)) (*view.Info, string) {
		t, err := open(view.Options{Width: 64, Height: 64, Title: "Drylab"})
		if err != nil {
			return nil, err.Error()
		}
		defer t.Close()
		info := t.Info()
		return &info, ""
	}
	p.Offscreen, p.OffscreenError = try(view.OpenOffscreen)
	p.Window, p.WindowError = try(view.OpenWindow)
	if err := sound.Probe(); err != nil {
		p.SoundError = err.Error()
	}
	quietLoader()
	headset, err := xr.Probe()
	if p.Headset = headset; err != nil {
		p.HeadsetError = err.Error()
	}
	return json.NewEncoder(os.Stdout).Encode(p)
}
