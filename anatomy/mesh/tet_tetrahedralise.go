package mesh

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// TetOptions says how fine a mesh of tetrahedra is to be.
type TetOptions struct {
	// SpacingMM is the edge of the lattice's cells. Parts thinner than it may be
	// lost. Zero leaves it to the budget.
	SpacingMM float64
	// Budget is the greatest number of tetrahedra, counted only where SpacingMM
	// is zero. The result has at least four fifths of it, unless no spacing
	// gives that many: solids of less than some hundred tetrahedra grow in steps.
	Budget int
	// SmoothIterations rounds off the terraces of a label map; zero keeps them,
	// 10 is plenty. Surfaces are not smoothed.
	SmoothIterations int
}

// Tetrahedralise fills a closed surface with tetrahedra, of material 1.
//
// Dihedral angles are between 13° and 165° and no tetrahedron is inverted; see
// stuffing for why. The boundary is closed, 2-manifold and outward. Its vertices
// lie on the surface, except where the solid is as thin as the spacing and near
// sharp edges, which are cut off by up to half of it. The same surface gives the
// same mesh, on any number of cores.
//
// Errors: a surface that is not watertight, a spacing that is no positive number,
// too fine for the memory or the precision of positions, and a solid that is lost
// between the lattice's points.
func Tetrahedralise(surface *TriMesh, options TetOptions) (*TetMesh, error) {
	if !surface.Check().Watertight() {
		return nil, errors.New("the surface is not closed, 2-manifold and outward: repair it before it is filled")
	}
	tree := NewBVH(surface)
	low, high := surface.Bounds()
	build := func(spacing float64) *TetMesh {
		l := newBCC(pointOf(low), pointOf(high), spacing)
		return stuff(l, &solidField{tree: tree})
	}
	m, err := options.meshWithin(surface.Volume(), low, high, build)
	if err != nil {
		return nil, err
	}
	newTetImprover(m).project(tree)
	return m, nil
}

// TetrahedraliseLabels fills the labels of a map with tetrahedra, all at once:
// touching structures share the vertices and faces between them. Label 0 is the
// background and stays empty.
//
// labels holds size[0]*size[1]*size[2] values, i fastest, at the voxel centres
// that patientFromVoxel (affine, invertible, of either handedness) places. The
// border between two labels runs where they weigh the same by linear
// interpolation, or within half a spacing of it where three meet.
// What is thinner than both a voxel and the spacing may be lost. What is said of
// Tetrahedralise on angles, surfaces (of every label) and repetition holds.
//
// A map without labels, or whose labels are all lost, is an error.
func TetrahedraliseLabels(labels []uint16, size [3]int, patientFromVoxel mgl64.Mat4, options TetOptions) (*TetMesh, error) {
	requireVoxels(len(labels), size)
	low, high, voxels := labelled(labels, size)
	if voxels == 0 {
		return nil, errors.New("the label map has no structure: choose labels other than the background")
	}
	corner, opposite := boxOf(low, high, patientFromVoxel)
	volume := float64(voxels) * math.Abs(patientFromVoxel.Mat3().Det())
	build := func(spacing float64) *TetMesh {
		l := newBCC(pointOf(corner), pointOf(opposite), spacing)
		return stuff(l, newVoxelField(labels, size, patientFromVoxel, spacing))
	}
	m, err := options.meshWithin(volume, corner, opposite, build)
	if err != nil {
		return nil, err
	}
	if options.SmoothIterations > 0 {
		newTetImprover(m).smooth(options.SmoothIterations, halfDiagonal(patientFromVoxel))
	}
	return m, nil
}

// labelled returns the range of voxels that have a label, and their number.
func labelled(labels []uint16, size [3]int) (low, high [3]int, voxels int) {
	low = size
	for index, label := range labels {
		if label == 0 {
			continue
		}
		voxels++
		for axis, at := range [3]int{index % size[0], index / size[0] % size[1], index / (size[0] * size[1])} {
			low[axis], high[axis] = min(low[axis], at), max(high[axis], at)
		}
	}
	return low, high, voxels
}

// boxOf returns the box around the voxels from low to high and one more to each
// side, within which the weight of their labels ends.
func boxOf(low, high [3]int, patientFromVoxel mgl64.Mat4) (corner, opposite mgl64.Vec3) {
	corner = mgl64.Vec3{math.Inf(1), math.Inf(1), math.Inf(1)}
	opposite = corner.Mul(-1)
	for bits := range 8 {
		var at mgl64.Vec3
		for axis := range at {
			at[axis] = float64(low[axis] - 1)
			if bits>>axis&1 == 1 {
				at[axis] = float64(high[axis] + 1)
			}
		}
		at = mgl64.TransformCoordinate(at, patientFromVoxel)
		for axis := range at {
			corner[axis], opposite[axis] = min(corner[axis], at[axis]), max(opposite[axis], at[axis])
		}
	}
	return corner, opposite
}

// halfDiagonal returns half the length of a voxel's longest diagonal in mm.
func halfDiagonal(patientFromVoxel mgl64.Mat4) float64 {
	longest := 0.0
	for bits := range 4 {
		diagonal := patientFromVoxel.Col(0).Vec3()
		for axis := range 2 {
			sign := float64(2*(bits>>axis&1) - 1)
			diagonal = diagonal.Add(patientFromVoxel.Col(axis + 1).Vec3().Mul(sign))
		}
		longest = max(longest, diagonal.Len())
	}
	return longest / 2
}
