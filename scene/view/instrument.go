package view

import (
	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/core"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/math32"
	"github.com/go-gl/mathgl/mgl64"
)

// instrumentView is one instrument with its handle. Its shapes are in the tool
// frame: tip at the origin, shaft along -Z, mm.
type instrumentView struct {
	tool    *core.Node    // tool frame in the patient frame
	stylet  *core.Node    // slides back along the tool when it is out
	jaws    [2]*core.Node // at the hinge; nil without jaws
	order   int           // of drawing, of the first part
	buffers []*buffer
	dim     []*float32 // brightness of each part: less while the pose is not valid
	travel  float64    // how far back the stylet goes, mm
	length  float64
	radius  float64
	jawMM   float64 // 0 without jaws
	open    float64 // half the angle between open jaws, radians
	scope   bool    // it is an endoscope
}

// partsPerTool is more than the groups of one look and one mover that any
// instrument has.
const partsPerTool = 40

// metalLook is what a part is made of, for the steel shader.
type metalLook struct {
	colour           [3]float32
	metal, roughness float32
	opacity          float32
}

// metals are the instruments' materials.
var metals = map[assets.Material]metalLook{
	assets.Steel:    {[3]float32{0.78, 0.80, 0.83}, 1, 0.18, 1},
	assets.Coated:   {[3]float32{0.022, 0.024, 0.028}, 0, 0.38, 1},
	assets.Grip:     {[3]float32{0.030, 0.036, 0.044}, 0, 0.5, 1},
	assets.Accent:   {[3]float32{0.03, 0.42, 0.45}, 0, 0.35, 1},
	assets.Silicone: {[3]float32{0.80, 0.84, 0.86}, 0, 0.3, 0.62},
	assets.Gold:     {[3]float32{0.94, 0.72, 0.36}, 1, 0.22, 1},
	assets.Ceramic:  {[3]float32{0.80, 0.79, 0.74}, 0, 0.35, 1},
	assets.Glass:    {[3]float32{0.02, 0.05, 0.07}, 0, 0.06, 1},
}

// part is what one draws at once of an instrument: one material that moves together.
type part struct {
	of     assets.Material
	on     assets.Mover
	jaw    int
	handle bool
}

// newInstrumentView builds the stage's instrument of that index below a node in
// the patient frame, with the looks of its model, or of its kind.
func newInstrumentView(tool record.Tool, index int, lit *lights, patient *core.Node) *instrumentView {
	v := &instrumentView{
		tool: core.NewNode(), stylet: core.NewNode(), order: orderInstrument + partsPerTool*index,
		length: max(tool.LengthMM, 20), radius: max(tool.RadiusMM, 0.3),
		jawMM: tool.JawMM, open: mgl64.DegToRad(tool.JawDeg) / 2, scope: tool.Kind == record.KindEndoscope,
	}
	v.travel = v.length * 0.75
	patient.Add(v.tool)
	v.tool.Add(v.stylet)
	if tool.HasJaws() {
		for side := range v.jaws {
			v.jaws[side] = core.NewNode()
			v.jaws[side].SetPositionVec(&math32.Vector3{Z: float32(-tool.JawMM)})
			v.tool.Add(v.jaws[side])
		}
	}
	marks := 0.0
	if tool.Kind == record.KindCatheter || tool.Kind == record.KindNeedle || tool.Kind == "" {
		marks = v.length
	}
	order, solids := partsOf(modelOf(&tool).Pieces(v.length, v.radius, tool.JawMM))
	for _, one := range order {
		parent, marked := v.tool, 0.0
		switch {
		case one.on == assets.OnJaws && v.jaws[0] != nil:
			parent = v.jaws[one.jaw]
		case one.on == assets.OnStylet:
			parent = v.stylet
		case !one.handle:
			marked = marks
		}
		v.add(parent, lit, *solids[one], metals[one.of], marked)
		if !one.handle && one.on != assets.OnStylet {
			v.addOutline(parent, lit, *solids[one])
		}
	}
	return v
}

