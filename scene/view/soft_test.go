package view

import (
	"image"
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// shows loads a lump and returns a theatre that looks at it along the patient's
// long axis, from a little before.
func shows(t *testing.T, l *lump, colour string) *Theatre {
	theatre := offscreen(t, small())
	load(t, theatre, l.stage("lump", colour))
	theatre.SetCamera(Orbit{Distance: 260, Pitch: 0.6})
	return theatre
}

func softFrame(s *Soft) Frame {
	f := noTool()
	f.Soft = s
	return f
}

func TestSoftStructureIsDrawnWhereItWent(t *testing.T) {
	l := block(t, [3]int{6, 6, 3}, 5, "liver")
	theatre := shows(t, l, "#c01010")
	middle := func(s *Soft) mgl64.Vec2 {
		at, count, _ := blobOf(picture(t, theatre, softFrame(s)), middleOf(theatre), red)
		if count < 1000 {
			t.Fatalf("%d pixels of the block", count)
		}
		return at
	}
	before := middle(l.skin())
	if still := middle(nil); still != before {
		t.Errorf("without news the block goes from %v to %v", before, still)
	}
	shift := mgl64.Vec3{20, 5, -9}
	l.place(func(p mgl64.Vec3) mgl64.Vec3 { return p.Add(shift) })
	after := middle(l.skin())
	want := byHand(theatre, shift).Sub(byHand(theatre, mgl64.Vec3{}))
	if off := after.Sub(before).Sub(want).Len(); off > 2 {
		t.Errorf("the block went by %v pixels, its place by %v", after.Sub(before), want)
	}
}

func TestCutThatOpensShowsTheInside(t *testing.T) {
	l := block(t, [3]int{8, 8, 4}, 5, "liver")
	theatre := shows(t, l, "#e08060")
	theatre.SetCamera(Orbit{Distance: 260, Yaw: 0.8, Pitch: 0.6}) // sees into the gap
	whole := picture(t, theatre, softFrame(l.skin()))
	l.cut([]mgl64.Vec3{{0, -40, 20}, {0, 40, 20}}, mgl64.Vec3{0, 0, -40})
	s := l.skin()
	shut := picture(t, theatre, softFrame(s))
	if n := different(whole, shut, 24); n > 250 {
		t.Errorf("a cut that is not open changes %d pixels", n)
	}
	for v, side := range sides(s) {
		s.Places[v][0] = s.Rest[v][0] + 8*side
	}
	open := picture(t, theatre, softFrame(s))
	keep(t, "cut-open", open)
	_, before, _ := blobOf(shut, middleOf(theatre), red)
	at, after, _ := blobOf(open, middleOf(theatre), red)
	if before > 20 || after < 300 {
		t.Errorf("%d pixels of the inside before the cut opens, %d after", before, after)
	}
	if want := byHand(theatre, mgl64.Vec3{}); math.Abs(at.X()-want.X()) > 25 {
		t.Errorf("the inside shows around x = %.0f, the cut is at %.0f", at.X(), want.X())
	}
}

// sides are 1 or -1 for each vertex: the side of the plane x = 0 that its piece is on.
func sides(s *Soft) []float32 {
	of := make([]float32, len(s.Places))
	for range 2 { // the second time for what lies in the plane with all its triangles but one
		for _, corners := range s.Triangles {
			side := float32(0)
			for _, v := range corners {
				if x := s.Rest[v][0]; x > 0.01 {
					side = 1
				} else if x < -0.01 {
					side = -1
				} else if side == 0 {
					side = of[v]
				}
			}
			for _, v := range corners {
				if side != 0 {
					of[v] = side
				}
			}
		}
	}
	return of
}

// different counts the pixels of two pictures that differ by more than a bit.
func different(a, b *image.RGBA, bit int) (n int) {
	for i := 0; i < len(a.Pix); i += 4 {
		for c := range 3 {
			if d := int(a.Pix[i+c]) - int(b.Pix[i+c]); d > bit || d < -bit {
				n++
				break
			}
		}
	}
	return n
}

// TestMarkIsInkedOnTheClothAndGoesWithIt: a circle of 15 mm on a sheet.
func TestMarkIsInkedOnTheClothAndGoesWithIt(t *testing.T) {
	l := block(t, [3]int{12, 12, 1}, 5, "gauze")
	theatre := offscreen(t, small())
	stage := l.stage("sheet", "#e8e4da")
	stage.Mark = &Mark{Normal: mgl64.Vec3{0, 0, 2}, RadiusMM: 15, From: &mgl64.Vec3{0, -28, 1}}
	load(t, theatre, stage)
	theatre.SetCamera(Orbit{Distance: 200, Pitch: 1.2})
	look := func(shift mgl64.Vec3, grow float64) {
		skin := l.skin()
		for i, p := range skin.Rest {
			skin.Places[i] = [3]float32{p[0]*float32(grow) + float32(shift[0]), p[1]*float32(grow) + float32(shift[1]), p[2] + float32(shift[2])}
		}
		img := picture(t, theatre, softFrame(skin))
		keep(t, "mark", img)
		for _, c := range []struct {
			radius float64
			inked  bool
		}{{15, true}, {12, false}, {18, false}} {
			hits := 0
			for i := range 36 {
				sin, cos := math.Sincos(float64(i) * math.Pi / 18)
				at := byHand(theatre, mgl64.Vec3{c.radius * grow * cos, c.radius * grow * sin, 2.5}.Add(shift))
				p := img.RGBAAt(int(at.X()), int(at.Y()))
				if int(p.R)+int(p.G)+int(p.B) < 330 {
					hits++
				}
			}
			if c.inked && hits < 33 || !c.inked && hits > 2 {
				t.Errorf("moved by %v and grown %.1f times, at %.0f mm from the middle %d of 36 places are inked", shift, grow, c.radius, hits)
			}
		}
	}
	way := func(y float64) bool {
		at := byHand(theatre, mgl64.Vec3{0, y, 2.5})
		p := picture(t, theatre, softFrame(l.skin())).RGBAAt(int(at.X()), int(at.Y()))
		return int(p.R)+int(p.G)+int(p.B) < 330
	}
	if !way(-18) || !way(-26) || way(-12) || way(18) {
		t.Error("the way to the circle is not inked, or goes on")
	}
	look(mgl64.Vec3{}, 1)
	look(mgl64.Vec3{7, -4, 3}, 1)
	look(mgl64.Vec3{}, 1.2)
}

// TestInstrumentsCastShadows: on the side away from the lamp, and only there.
func TestInstrumentsCastShadows(t *testing.T) {
	l := block(t, [3]int{12, 12, 1}, 5, "rubber")
	theatre := offscreen(t, small())
	stage := l.stage("sheet", "#c0b8a8")
	stage.Tools = []record.Tool{{Name: "probe", Kind: record.KindProbe, RadiusMM: 2, LengthMM: 200}}
	load(t, theatre, stage)
	theatre.SetCamera(Orbit{Distance: 220, Pitch: 1.1})
	bare := picture(t, theatre, softFrame(l.skin()))
	f := softFrame(l.skin())
	// The rod stands on the sheet's middle and leans away from the lamp's side.
	f.Sample.Tools[0] = record.ToolSample{Valid: true, Pose: record.Pose{
		Tip: mgl64.Vec3{0, 0, 2.5}, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{-0.3, -0.2, -1}.Normalize()),
	}}
	img := picture(t, theatre, f)
	keep(t, "shadow", img)
	darker := func(p mgl64.Vec3) int {
		at := byHand(theatre, p)
		a, b := bare.RGBAAt(int(at.X()), int(at.Y())), img.RGBAAt(int(at.X()), int(at.Y()))
		return int(a.G) - int(b.G)
	}
	key := mgl64.Vec3{}
	for i := range 3 {
		key[i] = float64(theatre.lights.rig[4+i])
	}
	lamp := mgl64.Vec3{key[0], -key[2], key[1]} // stage to patient
	foot := func(up float64) mgl64.Vec3 {       // where the shadow of the rod's axis falls on the sheet
		p := mgl64.Vec3{0.3, 0.2, 1}.Mul(up)
		return p.Sub(lamp.Mul(p[2] / lamp[2])).Add(mgl64.Vec3{0, 0, 2.5})
	}
	if d := darker(foot(8)); d < 15 {
		t.Errorf("in the shadow at %v the sheet is %d darker", foot(8), d)
	}
	if d := darker(foot(8).Mul(-1).Add(mgl64.Vec3{0, 0, 5})); d > 4 {
		t.Errorf("opposite the shadow the sheet is %d darker", d)
	}
}

