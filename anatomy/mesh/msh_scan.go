package mesh

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// mshReader reads the numbers and sections of a Gmsh file, text or binary.
type mshReader struct {
	r      *bufio.Reader
	limit  *growth
	text   asciiScalars
	binary bool
	order  binary.ByteOrder
	size   int // bytes of a size_t in binary files of version 4
	mesh   *TetMesh

	tags   []uint32 // of the nodes, in the order of Vertices
	byTag  []uint32 // vertices in the order of their tags; nil where that is theirs
	groups map[int]int
}

// word returns the next word; the error is io.EOF where there is none.
func (m *mshReader) word() (string, error) {
	var word []byte
	for {
		c, err := m.r.ReadByte()
		switch {
		case err == io.EOF && len(word) > 0:
			return string(word), nil
		case err != nil:
			return "", err
		case isSpace(c) && len(word) > 0:
			return string(word), nil
		case len(word) == maxNumberLength:
			return "", errors.New("a word is too long for a keyword")
		case !isSpace(c):
			word = append(word, c)
		}
	}
}

// skipTo passes over everything up to and including a keyword, which may stand
// behind binary data.
func (m *mshReader) skipTo(keyword string) error {
	matched := 0
	for matched < len(keyword) {
		c, err := m.r.ReadByte()
		if err != nil {
			return endedEarly(err)
		}
		switch c {
		case keyword[matched]:
			matched++
		case keyword[0]: // a dollar, which a keyword has nowhere else
			matched = 1
		default:
			matched = 0
		}
	}
	return nil
}

// expect reads a keyword.
func (m *mshReader) expect(keyword string) error {
	word, err := m.word()
	if err != nil {
		return endedEarly(err)
	}
	if word != keyword {
		return errors.New("want " + keyword + " here: the section's counts are wrong")
	}
	return nil
}

// written reads a number written as text, as all numbers of the older versions'
// counts are.
func (m *mshReader) written() (int, error) {
	value, err := m.text.next(plyType{})
	if err != nil {
		return 0, err
	}
	return whole(value)
}

func whole(value float64) (int, error) {
	if value != math.Trunc(value) || math.Abs(value) > 1<<53 {
		return 0, errors.New("a number that should be whole is not")
	}
	return int(value), nil
}

// integer reads an int.
func (m *mshReader) integer() (int, error) {
	if !m.binary {
		return m.written()
	}
	var raw [4]byte
	if _, err := io.ReadFull(m.r, raw[:]); err != nil {
		return 0, endedEarly(err)
	}
	return int(int32(m.order.Uint32(raw[:]))), nil
}

// count reads a size_t of version 4, which is never negative.
func (m *mshReader) count() (int, error) {
	value := 0
	var err error
	var raw [8]byte
	switch {
	case !m.binary:
		value, err = m.written()
	case m.size == 4:
		value, err = m.integer()
	default:
		if _, err := io.ReadFull(m.r, raw[:]); err != nil {
			return 0, endedEarly(err)
		}
		value = int(m.order.Uint64(raw[:]))
	}
	if err == nil && (value < 0 || value > math.MaxUint32) {
		err = errors.New("a count or tag below zero or above 4294967295")
	}
	return value, err
}

// double reads a floating-point number.
func (m *mshReader) double() (float64, error) {
	if !m.binary {
		return m.text.next(plyType{})
	}
	var raw [8]byte
	if _, err := io.ReadFull(m.r, raw[:]); err != nil {
		return 0, endedEarly(err)
	}
	return math.Float64frombits(m.order.Uint64(raw[:])), nil
}

// integers reads several ints.
func (m *mshReader) integers(values ...*int) error {
	for _, value := range values {
		var err error
		if *value, err = m.integer(); err != nil {
			return err
		}
	}
	return nil
}

// counts reads several size_t.
func (m *mshReader) counts(values ...*int) error {
	for _, value := range values {
		var err error
		if *value, err = m.count(); err != nil {
			return err
		}
	}
	return nil
}
