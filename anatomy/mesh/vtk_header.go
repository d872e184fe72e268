package mesh

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxVTKLine bounds a line of keywords; the format allows 256 characters.
const maxVTKLine = 4096

// vtkReader reads a legacy VTK file (VTK User's Guide, "VTK File Formats",
// versions 1.0 to 5.1) section by section: a line of keywords, then numbers as
// text or as big-endian bytes.
type vtkReader struct {
	r       *bufio.Reader
	limit   *growth
	binary  bool
	major   int    // from version 5 on, cells are offsets and connectivity
	dataset string // POLYDATA, UNSTRUCTURED_GRID, …
	scratch [1 << 13]byte
}

// newVTKReader reads the header, up to and including the DATASET line. The
// title, which may name a patient, is passed over.
func newVTKReader(r io.Reader) (*vtkReader, error) {
	limit := &growth{r: r}
	v := &vtkReader{r: bufio.NewReaderSize(limit, 1<<16), limit: limit}
	first, err := v.line()
	version, isVTK := strings.CutPrefix(first, "# vtk DataFile Version ")
	if err != nil || !isVTK {
		return nil, errors.New("the file does not begin with \"# vtk DataFile Version\": choose a legacy VTK file")
	}
	major, _, _ := strings.Cut(strings.TrimSpace(version), ".")
	if v.major, err = strconv.Atoi(major); err != nil || v.major < 1 || v.major > 5 {
		return nil, errors.New("the file has an unknown version: save it as version 3.0 or 5.1")
	}
	if _, err := v.line(); err != nil {
		return nil, endedEarly(err)
	}
	coding, err := v.keywords()
	if err != nil {
		return nil, endedEarly(err)
	}
	switch coding[0] {
	case "ASCII":
	case "BINARY":
		v.binary = true
	default:
		return nil, errors.New("the third line must be ASCII or BINARY")
	}
	words, err := v.section()
	if err != nil {
		return nil, endedEarly(err)
	}
	if words[0] != "DATASET" || len(words) != 2 {
		return nil, errors.New("the header has no DATASET line")
	}
	v.dataset = strings.ToUpper(words[1])
	return v, nil
}

// line reads up to a line end and returns the line without it.
func (v *vtkReader) line() (string, error) {
	var line []byte
	for {
		c, err := v.r.ReadByte()
		if err == io.EOF && len(line) > 0 {
			break
		}
		if err != nil {
			return "", err
		}
		if c == '\n' {
			break
		}
		if len(line) == maxVTKLine {
			return "", fmt.Errorf("a line of keywords is longer than %d bytes", maxVTKLine)
		}
		line = append(line, c)
	}
	return strings.TrimSpace(string(line)), nil
}

// keywords returns the words of the next line that is not empty, at least one,
// the first in capitals.
func (v *vtkReader) keywords() ([]string, error) {
	for {
		line, err := v.line()
		if err != nil {
			return nil, err
		}
		if words := strings.Fields(line); len(words) > 0 {
			words[0] = strings.ToUpper(words[0])
			return words, nil
		}
	}
}

// section returns the keywords of the next section that is neither metadata
// nor a field, which it skips. The error is io.EOF at the file's end.
func (v *vtkReader) section() ([]string, error) {
	for {
		words, err := v.keywords()
		if err != nil {
			return nil, err
		}
		switch words[0] {
		case "METADATA":
			err = v.skipMetadata()
		case "FIELD":
			err = v.skipField(words)
		default:
			return words, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", words[0], err)
		}
	}
}

// skipMetadata passes over the lines up to an empty one.
func (v *vtkReader) skipMetadata() error {
	for {
		line, err := v.line()
		if err == io.EOF {
			return nil
		}
		if err != nil || line == "" {
			return err
		}
	}
}

// skipField passes over "FIELD name count" and its arrays, each "name
// components tuples type" and values.
func (v *vtkReader) skipField(words []string) error {
	if len(words) != 3 {
		return errors.New("want a name and the number of arrays")
	}
	arrays, err := strconv.ParseUint(words[2], 10, 31)
	if err != nil {
		return errors.New("want a name and the number of arrays")
	}
	for range arrays {
		array, err := v.keywords()
		if err != nil {
			return endedEarly(err)
		}
		if array[0] == "METADATA" {
			if err := v.skipMetadata(); err != nil {
				return err
			}
			if array, err = v.keywords(); err != nil {
				return endedEarly(err)
			}
		}
		if len(array) != 4 {
			return errors.New("an array without name, components, tuples and type")
		}
		components, err1 := strconv.ParseUint(array[1], 10, 31)
		tuples, err2 := strconv.ParseUint(array[2], 10, 31)
		if err := errors.Join(err1, err2); err != nil {
			return errors.New("an array without name, components, tuples and type")
		}
		if err := v.numbers(int(components*tuples), array[3], func(float64) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// counts returns the numbers behind a section's keyword, each below 2^32.
func (v *vtkReader) counts(words []string, number int) ([]int, error) {
	if len(words) < number+1 {
		return nil, fmt.Errorf("want %d numbers behind the keyword", number)
	}
	counts := make([]int, number)
	for i := range counts {
		count, err := strconv.ParseUint(words[i+1], 10, 32)
		if err != nil {
			return nil, errors.New("a count must be a whole number below 4294967296")
		}
		counts[i] = int(count)
	}
	return counts, nil
}

// vtkTypes are the scalar types in which coordinates and indices come, by size
// in bytes. "long" is eight bytes as every 64-bit writer has it.
var vtkTypes = map[string]vtkType{
	"char": {size: 1, signed: true}, "signed_char": {size: 1, signed: true}, "unsigned_char": {size: 1},
	"short": {size: 2, signed: true}, "unsigned_short": {size: 2},
	"int": {size: 4, signed: true}, "unsigned_int": {size: 4}, "vtkidtype": {size: 4, signed: true},
	"long": {size: 8, signed: true}, "unsigned_long": {size: 8},
	"vtktypeint64": {size: 8, signed: true}, "vtktypeuint64": {size: 8},
	"float": {size: 4, float: true}, "double": {size: 8, float: true},
}

type vtkType struct {
	size          int
	signed, float bool
}

// numbers reads count numbers of a type and hands them over one by one. An
// integer beyond 2^53, which no mesh that fits a memory has, is rounded.
func (v *vtkReader) numbers(count int, typeName string, visit func(float64) error) error {
	kind, known := vtkTypes[strings.ToLower(typeName)]
	if !known {
		return errors.New("a type of numbers that is not known here: save the file with float or int")
	}
	if !v.binary {
		text := asciiScalars{r: v.r}
		for range count {
			value, err := text.next(plyType{})
			if err != nil {
				return err
			}
			if err := visit(value); err != nil {
				return err
			}
		}
		return nil
	}
	for count > 0 {
		block := min(count, len(v.scratch)/kind.size)
		raw := v.scratch[:block*kind.size]
		if _, err := io.ReadFull(v.r, raw); err != nil {
			return endedEarly(err)
		}
		for number := range slices.Chunk(raw, kind.size) {
			if err := visit(kind.value(number)); err != nil {
				return err
			}
		}
		count -= block
	}
	return nil
}
