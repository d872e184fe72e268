package scene

// knotTicks is how often the elements are looked at, in steps.
const knotTicks = 8

// knot is the tissue that is inside out. Its own elements untie it, if its skin
// is not held to be solid meanwhile.
type knot struct {
	on    []bool // of each vertex: it belongs to an element that is inside out
	tied  []int32
	steps int
}

func (k *knot) holds(triangle [3]int32) bool {
	return k.on[triangle[0]] || k.on[triangle[1]] || k.on[triangle[2]]
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
		a := f.skin.now[t[0]]
		b, c, d := f.skin.now[t[1]].Sub(a), f.skin.now[t[2]].Sub(a), f.skin.now[t[3]].Sub(a)
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
