package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/tracking/igtl"
	"github.com/drylab/drylab/scoring/progress"
)

type practiseCommand struct {
	Scenario string `arg:"" help:"Built-in scenario, or a scenario file."`
	Case     string `help:"Case folder, or a built-in case: phantom-head, phantom-lobe, phantom-sheet; default: the scenario's own." placeholder:"DIR"`
	Trainee  string `help:"Whose attempt it is." default:"guest" placeholder:"NAME"`
	Tracker  string `help:"mouse, gamepad, spacemouse, mice (two of them), xr (a headset of OpenXR), script:NAME_OR_FILE (demonstrator, clumsy, and one that does harm: injures-vessel, tears or cuts-across), replay:FILE or igtl:HOST:PORT (OpenIGTLink); default: mouse with a display, script:demonstrator without." placeholder:"KIND"`
	trackingFlags
	headsetFlags
	stereoFlag
	soundFlags
	Publish    string `help:"Serve the instruments' poses over OpenIGTLink while practising, such as 127.0.0.1:18944." placeholder:"HOST:PORT"`
	Headless   bool   `help:"Perform off screen, as fast as it goes."`
	Screenshot string `help:"Where the picture goes; default: below the data folder." type:"path" placeholder:"FILE.png"`
	DB         string `help:"Database file; default: below the data folder." type:"path" name:"db" placeholder:"FILE"`
	Seed       uint64 `help:"Seed of a script's tremor; 0 means the script's own." default:"0"`
}

// attempt is one run of practise with everything it needs and wrote.
type attempt struct {
	*app
	command  *practiseCommand
	id       string
	started  time.Time
	scenario *scenarios.Scenario
	caseDir  string
	anatomy  *anatomy.Case
	fitted   *scenarios.Fitted
	tracker  scenarios.Tracker
	source   scenarios.Source         // nil when the theatre opens its own
	live     *scenarios.RemoteTracker // nil without a tracker to connect to
	server   *igtl.Server             // nil when nobody watches from elsewhere
	store    *progress.Store
	paths    map[string]string
}

// Run performs one attempt. Everything that can refuse does so before the
// trainee has spent a minute.
func (c *practiseCommand) Run(a *app) error {
	at := &attempt{app: a, command: c, id: progress.NewID(), started: time.Now(), paths: map[string]string{}}
	if err := at.prepare(); err != nil {
		return err
	}
	defer at.store.Close()
	defer at.disconnect()
	// A first Ctrl-C, or a closed terminal, breaks the attempt off, which is then
	// still judged and saved; a second one ends the program.
	ctx, stop := signal.NotifyContext(at.ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop)
	defer os.Remove(at.skin())
	trouble := at.perform(ctx)
	if trouble != nil && !at.salvaged() {
		return trouble
	}
	j, err := judge(at.paths["recording"], nil)
	if err != nil {
		return errors.Join(trouble, err)
	}
	// What fails from here on does not take the score away: it is told at the end.
	return errors.Join(trouble, at.save(j), at.picture(), at.debrief(j), j.verdict())
}

