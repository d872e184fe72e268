package mesh

import (
	"fmt"

	"github.com/go-gl/mathgl/mgl64"
)

// RepairOptions says what may be changed about a surface that comes from
// outside. The zero value welds equal positions, and fills and removes nothing.
type RepairOptions struct {
	// WeldMM joins vertices no further apart, in mm, to the first of them. Zero:
	// only equal positions. A hundredth of the scan's voxel is safe.
	WeldMM float64
	// MaxHoleMM is the greatest perimeter of a hole that is filled, in mm.
	MaxHoleMM float64
	// MinPieceShare removes pieces with less than this share of the whole
	// surface's area, 0 to 1: crumbs of a segmentation. Zero keeps all.
	MinPieceShare float64
}

// RepairReport says what was found and done.
type RepairReport struct {
	Before, After Report

	Welded        int // vertices joined to another
	Unreferenced  int // vertices removed that no triangle used
	Degenerate    int // triangles without area removed, or turned into sound ones
	Duplicates    int // triangles removed that stood there twice
	Walls         int // triangles removed between two solids grown together
	Flipped       int // triangles turned to wind like their neighbours, or outward
	Cut           int // vertices added where more than two faces, or fans, met
	DroppedPieces int
	Holes         []FilledHole

	// SelfIntersections counts the pairs of triangles of the result that meet
	// where they should not; they are found, not mended. Crossings are the
	// first twenty.
	SelfIntersections int
	Crossings         []Intersection
}

// FilledHole is a hole that was closed.
type FilledHole struct {
	At          mgl64.Vec3 // the middle of its border, mm
	Edges       int
	PerimeterMM float64
}

// RepairError says what cannot be mended, and where.
type RepairError struct {
	Problem string
	At      mgl64.Vec3 // patient millimetres
}

// Error names the problem and its place.
func (e *RepairError) Error() string {
	return fmt.Sprintf("the surface cannot be mended: %s at (%.1f, %.1f, %.1f) mm", e.Problem, e.At[0], e.At[1], e.At[2])
}

// reportedCrossings bounds RepairReport.Crossings.
const reportedCrossings = 20

// Repair makes a closed, 2-manifold, outward surface of one that is not: it
// welds vertices, removes triangles without area and duplicates, cuts where
// more than two faces meet at an edge or several fans at a vertex so that
// solids that touch come apart, lets neighbours wind alike, fills holes,
// removes crumbs and sheets that enclose nothing, and turns each piece outward; a
// piece of negative volume inside another stays a cavity. A surface that is sound already comes back with
// the same triangles.
//
// The error is a *RepairError with the place when something cannot be mended: a
// hole too large, a surface with one side only, nothing left. The report tells
// what was done until then. The mesh given is not changed.
func Repair(m *TriMesh, options RepairOptions) (*TriMesh, RepairReport, error) {
	report := RepairReport{Before: m.Check()}
	mended := m.weldWithin(options.WeldMM, &report)
	mended.dropDegenerate(&report)
	mended.dropCopies(&report)
	if err := mended.orient(&report); err != nil {
		return nil, report, err
	}
	mended.turnCaps(&report)
	mended.cutApart(&report)
	mended.dropCrumbs(options.MinPieceShare, &report)
	if err := mended.fillHoles(options.MaxHoleMM, &report); err != nil {
		return nil, report, err
	}
	mended.joinCut(&report)
	mended.dropFlat(&report)
	mended.turnOutward(&report)
	mended = mended.compact(mended.Triangles)
	report.After = mended.Check()
	report.SelfIntersections, report.Crossings = mended.SelfIntersections(reportedCrossings)
	if err := mended.stillUnsound(report.After); err != nil {
		return nil, report, err
	}
	return mended, report, nil
}

// stillUnsound returns the first place at which the surface bounds no solid.
func (m *TriMesh) stillUnsound(report Report) error {
	if report.Watertight() {
		return nil
	}
	low, high := m.Bounds()
	at := low.Add(high).Mul(0.5)
	if len(m.Triangles) == 0 {
		return &RepairError{"no triangle with an area is left", at}
	}
	edges := m.edges()
	for edge, ends := range edges.ends {
		if sides := edges.sidesOf(edge); len(sides) != 2 || m.sideStart(sides[0]) == m.sideStart(sides[1]) {
			at = wide(m.Vertices[ends[0]]).Add(wide(m.Vertices[ends[1]])).Mul(0.5)
			return &RepairError{fmt.Sprintf("%d faces meet at one edge", len(sides)), at}
		}
	}
	return &RepairError{"what it encloses has no inside and outside", at}
}
