package view

import (
	"image"
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// changed is the smallest rectangle around all pixels that differ.
func changed(a, b *image.RGBA) image.Rectangle {
	var r image.Rectangle
	for y := a.Rect.Min.Y; y < a.Rect.Max.Y; y++ {
		for x := a.Rect.Min.X; x < a.Rect.Max.X; x++ {
			if a.RGBAAt(x, y) != b.RGBAAt(x, y) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestHiddenScanGivesItsPlaceToTheView(t *testing.T) {
	theatre := offscreen(t, small())
	s := Stage{Case: head(0.05), Plan: drainPlan(), Tools: []record.Tool{drainTool()}}
	load(t, theatre, s)
	column := theatre.layout.slices[0]
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), 30), Valid: true}}}}
	shown := picture(t, theatre, f)

	s.HideScan = true
	load(t, theatre, s)
	if v := theatre.layout.view; v.x != 0 || v.right() != theatre.layout.width {
		t.Errorf("without the scan the view is %+v of %d pixels", v, theatre.layout.width)
	}
	hidden := picture(t, theatre, f)
	bright := func(r, g, b int) bool { return r > 150 && abs(r-g) < 12 && abs(g-b) < 14 } // skull in the scan
	where := rect{column.x, column.y, column.w, column.h * 2}
	_, with, _ := blobOf(shown, where, bright)
	_, without, _ := blobOf(hidden, where, bright)
	if with < 300 || without > with/20 {
		t.Errorf("the slices' place has %d bright pixels with the scan and %d without it", with, without)
	}
	if at, want := theatre.lens().pixel(theatre.Camera().Focus), float64(theatre.layout.width)/2; math.Abs(at.X()-want) > 1 {
		t.Errorf("without the scan the focus is at x %.1f, want the middle, %.1f", at.X(), want)
	}

	s.HideScan = false
	load(t, theatre, s)
	if r := changed(shown, picture(t, theatre, f)); !r.Empty() {
		t.Errorf("the scan does not come back: %v differs", r)
	}
}

func TestNoticeStandsBetweenCueAndWarnings(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 30)})
	f := noTool()
	f.HUD.Cue = "Advance."
	cued := picture(t, theatre, f)
	f.HUD.Notice = "Confirmed."
	noticed := picture(t, theatre, f)
	notice := changed(cued, noticed)
	f.HUD.Notice, f.HUD.Cue = "", ""
	cue := changed(picture(t, theatre, f), cued)
	f.HUD.Notice, f.HUD.Cue, f.HUD.Warnings = "Confirmed.", "Advance.", []string{"Bone"}
	warning := changed(noticed, picture(t, theatre, f))
	if notice.Empty() || notice.Max.Y > cue.Min.Y || warning.Empty() || warning.Max.Y > notice.Min.Y {
		t.Errorf("warning %v, notice %v, cue %v: want them one above the other", warning, notice, cue)
	}
	accent := func(r, g, b int) bool { return g > 150 && b > 150 && r < 110 }
	within := rect{notice.Min.X, notice.Min.Y, notice.Dx(), notice.Dy()}
	if _, count, _ := blobOf(noticed, within, accent); count < 60 {
		t.Errorf("%d pixels of the notice have the accent colour", count)
	}
}

func TestStyletThatIsOutIsSaid(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{})
	f := noTool()
	in := picture(t, theatre, f)
	f.Sample.Tools[0].StyletOut = true
	v := theatre.layout.view
	corner := image.Rect(v.x+v.w/2, v.y, v.right(), v.y+v.h/4)
	if r := changed(in, picture(t, theatre, f)); r.Empty() || !r.In(corner) {
		t.Errorf("the stylet changes %v, want something in %v", r, corner)
	}
}

