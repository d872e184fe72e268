package mesh

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// WritePLY writes the surface as binary little-endian PLY: float32 positions in
// patient millimetres and triangles as lists of int32, which 3D Slicer,
// ParaView and MeshLab open. ReadPLY returns the same mesh, bit for bit.
func WritePLY(w io.Writer, m *TriMesh) error {
	if len(m.Vertices) > math.MaxInt32 {
		return fmt.Errorf("ply: %d vertices are more than int32 indices can name: simplify the surface", len(m.Vertices))
	}
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "ply\nformat binary_little_endian 1.0\ncomment frame LPS, millimetre\n"+
		"element vertex %d\nproperty float x\nproperty float y\nproperty float z\n"+
		"element face %d\nproperty list uchar int vertex_indices\nend_header\n",
		len(m.Vertices), len(m.Triangles))
	var record [13]byte
	for _, v := range m.Vertices {
		for axis, coordinate := range v {
			binary.LittleEndian.PutUint32(record[4*axis:], math.Float32bits(coordinate))
		}
		out.Write(record[:12])
	}
	record[0] = 3
	for _, t := range m.Triangles {
		for corner, vertex := range t {
			binary.LittleEndian.PutUint32(record[1+4*corner:], vertex)
		}
		out.Write(record[:])
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("ply: write surface: %w", err)
	}
	return nil
}
