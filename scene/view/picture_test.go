package view

import (
	"bytes"
	"image"
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// small is large enough to measure to a pixel, and quick on a processor.
func small() Options { return Options{Width: 720, Height: 450, Quality: QualityLow} }

// noTool is a frame whose instrument is nowhere.
func noTool() Frame {
	nowhere := math.NaN()
	return Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: record.Pose{Tip: mgl64.Vec3{nowhere, 0, 0}}}}}}
}

// picture loads a stage, draws a frame and returns the picture.
func picture(t *testing.T, theatre *Theatre, f Frame) *image.RGBA {
	t.Helper()
	if err := theatre.Draw(f); err != nil {
		t.Fatal(err)
	}
	img, err := theatre.Image()
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func load(t testing.TB, theatre *Theatre, s Stage) {
	t.Helper()
	if err := theatre.Load(s); err != nil {
		t.Fatal(err)
	}
}

// must ends a test at an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// byHand projects a patient point without the product's matrices: similar
// triangles in the camera's own axes.
func byHand(theatre *Theatre, p mgl64.Vec3) mgl64.Vec2 {
	o, view := theatre.Camera(), theatre.layout.view
	right, up, toward := o.Axes()
	d := p.Sub(o.Focus.Add(toward.Mul(o.Distance)))
	pixels := float64(view.h) / 2 / math.Tan(fieldOfView/2) / -d.Dot(toward)
	return mgl64.Vec2{
		float64(view.x) + float64(view.w)/2 + d.Dot(right)*pixels,
		float64(view.y) + float64(view.h)/2 - d.Dot(up)*pixels,
	}
}

// blobOf finds the middle, the number and the bounds of the pixels that match.
func blobOf(img *image.RGBA, within rect, match func(r, g, b int) bool) (middle mgl64.Vec2, count int, bounds image.Rectangle) {
	bounds = image.Rectangle{Min: image.Pt(math.MaxInt32, math.MaxInt32)}
	for y := within.y; y < within.bottom(); y++ {
		for x := within.x; x < within.right(); x++ {
			c := img.RGBAAt(x, y)
			if !match(int(c.R), int(c.G), int(c.B)) {
				continue
			}
			middle = middle.Add(mgl64.Vec2{float64(x) + 0.5, float64(y) + 0.5})
			count++
			bounds.Min = image.Pt(min(bounds.Min.X, x), min(bounds.Min.Y, y))
			bounds.Max = image.Pt(max(bounds.Max.X, x+1), max(bounds.Max.Y, y+1))
		}
	}
	return middle.Mul(1 / math.Max(float64(count), 1)), count, bounds
}

func red(r, g, b int) bool   { return r > 60 && r > 2*g && r > 2*b }
func blue(r, g, b int) bool  { return b > 60 && b > 2*r && b > 2*g }
func green(r, g, b int) bool { return g > 60 && g > 2*r && g > 2*b }

// middleOf is the view without the list of structures and its colours.
func middleOf(theatre *Theatre) rect {
	v := theatre.layout.view
	return rect{v.x + theatre.layout.px(legendWidth+2*margin), v.y, v.w - theatre.layout.px(legendWidth+2*margin), v.h}
}

func oneSphere(colour string, centre mgl64.Vec3, radius float64) *anatomy.Case {
	return &anatomy.Case{ID: "one", Modality: "LABELS", Structures: []anatomy.Structure{
		structure("ball", "rubber", colour, sphere(centre, radius, 48, 64)),
	}}
}

func TestSphereIsWhereTheProjectionSays(t *testing.T) {
	theatre := offscreen(t, small())
	centre := mgl64.Vec3{30, -20, 40}
	load(t, theatre, Stage{Case: oneSphere("#c01010", centre, 20)})
	for _, o := range []Orbit{
		{Focus: mgl64.Vec3{10, 0, 20}, Distance: 500},
		{Focus: mgl64.Vec3{20, -40, 40}, Yaw: 0.8, Pitch: 0.5, Distance: 400},
		{Focus: mgl64.Vec3{30, -20, 70}, Yaw: -2, Pitch: -0.4, Distance: 600},
	} {
		theatre.SetCamera(o)
		middle, count, bounds := blobOf(picture(t, theatre, noTool()), middleOf(theatre), red)
		want := byHand(theatre, centre)
		if off := middle.Sub(want).Len(); off > 1.5 {
			t.Errorf("%+v: red pixels around %v, the projection says %v", o, middle, want)
		}
		// The silhouette's cone touches the sphere: its half angle is asin(r/d).
		d := o.Eye().Sub(centre).Len()
		radius := math.Tan(math.Asin(20/d)) * float64(theatre.layout.view.h) / 2 / math.Tan(fieldOfView/2)
		if math.Abs(float64(bounds.Dx())-2*radius) > 3 || math.Abs(float64(count)-math.Pi*radius*radius) > 0.06*math.Pi*radius*radius {
			t.Errorf("%+v: %d pixels, %d wide; a disc of radius %.1f has %.0f", o, count, bounds.Dx(), radius, math.Pi*radius*radius)
		}
	}
}

func TestCutTakesAwayItsSideAndFillsTheFace(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 30)})
	o := Orbit{Distance: 500}
	theatre.SetCamera(o)
	at := byHand(theatre, mgl64.Vec3{})
	_, whole, _ := blobOf(picture(t, theatre, noTool()), middleOf(theatre), red)

	right, _, toward := o.Axes()
	theatre.SetCut(Cut{On: true, Normal: right})
	img := picture(t, theatre, noTool())
	_, half, bounds := blobOf(img, middleOf(theatre), red)
	if math.Abs(float64(half)/float64(whole)-0.5) > 0.03 {
		t.Errorf("half a sphere shows %d of %d pixels", half, whole)
	}
	if math.Abs(float64(bounds.Max.X)-at.X()) > 2 {
		t.Errorf("the cut is at x %d, want %.1f", bounds.Max.X, at.X())
	}

	// Towards the eye: the face of the cut covers the whole disc and is flat.
	theatre.SetCut(Cut{On: true, Normal: toward})
	img = picture(t, theatre, noTool())
	_, face, _ := blobOf(img, middleOf(theatre), red)
	if math.Abs(float64(face)/float64(whole)-1) > 0.04 {
		t.Errorf("the cut face fills %d of %d pixels", face, whole)
	}
	centre, aside := img.RGBAAt(int(at.X()), int(at.Y())), img.RGBAAt(int(at.X())+20, int(at.Y())-12)
	if math.Abs(float64(centre.R)-float64(aside.R)) > 24 {
		t.Errorf("the cut face is not flat: %v in the middle, %v aside", centre, aside)
	}
}

