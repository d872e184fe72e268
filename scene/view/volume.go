package view

import (
	"fmt"

	"github.com/g3n/engine/core"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// volumeView draws the scan itself over the finished view, behind what is solid
// and nearer.
type volumeView struct {
	root          *core.Node
	scan          *scan
	low, width    float32   // where opacity begins, and how far it is to its fullest
	values        []float32 // Volume of the shader
	scanFromClip  []float32
	stageFromScan []float32
	depth, frame  uint32 // copy of the view's depth, and its framebuffer
	size          [2]int
}

// How thick a scan is drawn.
const (
	volumeDensity  = 0.9 // per mm where the ramp is full: solid after three millimetres
	mostSteps      = 400
	mostStepsQuick = 120 // in low quality
	boneLow        = 140 // HU: spongy bone begins there, and
	boneWidth      = 360 // HU: beyond it compact bone is
)

func newVolumeView(s *scan, modality string, lit *lights, quality Quality, t *Theatre) *volumeView {
	v := &volumeView{root: core.NewNode(), scan: s, values: make([]float32, 16)}
	v.low, v.width = s.low+0.5*s.width, s.width
	if modality == "CT" {
		v.low, v.width = boneLow, boneWidth
	}
	steps := float32(mostSteps)
	if quality == QualityLow {
		steps = mostStepsQuick
	}
	copy(v.values, []float32{0, 1, s.scale, s.offset, float32(s.stored[0]), float32(s.stored[1]), float32(s.stored[2]), steps, 0, 0, 0, 0, volumeDensity})
	p := newPass("volume").flat()
	p.blend = over
	p.vec("Picture", 1, 1, 0, 0)
	p.vec("Rectangle", 0, 0, 1, 1)
	p.share("Rig", lit.rig)
	p.share("Volume", v.values)
	v.scanFromClip, v.stageFromScan = p.mat("ScanFromClip"), p.mat("StageFromScan")
	p.image("Scan", 3, gl.TEXTURE_3D, &s.texture)
	p.image("Depth", 4, gl.TEXTURE_2D, &v.depth)
	v.root.Add(newMesh(t.unit, p, 0))
	stage := engineMatrix(stageFromPatient().Mul4(s.scanFromPatient.Inv()))
	copy(v.stageFromScan, stage[:])
	return v
}

// there tells whether there is a scan to draw.
func (v *volumeView) there() bool { return v.scan.width > 0 && !v.scan.hidden }

// draw draws the scan into a target whose samples have been brought together.
func (v *volumeView) draw(r *engine, into *target, l lens, tone tone, cut Cut) error {
	if err := v.takeDepth(into); err != nil {
		return err
	}
	v.values[0], v.values[1] = tone.window(v.low, v.width)
	patientFromScan := v.scan.scanFromPatient.Inv()
	m := engineMatrix(v.scan.scanFromPatient.Mul4(stageFromPatient().Inv()).Mul4(l.clipFromView.Mul4(l.viewFromStage).Inv()))
	copy(v.scanFromClip, m[:])
	v.values[13] = 0
	if cut.On {
		// The plane n·p = w of the patient in texture coordinates.
		plane := patientFromScan.Transpose().Mul4x1(cut.Normal.Vec4(0))
		v.values[8], v.values[9], v.values[10] = float32(plane[0]), float32(plane[1]), float32(plane[2])
		v.values[11], v.values[13] = float32(cut.Offset-cut.Normal.Dot(mgl64.TransformCoordinate(mgl64.Vec3{}, patientFromScan))), 1
	}
	gl.BindFramebuffer(gl.FRAMEBUFFER, into.resolved)
	if err := r.draw(v.root, l.projection); err != nil {
		return fmt.Errorf("draw the scan's volume: %w", err)
	}
	return nil
}

// takeDepth copies the view's depth to where a shader can read it.
func (v *volumeView) takeDepth(from *target) error {
	if size := [2]int{from.width, from.height}; v.size != size {
		v.forgetDepth()
		v.size = size
		gl.GenTextures(1, &v.depth)
		gl.BindTexture(gl.TEXTURE_2D, v.depth)
		gl.TexImage2D(gl.TEXTURE_2D, 0, gl.DEPTH24_STENCIL8, int32(from.width), int32(from.height), 0, gl.DEPTH_STENCIL, gl.UNSIGNED_INT_24_8, nil)
		for _, filter := range []uint32{gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER} {
			gl.TexParameteri(gl.TEXTURE_2D, filter, gl.NEAREST)
		}
		gl.GenFramebuffers(1, &v.frame)
		gl.BindFramebuffer(gl.FRAMEBUFFER, v.frame)
		gl.FramebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_STENCIL_ATTACHMENT, gl.TEXTURE_2D, v.depth, 0)
		gl.DrawBuffer(gl.NONE)
		gl.ReadBuffer(gl.NONE)
		if status := gl.CheckFramebufferStatus(gl.FRAMEBUFFER); status != gl.FRAMEBUFFER_COMPLETE {
			return fmt.Errorf("draw the scan's volume: framebuffer status 0x%x; update the graphics driver", status)
		}
	}
	gl.BindFramebuffer(gl.READ_FRAMEBUFFER, from.drawing)
	gl.BindFramebuffer(gl.DRAW_FRAMEBUFFER, v.frame)
	w, h := int32(from.width), int32(from.height)
	gl.BlitFramebuffer(0, 0, w, h, 0, 0, w, h, gl.DEPTH_BUFFER_BIT, gl.NEAREST)
	return nil
}

func (v *volumeView) forgetDepth() {
	if v.frame != 0 {
		gl.DeleteFramebuffers(1, &v.frame)
		gl.DeleteTextures(1, &v.depth)
		v.frame, v.depth = 0, 0
	}
}

// tone is how the trainee changed the window: level and width as shares of the
// width that it had.
type tone struct{ level, width float64 }

// tonePerPixel is how much of the window's width one pixel of the mouse is.
const tonePerPixel = 1.0 / 300

// change moves the level with the mouse up and down, and widens to the right.
func (t *tone) change(x, y float64) {
	t.level -= y * tonePerPixel * (1 + t.width)
	t.width = mgl64.Clamp(t.width+x*tonePerPixel*(1+t.width), -0.95, 20)
}

// window is a window as it was changed.
func (t tone) window(low, width float32) (float32, float32) {
	middle := float64(low) + float64(width)*(0.5+t.level)
	wide := float64(width) * (1 + t.width)
	return float32(middle - wide/2), float32(wide)
}
