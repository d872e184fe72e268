package mesh

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl32"
)

// value decodes one big-endian number.
func (k vtkType) value(raw []byte) float64 {
	switch {
	case k.float && k.size == 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(raw)))
	case k.float:
		return math.Float64frombits(binary.BigEndian.Uint64(raw))
	case k.size == 1 && k.signed:
		return float64(int8(raw[0]))
	case k.size == 1:
		return float64(raw[0])
	case k.size == 2 && k.signed:
		return float64(int16(binary.BigEndian.Uint16(raw)))
	case k.size == 2:
		return float64(binary.BigEndian.Uint16(raw))
	case k.size == 4 && k.signed:
		return float64(int32(binary.BigEndian.Uint32(raw)))
	case k.size == 4:
		return float64(binary.BigEndian.Uint32(raw))
	case k.signed:
		return float64(int64(binary.BigEndian.Uint64(raw)))
	}
	return float64(binary.BigEndian.Uint64(raw))
}

// points reads the numbers of a section "POINTS count type".
func (v *vtkReader) points(words []string) ([]mgl32.Vec3, error) {
	counts, err := v.counts(words, 1)
	if err != nil || len(words) != 3 {
		return nil, errors.New("POINTS: want a count and a type")
	}
	points := make([]mgl32.Vec3, 0, min(counts[0], initialCapacity))
	var position mgl32.Vec3
	axis := 0
	err = v.numbers(3*counts[0], words[2], func(value float64) error {
		position[axis] = float32(value)
		if axis++; axis < 3 {
			return nil
		}
		axis = 0
		if !finite(position) {
			return errors.New("a coordinate is not a finite number")
		}
		points = append(points, position)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("point %d of %d: %w", len(points), counts[0], err)
	}
	return points, nil
}

// cells reads the numbers of a section of cells ("POLYGONS count size" and the
// like) in the layout of the file's version and hands over each cell's vertices,
// in a slice that is overwritten by the next.
func (v *vtkReader) cells(words []string, visit func(corners []uint32) error) error {
	counts, err := v.counts(words, 2)
	if err == nil {
		if v.major >= 5 {
			err = v.offsetCells(counts[0], counts[1], visit)
		} else {
			err = v.countedCells(counts[0], counts[1], visit)
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", words[0], err)
	}
	return nil
}

// countedCells reads cells that each begin with their number of vertices.
func (v *vtkReader) countedCells(cells, size int, visit func([]uint32) error) error {
	var corners []uint32
	missing, done := -1, 0 // vertices still to come; −1: a count comes next
	err := v.numbers(size, "int", func(value float64) error {
		index, err := vertexIndex(value)
		if err != nil {
			return err
		}
		if missing < 0 {
			missing, corners = int(index), corners[:0]
		} else {
			corners = append(corners, index)
			missing--
		}
		if missing > 0 {
			return nil
		}
		missing = -1
		done++
		return visit(corners)
	})
	if err == nil && (missing > 0 || done != cells) {
		err = errors.New("the cells do not add up to the section's counts")
	}
	if err != nil {
		return fmt.Errorf("cell %d of %d: %w", done, cells, err)
	}
	return nil
}

// offsetCells reads the arrays OFFSETS and CONNECTIVITY of version 5.
func (v *vtkReader) offsetCells(offsets, connectivity int, visit func([]uint32) error) error {
	ends := make([]uint32, 0, min(offsets, initialCapacity))
	if err := v.indexArray("OFFSETS", offsets, func(offset uint32) error {
		if len(ends) > 0 && offset < ends[len(ends)-1] || int64(offset) > int64(connectivity) {
			return errors.New("an offset out of order")
		}
		ends = append(ends, offset)
		return nil
	}); err != nil {
		return err
	}
	vertices := make([]uint32, 0, min(connectivity, initialCapacity))
	if err := v.indexArray("CONNECTIVITY", connectivity, func(vertex uint32) error {
		vertices = append(vertices, vertex)
		return nil
	}); err != nil {
		return err
	}
	for i := range max(len(ends), 1) - 1 {
		if err := visit(vertices[ends[i]:ends[i+1]]); err != nil {
			return fmt.Errorf("cell %d of %d: %w", i, len(ends)-1, err)
		}
	}
	return nil
}

func (v *vtkReader) indexArray(name string, count int, visit func(uint32) error) error {
	words, err := v.keywords()
	if err != nil {
		return endedEarly(err)
	}
	if words[0] != name || len(words) != 2 {
		return fmt.Errorf("want %s and a type", name)
	}
	return v.numbers(count, words[1], func(value float64) error {
		index, err := vertexIndex(value)
		if err != nil {
			return err
		}
		return visit(index)
	})
}

func vertexIndex(value float64) (uint32, error) {
	if value < 0 || value > math.MaxUint32 || value != math.Trunc(value) {
		return 0, errors.New("a number that is no index")
	}
	return uint32(value), nil
}
