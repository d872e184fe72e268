package scene

import (
	"fmt"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// SoftBody is one structure that yields.
type SoftBody struct {
	Name string
	// Mesh is its shape at rest in the patient frame, mm, and what it is made of.
	// Its fixed vertices never move.
	Mesh        tissue.Mesh
	Attachments []Attachment
	// Lumen is the inner wall of a hollow organ as triangles of Mesh's vertices,
	// turned so that the cavity is behind them, and PressurePa the pressure in it.
	Lumen      [][3]int32
	PressurePa float64
	// ForceLimitN is the force of an instrument on the structure above which
	// the trainee is told of it, N; 0: none.
	ForceLimitN float64
}

// Attachment holds a vertex to a place until it is torn.
type Attachment struct {
	Vertex    int32
	Stiffness float64     // N/mm
	TearN     float64     // force at which it tears; 0: never
	At        *mgl64.Vec3 // mm; nil: where the vertex is at rest
}

// SoftSolid is a soft body of one material made of the tetrahedra of a mesh.
func SoftSolid(name string, solid *mesh.TetMesh, material tissue.Material) SoftBody {
	m := tissue.Mesh{
		Rest:      make([]tissue.Vec, len(solid.Vertices)),
		Tets:      make([][4]int32, len(solid.Tets)),
		Materials: []tissue.Material{material},
	}
	for i, p := range solid.Vertices {
		m.Rest[i] = tissue.Vec(p)
	}
	for t, v := range solid.Tets {
		m.Tets[t] = [4]int32{int32(v[0]), int32(v[1]), int32(v[2]), int32(v[3])}
	}
	return SoftBody{Name: name, Mesh: m}
}

// join makes one mesh of all soft bodies, so that one solver sees them and what
// happens between them. First is each body's first vertex, and the end.
func join(bodies []SoftBody) (all tissue.Mesh, first []int32, err error) {
	for i := range bodies {
		m := &bodies[i].Mesh
		at, material := int32(len(all.Rest)), len(all.Materials)
		if material+len(m.Materials) > 256 {
			return all, nil, fmt.Errorf("scene: soft structure %q brings the materials to more than 256: let structures share them", bodies[i].Name)
		}
		first = append(first, at)
		if err := bodies[i].check(); err != nil {
			return all, nil, err
		}
		all.Rest = append(all.Rest, m.Rest...)
		all.Materials = append(all.Materials, m.Materials...)
		for t, v := range m.Tets {
			all.Tets = append(all.Tets, [4]int32{v[0] + at, v[1] + at, v[2] + at, v[3] + at})
			tissue, fibre := uint8(material), [3]float32{}
			if m.Tissue != nil {
				tissue += m.Tissue[t]
			}
			if m.Fibre != nil {
				fibre = m.Fibre[t]
			}
			all.Tissue, all.Fibre = append(all.Tissue, tissue), append(all.Fibre, fibre)
		}
		for _, s := range m.Sheets {
			s.Vertices = [3]int32{s.Vertices[0] + at, s.Vertices[1] + at, s.Vertices[2] + at}
			s.Material += uint8(material)
			all.Sheets = append(all.Sheets, s)
		}
		for _, r := range m.Rods {
			r.Vertices = [2]int32{r.Vertices[0] + at, r.Vertices[1] + at}
			r.Material += uint8(material)
			all.Rods = append(all.Rods, r)
		}
		for _, v := range m.Fixed {
			all.Fixed = append(all.Fixed, v+at)
		}
	}
	return all, append(first, int32(len(all.Rest))), nil
}

// check names what would break before the solver can say so.
func (b *SoftBody) check() error {
	m, n := &b.Mesh, int32(len(b.Mesh.Rest))
	if m.Tissue != nil && len(m.Tissue) != len(m.Tets) || m.Fibre != nil && len(m.Fibre) != len(m.Tets) {
		return fmt.Errorf("scene: soft structure %q does not give a material and fibres for each tetrahedron: make the lists as long", b.Name)
	}
	for _, a := range b.Attachments {
		if a.Vertex < 0 || a.Vertex >= n || !(a.Stiffness > 0) || !(a.TearN >= 0) {
			return fmt.Errorf("scene: soft structure %q is attached by vertex %d of %d with %g N/mm: give a vertex that exists and a stiffness above 0", b.Name, a.Vertex, n, a.Stiffness)
		}
	}
	for _, t := range b.Lumen {
		for _, v := range t {
			if v < 0 || v >= n {
				return fmt.Errorf("scene: soft structure %q has a lumen with vertex %d of %d: name vertices that exist", b.Name, v, n)
			}
		}
	}
	return nil
}

func widen(p tissue.Vec) mgl64.Vec3 {
	return mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])}
}

func shorten(p mgl64.Vec3) tissue.Vec {
	return tissue.Vec{float32(p[0]), float32(p[1]), float32(p[2])}
}
