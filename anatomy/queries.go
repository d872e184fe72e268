package anatomy

import (
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// Queries answers where a point or a needle is with respect to the structures
// of one case. It does not change, so any number of goroutines may ask at once.
type Queries struct {
	structures []Structure
	trees      []*mesh.BVH // of the structure at the same index; nil without a surface
}

// NewQueries builds a search tree per structure. The case must not change afterwards.
func NewQueries(c *Case) *Queries {
	q := &Queries{structures: c.Structures, trees: make([]*mesh.BVH, len(c.Structures))}
	for i := range c.Structures {
		if surface := c.Structures[i].Surface; surface != nil {
			q.trees[i] = mesh.NewBVH(surface)
		}
	}
	return q
}

// Tree is the search tree of a structure's surface, or nil when the case has no
// such structure or it has no surface.
func (q *Queries) Tree(structure string) *mesh.BVH {
	for i := range q.structures {
		if q.structures[i].Name == structure {
			return q.trees[i]
		}
	}
	return nil
}

// SignedDistance is the distance in mm from p to a structure's surface, negative
// inside. ok is false when there is no such surface.
func (q *Queries) SignedDistance(structure string, p mgl64.Vec3) (mm float64, ok bool) {
	tree := q.Tree(structure)
	if tree == nil {
		return 0, false
	}
	return tree.SignedDistance(p), true
}

// StructuresAt names every structure whose solid holds p, in the case's order:
// from the outside inwards in a case made by Build.
func (q *Queries) StructuresAt(p mgl64.Vec3) []string {
	var names []string
	for i, tree := range q.trees {
		if tree != nil && tree.Inside(p) {
			names = append(names, q.structures[i].Name)
		}
	}
	return names
}

// NearestCritical is the critical structure nearest to p and its signed
// distance in mm; ok is false when the case has none with a surface.
func (q *Queries) NearestCritical(p mgl64.Vec3) (structure string, mm float64, ok bool) {
	for i, tree := range q.trees {
		if tree == nil || !q.structures[i].Critical {
			continue
		}
		if d := tree.SignedDistance(p); !ok || d < mm {
			structure, mm, ok = q.structures[i].Name, d, true
		}
	}
	return structure, mm, ok
}
