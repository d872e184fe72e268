package main

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/go-gl/mathgl/mgl64"
	"github.com/jedib0t/go-pretty/v6/table"
)

type registerCommand struct {
	Case string `arg:"" help:"Case folder, or a built-in case." placeholder:"DIR"`
	posesFlags
	Touch []string `required:"" help:"Landmark of the case that the tip touches, in turn; of a recording with the time, as in NAME=12.5." placeholder:"NAME[=S]"`
}

// touchTime is how long a landmark is touched: long enough for the noise to fall to
// a fifth at 30 poses a second, short enough for a hand to rest.
const touchTime = time.Second

// mostFREMM is beyond what touching skin gives: mixed-up landmarks, or a tip that is
// elsewhere.
const mostFREMM = 10.0

// touched is one landmark with where the tip was then.
type touched struct {
	Name       string     `json:"landmark"`
	Landmark   mgl64.Vec3 `json:"landmark_mm"`
	Tip        mgl64.Vec3 `json:"tip_mm"`      // in the tracker's frame, or the reference's
	SpreadMM   float64    `json:"spread_mm"`   // RMS of the tip while it touched
	ResidualMM float64    `json:"residual_mm"` // after the registration
	WithoutMM  *float64   `json:"left_out_mm"` // at this landmark of a registration without it; nil with three
}

// Run registers the tracker to the case and writes where the patient is.
func (c *registerCommand) Run(a *app) error {
	anatomyCase, _, err := a.openCase(c.Case)
	if err != nil {
		return err
	}
	if err := c.check(anatomyCase); err != nil {
		return err
	}
	setup, err := c.setup()
	if err != nil {
		return err
	}
	list, err := c.touch(a, anatomyCase, setup.Tool(c.Device))
	if err != nil {
		return err
	}
	var from, to []mgl64.Vec3
	for _, one := range list {
		from, to = append(from, one.Tip), append(to, one.Landmark)
	}
	found, err := anatomy.Register(from, to)
	if err != nil {
		return err
	}
	if found.FRE > mostFREMM {
		return fmt.Errorf("the landmarks do not fit: FRE is %.1f mm, more than %.0f mm, and nothing is written; touch them in the order of --touch, with an instrument whose tip is calibrated", found.FRE, mostFREMM)
	}
	leaveOut(list, from, to, found)
	setup.Registration = tracking.Registered(anatomyCase.ID, found, to)
	if err := c.write(setup); err != nil {
		return err
	}
	return c.print(a, anatomyCase, list, found, to)
}

// leastLandmarks fix where a patient lies: fewer leave a turn open.
const leastLandmarks = 3

// check refuses what cannot register anything before somebody touches a patient.
func (c *registerCommand) check(on *anatomy.Case) error {
	named := map[string]bool{}
	for _, text := range c.Touch {
		name, _, timed := strings.Cut(text, "=")
		_, ok := on.Landmark(name)
		switch {
		case !ok:
			return wrongUsage{fmt.Errorf("case %s has no landmark %q; drylab case show lists them", on.ID, name)}
		case named[name]:
			return wrongUsage{fmt.Errorf("--touch %s is there twice; touch each landmark once", name)}
		case timed != (c.From != ""):
			return wrongUsage{errors.New("--touch of a recording is NAME=SECONDS, of a tracker NAME")}
		}
		named[name] = true
	}
	if len(named) < leastLandmarks {
		return wrongUsage{fmt.Errorf("a registration needs at least %d landmarks, each with a --touch of its own; there is %d", leastLandmarks, len(named))}
	}
	return nil
}

// leaveOut measures what remains at each landmark, with it and without it.
func leaveOut(list []touched, from, to []mgl64.Vec3, found anatomy.Registration) {
	for i := range list {
		list[i].ResidualMM = found.Error(from[i], to[i])
		others := func(p []mgl64.Vec3) []mgl64.Vec3 { return append(append([]mgl64.Vec3(nil), p[:i]...), p[i+1:]...) }
		if r, err := anatomy.Register(others(from), others(to)); err == nil {
			e := r.Error(from[i], to[i])
			list[i].WithoutMM = &e
		}
	}
}

