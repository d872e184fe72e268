package view

import (
	"image"
	"image/draw"
	"math"
	"os"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// pictures is where `make pictures` wants its sheets; "" for none.
func pictures(t *testing.T) string {
	where := os.Getenv("DRYLAB_PICTURES")
	if where == "" {
		t.Skip("set DRYLAB_PICTURES to a folder, as `make pictures` does")
	}
	return where
}

// sheet is pictures side by side with a name below each.
type sheet struct {
	*image.RGBA
	columns, count int
	cell           image.Point
	types          *typeface
}

// captionHigh is how high the line below each picture is.
const captionHigh = 30

func newSheet(t *testing.T, columns, count int, cell image.Point) *sheet {
	types, err := newTypeface("")
	if err != nil {
		t.Fatal(err)
	}
	rows := (count + columns - 1) / columns
	s := &sheet{image.NewRGBA(image.Rect(0, 0, columns*cell.X, rows*(cell.Y+captionHigh))), columns, 0, cell, types}
	draw.Draw(s, s.Rect, fillBar.source(), image.Point{}, draw.Src)
	return s
}

func (s *sheet) add(name string, from image.Image, at image.Point) {
	corner := image.Pt(s.count%s.columns*s.cell.X, s.count/s.columns*(s.cell.Y+captionHigh))
	draw.Draw(s, image.Rectangle{corner, corner.Add(s.cell)}, from, at, draw.Src)
	c := canvas{image: s.RGBA, scale: 1, types: s.types}
	c.textCentred(name, float64(corner.X+s.cell.X/2), float64(corner.Y+s.cell.Y+21), regular, 15, inkPrimary)
	s.count++
}

func (s *sheet) save(t *testing.T, name string) { keep(t, name, s) }

// lumpOf is a lump of tissue with folds, for showing how it looks.
func lumpOf(folds float64) anatomy.Structure {
	return structure("lump", "other", "", ellipsoid(mgl64.Vec3{}, mgl64.Vec3{34, 20, 24}, folds, 2, 120, 180))
}

// stained paints a place of each kind of state on a lump.
func stained(s *Soft) {
	spots := []mgl64.Vec3{{-16, -16, 10}, {14, -18, 12}, {18, -14, -10}}
	s.States = make([][4]uint8, len(s.Rest))
	for i, p := range s.Rest {
		s.States[i][3] = 255
		for k, spot := range spots {
			d := mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])}.Sub(spot).Len()
			s.States[i][k] = uint8(255 * math.Min(1, math.Max(0, 1.5-d/6)))
		}
	}
}

func TestPicturesOfTissues(t *testing.T) {
	pictures(t)
	theatre := offscreen(t, Options{Width: 480, Height: 400, Quality: QualityHigh})
	s := newSheet(t, 5, len(looks), image.Pt(380, 300))
	for _, l := range looks {
		lump := lumpOf(1.6)
		lump.Color = l.natural
		stage := Stage{
			Case: &anatomy.Case{ID: "lump", Modality: "LABELS", Structures: []anatomy.Structure{lump}},
			Soft: []SoftStructure{{Name: "lump", Material: l.name}}, HideScan: true,
			Tools: []record.Tool{{Name: "probe", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 200, JawMM: 18, JawDeg: 50}},
		}
		load(t, theatre, stage)
		theatre.SetCamera(Orbit{Distance: 150, Pitch: 0.35, Yaw: 0.25})
		skin := atRest(lump.Surface, 0)
		stained(skin)
		f := Frame{Soft: skin, Sample: record.Sample{Tools: []record.ToolSample{{Valid: true, Jaw: 0.4, Pose: record.Pose{
			Tip: mgl64.Vec3{-4, -22, 8}, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{0.5, 0.5, -0.7}.Normalize()),
		}}}}}
		v := theatre.layout.view
		s.add(l.name, picture(t, theatre, f), image.Pt(v.x+(v.w-380)/2, v.y+(v.h-300)/2))
	}
	s.save(t, "tissues")
}

