package tissue

// parting finds whether elements still hang together. From each it looks around
// by turns, until those looking have met, or all but one have seen all there is:
// that costs what the smaller parts hold, not what the largest does.
type parting struct {
	parts []part
	owner []int32 // part that met an element, where met is this round
	met   []int32
	round int32
	open  int // parts that have not seen all there is
}

// part is what was met from one element and from those it came together with.
type part struct {
	into  int32   // the part it went into, itself while on its own
	list  []int32 // elements met
	queue []int32 // those whose neighbours are still to be looked at
}

// partition returns the parts that no longer hang together with the one that
// keeps the number of the piece: the one that is still looking around, or the
// largest.
func (m *Matter) partition(seeds []int32) [][]int32 {
	p := &m.parting
	p.begin(len(m.elements), seeds)
	for p.open > 1 {
		for i := range p.parts {
			if p.open > 1 && p.parts[i].into == int32(i) && len(p.parts[i].queue) > 0 {
				p.look(m, int32(i))
			}
		}
	}
	keeper := p.keeper()
	var apart [][]int32
	for i := range p.parts {
		if p.parts[i].into == int32(i) && i != keeper {
			apart = append(apart, p.parts[i].list)
		}
	}
	return apart
}

func (p *parting) begin(elements int, seeds []int32) {
	for len(p.owner) < elements {
		p.owner, p.met = append(p.owner, 0), append(p.met, 0)
	}
	p.round++
	p.parts = p.parts[:0]
	p.open = len(seeds)
	for i, e := range seeds {
		p.owner[e], p.met[e] = int32(i), p.round
		p.parts = append(p.parts, part{into: int32(i), list: []int32{e}, queue: []int32{e}})
	}
}

// look meets the neighbours of the next element in part i's queue.
func (p *parting) look(m *Matter, i int32) {
	e := p.parts[i].queue[0]
	p.parts[i].queue = p.parts[i].queue[1:]
	m.besides(e, func(n int32) {
		i = p.root(i)
		if p.met[n] != p.round {
			p.met[n], p.owner[n] = p.round, i
			p.parts[i].list = append(p.parts[i].list, n)
			p.parts[i].queue = append(p.parts[i].queue, n)
			return
		}
		if j := p.root(p.owner[n]); j != i {
			p.merge(min(i, j), max(i, j))
			p.open--
		}
	})
	if len(p.parts[p.root(i)].queue) == 0 {
		p.open--
	}
}

func (p *parting) root(i int32) int32 {
	for p.parts[i].into != i {
		p.parts[i].into = p.parts[p.parts[i].into].into
		i = p.parts[i].into
	}
	return i
}

func (p *parting) merge(i, j int32) {
	a, b := &p.parts[i], &p.parts[j]
	b.into = i
	a.list, a.queue = append(a.list, b.list...), append(a.queue, b.queue...)
	b.list, b.queue = nil, nil
}

// keeper is the part that is still looking around, or else the first of the
// largest.
func (p *parting) keeper() int {
	keeper := -1
	for i := range p.parts {
		if p.parts[i].into != int32(i) {
			continue
		}
		if len(p.parts[i].queue) > 0 {
			return i
		}
		if keeper < 0 || len(p.parts[i].list) > len(p.parts[keeper].list) {
			keeper = i
		}
	}
	return keeper
}
