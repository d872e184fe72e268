package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

// intoTheBody is an endoscope that goes in towards posterior, held upright.
func intoTheBody() Scope {
	return Scope{On: true, Trocar: mgl64.Vec3{5, -100, 20}, Inward: mgl64.Vec3{0, 1, 0}, Up: mgl64.Vec3{0, 0, 1}, DepthMM: 40, Field: usualField}
}

// TestEndoscopeTurnsAboutItsTrocar: the shaft passes there however it swings, and
// the lens is as deep as it was pushed.
func TestEndoscopeTurnsAboutItsTrocar(t *testing.T) {
	s := intoTheBody()
	if lens := s.Lens(); lens.Sub(mgl64.Vec3{5, -60, 20}).Len() > 1e-9 {
		t.Errorf("the lens is at %v, want 40 mm behind the trocar", lens)
	}
	s.swing(0.3, -0.2)
	along, _, _ := s.shaft()
	if d := s.Lens().Sub(s.Trocar); math.Abs(d.Len()-40) > 1e-9 || d.Cross(along).Len() > 1e-9 {
		t.Errorf("swung, the lens lies %v from the trocar, the shaft goes along %v", d, along)
	}
	if along[0] <= 0 || along[2] >= 0 {
		// Looking posterior with superior up, right in the picture is the patient's left.
		t.Errorf("swung to the right and down the shaft goes along %v", along)
	}
}

// TestAngledOpticLooksAside: the middle of the picture is off the shaft by the
// optic's angle, downwards, and goes round with the light cable.
func TestAngledOpticLooksAside(t *testing.T) {
	for _, angle := range optics {
		for turn, want := range map[float64]mgl64.Vec3{0: {0, 0, -1}, math.Pi / 2: {-1, 0, 0}, math.Pi: {0, 0, 1}} {
			s := intoTheBody()
			s.Optic, s.Turn = angle, turn
			g := s.gaze()
			looks := g.toward.Mul(-1)
			expected := mgl64.Vec3{0, 1, 0}.Mul(math.Cos(angle)).Add(want.Mul(math.Sin(angle)))
			if looks.Sub(expected).Len() > 1e-9 {
				t.Errorf("optic of %.0f°, turned by %.1f: it looks along %v, want %v", mgl64.RadToDeg(angle), turn, looks, expected)
			}
			if g.right.Cross(g.up).Sub(g.toward).Len() > 1e-9 {
				t.Errorf("optic of %.0f°, turned by %.1f: right %v, up %v, toward %v are no frame", mgl64.RadToDeg(angle), turn, g.right, g.up, g.toward)
			}
		}
	}
}

func TestKeysHoldTheEndoscope(t *testing.T) {
	m := bothHands()
	tap := func(capital rune) {
		for _, down := range []bool{true, false} {
			m.Handle(Event{Kind: KeyEvent, Key: letter(capital), Down: down})
		}
	}
	outside := m.gaze()
	tap('V')
	if g := m.gaze(); !m.scope.On || g.toward.Sub(outside.toward).Len() > 1e-9 || g.field <= outside.field {
		t.Errorf("through the endoscope: %+v; past it: %+v", g, outside)
	}
	tap('O')
	if math.Abs(m.scope.Optic-math.Pi/6) > 1e-9 {
		t.Errorf("the next optic has %.1f°", mgl64.RadToDeg(m.scope.Optic))
	}
	tap('O')
	tap('O')
	deep := m.scope.DepthMM
	m.Handle(Event{Kind: KeyEvent, Key: KeyPlus, Down: true})
	m.Advance(0.1)
	if m.scope.Optic != 0 || math.Abs(m.scope.DepthMM-deep-scopeSpeed*0.1) > 1e-9 {
		t.Errorf("optic %.1f°, %g mm deeper in a tenth of a second", mgl64.RadToDeg(m.scope.Optic), m.scope.DepthMM-deep)
	}
	for range int(fogSeconds / longestStep / 2) {
		m.Advance(longestStep)
	}
	if math.Abs(m.scope.Fog-0.5) > 0.01 {
		t.Errorf("after half of the time the lens is fogged by %.2f", m.scope.Fog)
	}
	tap('L')
	for range int(wipeSeconds/longestStep) + 2 {
		m.Advance(longestStep)
	}
	if m.scope.Fog > 0.01 || m.scope.Wiped != 0 {
		t.Errorf("after the wipe: fog %.2f, wiped %.2f", m.scope.Fog, m.scope.Wiped)
	}
}

