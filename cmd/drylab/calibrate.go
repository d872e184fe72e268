package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/drylab/drylab/scoring/exchange"
)

type calibrateCommand struct {
	Pivot pivotCommand `cmd:"" help:"Find a tracked instrument's tip: keep it in one place and swing the instrument about it."`
}

// posesFlags say where a device's poses come from.
type posesFlags struct {
	Tracker   string `help:"Tracker to watch: igtl:HOST:PORT." xor:"poses" required:"" placeholder:"KIND"`
	From      string `help:"Sequence that PLUS or 3D Slicer recorded, instead." xor:"poses" required:"" type:"existingfile" placeholder:"FILE.igs.mha"`
	Device    string `required:"" help:"Device that is fixed to the instrument." placeholder:"NAME"`
	Reference string `help:"Device that is fixed to the patient; poses are taken from it." placeholder:"NAME"`
	Out       string `help:"Set-up to write, for practise --tracking; what else is in it stays." default:"tracking.yaml" type:"path" placeholder:"FILE.yaml"`
}

type pivotCommand struct {
	posesFlags
	For time.Duration `help:"How long to swing the instrument." default:"20s" placeholder:"TIME"`
}

// Run calibrates and writes the tip into the set-up.
func (c *pivotCommand) Run(a *app) error {
	setup, err := c.setup()
	if err != nil {
		return err
	}
	if c.Tracker != "" {
		fmt.Fprintf(a.stderr, "keep the tip in one place and swing the instrument about it, in every direction, for %v\n", c.For)
	}
	seen, err := c.poses(a, c.For)
	if err != nil {
		return err
	}
	poses := make([]record.Pose, len(seen))
	for i := range seen {
		poses[i] = seen[i].Pose
	}
	found, err := tracking.CalibratePivot(poses)
	if err != nil {
		return err
	}
	tool := setup.Tool(c.Device)
	tool.TipMM, tool.TipRMSMM = found.Tip[:], found.RMS
	setup.Put(tool)
	if err := c.write(setup); err != nil {
		return err
	}
	if a.json {
		a.printJSON(map[string]any{
			"device": c.Device, "tip_mm": found.Tip, "rms_mm": found.RMS, "worst_mm": found.Worst,
			"poses": found.Poses, "dropped": found.Dropped, "swung_deg": found.SwungDeg, "path": c.Out,
		})
		return nil
	}
	fmt.Fprintf(a.stdout, "tip of %s: %.2f %.2f %.2f mm from its device\n", c.Device, found.Tip[0], found.Tip[1], found.Tip[2])
	fmt.Fprintf(a.stdout, "remaining: RMS %.3f mm, at most %.3f mm, in %d poses; %d left out; swung over %.0f°\n",
		found.RMS, found.Worst, found.Poses, found.Dropped, found.SwungDeg)
	fmt.Fprintf(a.stdout, "written to %s; practise with: --tracking %[1]s\n", c.Out)
	return nil
}

// setup is the file that is to be written, as it is now.
func (c *posesFlags) setup() (*tracking.Setup, error) {
	setup, err := scenarios.LoadTracking(c.Out)
	if errors.Is(err, fs.ErrNotExist) {
		return &tracking.Setup{Schema: tracking.SetupSchema, Reference: c.Reference}, checkFolder(c.Out)
	}
	if err == nil && setup.Reference != c.Reference {
		if setup.Registration != nil || len(setup.Tools) > 0 && c.Reference == "" {
			c.Reference = setup.Reference
		}
		setup.Reference = c.Reference
	}
	return setup, err
}

func (c *posesFlags) write(s *tracking.Setup) error {
	if err := s.Check(); err != nil {
		return fmt.Errorf("%s cannot be written: %w", c.Out, err)
	}
	return writeAtomically(c.Out, func(w io.Writer) error { return s.Write(w) })
}

// poses are the device's for some time, or all that were recorded.
func (c *posesFlags) poses(a *app, d time.Duration) ([]tracking.Seen, error) {
	if c.From != "" {
		return c.recorded(a)
	}
	tracker, err := scenarios.ParseTracker(c.Tracker)
	if err != nil {
		return nil, wrongUsage{err}
	}
	seen, err := tracker.Sightings(a.ctx, d)
	if err != nil {
		return nil, err
	}
	poses := tracking.Select(seen, c.Device, c.Reference)
	if len(poses) == 0 {
		missing := c.Device
		if c.Reference != "" {
			missing += " was never seen together with " + c.Reference
		} else {
			missing += " was not seen"
		}
		return nil, fmt.Errorf("%s; the tracker shows %s (drylab doctor --tracker says how well)", missing, listed(tracking.Devices(seen)))
	}
	return poses, nil
}

func listed(names []string) string {
	if len(names) == 0 {
		return "no device"
	}
	return strings.Join(names, ", ")
}

// recorded are the poses of a sequence, which are in the reference's frame where
// one was tracked. PLUS calls the instrument Stylus in the file and sends it as
// StylusToReference or StylusToTracker: all of these name it.
func (c *posesFlags) recorded(a *app) ([]tracking.Seen, error) {
	file, err := os.Open(c.From)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", c.From, reason(err))
	}
	defer file.Close()
	motion, err := exchange.PLUS(file)
	if err != nil {
		return nil, fmt.Errorf("%s is no sequence of poses: %w", c.From, err)
	}
	for _, note := range motion.Notes {
		fmt.Fprintln(a.stderr, "note: "+note)
	}
	short := strings.TrimSuffix(strings.TrimSuffix(c.Device, "ToReference"), "ToTracker")
	i := slices.IndexFunc(motion.Tools, func(t exchange.ToolMotion) bool { return t.Name == short })
	if i < 0 {
		var names []string
		for i := range motion.Tools {
			names = append(names, motion.Tools[i].Name)
		}
		return nil, fmt.Errorf("%s holds no %s; it holds %s", c.From, c.Device, listed(names))
	}
	tool := &motion.Tools[i]
	var poses []tracking.Seen
	for k := range tool.T {
		if tool.Valid[k] {
			poses = append(poses, tracking.Seen{T: tool.T[k] - tool.T[0], Pose: record.Pose{Tip: tool.P[k], Orientation: tool.Q[k]}})
		}
	}
	return poses, nil
}
