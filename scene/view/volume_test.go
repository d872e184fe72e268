package view

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
)

// ballScan is a scan of a ball of 1000 HU in air, in an oblique grid.
func ballScan(centre mgl64.Vec3, radius float64) *imaging.Volume {
	const n = 64
	v := &imaging.Volume{Grid: imaging.Grid{Size: [3]int{n, n, n}}, Float32: make([]float32, n*n*n)}
	turn := mgl64.QuatRotate(0.4, mgl64.Vec3{0.2, 1, 0.4}.Normalize()).Mat4()
	v.PatientFromVoxel = mgl64.Translate3D(centre.Elem()).Mul4(turn).Mul4(mgl64.Scale3D(1.7, 2, -1.5)).Mul4(mgl64.Translate3D(-n/2+0.5, -n/2+0.5, -n/2+0.5))
	for i := range v.Float32 {
		p := mgl64.TransformCoordinate(mgl64.Vec3{float64(i % n), float64(i / n % n), float64(i / n / n)}, v.PatientFromVoxel)
		v.Float32[i] = float32(mgl64.Clamp(500-500*(p.Sub(centre).Len()-radius), -1000, 1000)) // an edge as soft as a voxel
	}
	return v
}

// TestScanItselfIsDrawnWhereItIs: a ball of the scan is a disc of its size at its
// place, cut where the plane is, and behind what is solid and nearer.
func TestScanItselfIsDrawnWhereItIs(t *testing.T) {
	theatre := offscreen(t, small())
	centre := mgl64.Vec3{12, -7, 9}
	front := structure("front", "rubber", "#1020c0", sphere(centre.Add(mgl64.Vec3{0, -60, 0}), 8, 24, 32))
	c := &anatomy.Case{ID: "scan", Modality: "CT", Volume: ballScan(centre, 30), Structures: []anatomy.Structure{front}}
	load(t, theatre, Stage{Case: c})
	theatre.SetCamera(Orbit{Focus: centre, Distance: 500})
	theatre.SetOpacity("front", 0)
	bone := func(r, g, b int) bool { return r > 70 && r > b+8 && g > b }
	if _, count, _ := blobOf(picture(t, theatre, noTool()), middleOf(theatre), bone); count > 0 {
		t.Fatalf("%d pixels of the scan, which is not shown", count)
	}
	theatre.SetVolume(true)
	middle, count, bounds := blobOf(picture(t, theatre, noTool()), middleOf(theatre), bone)
	// A ball's outline from 500 mm is a little wider than its radius there.
	radius := 30 * 500 / math.Sqrt(500*500-30*30) / theatre.mapping.gaze().millimetresPerPixel(centre, float64(theatre.layout.view.h))
	at := byHand(theatre, centre)
	if middle.Sub(at).Len() > 1.5 || math.Abs(float64(bounds.Dx())/2-radius) > 1.5 || math.Abs(float64(count)/(math.Pi*radius*radius)-1) > 0.06 {
		t.Errorf("the ball shows at %v, %d pixels wide, %d in all; want %v and a disc of radius %.1f", middle, bounds.Dx(), count, at, radius)
	}
	theatre.SetCut(Cut{On: true, Normal: mgl64.Vec3{1, 0, 0}, Offset: centre[0]})
	_, half, bounds := blobOf(picture(t, theatre, noTool()), middleOf(theatre), bone)
	if math.Abs(float64(half)/float64(count)-0.5) > 0.04 || math.Abs(float64(bounds.Max.X)-at.X()) > 3 {
		t.Errorf("half of the ball shows %d of %d pixels, to x %d; want to %.1f", half, count, bounds.Max.X, at.X())
	}
	theatre.SetCut(Cut{Normal: mgl64.Vec3{1, 0, 0}})
	theatre.SetOpacity("front", 1)
	_, hides, _ := blobOf(picture(t, theatre, noTool()), middleOf(theatre), blue)
	theatre.SetCamera(Orbit{Focus: centre, Distance: 500, Yaw: math.Pi})
	_, hidden, _ := blobOf(picture(t, theatre, noTool()), middleOf(theatre), blue)
	if hides < 100 || hidden > 0 {
		t.Errorf("a solid ball in front shows %d pixels, behind the scan %d", hides, hidden)
	}
}

// TestMouseChangesWindowAndLevel: the whole way across and back changes nothing.
func TestMouseChangesWindowAndLevel(t *testing.T) {
	m := bothHands()
	m.Handle(Event{Kind: KeyEvent, Key: letter('Z'), Down: true})
	before := m.active().pose
	m.Handle(Event{Kind: MotionEvent, X: 300})
	m.Handle(Event{Kind: MotionEvent, Y: -150})
	if low, width := m.tone.window(0, 80); m.active().pose != before || math.Abs(float64(width)-160) > 1e-3 || math.Abs(float64(low+width/2)-120) > 1e-3 {
		t.Errorf("window %g from %g; want one of 160 about 120", width, low)
	}
	m.Handle(Event{Kind: MotionEvent, X: -9000})
	if _, width := m.tone.window(0, 80); width <= 0 {
		t.Errorf("the window is %g wide", width)
	}
	m.Handle(Event{Kind: KeyEvent, Key: letter('R'), Down: true})
	if low, width := m.tone.window(7, 80); low != 7 || width != 80 {
		t.Errorf("after the reset: %g from %g", width, low)
	}
}

// TestTheWindowIsThatOfCutFacesToo: the scan's grain on a cut face is lighter where
// the window lies lower, as in the slices.
func TestTheWindowIsThatOfCutFacesToo(t *testing.T) {
	theatre := offscreen(t, small())
	c := oneSphere("#a08070", mgl64.Vec3{}, 30)
	c.Modality, c.Volume = "CT", ballScan(mgl64.Vec3{}, 60) // the sphere lies within what is bright
	load(t, theatre, Stage{Case: c})
	theatre.SetCamera(Orbit{Distance: 500})
	theatre.SetCut(Cut{On: true, Normal: mgl64.Vec3{0, -1, 0}})
	at := byHand(theatre, mgl64.Vec3{})
	face := func(level float64) int {
		theatre.mapping.tone = tone{level: level}
		c := picture(t, theatre, noTool()).RGBAAt(int(at.X()), int(at.Y()))
		return int(c.R) + int(c.G) + int(c.B)
	}
	if high, usual := face(5), face(0); usual < high+60 {
		t.Errorf("the cut face is of %d in the usual window, and of %d in one far above", usual, high)
	}
}
