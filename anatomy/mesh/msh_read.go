package mesh

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl32"
)

// ReadMSH reads tetrahedra from a Gmsh file: version 1.0, 2.0 to 2.2 and 4.1, the
// latter as text or binary (Gmsh reference manual, "File formats"). Points,
// lines and triangles are passed over, and of tetrahedra of higher order only the
// corners are taken. The material is the physical group, or where there is none
// the geometrical entity, or 1. Coordinates are taken as patient millimetres and
// must be finite. Tetrahedra keep their order, and their orientation, which Check
// judges; no vertex is merged or dropped.
//
// It refuses a file of another version, one that ends early, solid elements that
// are no tetrahedra, a material beyond 65535 and a node that is not there.
func ReadMSH(r io.Reader) (*TetMesh, error) {
	limit := &growth{r: r}
	m := &mshReader{r: bufio.NewReaderSize(limit, 1<<16), limit: limit, mesh: &TetMesh{}}
	m.text.r = m.r
	if err := m.readFile(); err != nil {
		return nil, fmt.Errorf("msh: %w", err)
	}
	return m.mesh, nil
}

// mshSections says how the sections of a version are read.
type mshSections map[string]func() error

func (m *mshReader) readFile() error {
	first, err := m.word()
	if err != nil && err != io.EOF {
		return err
	}
	switch first {
	case "$NOD":
		return m.readSections(first, mshSections{"$NOD": m.readNodes1, "$ELM": m.readElements1})
	case "$MeshFormat":
	default:
		return errors.New("the file begins with neither $MeshFormat nor $NOD: choose a Gmsh mesh")
	}
	version, err := m.readFormat()
	if err != nil {
		return fmt.Errorf("$MeshFormat: %w", err)
	}
	if version >= 4 {
		return m.readSections("", mshSections{"$Entities": m.readEntities, "$Nodes": m.readNodes4, "$Elements": m.readElements4})
	}
	return m.readSections("", mshSections{"$Nodes": m.readNodes1, "$Elements": m.readElements2})
}

// readFormat reads version, coding and size of numbers.
func (m *mshReader) readFormat() (version float64, err error) {
	if version, err = m.text.next(plyType{}); err != nil {
		return 0, err
	}
	if version != 4.1 && (version < 2 || version > 2.2) {
		return 0, errors.New("versions 1.0, 2.2 and 4.1 are read: save the mesh as one of them")
	}
	coding, err := m.written()
	if err != nil {
		return 0, err
	}
	if m.size, err = m.written(); err != nil || m.size != 8 && m.size != 4 {
		return 0, errors.New("want a size of numbers of 8 or 4 bytes")
	}
	if coding == 1 {
		var one [4]byte // the reading of the size took the line's end with it
		if _, err := io.ReadFull(m.r, one[:]); err != nil {
			return 0, endedEarly(err)
		}
		m.binary, m.order = true, binary.LittleEndian
		if one[0] == 0 {
			m.order = binary.BigEndian
		}
		if m.order.Uint32(one[:]) != 1 {
			return 0, errors.New("the binary file does not show its byte order")
		}
		if version < 4 && m.size != 8 {
			return 0, errors.New("want coordinates of 8 bytes in a binary file")
		}
	}
	return version, m.expect("$EndMeshFormat")
}

// readSections reads those that are known and passes over the others. name is a
// section whose keyword was read already.
func (m *mshReader) readSections(name string, known mshSections) error {
	hasElements := false
	for {
		if name == "" {
			word, err := m.word()
			if err == io.EOF && hasElements {
				return nil
			}
			if err != nil {
				return fmt.Errorf("before $Elements: %w", endedEarly(err))
			}
			name = word
		}
		if name[0] != '$' {
			return errors.New("want the keyword of a section here")
		}
		end := "$End" + name[1:]
		if name == "$NOD" || name == "$ELM" {
			end = "$END" + name[1:]
		}
		read := known[name]
		if read == nil {
			if err := m.skipTo(end); err != nil {
				return errors.New("a section does not end: the file is truncated")
			}
			name = ""
			continue
		}
		if err := read(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := m.expect(end); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		hasElements = hasElements || name == "$Elements" || name == "$ELM"
		name = ""
	}
}

// readNodes1 reads "tag x y z" for each node, as versions 1 and 2 have it.
func (m *mshReader) readNodes1() error {
	count, err := m.written()
	if err != nil || count < 0 {
		return errors.New("want the number of nodes")
	}
	for node := range count {
		tag, err := m.integer()
		if err == nil {
			err = m.addTag(tag)
		}
		if err == nil {
			err = m.addPosition(0)
		}
		if err != nil {
			return fmt.Errorf("node %d of %d: %w", node, count, err)
		}
	}
	return m.indexTags()
}

func (m *mshReader) addTag(tag int) error {
	if tag < 0 || tag > math.MaxUint32 {
		return errors.New("a node's tag is below zero or above 4294967295")
	}
	m.tags = append(m.tags, uint32(tag))
	// Vertices, tags, their index and the tetrahedra are all of 12 bytes or so.
	return m.limit.allow(2*len(m.tags), 2*len(m.mesh.Tets))
}

// addPosition reads three coordinates, and passes over some more.
func (m *mshReader) addPosition(parameters int) error {
	var position mgl32.Vec3
	for axis := range 3 + parameters {
		value, err := m.double()
		if err != nil {
			return err
		}
		if axis < 3 {
			position[axis] = float32(value)
		}
	}
	if !finite(position) {
		return errors.New("a coordinate is not a finite number")
	}
	m.mesh.Vertices = append(m.mesh.Vertices, position)
	return nil
}

// indexTags makes nodes findable by their tags.
func (m *mshReader) indexTags() error {
	m.byTag = nil
	rising := true
	for vertex := 1; vertex < len(m.tags); vertex++ {
		rising = rising && m.tags[vertex] > m.tags[vertex-1]
	}
	if rising {
		return nil
	}
	m.byTag = make([]uint32, len(m.tags))
	for vertex := range m.byTag {
		m.byTag[vertex] = uint32(vertex)
	}
	slices.SortFunc(m.byTag, func(a, b uint32) int { return int(m.tags[a]) - int(m.tags[b]) })
	for i := 1; i < len(m.byTag); i++ {
		if m.tags[m.byTag[i]] == m.tags[m.byTag[i-1]] {
			return fmt.Errorf("two nodes have the tag %d", m.tags[m.byTag[i]])
		}
	}
	return nil
}

// vertexOf finds the node of a tag.
func (m *mshReader) vertexOf(tag int) (uint32, error) {
	low, high := 0, len(m.tags)
	for low < high {
		middle := (low + high) / 2
		vertex := middle
		if m.byTag != nil {
			vertex = int(m.byTag[middle])
		}
		switch found := int(m.tags[vertex]); {
		case found == tag:
			return uint32(vertex), nil
		case found < tag:
			low = middle + 1
		default:
			high = middle
		}
	}
	return 0, fmt.Errorf("it names node %d, which is not there", tag)
}
