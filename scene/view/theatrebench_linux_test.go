package view

import (
	"fmt"
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
	"golang.org/x/sys/unix"
)

// The numbers of `make bench-theatre`. BenchmarkReference draws b.N pictures; the
// others draw a fixed number, whatever b.N: run them with -benchtime 1x.

// reference is the scene that pictures are timed with: 200,000 triangles in eight
// solid structures around one that yields, whose 20,000 vertices move in each
// picture, the scan in slices, two instruments, the room.
func reference() (Stage, *Soft) {
	organ := sphere(mgl64.Vec3{}, 45, 100, 200)
	c := &anatomy.Case{ID: "reference", Modality: "CT", Volume: headVolume()}
	c.Structures = append(c.Structures, structure("organ", "organ", "#a04030", organ))
	for i, tissue := range []string{"bone", "vessel", "fat", "brain", "tumour", "organ", "muscle", "csf"} {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 8)
		m := ellipsoid(mgl64.Vec3{75 * cos, 20, 75 * sin}, mgl64.Vec3{26, 34, 26}, 1, 3, 88, 114)
		c.Structures = append(c.Structures, structure(tissue, tissue, "", m))
	}
	return Stage{Case: c, Tools: graspers(), Soft: []SoftStructure{{Name: "organ", Material: "liver"}}, Room: true}, atRest(organ, 0)
}

// moment is the reference scene's picture of that number: the organ breathes and
// both instruments go round on it.
func moment(i int, rest [][3]float32, soft *Soft) Frame {
	sin, cos := math.Sincos(float64(i) / 15)
	for v, p := range rest {
		swell := 1 + 0.04*float32(sin)*p[2]/45
		soft.Places[v] = [3]float32{p[0] * swell, p[1] * swell, p[2]}
	}
	f := Frame{Soft: soft, HUD: fullHUD(), Sample: record.Sample{Tools: []record.ToolSample{
		{Pose: record.Pose{Tip: mgl64.Vec3{12 * cos, -47, 12 * sin}, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{0.3, 1, -0.3}.Normalize())}, Valid: true},
		{Pose: record.Pose{Tip: mgl64.Vec3{-25, -38 + 2*sin, 20}, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{-0.3, 1, -0.3}.Normalize())}, Valid: true, Jaw: 0.5},
	}}}
	f.HUD.Banner, f.HUD.Seconds = "", float64(i)/60
	return f
}

// BenchmarkReference is how long pictures of the reference scene take beside a bare
// loop's in turns: 1280 × 720 on a screen, the same in the quality of a window whose
// pictures the processor must draw, through an endoscope, whose lens is one more
// pass, and a headset's two eyes of 1024².
func BenchmarkReference(b *testing.B) {
	for _, way := range []string{"mono", "low", "endoscope", "stereo"} {
		b.Run(way, func(b *testing.B) {
			o := Options{Width: 1280, Height: 720, Samples: 1, Quality: QualityHigh}
			if way == "low" {
				o.Quality = QualityLow
			}
			theatre := offscreen(b, o)
			stage, soft := reference()
			load(b, theatre, stage)
			if way == "endoscope" {
				s := theatre.Scope()
				s.On = true
				theatre.SetScope(s)
			}
			soft.Places = make([][3]float32, len(soft.Rest))
			show, plain := ways(b, theatre, way)
			full, bare := stopwatch{clock: unix.CLOCK_PROCESS_CPUTIME_ID}, stopwatch{clock: unix.CLOCK_PROCESS_CPUTIME_ID}
			for i := range b.N + 2 {
				f := moment(i, soft.Rest, soft)
				full.time(func() { show(f) })
				bare.time(plain)
			}
			report(b, full, bare)
			a := allocationsOf(b, 5, func(i int) { show(moment(i, soft.Rest, soft)) })
			b.ReportMetric(a.ours, "ours-allocs")
			b.ReportMetric(a.hud, "hud-allocs")
			b.ReportMetric(a.engine, "g3n-allocs")
		})
	}
}

