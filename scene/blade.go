package scene

import (
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// blade is the sharp edge of an instrument that cuts.
type blade struct {
	edge  *tissue.Blade // nil: it cuts nothing
	mouth float64       // of scissors: each blade's angle to the axis when they began to close, rad
	at    mgl64.Vec3    // the tip when it cut last
	since float64       // way of the edge since tissue gave way to it, mm
	bite  float64       // and before that
	cutN  float64       // the force that it cuts with, N
	body  int32         // what it cuts
}

// sharpen gives an instrument that cuts its edge.
func (f *softField) sharpen(t *softTool) {
	if t.tool.Kind == record.KindScalpel || t.tool.Kind == record.KindScissors {
		t.blade.edge = f.matter.NewBlade()
	}
}

// grainShare is how fine a cut is, in the mean of the elements' longest edges. Of
// a circle in the membrane of precision-cut the line is off by 0.08 mm whether
// elements stay whole, are halved or cut into thirds, and the skin grows by 4, 9
// and 20 triangles a mm of the cut; but in whole elements the cut's end lags behind
// the blade by an element, in halves by less than half of one.
const grainShare = 0.5

// grainMM is the length that edges at a blade are halved to.
func grainMM(m *tissue.Mesh) float64 {
	sum := 0.0
	for _, v := range m.Tets {
		longest := 0.0
		for i := range v {
			for j := range i {
				longest = max(longest, widen(m.Rest[v[i]]).Sub(widen(m.Rest[v[j]])).Len())
			}
		}
		sum += longest
	}
	return grainShare * sum / float64(max(len(m.Tets), 1))
}

// edgeOf is an instrument's edge: a scalpel's along its blade; that of scissors
// across both blades, where they meet, which is further out the more they are
// closed.
func (t *softTool) edgeOf(s stance) [2]tissue.Vec {
	if t.tool.Kind == record.KindScalpel {
		return [2]tissue.Vec{shorten(t.place(mgl64.Vec3{}, s)), shorten(t.place(mgl64.Vec3{0, 0, -bladeMM}, s))}
	}
	half, z := t.crossing(s.jaw)
	return [2]tissue.Vec{shorten(t.place(mgl64.Vec3{-half, 0, z}, s)), shorten(t.place(mgl64.Vec3{half, 0, z}, s))}
}

// cuts tells whether an instrument's edge cuts in this part of a tick: a scalpel
// always, scissors while they close.
func (t *softTool) cuts() bool {
	if t.tool.Kind == record.KindScalpel {
		return true
	}
	return t.end.jaw > t.start.jaw
}

// cut lets all edges divide what they moved through, in a share of the tick, and
// the solver know of it.
func (f *softField) cut(share float64) error {
	f.matter.Follow(f.places)
	nodes, elements := f.matter.Nodes(), f.matter.Elements()
	f.split = f.split[:0]
	changed := f.tearThin()
	for i := range f.tools {
		t := &f.tools[i]
		if t.blade.edge == nil || !t.placed {
			continue
		}
		if !t.cuts() {
			in := t.rest()
			changed = f.opened(i, record.EventCut, &in) || changed
			continue
		}
		t.blade.at = t.end.pose.Tip
		in, err := t.blade.edge.Cut(t.edgeOf(t.start), t.edgeOf(t.end))
		if err != nil {
			return err
		}
		t.sever(f, &in, share)
		changed = f.opened(i, record.EventCut, &in) || changed
	}
	if len(f.torn) > 0 {
		in := f.matter.Tear(f.torn)
		f.torn = f.torn[:0]
		changed = f.opened(f.nearest(f.tornAt), "", &in) || changed
	}
	if !changed {
		return nil
	}
	return f.renew(nodes, elements)
}

// toughness is what tissue resists a sharp edge with, N a mm of it: 164 J/m² in
// bovine liver (Gokgol, Basdogan, Canadinc 2012, doi:10.1016/j.medengphy.2011.09.030),
// of the order of what others found with blades in liver and aorta; for all tissue.
const toughness = 0.164

// sever feels what cutting takes: the work for the area laid open, over the way of
// the edge. It works against a scalpel's motion, and against scissors' closing.
func (t *softTool) sever(f *softField, in *tissue.Incision, share float64) {
	b := &t.blade
	from, to := t.edgeOf(t.start), t.edgeOf(t.end)
	way := widen(to[0]).Sub(widen(from[0])).Add(widen(to[1]).Sub(widen(from[1]))).Mul(0.5)
	b.since += way.Len()
	switch {
	case in.AreaMM2 > 0 && b.since > 0:
		b.cutN, b.bite, b.since = toughness*in.AreaMM2/b.since, b.since, 0
	case b.since > 2*b.bite:
		b.cutN = 0
	}
	if t.tool.Kind == record.KindScissors {
		t.squeeze[0], t.squeeze[1] = t.squeeze[0]+b.cutN, t.squeeze[1]+b.cutN
		return
	}
	force := unit(way).Mul(-b.cutN * share)
	t.force = t.force.Add(force)
	if body, ok := f.bodyCut(in); ok {
		b.body = body
	}
	t.on[b.body] = t.on[b.body].Add(force)
}

// bodyCut is the soft body that was cut.
func (f *softField) bodyCut(in *tissue.Incision) (body int32, ok bool) {
	n := int32(len(f.bodyOfNode))
	if len(in.Elements) > 0 {
		nodes, _, _ := f.matter.Element(in.Elements[0])
		n = nodes[0]
	} else if len(in.Nodes) > 0 {
		n = in.Nodes[0]
	}
	if int(n) >= len(f.bodyOfNode) {
		return 0, false
	}
	return f.bodyOfNode[n], true
}

// opened reports what a cut or a tear laid open, and tells whether anything.
func (f *softField) opened(tool int, kind record.EventKind, in *tissue.Incision) bool {
	at := f.tools[tool].end.pose.Tip
	body := ""
	if k, ok := f.bodyCut(in); ok {
		body = f.bodies[k].Name
	}
	if in.AreaMM2 > 0 && kind != "" {
		line := at
		for n, r := range in.Rim {
			middle := widen(r.Rest[0]).Add(widen(r.Rest[1])).Mul(0.5)
			if line = line.Mul(float64(n) / float64(n+1)).Add(middle.Mul(1 / float64(n+1))); n == 0 {
				line = middle
			}
		}
		f.tell(kind, tool, body, line, in.AreaMM2)
	}
	f.split = append(f.split, in.Elements...)
	for _, piece := range in.Pieces {
		f.tell(record.EventCutOff, tool, body, f.middle(piece), f.matter.PieceVolume(piece))
	}
	return in.AreaMM2 > 0 || len(in.Elements) > 0 || len(in.Nodes) > 0 || in.Thin
}

// middle is the centre of a piece where it was at rest.
func (f *softField) middle(piece int) (at mgl64.Vec3) {
	var sum float64
	for part := range f.matter.FreeParts {
		if part.Piece == piece {
			sum += part.MM3
			for _, v := range part.Vertices {
				at = at.Add(widen(f.matter.Rest(int(v))).Mul(part.MM3 / float64(len(part.Vertices))))
			}
		}
	}
	for e := range f.matter.Elements() {
		if f.matter.PieceOf(e) != piece {
			continue
		}
		_, root, share := f.matter.Element(e)
		share *= f.harm.whole[root]
		sum += share
		for _, v := range f.built.Tets[root] {
			at = at.Add(widen(f.built.Rest[v]).Mul(share / 4))
		}
	}
	return at.Mul(1 / sum)
}

// renew gives the solver and the skin what was divided.
func (f *softField) renew(nodes, elements int) error {
	slices.Sort(f.split)
	f.split = slices.Compact(f.split)
	if err := f.matter.Divide(f.body, f.built, nodes, elements, f.split); err != nil {
		return err
	}
	for n := nodes; n < f.matter.Nodes(); n++ {
		from := f.matter.Blend(int32(n), nodes)
		source := from.Vertices[0]
		var place mgl64.Vec3
		for k, w := range from.Weights {
			place = place.Add(widen(f.places[from.Vertices[k]]).Mul(float64(w)))
		}
		f.places = append(f.places, shorten(place))
		f.bodyOfNode = append(f.bodyOfNode, f.bodyOfNode[source])
		f.stiffOfNode = append(f.stiffOfNode, f.stiffOfNode[source])
		f.gone.fixed = append(f.gone.fixed, f.gone.fixed[source] && from.Weights[0] == 1)
		for i := range f.holds {
			if b := f.holds[i]; b.Vertex == source && from.Weights[0] == 1 {
				b.Vertex = int32(n)
				f.holds = append(f.holds, b)
			}
		}
	}
	f.matter.Follow(f.places)
	f.harm.renew(f, f.split)
	f.rehold()
	f.leak()
	f.park()
	return nil
}

// rehold renews the skin and lets jaws hold what they held.
func (f *softField) rehold() {
	for i := range f.tools {
		t := &f.tools[i]
		for side := range t.grip.held {
			for row := range t.grip.held[side] {
				if h := &t.grip.held[side][row]; h.on {
					h.place = f.skin.at(h.triangle, h.weights)
				}
			}
		}
	}
	if f.skin.sheets > 0 { // membranes come before the matter, and any of them may be another
		f.dress()
		f.rigid.grow(f, f.skin.outside)
	} else {
		f.skin.renew(f)
		f.tree.graft(&f.skin)
		f.seen = longer(f.seen, 8*len(f.skin.triangles))
		f.rigid.grow(f, f.skin.moved)
	}
	f.self.grow(f)
	for i := range f.tools {
		t := &f.tools[i]
		t.touches = slices.DeleteFunc(t.touches, func(p touch) bool { return f.skin.isNew(p.triangle) })
		for side := range t.grip.held {
			for row := range t.grip.held[side] {
				if h := &t.grip.held[side][row]; h.on && f.skin.isNew(h.triangle) {
					h.triangle, h.weights, h.on = f.closest(h.place, gripMM)
				}
			}
		}
	}
}

// closest is the place of the skin nearest to a point, within a distance.
func (f *softField) closest(p mgl64.Vec3, within float64) (triangle int32, weights mgl64.Vec3, ok bool) {
	f.found = f.tree.meet(around(p).grown(within), f.found[:0])
	for _, i := range f.found {
		v := f.skin.triangles[i]
		w := onTriangle(p, f.skin.now[v[0]], f.skin.now[v[1]], f.skin.now[v[2]])
		if d := f.skin.at(i, w).Sub(p).Len(); d < within {
			triangle, weights, within, ok = i, w, d, true
		}
	}
	return triangle, weights, ok
}
