package mesh

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/go-gl/mathgl/mgl32"
)

// Cell types of an unstructured grid that are surfaces (vtkCellType.h).
const (
	vtkTriangle = 5
	vtkStrip    = 6
	vtkPolygon  = 7
	vtkPixel    = 8
	vtkQuad     = 9
)

// readVTK reads a surface from a legacy VTK file, text or binary, version 1 to
// 5.1: the polygons and triangle strips of POLYDATA, or the triangles, quads,
// polygons and strips of an UNSTRUCTURED_GRID, whose volume cells are passed
// over. Polygons become fans around their first corner; lines, points and all
// attributes are skipped. Vertices are neither merged nor dropped. Coordinates
// are taken as patient millimetres and must be finite.
//
// It refuses other data sets, a file that ends early, a face with fewer than
// three corners and an index beyond the points.
func readVTK(r io.Reader) (*TriMesh, error) {
	reader, err := newVTKReader(r)
	if err != nil {
		return nil, fmt.Errorf("vtk: %w", err)
	}
	m := &TriMesh{}
	switch reader.dataset {
	case "POLYDATA":
		err = reader.readPolyData(m)
	case "UNSTRUCTURED_GRID":
		err = reader.readGridSurface(m)
	default:
		err = errors.New("the data set is neither POLYDATA nor UNSTRUCTURED_GRID: export a surface")
	}
	if err == nil {
		err = m.checkIndices()
	}
	if err != nil {
		return nil, fmt.Errorf("vtk: %w", err)
	}
	return m, nil
}

// readPolyData reads up to the attributes, which come last.
func (v *vtkReader) readPolyData(m *TriMesh) error {
	for {
		words, err := v.section()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch words[0] {
		case "POINTS":
			m.Vertices, err = v.points(words)
		case "POLYGONS":
			err = v.cells(words, v.within(m, m.addFan))
		case "TRIANGLE_STRIPS":
			err = v.cells(words, v.within(m, m.addStrip))
		case "VERTICES", "LINES":
			err = v.cells(words, func([]uint32) error { return nil })
		case "POINT_DATA", "CELL_DATA":
			return nil
		default:
			err = errors.New("a keyword that is not known here")
		}
		if err != nil {
			return err
		}
	}
}

// within adds faces as long as the mesh stays in proportion to the file.
func (v *vtkReader) within(m *TriMesh, add func([]uint32) error) func([]uint32) error {
	return func(corners []uint32) error {
		if err := add(corners); err != nil {
			return err
		}
		return v.limit.allow(len(m.Vertices), len(m.Triangles))
	}
}

// readGridSurface reads POINTS, CELLS and CELL_TYPES, and keeps the cells that
// are surfaces.
func (v *vtkReader) readGridSurface(m *TriMesh) error {
	var corners, sizes []uint32
	for {
		words, err := v.section()
		if err == io.EOF {
			return errors.New("the grid has no CELL_TYPES: the file is truncated")
		}
		if err != nil {
			return err
		}
		switch words[0] {
		case "POINTS":
			m.Vertices, err = v.points(words)
		case "CELLS":
			corners, sizes = nil, nil
			err = v.cells(words, func(cell []uint32) error {
				corners, sizes = append(corners, cell...), append(sizes, uint32(len(cell)))
				return v.limit.allow(len(m.Vertices), (len(corners)+len(sizes))/3)
			})
		case "CELL_TYPES":
			return v.addSurfaceCells(m, words, corners, sizes)
		default:
			err = errors.New("a keyword that is not known here")
		}
		if err != nil {
			return err
		}
	}
}

func (v *vtkReader) addSurfaceCells(m *TriMesh, words []string, corners, sizes []uint32) error {
	counts, err := v.counts(words, 1)
	if err != nil || counts[0] != len(sizes) {
		return errors.New("CELL_TYPES: want as many types as there are cells")
	}
	cell, first := 0, uint32(0)
	addFan, addStrip := v.within(m, m.addFan), v.within(m, m.addStrip)
	return v.numbers(counts[0], "int", func(kind float64) error {
		vertices := corners[first : first+sizes[cell]]
		first += sizes[cell]
		cell++
		switch kind {
		case vtkTriangle, vtkPolygon, vtkQuad:
			return addFan(vertices)
		case vtkStrip:
			return addStrip(vertices)
		case vtkPixel:
			if len(vertices) != 4 {
				return errors.New("a pixel without four corners")
			}
			return addFan([]uint32{vertices[0], vertices[1], vertices[3], vertices[2]})
		}
		return nil
	})
}

// addFan adds a polygon as triangles around its first corner.
func (m *TriMesh) addFan(corners []uint32) error {
	if len(corners) < 3 {
		return fmt.Errorf("it has %d corners, a face needs three", len(corners))
	}
	for i := 2; i < len(corners); i++ {
		m.Triangles = append(m.Triangles, [3]uint32{corners[0], corners[i-1], corners[i]})
	}
	return nil
}

// addStrip adds a triangle strip: every second triangle winds the other way.
func (m *TriMesh) addStrip(corners []uint32) error {
	if len(corners) < 3 {
		return fmt.Errorf("a strip of %d corners, it needs three", len(corners))
	}
	for i := 2; i < len(corners); i++ {
		a, b := corners[i-2], corners[i-1]
		if i%2 == 1 {
			a, b = b, a
		}
		m.Triangles = append(m.Triangles, [3]uint32{a, b, corners[i]})
	}
	return nil
}

// writeVTK writes the surface as binary legacy VTK polydata (version 3.0):
// float points in patient millimetres and triangles, which ParaView, 3D Slicer
// and every VTK since 1996 open. readVTK returns the same mesh, bit for bit.
func writeVTK(w io.Writer, m *TriMesh) error {
	if uint64(len(m.Vertices)) > math.MaxInt32 || uint64(len(m.Triangles)) > math.MaxInt32/4 {
		return errors.New("vtk: more vertices or triangles than the format can count: simplify the surface")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "# vtk DataFile Version 3.0\nframe LPS, millimetre\nBINARY\nDATASET POLYDATA\nPOINTS %d float\n", len(m.Vertices))
	writeBigEndianPoints(out, m.Vertices)
	fmt.Fprintf(out, "\nPOLYGONS %d %d\n", len(m.Triangles), 4*len(m.Triangles))
	var record [16]byte
	binary.BigEndian.PutUint32(record[:], 3)
	for _, triangle := range m.Triangles {
		for corner, vertex := range triangle {
			binary.BigEndian.PutUint32(record[4+4*corner:], vertex)
		}
		out.Write(record[:])
	}
	out.WriteByte('\n')
	if err := out.Flush(); err != nil {
		return fmt.Errorf("vtk: write surface: %w", err)
	}
	return nil
}

func writeBigEndianPoints(out *bufio.Writer, points []mgl32.Vec3) {
	var record [12]byte
	for _, position := range points {
		for axis, coordinate := range position {
			binary.BigEndian.PutUint32(record[4*axis:], math.Float32bits(coordinate))
		}
		out.Write(record[:])
	}
}
