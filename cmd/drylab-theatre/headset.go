package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/view"
	"github.com/drylab/drylab/scene/xr"
)

// headsetFlags are how somebody wears a headset.
type headsetFlags struct {
	LeftHanded bool    `help:"Hold the first instrument in the left hand."`
	Standing   bool    `help:"Work standing: heights are from the floor, where the headset knows it."`
	TableMM    float64 `help:"Height of the field over the floor when standing, mm; 0 is below the eyes." name:"table-mm"`
	SnapTurn   float64 `help:"Degrees by which a flick of the stick turns the field; 0 is not at all."`
}

// stereoFlag is depth without a headset, for a projector in a lecture hall.
type stereoFlag struct {
	Stereo string `help:"Depth on a flat screen: none, side-by-side or anaglyph." default:"none"`
}

// options are those of a theatre, with its stereo and what the environment wants.
func (f stereoFlag) options(o view.Options) (view.Options, error) {
	stereo, wrong := view.ParseStereo(f.Stereo)
	quality, err := quality()
	o.Stereo, o.Language, o.Quality = stereo, language(), quality
	return o, errors.Join(wrong, err)
}

// worn is a headset that takes part in an attempt: it sees what the window shows,
// and its controllers hold the instruments.
type worn struct {
	*xr.Headset
	theatre *view.Theatre
	hands   *xr.Hands
	flat    time.Time     // when the window was drawn last
	felt    *record.Event // the newest event that the hands were told of
}

// performWorn performs the attempt in a headset.
func (c *practiseCommand) performWorn(ctx context.Context, theatre *view.Theatre, f *scenarios.Fitted, t scenarios.Tracker) error {
	headset, err := c.wear(theatre, f)
	if err != nil {
		return err
	}
	if err = headset.await(ctx); err == nil {
		err = c.perform(ctx, theatre, f, t, nil, headset)
	}
	headset.takeOff(func() {
		if err != nil {
			fmt.Fprintf(os.Stderr, "drylab-theatre: %v\n", err)
			os.Exit(1)
		}
		os.Exit(0)
	})
	return err
}

// quietLoader keeps OpenXR's loader from writing beside our one sentence, unless
// somebody asked it to write.
func quietLoader() {
	if os.Getenv("XR_LOADER_DEBUG") == "" {
		_ = os.Setenv("XR_LOADER_DEBUG", "none") // fails for names that are none only
	}
}

// wear opens the headset on the window's context.
func (c *practiseCommand) wear(theatre *view.Theatre, f *scenarios.Fitted) (*worn, error) {
	quietLoader()
	headset, err := xr.Open(xr.Options{
		Plan: f.Plan, Tools: f.Setup.Tools,
		LeftHanded: c.LeftHanded, Standing: c.Standing, TableMM: c.TableMM, SnapTurnDeg: c.SnapTurn,
	})
	if err != nil {
		return nil, err
	}
	return &worn{Headset: headset, theatre: theatre, hands: headset.Hands()}, nil
}

// takeOff gives the headset back. Where its software hangs in that, as some releases
// are reported to (SteamVR-for-Linux #422), the attempt is saved all the same.
func (w *worn) takeOff(hung func()) {
	watchdog := time.AfterFunc(5*time.Second, hung)
	w.Close()
	watchdog.Stop()
}

// holdTools are the controllers with what stands between hands and instruments.
type holdTools struct {
	*xr.Hands
	held scenarios.Source
}

// Next is what the instruments do.
func (h holdTools) Next(tick int64) (record.Input, bool) { return h.held.Next(tick) }

// flatEvery is how often the window is drawn beside the eyes: often enough for who
// watches, seldom enough to leave the time to the headset.
const flatEvery = time.Second / 30

// restFor is how long to wait where the headset wants no picture.
const restFor = 5 * time.Millisecond

// draw shows one moment of the attempt, and lets the hands feel it.
func (w *worn) draw(f view.Frame, m *scenarios.Moment) error {
	w.follow(m)
	if f.HUD.Banner == "" && !w.Focused() {
		f.HUD.Banner = texts().Say("Paused")
	}
	return w.show(f)
}

// show draws for the eyes when the headset wants it, and in the window now and
// then. That the session ended is not its error: the hands say so.
func (w *worn) show(f view.Frame) error {
	var failed error
	centre, orientation, wide := w.Monitor()
	paced, over := w.Frame(func(eyes []xr.Eye) error {
		var both [2]view.Eye
		for i := range eyes {
			both[i] = view.Eye(eyes[i])
		}
		failed = w.theatre.DrawEyes(f, both[:len(eyes)], view.Screen{Centre: centre, Orientation: orientation, WidthMM: wide})
		return failed
	})
	if failed != nil {
		return failed
	}
	if over != nil || !paced {
		time.Sleep(restFor)
	}
	if time.Since(w.flat) < flatEvery {
		return nil
	}
	w.flat = time.Now()
	return w.theatre.Draw(f)
}

// follow lets the hands feel what happened, and keeps the field in its place while
// an instrument is in the body.
func (w *worn) follow(m *scenarios.Moment) {
	busy := false
	for i := range m.Sample.Tools {
		t := &m.Sample.Tools[i]
		busy = busy || t.Guided || t.Holding || t.ForceN > 0
	}
	w.SetBusy(busy)
	if m.Latest == nil || w.felt != nil && *m.Latest == *w.felt {
		return
	}
	w.felt = m.Latest
	switch m.Latest.Kind {
	case record.EventContact, record.EventCSF, record.EventCutOff:
		w.Feel(m.Latest.Tool, xr.PulseContact)
	default:
		w.Feel(m.Latest.Tool, xr.PulseWarning)
	}
}

// errLeft is the answer when somebody leaves before the attempt has begun.
var errLeft = errors.New("the attempt was left before it began; put the headset on and hold the controllers where it sees them")

// await shows the stage until somebody wears the headset and holds the controllers:
// an attempt that begins before would begin untracked.
func (w *worn) await(ctx context.Context) error {
	f := view.Frame{HUD: view.HUD{
		Banner: texts().Say("Put on the headset"),
		Cue:    texts().Say("Hold the controllers where the headset sees them. The attempt begins then."),
	}}
	for !w.hands.Ready() {
		if over, err := w.Over(); err != nil {
			return err
		} else if over {
			return errLeft
		}
		if held := w.theatre.Poll(); held.Quit || w.theatre.ShouldClose() || ctx.Err() != nil {
			return errLeft
		}
		if err := w.show(f); err != nil {
			return err
		}
	}
	return nil
}