func (at *attempt) prepare() error {
	steps := []func() error{at.checkArguments, at.chooseTracker, at.openScenario, at.openCase, at.openSource, at.openStore, at.choosePaths, at.connect}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (at *attempt) chooseTracker() (err error) {
	if at.command.Tracker == "" {
		at.command.Tracker = "script:demonstrator"
		if hasDisplay() && !at.command.Headless {
			at.command.Tracker = "mouse"
		}
	}
	if at.tracker, err = scenarios.ParseTracker(at.command.Tracker); err != nil {
		return wrongUsage{err}
	}
	if at.tracker.Live() && at.command.Headless {
		return wrongUsage{fmt.Errorf("the tracker %s needs the theatre's window; leave out --headless, or use --tracker script:demonstrator", at.tracker.Kind)}
	}
	if at.tracker.Live() && !hasDisplay() {
		return errors.New("there is no display for the theatre's window; start it from a desktop session, or use --headless --tracker script:demonstrator")
	}
	if !hasDisplay() {
		at.command.Headless = true
	}
	if err := at.command.checkMeant(at.tracker); err != nil {
		return err
	}
	return at.checkControls()
}

// checkMeant refuses flags that the tracker has no use for: who gives them expects
// something of them.
func (c *practiseCommand) checkMeant(t scenarios.Tracker) error {
	for _, f := range []struct {
		flag          string
		given, useful bool
		instead       string
	}{
		{"--tracking", c.Tracking != "", t.Remote(), "--tracker igtl:HOST:PORT"},
		{"--device", len(c.Hands) > 0, t.Remote(), "--tracker igtl:HOST:PORT"},
		{"--accept-tracking", c.AcceptTracking, t.Remote(), "--tracker igtl:HOST:PORT"},
		{"--controls", c.Controls != "", t.Controls() != "", "--tracker gamepad, spacemouse or mice"},
		{"--left-handed", c.LeftHanded, t.Kind == "xr", "--tracker xr"},
		{"--standing", c.Standing, t.Kind == "xr", "--tracker xr"},
		{"--snap-turn", c.SnapTurn != 0, t.Kind == "xr", "--tracker xr"},
		{"--stereo", c.Stereo != "" && c.Stereo != "none", !c.Headless, "the theatre's window, on a display and without --headless"},
	} {
		if f.given && !f.useful {
			return wrongUsage{fmt.Errorf("%s is for %s; add that, or leave %[1]s out", f.flag, f.instead)}
		}
	}
	return nil
}

// checkControls refuses a gamepad and its like before a window opens for it.
func (at *attempt) checkControls() error {
	if at.tracker.Controls() == "" {
		return nil
	}
	hub, err := at.tracker.OpenControls(at.command.Controls, 1)
	if err == nil {
		hub.Close()
	}
	return err
}

// checkArguments refuses early what would only be found after the attempt.
func (at *attempt) checkArguments() error {
	if strings.TrimSpace(at.command.Trainee) == "" {
		return wrongUsage{errors.New("--trainee needs a name; leave it out for a guest")}
	}
	if err := progress.CheckName(at.command.Trainee); err != nil {
		return wrongUsage{err}
	}
	if at.command.Screenshot != "" {
		if err := checkFolder(at.command.Screenshot); err != nil {
			return err
		}
	}
	if err := at.command.headsetFlags.check(); err != nil {
		return err
	}
	return at.command.checkVolume()
}

func (at *attempt) openScenario() (err error) {
	at.scenario, err = scenarios.Open(at.command.Scenario)
	return err
}

func (at *attempt) openCase() (err error) {
	at.caseDir = at.command.Case
	switch {
	case at.caseDir != "":
		at.anatomy, at.caseDir, err = at.app.openCase(at.caseDir)
	case at.scenario.Case == "any":
		at.anatomy, at.caseDir, err = at.builtin(phantom.HeadID)
	case isBuiltin(at.scenario.Case):
		at.anatomy, at.caseDir, err = at.builtin(at.scenario.Case)
	default:
		return fmt.Errorf("scenario %s wants case %q, which is not built in; name its folder with --case DIR", at.scenario.ID, at.scenario.Case)
	}
	if err != nil {
		return err
	}
	if at.fitted, err = at.scenario.Fit(at.anatomy, runtime.GOMAXPROCS(0)); err != nil {
		return err
	}
	for _, notice := range at.fitted.Notices {
		fmt.Fprintln(at.stderr, notice)
	}
	if passed := at.fitted.Passed(); len(passed) > 0 {
		fmt.Fprintf(at.stderr, "the planned way passes: %s\n", strings.Join(passed, ", "))
	}
	return nil
}

func (at *attempt) openSource() (err error) {
	if at.command.Headless && !at.tracker.Remote() {
		at.source, err = at.tracker.Open(at.fitted, at.command.Seed)
	}
	return err
}

func (at *attempt) openStore() (err error) {
	path := databasePath(at.command.DB)
	if at.command.DB == "" {
		if _, err := folder("."); err != nil {
			return err
		}
	}
	at.store, err = progress.Open(path, progress.Options{})
	at.paths["database"] = path
	return err
}

func (at *attempt) choosePaths() error {
	for _, f := range []struct{ kind, folder, extension string }{
		{"recording", "recordings", ".mcap"}, {"report", "reports", ".html"}, {"screenshot", "screenshots", ".png"},
	} {
		if f.kind == "screenshot" && at.command.Screenshot != "" {
			at.paths[f.kind] = at.command.Screenshot
			continue
		}
		dir, err := folder(f.folder)
		if err != nil {
			return errors.Join(err, at.store.Close())
		}
		at.paths[f.kind] = filepath.Join(dir, at.started.UTC().Format("20060102-150405-")+at.id[:8]+f.extension)
	}
	return nil
}

// skin is where the soft tissue lies between the attempt and its picture.
func (at *attempt) skin() string { return at.paths["recording"] + ".skin" }

// perform makes the recording: here when it needs no window, else in the theatre.
func (at *attempt) perform(ctx context.Context) error {
	if !at.command.Headless {
		return at.performInTheatre(ctx)
	}
	run := scenarios.Attempt{
		Fitted: at.fitted, Source: at.source, Device: at.tracker.Device(),
		ID: at.id, Started: at.started, Engine: scene.Engine, Seed: at.command.Seed, SkinPath: at.skin(),
	}
	if at.live != nil {
		run.Device = at.live.Device
	}
	return at.published(ctx, &run)
}
