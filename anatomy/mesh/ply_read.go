package mesh

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/go-gl/mathgl/mgl32"
)

// initialCapacity bounds what is allocated on the word of a file's header;
// beyond it, memory grows with the bytes that really arrive.
const initialCapacity = 1 << 16

// ReadPLY reads a surface from a PLY file (Turk 1994): ascii or binary of both
// byte orders, any scalar types, properties in any order. Polygons become fans
// around their first corner. Elements and properties that are not positions or
// faces are skipped. Vertices are neither merged nor dropped. Coordinates are
// taken as patient millimetres and must be finite; double precision is rounded.
//
// It refuses a file without vertex and face elements, one that ends early, a
// face with fewer than three corners and an index beyond the vertices.
func ReadPLY(r io.Reader) (*TriMesh, error) {
	limit := &growth{r: r}
	buffered := bufio.NewReaderSize(limit, 1<<16)
	header, err := readPLYHeader(buffered)
	if err != nil {
		return nil, err
	}
	reader := &plyReader{mesh: &TriMesh{}, scalars: header.scalars(buffered), limit: limit}
	for i := range header.elements {
		element := &header.elements[i]
		if err := reader.readElement(element); err != nil {
			return nil, fmt.Errorf("ply: %s %w", element.name, err)
		}
	}
	if err := reader.mesh.checkIndices(); err != nil {
		return nil, fmt.Errorf("ply: %w", err)
	}
	return reader.mesh, nil
}

// checkIndices refuses a triangle that names a vertex that is not there.
func (m *TriMesh) checkIndices() error {
	for t, triangle := range m.Triangles {
		if highest := max(triangle[0], triangle[1], triangle[2]); int64(highest) >= int64(len(m.Vertices)) {
			return fmt.Errorf("triangle %d names vertex %d, but there are only %d", t, highest, len(m.Vertices))
		}
	}
	return nil
}

// plyScalars reads one number after the other; every PLY type fits a float64.
type plyScalars interface {
	next(plyType) (float64, error)
}

func (h *plyHeader) scalars(r *bufio.Reader) plyScalars {
	switch h.format {
	case "ascii":
		return &asciiScalars{r: r}
	case "binary_big_endian":
		return &binaryScalars{r: r, order: binary.BigEndian}
	}
	return &binaryScalars{r: r, order: binary.LittleEndian}
}

type plyReader struct {
	mesh    *TriMesh
	scalars plyScalars
	limit   *growth
}

func (p *plyReader) readElement(element *plyElement) error {
	if len(element.properties) == 0 {
		return nil // takes no bytes, whatever its count claims
	}
	read := p.skip
	switch element.name {
	case "vertex":
		p.mesh.Vertices = make([]mgl32.Vec3, 0, min(element.count, initialCapacity))
		read = p.readVertex
	case "face":
		p.mesh.Triangles = make([][3]uint32, 0, min(element.count, initialCapacity))
		read = p.readFace
	}
	for i := range element.count {
		if err := read(element); err != nil {
			return fmt.Errorf("%d of %d: %w", i, element.count, err)
		}
	}
	return nil
}

func (p *plyReader) skip(element *plyElement) error {
	for _, property := range element.properties {
		if err := p.skipProperty(property); err != nil {
			return err
		}
	}
	return nil
}

func (p *plyReader) skipProperty(property plyProperty) error {
	count := 1
	if property.countType.size != 0 {
		var err error
		if count, err = p.readCount(property); err != nil {
			return err
		}
	}
	for range count {
		if _, err := p.scalars.next(property.kind); err != nil {
			return err
		}
	}
	return nil
}

func (p *plyReader) readVertex(element *plyElement) error {
	var position mgl32.Vec3
	for _, property := range element.properties {
		axis := -1
		if property.countType.size == 0 {
			axis = axisNamed(property.name)
		}
		if axis < 0 {
			if err := p.skipProperty(property); err != nil {
				return err
			}
			continue
		}
		value, err := p.scalars.next(property.kind)
		if err != nil {
			return err
		}
		position[axis] = float32(value)
	}
	if !finite(position) {
		return errors.New("a coordinate is not a finite number")
	}
	p.mesh.Vertices = append(p.mesh.Vertices, position)
	return nil
}

