package view

import (
	"image"
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// TestStereoPutsWhatIsLookedAtIntoTheScreen: by similar triangles a point at a
// distance d, seen from two eyes e apart that look at a distance D, is e (1 - D/d)
// wide of itself in the plane that is looked at: before it, crossed, behind it, not.
func TestStereoPutsWhatIsLookedAtIntoTheScreen(t *testing.T) {
	o := Orbit{Focus: mgl64.Vec3{10, -20, 30}, Yaw: 0.4, Pitch: 0.3, Distance: 600}
	g := o.gaze()
	l := newLens(g, 1280, 720, o.Focus, 300)
	left, right := l.beside(-1), l.beside(1)
	pixel := 2 * 600 * math.Tan(fieldOfView/2) / 720 // mm, in the plane looked at
	for _, before := range []float64{0, 150, -200, 300} {
		p := o.Focus.Add(g.toward.Mul(before)).Add(g.up.Mul(20)).Add(g.right.Mul(-30))
		a, b := left.pixel(p), right.pixel(p)
		want := 600 * stereoApart * (1 - 600/(600-before)) / pixel
		if d := b[0] - a[0]; math.Abs(d-want) > 1e-6 || math.Abs(a[1]-b[1]) > 1e-6 {
			t.Errorf("%v mm before the screen: %v pixels apart instead of %v; heights %v and %v", before, d, want, a[1], b[1])
		}
	}
	if middle := left.gaze.eye.Add(right.gaze.eye).Mul(0.5); middle.Sub(g.eye).Len() > 1e-9 {
		t.Errorf("the eyes' middle is off by %v", middle.Sub(g.eye))
	}
}

// TestStereoPictures: side by side there are two pictures of it, and through red and
// cyan glasses each eye sees its own.
func TestStereoPictures(t *testing.T) {
	stage := Stage{Case: oneSphere("#d0d0d0", drainPlan().Target, 25), Plan: drainPlan(), Tools: []record.Tool{drainTool()}, HideScan: true}
	show := func(way Stereo) *image.RGBA {
		theatre := offscreen(t, Options{Width: 960, Height: 560, Samples: 1, Stereo: way})
		load(t, theatre, stage)
		return picture(t, theatre, Frame{})
	}
	flat, beside, glasses := show(StereoNone), show(StereoSideBySide), show(StereoAnaglyph)
	bright := func(img *image.RGBA, from, to int, channel int) (middle, count float64) {
		for y := 100; y < 460; y++ {
			for x := from; x < to; x++ {
				if img.Pix[img.PixOffset(x, y)+channel] > 110 {
					middle, count = middle+float64(x), count+1
				}
			}
		}
		return middle / count, count
	}
	_, whole := bright(flat, 0, 960, 1)
	left, nLeft := bright(beside, 0, 480, 1)
	right, nRight := bright(beside, 480, 960, 1)
	if whole < 500 || math.Abs(2*nLeft/whole-1) > 0.1 || math.Abs(2*nRight/whole-1) > 0.1 || math.Abs(right-480-left) > 30 || right-480 == left {
		t.Errorf("flat %v pixels, left %v around %v, right %v around %v", whole, nLeft, left, nRight, right-480)
	}
	red, _ := bright(glasses, 0, 960, 0)
	cyan, _ := bright(glasses, 0, 960, 1)
	if shift := cyan - red; math.Abs(shift-2*(right-480-left)) > 2 {
		t.Errorf("in glasses the pictures are %v pixels apart, side by side %v", shift, 2*(right-480-left))
	}
}
