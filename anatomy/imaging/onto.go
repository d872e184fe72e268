package imaging

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// Fit says how a label map came onto another grid.
type Fit struct {
	// Resampled says that the voxels of the two grids do not coincide: every
	// voxel of the new grid took the label of the old voxel that its centre
	// lies in, so that borders moved by up to half an old voxel.
	Resampled bool
	// Outside counts the labelled voxels whose centre lies outside the new
	// grid, and which are lost.
	Outside int
}

// Onto brings a label map onto a scan's grid. Where the two have the same
// voxels, though one covers less, or its axes run in another order or
// direction, every label keeps its voxel; else see Fit. The old map stays as
// it is. It is an error when a grid fails Validate, when either holds another
// number of voxels than its grid, and when no labelled voxel lies on the new
// grid: then the map belongs to another scan.
func (l *LabelMap) Onto(g Grid) (*LabelMap, Fit, error) {
	if err := g.Validate(); err != nil {
		return nil, Fit{}, err
	}
	if err := l.Validate(); err != nil {
		return nil, Fit{}, err
	}
	if len(l.Data) != l.Len() {
		return nil, Fit{}, errors.New("the label map's voxels and its grid do not belong together")
	}
	placed := &LabelMap{Grid: g, Data: make([]uint16, g.Len())}
	steps := g.VoxelFromPatient().Mul4(l.PatientFromVoxel)
	fit := Fit{Resampled: !coincide(steps, l.Size)}
	labelled := 0
	if fit.Resampled {
		placed.resample(l)
	}
	l.eachLabelled(steps, func(label uint16, at mgl64.Vec3) {
		labelled++
		i, j, k := int(math.Round(at[0])), int(math.Round(at[1])), int(math.Round(at[2]))
		switch {
		case i < 0 || j < 0 || k < 0 || i >= g.Size[0] || j >= g.Size[1] || k >= g.Size[2]:
			fit.Outside++
		case !fit.Resampled:
			placed.Data[g.Index(i, j, k)] = label
		}
	})
	if labelled > 0 && fit.Outside == labelled {
		return nil, Fit{}, errors.New("no labelled voxel lies on the scan; the label map belongs to another scan, or one of the two was moved")
	}
	return placed, fit, nil
}

// eachLabelled visits the labelled voxels with their place in voxels of
// another grid.
func (l *LabelMap) eachLabelled(steps mgl64.Mat4, visit func(label uint16, at mgl64.Vec3)) {
	across := steps.Col(0).Vec3()
	for k := range l.Size[2] {
		for j := range l.Size[1] {
			start := mgl64.TransformCoordinate(mgl64.Vec3{0, float64(j), float64(k)}, steps)
			for i, label := range l.Data[l.Index(0, j, k):][:l.Size[0]] {
				if label != 0 {
					visit(label, start.Add(across.Mul(float64(i))))
				}
			}
		}
	}
}

// sameVoxel is how far, in voxels, the centres of two voxels may lie apart
// that count as one. Headers round positions to a thousandth of a millimetre
// or better; a fiftieth of a voxel is beyond anybody's drawing.
const sameVoxel = 0.02

// coincide says whether every voxel of a grid of some size lies on one of the
// grid that steps lead into: each axis steps by one voxel along one axis.
func coincide(steps mgl64.Mat4, size [3]int) bool {
	whole := steps
	for i := range whole {
		whole[i] = math.Round(steps[i])
	}
	if math.Abs(math.Abs(whole.Det())-1) > 0.5 {
		return false
	}
	for axis := range 3 {
		if column := whole.Col(axis); math.Abs(column.Vec3().Len()-1) > 0.1 {
			return false
		}
	}
	// The distance between two affine maps is convex: it peaks at a corner.
	apart := steps.Sub(whole)
	for corner := range 8 {
		at := mgl64.Vec4{0, 0, 0, 1}
		for axis := range 3 {
			at[axis] = float64(corner>>axis&1) * float64(size[axis]-1)
		}
		if !(apart.Mul4x1(at).Vec3().Len() <= sameVoxel) {
			return false
		}
	}
	return true
}

// resample gives every voxel the label that its centre lies in.
func (l *LabelMap) resample(from *LabelMap) {
	steps := from.VoxelFromPatient().Mul4(l.PatientFromVoxel)
	across := steps.Col(0).Vec3()
	for k := range l.Size[2] {
		for j := range l.Size[1] {
			start := mgl64.TransformCoordinate(mgl64.Vec3{0, float64(j), float64(k)}, steps)
			row := l.Data[l.Index(0, j, k):][:l.Size[0]]
			for i := range row {
				row[i] = from.labelIn(start.Add(across.Mul(float64(i))))
			}
		}
	}
}