// report prints what two stopwatches saw, but for their first two pictures, which
// make what later ones use again.
func report(b *testing.B, full, bare stopwatch) {
	b.Helper()
	for _, s := range []*stopwatch{&full, &bare} {
		s.wall, s.spent = s.wall[2:], s.spent[2:]
	}
	for share, name := range map[float64]string{0.5: "p50", 0.99: "p99"} {
		b.ReportMetric(quantile(full.wall, share), name+"-ms")
		b.ReportMetric(quantile(bare.wall, share), "bare-"+name+"-ms")
		b.ReportMetric(quantile(full.spent, share), name+"-cpu-ms")
		b.ReportMetric(quantile(bare.spent, share), "bare-"+name+"-cpu-ms")
	}
}

// ways are the theatre's way of making a picture and the bare one, each waiting
// until it is drawn.
func ways(b *testing.B, theatre *Theatre, way string) (show func(Frame), plain func()) {
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	check(theatre.Draw(Frame{})) // so that the bare loop finds what is shown
	simple := newBare(b, theatre)
	b.ReportMetric(float64(simple.triangles()), "triangles")
	if way != "stereo" {
		return func(f Frame) { check(theatre.Draw(f)); gl.Finish() },
			func() { simple.draw(theatre.linear, theatre.lens().projection); gl.Finish() }
	}
	const side = 1024
	eyes := make([]Eye, 2)
	for i := range eyes {
		texture, _ := headsetTexture(b, side, side)
		eyes[i] = eyeAt(mgl64.Vec3{float64(64*i) - 32, 0, 0}, texture, side, side)
		eyes[i].Left, eyes[i].Right, eyes[i].Up, eyes[i].Down = -0.4, 0.4, 0.4, -0.4 // the scene fills them
	}
	own, err := newTarget(side, side, theatre.samples, gl.RGBA16F, true)
	check(err)
	b.Cleanup(own.dispose)
	return func(f Frame) { check(theatre.DrawEyes(f, eyes, Screen{})); gl.Finish() },
		func() {
			for i := range eyes {
				simple.draw(own, eyes[i].projection())
			}
			gl.Finish()
		}
}

// boxes is a case of so many solid structures of twelve triangles.
func boxes(n int) *anatomy.Case {
	c := &anatomy.Case{ID: "boxes", Modality: "LABELS"}
	for i := range n {
		at := mgl64.Vec3{float64(i%20)*10 - 95, 0, float64(i/20)*10 - 45}
		c.Structures = append(c.Structures, structure(fmt.Sprint("box-", i), "bone", "#c0b090", sphere(at, 4, 3, 3)))
	}
	return c
}

// BenchmarkSubmit is the processor time that the drawing thread needs to tell the
// graphics card of a picture with 200 objects, and of one with none. The picture is
// small, and nobody waits for it: where the processor draws, too, the driver's part
// of that time is as small as it gets.
func BenchmarkSubmit(b *testing.B) {
	const pictures, objects = 200, 200
	for _, c := range []struct {
		name    string
		quality Quality
	}{{"plain", QualityLow}, {"shadows", QualityHigh}} {
		b.Run(c.name, func(b *testing.B) {
			theatre := offscreen(b, Options{Width: 320, Height: 240, Samples: 1, Quality: c.quality})
			load(b, theatre, Stage{Case: boxes(objects), HideScan: true, Tools: []record.Tool{drainTool()}})
			for i := range objects {
				theatre.SetOpacity(fmt.Sprint("box-", i), 1)
			}
			frame := func(i int) Frame {
				f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), float64(i%60)), Valid: true}}}, HUD: fullHUD()}
				f.HUD.Banner, f.HUD.Seconds = "", float64(i)/60
				return f
			}
			draw := func(i int) {
				if err := theatre.Draw(frame(i)); err != nil {
					b.Fatal(err)
				}
			}
			draw(0)
			simple := newBare(b, theatre)
			full, bare := stopwatch{clock: unix.CLOCK_THREAD_CPUTIME_ID}, stopwatch{clock: unix.CLOCK_THREAD_CPUTIME_ID}
			for i := range pictures + 2 {
				full.time(func() { draw(i) })
				gl.Finish()
				bare.time(func() { simple.draw(theatre.linear, theatre.lens().projection) })
				gl.Finish()
			}
			report(b, full, bare)
			a := allocationsOf(b, 50, draw)
			b.ReportMetric(a.ours, "ours-allocs")
			b.ReportMetric(a.hud, "hud-allocs")
			b.ReportMetric(a.engine, "g3n-allocs")
		})
	}
}