func TestPicturesOfTheEndoscope(t *testing.T) {
	pictures(t)
	theatre := offscreen(t, Options{Width: 1280, Height: 780, Quality: QualityHigh})
	c := &anatomy.Case{ID: "abdomen", Modality: "LABELS", Structures: []anatomy.Structure{
		structure("liver", "organ", "#7d3028", ellipsoid(mgl64.Vec3{-20, 10, 30}, mgl64.Vec3{70, 45, 34}, 1.5, 1.4, 150, 220)),
		structure("gallbladder", "organ", "#6f8a58", ellipsoid(mgl64.Vec3{-8, -12, -6}, mgl64.Vec3{12, 14, 26}, 0.6, 2, 100, 120)),
		structure("omentum", "organ", "#e6bd58", ellipsoid(mgl64.Vec3{10, 40, -50}, mgl64.Vec3{90, 22, 40}, 4, 2.2, 200, 260)),
		structure("stomach", "organ", "#d99a86", ellipsoid(mgl64.Vec3{60, 20, 10}, mgl64.Vec3{34, 30, 44}, 1.4, 1.2, 120, 160)),
	}}
	stage := Stage{Case: c, Tools: graspers(), HideScan: true}
	load(t, theatre, stage)
	for _, s := range c.Structures {
		theatre.SetOpacity(s.Name, 1)
	}
	scope := Scope{On: true, Trocar: mgl64.Vec3{10, -150, -70}, Inward: mgl64.Vec3{-0.1, 0.85, 0.5}.Normalize(), Up: mgl64.Vec3{0, 0, 1}, DepthMM: 95, Field: usualField}
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{
		{Pose: record.Pose{Tip: mgl64.Vec3{-400, 0, 0}, Orientation: mgl64.QuatIdent()}},
		{Valid: true, Jaw: 0.3, Pose: record.Pose{Tip: mgl64.Vec3{0, -22, -16}, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{-0.75, 0.55, 0.4}.Normalize())}},
	}}}
	s := newSheet(t, 2, 6, image.Pt(780, 720))
	v := theatre.layout.view
	at := image.Pt(v.x+(v.w-780)/2, v.y)
	show := func(name string, change func(*Scope)) {
		now := scope
		change(&now)
		theatre.SetScope(now)
		s.add(name, picture(t, theatre, f), at)
	}
	show("endoscope, 0°", func(*Scope) {})
	show("30°", func(s *Scope) { s.Optic = optics[1] })
	show("45°, turned to the left", func(s *Scope) { s.Optic, s.Turn = optics[2], math.Pi/2 })
	show("zoomed", func(s *Scope) { s.Field = leastField })
	show("fogged", func(s *Scope) { s.Fog = 0.6 })
	show("wiped half", func(s *Scope) { s.Fog, s.Wiped = 0.6, 0.5 })
	s.save(t, "endoscope")
}

func TestPicturesOfTheScan(t *testing.T) {
	pictures(t)
	c, err := phantom.Case(t.Context(), 1, "pictures", func(int, int, string) {})
	if err != nil {
		t.Fatal(err)
	}
	theatre := offscreen(t, Options{Width: 1280, Height: 780, Quality: QualityHigh})
	plan := drainPlan()
	load(t, theatre, Stage{Case: c, Plan: plan, Tools: []record.Tool{drainTool()}, ShowPlan: true, Room: true})
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(plan, 52), Valid: true}}}}
	s := newSheet(t, 2, 6, image.Pt(1280, 780))
	show := func(name string, change func()) {
		change()
		s.add(name, picture(t, theatre, f), image.Point{})
	}
	show("structures", func() {})
	show("the scan itself: no segmentation needed", func() { theatre.SetVolume(true) })
	show("cut open", func() {
		cut := theatre.Cut()
		cut.On = true
		theatre.SetCut(cut)
	})
	show("a softer window", func() { theatre.mapping.tone = tone{-0.55, 1.2} })
	s.save(t, "scan")
}

// sheetHUD is a display with something in each of its places.
func sheetHUD() HUD {
	return HUD{
		Scenario: "External ventricular drain", Step: "Advance to the frontal horn", Cue: "Advance slowly along one straight line until clear fluid comes.",
		StepIndex: 2, StepCount: 5, Seconds: 83.46, Notice: "Still 12.4 mm away.",
		Readouts: []Readout{{Label: "Depth", Value: "48.0 mm"}, {Label: "Clear of cortical-veins", Value: "1.8 mm", Warn: true}, {Label: "Grasper force, simulated", Value: "1.20 N", Share: 0.6}},
		Warnings: []string{"The shaft has cut into: cortical veins."},
	}
}

func TestPicturesOfTheDisplay(t *testing.T) {
	pictures(t)
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), 48), Valid: true, StyletOut: true}}}, HUD: sheetHUD()}
	s := newSheet(t, 2, 4, image.Pt(1280, 720))
	for _, c := range []struct {
		name, language string
		scale          int
		help           bool
	}{{"at 1×", "", 1, false}, {"the same at 2×, its upper left quarter", "", 2, false}, {"auf Deutsch", "de", 1, false}, {"F1", "de", 1, true}} {
		theatre := offscreen(t, Options{Width: 1280 * c.scale, Height: 720 * c.scale, Language: c.language, Quality: QualityHigh})
		load(t, theatre, Stage{Case: head(0.3), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, ShowPlan: true, Room: true})
		f.HUD.Help = c.help
		s.add(c.name, picture(t, theatre, f), image.Point{})
		theatre.Close()
	}
	s.save(t, "display")
}

func TestPicturesOfBothEyes(t *testing.T) {
	pictures(t)
	theatre := offscreen(t, Options{Samples: 4, Quality: QualityHigh})
	load(t, theatre, Stage{Case: head(0.3), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, ShowPlan: true, Room: true})
	const side = 720
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: along(drainPlan(), 48), Valid: true}}}}
	s := newSheet(t, 2, 2, image.Pt(side, side))
	for _, c := range []struct {
		name string
		x    float64
	}{{"left eye", 32}, {"right eye", -32}} { // looking from the front, the viewer's left is the patient's right
		texture, pixels := headsetTexture(t, side, side)
		eye := eyeAt(mgl64.Vec3{-c.x - 60, -120, 60}, texture, side, side)
		must(t, theatre.DrawEyes(f, []Eye{eye}, Screen{}))
		s.add(c.name, pixels(), image.Point{})
	}
	s.save(t, "eyes")
}
