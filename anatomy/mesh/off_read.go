package mesh

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/go-gl/mathgl/mgl32"
)

// readOFF reads a surface from a text file of the Object File Format (Geomview
// manual, "OFF Files"): OFF, and COFF and NOFF, whose colours and normals are
// passed over. Polygons become fans around their first corner. Coordinates are
// taken as patient millimetres and must be finite.
func readOFF(r io.Reader) (*TriMesh, error) {
	limit := &growth{r: r}
	words := &offWords{lines: textLines{r: bufio.NewReaderSize(limit, 1<<16)}, limit: limit}
	m := &TriMesh{}
	err := words.readMesh(m)
	if err == nil {
		err = m.checkIndices()
	}
	if err != nil {
		return nil, fmt.Errorf("off: %w", err)
	}
	return m, nil
}

// offWords reads words without regard to lines, or the rest of a line.
type offWords struct {
	lines textLines
	rest  []byte
	limit *growth
}

func (o *offWords) next() ([]byte, error) {
	for {
		word, rest := cutWord(o.rest)
		if o.rest = rest; len(word) > 0 {
			return word, nil
		}
		line, err := o.lines.next()
		if err != nil {
			return nil, endedEarly(err)
		}
		o.rest = line
	}
}

// integer reads a whole number from 0 to 2^32-1.
func (o *offWords) integer() (int, error) {
	word, err := o.next()
	if err != nil {
		return 0, err
	}
	value, err := parseNumber(word)
	if err != nil || value < 0 || value > math.MaxUint32 || value != math.Trunc(value) {
		return 0, fmt.Errorf("line %d: want a whole number from 0 to 4294967295", o.lines.number)
	}
	return int(value), nil
}

func (o *offWords) readMesh(m *TriMesh) error {
	skip, colored, err := o.readMagic()
	if err != nil {
		return err
	}
	var counts [3]int // vertices, faces, edges
	for i := range counts {
		if counts[i], err = o.integer(); err != nil {
			return fmt.Errorf("header: %w", err)
		}
	}
	m.Vertices = make([]mgl32.Vec3, 0, min(counts[0], initialCapacity))
	for i := range counts[0] {
		if err := o.readVertex(m, skip, colored); err != nil {
			return fmt.Errorf("vertex %d of %d: %w", i, counts[0], err)
		}
	}
	for i := range counts[1] {
		if err := o.readFace(m); err != nil {
			return fmt.Errorf("face %d of %d: %w", i, counts[1], err)
		}
	}
	return nil
}

// readMagic reads the first word, onto which some writers glue the first count,
// and returns how many numbers of a normal follow each position, and whether
// colours do.
func (o *offWords) readMagic() (skip int, colored bool, err error) {
	word, err := o.next()
	if err != nil {
		return 0, false, err
	}
	before, after, found := strings.Cut(string(word), "OFF")
	if !found || strings.Trim(before, "CN") != "" {
		return 0, false, errors.New("the file does not begin with OFF, COFF or NOFF: choose an OFF surface")
	}
	if after == "BINARY" {
		return 0, false, errors.New("the file is binary: save it as text")
	}
	o.rest = append([]byte(after+" "), o.rest...)
	if strings.Contains(before, "N") {
		skip = 3
	}
	return skip, strings.Contains(before, "C"), nil
}

func (o *offWords) readVertex(m *TriMesh, skip int, colored bool) error {
	var position mgl32.Vec3
	for i := range 3 + skip {
		word, err := o.next()
		if err != nil {
			return err
		}
		value, err := parseNumber(word)
		if err != nil {
			return err
		}
		if i < 3 {
			position[i] = float32(value)
		}
	}
	if colored {
		o.rest = nil // a colour has three or four numbers and ends with the line
	}
	if !finite(position) {
		return errors.New("a coordinate is not a finite number")
	}
	m.Vertices = append(m.Vertices, position)
	return nil
}

func (o *offWords) readFace(m *TriMesh) error {
	count, err := o.integer()
	if err != nil {
		return err
	}
	if count < 3 {
		return fmt.Errorf("it has %d corners, a face needs three", count)
	}
	var triangle [3]uint32
	for corner := range count {
		index, err := o.integer()
		if err != nil {
			return err
		}
		triangle[min(corner, 2)] = uint32(index)
		if corner >= 2 {
			m.Triangles = append(m.Triangles, triangle)
			triangle[1] = triangle[2]
		}
	}
	o.rest = nil
	return o.limit.allow(len(m.Vertices), len(m.Triangles))
}
