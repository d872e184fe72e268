package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// probing is a scenario with a blunt probe on any case with a landmark.
const probing = `schema: drylab.scenario/1
id: probing
version: 1.0.0
title: Probing
summary: Push a little.
case: any
instrument: {name: probe, kind: probe, length_mm: 400, radius_mm: 4}
plan:
  entry: {landmark: in-front}
  target: {structure: liver}
start_within_mm: 0
time_limit_s: 60
force_limit_n: 5
steps:
  - {id: confirm, title: Confirm, cue: Confirm., done: {event: confirm}}
rubric:
  schema: drylab.rubric/1
  id: probing
  version: 1.0.0
  title: Probing
  purpose: formative
  language: en
  pass: {min_total: 50}
  critical_cap: 49
  domains: [{id: care, weight: 1, title: Care}]
  criteria:
    - {id: force, domain: care, title: Force, metric: force_peak, unit: "N", weight: 1, missing: invalid, curve: {type: linear, novice: 10, expert: 1}, feedback: [{min: 0, text: Push less.}]}
`

// TestOneLineMakesTheRealLiverSoft: imported, one line added, pushed with a probe.
func TestOneLineMakesTheRealLiverSoft(t *testing.T) {
	newHome(t)
	dir := filepath.Join(t.TempDir(), "patient")
	if out := drylab(t, "import", shared(t, "volumes/abdomen_ct_ts/ct.nii.gz"), "--labels", shared(t, "volumes/abdomen_ct_ts/labels_total.nii.gz"), "--out", dir); out.code != exitDone {
		t.Fatal(out.stderr)
	}
	rewrite(t, filepath.Join(dir, "case.yaml"), "name: liver\n", "name: liver\n  soft: liver\n")
	c, err := scenarios.OpenCase(dir)
	if err != nil {
		t.Fatal(err)
	}
	liver := c.Structure("liver")
	middle, _ := c.Deepest("liver")
	way := mgl64.Vec3{0, -1, 0} // out to the front
	depth, _, ok := mesh.NewBVH(liver.Surface).Ray(middle, way, 300)
	if !ok {
		t.Fatal("the liver has no front")
	}
	front := middle.Add(way.Mul(depth))
	c.Landmarks = append(c.Landmarks, anatomy.Landmark{Name: "in-front", Position: front.Add(way.Mul(30))})
	s, err := scenarios.Read("probing.yaml", strings.NewReader(probing))
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Fit(c, 2)
	if err != nil {
		t.Fatal(err)
	}
	body := &f.Setup.Soft[0].Mesh
	if n := len(body.Fixed); len(f.Notices) != 0 || n < 50 || n > len(body.Rest)/2 {
		t.Errorf("held by its neighbours at %d of %d vertices; notices %q", n, len(body.Rest), f.Notices)
	}
	pushed(t, f, front, way)
}

// pushed pushes a probe 12 mm into the tissue within a second.
func pushed(t *testing.T, f *scenarios.Fitted, front, way mgl64.Vec3) {
	world, err := scene.NewWorld(f.Setup)
	if err != nil {
		t.Fatal(err)
	}
	defer world.Close()
	var rest, now scene.Surface
	world.Surface(&rest)
	orientation := mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, way.Mul(-1))
	force := 0.0
	for tick := range int64(200) {
		tip := front.Add(way.Mul(6 - 18*min(float64(tick)/150, 1)))
		frame := world.Step(record.Input{Tick: tick, Hands: []record.Hand{{Valid: true, Pose: record.Pose{Tip: tip, Orientation: orientation}}}})
		for _, e := range frame.Events {
			if e.Kind == record.EventInvalid {
				t.Fatalf("tick %d: %s", tick, e.Detail)
			}
		}
		force = frame.Sample.Tools[0].ForceN
	}
	world.Surface(&now)
	most := 0.0
	for i := range rest.Places {
		d := mgl64.Vec3{}
		for k := range 3 {
			d[k] = float64(now.Places[i][k] - rest.Places[i][k])
		}
		if math.IsNaN(d.Len()) {
			t.Fatal("a place that is no number")
		}
		most = max(most, d.Len())
	}
	before, after := enclosed(&rest), enclosed(&now)
	t.Logf("the tissue gave way by %.1f mm at %.2f N; %.0f ml became %.0f", most, force, before/1000, after/1000)
	if most < 4 || most > 40 || force < 0.05 || force > 50 {
		t.Errorf("pushed 12 mm deep, the tissue gave way by %.1f mm with %.2f N", most, force)
	}
	if math.Abs(after/before-1) > 0.03 {
		t.Errorf("its volume went from %.1f to %.1f ml", before/1000, after/1000)
	}
}

// enclosed is the volume within the surface, mm³, by the divergence theorem.
func enclosed(s *scene.Surface) float64 {
	sum := 0.0
	for _, tri := range s.Triangles {
		var p [3]mgl64.Vec3
		for i, v := range tri {
			for k := range 3 {
				p[i][k] = float64(s.Places[v][k])
			}
		}
		sum += p[0].Dot(p[1].Cross(p[2])) / 6
	}
	return sum
}

// rewrite replaces what a file must hold once.
func rewrite(t *testing.T, path, old, with string) {
	t.Helper()
	text := read(t, path)
	if strings.Count(text, old) != 1 {
		t.Fatalf("%s holds %q %d times", path, old, strings.Count(text, old))
	}
	if err := os.WriteFile(path, []byte(strings.Replace(text, old, with, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}
