package view

import (
	"testing"

	"github.com/g3n/engine/core"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/graphic"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl32"
)

// bare draws a stage's buffers once each, every triangle in one colour, and
// nothing else: what the theatre's pictures are compared with. Beside it goes only
// what any program would have to do, the vertices that move sent again.
type bare struct {
	theatre *Theatre
	program uint32
	matrix  int32
	drawn   []bareObject
	kept    glState
}

type bareObject struct {
	vertexArray    uint32
	count          int32
	stageFromModel mgl32.Mat4
}

const (
	bareVertex = `#version 330 core
layout(location = 0) in vec3 place;
uniform mat4 clipFromModel;
void main() { gl_Position = clipFromModel * vec4(place, 1.0); }
` + "\x00"
	bareFragment = `#version 330 core
out vec4 colour;
void main() { colour = vec4(0.5, 0.4, 0.4, 1.0); }
` + "\x00"
)

// newBare takes what the theatre's last picture showed of the stage.
func newBare(t testing.TB, theatre *Theatre) *bare {
	t.Helper()
	b := &bare{theatre: theatre, program: gl.CreateProgram()}
	for kind, source := range map[uint32]string{gl.VERTEX_SHADER: bareVertex, gl.FRAGMENT_SHADER: bareFragment} {
		shader := gl.CreateShader(kind)
		text, free := gl.Strs(source)
		gl.ShaderSource(shader, 1, text, nil)
		free()
		gl.CompileShader(shader)
		gl.AttachShader(b.program, shader)
		gl.DeleteShader(shader)
	}
	gl.LinkProgram(b.program)
	var linked int32
	if gl.GetProgramiv(b.program, gl.LINK_STATUS, &linked); linked == 0 {
		t.Fatal("the simplest shader does not link")
	}
	b.matrix = gl.GetUniformLocation(b.program, gl.Str("clipFromModel\x00"))
	b.collect(theatre.stage.root, map[uint32]bool{})
	return b
}

// collect takes each buffer that is shown, once.
func (b *bare) collect(node core.INode, taken map[uint32]bool) {
	if !node.Visible() {
		return
	}
	if m, is := node.(*graphic.Mesh); is && m.Renderable() {
		var own *buffer
		switch g := m.IGeometry().(type) {
		case *buffer:
			own = g
		case *softBuffer:
			own = g.buffer
		}
		if own != nil && own != b.theatre.unit && !taken[own.vertexArray] {
			taken[own.vertexArray] = true
			b.drawn = append(b.drawn, bareObject{own.vertexArray, int32(len(own.Indices())), mgl32.Mat4(m.MatrixWorld())})
		}
	}
	for _, child := range node.Children() {
		b.collect(child, taken)
	}
}

func (b *bare) triangles() (n int) {
	for i := range b.drawn {
		n += int(b.drawn[i].count) / 3
	}
	return n
}

// draw draws one picture into a target.
func (b *bare) draw(into *target, p projection) {
	gs := b.theatre.driver.gs
	b.kept.take()
	for i := range b.theatre.stage.anatomy.structures {
		if soft := b.theatre.stage.anatomy.structures[i].soft; soft != nil {
			soft.buffer.move(soft.skin.moving)
		}
	}
	into.begin(gs)
	gs.Enable(gls.DEPTH_TEST)
	gs.DepthFunc(gls.LEQUAL)
	gs.Enable(gls.CULL_FACE)
	gs.Disable(gls.BLEND)
	gs.Disable(gls.STENCIL_TEST)
	gl.UseProgram(b.program)
	clip := mgl32.Mat4(engineMatrix(p.clipFromView.Mul4(p.viewFromStage)))
	for i := range b.drawn {
		o := &b.drawn[i]
		m := clip.Mul4(o.stageFromModel)
		gl.UniformMatrix4fv(b.matrix, 1, false, &m[0])
		gl.BindVertexArray(o.vertexArray)
		gl.DrawElementsWithOffset(gl.TRIANGLES, o.count, gl.UNSIGNED_INT, 0)
	}
	into.resolve()
	b.kept.restore()
}
