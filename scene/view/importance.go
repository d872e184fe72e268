package view

import (
	"cmp"
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// ranked is a structure that can be drawn and how far it is from the planned way.
type ranked struct {
	anatomy.Structure
	distance float64 // mm, in steps of bandMM
}

const (
	// bandMM is how finely distances are told apart: more coarsely than the
	// spacing of a surface's vertices, to which they are measured.
	bandMM = 5.0
	// reachMM is how far from the planned way a structure still concerns a
	// needle that goes astray.
	reachMM = 50.0
)

// byImportance lists the structures that have a surface in the order in which
// a trainee asks for them: the target, what is critical within reach of the
// planned way, then everything by its distance from that way, which puts what
// the way passes first. Equal ones stay in the order of the case.
func byImportance(c *anatomy.Case, plan record.Plan) []ranked {
	var list []ranked
	if c == nil {
		return nil
	}
	for _, s := range c.Structures {
		if s.Surface != nil && len(s.Surface.Triangles) > 0 {
			list = append(list, ranked{s, distanceFromPlan(s.Surface, plan)})
		}
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.distance, b.distance))
	})
	return list
}

func (r ranked) rank() int {
	switch {
	case r.Target:
		return 0
	case r.Critical && r.distance <= reachMM:
		return 1
	}
	return 2
}

// distanceFromPlan is the least distance of a surface's vertices from the
// straight way from entry to target, rounded down to bands. Without a way
// every distance is 0.
func distanceFromPlan(m *mesh.TriMesh, plan record.Plan) float64 {
	along := plan.Target.Sub(plan.Entry)
	squared := along.Dot(along)
	if squared < 1 {
		return 0
	}
	least := math.Inf(1)
	for _, v := range m.Vertices {
		from := mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])}.Sub(plan.Entry)
		away := from.Sub(along.Mul(mgl64.Clamp(from.Dot(along)/squared, 0, 1)))
		least = math.Min(least, away.Dot(away))
	}
	return math.Floor(math.Sqrt(least)/bandMM) * bandMM
}

// crowd is from how many structures on a case is crowded: then only what
// matters for the planned way starts dense, and the rest recedes.
const crowd = 20

// startOpacity is how a structure of a crowded case starts.
func (r ranked) startOpacity(usual float64) float64 {
	near := r.distance <= reachMM
	switch {
	case r.Target:
		return math.Max(usual, 0.75)
	case r.Critical && near:
		return math.Max(usual, 0.8)
	case r.Critical:
		return 0.4
	case r.Tissue == "skin":
		return 0.12
	case r.Tissue == "bone" && near:
		return 0.2
	case r.Tissue == "organ" && near:
		return 0.3
	}
	return 0.08
}
