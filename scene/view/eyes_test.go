package view

import (
	"image"
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// headsetTexture is a texture as a headset's software makes it, and its pixels.
func headsetTexture(t testing.TB, width, height int) (uint32, func() *image.RGBA) {
	t.Helper()
	var texture uint32
	gl.GenTextures(1, &texture)
	gl.BindTexture(gl.TEXTURE_2D, texture)
	gl.TexImage2D(gl.TEXTURE_2D, 0, gl.SRGB8_ALPHA8, int32(width), int32(height), 0, gl.RGBA, gl.UNSIGNED_BYTE, nil)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR)
	return texture, func() *image.RGBA {
		target := target{width: width, height: height}
		gl.GenFramebuffers(1, &target.resolved)
		defer gl.DeleteFramebuffers(1, &target.resolved)
		gl.BindFramebuffer(gl.FRAMEBUFFER, target.resolved)
		gl.FramebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
		picture := image.NewRGBA(image.Rect(0, 0, width, height))
		target.read(picture)
		return picture
	}
}

// eyeAt looks from the patient's front, 300 mm before a point, as a left eye does:
// further to the left than to the right.
func eyeAt(point mgl64.Vec3, texture uint32, width, height int) Eye {
	return Eye{
		Texture: texture, Width: width, Height: height,
		Position: point.Add(mgl64.Vec3{0, -300, 0}),
		// From the eye's axes to the patient's: right is left (+X), up is superior
		// (+Z), and back, towards the viewer, anterior (-Y).
		Orientation: mgl64.Mat4ToQuat(mgl64.Mat4FromCols(mgl64.Vec4{1, 0, 0, 0}, mgl64.Vec4{0, 0, 1, 0}, mgl64.Vec4{0, -1, 0, 0}, mgl64.Vec4{0, 0, 0, 1})),
		Left:        -0.9, Right: 0.7, Up: 0.75, Down: -0.85,
	}
}

// TestEachEyeSeesWhereItsFourAnglesSay compares with the tangents, which no
// projection matrix of ours is made from here.
func TestEachEyeSeesWhereItsFourAnglesSay(t *testing.T) {
	theatre := offscreen(t, Options{Samples: 1})
	where := drainPlan().Target
	load(t, theatre, Stage{Case: oneSphere("#c01010", where, 20), Plan: drainPlan(), Tools: []record.Tool{drainTool()}})
	const w, h = 320, 280
	texture, pixels := headsetTexture(t, w, h)
	for _, aside := range []mgl64.Vec3{{}, {60, 0, 0}, {-90, 0, 40}, {30, 0, -70}} {
		eye := eyeAt(where, texture, w, h)
		eye.Position = eye.Position.Sub(aside)
		if err := theatre.DrawEyes(Frame{}, []Eye{eye}, Screen{}); err != nil {
			t.Fatal(err)
		}
		tan := math.Tan
		wantX := w * (aside[0]/300 - tan(eye.Left)) / (tan(eye.Right) - tan(eye.Left))
		wantY := h * (tan(eye.Up) - aside[2]/300) / (tan(eye.Up) - tan(eye.Down))
		at, count, _ := blobOf(pixels(), rect{0, 0, w, h}, red)
		if count < 250 || math.Abs(at[0]-wantX) > 2 || math.Abs(at[1]-wantY) > 2 {
			t.Errorf("aside %v: %d red pixels around %.1f, %.1f; expected around %.1f, %.1f", aside, count, at[0], at[1], wantX, wantY)
		}
	}
}

// TestTheHeadsetSoftwareMayLeaveOpenGLAsItLikes: the picture after it is the same.
func TestTheHeadsetSoftwareMayLeaveOpenGLAsItLikes(t *testing.T) {
	theatre := offscreen(t, Options{Samples: 1})
	where := drainPlan().Target
	load(t, theatre, Stage{Case: oneSphere("#c01010", where, 20), Plan: drainPlan(), Tools: []record.Tool{drainTool()}})
	const size = 128
	texture, pixels := headsetTexture(t, size, size)
	eyes := []Eye{eyeAt(where, texture, size, size)}
	flat := func() *image.RGBA { return picture(t, theatre, Frame{}) }
	draw := func() *image.RGBA {
		if err := theatre.DrawEyes(Frame{}, eyes, Screen{}); err != nil {
			t.Fatal(err)
		}
		return pixels()
	}
	draw()
	wantFlat, want := flat(), draw()
	for range 2 {
		gl.UseProgram(0)
		gl.BindVertexArray(0)
		gl.ActiveTexture(gl.TEXTURE5)
		gl.Enable(gl.SCISSOR_TEST)
		gl.Scissor(0, 0, 1, 1)
		gl.Enable(gl.FRAMEBUFFER_SRGB)
		gl.Disable(gl.DEPTH_TEST)
		gl.Enable(gl.BLEND)
		gl.Enable(gl.CULL_FACE)
		gl.DepthMask(false)
		gl.Enable(0xFFFF) // leaves an error behind
		if got := draw(); !samePixels(got, want) {
			t.Error("the eye's picture is another one")
		}
		gl.UseProgram(0)
		gl.Enable(gl.SCISSOR_TEST)
		if got := flat(); !samePixels(got, wantFlat) {
			t.Error("the flat picture is another one")
		}
	}
}

