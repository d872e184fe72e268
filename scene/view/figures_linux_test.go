package view

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/core"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// TestFiguresOfTheTheatre prints what `make bench-theatre` wants: frame times of
// the reference scene beside a bare loop that draws the same buffers in the
// simplest way, in turns; the work of submitting 200 objects; allocations;
// latency in frames; what 5,000 frames and 50 loads leave behind.
func TestFiguresOfTheTheatre(t *testing.T) {
	rounds, _ := strconv.Atoi(os.Getenv("DRYLAB_BENCH_THEATRE"))
	if rounds <= 0 {
		t.Skip("make bench-theatre prints the theatre's figures")
	}
	for i, quality := range []Quality{QualityHigh, QualityLow} {
		figure("quality", [2]string{"high", "low"}[i])
		frameTimes(t, rounds, quality)
	}
	submitting(t)
	latency(t)
	leaks(t, rounds*framesPerRound, rounds*5/6)
}

// figure prints one line of the table.
func figure(what, value string) { fmt.Printf("%-66s %s\n", what, value) }

// referenceStage has 200,000 triangles, of which one structure with 20,000
// vertices yields, and two instruments.
func referenceStage() (Stage, *Soft) {
	liver := ellipsoid(mgl64.Vec3{}, mgl64.Vec3{60, 40, 35}, 1.5, 1.4, 101, 200) // 20,002 vertices
	c := &anatomy.Case{ID: "reference", Modality: "LABELS", Structures: []anatomy.Structure{structure("liver", "organ", "#7d3028", liver)}}
	for i := range 4 {
		at := mgl64.Vec3{float64(i%2)*140 - 70, 30, float64(i/2)*120 - 60}
		c.Structures = append(c.Structures, structure("organ-"+strconv.Itoa(i), "organ", "#b0604a", ellipsoid(at, mgl64.Vec3{45, 30, 40}, 2, 2, 101, 200)))
	}
	return Stage{Case: c, Tools: graspers(), Soft: []SoftStructure{{Name: "liver", Material: "liver"}}, HideScan: true, Room: true}, atRest(liver, 0)
}

// referenceFrame moves everything that yields and both instruments.
func referenceFrame(skin *Soft, i int) Frame {
	wave := float32(math.Sin(float64(i) / 9))
	for n := range skin.Places {
		skin.Places[n][1] = skin.Rest[n][1] + wave*skin.Rest[n][0]*0.02
	}
	pose := func(x float64) record.ToolSample {
		return record.ToolSample{Valid: true, Jaw: 0.3, Pose: record.Pose{
			Tip: mgl64.Vec3{x, -45, 5 * math.Sin(float64(i)/7)}, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{-x / 90, 0.8, 0.4}.Normalize()),
		}}
	}
	return Frame{Soft: skin, Sample: record.Sample{Tools: []record.ToolSample{pose(20), pose(-25)}}, HUD: HUD{Scenario: "Reference", Seconds: float64(i) / 60}}
}

// processorMS is the work that this process, the driver's threads included, has
// done so far. On a busy machine it tells more than the clock.
func processorMS() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

// bareLoop draws the theatre's own buffers with the simplest shader there is.
func bareLoop(theatre *Theatre) *core.Node {
	root, patient := core.NewNode(), core.NewNode()
	border := engineMatrix(stageFromPatient())
	patient.SetMatrix(&border)
	root.Add(patient)
	v := theatre.stage
	add := func(parent *core.Node, b shape) {
		p := newPass("nothing")
		p.vec("Cut", 0, 0, 0, 0)
		p.vec("CutOn", 0, 0, 0, 0)
		parent.Add(newMesh(b, p, 0))
	}
	for i := range v.anatomy.structures {
		add(patient, v.anatomy.structures[i].surface)
	}
	for _, b := range v.room.buffers {
		add(patient, b)
	}
	for _, tool := range v.tools {
		for _, b := range tool.buffers {
			add(patient, b)
		}
	}
	return root
}

func frameTimes(t *testing.T, rounds int, quality Quality) {
	theatre := offscreen(t, Options{Width: 1280, Height: 720, Samples: 1, Quality: quality})
	stage, skin := referenceStage()
	skin.Places = slices.Clone(skin.Rest)
	load(t, theatre, stage)
	scope := theatre.Scope()
	bare := bareLoop(theatre)
	const size = 1024
	left, _ := headsetTexture(t, size, size)
	right, _ := headsetTexture(t, size, size)
	eyes := []Eye{eyeAt(mgl64.Vec3{-32, 0, 0}, left, size, size), eyeAt(mgl64.Vec3{32, 0, 0}, right, size, size)}
	draw := map[string]func(i int){
		"mono 1280 × 720, open view": func(i int) {
			theatre.SetScope(Scope{Field: usualField})
			must(t, theatre.Draw(referenceFrame(skin, i)))
		},
		"mono 1280 × 720, endoscope": func(i int) {
			on := scope
			on.On = true
			theatre.SetScope(on)
			must(t, theatre.Draw(referenceFrame(skin, i)))
		},
		"stereo 2 × 1024²": func(i int) {
			theatre.SetScope(Scope{Field: usualField})
			must(t, theatre.DrawEyes(referenceFrame(skin, i), eyes, Screen{}))
		},
		"bare loop, 1280 × 720": func(i int) {
			theatre.stage.anatomy.yield(referenceFrame(skin, i).Soft)
			theatre.regainGL()
			theatre.linear.begin(theatre.driver.gs)
			must(t, theatre.engine.Render(bare, theatre.lens()))
			theatre.keepGL()
		},
	}
	names := []string{"bare loop, 1280 × 720", "mono 1280 × 720, open view", "mono 1280 × 720, endoscope", "stereo 2 × 1024²"}
	times, work := map[string][]float64{}, map[string][]float64{}
	for i := range rounds {
		for _, name := range names { // in turns, so that a busy machine is as busy for each
			start, worked := time.Now(), processorMS()
			draw[name](i)
			gl.Finish()
			times[name] = append(times[name], time.Since(start).Seconds()*1000)
			work[name] = append(work[name], processorMS()-worked)
		}
	}
	figure("drawn by", theatre.Info().Renderer)
	triangles := 0
	for _, s := range stage.Case.Structures {
		triangles += len(s.Surface.Triangles)
	}
	figure("triangles of the anatomy, of them vertices that yield", fmt.Sprintf("%d, %d", triangles, len(skin.Rest)))
	share := func(of map[string][]float64, name string, part int) float64 {
		slices.Sort(of[name])
		return of[name][len(of[name])*part/100]
	}
	for _, name := range names {
		figure("frame, "+name, fmt.Sprintf("p50 %.1f ms  p99 %.1f ms  ratio to bare %.2f;  processor p50 %.1f ms  ratio %.2f",
			share(times, name, 50), share(times, name, 99), share(times, name, 50)/share(times, names[0], 50),
			share(work, name, 50), share(work, name, 50)/share(work, names[0], 50)))
	}
}

