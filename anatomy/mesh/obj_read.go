package mesh

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/go-gl/mathgl/mgl32"
)

// maxTextLine bounds a line of a text format. A polygon of a hundred thousand
// corners fits.
const maxTextLine = 1 << 20

// objFile is a Wavefront OBJ file: vertices shared by all of its parts.
type objFile struct {
	mesh   TriMesh
	colors []uint32 // per vertex, 1<<24 | rgb, or zero for none
	parts  []objPart
	limit  *growth
}

// objPart is a run of triangles between two "o" or "g" lines.
type objPart struct {
	name        string
	first, last int // triangles
}

// readOBJ reads the vertices and faces of a Wavefront OBJ file (Alias Advanced
// Visualizer, appendix B1): absolute and relative indices, with or without
// texture and normal, polygons as fans around their first corner, objects and
// groups as parts, vertex colours behind the coordinates. Lines, points,
// curves, materials and everything else are passed over. Coordinates are taken
// as patient millimetres and must be finite.
//
// It refuses a face with fewer than three corners, and an index that is zero or
// names a vertex that has not come yet, with the line's number.
func readOBJ(r io.Reader) (*objFile, error) {
	file := &objFile{parts: []objPart{{}}, limit: &growth{r: r}}
	lines := &textLines{r: bufio.NewReaderSize(file.limit, 1<<16)}
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = file.addLine(line)
		}
		if err != nil {
			return nil, fmt.Errorf("obj: line %d: %w", lines.number, err)
		}
	}
	file.endPart()
	return file, nil
}

// addLine reads one statement.
func (o *objFile) addLine(line []byte) error {
	keyword, rest := cutWord(line)
	switch string(keyword) {
	case "v":
		return o.addVertex(rest)
	case "f", "fo":
		return o.addFace(rest)
	case "o", "g":
		o.endPart()
		o.parts[len(o.parts)-1].name = string(bytes.TrimSpace(rest))
	}
	return nil
}

// endPart closes the current part; one without triangles gives way to the next.
func (o *objFile) endPart() {
	current := &o.parts[len(o.parts)-1]
	current.last = len(o.mesh.Triangles)
	if current.last > current.first {
		o.parts = append(o.parts, objPart{first: current.last})
	}
}

// addVertex reads "x y z", "x y z w" or "x y z r g b".
func (o *objFile) addVertex(rest []byte) error {
	var numbers [6]float64
	count := 0
	for count < len(numbers) {
		var word []byte
		if word, rest = cutWord(rest); len(word) == 0 {
			break
		}
		value, err := parseNumber(word)
		if err != nil && count < 3 {
			return err
		}
		numbers[count] = value
		count++
	}
	position := mgl32.Vec3{float32(numbers[0]), float32(numbers[1]), float32(numbers[2])}
	if count < 3 || !finite(position) {
		return errors.New("a vertex without three finite coordinates")
	}
	o.mesh.Vertices = append(o.mesh.Vertices, position)
	color := uint32(0)
	if count == 6 {
		color = vertexColor(numbers[3], numbers[4], numbers[5])
	}
	o.colors = append(o.colors, color)
	return nil
}

// vertexColor packs a colour of components in [0, 1], and is zero for others.
func vertexColor(components ...float64) uint32 {
	packed := uint32(1)
	for _, c := range components {
		if !(c >= 0 && c <= 1) {
			return 0
		}
		packed = packed<<8 | uint32(math.Round(c*255))
	}
	return packed
}

// addFace adds a polygon as a fan.
func (o *objFile) addFace(rest []byte) error {
	var triangle [3]uint32
	corners := 0
	for {
		var word []byte
		if word, rest = cutWord(rest); len(word) == 0 {
			break
		}
		vertex, err := o.vertexNamed(word)
		if err != nil {
			return err
		}
		triangle[min(corners, 2)] = vertex
		if corners++; corners > 2 {
			o.mesh.Triangles = append(o.mesh.Triangles, triangle)
			triangle[1] = triangle[2]
		}
	}
	if corners < 3 {
		return fmt.Errorf("a face with %d corners, it needs three", corners)
	}
	return o.limit.allow(len(o.mesh.Vertices), len(o.mesh.Triangles))
}

// vertexNamed finds the vertex of a corner "v", "v/vt", "v//vn" or "v/vt/vn":
// from one upwards, or from minus one backwards.
func (o *objFile) vertexNamed(corner []byte) (uint32, error) {
	word, _, _ := bytes.Cut(corner, []byte("/"))
	index, err := strconv.Atoi(string(word))
	if err != nil {
		return 0, errors.New("a corner without the number of a vertex")
	}
	if index < 0 {
		index += len(o.mesh.Vertices) + 1
	}
	if index < 1 || index > len(o.mesh.Vertices) {
		return 0, fmt.Errorf("a face names a vertex that is not among the %d before it", len(o.mesh.Vertices))
	}
	return uint32(index - 1), nil
}

// surfaces returns the parts with vertices of their own.
func (o *objFile) surfaces() []Part {
	var parts []Part
	for _, p := range o.parts {
		if p.first < p.last {
			triangles := o.mesh.Triangles[p.first:p.last]
			parts = append(parts, Part{p.name, o.colorOf(triangles), o.mesh.compact(triangles)})
		}
	}
	return parts
}

// colorOf returns the colour that all corners share.
func (o *objFile) colorOf(triangles [][3]uint32) string {
	color := o.colors[triangles[0][0]]
	for _, triangle := range triangles {
		for _, v := range triangle {
			if o.colors[v] != color {
				return ""
			}
		}
	}
	if color == 0 {
		return ""
	}
	return colorNamed([3]uint8{uint8(color >> 16), uint8(color >> 8), uint8(color)})
}