func TestCutFaceHidesWhatLiesBehindIt(t *testing.T) {
	theatre := offscreen(t, small())
	c := oneSphere("#c01010", mgl64.Vec3{}, 30)
	c.Structures = append(c.Structures, structure("core", "organ", "#1020c0", sphere(mgl64.Vec3{0, 15, 0}, 8, 24, 32)))
	load(t, theatre, Stage{Case: c})
	theatre.SetOpacity("core", 1)
	theatre.SetCamera(Orbit{Distance: 500})
	theatre.SetCut(Cut{On: true, Normal: mgl64.Vec3{0, -1, 0}})
	if _, count, _ := blobOf(picture(t, theatre, noTool()), middleOf(theatre), blue); count != 0 {
		t.Errorf("%d pixels of a core 7 mm behind the cut face show through it", count)
	}
	theatre.SetCut(Cut{On: true, Normal: mgl64.Vec3{0, -1, 0}, Offset: -15})
	if _, count, _ := blobOf(picture(t, theatre, noTool()), middleOf(theatre), blue); count < 100 {
		t.Errorf("a cut through the core shows only %d of its pixels", count)
	}
}

func TestOpacityZeroHides(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 30)})
	theatre.SetCamera(Orbit{Distance: 500})
	shown := picture(t, theatre, noTool())
	theatre.SetOpacity("ball", 0)
	hidden := picture(t, theatre, noTool())
	if _, count, _ := blobOf(shown, middleOf(theatre), red); count == 0 {
		t.Error("the sphere does not show at its default opacity")
	}
	if _, count, _ := blobOf(hidden, middleOf(theatre), red); count != 0 {
		t.Errorf("opacity 0 leaves %d red pixels", count)
	}
}

