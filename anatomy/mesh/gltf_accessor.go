package mesh

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/qmuntal/gltf"
)

// errEarly stands for data that a count promises and a file does not hold.
var errEarly = io.ErrUnexpectedEOF

// readPrimitive reads the triangles of a primitive; points and lines have none.
func (g *gltfReader) readPrimitive(primitive *gltf.Primitive) (*TriMesh, error) {
	m := &TriMesh{}
	at, stated := primitive.Attributes[gltf.POSITION]
	isSurface := primitive.Mode == gltf.PrimitiveTriangles || primitive.Mode == gltf.PrimitiveTriangleStrip || primitive.Mode == gltf.PrimitiveTriangleFan
	if !stated || !isSurface {
		return m, nil
	}
	var err error
	if m.Vertices, err = g.positions(at); err != nil {
		return nil, fmt.Errorf("positions: %w", err)
	}
	corners, err := g.corners(primitive.Indices, len(m.Vertices))
	if err != nil {
		return nil, fmt.Errorf("indices: %w", err)
	}
	if g.total[1] += len(corners); primitive.Mode == gltf.PrimitiveTriangles {
		g.total[1] -= len(corners) / 3 * 2
	}
	if err := g.budget.allow(g.total[0], g.total[1]); err != nil {
		return nil, err
	}
	switch {
	case len(corners) < 3:
	case primitive.Mode == gltf.PrimitiveTriangleStrip:
		err = m.addStrip(corners)
	case primitive.Mode == gltf.PrimitiveTriangleFan:
		err = m.addFan(corners)
	default:
		m.Triangles = make([][3]uint32, len(corners)/3)
		for t := range m.Triangles {
			m.Triangles[t] = [3]uint32(corners[3*t:])
		}
	}
	if err == nil {
		err = m.checkIndices()
	}
	return m, err
}

// elements is an accessor's data: count elements, one every stride bytes; no
// data stand for zeros.
type elements struct {
	data          []byte
	count, stride int
}

// accessor finds an accessor of the wanted shape.
func (g *gltfReader) accessor(index int) (*gltf.Accessor, error) {
	if index < 0 || index >= len(g.document.Accessors) || g.document.Accessors[index] == nil {
		return nil, errors.New("an accessor is named that is not there")
	}
	a := g.document.Accessors[index]
	if a.Count < 0 || a.Count > math.MaxInt32 {
		return nil, errors.New("an accessor with an impossible count")
	}
	return a, nil
}

// view finds count elements of size bytes in a buffer view.
func (g *gltfReader) view(index, offset, count, size int) (elements, error) {
	if index < 0 || index >= len(g.document.BufferViews) || g.document.BufferViews[index] == nil {
		return elements{}, errors.New("a buffer view is named that is not there")
	}
	view := g.document.BufferViews[index]
	if view.Buffer < 0 || view.Buffer >= len(g.buffers) {
		return elements{}, errors.New("a buffer is named that is not there")
	}
	data := g.buffers[view.Buffer]
	if view.ByteOffset < 0 || view.ByteLength < 0 || view.ByteOffset > len(data) || view.ByteLength > len(data)-view.ByteOffset {
		return elements{}, errors.New("a buffer view reaches beyond its buffer: the file is truncated, or damaged")
	}
	data = data[view.ByteOffset:][:view.ByteLength]
	stride := max(view.ByteStride, size)
	if view.ByteStride < 0 || view.ByteStride > 252 || offset < 0 || offset > len(data) {
		return elements{}, errors.New("an accessor begins beyond its buffer view")
	}
	data = data[offset:]
	if count > 0 && (count-1)*stride+size > len(data) {
		return elements{}, errors.New("an accessor reaches beyond its buffer view: the file is truncated, or damaged")
	}
	return elements{data, count, stride}, nil
}

// positions reads an accessor of three floats, with its sparse corrections.
func (g *gltfReader) positions(index int) ([]mgl32.Vec3, error) {
	a, err := g.accessor(index)
	if err != nil {
		return nil, err
	}
	if a.ComponentType != gltf.ComponentFloat || a.Type != gltf.AccessorVec3 {
		return nil, errors.New("they are not vectors of three floats: export the scene without quantization")
	}
	g.total[0] += a.Count
	if err := g.budget.allow(g.total[0], g.total[1]); err != nil {
		return nil, err
	}
	positions := make([]mgl32.Vec3, a.Count)
	if a.BufferView != nil {
		found, err := g.view(*a.BufferView, a.ByteOffset, a.Count, 12)
		if err != nil {
			return nil, err
		}
		for i := range positions {
			positions[i] = found.vector(i)
		}
	}
	if a.Sparse != nil {
		if err := g.correct(positions, a.Sparse); err != nil {
			return nil, fmt.Errorf("sparse: %w", err)
		}
	}
	for i := range positions {
		if !finite(positions[i]) {
			return nil, fmt.Errorf("vertex %d: a coordinate is not a finite number", i)
		}
	}
	return positions, nil
}

// correct puts the values of a sparse accessor in their places.
func (g *gltfReader) correct(positions []mgl32.Vec3, sparse *gltf.Sparse) error {
	if sparse.Count < 0 || sparse.Count > len(positions) {
		return errors.New("more values than there are elements")
	}
	places, err := g.integers(sparse.Indices.BufferView, sparse.Indices.ByteOffset, sparse.Count, sparse.Indices.ComponentType)
	if err != nil {
		return err
	}
	values, err := g.view(sparse.Values.BufferView, sparse.Values.ByteOffset, sparse.Count, 12)
	if err != nil {
		return err
	}
	for i, place := range places {
		if int64(place) >= int64(len(positions)) {
			return errors.New("a value for an element that is not there")
		}
		positions[place] = values.vector(i)
	}
	return nil
}

func (e elements) vector(i int) (v mgl32.Vec3) {
	for axis := range v {
		v[axis] = math.Float32frombits(binary.LittleEndian.Uint32(e.data[i*e.stride+4*axis:]))
	}
	return v
}

// corners reads the indices, or counts the vertices where there are none.
func (g *gltfReader) corners(index *int, vertices int) ([]uint32, error) {
	if index == nil {
		corners := make([]uint32, vertices)
		for i := range corners {
			corners[i] = uint32(i)
		}
		return corners, nil
	}
	a, err := g.accessor(*index)
	if err != nil {
		return nil, err
	}
	if a.Type != gltf.AccessorScalar || a.BufferView == nil || a.Sparse != nil {
		return nil, errors.New("they are no plain list of whole numbers")
	}
	return g.integers(*a.BufferView, a.ByteOffset, a.Count, a.ComponentType)
}

func (g *gltfReader) integers(view, offset, count int, kind gltf.ComponentType) ([]uint32, error) {
	size := kind.ByteSize()
	if kind != gltf.ComponentUbyte && kind != gltf.ComponentUshort && kind != gltf.ComponentUint {
		return nil, errors.New("they are no unsigned whole numbers")
	}
	found, err := g.view(view, offset, count, size)
	if err != nil {
		return nil, err
	}
	// A list that is read again and again takes room again and again.
	if err := g.budget.allow(g.total[0], g.total[1]+count/3); err != nil {
		return nil, err
	}
	integers := make([]uint32, count)
	for i := range integers {
		switch raw := found.data[i*found.stride:]; size {
		case 1:
			integers[i] = uint32(raw[0])
		case 2:
			integers[i] = uint32(binary.LittleEndian.Uint16(raw))
		default:
			integers[i] = binary.LittleEndian.Uint32(raw)
		}
	}
	return integers, nil
}