// touch takes the tip's place at each landmark.
func (c *registerCommand) touch(a *app, on *anatomy.Case, tool tracking.TrackedTool) ([]touched, error) {
	var all []tracking.Seen
	if c.From != "" {
		var err error
		if all, err = c.poses(a, 0); err != nil {
			return nil, err
		}
	}
	var list []touched
	lines := bufio.NewScanner(a.stdin)
	for _, text := range c.Touch {
		name, at, timed := strings.Cut(text, "=")
		place, _ := on.Landmark(name)
		var poses []tracking.Seen
		var err error
		if timed {
			poses, err = around(all, at)
		} else {
			fmt.Fprintf(a.stderr, "touch %s with the tip, press Enter and hold still for %v\n", name, touchTime)
			if !lines.Scan() {
				return nil, errors.New("the registration was broken off; nothing is written")
			}
			poses, err = c.poses(a, touchTime)
		}
		if err != nil {
			return nil, fmt.Errorf("landmark %s: %w", name, err)
		}
		one := touched{Name: name, Landmark: place}
		one.Tip, one.SpreadMM = middleOf(poses, &tool)
		list = append(list, one)
	}
	return list, nil
}

// around are the poses of a touch in the middle of which a time, s, lies.
func around(all []tracking.Seen, text string) (poses []tracking.Seen, err error) {
	at, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, wrongUsage{fmt.Errorf("%q is no time in seconds", text)}
	}
	for _, one := range all {
		if math.Abs(one.T-at) <= touchTime.Seconds()/2 {
			poses = append(poses, one)
		}
	}
	if len(poses) == 0 {
		return nil, fmt.Errorf("the instrument was not seen at %v s", at)
	}
	return poses, nil
}

// middleOf is where the tip was, and how far about, root of the mean square.
func middleOf(poses []tracking.Seen, tool *tracking.TrackedTool) (middle mgl64.Vec3, spread float64) {
	n := float64(len(poses))
	for _, one := range poses {
		middle = middle.Add(tool.Tip(one.Pose).Mul(1 / n))
	}
	for _, one := range poses {
		off := tool.Tip(one.Pose).Sub(middle)
		spread += off.Dot(off) / n
	}
	return middle, math.Sqrt(spread)
}

// print shows what remains, and what error to expect at the target.
func (c *registerCommand) print(a *app, on *anatomy.Case, list []touched, found anatomy.Registration, to []mgl64.Vec3) error {
	expected := map[string]float64{}
	if target := on.Target(); target != nil {
		if at, ok := on.Deepest(target.Name); ok {
			if e, err := found.TargetError(to, at); err == nil {
				expected[target.Name] = e
			}
		}
	}
	if a.json {
		a.printJSON(map[string]any{"case": on.ID, "landmarks": list, "fre_mm": found.FRE, "tre_mm": expected, "path": c.Out})
		return nil
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"landmark", "spread mm", "residual mm", "left out mm"})
	for _, one := range list {
		without := "–"
		if one.WithoutMM != nil {
			without = fmt.Sprintf("%.2f", *one.WithoutMM)
		}
		t.AppendRow(table.Row{one.Name, fmt.Sprintf("%.2f", one.SpreadMM), fmt.Sprintf("%.2f", one.ResidualMM), without})
	}
	fmt.Fprintln(a.stdout, t.Render())
	fmt.Fprintf(a.stdout, "FRE %.3f mm (root of the mean square at the landmarks)\n", found.FRE)
	for name, e := range expected {
		fmt.Fprintf(a.stdout, "TRE %.3f mm is to be expected in the middle of %s\n", e, name)
	}
	if len(list) == 3 {
		fmt.Fprintln(a.stdout, "Three landmarks leave little to judge by; touch four or more.")
	}
	fmt.Fprintf(a.stdout, "written to %s; practise on this case with: --tracking %[1]s\n", c.Out)
	return nil
}
