package mesh

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// WriteSTL writes the surface as binary STL in patient millimetres, with unit
// normals (zero for a triangle without area). STL shares no vertices: ReadSTL
// finds them again by position, so vertices that no triangle uses are lost and
// vertices at equal positions become one.
func WriteSTL(w io.Writer, m *TriMesh) error {
	if uint64(len(m.Triangles)) > math.MaxUint32 {
		return fmt.Errorf("stl: %d triangles are more than the format can count: simplify the surface", len(m.Triangles))
	}
	out := bufio.NewWriterSize(w, 1<<16)
	var header [stlHeaderSize]byte
	copy(header[:], "binary STL, frame LPS, millimetre")
	binary.LittleEndian.PutUint32(header[80:], uint32(len(m.Triangles)))
	out.Write(header[:])
	var record [stlRecordSize]byte
	for t, triangle := range m.Triangles {
		normal := narrow(unit(areaVector(m.corners(t))))
		for axis := range 3 {
			binary.LittleEndian.PutUint32(record[4*axis:], math.Float32bits(normal[axis]))
		}
		for corner, v := range triangle {
			for axis, coordinate := range m.Vertices[v] {
				binary.LittleEndian.PutUint32(record[12+12*corner+4*axis:], math.Float32bits(coordinate))
			}
		}
		out.Write(record[:])
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("stl: write surface: %w", err)
	}
	return nil
}
