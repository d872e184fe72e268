package view

import (
	"slices"
	"testing"
	"time"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// BenchmarkDraw is one picture of 1280 × 720 with about 300 000 triangles, the
// instrument moving, as the theatre draws it off screen.
func BenchmarkDraw(b *testing.B) {
	for _, c := range []struct {
		name    string
		samples int
		cut     bool
	}{{"samples=4", 4, false}, {"samples=1", 1, false}, {"samples=4/cut", 4, true}} {
		b.Run(c.name, func(b *testing.B) {
			theatre := offscreen(b, Options{Samples: c.samples})
			stage := Stage{Case: head(3.1), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, ShowPlan: true}
			if err := theatre.Load(stage); err != nil {
				b.Fatal(err)
			}
			cut := theatre.Cut()
			cut.On = c.cut
			theatre.SetCut(cut)
			triangles := 0
			for _, s := range stage.Case.Structures {
				triangles += len(s.Surface.Triangles)
			}
			b.ReportAllocs()
			b.ResetTimer()
			var times []time.Duration
			for i := 0; i < b.N; i++ {
				start := time.Now()
				f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), float64(i%60)), Valid: true}}}, HUD: fullHUD()}
				f.HUD.Seconds = float64(i) / 60
				if err := theatre.Draw(f); err != nil {
					b.Fatal(err)
				}
				gl.Finish()
				times = append(times, time.Since(start))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds())/1e6, "p99-ms")
			b.ReportMetric(float64(times[0].Nanoseconds())/1e6, "best-ms")
			b.ReportMetric(float64(triangles), "triangles")
		})
	}
}

// BenchmarkDrawSoft is one picture of 1280 × 720 with one soft structure that
// moves in each, and the two instruments with their shadows. With cutting
// each brings other triangles.
func BenchmarkDrawSoft(b *testing.B) {
	for _, c := range []struct {
		name         string
		rings, sides int
		cutting      bool
	}{{"10k", 50, 100, false}, {"10k/cutting", 50, 100, true}, {"200k", 250, 400, false}} {
		b.Run(c.name, func(b *testing.B) {
			theatre := offscreen(b, Options{Samples: 1})
			m := sphere(mgl64.Vec3{}, 60, c.rings, c.sides)
			stage := Stage{
				Case:  &anatomy.Case{ID: "soft", Modality: "LABELS", Structures: []anatomy.Structure{structure("organ", "organ", "#a04030", m)}},
				Tools: graspers(), Soft: []SoftStructure{{Name: "organ", Material: "liver"}}, HideScan: true,
			}
			if err := theatre.Load(stage); err != nil {
				b.Fatal(err)
			}
			f := Frame{Soft: atRest(m, 0), Sample: record.Sample{Tools: []record.ToolSample{
				{Pose: record.Pose{Tip: mgl64.Vec3{0, -30, 55}, Orientation: mgl64.QuatIdent()}, Valid: true},
				{Pose: record.Pose{Tip: mgl64.Vec3{30, -30, 50}, Orientation: mgl64.QuatIdent()}, Valid: true},
			}}}
			b.ReportAllocs()
			b.ResetTimer()
			var times []time.Duration
			for i := range b.N {
				start := time.Now()
				f.Soft.Places[i%len(f.Soft.Places)][0] += 0.01
				if c.cutting {
					f.Soft.Shape = i
				}
				if err := theatre.Draw(f); err != nil {
					b.Fatal(err)
				}
				gl.Finish()
				times = append(times, time.Since(start))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds())/1e6, "p99-ms")
			b.ReportMetric(float64(times[0].Nanoseconds())/1e6, "best-ms")
			b.ReportMetric(float64(len(m.Triangles)), "triangles")
		})
	}
}

// BenchmarkSections is the work of three slices' outlines on the processor.
func BenchmarkSections(b *testing.B) {
	var all []*sectioner
	for _, s := range head(3.1).Structures {
		all = append(all, newSectioner(s.Surface))
	}
	tip := mgl64.Vec3{-10, -12, 24}
	var pieces []segment
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		for _, s := range all {
			for axis := 0; axis < 3; axis++ {
				pieces = s.cut(axis, float32(tip[axis]), pieces[:0])
			}
		}
	}
}

// BenchmarkLoad is what the trainee waits for before the first picture.
func BenchmarkLoad(b *testing.B) {
	theatre := offscreen(b, Options{})
	stage := Stage{Case: head(3.1), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, ShowPlan: true}
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		if err := theatre.Load(stage); err != nil {
			b.Fatal(err)
		}
	}
}