func TestTranslucentPictureDoesNotDependOnTheOrderInTheCase(t *testing.T) {
	parts := []anatomy.Structure{
		structure("outer", "organ", "#c01010", sphere(mgl64.Vec3{}, 40, 32, 40)),
		structure("inner", "organ", "#1020c0", sphere(mgl64.Vec3{5, 0, 0}, 15, 32, 40)),
		structure("beside", "organ", "#10a010", sphere(mgl64.Vec3{30, -25, 10}, 25, 32, 40)),
	}
	var first []byte
	for n, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		theatre := offscreen(t, small())
		c := &anatomy.Case{ID: "order", Modality: "LABELS"}
		for _, i := range order {
			c.Structures = append(c.Structures, parts[i])
		}
		load(t, theatre, Stage{Case: c})
		theatre.SetCamera(Orbit{Distance: 500, Yaw: 0.3})
		img := picture(t, theatre, noTool())
		m := middleOf(theatre)
		var pixels []byte
		for y := m.y; y < m.bottom(); y++ {
			pixels = append(pixels, img.Pix[img.PixOffset(m.x, y):img.PixOffset(m.right(), y)]...)
		}
		if n == 0 {
			first = pixels
		} else if !bytes.Equal(first, pixels) {
			t.Errorf("order %v gives another picture than order 0 1 2", order)
		}
		theatre.Close()
	}
}

func TestInnerStructureShowsThroughItsShellFromEverySide(t *testing.T) {
	theatre := offscreen(t, small())
	c := oneSphere("#c01010", mgl64.Vec3{}, 40)
	c.Structures[0].Tissue = "skin"
	c.Structures = append(c.Structures, structure("core", "vessel", "#1030d0", sphere(mgl64.Vec3{}, 15, 32, 40)))
	load(t, theatre, Stage{Case: c})
	for yaw := 0.0; yaw < 6; yaw += 1.5 {
		theatre.SetCamera(Orbit{Distance: 500, Yaw: yaw, Pitch: 0.2})
		img := picture(t, theatre, noTool())
		at := byHand(theatre, mgl64.Vec3{})
		core, shell := img.RGBAAt(int(at.X()), int(at.Y())), img.RGBAAt(int(at.X())+theatre.layout.px(50), int(at.Y()))
		if int(core.B) < int(shell.B)+40 {
			t.Errorf("yaw %.1f: core %v, shell beside it %v", yaw, core, shell)
		}
		if int(shell.R) < int(shell.B)+10 {
			t.Errorf("yaw %.1f: the red shell in front of the room is %v", yaw, shell)
		}
	}
}

func TestNeedleTipIsWhereTheProjectionSays(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Tools: []record.Tool{{Kind: "needle", RadiusMM: 1.5, LengthMM: 120}}})
	o := Orbit{Distance: 420, Yaw: 0.5, Pitch: 0.3}
	theatre.SetCamera(o)
	empty := picture(t, theatre, noTool())
	right, up, _ := o.Axes()
	tip := right.Mul(30).Add(up.Mul(10))
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{
		Valid: true,
		Pose: record.Pose{
			Tip: tip, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, right), // the handle is on the left
		},
	}}}}
	img := picture(t, theatre, f)
	rightmost, sum, count := 0, 0.0, 0
	m := theatre.layout.view
	for y := m.y; y < m.bottom(); y++ {
		for x := m.x; x < m.right(); x++ {
			a, b := img.RGBAAt(x, y), empty.RGBAAt(x, y)
			if abs(int(a.R)-int(b.R)) < 12 {
				continue
			}
			rightmost = max(rightmost, x+1)
			if x > int(byHand(theatre, tip).X())-20 {
				sum, count = sum+float64(y)+0.5, count+1
			}
		}
	}
	want := byHand(theatre, tip)
	if math.Abs(float64(rightmost)-want.X()) > 2 || math.Abs(sum/float64(max(count, 1))-want.Y()) > 1.5 {
		t.Errorf("tip drawn at %d, %.1f; the projection says %v", rightmost, sum/float64(max(count, 1)), want)
	}
}

