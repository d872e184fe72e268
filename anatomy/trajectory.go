package anatomy

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// PlanOptions bound an automatic straight trajectory. The zero value plans to
// the case's target with the defaults named here.
type PlanOptions struct {
	Target string // structure; empty: the one marked target
	Entry  string // structure on whose surface the needle enters; empty: see PlanTrajectory
	// LengthMM is how far the instrument reaches below the entry; 0 means 150.
	LengthMM float64
	// RadiusMM is the instrument's radius; 0 means 1.
	RadiusMM float64
	// MarginMM is the least clearance between the instrument's surface and every
	// critical structure; 0 means 3.
	MarginMM float64
	// ThroughBone lets the path cross bone, for approaches that begin with a
	// drill.
	ThroughBone bool
	// Directions is how many directions are tried; 0 means 4000, one for every
	// 1.8 degrees.
	Directions int
}

func (o PlanOptions) withDefaults() PlanOptions {
	fill := func(value *float64, standard float64) {
		if *value == 0 {
			*value = standard
		}
	}
	fill(&o.LengthMM, 150)
	fill(&o.RadiusMM, 1)
	fill(&o.MarginMM, 3)
	if o.Directions <= 0 {
		o.Directions = 4000
	}
	return o
}

// PlanTrajectory finds a straight path from an entry surface to the deepest
// point of a target, in mm of the patient frame: the same one for the same case
// and options.
//
// The target is the point of the target structure farthest from its surface.
// Candidate entries lie in evenly spread directions from it, where the ray last
// leaves the entry structure: the one named; else the skin; else the largest
// structure around the target; else a sphere of the instrument's length. An
// entry on a face where the scan was cut off does not count.
//
// A candidate is feasible when it is within the instrument's length, crosses no
// bone (unless ThroughBone), and keeps the margin from every critical structure
// but the target. Among these decide, in this order:
//
//  1. the fewest other organs crossed: those that Case.Crossed names;
//  2. the fewest organs, critical ones aside, to which the instrument comes
//     nearer than the margin, so that a way along an organ loses to one that
//     leaves it alone;
//  3. the greatest clearance from critical structures, counted in whole
//     millimetres up to 10: beyond it no needle bends or hand errs;
//  4. the shortest path, and among equals the first tried.
//
// Weighing the risk to critical structures over all candidate entries is the
// method of Shamir et al., "A method for planning safe trajectories in
// image-guided keyhole neurosurgery", MICCAI 2010, and of Vaillant et al., "A
// path-planning algorithm for image-guided neurosurgery", CVRMed-MRCAS 1997.
//
// When nothing is feasible the error counts what stood in the way.
func PlanTrajectory(c *Case, options PlanOptions) (entry, target mgl64.Vec3, err error) {
	o := options.withDefaults()
	p := planner{c: c, options: o}
	if err := p.chooseTarget(); err != nil {
		return entry, target, err
	}
	if err := p.chooseEntrySurface(); err != nil {
		return entry, target, err
	}
	p.findObstacles()
	entry, ok := p.best()
	if !ok {
		return entry, target, p.refusal()
	}
	return entry, p.target, nil
}

// planner holds one search.
type planner struct {
	c       *Case
	options PlanOptions

	structure *Structure // the target structure
	target    mgl64.Vec3
	surface   *mesh.BVH  // on which the needle enters
	reach     float64    // from the target to beyond that surface, mm
	entrance  *Structure // the surface's structure; nil: a sphere
	obstacles []obstacle
	organs    []inTheWay      // that count when passed and are no obstacles
	blocked   map[string]int  // candidates refused, by reason
	crossings []mesh.Crossing // reused
	beside    []*inTheWay     // reused
}

// obstacle is a structure that the path must stay away from.
type obstacle struct {
	inTheWay
	clearance float64 // least allowed, from the instrument's surface, mm
}

func (p *planner) chooseTarget() error {
	p.structure = p.c.Target()
	if p.options.Target != "" {
		p.structure = p.c.Structure(p.options.Target)
	}
	switch {
	case p.structure == nil && p.options.Target == "":
		return fmt.Errorf("plan: no structure of case %s is marked target; mark one of %v", p.c.ID, p.c.structureNames())
	case p.structure == nil:
		return fmt.Errorf("plan: case %s has no structure %s; choose one of %v", p.c.ID, quoted(p.options.Target), p.c.structureNames())
	case p.structure.Surface == nil || p.c.Labels == nil:
		return fmt.Errorf("plan: structure %s has no surface or labels; load the case completely", p.structure.Name)
	}
	p.target = deepestPoint(p.c, p.structure, mesh.NewBVH(p.structure.Surface))
	return nil
}

