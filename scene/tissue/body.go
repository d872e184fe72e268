package tissue

import (
	"fmt"
)

// Settings are a body's constants that are not its material.
type Settings struct {
	Gravity    Vec     // mm/s²
	Crew       *Crew   // works for the body and outlives it; the result does not depend on its number; nil: one of its own
	Workers    int     // of its own crew; 0: one
	Iterations int     // of conjugate gradients in one solve, at most; 0: 30
	Rounds     int     // Newton's steps in one step of time, at least; more are made where the motion asks for them; 0: one
	Tolerance  float32 // of a solve: it ends when the root of what an iteration gains, of all that was gained, is less; 0: 0.02
}

const (
	rowPiece     = 128 // vertices in one piece of work
	elementPiece = 256 // elements in one piece of work
	manyVertices = 512 // from here on workers gain more than they lose by waiting for each other
)

// Body is a soft body: its shape, its motion and all that is needed to step
// it. One goroutine at a time may use it.
type Body struct {
	set   Settings
	crew  *Crew
	built int // how often it was built anew
	// What the crew can be asked to do; made once, because a method that is
	// taken as a value is allocated.
	working, dressing func(worker, workers int)
	failed            error

	slot   []int32 // where the solver keeps each vertex of the caller
	name   []int32 // the caller's vertex at each place of the solver
	tetra  []tetra
	origin []int32 // the caller's tetrahedron at each place
	where  []int32 // the place of each of the caller's tetrahedra
	// Thin elements, numbered after the tetrahedra and in this order. The first
	// rods of the springs are rods, the others resist bending or are fibres.
	sheets   []sheet
	hinges   []hinge
	springs  []spring
	rods     int
	matrix   matrix
	pressure pressure

	rest  []Vec
	mass  []float32 // g
	fixed []bool
	u, v  []Vec // displacement, mm, and velocity, mm/s
	load  []Vec // force from outside for the next step, µN
	goal  []Vec // displacement that a fixed vertex shall have

	turn  []quat        // rotation of each tetrahedron
	made  []quat        // the rotation that its stiffness was made with
	frame [][12]float32 // √volume·R·∇N of each corner, when made
	fresh []bool        // elements whose stiffness was made since the last assembly
	shove [][4]Vec      // force of each element on its corners, µN
	torn  []bool        // elements stretched beyond what they hold

	joule  []float32 // elastic energy of each element, nJ
	energy []float64 // and of each piece of elements
	remade []int32   // elements made anew in each piece
	tears  []int32   // elements torn in each piece
	turned []int32   // elements in each piece that became or ceased to be crushed

	skin    *Skin    // being dressed
	tilt    []block  // of each tetrahedron, how areas turn
	stances []stance // of each vertex

	step    step
	changed bool   // an element became or ceased to be crushed in the last step
	needed  bool   // nothing made for this u, dt or structure: evaluate all
	loose   bool   // rows are stale
	stale   []bool // of each vertex: its row's elements are others since it was summed
	dt      float32
}

// New builds a body at rest. The caller must Close it.
func New(mesh Mesh, set Settings) (*Body, error) {
	if set.Iterations == 0 {
		set.Iterations = 30
	}
	if set.Tolerance == 0 {
		set.Tolerance = 0.02
	}
	if set.Iterations < 0 || set.Rounds < 0 || !(set.Tolerance > 0) || !finite(set.Gravity) {
		return nil, fmt.Errorf("soft body: iterations, rounds and tolerance must not be below zero and gravity finite: correct the settings")
	}
	b := &Body{set: set, crew: set.Crew}
	if len(mesh.Rest) < manyVertices {
		b.crew = NewCrew(1)
	} else if b.crew == nil {
		b.crew = NewCrew(set.Workers)
	}
	if err := b.build(&mesh); err != nil {
		b.Close()
		return nil, fmt.Errorf("soft body: %w", err)
	}
	b.working, b.dressing = b.work, b.dress
	return b, nil
}

