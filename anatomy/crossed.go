package anatomy

import (
	"cmp"
	"slices"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// Crossed names the organs that a straight way passes, in the order in which
// it meets them from the entry; a way that starts inside one meets it first. An
// organ here is a structure with the tissue organ, brain, csf, tumour or
// vessel. One whose surface encloses the target, as the brain does a tumour,
// must be passed by every way and is left out, and so is the structure named
// except: the target itself. Both points are patient millimetres, and the way is
// the line between them, without thickness.
func (c *Case) Crossed(entry, target mgl64.Vec3, except string) []string {
	return crossedOrgans(c.organsAround(target, except), entry, target)
}

// organ is a structure that a needle should not pass on its way.
type organ struct {
	name      string
	low, high mgl64.Vec3 // bounds of its surface
	tree      *mesh.BVH
}

// isOrgan tells whether passing a tissue harms an organ. Skin and muscles are
// passed by every way; bone is a question of its own.
func isOrgan(tissue string) bool {
	switch tissue {
	case "organ", "brain", "csf", "tumour", "vessel":
		return true
	}
	return false
}

// organsAround is the case's organs in its order, without those that enclose
// the target and the one to leave out.
func (c *Case) organsAround(target mgl64.Vec3, except string) []organ {
	var organs []organ
	for i := range c.Structures {
		s := &c.Structures[i]
		if s.Surface == nil || s.Name == except || !isOrgan(s.Tissue) {
			continue
		}
		o := organ{name: s.Name, tree: mesh.NewBVH(s.Surface)}
		o.low, o.high = s.Surface.Bounds()
		if !o.near(target, target, 0) || !o.tree.Inside(target) {
			organs = append(organs, o)
		}
	}
	return organs
}

// near tells quickly whether the way may come within a distance of the organ:
// false is certain.
func (o *organ) near(entry, target mgl64.Vec3, distance float64) bool {
	for axis := range 3 {
		from, to := min(entry[axis], target[axis]), max(entry[axis], target[axis])
		if from-distance > o.high[axis] || to+distance < o.low[axis] {
			return false
		}
	}
	return true
}

func crossedOrgans(organs []organ, entry, target mgl64.Vec3) []string {
	type meeting struct {
		name string
		at   float64
	}
	var meetings []meeting
	var crossings []mesh.Crossing
	for i := range organs {
		o := &organs[i]
		if !o.near(entry, target, 0) {
			continue
		}
		if crossings = o.tree.Crossings(entry, target, crossings[:0]); len(crossings) == 0 {
			continue
		}
		first := meeting{o.name, crossings[0].T}
		if !crossings[0].Inward {
			first.at = 0 // it starts inside
		}
		meetings = append(meetings, first)
	}
	slices.SortStableFunc(meetings, func(a, b meeting) int { return cmp.Compare(a.at, b.at) })
	var names []string
	for _, m := range meetings {
		names = append(names, m.name)
	}
	return names
}