func abs(n int) int { return max(n, -n) }

// brightVoxel is a scan with one bright voxel at a patient point, in a grid
// that is oblique and left-handed.
func brightVoxel(at mgl64.Vec3) *imaging.Volume {
	const n = 41
	turn := mgl64.QuatRotate(0.35, mgl64.Vec3{0.3, 1, 0.5}.Normalize()).Mat4()
	left := mgl64.Scale3D(3, 4, -3.5) // voxel steps in mm; k runs downwards
	v := &imaging.Volume{Grid: imaging.Grid{Size: [3]int{n, n, n}}, Float32: make([]float32, n*n*n)}
	linear := turn.Mul4(left)
	voxel := mgl64.Vec3{27, 12, 30}
	offset := at.Sub(mgl64.TransformCoordinate(voxel, linear))
	v.PatientFromVoxel = mgl64.Translate3D(offset.Elem()).Mul4(linear)
	v.Float32[(int(voxel[2])*n+int(voxel[1]))*n+int(voxel[0])] = 1000
	return v
}

func TestSlicesShowTheBrightVoxelUnmirrored(t *testing.T) {
	theatre := offscreen(t, small())
	bright := mgl64.Vec3{25, -18, 14} // the patient's left, anterior, superior
	c := oneSphere("#c01010", mgl64.Vec3{}, 80)
	c.Structures[0].Name = "frame"
	c.Volume = brightVoxel(bright)
	load(t, theatre, Stage{Case: c})
	theatre.SetOpacity("frame", 0)
	far := record.Pose{Tip: bright, Orientation: mgl64.QuatIdent()}
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Valid: true, Pose: far}}}}
	theatre.stage.sections.strokes.mesh.SetVisible(false) // the scan alone, without cross hairs
	img := picture(t, theatre, f)
	grey := func(r, g, b int) bool { return r > 70 && abs(r-g) < 12 && abs(g-b) < 14 }
	// By hand: 160 mm of anatomy and a twelve per cent margin across the panel's shorter side.
	for i, want := range [3]mgl64.Vec2{{bright.X(), bright.Y()}, {bright.X(), -bright.Z()}, {bright.Y(), -bright.Z()}} {
		panel := theatre.layout.slices[i]
		inner := rect{panel.x + panel.w/8, panel.y + panel.h/6, panel.w * 3 / 4, panel.h * 2 / 3}
		middle, count, _ := blobOf(img, inner, grey)
		scale := 1.12 * 160 / float64(min(panel.w, panel.h))
		expected := mgl64.Vec2{
			float64(panel.x) + float64(panel.w)/2 + want.X()/scale,
			float64(panel.y) + float64(panel.h)/2 + want.Y()/scale,
		}
		if count == 0 || middle.Sub(expected).Len() > 1.5 {
			t.Errorf("%s: the voxel shows at %v (%d pixels), want %v", theatre.stage.sections.slices[i].title, middle, count, expected)
		}
	}
	f.Sample.Tools[0].Pose.Tip = bright.Add(mgl64.Vec3{12, 12, 12}) // three voxels further
	img = picture(t, theatre, f)
	for i, panel := range theatre.layout.slices {
		inner := rect{panel.x + panel.w/8, panel.y + panel.h/6, panel.w * 3 / 4, panel.h * 2 / 3}
		if _, count, _ := blobOf(img, inner, grey); count != 0 {
			t.Errorf("slice %d still shows the voxel after the tip left it", i)
		}
	}
}

func TestSliceOutlinesLieOnTheSurface(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: oneSphere("#10c010", mgl64.Vec3{10, 20, 30}, 50)})
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Valid: true, Pose: record.Pose{Tip: mgl64.Vec3{10, 20, 30}, Orientation: mgl64.QuatIdent()}}}}}
	img := picture(t, theatre, f)
	for i, panel := range theatre.layout.slices {
		_, count, bounds := blobOf(img, panel, green)
		want := 100 / (1.12 * 100 / float64(min(panel.w, panel.h)))
		if count == 0 || math.Abs(float64(bounds.Dx())-want) > 3 || math.Abs(float64(bounds.Dy())-want) > 3 {
			t.Errorf("slice %d: the outline spans %v, want %.1f pixels", i, bounds, want)
		}
	}
}

