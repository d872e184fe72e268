package view

import (
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// Soft is the skin of everything that yields, at one moment. Draw reads its
// slices and keeps none of them.
type Soft struct {
	// Shape is another number whenever Triangles, Cut or Body are others. Places
	// change for every picture, triangles only where something is cut or torn.
	Shape int
	// Triangles turn left seen from outside; they are indices into Places.
	Triangles [][3]int32
	Cut       []bool  // of each triangle: laid open by a blade or a tear, not the outside
	Body      []int32 // of each triangle: its structure, an index into Stage.Soft
	// Places are where the vertices are and Rest where they were before anything
	// touched them; patient frame, mm.
	Places, Rest [][3]float32
	// States are what happened to the vertices: blood on them, burn and bruise,
	// from 0 to 255, and moisture, of which 255 is what the tissue always has.
	// None is tissue to which nothing happened.
	States [][4]uint8
}

// SoftStructure is a structure of the stage's case that yields.
type SoftStructure struct {
	Name     string // of a structure of the case
	Material string // as tissue.Table names it; it chooses the look
}

// Mark is a line inked on soft tissue at rest, which it follows: a circle, and a
// straight way to it.
type Mark struct {
	Centre   mgl64.Vec3  // patient frame, mm
	Normal   mgl64.Vec3  // of the circle's plane, of any length
	RadiusMM float64     // above zero
	From     *mgl64.Vec3 // where the straight way to the circle begins; nil for none
}

// softView is one structure that yields, on the stage.
type softView struct {
	index  int32         // in Stage.Soft
	mark   *Mark         // nil for none
	dry    bool          // nothing that happens to it stains it
	fine   *mesh.TriMesh // the structure's own surface
	wrap   *wrap         // carries that; nil before the first frame, and where the skin is as fine
	skin   softSkin
	buffer *softBuffer
	shape  int // of what the skin is made of
}

// restShape is the shape of a structure that no frame has shown yet.
const restShape = -1

// soften makes the structure one that yields, if it is one of the stage's soft
// ones. It shows it at rest until a frame brings its skin.
func (s *structureView) soften(structure anatomy.Structure, stage *Stage) {
	surface := structure.Surface
	at := slices.IndexFunc(stage.Soft, func(one SoftStructure) bool { return one.Name == s.name })
	if at < 0 {
		return
	}
	v := &softView{index: int32(at), mark: stage.Mark, fine: surface, buffer: newSoftBuffer(), shape: restShape}
	s.look = lookOf(structure, stage.Soft[at].Material)
	v.dry, s.starts = s.look.bloodless, 1
	v.draw(atRest(surface, int32(at)))
	s.surface.Dispose()
	s.surface, s.soft = v.buffer, v
}

// atRest is a surface as the skin of a soft structure that nothing touched.
func atRest(m *mesh.TriMesh, index int32) *Soft {
	s := &Soft{Shape: restShape, Cut: make([]bool, len(m.Triangles)), Body: make([]int32, len(m.Triangles))}
	for i, t := range m.Triangles {
		s.Triangles = append(s.Triangles, [3]int32{int32(t[0]), int32(t[1]), int32(t[2])})
		s.Body[i] = index
	}
	for _, p := range m.Vertices {
		s.Rest = append(s.Rest, p)
	}
	s.Places = s.Rest
	return s
}

// pass is the material of a structure's surface; v is nil for one that does not yield.
func (v *softView) pass(l *look) *pass {
	if v == nil {
		return newPass("tissue")
	}
	p := newPass("soft")
	p.vec("Soft", l.threads, 0, 0, 0)
	p.vec("Mark", v.mark.uniforms()...)
	return p
}

// take brings the structure to where a frame has it.
func (v *softView) take(s *Soft) {
	if v.fine != nil {
		v.wrap, v.fine = newWrap(v.fine, s, v.index), nil
	}
	if v.wrap != nil {
		s = v.wrap.dress(s)
	}
	v.draw(s)
}

// draw sends a skin to the graphics card. One with a place that is none is not
// shown: what was there stays.
func (v *softView) draw(s *Soft) {
	if s.Shape != v.shape || v.skin.empty() {
		v.skin.divide(s, v.index)
		v.buffer.shape(v.skin.constant, v.skin.indices)
		v.shape = s.Shape
	}
	if v.skin.follow(s) {
		v.buffer.move(v.skin.moving)
		states := s.States
		if v.dry {
			states = nil
		}
		v.buffer.stain(v.skin.stain(states))
	}
}

// bound makes an extent the skin's bounding box.
func (k *softSkin) bound(e *extent) {
	if k.empty() {
		return
	}
	e.points = e.points[:0]
	for i := range 8 {
		var corner mgl64.Vec3
		for axis := range corner {
			corner[axis] = float64(k.lowest[axis])
			if i>>axis&1 == 1 {
				corner[axis] = float64(k.highest[axis])
			}
		}
		e.points = append(e.points, corner)
	}
	e.lowest, e.highest = e.points[0], e.points[7]
	e.measure()
}
