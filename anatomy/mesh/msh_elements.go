package mesh

import (
	"errors"
	"fmt"
	"math"
)

// mshNodeCounts gives the number of nodes of each element type (Gmsh reference
// manual, "Legacy formats", element types).
var mshNodeCounts = map[int]int{
	1: 2, 2: 3, 3: 4, 4: 4, 5: 8, 6: 6, 7: 5, 8: 3, 9: 6, 10: 9, 11: 10, 12: 27, 13: 18, 14: 14, 15: 1,
	16: 8, 17: 20, 18: 15, 19: 13, 20: 9, 21: 10, 22: 12, 23: 15, 24: 15, 25: 21, 26: 4, 27: 5, 28: 6,
	29: 20, 30: 35, 31: 56, 92: 64, 93: 125,
}

// mshElement says how elements of a type are read: how many nodes they have, and
// whether they are tetrahedra.
func mshElement(kind int) (nodes int, isTet bool, err error) {
	nodes, known := mshNodeCounts[kind]
	switch {
	case !known:
		return 0, false, fmt.Errorf("elements of type %d are not known: export a mesh of tetrahedra", kind)
	case kind == 4, kind == 11, kind == 29, kind == 30, kind == 31:
		return nodes, true, nil
	case kind >= 5 && kind <= 7, kind >= 12 && kind <= 14, kind >= 17 && kind <= 19, kind >= 92:
		return 0, false, errors.New("it has hexahedra, prisms or pyramids: divide them into tetrahedra")
	}
	return nodes, false, nil
}

// readElements1 reads "tag type physical elementary nodes node…".
func (m *mshReader) readElements1() error {
	count, err := m.written()
	if err != nil || count < 0 {
		return errors.New("want the number of elements")
	}
	for element := range count {
		var tag, kind, physical, elementary, nodes int
		if err = m.integers(&tag, &kind, &physical, &elementary, &nodes); err == nil {
			err = m.readElement(kind, nodes, physical, elementary)
		}
		if err != nil {
			return fmt.Errorf("element %d of %d: %w", element, count, err)
		}
	}
	return nil
}

// readElements2 reads text as "tag type tags tag… node…", and binary in blocks of
// one type with a header "type elements tags".
func (m *mshReader) readElements2() error {
	count, err := m.written()
	if err != nil || count < 0 {
		return errors.New("want the number of elements")
	}
	for element := 0; element < count; {
		var tag, kind, tags int
		block := 1
		if m.binary {
			err = m.integers(&kind, &block, &tags)
		} else {
			err = m.integers(&tag, &kind, &tags)
		}
		if err == nil && (block < 1 || block > count-element) {
			err = errors.New("a block of elements does not fit the count")
		}
		for i := 0; i < block && err == nil; i++ {
			if m.binary {
				err = m.integers(&tag)
			}
			if err == nil {
				err = m.readElement2(kind, tags)
			}
		}
		if err != nil {
			return fmt.Errorf("element %d of %d: %w", element, count, err)
		}
		element += block
	}
	return nil
}

// readElement2 reads an element's tags, of which the first is the physical group
// and the second the geometrical entity, and its nodes.
func (m *mshReader) readElement2(kind, tags int) error {
	physical, elementary := 0, 0
	for i := range tags {
		tag, err := m.integer()
		if err != nil {
			return err
		}
		switch i {
		case 0:
			physical = tag
		case 1:
			elementary = tag
		}
	}
	return m.readElement(kind, mshNodeCounts[kind], physical, elementary)
}

// readElement reads the nodes of an element and keeps a tetrahedron.
func (m *mshReader) readElement(kind, nodes, physical, elementary int) error {
	want, isTet, err := mshElement(kind)
	if err != nil {
		return err
	}
	if nodes != want {
		return fmt.Errorf("it has %d nodes, its type has %d", nodes, want)
	}
	return m.readCorners(nodes, isTet, physical, elementary, m.integer)
}

// readCorners reads nodes, the corners first.
func (m *mshReader) readCorners(nodes int, isTet bool, physical, elementary int, number func() (int, error)) error {
	var tet [4]uint32
	for i := range nodes {
		tag, err := number()
		if err != nil {
			return err
		}
		if isTet && i < 4 {
			if tet[i], err = m.vertexOf(tag); err != nil {
				return err
			}
		}
	}
	if !isTet {
		return nil
	}
	material := 1
	if physical != 0 {
		material = physical
	} else if elementary != 0 {
		material = elementary
	}
	if material < 0 || material > math.MaxUint16 {
		return errors.New("its physical group is below zero or above 65535: number the groups anew")
	}
	m.mesh.Tets = append(m.mesh.Tets, tet)
	m.mesh.Materials = append(m.mesh.Materials, uint16(material))
	return m.limit.allow(2*len(m.tags), 2*len(m.mesh.Tets))
}
