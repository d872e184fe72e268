package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

func TestEveryMaterialAndTissueHasALookOfItsOwn(t *testing.T) {
	for _, m := range tissue.Table() {
		if _, known := lookNamed(m.Name); !known {
			t.Errorf("the solver's material %q has no look", m.Name)
		}
	}
	for _, name := range []string{"skin", "bone", "brain", "csf", "vessel", "tumour", "organ", "other", "cartilage", "dura", "fat", "bile", "peritoneum"} {
		if l, known := lookNamed(name); !known || l.name != name {
			t.Errorf("tissue %q looks like %q", name, l.name)
		}
	}
	for name, want := range map[string]string{"gallbladder": "bile", "kidney-left": "kidney", "small-bowel": "bowel", "spleen": "organ"} {
		if l := lookOf(anatomy.Structure{Name: name, Tissue: "organ"}, ""); l.name != want {
			t.Errorf("the organ %s looks like %s, want %s", name, l.name, want)
		}
	}
}

// TestStatesStainTheirPlaceAndGoWithIt: blood darkens and reddens, a burn
// blackens, a bruise takes the green away, and all of it where it was painted,
// also after the tissue went elsewhere.
func TestStatesStainTheirPlaceAndGoWithIt(t *testing.T) {
	l := block(t, [3]int{16, 16, 2}, 3, "peritoneum")
	theatre := offscreen(t, small())
	load(t, theatre, l.stage("sheet", "#d8a08c"))
	theatre.SetCamera(Orbit{Distance: 220, Pitch: 1.2})
	spot := mgl64.Vec3{9, 6, 3}
	for _, shift := range []mgl64.Vec3{{}, {-14, 5, 2}} {
		skin := l.skin()
		for i := range skin.Rest {
			for axis := range 3 {
				skin.Places[i][axis] = skin.Rest[i][axis] + float32(shift[axis])
			}
		}
		look := func(p mgl64.Vec3) (r, g, b float64) {
			img, at := picture(t, theatre, softFrame(skin)), byHand(theatre, p.Add(shift))
			for y := -4; y <= 4; y++ {
				for x := -4; x <= 4; x++ {
					c := img.RGBAAt(int(at.X())+x, int(at.Y())+y)
					r, g, b = r+float64(c.R)/81, g+float64(c.G)/81, b+float64(c.B)/81
				}
			}
			return r, g, b
		}
		r0, g0, b0 := look(spot)
		for kind, name := range []string{"blood", "burn", "bruise"} {
			skin.States = make([][4]uint8, len(skin.Rest))
			for i, p := range skin.Rest {
				skin.States[i][3] = 255
				if (mgl64.Vec3{float64(p[0]), float64(p[1]), 3}).Sub(spot).Len() < 6 {
					skin.States[i][kind] = 255
				}
			}
			r, g, b := look(spot)
			right := map[string]bool{
				"blood":  g < 0.5*g0 && r > 1.7*g,
				"burn":   math.Max(r, math.Max(g, b)) < 0.45*r0,
				"bruise": g < 0.8*g0 && g < b,
			}
			if !right[name] {
				t.Errorf("%s, shifted by %v: %.0f %.0f %.0f, without it %.0f %.0f %.0f", name, shift, r, g, b, r0, g0, b0)
			}
			if _, far, _ := look(mgl64.Vec3{-12, -10, 3}); far < 0.6*g0 {
				t.Errorf("%s, shifted by %v, reaches places far away", name, shift)
			}
		}
		skin.States = nil
		if r, g, b := look(spot); r != r0 || g != g0 || b != b0 {
			t.Errorf("shifted by %v: the stains stay after they are gone", shift)
		}
	}
}

// TestSolidStructuresCastShadows: a ball over a plate darkens the place behind
// it as the lamp sees it, in high quality alone, and a translucent one does not.
func TestSolidStructuresCastShadows(t *testing.T) {
	c := &anatomy.Case{ID: "shadow", Modality: "LABELS", Structures: []anatomy.Structure{
		structure("plate", "rubber", "#b0a898", ellipsoid(mgl64.Vec3{}, mgl64.Vec3{60, 60, 2}, 0, 1, 60, 80)),
		structure("ball", "rubber", "#b0a898", sphere(mgl64.Vec3{0, 0, 26}, 7, 32, 40)),
	}}
	for _, quality := range []Quality{QualityHigh, QualityLow} {
		theatre := offscreen(t, Options{Width: 720, Height: 450, Quality: quality})
		load(t, theatre, Stage{Case: c})
		theatre.SetCamera(Orbit{Distance: 400, Pitch: 1.2})
		bright := func(ball float64) (shadow, lit float64) {
			theatre.SetOpacity("plate", 1)
			theatre.SetOpacity("ball", ball)
			img := picture(t, theatre, noTool())
			key := theatre.lights.lamp()
			lamp := mgl64.Vec3{key[0], -key[2], key[1]} // stage to patient
			foot := mgl64.Vec3{0, 0, 26}.Sub(lamp.Mul(24 / lamp[2]))
			at, beside := byHand(theatre, foot), byHand(theatre, mgl64.Vec3{-foot[0], -foot[1], foot[2]})
			return float64(img.RGBAAt(int(at.X()), int(at.Y())).G), float64(img.RGBAAt(int(beside.X()), int(beside.Y())).G)
		}
		solid, lit := bright(1)
		if through, _ := bright(0.3); through < 0.9*lit {
			t.Errorf("quality %d: what is translucent casts a shadow: %g beside %g", quality, through, lit)
		}
		if dark := solid < 0.75*lit; dark != (quality == QualityHigh) {
			t.Errorf("quality %d: behind the ball %g, beside it %g", quality, solid, lit)
		}
		theatre.Close()
	}
}