func samePixels(a, b *image.RGBA) bool { return string(a.Pix) == string(b.Pix) }

// TestTheMonitorShowsTheFlatPicture where it hangs, and nothing from behind.
func TestTheMonitorShowsTheFlatPicture(t *testing.T) {
	theatre := offscreen(t, Options{Samples: 1})
	load(t, theatre, Stage{})
	picture(t, theatre, Frame{HUD: HUD{Banner: "A"}})
	const size = 256
	texture, pixels := headsetTexture(t, size, size)
	eye := eyeAt(mgl64.Vec3{}, texture, size, size)
	light := func(s Screen) (sum int) {
		if err := theatre.DrawEyes(Frame{}, []Eye{eye}, s); err != nil {
			t.Fatal(err)
		}
		img := pixels()
		for i := 0; i < len(img.Pix); i += 4 {
			if img.Pix[i] > 60 {
				sum++
			}
		}
		return sum
	}
	facing := eye.Orientation
	before, behind := light(Screen{Orientation: facing, WidthMM: 300}), light(Screen{Orientation: facing.Mul(mgl64.QuatRotate(math.Pi, mgl64.Vec3{0, 1, 0})), WidthMM: 300})
	if none := light(Screen{}); before < 20 || behind > 0 || none > 0 {
		t.Errorf("lit pixels: %d before it, %d behind it, %d without it", before, behind, none)
	}
}

// TestInTheRoomAnEndoscopeIsAnInstrument: who wears a headset sees the same of the
// room whether the flat picture is the endoscope's or not, also its shaft; and on the
// monitor the endoscope's picture.
func TestInTheRoomAnEndoscopeIsAnInstrument(t *testing.T) {
	theatre := offscreen(t, Options{Samples: 1, Quality: QualityHigh})
	tool := record.Tool{Name: "endoscope", Kind: record.KindEndoscope, RadiusMM: 5, LengthMM: 300, FieldDeg: 70}
	load(t, theatre, Stage{Case: oneSphere("#c01010", mgl64.Vec3{}, 20), Tools: []record.Tool{tool}, Watched: true, HideScan: true})
	scope := theatre.Scope()
	const size = 256
	texture, pixels := headsetTexture(t, size, size)
	eyes := []Eye{eyeAt(mgl64.Vec3{}, texture, size, size)}
	pose := record.Pose{Tip: mgl64.Vec3{0, -70, 0}, Orientation: mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, mgl64.Vec3{0.5, 0.8, 0.3}.Normalize())}
	see := func(on bool, f Frame, s Screen) *image.RGBA {
		scope.On = on
		theatre.SetScope(scope)
		picture(t, theatre, f)
		must(t, theatre.DrawEyes(f, eyes, s))
		if theatre.Scope().On != on {
			t.Fatal("drawing for the eyes turned the endoscope")
		}
		return pixels()
	}
	held := Frame{Sample: record.Sample{Tools: []record.ToolSample{{Pose: pose, Valid: true}}}}
	through := see(true, held, Screen{})
	if !samePixels(through, see(false, held, Screen{})) {
		t.Error("looking through the endoscope changes the room")
	}
	if samePixels(through, see(true, Frame{}, Screen{})) {
		t.Error("the endoscope itself is not seen")
	}
	s := Screen{Centre: mgl64.Vec3{0, -100, 90}, Orientation: eyes[0].Orientation, WidthMM: 200}
	if samePixels(see(true, held, s), see(false, held, s)) {
		t.Error("the monitor shows the same with the endoscope and without")
	}
}
