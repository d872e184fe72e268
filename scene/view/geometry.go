package view

import (
	"github.com/g3n/engine/geometry"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/graphic"
	"github.com/g3n/engine/math32"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// buffer is a geometry with its own GL objects. The engine's geometries take
// their attribute locations from the first program that draws them; here the
// locations are fixed, so any program of the family may come first.
type buffer struct {
	geometry.Geometry
	vertexArray, vertices, indices uint32
}

// newBuffer makes an empty geometry of interleaved float attributes: sizes[i]
// floats at location i.
func newBuffer(sizes ...int32) *buffer {
	b := &buffer{}
	b.Geometry.Init()
	gl.GenVertexArrays(1, &b.vertexArray)
	gl.GenBuffers(1, &b.vertices)
	gl.GenBuffers(1, &b.indices)
	gl.BindVertexArray(b.vertexArray)
	gl.BindBuffer(gl.ARRAY_BUFFER, b.vertices)
	gl.BindBuffer(gl.ELEMENT_ARRAY_BUFFER, b.indices)
	stride := int32(0)
	for _, size := range sizes {
		stride += size * 4
	}
	offset := uintptr(0)
	for location, size := range sizes {
		gl.EnableVertexAttribArray(uint32(location))
		gl.VertexAttribPointerWithOffset(uint32(location), size, gl.FLOAT, false, stride, offset)
		offset += uintptr(size) * 4
	}
	gl.BindVertexArray(0)
	return b
}

// upload replaces vertices and triangles. usage is gl.STATIC_DRAW or gl.STREAM_DRAW.
func (b *buffer) upload(vertices []float32, indices []uint32, usage uint32) {
	b.SetIndices(math32.ArrayU32(indices)) // the engine reads only their number
	if len(indices) == 0 {
		return
	}
	gl.BindVertexArray(b.vertexArray)
	gl.BindBuffer(gl.ARRAY_BUFFER, b.vertices)
	gl.BufferData(gl.ARRAY_BUFFER, len(vertices)*4, gl.Ptr(&vertices[0]), usage)
	gl.BufferData(gl.ELEMENT_ARRAY_BUFFER, len(indices)*4, gl.Ptr(&indices[0]), usage)
	gl.BindVertexArray(0)
}

// RenderSetup satisfies the engine's geometry.
func (b *buffer) RenderSetup(gs *gls.GLS) { gs.BindVertexArray(b.vertexArray) }

// Dispose gives the GL objects back.
func (b *buffer) Dispose() {
	gl.DeleteVertexArrays(1, &b.vertexArray)
	gl.DeleteBuffers(1, &b.vertices)
	gl.DeleteBuffers(1, &b.indices)
}

// shape is a geometry on the graphics card.
type shape interface {
	geometry.IGeometry
	Indices() math32.ArrayU32
}

// newMesh joins a geometry and a pass. Culling is off because the engine's
// bounding boxes go stale, and every mesh goes to the list that the engine
// draws in render order, so that the order is ours.
func newMesh(b shape, p *pass, order int) *graphic.Mesh {
	p.SetTransparent(true)
	m := graphic.NewMesh(b, p)
	m.SetCullable(false)
	m.SetRenderOrder(order)
	// With no triangle the engine would draw unindexed rubbish.
	m.SetRenderable(len(b.Indices()) > 0)
	return m
}