// submitting measures the work of the processor on 200 objects of eight triangles:
// hardly anything is drawn, so that what remains is the asking.
func submitting(t *testing.T) {
	theatre := offscreen(t, Options{Width: 320, Height: 240, Samples: 1})
	c := &anatomy.Case{ID: "many", Modality: "LABELS"}
	for i := range 200 {
		c.Structures = append(c.Structures, structure("s"+strconv.Itoa(i), "organ", "#a04030", sphere(mgl64.Vec3{float64(i%20) * 8, float64(i/20) * 8, 0}, 1, 2, 4)))
	}
	load(t, theatre, Stage{Case: c, HideScan: true})
	for i := range c.Structures {
		theatre.SetOpacity(c.Structures[i].Name, 1)
	}
	f := noTool()
	must(t, theatre.Draw(f))
	var ours, engine []float64
	for range 200 {
		start := time.Now()
		theatre.arrange(f)
		ours = append(ours, time.Since(start).Seconds()*1000)
		theatre.regainGL()
		theatre.linear.begin(theatre.driver.gs)
		start = time.Now()
		must(t, theatre.engine.Render(theatre.stage.root, theatre.lens()))
		theatre.keepGL()
		engine = append(engine, time.Since(start).Seconds()*1000)
		gl.Finish()
	}
	slices.Sort(ours)
	slices.Sort(engine)
	figure("processor, 200 objects: arranging / submitting, p50", fmt.Sprintf("%.2f ms / %.2f ms", ours[100], engine[100]))
	allocated := func(do func()) string {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 50 {
			do()
		}
		runtime.ReadMemStats(&after)
		return fmt.Sprintf("%.1f, %.0f bytes", float64(after.Mallocs-before.Mallocs)/50, float64(after.TotalAlloc-before.TotalAlloc)/50)
	}
	lens := theatre.lens()
	figure("allocations a frame, all of it", allocated(func() { must(t, theatre.Draw(f)) }))
	figure("  of them the engine's", allocated(func() {
		theatre.regainGL()
		theatre.linear.begin(theatre.driver.gs)
		must(t, theatre.engine.Render(theatre.stage.root, lens))
		must(t, theatre.engine.Render(theatre.plane, lens))
		must(t, theatre.castShadows())
		theatre.keepGL()
	}))
	figure("  of them our arranging", allocated(func() { theatre.arrange(f) }))
}

// latency counts pictures from a movement of the hand to pixels that differ.
func latency(t *testing.T) {
	theatre := offscreen(t, Options{Width: 480, Height: 300, Samples: 1, Quality: QualityLow})
	load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 30), Tools: []record.Tool{drainTool()}, HideScan: true})
	show := func() string {
		return string(picture(t, theatre, Frame{Sample: theatre.mapping.Held().sample()}).Pix)
	}
	before := show()
	theatre.mapping.Handle(Event{Kind: MotionEvent, X: 40, Y: 25})
	frames := 1
	for ; show() == before && frames < 10; frames++ {
	}
	figure("from the hand's movement to other pixels", fmt.Sprintf("%d frame", frames))
}

// framesPerRound makes 5,000 pictures of the usual 60 rounds, and 50 loads.
const framesPerRound = 84

func leaks(t *testing.T, frames, loads int) {
	theatre := offscreen(t, Options{Width: 320, Height: 240, Samples: 1, Quality: QualityHigh})
	stage, skin := referenceStage()
	skin.Places = slices.Clone(skin.Rest)
	load(t, theatre, stage)
	draw := func(n int) {
		for i := range n {
			must(t, theatre.Draw(referenceFrame(skin, i)))
		}
	}
	draw(100)
	runtime.GC()
	alive, resident := objects(), residentMB()
	draw(frames)
	runtime.GC()
	figure(fmt.Sprintf("%d frames: GL objects, resident memory", frames), fmt.Sprintf("%+d, %+.0f MB of %.0f", objects()-alive, residentMB()-resident, resident))
	for range 5 {
		load(t, theatre, stage)
	}
	runtime.GC()
	alive, resident = objects(), residentMB()
	for range loads {
		load(t, theatre, stage)
	}
	runtime.GC()
	figure(fmt.Sprintf("%d loads: GL objects, resident memory", loads), fmt.Sprintf("%+d, %+.0f MB of %.0f", objects()-alive, residentMB()-resident, resident))
}

// residentMB is the memory of this process that is in the machine, 0 where the
// system does not tell.
func residentMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	kB, _ := strconv.ParseFloat(fields[0], 64)
	return kB / 1024
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
