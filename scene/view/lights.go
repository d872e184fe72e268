package view

import (
	"github.com/g3n/engine/gls"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// lights are what lights solid things and gives them their fine structure, as
// the shaders want it.
type lights struct {
	rig    []float32 // Rig of light.glsl
	rods   rods      // instruments, which cast computed shadows
	shadow *shadowMap
	grain  *grain
}

func newLights(quality Quality) (*lights, error) {
	shadow, err := newShadowMap(quality)
	if err != nil {
		return nil, err
	}
	return &lights{rig: make([]float32, 16), rods: newRods(), shadow: shadow, grain: newGrain()}, nil
}

// on lets a pass see the lights, the shadows and the grain.
func (l *lights) on(p *pass) *pass {
	p.share("Rig", l.rig)
	p.share("Shade", l.rods.values)
	p.share("ShadowMap", l.shadow.values)
	p.shareMatrix("ShadowFromStage", l.shadow.fromStage)
	p.image("Grain", 0, gl.TEXTURE_3D, &l.grain.noise)
	p.image("Cells", 1, gl.TEXTURE_3D, &l.grain.cells)
	p.image("Shadows", 2, gls.TEXTURE_2D, &l.shadow.texture)
	return p
}

// aim turns the rig with the camera: the lamp stands above the surgeon's left
// shoulder, the fill light low on the right.
func (l *lights) aim(g gaze) {
	right, up, toward := g.right, g.up, g.toward
	key := toward.Mul(0.62).Add(up.Mul(0.66)).Sub(right.Mul(0.42))
	fill := toward.Mul(0.35).Sub(up.Mul(0.25)).Add(right.Mul(0.9))
	l.set(0, stagePoint(g.eye), 0)
	l.set(1, stageDirection(key), 0)
	l.set(2, stageDirection(fill), 1)
	l.set(3, ceiling, 0)
}

// endoscope puts the main light beside the lens and takes the room's away. From
// beside the lens hardly any shadow is seen.
func (l *lights) endoscope(g gaze) {
	l.set(1, stagePoint(g.eye.Add(g.up.Mul(scopeFibresMM))), scopeBrightMM*metresPerMillimetre)
	l.rig[4*2+3] = scopeRoomLight
}

// scopeRoomLight is how much of the room's light there is in a body: what tissue
// sends back and forth.
const scopeRoomLight = 0.10

// ceiling is where the room's ceiling is, on the stage: above a patient who lies
// on the back, and a little towards the head, from where a sitting one sees it.
var ceiling = mgl64.Vec3{0, 0.6, 0.8}

// set sets one row of the rig.
func (l *lights) set(row int, v mgl64.Vec3, w float64) {
	for axis := range v {
		l.rig[4*row+axis] = float32(v[axis])
	}
	l.rig[4*row+3] = float32(w)
}

// lamp is the direction towards the lamp, on the stage.
func (l *lights) lamp() mgl64.Vec3 {
	return mgl64.Vec3{float64(l.rig[4]), float64(l.rig[5]), float64(l.rig[6])}
}

func (l *lights) dispose() {
	l.shadow.dispose()
	l.grain.dispose()
}
