package phantom

import (
	"context"
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/anatomy/segment"
)

// Labels of the lobe's case.
const (
	labelBed uint16 = iota + 1
	labelLobe
	labelGallbladder
)

// Names of the lobe's landmarks.
const (
	lobeEdge   = "lobe-edge"   // middle of the free edge, where a grasper takes it
	lobeLifted = "lobe-lifted" // where that edge is when the way below the lobe is free
	lobeEntry  = "probe-entry" // in front of the way below the lobe
	lobeTarget = "gallbladder-front"
)

// The lobe's frame is a patient's who lies on the back: the free edge points to
// the feet, the bed is behind. Lengths are mm.
const (
	bedTop      = 14.0  // the bed's level below the lobe
	bedRim      = -28.0 // where it ends towards the feet: the lobe's edge is free beyond
	bedStep     = 20.0  // how far it falls off there
	hinge       = 44.0  // where the lobe is grown to the bed's wall
	lobeGap     = 3.6   // between lobe and bed, so that the lobe lies on it and is not grown to it
	lobeLength  = 84.0  // from the hinge to the free edge
	lobeRear    = 30.0  // thickness at the hinge
	lobeFront   = 9.0   // and at the free edge
	lobeHalf    = 60.0  // half width at the hinge
	lobeRounded = 7.0   // radius of its edges, about
)

// lobeElements bounds the lobe's tetrahedra: as fine as it bends, and jaws squeeze
// it, and coarse enough that a small computer keeps up with two instruments.
const lobeElements = 9500

// lobe is a lobe of liver over a bed with a gallbladder in a hollow below it. It is
// made of the silicone of practice organs, which bears its weight by one bite of a
// grasper, as liver without its capsule does not.
type lobe struct {
	seed        uint64
	gallbladder ellipsoid
}

// newLobe varies with its seed the lobe's upper side and, by a little, where the
// gallbladder lies.
func newLobe(seed uint64) *lobe {
	r := &random{state: seed}
	l := &lobe{seed: r.next()}
	l.gallbladder = ellipsoid{vec{14 + r.between(-1, 1), 13, 4 + r.between(-1, 1)}, vec{9, 9, 17}}
	return l
}

// solid is the lobe's distance: a wedge with rounded edges and a bed for the
// gallbladder on its lower side.
func (l *lobe) solid(p vec) float64 {
	along := (hinge - p[2]) / lobeLength // 0 at the hinge, 1 at the free edge
	below := bedTop - lobeGap
	above := below - lerp(lobeRear, lobeFront, min(max(along, 0), 1))
	above += 1.2 * texture(l.seed, p[0]/23, 0, p[2]/23)
	half := lobeHalf - 14*along*along
	d := smoothIntersection(p[1]-below, above-p[1], lobeRounded)
	d = smoothIntersection(d, math.Abs(p[0])-half, 2*lobeRounded)
	d = smoothIntersection(d, hinge-lobeLength-p[2], lobeRounded)
	d = max(d, p[2]-hinge)
	fossa := l.gallbladder.distance(p) - lobeGap
	return smoothIntersection(d, -fossa, 3)
}

// bed is the plate below, with a hollow for the gallbladder, and the wall that
// the lobe is grown to.
func (l *lobe) bed(p vec) float64 {
	top := bedTop
	if p[2] < bedRim {
		top += bedStep
	}
	plate := max(top-p[1], p[1]-bedTop-bedStep-6, math.Abs(p[0])-64, -58-p[2], p[2]-hinge-8)
	wall := max(hinge-p[2], p[2]-hinge-8, math.Abs(p[0])-52, -30-p[1], p[1]-bedTop-1)
	return min(plate, wall)
}

func (l *lobe) at(p vec) uint16 {
	switch {
	case l.gallbladder.distance(p) < 0:
		return labelGallbladder
	case l.solid(p) < 0:
		return labelLobe
	case l.bed(p) < 0:
		return labelBed
	}
	return 0
}

// landmarks lie where the instruments work.
func (l *lobe) landmarks() []anatomy.Landmark {
	edge := vec{0, bedTop - lobeGap - lobeFront/2, hinge - lobeLength}
	g := l.gallbladder
	front := surfaceAlong(g.distance, g.center, vec{0, -0.18, -1}.Normalize(), 40)
	return []anatomy.Landmark{
		{Name: lobeEdge, Position: edge},
		{Name: lobeLifted, Position: edge.Add(vec{0, -28, 8})},
		{Name: lobeEntry, Position: front.Add(vec{0, -0.18, -1}.Normalize().Mul(50))},
		{Name: lobeTarget, Position: front},
	}
}

func (l *lobe) build(ctx context.Context, seed uint64, engine string, progress func(done, total int, what string)) (*anatomy.Case, error) {
	const spacing = 1.2
	b := bench{
		id: LobeID, title: fmt.Sprintf("Lobe of liver over a gallbladder, on a bench (phantom, seed %d)", seed), seed: seed, engine: engine,
		labels: labelled(vec{-72, -42, -66}, vec{72, 45.6, 58.8}, spacing, l.at),
		names: []segment.Named{
			{Label: labelBed, Name: "bed", Tissue: "bone", Color: "#b9b4a6"},
			{Label: labelLobe, Name: "lobe", SNOMED: "10200004", Tissue: "organ", Color: "#8c3b34"},
			{Label: labelGallbladder, Name: "gallbladder", SNOMED: "28231008", Tissue: "organ", Color: "#5f7f4a"},
		},
		landmarks: l.landmarks(),
		target:    "gallbladder",
	}
	c, err := b.build(ctx, progress)
	if err != nil {
		return nil, err
	}
	s := c.Structure("lobe")
	s.Soft = "silicone"
	if s.Tets, err = mesh.Tetrahedralise(s.Surface, mesh.TetOptions{Budget: lobeElements}); err != nil {
		return nil, fmt.Errorf("%s of seed %d: %w", LobeID, seed, err)
	}
	return c, nil
}
