package view

import (
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
}

// partsPerTool is more than the parts that any instrument has.
const partsPerTool = 16

// material values of the parts, for the steel shader.
type metalLook struct {
	colour           [3]float32
	metal, roughness float32
	opacity          float32
}

func steelLook() metalLook { return metalLook{[3]float32{0.78, 0.80, 0.83}, 1, 0.18, 1} }
func gripLook() metalLook  { return metalLook{[3]float32{0.030, 0.036, 0.044}, 0, 0.5, 1} }
func ringLook() metalLook  { return metalLook{[3]float32{0.03, 0.42, 0.45}, 0, 0.35, 1} }
func silicone() metalLook  { return metalLook{[3]float32{0.80, 0.84, 0.86}, 0, 0.3, 0.62} }

// newInstrumentView builds the stage's instrument of that index below a node in
// the patient frame.
func newInstrumentView(tool record.Tool, index int, lit *lights, patient *core.Node) *instrumentView {
	v := &instrumentView{
		tool: core.NewNode(), stylet: core.NewNode(), order: orderInstrument + partsPerTool*index,
		length: max(tool.LengthMM, 20), radius: max(tool.RadiusMM, 0.3),
		jawMM: tool.JawMM, open: mgl64.DegToRad(tool.JawDeg) / 2,
	}
	v.travel = v.length * 0.75
	patient.Add(v.tool)
	v.tool.Add(v.stylet)
	r, l := v.radius, v.length
	hub := max(2.2, 2.2*r)
	if tool.Kind == record.KindScalpel {
		hub = 1.1 * r // held like a pen, it points at the eye: a wide handle would hide the work
	}
	shaft, marks := steelLook(), 0.0
	switch tool.Kind {
	case record.KindCatheter:
		shaft, marks = silicone(), l
		v.addStylet(lit, hub)
	case record.KindNeedle, "":
		marks = l
		v.addStylet(lit, hub)
	}
	shaftSolid := lathe(capsule(r, v.addTip(&tool, lit), -l), 32)
	v.add(v.tool, lit, shaftSolid, shaft, marks)
	v.addOutline(v.tool, lit, shaftSolid)
	v.add(v.tool, lit, lathe(drum(hub*1.25, -l+1, -l-3, 0.5), 40), ringLook(), 0)
	v.add(v.tool, lit, lathe(drum(hub, -l-3, -l-16, 0.8), 40), gripLook(), 0)
	v.add(v.tool, lit, lathe(drum(hub*0.7, -l-16, -l-19, 0.4), 40), steelLook(), 0)
	return v
}

// addTip adds what works at the tip and returns the z where the shaft begins.
func (v *instrumentView) addTip(tool *record.Tool, lit *lights) (front float64) {
	switch {
	case tool.HasJaws():
		flat := 0.75 // of a grasper's half round jaws
		if tool.Kind == record.KindScissors {
			flat = 0.3
		}
		for side := range v.jaws {
			v.jaws[side] = core.NewNode()
			v.jaws[side].SetPositionVec(&math32.Vector3{Z: float32(-tool.JawMM)})
			v.tool.Add(v.jaws[side])
			jaw := halfBlade(tool.JawMM, v.radius, flat*v.radius, side == 1)
			v.addSteel(v.jaws[side], lit, jaw)
		}
		return -tool.JawMM + 0.5*v.radius
	case tool.Kind == record.KindScalpel:
		blade := core.NewNode()
		blade.SetPositionVec(&math32.Vector3{Z: -bladeMM})
		v.tool.Add(blade)
		for side := range 2 {
			v.addSteel(blade, lit, halfBlade(bladeMM, v.radius, 0.2, side == 1))
		}
		return -bladeMM + v.radius
	case tool.Kind == record.KindHook:
		v.addSteel(v.tool, lit, lathe(capsule(hookWireMM, 0, -hookMM), 20))
		v.addSteel(v.tool, lit, lathe(capsule(hookWireMM, 0, -hookFootMM), 20).lying(-hookWireMM))
		return -hookMM
	}
	return 0
}

// addStylet adds the rod inside the shaft and the knob that holds it.
func (v *instrumentView) addStylet(lit *lights, hub float64) {
	l := v.length
	v.add(v.stylet, lit, lathe(capsule(v.radius*0.55, -0.4*v.radius, -l-20), 20), steelLook(), 0)
	v.add(v.stylet, lit, lathe(drum(hub*1.1, -l-20, -l-25, 1), 40), gripLook(), 0)
	v.add(v.stylet, lit, lathe(drum(hub*0.8, -l-25, -l-26.5, 0.5), 40), ringLook(), 0)
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

// addSteel makes a part of what works at the tip, and its outline.
func (v *instrumentView) addSteel(parent *core.Node, lit *lights, s solid) {
	v.add(parent, lit, s, steelLook(), 0)
	v.addOutline(parent, lit, s)
}

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