// build makes all of a body at rest but its goroutines.
func (b *Body) build(mesh *Mesh) error {
	if err := mesh.check(); err != nil {
		return err
	}
	n := len(mesh.Rest)
	b.name = append(roomy[int32](n)[:0], mortonOrder(mesh.Rest)...)
	b.slot, b.rest = roomy[int32](n), roomy[Vec](n)
	for i, v := range b.name {
		b.slot[v] = int32(i)
		b.rest[i] = mesh.Rest[v]
	}
	b.origin, b.rods = nil, 0
	b.mass, b.fixed = roomy[float32](n), roomy[bool](n)
	for _, v := range mesh.Fixed {
		b.fixed[b.slot[v]] = true
	}
	b.u, b.v, b.load, b.goal = roomy[Vec](n), roomy[Vec](n), roomy[Vec](n), roomy[Vec](n)
	corners := b.buildTetra(mesh)
	corners = b.buildThin(mesh, corners)
	b.matrix.structure = newStructure(n, corners)
	b.matrix.values = roomy[block](len(b.matrix.cols))
	b.matrix.inverse = roomy[block](n)
	b.fresh, b.torn, b.shove, b.joule, b.frame = nil, nil, nil, nil, nil
	b.energy, b.remade, b.tears, b.turned = nil, nil, nil, nil
	b.sizeElements(len(corners))
	b.stale, b.loose = roomy[bool](n), false
	for i, m := range b.mass {
		if m == 0 {
			return fmt.Errorf("vertex %d belongs to no element: remove it", b.name[i])
		}
	}
	b.newPressure()
	if b.pressure.excess != nil {
		b.pressure.slope = make([]Vec, len(b.matrix.cols))
	}
	b.tilt, b.stances = roomy[block](len(b.tetra)), roomy[stance](n)
	b.step = step{}
	b.step.size(n)
	b.step.coarse = newCoarse(b.rest, b.fixed, &b.matrix.structure, b.crew.workers)
	b.needed = true
	return nil
}

// buildTetra measures the tetrahedra at rest and lists their corners.
func (b *Body) buildTetra(mesh *Mesh) [][4]int32 {
	m := len(mesh.Tets)
	corners := make([][4]int32, m)
	for t, e := range mesh.Tets {
		for a, v := range e {
			corners[t][a] = b.slot[v]
		}
	}
	b.origin = append(roomy[int32](m)[:0], byFirstVertex(len(b.rest), corners)...)
	b.where = roomy[int32](m)
	b.tetra = roomy[tetra](m)
	for k, t := range b.origin {
		material := &mesh.Materials[mesh.tissueOf(int(t))]
		e := newTetra(b.rest, corners[t], material, mesh.shareOf(int(t)))
		for _, i := range e.v {
			b.mass[i] += e.volume * material.Density / 4
		}
		b.tetra[k], b.where[t] = e, int32(k)
	}
	for k := range b.tetra {
		corners[k] = b.tetra[k].v
	}
	b.turn, b.made = roomy[quat](m), roomy[quat](m)
	for t := range b.turn {
		b.turn[t] = quat{0, 0, 0, 1}
	}
	return corners
}

// sizeElements makes room for what is worked out of each of n elements.
func (b *Body) sizeElements(n int) {
	b.fresh, b.torn, b.shove = lengthened(b.fresh, n), lengthened(b.torn, n), lengthened(b.shove, n)
	b.joule, b.frame = lengthened(b.joule, n), lengthened(b.frame, len(b.tetra))
	n = pieces(n, elementPiece)
	b.energy, b.remade = lengthened(b.energy, n), lengthened(b.remade, n)
	b.tears, b.turned = lengthened(b.tears, n), lengthened(b.turned, n)
}

// buildThin adds sheets, hinges and springs and their corners.
func (b *Body) buildThin(mesh *Mesh, corners [][4]int32) [][4]int32 {
	b.sheets, b.hinges, b.springs = nil, nil, nil
	for _, s := range mesh.Sheets {
		m := &mesh.Materials[s.Material]
		v := [3]int32{b.slot[s.Vertices[0]], b.slot[s.Vertices[1]], b.slot[s.Vertices[2]]}
		e := b.newSheet(v, s.Thickness, m)
		for _, i := range v {
			b.mass[i] += e.size * m.Density / 3
		}
		b.sheets = append(b.sheets, e)
		corners = append(corners, [4]int32{v[0], v[1], v[2], -1})
	}
	b.findHinges(mesh)
	for n := range b.hinges {
		corners = append(corners, b.hinges[n].v)
	}
	b.rodSprings(mesh)
	b.fibreSprings(mesh)
	for n := range b.springs {
		corners = append(corners, b.springs[n].v)
	}
	return corners
}

// Close ends the body's own goroutines.
func (b *Body) Close() {
	if b.crew != b.set.Crew {
		b.crew.Close()
	}
}

func pieces(n, size int) int { return (n + size - 1) / size }

// share is the pieces of worker k of n: a run of whole pieces.
func (b *Body) share(k, n int) (first, last int) {
	return k * n / b.crew.workers, (k + 1) * n / b.crew.workers
}

// rowsOf is the vertices of a piece.
func (b *Body) rowsOf(piece int) (first, last int) {
	return piece * rowPiece, min((piece+1)*rowPiece, len(b.u))
}
