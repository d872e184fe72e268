package mesh

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl32"
)

const (
	stlHeaderSize = 84 // 80 free bytes and the number of triangles
	stlRecordSize = 50 // normal, three corners, two attribute bytes
)

// ReadSTL reads a surface from a binary or ASCII STL file, and welds corners at
// exactly equal positions into shared vertices, in order of first appearance.
// Normals and attributes are ignored: the winding is the truth. Coordinates are
// taken as patient millimetres and must be finite.
//
// A file that begins with "solid" may still be binary, as several exporters
// write it. It is read as ASCII only when a keyword of the ASCII format follows
// the name; a binary file's 80 free bytes and count do not look like that. All
// solids of an ASCII file become one mesh.
func ReadSTL(r io.Reader) (*TriMesh, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	start, err := buffered.Peek(1024)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, fmt.Errorf("stl: %w", err)
	}
	welder := &welder{mesh: &TriMesh{}, known: map[mgl32.Vec3]uint32{}}
	if isASCIISTL(start) {
		err = readASCIISTL(buffered, welder)
	} else {
		err = readBinarySTL(buffered, welder)
	}
	if err != nil {
		return nil, fmt.Errorf("stl: %w", err)
	}
	return welder.mesh, nil
}

// welder finds vertices again by their position while triangles arrive, so that
// the soup of a file's corners is never held.
type welder struct {
	mesh  *TriMesh
	known map[mgl32.Vec3]uint32
}

// isASCIISTL looks for "solid NAME", a line end and "facet" or "endsolid",
// without a byte that no text holds.
func isASCIISTL(start []byte) bool {
	text := bytes.ToLower(bytes.TrimLeft(start, " \t\r\n"))
	if !bytes.HasPrefix(text, []byte("solid")) || bytes.IndexByte(start, 0) >= 0 {
		return false
	}
	_, body, found := bytes.Cut(text, []byte("\n"))
	if !found {
		_, body, found = bytes.Cut(text, []byte("\r"))
	}
	if !found {
		return false
	}
	body = bytes.TrimLeft(body, " \t\r\n")
	return bytes.HasPrefix(body, []byte("facet")) || bytes.HasPrefix(body, []byte("endsolid"))
}

func readBinarySTL(r io.Reader, welder *welder) error {
	var header [stlHeaderSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return errors.New("neither an ASCII file nor long enough for a binary one: choose an STL surface")
	}
	count := binary.LittleEndian.Uint32(header[80:])
	if count > math.MaxUint32/3 {
		return fmt.Errorf("the header claims %d triangles, more than a mesh can hold", count)
	}
	welder.mesh.Triangles = make([][3]uint32, 0, min(count, initialCapacity))
	var record [stlRecordSize]byte
	for t := range count {
		if _, err := io.ReadFull(r, record[:]); err != nil {
			return fmt.Errorf("triangle %d of %d: %w", t, count, endedEarly(err))
		}
		var corners [3]mgl32.Vec3
		for i := range 9 {
			raw := binary.LittleEndian.Uint32(record[12+4*i:])
			corners[i/3][i%3] = math.Float32frombits(raw)
		}
		if err := welder.addCorners(corners); err != nil {
			return fmt.Errorf("triangle %d of %d: %w", t, count, err)
		}
	}
	return nil
}

// addCorners adds a triangle.
func (w *welder) addCorners(corners [3]mgl32.Vec3) error {
	var triangle [3]uint32
	for i, corner := range corners {
		if !finite(corner) {
			return errors.New("a coordinate is not a finite number")
		}
		at, known := w.known[corner]
		if !known {
			at = uint32(len(w.mesh.Vertices))
			w.known[corner] = at
			w.mesh.Vertices = append(w.mesh.Vertices, corner)
		}
		triangle[i] = at
	}
	w.mesh.Triangles = append(w.mesh.Triangles, triangle)
	return nil
}

// readASCIISTL reads facets line by line. Every facet must have three vertices.
func readASCIISTL(r io.Reader, welder *welder) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 4096), 1<<16)
	lines.Split(scanAnyLine)
	var corners [3]mgl32.Vec3
	count, open := 0, false
	for number := 1; lines.Scan(); number++ {
		words := strings.Fields(lines.Text())
		var err error
		switch keyword(words) {
		case "facet":
			count, open = 0, true
		case "vertex":
			err = parseCorner(words, open, &count, &corners)
		case "endfacet":
			if !open || count != 3 {
				err = fmt.Errorf("a facet with %d vertices, want three", count)
				break
			}
			open = false
			err = welder.addCorners(corners)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("after triangle %d: %w", len(welder.mesh.Triangles), err)
	}
	if open {
		return fmt.Errorf("after triangle %d: %w", len(welder.mesh.Triangles), endedEarly(io.EOF))
	}
	return nil
}

func keyword(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return strings.ToLower(words[0])
}

func parseCorner(words []string, open bool, count *int, corners *[3]mgl32.Vec3) error {
	if !open || *count == 3 || len(words) != 4 {
		return errors.New("a vertex out of place, or without three coordinates")
	}
	for axis := range 3 {
		value, err := strconv.ParseFloat(words[1+axis], 64)
		if err != nil {
			return errors.New("a coordinate is not a number")
		}
		corners[*count][axis] = float32(value)
	}
	*count++
	return nil
}

// scanAnyLine splits at LF, CR LF and the lone CR of old files.
func scanAnyLine(data []byte, atEnd bool) (advance int, token []byte, err error) {
	if at := bytes.IndexAny(data, "\r\n"); at >= 0 {
		return at + 1, data[:at], nil
	}
	if atEnd && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
