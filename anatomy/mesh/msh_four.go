package mesh

import (
	"errors"
	"fmt"
)

// readEntities keeps the first physical group of each volume. Points come with a
// position, the others with a box and what bounds them.
func (m *mshReader) readEntities() error {
	var number [4]int
	if err := m.counts(&number[0], &number[1], &number[2], &number[3]); err != nil {
		return err
	}
	m.groups = map[int]int{}
	for dimension, entities := range number {
		for entity := range entities {
			if err := m.readEntity(dimension); err != nil {
				return fmt.Errorf("entity %d of dimension %d: %w", entity, dimension, err)
			}
		}
	}
	return nil
}

func (m *mshReader) readEntity(dimension int) error {
	tag, err := m.integer()
	if err != nil {
		return err
	}
	numbers := 6
	if dimension == 0 {
		numbers = 3
	}
	for range numbers {
		if _, err := m.double(); err != nil {
			return err
		}
	}
	group, err := m.firstOf()
	if err != nil {
		return err
	}
	if dimension > 0 {
		if _, err := m.firstOf(); err != nil {
			return err
		}
	}
	if dimension == 3 && group != 0 {
		if m.groups[tag] = group; len(m.groups) > maxMSHGroups {
			return errors.New("more volumes than there are materials: number the groups anew")
		}
	}
	return nil
}

// maxMSHGroups bounds what is kept of the entities.
const maxMSHGroups = 1 << 16

// firstOf reads a counted list of ints and returns its first, or zero.
func (m *mshReader) firstOf() (first int, err error) {
	length, err := m.count()
	if err != nil {
		return 0, err
	}
	for i := range length {
		value, err := m.integer()
		if err != nil {
			return 0, err
		}
		if i == 0 {
			first = value
		}
	}
	return first, nil
}

// readNodes4 reads blocks of tags, then positions, of the nodes of one entity.
func (m *mshReader) readNodes4() error {
	var blocks, total, least, most int
	if err := m.counts(&blocks, &total, &least, &most); err != nil {
		return err
	}
	for block := range blocks {
		if err := m.readNodeBlock(); err != nil {
			return fmt.Errorf("block %d of %d: %w", block, blocks, err)
		}
	}
	if len(m.tags) != total {
		return fmt.Errorf("the blocks have %d nodes, the section claims %d", len(m.tags), total)
	}
	return m.indexTags()
}

func (m *mshReader) readNodeBlock() error {
	var dimension, entity, parametric, nodes int
	if err := m.integers(&dimension, &entity, &parametric); err != nil {
		return err
	}
	if err := m.counts(&nodes); err != nil {
		return err
	}
	for range nodes {
		tag, err := m.count()
		if err == nil {
			err = m.addTag(tag)
		}
		if err != nil {
			return err
		}
	}
	parameters := 0
	if parametric != 0 {
		parameters = max(0, min(dimension, 3))
	}
	for range nodes {
		if err := m.addPosition(parameters); err != nil {
			return err
		}
	}
	return nil
}

// readElements4 reads blocks of elements of one type of one entity.
func (m *mshReader) readElements4() error {
	var blocks, total, least, most int
	if err := m.counts(&blocks, &total, &least, &most); err != nil {
		return err
	}
	found := 0
	for block := range blocks {
		elements, err := m.readElementBlock()
		if err != nil {
			return fmt.Errorf("block %d of %d: %w", block, blocks, err)
		}
		found += elements
	}
	if found != total {
		return fmt.Errorf("the blocks have %d elements, the section claims %d", found, total)
	}
	return nil
}

func (m *mshReader) readElementBlock() (elements int, err error) {
	var dimension, entity, kind int
	if err := m.integers(&dimension, &entity, &kind); err != nil {
		return 0, err
	}
	if err := m.counts(&elements); err != nil {
		return 0, err
	}
	nodes, isTet, err := mshElement(kind)
	if err != nil {
		return 0, err
	}
	for element := range elements {
		_, err := m.count() // the element's own tag
		if err == nil {
			err = m.readCorners(nodes, isTet, m.groups[entity], entity, m.count)
		}
		if err != nil {
			return 0, fmt.Errorf("element %d of %d: %w", element, elements, err)
		}
	}
	return elements, nil
}