// TestPartsKeepApartInSmallPictures compares pictures with and without one part.
func TestPartsKeepApartInSmallPictures(t *testing.T) {
	long := "Needle biopsy of a lesion in a very deep place"
	for _, size := range [][2]int{{minWindowWidth, minWindowHeight}, {800, 500}, {400, 900}} {
		theatre := offscreen(t, Options{Width: size[0], Height: size[1]})
		load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 30)})
		f := noTool()
		f.HUD.StepCount = 4
		bare := picture(t, theatre, f)
		part := func(h HUD) image.Rectangle {
			h.StepCount = 4
			f.HUD = h
			return changed(bare, picture(t, theatre, f))
		}
		title, step, seconds := part(HUD{Scenario: long}), part(HUD{Step: long}), part(HUD{Seconds: 5999})
		steps := int(stepsFrom * float64(size[0]))
		if title.Max.X >= steps || step.Min.X < steps || step.Max.X >= seconds.Min.X {
			t.Errorf("%v: title %v, step %v, clock %v", size, title, step, seconds)
		}
		l := theatre.layout
		list := l.view.x + l.px(margin+legendWidth)
		compass := image.Rect(l.view.right()-l.px(compassSize+margin), l.view.bottom()-l.px(compassSize+margin+14), l.view.right(), l.view.bottom())
		for name, h := range map[string]HUD{"cue": {Cue: long + ", " + long}, "notice": {Notice: long}, "warning": {Warnings: []string{long}}} {
			r := part(h)
			if r.Empty() || l.compass() && r.Overlaps(compass) || l.legend() && r.Min.X < list || r.Max.X > l.view.right() {
				t.Errorf("%v: the %s is at %v, the compass at %v, the list as far as %d", size, name, r, compass, list)
			}
		}
		theatre.Close()
	}
}

// crowdedCase has more structures than any list shows.
func crowdedCase() *anatomy.Case {
	c := &anatomy.Case{ID: "crowded", Modality: "LABELS"}
	for i := range 40 {
		c.Structures = append(c.Structures, besidePlan(string(rune('A'+i)), "other", float64(5*i)))
	}
	return c
}

func TestListKeepsBelowTheReadouts(t *testing.T) {
	theatre := offscreen(t, Options{Width: minWindowWidth, Height: minWindowHeight})
	load(t, theatre, Stage{Case: crowdedCase()})
	f := noTool()
	for range mostReadouts {
		f.HUD.Readouts = append(f.HUD.Readouts, Readout{Label: "Clear of portal-vein-and-splenic-vein", Value: "1.7 mm", Warn: true})
	}
	picture(t, theatre, f)
	readouts, list := theatre.hud.readouts.where, theatre.hud.legend.where
	if list.h == 0 || list.y < readouts.bottom() {
		t.Errorf("read-outs %+v, list %+v", readouts, list)
	}
}

// TestFacesInOnePlaneDoNotFight looks down on two translucent bodies that end
// in the same plane, as structures do where a scan ends.
func TestFacesInOnePlaneDoNotFight(t *testing.T) {
	flat := func(radius float64) func(mgl64.Vec3) mgl64.Vec3 {
		return func(d mgl64.Vec3) mgl64.Vec3 {
			p := d.Mul(radius)
			return mgl64.Vec3{p[0], p[1], math.Min(p[2], 20.1)}
		}
	}
	theatre := offscreen(t, Options{Width: 720, Height: 450, Samples: 1})
	c := &anatomy.Case{ID: "flat", Modality: "LABELS", Structures: []anatomy.Structure{
		structure("body", "other", "#c01010", blob(mgl64.Vec3{0.3, 0.7, 0}, 61, 83, flat(90))),
		structure("liver", "other", "#1020c0", blob(mgl64.Vec3{7, 3, 0}, 47, 59, flat(60))),
	}}
	load(t, theatre, Stage{Case: c})
	theatre.SetOpacity("body", 0.5)
	theatre.SetOpacity("liver", 0.5)
	theatre.SetCamera(Orbit{Distance: 700, Yaw: 0.4, Pitch: 1.2})
	img := picture(t, theatre, noTool())
	at := theatre.lens().pixel(mgl64.Vec3{0, 0, 20.1})
	fights := 0
	for y := int(at.Y()) - 15; y < int(at.Y())+15; y++ {
		for x := int(at.X()) - 20; x < int(at.X())+20; x++ {
			if abs(int(img.RGBAAt(x, y).R)-int(img.RGBAAt(x+1, y).R)) > 10 {
				fights++
			}
		}
	}
	if fights > 0 {
		t.Errorf("%d neighbours on one flat face differ", fights)
	}
}

// TestWritingAsksForNoMemory: not either while the clock runs.
func TestWritingAsksForNoMemory(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: head(0.3), Plan: drainPlan(), Tools: []record.Tool{drainTool()}})
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), 40), Valid: true}}}, HUD: fullHUD()}
	must(t, theatre.Draw(f))
	write := func() {
		f.HUD.Seconds += 0.1
		theatre.hud.show(theatre.layout, f, theatre.stage, theatre.mapping, theatre.lens(), true)
	}
	for range 100 {
		write() // each digit once
	}
	if n := testing.AllocsPerRun(50, write); n > 0 {
		t.Errorf("%g allocations for what is written in a picture", n)
	}
}
