package mesh

import (
	"fmt"
	"math"
	"strconv"
)

// Part is one named surface among several: an object of an OBJ file, a mesh of
// a glTF scene, a structure on a printer's plate.
type Part struct {
	Name  string // as the file has it; may be empty
	Color string // #rrggbb (sRGB); empty: none stated
	Mesh  *TriMesh
}

// merged joins the surfaces of parts, each with vertices of its own.
func merged(parts []Part) *TriMesh {
	whole := &TriMesh{}
	for _, part := range parts {
		first := uint32(len(whole.Vertices))
		whole.Vertices = append(whole.Vertices, part.Mesh.Vertices...)
		for _, t := range part.Mesh.Triangles {
			whole.Triangles = append(whole.Triangles, [3]uint32{first + t[0], first + t[1], first + t[2]})
		}
	}
	return whole
}

// checkParts refuses what no format can hold.
func checkParts(parts []Part) error {
	vertices := 0
	for _, part := range parts {
		if _, _, err := colorOf(part); err != nil {
			return err
		}
		if err := part.Mesh.checkIndices(); err != nil {
			return fmt.Errorf("part %q: %w", part.Name, err)
		}
		vertices += len(part.Mesh.Vertices)
	}
	if uint64(vertices) > math.MaxInt32 {
		return fmt.Errorf("%d vertices are more than the formats can count: simplify the surfaces", vertices)
	}
	return nil
}

// colorOf returns the part's colour as sRGB bytes, and whether it has one.
func colorOf(part Part) (rgb [3]uint8, stated bool, err error) {
	if part.Color == "" {
		return rgb, false, nil
	}
	value, err := strconv.ParseUint(part.Color[1:], 16, 24)
	if err != nil || len(part.Color) != 7 || part.Color[0] != '#' {
		return rgb, false, fmt.Errorf("part %q has a colour that is not #rrggbb", part.Name)
	}
	return [3]uint8{uint8(value >> 16), uint8(value >> 8), uint8(value)}, true, nil
}

func colorNamed(rgb [3]uint8) string {
	return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
}

// compact returns the vertices that the triangles use, in the order of their
// first use, and the triangles renumbered.
func compact(vertices *TriMesh, triangles [][3]uint32) *TriMesh {
	renumbered := make(map[uint32]uint32, len(triangles)/2+3)
	part := &TriMesh{Triangles: make([][3]uint32, len(triangles))}
	for t, triangle := range triangles {
		for corner, v := range triangle {
			at, known := renumbered[v]
			if !known {
				at = uint32(len(part.Vertices))
				renumbered[v] = at
				part.Vertices = append(part.Vertices, vertices.Vertices[v])
			}
			part.Triangles[t][corner] = at
		}
	}
	return part
}
