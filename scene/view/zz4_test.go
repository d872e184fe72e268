package view

import (
	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scene/record"
	"io"
	"os"
	"testing"
	"time"
)

func TestPhantomDemo(t *testing.T) {
	t0 := time.Now()
	var c *anatomy.Case
	var err error
	if _, e := os.Stat("/tmp/phantomcase/case.yaml"); e == nil {
		c, err = anatomy.Load(os.DirFS("/tmp/phantomcase"))
	} else {
		c, err = phantom.Case(1, "x", nil)
		if err == nil {
			os.MkdirAll("/tmp/phantomcase/surfaces", 0o755)
			err = anatomy.Save(c, func(n string) (io.WriteCloser, error) { return os.Create("/tmp/phantomcase/" + n) })
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Log("case", time.Since(t0))
	n := 0
	for _, s := range c.Structures {
		t.Log(s.Name, s.Tissue, s.Color, s.Triangles, s.Watertight)
		n += s.Triangles
	}
	for _, l := range c.Landmarks {
		t.Log(l)
	}
	t.Log(n, c.Volume.Size)
	p := drainPlan()
	for _, l := range c.Landmarks {
		switch l.Name {
		case "kocher-right":
			p.Entry = l.Position
		case "frontal-horn-right", "foramen-of-monro-right":
			p.Target = l.Position
		}
	}
	th := offscreen(t, Options{})
	t0 = time.Now()
	if err := th.Load(Stage{Case: c, Plan: p, Tool: drainTool(), ShowPlan: true}); err != nil {
		t.Fatal(err)
	}
	t.Log("load", time.Since(t0))
	f := Frame{Sample: record.Sample{Pose: along(p, 48), Valid: true}}
	f.HUD = HUD{Scenario: "External ventricular drain", Step: "Advance the catheter to the frontal horn", Cue: "Aim at the foramen of Monro and advance until fluid comes.",
		StepIndex: 2, StepCount: 5, Seconds: 83.46,
		Readouts: []Readout{{"Depth", "48.0 mm", false}, {"Distance to target", "19.1 mm", false}, {"Nearest vessel", "1.8 mm", true}}}
	t0 = time.Now()
	if err := th.Draw(f); err != nil {
		t.Fatal(err)
	}
	save(t, th, "ph1.png")
	t.Log("draw", time.Since(t0))
	cut := th.Cut()
	cut.On = true
	th.SetCut(cut)
	th.Draw(f)
	save(t, th, "ph2.png")
	cut.On = false
	th.SetCut(cut)
	th.SetOpacity("skin", 1)
	f.Sample.Pose = along(p, -20)
	f.Sample.StyletOut = false
	th.Draw(f)
	save(t, th, "ph3.png")
	th.SetOpacity("skin", 0)
	th.SetOpacity("skull", 0)
	th.SetOpacity("brain", 1)
	th.Draw(f)
	save(t, th, "ph4.png")
}
