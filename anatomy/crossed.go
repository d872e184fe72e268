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

// inTheWay is a structure that a needle may meet on its way.
type inTheWay struct {
	*Structure
	low, high mgl64.Vec3 // bounds of its surface
	built     *mesh.BVH
}

func newInTheWay(s *Structure) inTheWay {
	low, high := s.Surface.Bounds()
	return inTheWay{Structure: s, low: low, high: high}
}

// tree is the structure's surface; it takes a while at the first call, which
// most structures of a body never need.
func (s *inTheWay) tree() *mesh.BVH {
	if s.built == nil {
		s.built = mesh.NewBVH(s.Surface)
	}
	return s.built
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
func (c *Case) organsAround(target mgl64.Vec3, except string) []inTheWay {
	var organs []inTheWay
	for i := range c.Structures {
		s := &c.Structures[i]
		if s.Surface == nil || s.Name == except || !isOrgan(s.Tissue) {
			continue
		}
		if organ := newInTheWay(s); !organ.near(target, target, 0) || !organ.tree().Inside(target) {
			organs = append(organs, organ)
		}
	}
	return organs
}

// near tells quickly whether the way may come within a distance of the
// structure: false is certain. It clips the way to the bounds, grown by the
// distance, one axis after the other.
func (s *inTheWay) near(entry, target mgl64.Vec3, distance float64) bool {
	from, to := 0.0, 1.0
	for axis := range 3 {
		low, high := s.low[axis]-distance-entry[axis], s.high[axis]+distance-entry[axis]
		along := target[axis] - entry[axis]
		if along == 0 {
			if low > 0 || high < 0 {
				return false
			}
			continue
		}
		first, last := min(low/along, high/along), max(low/along, high/along)
		from, to = max(from, first), min(to, last)
	}
	return from <= to+1e-9 // rounding never hides what touches the bounds
}

func crossedOrgans(organs []inTheWay, entry, target mgl64.Vec3) []string {
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
		if crossings = o.tree().Crossings(entry, target, crossings[:0]); len(crossings) == 0 {
			continue
		}
		first := meeting{o.Name, crossings[0].T}
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