// chooseEntrySurface finds where needles enter.
func (p *planner) chooseEntrySurface() error {
	p.entrance = p.outermostAround(p.target)
	if name := p.options.Entry; name != "" {
		p.entrance = p.c.Structure(name)
		if p.entrance == nil || p.entrance.Surface == nil {
			return fmt.Errorf("plan: case %s has no surface %s to enter through; choose one of %v", p.c.ID, quoted(name), p.c.structureNames())
		}
	}
	if p.entrance != nil {
		p.surface = mesh.NewBVH(p.entrance.Surface)
		low, high := p.entrance.Surface.Bounds()
		p.reach = high.Sub(low).Len() + p.target.Sub(low).Len()
	}
	return nil
}

// outermostAround is the skin, if p lies in it, else the largest other structure
// whose solid holds p; nil for none.
func (p *planner) outermostAround(at mgl64.Vec3) *Structure {
	var largest *Structure
	label := p.c.Labels.LabelAt(at)
	for i := range p.c.Structures {
		s := &p.c.Structures[i]
		if s == p.structure || s.Surface == nil || !slices.Contains(s.Labels, label) {
			continue
		}
		if s.Tissue == "skin" {
			return s
		}
		if largest == nil || s.VolumeML > largest.VolumeML {
			largest = s
		}
	}
	return largest
}

func (p *planner) findObstacles() {
	for i := range p.c.Structures {
		s := &p.c.Structures[i]
		if s == p.structure || s.Surface == nil {
			continue
		}
		switch {
		case s.Critical:
			p.obstacles = append(p.obstacles, obstacle{newInTheWay(s), p.options.MarginMM})
		case s.Tissue == "bone" && !p.options.ThroughBone:
			p.obstacles = append(p.obstacles, obstacle{newInTheWay(s), 0})
		}
	}
	p.organs = slices.DeleteFunc(p.c.organsAround(p.target, p.structure.Name), func(o inTheWay) bool { return o.Critical })
}

// entryAlong is where the ray from the target last leaves the entry surface.
func (p *planner) entryAlong(direction mgl64.Vec3) (entry mgl64.Vec3, ok bool) {
	grid := p.c.Labels.Grid
	if p.entrance == nil {
		entry = p.target.Add(direction.Mul(p.options.LengthMM))
		if !grid.Contains(entry) {
			p.blocked["outside the scan"]++
			return entry, false
		}
		return entry, true
	}
	end := p.target.Add(direction.Mul(p.reach))
	p.crossings = p.surface.Crossings(p.target, end, p.crossings[:0])
	if len(p.crossings) == 0 {
		p.blocked["not through "+p.entrance.Name]++
		return entry, false
	}
	entry = p.target.Add(direction.Mul(p.reach * p.crossings[len(p.crossings)-1].T))
	// On the scan's outermost voxels the surface is where the image ends, not the body.
	at := mgl64.TransformCoordinate(entry, grid.VoxelFromPatient())
	for axis, n := range grid.Size {
		if at[axis] < 0.5 || at[axis] > float64(n)-1.5 {
			p.blocked["where the scan was cut off"]++
			return entry, false
		}
	}
	return entry, true
}

// refusal names what blocked the candidates, the most frequent first.
func (p *planner) refusal() error {
	reasons := make([]string, 0, len(p.blocked))
	for reason := range p.blocked {
		reasons = append(reasons, reason)
	}
	slices.SortFunc(reasons, func(a, b string) int {
		if p.blocked[a] != p.blocked[b] {
			return p.blocked[b] - p.blocked[a]
		}
		return strings.Compare(a, b)
	})
	for i, reason := range reasons {
		reasons[i] = fmt.Sprintf("%s (%d)", reason, p.blocked[reason])
	}
	return fmt.Errorf("plan: none of %d straight paths to %s is free; in the way: %s; allow a smaller margin, a longer instrument or drilling",
		p.options.Directions, p.structure.Name, strings.Join(reasons, ", "))
}

// fibonacciDirection is the i-th of n unit vectors spread evenly over the
// sphere: González, "Measurement of areas on a sphere using Fibonacci and
// latitude-longitude lattices", Math. Geosci. 42 (2010),
// doi:10.1007/s11004-009-9257-x.
func fibonacciDirection(i, n int) mgl64.Vec3 {
	z := 1 - (2*float64(i)+1)/float64(n)
	turn := math.Pi * (3 - math.Sqrt(5)) * float64(i)
	r := math.Sqrt(1 - z*z)
	return mgl64.Vec3{r * math.Cos(turn), r * math.Sin(turn), z}
}
