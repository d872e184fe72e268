package mesh

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
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

// compact returns a surface of some of the triangles, with only the vertices
// that they use, in their old order.
func (m *TriMesh) compact(triangles [][3]uint32) *TriMesh {
	used := make([]uint32, 0, 3*len(triangles))
	for _, triangle := range triangles {
		used = append(used, triangle[:]...)
	}
	slices.Sort(used)
	used = slices.Compact(used)
	part := &TriMesh{Vertices: make([]mgl32.Vec3, len(used)), Triangles: make([][3]uint32, len(triangles))}
	for i, v := range used {
		part.Vertices[i] = m.Vertices[v]
	}
	for t, triangle := range triangles {
		for corner, v := range triangle {
			at, _ := slices.BinarySearch(used, v)
			part.Triangles[t][corner] = uint32(at)
		}
	}
	return part
}

// transformed returns a copy moved by an affine transform, turned inside out
// again where the transform mirrors. The identity keeps every bit.
func (m *TriMesh) transformed(transform mgl64.Mat4) (*TriMesh, error) {
	moved := &TriMesh{Vertices: make([]mgl32.Vec3, len(m.Vertices)), Triangles: slices.Clone(m.Triangles)}
	for v, position := range m.Vertices {
		moved.Vertices[v] = narrow(mgl64.TransformCoordinate(wide(position), transform))
		if !finite(moved.Vertices[v]) {
			return nil, errors.New("a transform moves a vertex to where no number reaches")
		}
	}
	if transform.Mat3().Det() < 0 {
		moved.flip()
	}
	return moved, nil
}