// TestEndoscopePictureIsRoundAndBowed: black beyond the rim; a point off the
// middle lands where tangent and barrel say.
func TestEndoscopePictureIsRoundAndBowed(t *testing.T) {
	theatre := offscreen(t, small())
	aside := 18.0
	c := &anatomy.Case{ID: "scope", Modality: "LABELS", Structures: []anatomy.Structure{
		structure("ball", "rubber", "#10c010", sphere(mgl64.Vec3{5, -10, 20 + aside}, 1.5, 24, 32)),
		structure("wall", "rubber", "#907870", ellipsoid(mgl64.Vec3{5, 20, 20}, mgl64.Vec3{120, 4, 120}, 0, 1, 60, 80)),
	}}
	load(t, theatre, Stage{Case: c, HideScan: true})
	theatre.SetOpacity("wall", 1)
	theatre.SetOpacity("ball", 1)
	theatre.SetScope(intoTheBody())
	img := picture(t, theatre, noTool())
	v := theatre.layout.view
	half := float64(v.h) / 2
	for _, angle := range []float64{0.3, 1, 2.6, 4} {
		sin, cos := math.Sincos(angle)
		at := func(radius float64) int {
			p := img.RGBAAt(v.x+v.w/2+int(radius*half*cos), v.y+v.h/2-int(radius*half*sin))
			return int(p.R) + int(p.G) + int(p.B)
		}
		if out, in := at(scopeRadius*1.02), at(scopeRadius*0.97); out > 6 || in < 60 {
			t.Errorf("at %.1f rad: %d beyond the rim, %d inside", angle, out, in)
		}
	}
	middle, count, _ := blobOf(img, middleOf(theatre), green)
	tangent := aside / 50 / math.Tan(usualField/2) // of the way to the rim, if it were not bowed
	// The place r of the picture shows r (1 + k r²) / (1 + k): Newton's rule for r.
	r := tangent
	for range 20 {
		r -= (r*(1+scopeDistortion*r*r)/(1+scopeDistortion) - tangent) / ((1 + 3*scopeDistortion*r*r) / (1 + scopeDistortion))
	}
	want := float64(v.y) + half - r*scopeRadius*half
	if count == 0 || math.Abs(middle.Y()-want) > 1.5 || math.Abs(middle.X()-float64(v.x)-float64(v.w)/2) > 1.5 {
		t.Errorf("the ball shows at %v (%d pixels), want y %.1f", middle, count, want)
	}
}

// TestEndoscopeExposesByItself: a wall at twice the distance gets a quarter of the
// light, and is not half as bright in the picture; fog takes contrast away.
func TestEndoscopeExposesByItself(t *testing.T) {
	theatre := offscreen(t, small())
	load(t, theatre, Stage{Case: oneSphere("#907870", mgl64.Vec3{5, 200, 20}, 200), HideScan: true})
	s := intoTheBody()
	bright := func(change func(*Scope)) (middle, spread float64) {
		now := s
		change(&now)
		theatre.SetScope(now)
		img := picture(t, theatre, noTool())
		v := theatre.layout.view
		low, high := 255.0, 0.0
		for y := -60; y <= 60; y += 4 {
			for x := -60; x <= 60; x += 4 {
				g := float64(img.RGBAAt(v.x+v.w/2+x, v.y+v.h/2+y).G)
				low, high, middle = min(low, g), max(high, g), middle+g/961
			}
		}
		return middle, high - low
	}
	near, nearSpread := bright(func(*Scope) {})
	far, _ := bright(func(s *Scope) { s.Trocar[1] -= 60 })
	if far < 0.7*near || far > 1.3*near {
		t.Errorf("at 60 mm %g, at 120 mm %g", near, far)
	}
	if fogged, spread := bright(func(s *Scope) { s.Fog = 1 }); fogged == near || spread > 0.8*nearSpread {
		t.Errorf("fogged: %g, spread %g; clear: %g, spread %g", fogged, spread, near, nearSpread)
	}
}
