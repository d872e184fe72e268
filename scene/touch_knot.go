package scene

import "fmt"

// knotTicks is how often the elements are looked at, in steps.
const knotTicks = 8

// knotSeconds is how long tissue may stay inside out after all instruments have
// left it: what has not come back then does not, and what was done to it cannot
// be judged.
const knotSeconds = 3

// knot is the tissue that is inside out. Its own elements untie it, if its skin
// is not held to be solid meanwhile.
type knot struct {
	on    []bool // of each of the solver's vertices: it belongs to an element that is inside out
	tied  []int32
	steps int
	alone float64 // how long it has been there without an instrument touching anything, s
}

func (k *knot) holds(nodes *[4]int32) bool {
	return len(k.tied) > 0 && (k.on[nodes[0]] || k.on[nodes[1]] || k.on[nodes[2]] || k.on[nodes[3]])
}

// find looks for elements that are inside out, in some of the steps.
func (k *knot) find(f *softField) {
	k.steps++
	if k.steps%knotTicks != 0 {
		return
	}
	for _, v := range k.tied {
		k.on[v] = false
	}
	k.tied = k.tied[:0]
	for _, t := range f.harm.tets {
		a := widen(f.places[t[0]])
		b, c, d := widen(f.places[t[1]]).Sub(a), widen(f.places[t[2]]).Sub(a), widen(f.places[t[3]]).Sub(a)
		if b.Cross(c).Dot(d) > 0 {
			continue
		}
		for _, v := range t {
			if !k.on[v] {
				k.on[v] = true
				k.tied = append(k.tied, v)
			}
		}
	}
}

// tangled says whether tissue has stayed inside out with nothing to hold it so.
func (f *softField) tangled(dt float64) error {
	k := &f.self.knot
	touched := len(k.tied) == 0
	for i := range f.tools {
		touched = touched || len(f.tools[i].touches) > 0 || f.tools[i].grip.count > 0
	}
	if k.alone += dt; touched {
		k.alone = 0
	}
	if k.alone < knotSeconds {
		return nil
	}
	body := f.bodies[f.bodyOfNode[k.tied[0]]].Name
	return fmt.Errorf("%s was pulled inside out and does not come back: begin again, and move the instruments more slowly", body)
}
