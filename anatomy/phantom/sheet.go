package phantom

import (
	"context"
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl32"
)

// Labels of the sheet's case.
const (
	labelFrame uint16 = iota + 1
	labelMembrane
)

// Names of the sheet's landmarks, on the side of the membrane that faces the trainee.
const (
	circleCentre = "circle-centre"
	cutStart     = "cut-start"      // middle of the free side
	membraneGrip = "membrane-grip"  // on the free side, where a grasper holds it
	aboveSheet   = "above-membrane" // whence the instruments come
)

// The sheet is a square as in the precision cutting task of the Fundamentals of
// Laparoscopic Surgery, of rubber instead of membrane: 10 cm wide, a circle of 5 cm
// on it. It lies level; its side towards the feet is free, the others are held by clips.
// Lengths are mm.
const (
	sheetHalf  = 50.0
	sheetThick = 2.0 // both layers
	sheetCells = 26  // along a side
	clipHalf   = 5.0
	clipEvery  = 20.0
)

// membrane fills the sheet with cubes of six tetrahedra, one layer thick: the
// solver's elements need not be finer than the sheet bends.
func membrane() *mesh.TetMesh {
	const side = sheetCells + 1
	m := &mesh.TetMesh{}
	at := func(i, j, k int) uint32 { return uint32((k*2+j)*side + i) }
	for k := range side {
		for j := range 2 {
			for i := range side {
				m.Vertices = append(m.Vertices, mgl32.Vec3{
					float32(2*sheetHalf*float64(i)/sheetCells - sheetHalf),
					float32(sheetThick * (float64(j) - 0.5)),
					float32(2*sheetHalf*float64(k)/sheetCells - sheetHalf),
				})
			}
		}
	}
	for k := range sheetCells {
		for i := range sheetCells {
			for n, order := range [][3]int{{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {1, 0, 2}, {0, 2, 1}, {2, 1, 0}} {
				corner := [3]int{i, 0, k}
				tet := [4]uint32{at(i, 0, k)}
				for c, axis := range order {
					corner[axis]++
					tet[c+1] = at(corner[0], corner[1], corner[2])
				}
				if n >= 3 { // the other three are mirrored
					tet[2], tet[3] = tet[3], tet[2]
				}
				m.Tets = append(m.Tets, tet)
				m.Materials = append(m.Materials, 1)
			}
		}
	}
	return m
}

// frameAt tells where frame and clips are: a ring around three sides of the
// membrane, and clips that reach from it to the membrane's rim.
func frameAt(p vec) bool {
	if math.Abs(p[1]) > 4 || p[2] < -sheetHalf {
		return false
	}
	x, z := math.Abs(p[0]), p[2]
	out := max(x, z)
	switch {
	case out > sheetHalf+10:
		return false
	case out > sheetHalf+4:
		return true
	case out <= sheetHalf:
		return false
	case x > sheetHalf && z > sheetHalf:
		return true // corners
	}
	along := z
	if z > sheetHalf {
		along = p[0]
	}
	off := math.Mod(math.Abs(along), clipEvery)
	return min(off, clipEvery-off) <= clipHalf || along < -sheetHalf+2*clipHalf
}

func sheetAt(p vec) uint16 {
	switch {
	case max(math.Abs(p[0]), math.Abs(p[2])) < sheetHalf && math.Abs(p[1]) < sheetThick/2:
		return labelMembrane
	case frameAt(p):
		return labelFrame
	}
	return 0
}

// buildSheet is the same for every seed: the sheet is cut to measure.
func buildSheet(ctx context.Context, seed uint64, engine string, progress func(done, total int, what string)) (*anatomy.Case, error) {
	const spacing, front = 1.0, -sheetThick / 2
	b := bench{
		id: SheetID, title: "Membrane with a circle in a frame (phantom)", seed: seed, engine: engine,
		labels: labelled(vec{-64.5, -64.5, -64.5}, vec{64.5, 9.5, 64.5}, spacing, sheetAt),
		names: []segment.Named{
			{Label: labelFrame, Name: "frame", Tissue: "bone", Color: "#8a8f98"},
			{Label: labelMembrane, Name: "membrane", Tissue: "other", Color: "#e9e6da"},
		},
		landmarks: []anatomy.Landmark{
			{Name: circleCentre, Position: vec{0, front, 0}},
			{Name: cutStart, Position: vec{0, front, -sheetHalf}},
			{Name: membraneGrip, Position: vec{-14, front, -sheetHalf}},
			{Name: aboveSheet, Position: vec{0, -60, 0}},
		},
	}
	c, err := b.build(ctx, progress)
	if err != nil {
		return nil, err
	}
	s := c.Structure("membrane")
	s.Soft, s.Tets = "rubber", membrane()
	s.Surface = s.Tets.Surface()
	s.Triangles = len(s.Surface.Triangles)
	s.VolumeML = math.Round(s.Tets.Volume()) / 1000
	if report := s.Surface.Check(); !report.Watertight() {
		return nil, fmt.Errorf("%s: the membrane is not closed", SheetID)
	}
	return c, nil
}
