package tissue

import (
	"fmt"
	"math"
)

// Vec is a point or displacement in mm, a velocity in mm/s, or a direction,
// in the caller's frame.
type Vec = [3]float32

// Mesh is a body as it is built: its shape at rest and what it is made of.
// Indices are the caller's own and stay so; New copies everything.
type Mesh struct {
	Rest      []Vec      // position of each vertex without load, mm
	Tets      [][4]int32 // vertices of each tetrahedron, positively oriented: (b−a)×(c−a)·(d−a) > 0
	Tissue    []uint8    // material of each tetrahedron; nil: all of material 0
	Fibre     []Vec      // direction of the fibres of each tetrahedron at rest, of any length, zero for none; nil: none
	Share     []float32  // how much of each tetrahedron's volume is matter, above 0 to 1: scales mass and stiffness; nil: all of it
	Sheets    []Sheet    // membranes: walls, peritoneum, dura
	Rods      []Rod      // threads, ducts and vessels too thin for tetrahedra
	Materials []Material // at most 256
	Fixed     []int32    // vertices that move only as Body.Move says
}

// Sheet is one triangle of a membrane.
type Sheet struct {
	Vertices  [3]int32
	Material  uint8
	Thickness float32 // mm, above zero
}

// Rod is one straight piece of a thread of round section.
type Rod struct {
	Vertices [2]int32
	Material uint8
	Radius   float32 // mm, above zero
}

// check names the first thing that makes a mesh impossible to build.
func (m *Mesh) check() error {
	if len(m.Rest) == 0 {
		return fmt.Errorf("the mesh has no vertices: give it some")
	}
	for v, p := range m.Rest {
		if !finite(p) {
			return fmt.Errorf("vertex %d is not at a finite place: repair the mesh first", v)
		}
	}
	if m.Tissue != nil && len(m.Tissue) != len(m.Tets) {
		return fmt.Errorf("%d tetrahedra have %d materials: give one for each", len(m.Tets), len(m.Tissue))
	}
	if m.Fibre != nil && len(m.Fibre) != len(m.Tets) {
		return fmt.Errorf("%d tetrahedra have %d fibre directions: give one for each, zero for none", len(m.Tets), len(m.Fibre))
	}
	if m.Share != nil && len(m.Share) != len(m.Tets) {
		return fmt.Errorf("%d tetrahedra have %d shares of matter: give one for each", len(m.Tets), len(m.Share))
	}
	for i := range m.Materials {
		if err := m.Materials[i].check(); err != nil {
			return err
		}
	}
	if err := m.checkElements(); err != nil {
		return err
	}
	for _, v := range m.Fixed {
		if !m.has(v) {
			return fmt.Errorf("fixed vertex %d does not exist: there are %d", v, len(m.Rest))
		}
	}
	return nil
}

// checkElements names the first element with a vertex or material that does
// not exist, or without size.
func (m *Mesh) checkElements() error {
	for t, vertices := range m.Tets {
		if !m.has(vertices[:]...) || !m.made(m.tissueOf(t)) {
			return fmt.Errorf("tetrahedron %d names a vertex or material that does not exist: there are %d and %d", t, len(m.Rest), len(m.Materials))
		}
		if !(volume(m.Rest, vertices) > 0) {
			return fmt.Errorf("tetrahedron %d is flat or inside out at rest: repair the mesh or turn it", t)
		}
		if m.Fibre != nil && !finite(m.Fibre[t]) {
			return fmt.Errorf("tetrahedron %d has fibres of no finite direction: use zero for none", t)
		}
		if share := m.shareOf(t); !(share > 0 && share <= 1) {
			return fmt.Errorf("tetrahedron %d has a share of matter of %g: give one above 0 and at most 1", t, share)
		}
	}
	for s, sheet := range m.Sheets {
		if !m.has(sheet.Vertices[:]...) || !m.made(sheet.Material) {
			return fmt.Errorf("sheet triangle %d names a vertex or material that does not exist: there are %d and %d", s, len(m.Rest), len(m.Materials))
		}
		if area := length(areaVector(m.Rest, sheet.Vertices)); !(area > 0) || !(sheet.Thickness > 0) || math.IsInf(float64(sheet.Thickness), 0) {
			return fmt.Errorf("sheet triangle %d has no area or no thickness: remove it", s)
		}
	}
	for r, rod := range m.Rods {
		if !m.has(rod.Vertices[:]...) || !m.made(rod.Material) {
			return fmt.Errorf("rod %d names a vertex or material that does not exist: there are %d and %d", r, len(m.Rest), len(m.Materials))
		}
		if !(distance(m.Rest[rod.Vertices[0]], m.Rest[rod.Vertices[1]]) > 0) || !(rod.Radius > 0) || math.IsInf(float64(rod.Radius), 0) {
			return fmt.Errorf("rod %d has no length or no radius: remove it", r)
		}
	}
	return nil
}

func (m *Mesh) has(vertices ...int32) bool {
	for _, v := range vertices {
		if v < 0 || int(v) >= len(m.Rest) {
			return false
		}
	}
	return true
}

func (m *Mesh) made(material uint8) bool { return int(material) < len(m.Materials) }

func (m *Mesh) tissueOf(t int) uint8 {
	if m.Tissue == nil {
		return 0
	}
	return m.Tissue[t]
}

func (m *Mesh) shareOf(t int) float32 {
	if m.Share == nil {
		return 1
	}
	return m.Share[t]
}

// volume is a tetrahedron's signed volume in mm³.
func volume(at []Vec, t [4]int32) float64 {
	a, b, c, d := wide(at[t[0]]), wide(at[t[1]]), wide(at[t[2]]), wide(at[t[3]])
	return dot3(cross3(sub3(b, a), sub3(c, a)), sub3(d, a)) / 6
}

// areaVector is a triangle's normal times its area in mm².
func areaVector(at []Vec, t [3]int32) [3]float64 {
	a, b, c := wide(at[t[0]]), wide(at[t[1]]), wide(at[t[2]])
	n := cross3(sub3(b, a), sub3(c, a))
	return [3]float64{n[0] / 2, n[1] / 2, n[2] / 2}
}

func distance(p, q Vec) float64 { return length(sub3(wide(p), wide(q))) }

func finite(p Vec) bool {
	sum := p[0]*0 + p[1]*0 + p[2]*0
	return sum == 0
}
