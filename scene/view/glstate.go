package view

import "github.com/go-gl/gl/v3.3-core/gl"

// glState is what the engine believes to be set, since it sets it once only, and
// what a headset's software may leave otherwise (SteamVR-for-Linux #421, #799).
type glState struct {
	read                        bool
	program, vertexArray, unit  int32
	blend, depth, cull, stencil bool
	scissor, encode             bool
	depthMask                   bool
}

// take reads what is set now.
func (s *glState) take() {
	s.read = true
	gl.GetIntegerv(gl.CURRENT_PROGRAM, &s.program)
	gl.GetIntegerv(gl.VERTEX_ARRAY_BINDING, &s.vertexArray)
	gl.GetIntegerv(gl.ACTIVE_TEXTURE, &s.unit)
	s.blend, s.depth = gl.IsEnabled(gl.BLEND), gl.IsEnabled(gl.DEPTH_TEST)
	s.cull, s.stencil = gl.IsEnabled(gl.CULL_FACE), gl.IsEnabled(gl.STENCIL_TEST)
	s.scissor, s.encode = gl.IsEnabled(gl.SCISSOR_TEST), gl.IsEnabled(gl.FRAMEBUFFER_SRGB)
	gl.GetBooleanv(gl.DEPTH_WRITEMASK, &s.depthMask)
}

// restore sets it again, and forgets the errors that others left.
func (s *glState) restore() {
	if !s.read {
		return
	}
	for range maxMessages {
		if gl.GetError() == gl.NO_ERROR {
			break
		}
	}
	gl.UseProgram(uint32(s.program))
	gl.BindVertexArray(uint32(s.vertexArray))
	gl.ActiveTexture(uint32(s.unit))
	for name, on := range map[uint32]bool{
		gl.BLEND: s.blend, gl.DEPTH_TEST: s.depth, gl.CULL_FACE: s.cull, gl.STENCIL_TEST: s.stencil,
		gl.SCISSOR_TEST: s.scissor, gl.FRAMEBUFFER_SRGB: s.encode,
	} {
		if on {
			gl.Enable(name)
		} else {
			gl.Disable(name)
		}
	}
	gl.DepthMask(s.depthMask)
}

// keepGL remembers the state in which a picture leaves OpenGL, where a headset's
// software is in the same context.
func (t *Theatre) keepGL() {
	if t.eyes != nil {
		t.eyes.kept.take()
	}
}

// regainGL restores it before the next picture.
func (t *Theatre) regainGL() {
	if t.eyes != nil {
		t.eyes.kept.restore()
		t.driver.messages = nil // the errors were others'
	}
}
