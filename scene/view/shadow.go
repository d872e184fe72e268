package view

import (
	"fmt"

	"github.com/g3n/engine/core"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/graphic"
	"github.com/g3n/engine/material"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// shadowMap is how far from the lamp the nearest solid place is, in every
// direction of its light.
type shadowMap struct {
	texture, framebuffer uint32
	side                 int32     // texels; 1 where the quality has no map
	values               []float32 // ShadowMap of the shaders
	fromStage            []float32 // ShadowFromStage
}

// shadowSide is the side of the map in texels: 0.2 mm of a field of 200 mm.
const shadowSide = 1024

// newShadowMap makes the map; one of low quality is a single texel that nobody
// reads, for a shader wants something to be bound.
func newShadowMap(quality Quality) (*shadowMap, error) {
	s := &shadowMap{side: shadowSide, values: make([]float32, 4), fromStage: make([]float32, 16)}
	if quality == QualityLow {
		s.side = 1
	}
	gl.GenTextures(1, &s.texture)
	gl.BindTexture(gl.TEXTURE_2D, s.texture)
	gl.TexImage2D(gl.TEXTURE_2D, 0, gl.DEPTH_COMPONENT24, s.side, s.side, 0, gl.DEPTH_COMPONENT, gl.UNSIGNED_INT, nil)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_COMPARE_MODE, gl.COMPARE_REF_TO_TEXTURE)
	gl.TexParameteri(gl.TEXTURE_2D, gl.TEXTURE_COMPARE_FUNC, gl.LEQUAL)
	gl.GenFramebuffers(1, &s.framebuffer)
	gl.BindFramebuffer(gl.FRAMEBUFFER, s.framebuffer)
	gl.FramebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.TEXTURE_2D, s.texture, 0)
	gl.DrawBuffer(gl.NONE)
	gl.ReadBuffer(gl.NONE)
	if status := gl.CheckFramebufferStatus(gl.FRAMEBUFFER); status != gl.FRAMEBUFFER_COMPLETE {
		s.dispose()
		return nil, fmt.Errorf("make the theatre's shadows: framebuffer status 0x%x; update the graphics driver", status)
	}
	return s, nil
}

// draw draws what casts shadows as the lamp sees it: light comes along a
// direction of the stage on a sphere of the patient.
func (s *shadowMap) draw(gs *gls.GLS, r *engine, casting *core.Node, lamp, centre mgl64.Vec3, radiusMM float64) error {
	middle, radius := stagePoint(centre), radiusMM*metresPerMillimetre
	across := mgl64.Vec3{0, 1, 0}
	if abs := lamp.Dot(across); abs*abs > 0.99 {
		across = mgl64.Vec3{1, 0, 0}
	}
	p := projection{
		viewFromStage: mgl64.LookAtV(middle.Add(lamp.Mul(2*radius)), middle, across),
		clipFromView:  mgl64.Ortho(-radius, radius, -radius, radius, radius, 3*radius),
	}
	texture := mgl64.Translate3D(0.5, 0.5, 0.5).Mul4(mgl64.Scale3D(0.5, 0.5, 0.5))
	m := engineMatrix(texture.Mul4(p.clipFromView).Mul4(p.viewFromStage))
	copy(s.fromStage, m[:])
	texel := 2 * radius / float64(s.side)
	s.values[0], s.values[1], s.values[2] = 1, 1/float32(s.side), float32(2.5*texel)
	gl.BindFramebuffer(gl.FRAMEBUFFER, s.framebuffer)
	gs.Viewport(0, 0, s.side, s.side)
	gs.DepthMask(true)
	gs.Clear(gls.DEPTH_BUFFER_BIT)
	return r.draw(casting, p)
}

// off takes the shadows away.
func (s *shadowMap) off() { s.values[0] = 0 }

// has tells whether the quality has shadows of what is solid.
func (s *shadowMap) has() bool { return s.side > 1 }

// newCaster is a geometry again, for the map alone. Its depth leans away from
// the lamp a little, so that no surface shades itself.
func newCaster(b shape, p *pass) *graphic.Mesh {
	p.noColour = true
	p.SetSide(material.SideDouble)
	p.SetPolygonOffset(1.5, 2)
	return newMesh(b, p, 0)
}

func (s *shadowMap) dispose() {
	gl.DeleteFramebuffers(1, &s.framebuffer)
	gl.DeleteTextures(1, &s.texture)
}
