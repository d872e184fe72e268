package scene

import (
	"fmt"
	"slices"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// harm is what was done to soft tissue so far.
type harm struct {
	tets    [][4]int32
	whole   []float64 // volume at rest of each tetrahedron as built, mm³
	volume  []float64 // of its matter, for each as it is now
	damaged []bool    // it was stretched beyond what it holds
	mm3     []float64 // damaged in all, of each soft body
	tears   tissue.Tears
}

func (h *harm) measure(f *softField, bodies int) {
	m := &f.built
	h.tets = slices.Clone(m.Tets)
	h.damaged, h.mm3 = make([]bool, len(m.Tets)), make([]float64, bodies)
	for _, v := range m.Tets {
		a, b, c, d := widen(m.Rest[v[0]]), widen(m.Rest[v[1]]), widen(m.Rest[v[2]]), widen(m.Rest[v[3]])
		h.whole = append(h.whole, b.Sub(a).Cross(c.Sub(a)).Dot(d.Sub(a))/6)
	}
	h.volume = slices.Clone(h.whole)
}

// renew takes over what was done to the elements of which others are made.
func (h *harm) renew(f *softField, changed []int) {
	for _, e := range changed {
		nodes, root, share := f.matter.Element(e)
		if e == len(h.tets) {
			h.tets, h.volume = append(h.tets, nodes), append(h.volume, 0)
			h.damaged = append(h.damaged, h.damaged[f.matter.Source(e)])
		}
		h.tets[e], h.volume[e] = nodes, h.whole[root]*share
	}
}

// judge finds what the tick did and reports it.
func (f *softField) judge() {
	for i := range f.tools {
		f.judgeGrip(i)
		f.judgeForce(i)
	}
	f.judgeTears()
	f.judgeBonds()
}

// judgeGrip reports what the jaws took, lost, or let slip.
func (f *softField) judgeGrip(i int) {
	t := &f.tools[i]
	g := &t.grip
	held := g.count > 0
	body := ""
	for side := range 2 {
		for row := range gripRows {
			if h := &g.held[side][row]; h.on {
				body = f.bodies[f.skin.body[h.triangle]].Name
			}
		}
	}
	if held {
		g.structure = body
	}
	switch {
	case held && !g.holding:
		f.tell(record.EventGrasp, i, body, t.stance.pose.Tip, 0)
	case !held && g.holding && g.slipped:
		f.tell(record.EventSlip, i, g.structure, t.stance.pose.Tip, t.force.Len())
	case !held && g.holding:
		f.tell(record.EventRelease, i, g.structure, t.stance.pose.Tip, 0)
	}
	g.holding = held
	g.slipped = g.slipped && held
}

// calmShare is the share of a limit below which a force must have fallen to
// exceed the limit again: a trembling hand at it is one excess.
const calmShare = 0.9

// judgeForce reports where an instrument began to press harder than a structure
// may bear, and how hard at most when it ends.
func (f *softField) judgeForce(i int) {
	t := &f.tools[i]
	for k := range f.bodies {
		limit, force := f.bodies[k].ForceLimitN, t.on[k].Len()
		if limit <= 0 {
			continue
		}
		if t.over[k] {
			t.peak[k] = max(t.peak[k], force)
		}
		switch {
		case !t.over[k] && force > limit:
			t.over[k], t.peak[k] = true, force
			f.tell(record.EventOverForce, i, f.bodies[k].Name, t.stance.pose.Tip, force)
		case t.over[k] && force < calmShare*limit:
			t.over[k] = false
			f.tell(record.EventForceCalm, i, f.bodies[k].Name, t.stance.pose.Tip, t.peak[k])
		}
	}
}

// judgeTears reports tissue that was stretched beyond what it holds for the
// first time: its volume, and where most of it is.
func (f *softField) judgeTears() {
	h := &f.harm
	f.body.Torn(&h.tears)
	for k := range f.bodies {
		var volume float64
		var at mgl64.Vec3
		for _, t := range h.tears.Tets {
			v := h.tets[t]
			if h.damaged[t] || int(f.bodyOfNode[v[0]]) != k {
				continue
			}
			h.damaged[t] = true
			f.torn = append(f.torn, int(t))
			volume += h.volume[t]
			for _, i := range v {
				at = at.Add(widen(f.places[i]).Mul(h.volume[t] / 4))
			}
		}
		f.tellTear(k, volume, at)
	}
}

// tearThin parts membranes and threads that hang free where they are stretched beyond
// what they hold, and tells of what tore for the first time.
func (f *softField) tearThin() bool {
	tears := &f.harm.tears
	if len(tears.Sheets)+len(tears.Rods) == 0 {
		return false
	}
	in, damage := f.matter.TearThin(tears.Sheets, tears.Rods)
	for k := range f.bodies {
		var volume float64
		var at mgl64.Vec3
		for _, d := range damage {
			if int(f.bodyOfNode[d.Node]) == k {
				volume, at = volume+d.MM3, at.Add(widen(d.At).Mul(d.MM3))
			}
		}
		f.tellTear(k, volume, at)
	}
	return f.opened(f.nearest(f.tornAt), "", &in)
}

// tellTear reports a volume of a body that tore, mm³, and where: at is the sum of
// the places of its parts, by their volumes.
func (f *softField) tellTear(body int, volume float64, at mgl64.Vec3) {
	if volume <= 0 {
		return
	}
	f.harm.mm3[body] += volume
	f.tornAt = at.Mul(1 / volume)
	f.tell(record.EventTear, f.nearest(f.tornAt), f.bodies[body].Name, f.tornAt, volume)
}

// judgeBonds tears the attachments that bear too much.
func (f *softField) judgeBonds() {
	for i := range f.holds {
		b := &f.holds[i]
		if b.torn || b.TearN == 0 {
			continue
		}
		if force := widen(f.ties[b.tie].Force).Len(); force > b.TearN {
			b.torn = true
			at := widen(f.places[b.Vertex])
			f.tell(record.EventDetach, f.nearest(at), f.bodies[f.bodyOfNode[b.Vertex]].Name, at, force)
		}
	}
}

// nearest is the instrument whose tip is nearest to a place: the one that is
// held to have done what happened there.
func (f *softField) nearest(to mgl64.Vec3) (tool int) {
	least := 0.0
	for i := range f.tools {
		d := f.tools[i].stance.pose.Tip.Sub(to).Len()
		if t := &f.tools[i]; t.placed && (least == 0 || d < least) {
			tool, least = i, d
		}
	}
	return tool
}

// units are what an event's amount counts.
var units = map[record.EventKind]string{
	record.EventSlip: "N", record.EventOverForce: "N", record.EventForceCalm: "N", record.EventDetach: "N",
	record.EventTear: "mm3", record.EventCut: "mm2", record.EventCutOff: "mm3", record.EventGone: "mm3",
}

func (f *softField) tell(kind record.EventKind, tool int, structure string, at mgl64.Vec3, amount float64) {
	e := softEvent{kind: kind, tool: tool, structure: structure, at: at, amount: amount}
	if unit := units[kind]; unit != "" {
		e.detail = fmt.Sprintf("%.3f %s", amount, unit)
	}
	f.happens = append(f.happens, e)
}
