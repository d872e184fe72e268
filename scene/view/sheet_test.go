package view

import (
	"image"
	"image/draw"
	"math"
	"os"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/phantom"
	"github.com/drylab/drylab/assets"
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

// abdomen is a made-up field of operation: what an endoscope sees below a liver.
func abdomen() *anatomy.Case {
	return &anatomy.Case{ID: "abdomen", Modality: "LABELS", Structures: []anatomy.Structure{
		structure("liver", "organ", "#7d3028", ellipsoid(mgl64.Vec3{-22, 12, 34}, mgl64.Vec3{78, 46, 36}, 1.5, 1.4, 150, 220)),
		structure("gallbladder", "organ", "#6f8a58", ellipsoid(mgl64.Vec3{-8, -12, -4}, mgl64.Vec3{12, 14, 25}, 0.6, 2, 100, 120)),
		structure("omentum", "organ", "#dcae4e", ellipsoid(mgl64.Vec3{10, 42, -52}, mgl64.Vec3{100, 24, 42}, 4, 2.2, 200, 260)),
		structure("stomach", "organ", "#d99a86", ellipsoid(mgl64.Vec3{62, 20, 6}, mgl64.Vec3{34, 30, 44}, 1.4, 1.2, 120, 160)),
		structure("wall", "peritoneum", "#b8705c", ellipsoid(mgl64.Vec3{0, 130, 0}, mgl64.Vec3{220, 50, 190}, 5, 1.6, 120, 160)),
		structure("duct", "vessel", "#8a9a58", vessel(func(t float64) mgl64.Vec3 { return mgl64.Vec3{-6 + 26*t, 2 + 14*t, -24 - 14*t} }, 2.4, 60, 20)),
		structure("artery", "vessel", "#b3202c", vessel(func(t float64) mgl64.Vec3 { return mgl64.Vec3{-2 + 40*t, 8 + 8*t, -14 - 16*t + 3*math.Sin(7*t)} }, 1.5, 80, 16)),
	}}
}

// abdomenStage has two instruments of the library in the abdomen.
func abdomenStage(t *testing.T) (Stage, Frame, Scope) {
	tools := []record.Tool{}
	for _, id := range []string{"maryland-dissector", "hook-cautery"} {
		model, err := assets.BuiltinInstrument(id)
		must(t, err)
		tools = append(tools, record.Tool{Name: model.Title, Kind: model.Kind, Model: id, RadiusMM: model.RadiusMM, LengthMM: model.LengthMM, JawMM: model.JawMM, JawDeg: model.JawDeg})
	}
	pose := func(tip, along mgl64.Vec3, roll float64) record.Pose {
		return record.Pose{Tip: tip, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, along.Normalize()).Mul(mgl64.QuatRotate(roll, mgl64.Vec3{0, 0, 1}))}
	}
	f := Frame{Sample: record.Sample{Tools: []record.ToolSample{
		{Valid: true, Jaw: 0.45, Pose: pose(mgl64.Vec3{-9, -19, -28}, mgl64.Vec3{0.80, 0.50, 0.32}, 0.6)},
		{Valid: true, Pose: pose(mgl64.Vec3{12, 1, -27}, mgl64.Vec3{-0.72, 0.62, 0.30}, 1.2)},
	}}}
	scope := Scope{On: true, Trocar: mgl64.Vec3{8, -150, -84}, Inward: mgl64.Vec3{-0.06, 0.85, 0.50}.Normalize(), Up: mgl64.Vec3{0, 0, 1}, DepthMM: 92, Field: usualField}
	return Stage{Case: abdomen(), Tools: tools, HideScan: true}, f, scope
}

// solidAbdomen loads it and lets one look through nothing.
func solidAbdomen(t *testing.T, theatre *Theatre, stage Stage) {
	load(t, theatre, stage)
	for _, s := range stage.Case.Structures {
		theatre.SetOpacity(s.Name, 1)
	}
}

func TestPicturesOfTheEndoscope(t *testing.T) {
	pictures(t)
	theatre := offscreen(t, Options{Width: 1280, Height: 780, Quality: QualityHigh})
	stage, f, scope := abdomenStage(t)
	solidAbdomen(t, theatre, stage)
	s := newSheet(t, 3, 6, image.Pt(740, 720))
	v := theatre.layout.view
	at := image.Pt(v.x+(v.w-740)/2, v.y)
	show := func(name string, change func(*Scope)) {
		now := scope
		change(&now)
		theatre.SetScope(now)
		s.add(name, picture(t, theatre, f), at)
	}
	show("endoscope, 0°", func(*Scope) {})
	show("30°", func(s *Scope) { s.Optic = optics[1] })
	show("45°, turned to the right", func(s *Scope) { s.Optic, s.Turn = optics[2], -math.Pi/2 })
	show("zoomed", func(s *Scope) { s.Field = leastField })
	show("fogged", func(s *Scope) { s.Fog = 0.6 })
	show("wiped half", func(s *Scope) { s.Fog, s.Wiped = 0.6, 0.5 })
	s.save(t, "endoscope")
}

// TestPicturesForTheFrontPage is what the README shows beside the drain.
func TestPicturesForTheFrontPage(t *testing.T) {
	pictures(t)
	theatre := offscreen(t, Options{Width: 1600, Height: 900, Quality: QualityHigh})
	stage, f, scope := abdomenStage(t)
	solidAbdomen(t, theatre, stage)
	theatre.SetScope(scope)
	f.HUD = HUD{Scenario: "Test field: abdomen"}
	keep(t, "front", picture(t, theatre, f))
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
		Vitals:   []Readout{{Label: "Heart rate", Value: "104 /min", Warn: true}, {Label: "Saturation", Value: "98 %"}, {Label: "Pressure", Value: "118/80"}, {Label: "Blood lost", Value: "820 ml", Warn: true}},
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
	s := newSheet(t, 3, 3, image.Pt(side, side))
	for _, c := range []struct {
		name string
		x    float64
	}{{"left eye", 32}, {"right eye", -32}} { // looking from the front, the viewer's left is the patient's right
		texture, pixels := headsetTexture(t, side, side)
		eye := eyeAt(mgl64.Vec3{-c.x - 60, -120, 60}, texture, side, side)
		must(t, theatre.DrawEyes(f, []Eye{eye}, Screen{}))
		s.add(c.name, pixels(), image.Point{})
	}
	stage, f, scope := abdomenStage(t)
	stage.Room, stage.HideScan = true, true
	solidAbdomen(t, theatre, stage)
	theatre.SetScope(scope)
	picture(t, theatre, f)
	texture, pixels := headsetTexture(t, side, side)
	eye := eyeAt(mgl64.Vec3{-60, -280, 110}, texture, side, side)
	screen := Screen{Centre: mgl64.Vec3{70, -60, 230}, Orientation: eye.Orientation, WidthMM: 380}
	must(t, theatre.DrawEyes(f, []Eye{eye}, screen))
	s.add("an operation through an endoscope: its picture is the monitor's", pixels(), image.Point{})
	s.save(t, "eyes")
}