func axisNamed(name string) int {
	switch name {
	case "x":
		return 0
	case "y":
		return 1
	case "z":
		return 2
	}
	return -1
}

func (p *plyReader) readFace(element *plyElement) error {
	for _, property := range element.properties {
		isCorners := property.name == "vertex_indices" || property.name == "vertex_index"
		var err error
		if isCorners && property.countType.size != 0 {
			err = p.readCorners(property)
		} else {
			err = p.skipProperty(property)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readCorners adds a polygon as a fan.
func (p *plyReader) readCorners(property plyProperty) error {
	count, err := p.readCount(property)
	if err != nil {
		return err
	}
	if count < 3 {
		return fmt.Errorf("it has %d corners, a face needs three", count)
	}
	var triangle [3]uint32
	for corner := range count {
		index, err := p.scalars.next(property.kind)
		if err != nil {
			return err
		}
		if index < 0 || index > math.MaxUint32 || index != math.Trunc(index) {
			return fmt.Errorf("%v is not a vertex index", index)
		}
		triangle[min(corner, 2)] = uint32(index)
		if corner >= 2 {
			p.mesh.Triangles = append(p.mesh.Triangles, triangle)
			triangle[1] = triangle[2]
		}
	}
	return p.limit.allow(len(p.mesh.Vertices), len(p.mesh.Triangles))
}

func (p *plyReader) readCount(property plyProperty) (int, error) {
	count, err := p.scalars.next(property.countType)
	if err != nil {
		return 0, err
	}
	if count < 0 || count > math.MaxUint32 || count != math.Trunc(count) {
		return 0, fmt.Errorf("%v is not the length of a list", count)
	}
	return int(count), nil
}

func finite(v mgl32.Vec3) bool {
	for _, coordinate := range v {
		if math.IsNaN(float64(coordinate)) || math.IsInf(float64(coordinate), 0) {
			return false
		}
	}
	return true
}

// binaryScalars reads numbers of a fixed size.
type binaryScalars struct {
	r       *bufio.Reader
	order   binary.ByteOrder
	scratch [8]byte
}

func (b *binaryScalars) next(kind plyType) (float64, error) {
	raw := b.scratch[:kind.size]
	if _, err := io.ReadFull(b.r, raw); err != nil {
		return 0, endedEarly(err)
	}
	switch {
	case kind.float && kind.size == 4:
		return float64(math.Float32frombits(b.order.Uint32(raw))), nil
	case kind.float:
		return math.Float64frombits(b.order.Uint64(raw)), nil
	case kind.size == 1 && kind.unsigned:
		return float64(raw[0]), nil
	case kind.size == 1:
		return float64(int8(raw[0])), nil
	case kind.size == 2 && kind.unsigned:
		return float64(b.order.Uint16(raw)), nil
	case kind.size == 2:
		return float64(int16(b.order.Uint16(raw))), nil
	case kind.unsigned:
		return float64(b.order.Uint32(raw)), nil
	}
	return float64(int32(b.order.Uint32(raw))), nil
}

// asciiScalars reads numbers between white space.
type asciiScalars struct {
	r    *bufio.Reader
	word [maxNumberLength]byte
}

// maxNumberLength is beyond the longest spelling of a float64 that writers use.
const maxNumberLength = 64

func (a *asciiScalars) next(plyType) (float64, error) {
	word, length := &a.word, 0
	for {
		c, err := a.r.ReadByte()
		if err == io.EOF && length > 0 {
			break
		}
		if err != nil {
			return 0, endedEarly(err)
		}
		if isSpace(c) {
			if length > 0 {
				break
			}
			continue
		}
		if length == len(word) {
			return 0, errors.New("a word is not a number")
		}
		word[length] = c
		length++
	}
	value, err := strconv.ParseFloat(string(word[:length]), 64)
	if err != nil {
		return 0, errors.New("a word is not a number")
	}
	return value, nil
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// endedEarly words the end of the data as what it is here: missing data.
func endedEarly(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("the file ends here: it is truncated, or its counts are wrong")
	}
	return err
}