// BenchmarkLeaks counts what 5,000 pictures and then 50 loads leave behind.
func BenchmarkLeaks(b *testing.B) {
	b.Run("pictures", func(b *testing.B) {
		theatre := offscreen(b, Options{Width: 160, Height: 120, Samples: 1})
		organ := sphere(mgl64.Vec3{}, 45, 12, 24)
		soft := atRest(organ, 0)
		soft.Places = make([][3]float32, len(soft.Rest))
		load(b, theatre, Stage{
			Case:  &anatomy.Case{ID: "organ", Modality: "LABELS", Structures: []anatomy.Structure{structure("organ", "organ", "#a04030", organ)}},
			Tools: graspers(), Soft: []SoftStructure{{Name: "organ", Material: "liver"}}, Room: true, HideScan: true,
		})
		leaks(b, 5000, func(i int) {
			f := moment(i, soft.Rest, soft)
			soft.Shape = i / 10 // as if something were cut
			if err := theatre.Draw(f); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("loads", func(b *testing.B) {
		theatre := offscreen(b, Options{Width: 160, Height: 120, Samples: 1})
		yielding, soft := reference()
		stages := []Stage{
			{Case: head(1), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, ShowPlan: true, Room: true},
			yielding,
		}
		leaks(b, 50, func(i int) {
			load(b, theatre, stages[i%2])
			f := noTool()
			if i%2 == 1 {
				f.Soft = soft
			}
			if err := theatre.Draw(f); err != nil {
				b.Fatal(err)
			}
		})
	})
}

// leaks compares GL objects and memory after a fifth of the rounds, when whatever
// is kept for use again has been made, with those at the end. Both are even numbers
// of rounds, so that two that take turns end alike.
func leaks(b *testing.B, rounds int, round func(i int)) {
	b.Helper()
	var alive int
	var resident float64
	for i := range rounds {
		if i == rounds/5 {
			gl.Finish()
			alive, resident = objects(), residentMB(b)
		}
		round(i)
	}
	gl.Finish()
	b.ReportMetric(float64(rounds), "rounds")
	b.ReportMetric(float64(objects()-alive), "objects-more")
	b.ReportMetric(residentMB(b)-resident, "MB-more")
	b.ReportMetric(resident, "MB")
}

// BenchmarkPixels counts the pictures from the movement of a mouse that holds the
// instrument to the first whose pixels differ; 0 is the very next.
func BenchmarkPixels(b *testing.B) {
	theatre := offscreen(b, Options{Width: 480, Height: 300, Samples: 1, Quality: QualityLow})
	load(b, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 30), Tools: []record.Tool{drainTool()}, HideScan: true})
	show := func() string {
		if err := theatre.Draw(Frame{Sample: theatre.mapping.Held().sample()}); err != nil {
			b.Fatal(err)
		}
		picture, err := theatre.Image()
		if err != nil {
			b.Fatal(err)
		}
		return string(picture.Pix)
	}
	show()
	before := show()
	theatre.mapping.Handle(Event{Kind: MotionEvent, X: 40, Y: 25})
	late := 0
	for show() == before && late < 10 {
		late++
	}
	b.ReportMetric(float64(late), "pictures-late")
}