func TestPlanShowsOnlyWhenTheStageSaysSo(t *testing.T) {
	theatre := offscreen(t, small())
	cyan := func(r, g, b int) bool { return g > 90 && b > 90 && r < g*2/3 }
	for _, show := range []bool{false, true} {
		load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{-20, -30, 50}, 40), Plan: drainPlan(), ShowPlan: show})
		aboveCompass := middleOf(theatre)
		aboveCompass.h = aboveCompass.h * 2 / 3
		_, count, _ := blobOf(picture(t, theatre, noTool()), aboveCompass, cyan)
		if (count > 30) != show {
			t.Errorf("ShowPlan %v: %d pixels in the plan's colour", show, count)
		}
	}
}

func TestSameFrameTwiceIsTheSamePicture(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: head(0.1), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, ShowPlan: true})
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), 40), Valid: true}}}, HUD: fullHUD()}
	first := picture(t, theatre, f)
	theatre.SetCamera(Orbit{Distance: 300})
	picture(t, theatre, Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), 10), Valid: true}}}})
	theatre.mapping.Handle(Event{Kind: KeyEvent, Key: letter('R'), Down: true})
	if second := picture(t, theatre, f); !bytes.Equal(first.Pix, second.Pix) {
		t.Error("the same frame gave two pictures")
	}
}

func fullHUD() HUD {
	return HUD{
		Scenario: "External ventricular drain", Step: "Advance to the frontal horn", Cue: "Advance until fluid comes.",
		StepIndex: 2, StepCount: 5, Seconds: 83.46,
		Readouts: []Readout{{Label: "Depth", Value: "48.0 mm"}, {Label: "Nearest vessel", Value: "1.8 mm", Warn: true}},
		Warnings: []string{"Close to a vessel"}, Banner: "Attempt ended",
	}
}

// TestLongCueKeepsClearOfTheList compares the list of structures with and
// without a cue that needs several lines, on a small screen.
func TestLongCueKeepsClearOfTheList(t *testing.T) {
	theatre := offscreen(t, Options{Width: 1024, Height: 640})
	load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 30)})
	l := theatre.layout
	bare := picture(t, theatre, noTool())
	f := noTool()
	f.HUD.Cue = strings.Repeat("Advance slowly along one straight line. ", 4)
	cued := picture(t, theatre, f)
	changed := 0
	for y := l.view.y; y < l.view.bottom(); y++ {
		for x := l.view.x; x < l.view.right(); x++ {
			if cued.RGBAAt(x, y) == bare.RGBAAt(x, y) {
				continue
			}
			changed++
			if x < l.view.x+l.px(legendWidth+margin) || x > l.view.right()-l.px(compassSize+margin) {
				t.Fatalf("the cue covers the list or the compass at %d, %d", x, y)
			}
		}
	}
	if changed < l.px(300)*l.px(50) {
		t.Errorf("only %d pixels show the cue", changed)
	}
}

