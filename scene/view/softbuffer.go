package view

import (
	"unsafe"

	"github.com/g3n/engine/math32"
	"github.com/go-gl/gl/v3.3-core/gl"
)

// softBuffer is a geometry of which one part stays from picture to picture and
// one is sent for each. Its memory on the graphics card is asked for again only
// where it has to grow.
type softBuffer struct {
	*buffer
	constant, states              uint32
	moving, still, order, stained int // bytes there is room for
}

// newSoftBuffer has places, normals and pallor at locations 0 to 2, which move,
// and the rest's place with the cut's mark at 3, which stay. Its states, at 4,
// are read only once there are some.
func newSoftBuffer() *softBuffer {
	b := &softBuffer{buffer: newBuffer(3, 3, 1)}
	gl.GenBuffers(1, &b.constant)
	gl.GenBuffers(1, &b.states)
	gl.BindVertexArray(b.vertexArray)
	gl.BindBuffer(gl.ARRAY_BUFFER, b.constant)
	gl.EnableVertexAttribArray(3)
	gl.VertexAttribPointerWithOffset(3, constantFloats, gl.FLOAT, false, 4*constantFloats, 0)
	gl.BindVertexArray(0)
	return b
}

// shape sends what stays.
func (b *softBuffer) shape(constant []float32, indices []uint32) {
	b.SetIndices(math32.ArrayU32(indices)) // the engine reads only their number
	if len(indices) == 0 {
		return
	}
	gl.BindVertexArray(b.vertexArray)
	gl.BindBuffer(gl.ARRAY_BUFFER, b.constant)
	fill(gl.ARRAY_BUFFER, &b.still, constant)
	fill(gl.ELEMENT_ARRAY_BUFFER, &b.order, indices)
	gl.BindVertexArray(0)
}

// move sends what moves.
func (b *softBuffer) move(moving []float32) {
	if len(moving) == 0 {
		return
	}
	gl.BindBuffer(gl.ARRAY_BUFFER, b.vertices)
	fill(gl.ARRAY_BUFFER, &b.moving, moving)
}

// stain sends the states; none leaves the tissue as it was before any came.
func (b *softBuffer) stain(states [][4]uint8) {
	if len(states) == 0 && b.stained == 0 {
		return
	}
	gl.BindVertexArray(b.vertexArray)
	if len(states) == 0 {
		gl.DisableVertexAttribArray(4)
	} else {
		gl.BindBuffer(gl.ARRAY_BUFFER, b.states)
		fill(gl.ARRAY_BUFFER, &b.stained, states)
		gl.EnableVertexAttribArray(4)
		gl.VertexAttribPointerWithOffset(4, 4, gl.UNSIGNED_BYTE, true, 4, 0)
	}
	gl.BindVertexArray(0)
}

// fill sends values to the buffer that is bound, which has that room. The old
// content is let go first, so that the driver need not wait for the picture that
// still reads it.
func fill[T float32 | uint32 | [4]uint8](target uint32, room *int, values []T) {
	size := 4 * len(values)
	if size > *room {
		*room = size + size/4
	}
	gl.BufferData(target, *room, nil, gl.STREAM_DRAW)
	gl.BufferSubData(target, 0, size, unsafe.Pointer(&values[0]))
}

// Dispose gives the GL objects back.
func (b *softBuffer) Dispose() {
	b.buffer.Dispose()
	gl.DeleteBuffers(1, &b.constant)
	gl.DeleteBuffers(1, &b.states)
}