// TestBenchIsSeenWholeAndWithItsInstruments: all of what yields is in the picture,
// from any side that instruments may come from, and what it lies on is solid.
func TestBenchIsSeenWholeAndWithItsInstruments(t *testing.T) {
	l := block(t, [3]int{12, 8, 4}, 5, "liver")
	theatre := offscreen(t, small())
	for _, from := range []mgl64.Vec3{{}, {0, 0, -60}, {0, -60, 0}, {40, -20, -40}, {0, 60, 0}} {
		stage := l.stage("lump", "#a04030")
		stage.Plan = record.Plan{Entry: from}
		stage.Case.Structures = append(stage.Case.Structures, structure("bed", "organ", "#808080", sphere(mgl64.Vec3{0, 40, 0}, 25, 12, 16)))
		load(t, theatre, stage)
		view := theatre.layout.view
		for corner := range 8 {
			p := mgl64.Vec3{30, 20, 10}
			for axis := range p {
				if corner>>axis&1 == 1 {
					p[axis] = -p[axis]
				}
			}
			at := byHand(theatre, p)
			if at.X() < float64(view.x) || at.X() > float64(view.right()) || at.Y() < float64(view.y) || at.Y() > float64(view.bottom()) {
				t.Errorf("instruments from %v: the corner %v is at %v, outside the view %+v", from, p, at, view)
			}
		}
		for i, s := range theatre.stage.anatomy.structures {
			if theatre.mapping.opacity[i] != 1 {
				t.Errorf("%s is not solid", s.name)
			}
		}
	}
}
