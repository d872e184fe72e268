package view

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// lump is one body of soft tissue with its matter, as the world holds it.
type lump struct {
	t      testing.TB
	mesh   tissue.Mesh
	body   *tissue.Body
	matter *tissue.Matter
	drawn  tissue.Surface
	shape  int
}

// block is a block of cubes of h mm around the origin, held at its lowest layer.
func block(t testing.TB, n [3]int, h float64, material string) *lump {
	made, ok := tissue.Named(material)
	if !ok {
		t.Fatal("no material ", material)
	}
	l := &lump{t: t, mesh: tissue.Mesh{Materials: []tissue.Material{made}}}
	at := func(c [3]int) int32 { return int32((c[2]*(n[1]+1)+c[1])*(n[0]+1) + c[0]) }
	for k := range n[2] + 1 {
		for j := range n[1] + 1 {
			for i := range n[0] + 1 {
				p := mgl64.Vec3{float64(i) - float64(n[0])/2, float64(j) - float64(n[1])/2, float64(k) - float64(n[2])/2}.Mul(h)
				if k == 0 {
					l.mesh.Fixed = append(l.mesh.Fixed, int32(len(l.mesh.Rest)))
				}
				l.mesh.Rest = append(l.mesh.Rest, tissue.Vec{float32(p[0]), float32(p[1]), float32(p[2])})
			}
		}
	}
	for k := range n[2] {
		for j := range n[1] {
			for i := range n[0] {
				// Kuhn's division of a cube into six tetrahedra about its diagonal.
				for order, axes := range [][3]int{{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {1, 0, 2}, {0, 2, 1}, {2, 1, 0}} {
					corner := [3]int{i, j, k}
					tet := [4]int32{at(corner)}
					for c, axis := range axes {
						corner[axis]++
						tet[c+1] = at(corner)
					}
					if order >= 3 {
						tet[2], tet[3] = tet[3], tet[2]
					}
					l.mesh.Tets = append(l.mesh.Tets, tet)
				}
			}
		}
	}
	var err error
	if l.body, err = tissue.New(l.mesh, tissue.Settings{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.body.Close)
	if l.matter, err = tissue.NewMatter(l.mesh.Rest, l.mesh.Tets, tissue.MatterOptions{}); err != nil {
		t.Fatal(err)
	}
	return l
}

// place moves the vertices as one is told, without physics.
func (l *lump) place(to func(p mgl64.Vec3) mgl64.Vec3) {
	now := make([]tissue.Vec, l.matter.Nodes())
	l.body.Positions(now)
	for i, p := range now {
		q := to(mgl64.Vec3{float64(p[0]), float64(p[1]), float64(p[2])})
		now[i] = tissue.Vec{float32(q[0]), float32(q[1]), float32(q[2])}
		l.body.Place(i, now[i], tissue.Vec{})
	}
	l.matter.Follow(now)
}

// cut draws an edge through the lump along straight strokes from place to place,
// and rebuilds the body.
func (l *lump) cut(along []mgl64.Vec3, edge mgl64.Vec3) {
	vertices, elements := l.matter.Nodes(), l.matter.Elements()
	blade := l.matter.NewBlade()
	at := func(p mgl64.Vec3) [2]tissue.Vec {
		q := p.Add(edge)
		return [2]tissue.Vec{{float32(p[0]), float32(p[1]), float32(p[2])}, {float32(q[0]), float32(q[1]), float32(q[2])}}
	}
	for i := 1; i < len(along); i++ {
		const steps = 12
		for s := range steps {
			step := along[i].Sub(along[i-1]).Mul(1.0 / steps)
			from := along[i-1].Add(step.Mul(float64(s)))
			if _, err := blade.Cut(at(from), at(from.Add(step))); err != nil {
				l.t.Fatal(err)
			}
		}
	}
	now, from, parent := l.matter.Mesh(l.mesh, vertices, elements)
	if err := l.body.Rebuild(now, from, parent); err != nil {
		l.t.Fatal(err)
	}
	l.shape++
}

// skin is what is drawn of the lump, as the first of the stage's soft structures.
func (l *lump) skin() *Soft {
	now := make([]tissue.Vec, l.matter.Nodes())
	l.body.Positions(now)
	l.matter.Follow(now)
	l.matter.Surface(&l.drawn)
	return &Soft{
		Shape: l.shape, Triangles: l.drawn.Triangles, Cut: l.drawn.Cut, Body: make([]int32, len(l.drawn.Triangles)),
		Places: l.drawn.Places, Rest: l.drawn.Rest,
	}
}

// stage shows the lump as the one structure of a case.
func (l *lump) stage(name, colour string) Stage {
	s := l.skin()
	m := &mesh.TriMesh{}
	for _, p := range s.Rest {
		m.Vertices = append(m.Vertices, mgl32.Vec3(p))
	}
	for _, t := range s.Triangles {
		m.Triangles = append(m.Triangles, [3]uint32{uint32(t[0]), uint32(t[1]), uint32(t[2])})
	}
	return Stage{
		Case: &anatomy.Case{ID: name, Modality: "LABELS", Structures: []anatomy.Structure{structure(name, "organ", colour, m)}},
		Soft: []SoftStructure{{Name: name, Material: l.mesh.Materials[0].Name}}, HideScan: true,
	}
}

// keep saves a picture where somebody wants to look at it.
func keep(t testing.TB, name string, img image.Image) {
	dir := os.Getenv("DRYLAB_PICTURES")
	if dir == "" {
		return
	}
	file, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, img); err != nil {
		t.Fatal(err)
	}
}