// modelOf is the library's instrument that a tool looks like. A recording from
// elsewhere may name one that is not there.
func modelOf(tool *record.Tool) *assets.Instrument {
	if model, err := assets.BuiltinInstrument(tool.Model); err == nil {
		return model
	}
	model, err := assets.InstrumentOfKind(tool.Kind)
	if err != nil {
		model, err = assets.InstrumentOfKind(record.KindNeedle)
	}
	if err != nil {
		panic("view: " + err.Error()) // the library is embedded and tested
	}
	return model
}

// partsOf joins pieces that are drawn at once, in the order in which they come.
func partsOf(pieces []assets.Piece) (order []part, solids map[part]*solid) {
	solids = map[part]*solid{}
	for i := range pieces {
		p := &pieces[i]
		key := part{p.Of, p.On, p.Jaw, p.Handle}
		s := solids[key]
		if s == nil {
			s = &solid{}
			solids[key], order = s, append(order, key)
		}
		corners, indices := p.Shaded()
		first := uint32(len(s.vertices) / 6)
		s.vertices = append(s.vertices, corners...)
		for _, index := range indices {
			s.indices = append(s.indices, first+index)
		}
	}
	return order, solids
}

// add makes one part; marks is the length of shaft that carries depth marks.
func (v *instrumentView) add(parent *core.Node, lit *lights, s solid, look metalLook, marks float64) {
	p := newPass("steel")
	p.blend = over
	lit.on(p)
	values := p.vec("Steel",
		look.colour[0], look.colour[1], look.colour[2], look.metal,
		look.roughness, look.opacity, float32(marks), 1,
		0.012, 0.014, 0.018, 0.45)
	v.dim = append(v.dim, &values[7])
	b := s.upload()
	v.buffers = append(v.buffers, b)
	parent.Add(newMesh(b, p, v.order+len(v.buffers)))
}

// outlined is the share of an instrument, from its tip, that has an outline: the
// rest would shine through its own handle when one looks along it.
const outlined = 0.75

// addOutline draws a part faintly where tissue is in front of it, so that the
// trainee never loses the tip. It is the part itself again: another shape would
// shine through it where the two lie in one surface.
func (v *instrumentView) addOutline(parent *core.Node, lit *lights, s solid) {
	p := newPass("glow")
	p.blend = over
	p.SetDepthFunc(gls.GREATER)
	p.SetDepthMask(false)
	p.share("Rig", lit.rig)
	p.vec("Glow", 0.04, 0.60, 0.66, 0.6, 0, 0.3, 1, float32(outlined*v.length)) // seen on what is white as on what is red
	p.stencil = whereUnmarked
	b := s.upload()
	v.buffers = append(v.buffers, b)
	parent.Add(newMesh(b, p, orderOutline))
	// What the instrument hides of itself is no news: where it is in front, the
	// stencil keeps its outline away.
	front := newPass("nothing")
	front.noColour, front.stencil = true, mark
	front.SetDepthMask(false)
	front.SetPolygonOffset(0, -2)
	front.vec("Cut", 0, 0, 0, 0)
	front.vec("CutOn", 0, 0, 0, 0)
	parent.Add(newMesh(b, front, orderOutline-1))
}

// place moves the instrument to a sample's pose.
func (v *instrumentView) place(s *record.ToolSample) {
	pose := engineMatrix(mgl64.Translate3D(s.Pose.Tip.Elem()).Mul4(s.Pose.Orientation.Normalize().Mat4()))
	v.tool.SetMatrix(&pose)
	out := float32(0)
	if s.StyletOut {
		out = float32(-v.travel)
	}
	v.stylet.SetPositionVec(&math32.Vector3{Z: out})
	if v.jaws[0] != nil {
		angle := float32(v.turn(s.Jaw))
		v.jaws[0].SetRotationY(angle)
		v.jaws[1].SetRotationY(-angle)
	}
	brightness := float32(1)
	if !s.Valid {
		brightness = 0.35
	}
	for _, d := range v.dim {
		*d = brightness
	}
}

// turn is how far each jaw is turned about its hinge, radians.
func (v *instrumentView) turn(jaw float64) float64 { return v.open * (1 - mgl64.Clamp(jaw, 0, 1)) }

func (v *instrumentView) show(visible bool) { v.tool.SetVisible(visible) }

func (v *instrumentView) dispose() {
	for _, b := range v.buffers {
		b.Dispose()
	}
}
