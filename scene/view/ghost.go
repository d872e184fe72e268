package view

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/g3n/engine/core"
	"github.com/g3n/engine/gls"
	"github.com/g3n/engine/graphic"
)

// ghostColour is violet, linear light: neither steel nor the plan's cyan nor the
// trail's orange, and no tissue's.
func ghostColour() [3]float32 { return [3]float32{0.62, 0.40, 1.0} }

// Where tissue hides a ghost it is still seen, by this share.
const ghostHidden = 0.35

// newGhostView builds an instrument of another recording: the instrument itself, of
// glass. It hides nothing and casts no shadow, because nothing meets it.
func newGhostView(tool record.Tool, index int, lit *lights, patient *core.Node) *instrumentView {
	v := newInstrumentView(tool, index, lit, patient)
	v.dim = nil
	turnToGlass(v.tool, lit)
	v.show(false)
	return v
}

// turnToGlass replaces what every mesh below a node is made of, and leaves out what
// is no surface of the instrument: outlines and what marks the stencil.
func turnToGlass(node core.INode, lit *lights) {
	for _, child := range append([]core.INode{}, node.GetNode().Children()...) {
		mesh, ok := child.(*graphic.Mesh)
		if !ok {
			turnToGlass(child, lit)
			continue
		}
		node.GetNode().Remove(mesh)
		if b, ok := mesh.IGeometry().(shape); ok && mesh.RenderOrder() < orderOutline-1 {
			hidden := glass(lit, ghostHidden)
			hidden.SetDepthFunc(gls.GREATER)
			hidden.SetDepthMask(false)
			node.GetNode().Add(newMesh(b, hidden, orderGhost))
			node.GetNode().Add(newMesh(b, glass(lit, 1), orderGhost+1))
		}
	}
}

func glass(lit *lights, brightness float32) *pass {
	p := newPass("ghost")
	p.blend = over
	p.share("Rig", lit.rig)
	colour := ghostColour()
	p.vec("Ghost", colour[0], colour[1], colour[2], brightness)
	return p
}

// placeGhosts moves the other recording's instruments.
func (v *stageView) placeGhosts(samples []record.ToolSample) {
	for i, ghost := range v.ghosts {
		seen := i < len(samples) && drawable(samples[i].Pose) && samples[i].Valid
		ghost.show(seen)
		if seen {
			ghost.place(&samples[i])
		}
	}
}
