package anatomy

import (
	"cmp"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// enoughClearance is the clearance in mm beyond which a shorter path is better.
const enoughClearance = 10

// best tries every direction; ok is false when none is feasible.
func (p *planner) best() (entry mgl64.Vec3, ok bool) {
	p.blocked = make(map[string]int)
	least := cost{length: math.Inf(1), crossed: len(p.organs), near: len(p.organs)}
	for i := range p.options.Directions {
		candidate, found := p.entryAlong(fibonacciDirection(i, p.options.Directions))
		if !found {
			continue
		}
		length := candidate.Sub(p.target).Len()
		if length > p.options.LengthMM+1e-6 { // the sphere lies at that length, but for rounding
			p.blocked[fmt.Sprintf("longer than %g mm", p.options.LengthMM)]++
			continue
		}
		clearance, free := p.clearance(candidate)
		if !free {
			continue
		}
		this := cost{clearance: math.Floor(clearance), length: length}
		if p.countOrgans(candidate, &this, least) && this.less(least) {
			entry, ok, least = candidate, true, this
		}
	}
	return entry, ok
}

// cost is what PlanTrajectory weighs, the weightiest first.
type cost struct {
	crossed, near     int
	clearance, length float64
}

func (c cost) less(than cost) bool {
	return cmp.Or(cmp.Compare(c.crossed, than.crossed), cmp.Compare(c.near, than.near),
		cmp.Compare(than.clearance, c.clearance), cmp.Compare(c.length, than.length)) < 0
}

// countOrgans fills in how many organs the way crosses and comes near to; it is
// false, and the counts are incomplete, once they cannot be the least.
func (p *planner) countOrgans(entry mgl64.Vec3, count *cost, least cost) bool {
	margin := p.options.MarginMM + p.options.RadiusMM
	p.beside = p.beside[:0]
	for i := range p.organs {
		o := &p.organs[i]
		if !o.near(entry, p.target, margin) {
			continue
		}
		if p.crossings = o.tree().Crossings(entry, p.target, p.crossings[:0]); len(p.crossings) == 0 {
			p.beside = append(p.beside, o)
			continue
		}
		if count.crossed++; count.crossed > least.crossed {
			return false
		}
	}
	count.near = count.crossed
	for _, o := range p.beside {
		if count.crossed == least.crossed && count.near > least.near {
			return false
		}
		if o.tree().SegmentDistance(entry, p.target) < margin {
			count.near++
		}
	}
	return true
}

// clearance is the least distance from the instrument's surface to a critical
// structure, at most enoughClearance.
func (p *planner) clearance(entry mgl64.Vec3) (least float64, free bool) {
	least = enoughClearance
	for i := range p.obstacles {
		o := &p.obstacles[i]
		if !o.near(entry, p.target, p.options.RadiusMM+max(o.clearance, enoughClearance)) {
			continue
		}
		d := -p.options.RadiusMM
		if p.crossings = o.tree().Crossings(entry, p.target, p.crossings[:0]); len(p.crossings) == 0 {
			d += o.tree().SegmentDistance(entry, p.target) // costly where it enters
		}
		if d < o.clearance {
			p.blocked[o.Name]++
			return d, false
		}
		if o.Critical {
			least = min(least, d)
		}
	}
	return least, true
}
