package main

import (
	"github.com/drylab/drylab/scene/record"
)

// phases joins the times of two recordings of one scenario: where one has come to
// between two steps, the other is brought to.
type phases struct{ mine, other []float64 } // seconds, growing, as many of each

// alignedBy pairs the moments that both recordings have: start, the steps that both
// did in one order, and the end.
func alignedBy(mine, other *record.Recording) phases {
	p := phases{mine: []float64{0}, other: []float64{0}}
	theirs := milestones(other)
	for _, m := range milestones(mine) {
		for i, o := range theirs {
			if o.name == m.name {
				p.add(m.at, o.at)
				theirs = theirs[i+1:]
				break
			}
		}
	}
	p.add(mine.Samples[len(mine.Samples)-1].T(), other.Samples[len(other.Samples)-1].T())
	return p
}

// add pairs two times, unless one does not come after those before.
func (p *phases) add(mine, other float64) {
	if last := len(p.mine) - 1; mine > p.mine[last] && other >= p.other[last] {
		p.mine, p.other = append(p.mine, mine), append(p.other, other)
	}
}

type milestone struct {
	name string
	at   float64
}

// milestones are the start of the clock and the steps done, in their order.
func milestones(rec *record.Recording) []milestone {
	var list []milestone
	for i := range rec.Events {
		switch e := &rec.Events[i]; e.Kind {
		case record.EventStart:
			list = append(list, milestone{string(e.Kind), e.T()})
		case record.EventStepDone:
			list = append(list, milestone{string(e.Kind) + " " + e.Detail, e.T()})
		}
	}
	return list
}

// at is the other's time at one of mine, in proportion between two pairs.
func (p phases) at(mine float64) float64 {
	i := 1
	for i < len(p.mine)-1 && p.mine[i] < mine {
		i++
	}
	if i >= len(p.mine) {
		return mine // nothing but the start is common
	}
	share := (mine - p.mine[i-1]) / (p.mine[i] - p.mine[i-1])
	return p.other[i-1] + min(max(share, 0), 1)*(p.other[i]-p.other[i-1])
}