func TestHUDShowsWhatItIsGiven(t *testing.T) {
	theatre := offscreen(t, small())
	bare := picture(t, theatre, noTool())
	l := theatre.layout
	parts := map[string]struct {
		hud   HUD
		where rect
	}{
		"scenario": {HUD{Scenario: "Biopsy"}, rect{0, 0, l.width / 3, l.bar.h}},
		"steps":    {HUD{Step: "Plan", StepCount: 3}, rect{l.width / 3, 0, l.width * 9 / 20, l.bar.h}},
		"time":     {HUD{Seconds: 61.5}, rect{l.width * 4 / 5, 0, l.width / 5, l.bar.h}},
		"cue":      {HUD{Cue: "Advance."}, rect{l.view.x, l.view.bottom() - l.px(64), l.view.w, l.px(64)}},
		"readouts": {HUD{Readouts: []Readout{{Label: "Depth", Value: "3 mm", Warn: true}}}, rect{l.view.x, l.view.y, l.px(readoutWidth + margin), l.px(90)}},
		"warnings": {HUD{Warnings: []string{"Bone"}}, rect{l.view.x, l.view.bottom() - l.px(120), l.view.w, l.px(120)}},
		"notice":   {HUD{Notice: "Clear fluid comes."}, rect{l.view.x, l.view.bottom() - l.px(60), l.view.w, l.px(60)}},
		"banner":   {HUD{Banner: "Passed"}, rect{l.view.x, l.view.y + l.view.h/3, l.view.w, l.view.h / 3}},
		"help":     {HUD{Help: true}, rect{l.width / 4, l.height / 4, l.width / 2, l.height / 2}},
	}
	for name, part := range parts {
		f := noTool()
		f.HUD = part.hud
		img := picture(t, theatre, f)
		inside, outside := 0, 0
		for y := 0; y < l.height; y++ {
			for x := 0; x < l.width; x++ {
				if img.RGBAAt(x, y) == bare.RGBAAt(x, y) {
					continue
				}
				if image.Pt(x, y).In(image.Rect(part.where.x, part.where.y, part.where.right(), part.where.bottom())) {
					inside++
				} else {
					outside++
				}
			}
		}
		if inside < 40 || name != "help" && outside > 0 {
			t.Errorf("%s changes %d pixels in its place and %d elsewhere", name, inside, outside)
		}
	}
}

func TestWildTextsAreDrawnWithoutErrors(t *testing.T) {
	theatre := offscreen(t, small())
	long := string(bytes.Repeat([]byte("très long — 長い "), 400))
	f := noTool()
	f.HUD = HUD{Scenario: long, Step: long, Cue: long, StepIndex: 900, StepCount: 7, Seconds: math.Inf(1), Banner: long, Help: true,
		Warnings: []string{long, "", long, long, long}}
	for i := 0; i < 12; i++ {
		f.HUD.Readouts = append(f.HUD.Readouts, Readout{Label: long, Value: long, Warn: i%2 == 0, Share: float64(i)})
	}
	f.Trail = []mgl64.Vec3{{}, {}, {1, 2, 3}, {math.NaN(), 0, 0}}
	picture(t, theatre, f)
}

// objects counts the GL objects that are alive.
func objects() (count int) {
	for name := uint32(1); name < 4096; name++ {
		for _, alive := range []bool{gl.IsTexture(name), gl.IsBuffer(name), gl.IsVertexArray(name), gl.IsFramebuffer(name), gl.IsRenderbuffer(name)} {
			if alive {
				count++
			}
		}
	}
	return count
}

func TestLoadingFiftyTimesLeaksNoGLObjects(t *testing.T) {
	theatre := offscreen(t, Options{Width: 320, Height: 240})
	stages := [2]Stage{
		{Case: oneSphere("#c01010", mgl64.Vec3{}, 30), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, ShowPlan: true},
		{Case: head(0.01), Room: true, Trocars: []Trocar{{Inward: mgl64.Vec3{0, 1, 0}, RadiusMM: 5}}},
	}
	var alive [2]int
	for i := 0; i < 50; i++ {
		load(t, theatre, stages[i%2])
		if i < 2 {
			alive[i] = objects()
		} else if now := objects(); now != alive[i%2] {
			t.Fatalf("load %d leaves %d GL objects alive, the first one left %d", i, now, alive[i%2])
		}
	}
}

func TestCloseGivesEverythingBackAndAnswersErrors(t *testing.T) {
	for i := 0; i < 5; i++ {
		theatre := offscreen(t, Options{Width: 320, Height: 240})
		theatre.Close()
		theatre.Close()
		if err := theatre.Draw(Frame{}); err == nil {
			t.Fatal("a closed theatre drew")
		}
		if _, err := theatre.Image(); err == nil || !theatre.ShouldClose() || theatre.Load(Stage{}) == nil {
			t.Fatal("a closed theatre answered")
		}
	}
}
