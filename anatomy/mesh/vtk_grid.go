package mesh

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// vtkTetra is the cell type of a tetrahedron, whose first three points run
// clockwise seen from the fourth, and vtkLastFlat that of the last cell of less
// than three dimensions before it (vtkCellType.h).
const (
	vtkTetra    = 10
	vtkLastFlat = 9
)

// materialArray names the cell scalars that hold the materials.
const materialArray = "material"

// ReadVTKTets reads the tetrahedra of a legacy VTK file, text or binary, version
// 1 to 5.1, with an UNSTRUCTURED_GRID. Points, lines and faces are passed over.
// Materials are the cell scalars named "material", in any case, else all are 1.
// Coordinates are taken as patient millimetres and must be finite. Tetrahedra
// keep their order, and their orientation, which Check judges; no vertex is
// merged or dropped.
//
// It refuses other data sets, a file that ends early, solid cells that are no
// tetrahedra, a material that is no whole number up to 65535, and an index beyond
// the points.
func ReadVTKTets(r io.Reader) (*TetMesh, error) {
	v, err := newVTKReader(r)
	if err != nil {
		return nil, fmt.Errorf("vtk: %w", err)
	}
	grid := &vtkGrid{vtkReader: v, mesh: &TetMesh{}}
	if v.dataset != "UNSTRUCTURED_GRID" {
		err = errors.New("the data set is no UNSTRUCTURED_GRID: export a mesh of tetrahedra")
	} else if err = grid.read(); err == nil {
		err = grid.mesh.checkIndices()
	}
	if err != nil {
		return nil, fmt.Errorf("vtk: %w", err)
	}
	return grid.mesh, nil
}

// vtkGrid reads a grid's sections.
type vtkGrid struct {
	*vtkReader
	mesh *TetMesh
	// cells is the number of cells of all kinds; quadruples are those of four
	// corners, at the places of the same index among all cells.
	cells      int
	quadruples [][4]uint32
	places     []uint32
	hasTypes   bool
}

func (g *vtkGrid) read() error {
	inCells := false
	for {
		words, err := g.section()
		if err == io.EOF && g.hasTypes {
			return nil
		}
		if err != nil {
			return fmt.Errorf("before CELL_TYPES: %w", endedEarly(err))
		}
		switch words[0] {
		case "POINTS":
			g.mesh.Vertices, err = g.points(words)
		case "CELLS":
			err = g.readCells(words)
		case "CELL_TYPES":
			err = g.readTypes(words)
		case "CELL_DATA":
			inCells = true
		case "SCALARS":
			if inCells && len(words) > 2 && strings.EqualFold(words[1], materialArray) {
				return g.readMaterials(words)
			}
			return nil
		case "POINT_DATA":
			if g.hasTypes {
				return nil // the materials, where we wrote them, come before
			}
			err = errors.New("POINT_DATA before CELL_TYPES")
		default:
			if g.hasTypes {
				return nil // other attributes
			}
			err = errors.New("a keyword that is not known here")
		}
		if err != nil {
			return err
		}
	}
}

func (g *vtkGrid) readCells(words []string) error {
	g.cells, g.quadruples, g.places = 0, nil, nil
	return g.vtkReader.cells(words, func(corners []uint32) error {
		if len(corners) == 4 {
			g.quadruples = append(g.quadruples, [4]uint32(corners))
			g.places = append(g.places, uint32(g.cells))
		}
		g.cells++
		return g.limit.allow(len(g.mesh.Vertices), 2*len(g.quadruples))
	})
}

// readTypes keeps those of the quadruples that are tetrahedra.
func (g *vtkGrid) readTypes(words []string) error {
	counts, err := g.counts(words, 1)
	if err != nil || counts[0] != g.cells || g.hasTypes {
		return errors.New("CELL_TYPES: want as many types as there are cells, once")
	}
	g.hasTypes = true
	cell, next, kept := 0, 0, 0
	err = g.numbers(g.cells, "int", func(kind float64) error {
		isQuadruple := next < len(g.places) && g.places[next] == uint32(cell)
		switch {
		case kind == vtkTetra && isQuadruple:
			g.quadruples[kept], g.places[kept] = g.quadruples[next], uint32(cell)
			kept++
		case kind == vtkTetra:
			return fmt.Errorf("cell %d is a tetrahedron without four corners", cell)
		case kind > vtkLastFlat:
			return fmt.Errorf("cell %d is a solid or curved cell and no tetrahedron: divide such cells into tetrahedra", cell)
		}
		if isQuadruple {
			next++
		}
		cell++
		return nil
	})
	g.mesh.Tets, g.places = g.quadruples[:kept:kept], g.places[:kept]
	g.mesh.Materials = make([]uint16, kept)
	for i := range g.mesh.Materials {
		g.mesh.Materials[i] = 1
	}
	return err
}

// readMaterials reads "SCALARS material type components" and a lookup table's
// name, then a number for each cell.
func (g *vtkGrid) readMaterials(words []string) error {
	table, err := g.keywords()
	if err != nil || table[0] != "LOOKUP_TABLE" || len(words) > 3 && words[3] != "1" {
		return errors.New("SCALARS: want one component and a LOOKUP_TABLE")
	}
	cell, next := 0, 0
	return g.numbers(g.cells, words[2], func(value float64) error {
		if next < len(g.places) && g.places[next] == uint32(cell) {
			if !(value >= 0 && value <= math.MaxUint16) || value != math.Trunc(value) {
				return fmt.Errorf("the material of cell %d is no whole number up to 65535", cell)
			}
			g.mesh.Materials[next] = uint16(value)
			next++
		}
		cell++
		return nil
	})
}

// WriteVTKTets writes the tetrahedra as a legacy VTK file of version 3.0, binary,
// which 3D Slicer and ParaView open, in patient millimetres, with the materials
// as cell scalars. ReadVTKTets returns the same mesh, bit for bit. An index beyond
// the vertices is an error.
func WriteVTKTets(w io.Writer, m *TetMesh) error {
	if err := m.checkIndices(); err != nil {
		return fmt.Errorf("vtk: %w", err)
	}
	if len(m.Vertices) > math.MaxInt32 || len(m.Tets) > math.MaxInt32/5 {
		return errors.New("vtk: more vertices or tetrahedra than the format can count: make a coarser mesh")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "# vtk DataFile Version 3.0\nframe LPS, millimetre\nBINARY\nDATASET UNSTRUCTURED_GRID\nPOINTS %d float\n", len(m.Vertices))
	writeBigEndianPoints(out, m.Vertices)
	fmt.Fprintf(out, "\nCELLS %d %d\n", len(m.Tets), 5*len(m.Tets))
	var record []byte
	for _, tet := range m.Tets {
		record = binary.BigEndian.AppendUint32(record[:0], 4)
		for _, vertex := range tet {
			record = binary.BigEndian.AppendUint32(record, vertex)
		}
		out.Write(record)
	}
	fmt.Fprintf(out, "\nCELL_TYPES %d\n", len(m.Tets))
	record = binary.BigEndian.AppendUint32(record[:0], vtkTetra)
	for range m.Tets {
		out.Write(record)
	}
	fmt.Fprintf(out, "\nCELL_DATA %d\nSCALARS %s unsigned_short 1\nLOOKUP_TABLE default\n", len(m.Tets), materialArray)
	for _, material := range m.Materials {
		record = binary.BigEndian.AppendUint16(record[:0], material)
		out.Write(record)
	}
	out.WriteByte('\n')
	if err := out.Flush(); err != nil {
		return fmt.Errorf("vtk: write tetrahedra: %w", err)
	}
	return nil
}
