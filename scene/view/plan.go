package view

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/core"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/material"
	"github.com/go-gl/gl/v3.3-core/gl"
	"github.com/go-gl/mathgl/mgl64"
)

// planColour is the plan's colour in linear light and as displayed: cyan, which
// no tissue has and which colour-blind eyes tell from red and yellow.
func planColour() (linear, encoded [3]float32) {
	encoded = [3]float32{0.22, 0.84, 0.89}
	for i, c := range encoded {
		linear[i] = decodeSRGB(c)
	}
	return linear, encoded
}

// planView is the planned trajectory: a dashed line, a ring at the entry and a
// small ball in a ring at the target.
type planView struct {
	node    *core.Node
	buffers []*buffer
}

// newPlanView builds the plan below a node in the patient frame. A plan without
// length shows nothing.
func newPlanView(plan record.Plan, rig []float32, patient *core.Node) *planView {
	v := &planView{node: core.NewNode()}
	patient.Add(v.node)
	along := plan.Target.Sub(plan.Entry)
	length := along.Len()
	if length < 1 {
		return v
	}
	turn := mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, along.Mul(1/length))
	pose := engineMatrix(mgl64.Translate3D(plan.Entry.Elem()).Mul4(turn.Mat4()))
	v.node.SetMatrix(&pose)
	const beyond = 35 // mm of line outside the entry, to aim along
	v.add(rig, lathe(drum(0.35, length, -beyond, 0.1), 12), 4, 0)
	v.add(rig, lathe(torus(6, 0.45), 48), 0, 0)
	v.add(rig, lathe(torus(3.2, 0.3), 40), 0, length)
	v.add(rig, lathe(ball(1.3), 24), 0, length)
	return v
}

// add makes one part twice: where it is seen, and fainter where tissue hides it.
func (v *planView) add(rig []float32, s solid, dash float32, z float64) {
	for i := 1; i < len(s.vertices); i++ {
		if i%6 == 2 {
			s.vertices[i] += float32(z)
		}
	}
	b := s.upload()
	v.buffers = append(v.buffers, b)
	linear, _ := planColour()
	for _, hidden := range []bool{false, true} {
		p := newPass("glow")
		p.blend = over
		p.share("Rig", rig)
		opacity, order := float32(1), orderInstrument-20
		if hidden {
			opacity, order = 0.5, orderOutline-1
			p.SetDepthFunc(gls.GREATER)
			p.SetDepthMask(false)
		}
		p.vec("Glow", linear[0], linear[1], linear[2], opacity, dash, 0.5, 0, 0)
		v.node.Add(newMesh(b, p, order))
	}
}

func (v *planView) dispose() {
	for _, b := range v.buffers {
		b.Dispose()
	}
}

// trailColour is the colour of the tip's path as displayed: orange, as far from
// the plan's as it can be.
func trailColour() [3]float32 { return [3]float32{1, 0.76, 0.38} }

// trailView is the tip's path: a thin band that faces the camera.
type trailView struct {
	buffer   *buffer
	setDrawn func(bool)
}

func newTrailView(rig []float32, patient *core.Node) *trailView {
	p := newPass("glow")
	p.blend = over
	p.SetDepthTest(false)
	p.SetDepthMask(false)
	p.SetSide(material.SideDouble)
	p.share("Rig", rig)
	colour := trailColour()
	p.vec("Glow", decodeSRGB(colour[0]), decodeSRGB(colour[1]), decodeSRGB(colour[2]), 0.6, 0, 0, 0, 0)
	v := &trailView{buffer: newBuffer(3, 3)}
	m := newMesh(v.buffer, p, orderOutline+1)
	v.setDrawn = m.SetRenderable
	patient.Add(m)
	return v
}

// trailWidth is half the band's width in pixels.
const trailWidth = 0.8

// show replaces the path. A path of fewer than two points is nothing.
func (v *trailView) show(path []mgl64.Vec3, g gaze, viewHeight float64) {
	var vertices []float32
	var indices []uint32
	toward := g.toward
	for i := range path {
		before, after := path[max(i-1, 0)], path[min(i+1, len(path)-1)]
		side := after.Sub(before).Cross(toward)
		if l := side.Len(); l > 1e-9 {
			side = side.Mul(trailWidth * g.millimetresPerPixel(path[i], viewHeight) / l)
		}
		for _, p := range [2]mgl64.Vec3{path[i].Add(side), path[i].Sub(side)} {
			vertices = append(vertices, float32(p[0]), float32(p[1]), float32(p[2]), float32(toward[0]), float32(toward[1]), float32(toward[2]))
		}
		if i > 0 {
			n := uint32(2 * i)
			indices = append(indices, n-2, n-1, n, n, n-1, n+1)
		}
	}
	v.buffer.upload(vertices, indices, gl.STREAM_DRAW)
	v.setDrawn(len(indices) > 0)
}
