package view

import (
	"cmp"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/g3n/engine/core"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/graphic"
	"github.com/g3n/engine/material"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// The order of drawing. Translucent layers take consecutive numbers from
// orderLayers on; the instrument's outline behind tissue comes after them.
const (
	orderBackdrop   = -1000
	orderRoom       = -950
	orderSolid      = -900
	orderInstrument = -800
	orderCaps       = -700
	orderLayers     = 0
	orderOutline    = 10000
	orderGhost      = orderOutline + 10
)

// opaque is the opacity from which a structure hides what is behind it.
const opaque = 0.995

// structureView is one structure on the stage.
type structureView struct {
	name    string
	title   string  // the name in words
	starts  float64 // opacity at first
	look    look
	linear  [3]float32 // its colour, linear
	encoded [3]float32 // its colour as written in the case
	extent  extent
	surface shape
	soft    *softView // nil for what does not yield
	section *sectioner
	capped  bool // closed, so that a cut through it can be filled

	values      []float32     // of the tissue shader
	wall        *graphic.Mesh // the surface itself
	wallPass    *pass
	depth       *graphic.Mesh // the surface's depth alone, drawn before a translucent wall
	depthPass   *pass
	parity, cap *graphic.Mesh // fill the cut: count surfaces, then paint where they are odd
	caster      *graphic.Mesh // for the map of shadows
}

// anatomyView is all structures of a case on the stage.
type anatomyView struct {
	structures []structureView
	capOrder   []int // outer structures first
	extent     extent
	soft       extent // of what yields, at rest; no points where nothing does
	cut, cutOn []float32
	placed     Cut     // where the cutting plane stands; without a normal nowhere yet
	plane      *buffer // the cutting plane, as large as the anatomy
	layers     []layer
}

// newAnatomyView uploads a stage's surfaces below a node in the patient frame,
// the most important for its plan first.
func newAnatomyView(stage *Stage, lit *lights, scan *scan, patient, casting *core.Node) *anatomyView {
	a := &anatomyView{cut: make([]float32, 4), cutOn: make([]float32, 4), plane: newBuffer(3, 3)}
	var extents []extent
	list := byImportance(stage.Case, stage.Plan)
	for i, s := range list {
		a.structures = append(a.structures, newStructureView(s.Structure))
		extents = append(extents, a.structures[i].extent)
		if len(list) >= crowd {
			a.structures[i].starts = s.startOpacity(a.structures[i].starts)
		}
		a.structures[i].soften(s.Structure, stage)
	}
	a.extent = join(extents)
	a.baseSoft()
	a.setPlane(Cut{Normal: mgl64.Vec3{0, 0, 1}})
	for i := range a.structures {
		a.structures[i].addMeshes(a, lit, scan, patient)
		casting.Add(a.structures[i].caster)
		a.capOrder = append(a.capOrder, i)
	}
	slices.SortStableFunc(a.capOrder, func(i, j int) int {
		one, other := &a.structures[i], &a.structures[j]
		return cmp.Or(cmp.Compare(other.extent.radius, one.extent.radius), cmp.Compare(one.name, other.name))
	})
	return a
}

// aroundSoft is how many times as large as what yields a structure must be to be
// what one looks through to see it. Smaller ones are what it lies on.
const aroundSoft = 1.6

// baseSoft measures what yields and shows what it lies on solid.
func (a *anatomyView) baseSoft() {
	var soft []extent
	for i := range a.structures {
		if a.structures[i].soft != nil {
			soft = append(soft, a.structures[i].extent)
		}
	}
	a.soft = join(soft)
	for i := range a.structures {
		if s := &a.structures[i]; len(soft) > 0 && s.extent.radius <= aroundSoft*a.soft.radius {
			s.starts = 1
		}
	}
}

func newStructureView(s anatomy.Structure) structureView {
	look := lookOf(s, "")
	colour := cmp.Or(s.Color, look.natural)
	return structureView{
		name: s.Name, title: readable(s.Name), look: look, starts: look.translucent(),
		linear: parseColour(colour), encoded: encodedColour(colour),
		extent:  newExtent(s.Surface),
		surface: surfaceSolid(s.Surface).upload(),
		section: newSectioner(s.Surface),
		capped:  s.Watertight,
	}
}

// addMeshes makes every mesh that the structure may need; arrange shows them.
func (s *structureView) addMeshes(a *anatomyView, lit *lights, scan *scan, patient *core.Node) {
	s.values = s.look.uniforms(s.linear, 1)
	s.wallPass = lit.on(a.cuttable(s.soft.pass(&s.look)))
	s.wallPass.blend = over
	s.wallPass.share("Tissue", s.values)
	s.depthPass = a.cuttable(newPass("nothing"))
	s.depthPass.noColour = true
	parityPass := a.cuttable(newPass("nothing"))
	parityPass.noColour, parityPass.stencil = true, countParity
	parityPass.flat()
	capPass := newPass("cap")
	capPass.stencil = insideParity
	capPass.SetSide(material.SideDouble)
	capPass.vec("Cap", s.linear[0], s.linear[1], s.linear[2], scan.grain())
	capPass.share("Slice", scan.values)
	copy(capPass.mat("ScanFromPatient"), scan.matrix())
	capPass.image("Scan", 3, gl.TEXTURE_3D, &scan.texture)
	capPass.image("Grain", 0, gl.TEXTURE_3D, &lit.grain.noise)

	s.wall = newMesh(s.surface, s.wallPass, orderSolid)
	s.depth = newMesh(s.surface, s.depthPass, orderLayers)
	s.parity = newMesh(s.surface, parityPass, orderCaps)
	s.cap = newMesh(a.plane, capPass, orderCaps)
	s.caster = newCaster(s.surface, a.cuttable(newPass("nothing")))
	for _, m := range []*graphic.Mesh{s.wall, s.depth, s.parity, s.cap} {
		patient.Add(m)
	}
}

func (a *anatomyView) cuttable(p *pass) *pass {
	p.share("Cut", a.cut)
	p.share("CutOn", a.cutOn)
	return p
}

// yield brings what is soft to where a frame has it.
func (a *anatomyView) yield(skin *Soft) {
	if skin == nil {
		return
	}
	for i := range a.structures {
		s := &a.structures[i]
		if s.soft == nil {
			continue
		}
		s.soft.take(skin)
		s.soft.skin.bound(&s.extent)
		for _, m := range []*graphic.Mesh{s.wall, s.depth, s.parity, s.caster} {
			m.SetRenderable(!s.soft.skin.empty())
		}
	}
}

// arrange shows the structures with the given opacities, cut as asked, in the
// order that suits a camera in the given direction.
func (a *anatomyView) arrange(opacity []float64, cut Cut, toward mgl64.Vec3) {
	a.setPlane(cut)
	a.layers = a.layers[:0]
	for i := range a.structures {
		s := &a.structures[i]
		s.show(opacity[i], cut)
		if opacity[i] <= 0 || opacity[i] >= opaque {
			continue
		}
		a.layers = append(a.layers, layer{i, s.name, s.extent.reach(toward)})
	}
	sortLayers(a.layers)
	for n, l := range a.layers {
		a.structures[l.structure].depth.SetRenderOrder(orderLayers + 2*n)
		a.structures[l.structure].wall.SetRenderOrder(orderLayers + 2*n + 1)
		a.structures[l.structure].lift(n + 1)
	}
	for n, i := range a.capOrder {
		a.structures[i].parity.SetRenderOrder(orderCaps + 2*n)
		a.structures[i].cap.SetRenderOrder(orderCaps + 2*n + 1)
	}
}

// show sets which of the structure's meshes take part. A translucent wall is
// drawn where its depth was drawn just before, so that only its nearest layer
// shows, whatever the order of its triangles. A cut through a surface that is
// not closed cannot be filled; there its inside shows instead, as does that of a
// sheet that yields and may turn over.
func (s *structureView) show(opacity float64, cut Cut) {
	visible, solid := opacity > 0, opacity >= opaque
	s.wall.SetVisible(visible)
	s.depth.SetVisible(visible && !solid)
	s.caster.SetVisible(solid)
	filled := visible && cut.On && s.capped && s.extent.crosses(cut)
	s.parity.SetVisible(filled)
	s.cap.SetVisible(filled)
	s.values[3] = float32(opacity)
	side := material.SideFront
	if (cut.On || s.soft != nil) && !s.capped {
		side = material.SideDouble
	}
	s.wallPass.SetSide(side)
	s.depthPass.SetSide(side)
	s.wallPass.SetDepthMask(solid)
	s.wallPass.SetDepthFunc(gls.EQUAL)
	if solid {
		s.lift(0)
		s.wall.SetRenderOrder(orderSolid)
		s.wallPass.SetDepthFunc(gls.LEQUAL)
	}
}

// layerLift is how far each layer comes towards the eye, in steps of the depth
// buffer, so that faces in one plane, as where the scan ends, do not fight.
const layerLift = 40

// lift brings the structure forward by that many layers; 0 leaves it in place.
func (s *structureView) lift(layers int) {
	steps := float32(-layerLift * layers)
	s.depthPass.SetPolygonOffset(0, steps)
	s.wallPass.SetPolygonOffset(0, steps)
}

// casts tells whether any structure is solid.
func (a *anatomyView) casts() bool {
	return slices.ContainsFunc(a.structures, func(s structureView) bool { return s.caster.Visible() })
}

// setPlane moves the cutting plane; a square as large as the anatomy stands in it.
func (a *anatomyView) setPlane(cut Cut) {
	if a.placed == cut {
		return
	}
	a.placed = cut
	for i := 0; i < 3; i++ {
		a.cut[i] = float32(cut.Normal[i])
	}
	a.cut[3], a.cutOn[0] = float32(cut.Offset), 0
	if cut.On {
		a.cutOn[0] = 1
	}
	n := cut.Normal
	u := n.Cross(mgl64.Vec3{0, 0, 1})
	if u.Len() < 0.1 {
		u = n.Cross(mgl64.Vec3{1, 0, 0})
	}
	u = u.Normalize()
	v := n.Cross(u)
	middle := a.extent.centre.Add(n.Mul(cut.Offset - n.Dot(a.extent.centre)))
	size := max(a.extent.radius, 1) * 1.1
	var vertices []float32
	for _, corner := range [][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		p := middle.Add(u.Mul(corner[0] * size)).Add(v.Mul(corner[1] * size))
		vertices = append(vertices, float32(p[0]), float32(p[1]), float32(p[2]), float32(n[0]), float32(n[1]), float32(n[2]))
	}
	a.plane.upload(vertices, []uint32{0, 1, 2, 0, 2, 3}, gl.STREAM_DRAW)
}

// defaultOpacity is how each structure starts: skin is solid when there is
// nothing inside it to see.
func (a *anatomyView) defaultOpacity() []float64 {
	opacity := make([]float64, len(a.structures))
	for i, s := range a.structures {
		opacity[i] = s.starts
		if len(a.structures) == 1 {
			opacity[i] = 1
		}
	}
	return opacity
}

func (a *anatomyView) dispose() {
	for i := range a.structures {
		a.structures[i].surface.Dispose()
	}
	a.plane.Dispose()
}
