package mesh

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Limits of a PLY header. Real headers have a few dozen lines.
const (
	maxHeaderLine  = 4096
	maxHeaderLines = 4096
)

// plyHeader is what stands before the data.
type plyHeader struct {
	format   string // ascii, binary_little_endian or binary_big_endian
	elements []plyElement
}

type plyElement struct {
	name       string
	count      int
	properties []plyProperty
}

// plyProperty is one scalar, or a list when countType is set.
type plyProperty struct {
	name      string
	kind      plyType
	countType plyType
}

// plyType is a scalar type's size in bytes and its interpretation.
type plyType struct {
	size     int
	unsigned bool
	float    bool
}

// plyTypeNamed knows both spellings of every scalar type.
func plyTypeNamed(name string) (plyType, bool) {
	switch name {
	case "char", "int8":
		return plyType{size: 1}, true
	case "uchar", "uint8":
		return plyType{size: 1, unsigned: true}, true
	case "short", "int16":
		return plyType{size: 2}, true
	case "ushort", "uint16":
		return plyType{size: 2, unsigned: true}, true
	case "int", "int32":
		return plyType{size: 4}, true
	case "uint", "uint32":
		return plyType{size: 4, unsigned: true}, true
	case "float", "float32":
		return plyType{size: 4, float: true}, true
	case "double", "float64":
		return plyType{size: 8, float: true}, true
	}
	return plyType{}, false
}

func (e *plyElement) property(names ...string) int {
	return slices.IndexFunc(e.properties, func(p plyProperty) bool { return slices.Contains(names, p.name) })
}

// readPLYHeader reads up to and including the end_header line.
func readPLYHeader(r *bufio.Reader) (*plyHeader, error) {
	magic, err := headerLine(r)
	if err != nil || magic != "ply" {
		return nil, errors.New("ply: the file does not begin with \"ply\": choose a PLY surface")
	}
	header := &plyHeader{}
	for number := 2; number < maxHeaderLines; number++ {
		line, err := headerLine(r)
		if err != nil {
			return nil, fmt.Errorf("ply: header: %w", err)
		}
		if line == "end_header" {
			return header, header.check()
		}
		if err := header.parse(strings.Fields(line)); err != nil {
			return nil, fmt.Errorf("ply: header line %d: %w", number, err)
		}
	}
	return nil, fmt.Errorf("ply: no end_header within %d lines", maxHeaderLines)
}

// headerLine reads one line without its end (LF or CR LF).
func headerLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		c, err := r.ReadByte()
		switch {
		case err == io.EOF:
			return "", io.ErrUnexpectedEOF
		case err != nil:
			return "", err
		case c == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		case len(line) == maxHeaderLine:
			return "", fmt.Errorf("a line is longer than %d bytes", maxHeaderLine)
		}
		line = append(line, c)
	}
}

func (h *plyHeader) parse(words []string) error {
	if len(words) == 0 {
		return nil
	}
	switch words[0] {
	case "comment", "obj_info":
		return nil
	case "format":
		return h.parseFormat(words[1:])
	case "element":
		return h.parseElement(words[1:])
	case "property":
		return h.parseProperty(words[1:])
	}
	return errors.New("not a keyword of the format")
}

func (h *plyHeader) parseFormat(words []string) error {
	if len(words) != 2 || words[1] != "1.0" {
		return errors.New("want a format and version 1.0")
	}
	if !slices.Contains([]string{"ascii", "binary_little_endian", "binary_big_endian"}, words[0]) {
		return errors.New("unknown format")
	}
	h.format = words[0]
	return nil
}

func (h *plyHeader) parseElement(words []string) error {
	if len(words) != 2 {
		return errors.New("want a name and a count")
	}
	count, err := strconv.ParseUint(words[1], 10, 32)
	if err != nil || count >= math.MaxUint32 {
		return errors.New("the count must be a whole number below 4294967295")
	}
	if h.element(words[0]) != nil {
		return errors.New("the element stands there twice")
	}
	h.elements = append(h.elements, plyElement{name: words[0], count: int(count)})
	return nil
}

func (h *plyHeader) parseProperty(words []string) error {
	if len(h.elements) == 0 {
		return errors.New("a property before any element")
	}
	var property plyProperty
	if len(words) == 4 && words[0] == "list" {
		countType, known := plyTypeNamed(words[1])
		if !known || countType.float {
			return errors.New("a list's length must have an integer type")
		}
		property.countType = countType
		words = words[2:]
	}
	if len(words) != 2 {
		return errors.New("want a type and a name")
	}
	kind, known := plyTypeNamed(words[0])
	if !known {
		return errors.New("unknown type")
	}
	property.kind, property.name = kind, words[1]
	last := &h.elements[len(h.elements)-1]
	last.properties = append(last.properties, property)
	return nil
}

// check asks for what makes a surface: coordinates and faces.
func (h *plyHeader) check() error {
	if h.format == "" {
		return errors.New("ply: the header has no format line")
	}
	vertex, face := h.element("vertex"), h.element("face")
	if vertex == nil || face == nil {
		return errors.New("ply: the file has no vertex or no face element: it holds no surface")
	}
	for _, axis := range []string{"x", "y", "z"} {
		at := vertex.property(axis)
		if at < 0 || vertex.properties[at].countType.size != 0 {
			return fmt.Errorf("ply: the vertices have no coordinate %s", axis)
		}
	}
	at := face.property("vertex_indices", "vertex_index")
	if at < 0 || face.properties[at].countType.size == 0 || face.properties[at].kind.float {
		return errors.New("ply: the faces have no integer list vertex_indices")
	}
	return nil
}

func (h *plyHeader) element(name string) *plyElement {
	at := slices.IndexFunc(h.elements, func(e plyElement) bool { return e.name == name })
	if at < 0 {
		return nil
	}
	return &h.elements[at]
}
