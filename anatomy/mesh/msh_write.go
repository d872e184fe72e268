package mesh

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/go-gl/mathgl/mgl32"
)

// MSHOptions says how WriteMSH writes. The zero value is version 4.1 as text.
type MSHOptions struct {
	Version2 bool // 2.2, which SOFA and older tools read, instead of 4.1
	Binary   bool // little-endian
}

// WriteMSH writes the tetrahedra as a Gmsh file in patient millimetres, with the
// materials as physical groups and an entity for each. ReadMSH returns the same
// vertices, bit for bit, and the same tetrahedra; version 4.1 keeps those of one
// material together, in their order. A mesh without tetrahedra, material 0,
// which Gmsh cannot name, and an index beyond the vertices are errors.
func WriteMSH(w io.Writer, m *TetMesh, options MSHOptions) error {
	if len(m.Tets) == 0 {
		return errors.New("msh: there are no tetrahedra to write")
	}
	if err := m.checkIndices(); err != nil {
		return fmt.Errorf("msh: %w", err)
	}
	if slices.Contains(m.Materials, 0) {
		return errors.New("msh: a tetrahedron has material 0, which stands for none: give it a number from 1")
	}
	if len(m.Vertices) > math.MaxInt32 || len(m.Tets) > math.MaxInt32 {
		return errors.New("msh: more vertices or tetrahedra than the format can count: make a coarser mesh")
	}
	out := &mshWriter{w: bufio.NewWriterSize(w, 1<<16), binary: options.Binary}
	if options.Version2 {
		out.write2(m)
	} else {
		out.write4(m)
	}
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("msh: write mesh: %w", err)
	}
	return nil
}

// mshWriter writes numbers as text or binary. Errors show in Flush.
type mshWriter struct {
	w       *bufio.Writer
	binary  bool
	scratch []byte
}

func (o *mshWriter) integers(values ...int) {
	o.scratch = o.scratch[:0]
	for _, value := range values {
		if o.binary {
			o.scratch = binary.LittleEndian.AppendUint32(o.scratch, uint32(value))
		} else {
			o.scratch = append(strconv.AppendInt(o.scratch, int64(value), 10), ' ')
		}
	}
	o.w.Write(o.scratch)
}

// sizes writes values of the type size_t.
func (o *mshWriter) sizes(values ...int) {
	if !o.binary {
		o.integers(values...)
		return
	}
	o.scratch = o.scratch[:0]
	for _, value := range values {
		o.scratch = binary.LittleEndian.AppendUint64(o.scratch, uint64(value))
	}
	o.w.Write(o.scratch)
}

// position writes three doubles; as text the shortest that give the float32.
func (o *mshWriter) position(position mgl32.Vec3) {
	o.scratch = o.scratch[:0]
	for _, value := range position {
		if o.binary {
			o.scratch = binary.LittleEndian.AppendUint64(o.scratch, math.Float64bits(float64(value)))
		} else {
			o.scratch = append(strconv.AppendFloat(o.scratch, float64(value), 'g', -1, 32), ' ')
		}
	}
	o.w.Write(o.scratch)
}

// endLine ends a line of numbers in a text file.
func (o *mshWriter) endLine() {
	if !o.binary {
		o.w.WriteByte('\n')
	}
}

// end ends a section.
func (o *mshWriter) end(keyword string) {
	if o.binary {
		o.w.WriteByte('\n')
	}
	o.w.WriteString(keyword + "\n")
}

func (o *mshWriter) format(version string) {
	if o.binary {
		fmt.Fprintf(o.w, "$MeshFormat\n%s 1 8\n", version)
		o.integers(1)
		o.end("$EndMeshFormat")
		return
	}
	fmt.Fprintf(o.w, "$MeshFormat\n%s 0 8\n$EndMeshFormat\n", version)
}

func (o *mshWriter) write2(m *TetMesh) {
	o.format("2.2")
	fmt.Fprintf(o.w, "$Nodes\n%d\n", len(m.Vertices))
	for v, position := range m.Vertices {
		o.integers(v + 1)
		o.position(position)
		o.endLine()
	}
	o.end("$EndNodes")
	fmt.Fprintf(o.w, "$Elements\n%d\n", len(m.Tets))
	if o.binary {
		o.integers(4, len(m.Tets), 2)
	}
	for t, tet := range m.Tets {
		o.integers(t + 1)
		if !o.binary {
			o.integers(4, 2)
		}
		material := int(m.Materials[t])
		o.integers(material, material, int(tet[0])+1, int(tet[1])+1, int(tet[2])+1, int(tet[3])+1)
		o.endLine()
	}
	o.end("$EndElements")
}

// write4 puts all nodes into the first material's entity, which Gmsh permits.
func (o *mshWriter) write4(m *TetMesh) {
	o.format("4.1")
	numbers := m.MaterialNumbers()
	low, high := (&TriMesh{Vertices: m.Vertices}).Bounds()
	o.w.WriteString("$Entities\n")
	o.sizes(0, 0, 0, len(numbers))
	o.endLine()
	for _, number := range numbers {
		o.integers(int(number))
		o.position(narrow(low))
		o.position(narrow(high))
		o.sizes(1)
		o.integers(int(number))
		o.sizes(0)
		o.endLine()
	}
	o.end("$EndEntities")
	o.nodes4(m, numbers)
	o.elements4(m, numbers)
}

func (o *mshWriter) nodes4(m *TetMesh, numbers []uint16) {
	o.w.WriteString("$Nodes\n")
	o.sizes(1, len(m.Vertices), 1, len(m.Vertices))
	o.endLine()
	o.integers(3, int(numbers[0]), 0)
	o.sizes(len(m.Vertices))
	o.endLine()
	for v := range m.Vertices {
		o.sizes(v + 1)
		o.endLine()
	}
	for _, position := range m.Vertices {
		o.position(position)
		o.endLine()
	}
	o.end("$EndNodes")
}

func (o *mshWriter) elements4(m *TetMesh, numbers []uint16) {
	o.w.WriteString("$Elements\n")
	o.sizes(len(numbers), len(m.Tets), 1, len(m.Tets))
	o.endLine()
	of := make([][]int, len(numbers))
	for t, material := range m.Materials {
		i, _ := slices.BinarySearch(numbers, material)
		of[i] = append(of[i], t)
	}
	tag := 1
	for i, number := range numbers {
		o.integers(3, int(number), 4)
		o.sizes(len(of[i]))
		o.endLine()
		for _, t := range of[i] {
			tet := m.Tets[t]
			o.sizes(tag, int(tet[0])+1, int(tet[1])+1, int(tet[2])+1, int(tet[3])+1)
			o.endLine()
			tag++
		}
	}
	o.end("$EndElements")
}
