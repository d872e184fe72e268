package scene

import (
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// wounds is what can be seen of what was done to the skin. It is for the eyes
// alone: nothing in the world answers to it and no score knows it. But it follows
// from the inputs like everything else, and comes again when they are run again.
type wounds struct {
	steps  int
	plain  int32        // of the skin, when hurts were fitted to it
	hurts  []hurt       // of each vertex of the skin; none while nothing was done
	source [][2]float32 // of each: what it gets there from what was done to it, or from its neighbours
	strain []float32    // of each of the solver's vertices: 1 at tissue that was stretched beyond what it holds
}

// hurt is what one vertex has suffered.
type hurt struct {
	rest  mgl64.Vec3 // where it is at rest, mm
	level [2]float32 // of blood on it and of its bruise, 0 to 1
}

const (
	blood = iota
	bruise
)

// woundSteps is how often wounds are looked at, in steps: a tenth of a second.
const woundSteps = 10

// How wounds show is our choice by eye: cut tissue oozes as from its capillaries.
// Vessels that bleed there are none.
const (
	// openBlood and lipBlood are the levels on what was laid open, and on its lips,
	// where blood gathers.
	openBlood, lipBlood = 0.42, 0.62
	// pressedBruise is what an instrument leaves in a second at twice the force that
	// is too much.
	pressedBruise = 0.8
)

// reachMM is how far blood and bruises creep beyond where they come from, mm, and
// riseS the most that comes of them in a second.
var (
	reachMM = [2]float64{blood: 9, bruise: 6}
	riseS   = [2]float64{blood: 0.25, bruise: 0.5}
)

// wound notes what a step did to the skin.
func (f *softField) wound(dt float64) {
	w := &f.wounds
	w.steps++
	look := w.steps%woundSteps == 0
	if look && len(w.hurts) == 0 {
		look = f.skin.isOpen() || slices.Contains(f.harm.damaged, true)
	}
	if over := f.isPressed(); over || look {
		w.fit(&f.skin)
	}
	for i := range f.tools {
		f.contuse(&f.tools[i], dt)
	}
	if look {
		f.findSources()
		w.spread(&f.skin, woundSteps*dt)
	}
}

// isPressed tells whether an instrument presses harder than a structure may bear.
func (f *softField) isPressed() bool {
	for i := range f.tools {
		if slices.Contains(f.tools[i].over, true) {
			return true
		}
	}
	return false
}

// isOpen tells whether anything of the skin is a cut's.
func (s *skin) isOpen() bool {
	return slices.Contains(s.cut, true) || slices.ContainsFunc(s.lip, func(lip uint8) bool { return lip != noLip })
}

// fit makes room for the skin's vertices. One that is new, or elsewhere than it
// was, is unhurt.
func (w *wounds) fit(s *skin) {
	if more := int(s.plain - w.plain); more > 0 && len(w.hurts) > 0 { // membranes' vertices come first
		w.hurts = slices.Insert(w.hurts, int(w.plain), make([]hurt, more)...)
	}
	w.plain = s.plain
	w.hurts = longer(w.hurts, len(s.rest))
	for v := range w.hurts {
		if h := &w.hurts[v]; h.rest != s.rest[v] {
			*h = hurt{rest: s.rest[v]}
		}
	}
}

// contuse bruises where an instrument presses, or holds, harder than a structure
// may bear.
func (f *softField) contuse(t *softTool, dt float64) {
	for i := range t.touches {
		f.batter(t, t.touches[i].triangle, t.touches[i].weights, dt)
	}
	for side := range t.grip.held {
		for row := range t.grip.held[side] {
			if h := &t.grip.held[side][row]; h.on {
				f.batter(t, h.triangle, h.weights, dt)
			}
		}
	}
}

// batter bruises one place of the skin, if what it is of bears too much.
func (f *softField) batter(t *softTool, triangle int32, weights mgl64.Vec3, dt float64) {
	body := f.skin.body[triangle]
	if !t.over[body] {
		return
	}
	excess := max(t.on[body].Len()/f.bodies[body].ForceLimitN-1, 0)
	for k, v := range f.skin.triangles[triangle] {
		level := &f.wounds.hurts[v].level[bruise]
		*level = min(*level+float32(pressedBruise*excess*weights[k]*dt), 1)
	}
}

// findSources finds where blood comes from, which is what lies open and its lips,
// and bruises, which is tissue that was stretched beyond what it holds.
func (f *softField) findSources() {
	w, s := &f.wounds, &f.skin
	w.source = longer(w.source[:0], len(s.rest))
	w.strain = longer(w.strain[:0], len(f.places))
	for t, cut := range s.cut {
		for _, v := range s.triangles[t] {
			if cut {
				w.source[v][blood] = openBlood
			}
		}
	}
	for e, damaged := range f.harm.damaged {
		for _, v := range f.harm.tets[e] {
			if damaged {
				w.strain[v] = 1
			}
		}
	}
	for _, v := range s.outside {
		if s.lip[v] != noLip {
			w.source[v][blood] = lipBlood
		}
		nodes, weights := s.bind(v)
		for k, share := range weights {
			w.source[v][bruise] += share * w.strain[nodes[k]]
		}
	}
}

// spread lets levels rise towards their sources, and towards what reaches them
// along the skin's edges from their neighbours as those were before.
func (w *wounds) spread(s *skin, seconds float64) {
	for _, v := range s.triangles {
		for k := range v {
			a, b := v[k], v[(k+1)%3]
			apart := s.rest[a].Sub(s.rest[b]).Len()
			for kind, reach := range reachMM {
				lost := float32(apart / reach)
				w.source[a][kind] = max(w.source[a][kind], w.hurts[b].level[kind]-lost)
				w.source[b][kind] = max(w.source[b][kind], w.hurts[a].level[kind]-lost)
			}
		}
	}
	for v := range w.hurts {
		for kind, rise := range riseS {
			level := &w.hurts[v].level[kind]
			*level += min(max(w.source[v][kind]-*level, 0), float32(rise*seconds))
		}
	}
}

// states writes for each vertex of the skin what Surface.States says; nothing
// where nothing was done.
func (w *wounds) states(vertices int, to [][4]uint8) [][4]uint8 {
	to = to[:0]
	for v := 0; v < vertices && len(w.hurts) > 0; v++ {
		state := [4]uint8{3: 255}
		if v < len(w.hurts) {
			state[0], state[2] = uint8(255*w.hurts[v].level[blood]), uint8(255*w.hurts[v].level[bruise])
		}
		to = append(to, state)
	}
	return to
}
