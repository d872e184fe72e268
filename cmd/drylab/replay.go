package main

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
)

type replayCommand struct {
	Recording string `arg:"" help:"Recording file." type:"path" name:"file.mcap"`
	Verify    bool   `help:"Compare state hashes, samples and events; exit with 1 when they differ."`
	Case      string `help:"Case folder that the attempt was made on; not needed for a built-in case." placeholder:"DIR"`
	Ghost     string `help:"Another recording of the scenario on this case, such as an expert's: its instruments are shown beside." type:"path" placeholder:"OTHER.mcap"`
	GhostBy   string `help:"phase: where the other is in the same step; time: after as many seconds." enum:"phase,time" default:"phase"`
	Headless  bool   `help:"Open no window: run the inputs again and compare. So it is too without a display, with --verify and with --json."`
	Workers   int    `help:"Goroutines that share the work on soft tissue; 0 means one per core." default:"0"`
	soundFlags
	stereoFlag
	desk `embed:""`
}

// Run shows the recording in a window, or compares what its inputs come to.
func (c *replayCommand) Run(a *app) error {
	if c.Ghost != "" && (c.Verify || c.Headless || a.json) {
		return wrongUsage{errors.New("--ghost is for looking; leave --verify, --headless and --json out")}
	}
	if c.Ghost != "" || hasDisplay() && !c.Headless && !c.Verify && !a.json {
		return c.look(a)
	}
	return c.compare(a)
}

// compare runs the recorded inputs through the world again.
func (c *replayCommand) compare(a *app) error {
	if c.Workers < 0 || c.Workers > 64 {
		return wrongUsage{fmt.Errorf("--workers must lie between 0 and 64, not %d", c.Workers)}
	}
	if c.Workers == 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	rec, _, err := record.ReadFile(c.Recording)
	if err != nil {
		return err
	}
	anatomyCase, _, err := a.caseOf(&rec.Header, c.Case)
	if err != nil {
		return err
	}
	v, err := scenarios.Verify(rec, anatomyCase, c.Workers)
	if err != nil {
		return fmt.Errorf("%s cannot be replayed: %w", c.Recording, err)
	}
	if a.json {
		a.printJSON(v)
	} else {
		fmt.Fprintln(a.stdout, describeReplay(v))
	}
	if c.Verify && !v.Agrees {
		return disagreement(rec, v)
	}
	return nil
}

func describeReplay(v scenarios.Verification) string {
	verdict := "all agree"
	if !v.Agrees {
		verdict = "they do not agree"
	}
	if !v.Complete {
		verdict += ", as far as this broken-off recording goes"
	}
	return fmt.Sprintf("replayed %d ticks with %d workers; %d state hashes, %d samples and %d events compared: %s", v.Ticks, v.Workers, v.Hashes, v.Samples, v.Events, verdict)
}

func disagreement(rec *record.Recording, v scenarios.Verification) error {
	switch {
	case v.Hashes == 0:
		return fmt.Errorf("the recording was broken off before its first state hash; there is nothing to compare")
	case rec.Header.Engine != scene.Engine:
		return fmt.Errorf("the replay differs from tick %d on: the recording was made by engine %s and this is %s; its score stands, because scores come from recorded samples", v.Mismatch, rec.Header.Engine, scene.Engine)
	default:
		return fmt.Errorf("the replay differs from tick %d on, with the same engine: the recording was changed, or this is a defect worth reporting", v.Mismatch)
	}
}

// caseOf finds the case of a recording, and its folder: the given one, or the
// built-in one that it names.
func (a *app) caseOf(h *record.Header, dir string) (*anatomy.Case, string, error) {
	if dir == "" {
		dir = h.Case.ID
		if !isBuiltin(dir) {
			return nil, "", fmt.Errorf("the attempt was made on case %s; name its folder with --case DIR", dir)
		}
	}
	return a.openCase(dir)
}
