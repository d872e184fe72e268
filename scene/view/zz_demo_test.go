package view

import (
	"image/png"
	"os"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

func save(t *testing.T, th *Theatre, name string) {
	img, err := th.Image()
	if err != nil {
		t.Fatal(err)
	}
	f, _ := os.Create("/tmp/" + name)
	defer f.Close()
	png.Encode(f, img)
}

func TestDemo(t *testing.T) {
	th := offscreen(t, Options{})
	t.Log(th.Info())
	c := head(1)
	n := 0
	for _, s := range c.Structures {
		n += len(s.Surface.Triangles)
	}
	t0 := time.Now()
	if err := th.Load(Stage{Case: c, Plan: drainPlan(), Tool: drainTool(), ShowPlan: true}); err != nil {
		t.Fatal(err)
	}
	t.Log("triangles", n, "load", time.Since(t0))
	f := Frame{Sample: record.Sample{Pose: along(drainPlan(), 48), Valid: true}}
	f.HUD = HUD{Scenario: "External ventricular drain", Step: "Advance the catheter to the frontal horn", Cue: "Aim at the foramen of Monro and advance until fluid comes.",
		StepIndex: 2, StepCount: 5, Seconds: 83.46,
		Readouts: []Readout{{"Depth", "48.0 mm", false}, {"Distance to target", "19.1 mm", false}, {"Nearest vessel", "1.8 mm", true}},
		Warnings: []string{"Close to middle artery", "Stylet is still in"}}
	axis := drainPlan().Target.Sub(drainPlan().Entry).Normalize()
	for i := 0; i < 60; i++ {
		f.Trail = append(f.Trail, drainPlan().Entry.Add(axis.Mul(float64(i)*1.5-40)).Add(mgl64.Vec3{float64(i%7) * 0.2, 0, float64(i%5) * 0.2}))
	}
	for i := 0; i < 3; i++ {
		t0 = time.Now()
		if err := th.Draw(f); err != nil {
			t.Fatal(err)
		}
		th.driver.check("x")
		save(t, th, "demo1.png")
		t.Log("draw+save", time.Since(t0))
	}
	cut := th.Cut()
	cut.On = true
	th.SetCut(cut)
	f.HUD.Warnings = nil
	f.Sample.StyletOut = true
	if err := th.Draw(f); err != nil {
		t.Fatal(err)
	}
	save(t, th, "demo2.png")
	f.HUD.Help = true
	th.Draw(f)
	save(t, th, "demo3.png")
}
