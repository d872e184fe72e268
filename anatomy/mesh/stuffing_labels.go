package mesh

import (
	"math"

	"github.com/go-gl/mathgl/mgl64"
)

// voxelField is a label map. A point's material is the label that weighs most
// around it, under a tent of one voxel or half a lattice spacing to each side,
// whichever is wider: between voxel centres that is linear interpolation of
// each label, and a lattice coarser than the voxels takes none by chance.
type voxelField struct {
	labels           []uint16
	size             [3]int
	voxelFromPatient mgl64.Mat4
	reach            [3]float64 // of the tent along each voxel axis, in voxels
}

func newVoxelField(labels []uint16, size [3]int, patientFromVoxel mgl64.Mat4, spacing float64) *voxelField {
	f := &voxelField{labels: labels, size: size, voxelFromPatient: patientFromVoxel.Inv()}
	for axis := range f.reach {
		f.reach[axis] = max(1, spacing/2/patientFromVoxel.Col(axis).Vec3().Len())
	}
	return f
}

// labelWeights collects the weights of the few labels around one point.
type labelWeights struct {
	labels  []uint16
	weights []float64
}

func (w *labelWeights) add(label uint16, weight float64) {
	for i, known := range w.labels {
		if known == label {
			w.weights[i] += weight
			return
		}
	}
	w.labels = append(w.labels, label)
	w.weights = append(w.weights, weight)
}

func (w *labelWeights) of(label uint16) float64 {
	for i, known := range w.labels {
		if known == label {
			return w.weights[i]
		}
	}
	return 0
}

// heaviest returns the label of the greatest weight, the lowest of equal ones:
// the background wins a draw.
func (w *labelWeights) heaviest() uint16 {
	best, most := uint16(0), 0.0
	for i, label := range w.labels {
		if w.weights[i] > most || w.weights[i] == most && label < best {
			best, most = label, w.weights[i]
		}
	}
	return best
}

// weigh collects the weights of the labels around a point. What lies beyond the
// map is background.
func (f *voxelField) weigh(p point, w *labelWeights) {
	w.labels, w.weights = w.labels[:0], w.weights[:0]
	voxel := mgl64.TransformCoordinate(p.vec3(), f.voxelFromPatient)
	var first, last [3]int
	for axis, at := range voxel {
		first[axis] = int(math.Ceil(at - f.reach[axis]))
		last[axis] = int(math.Floor(at + f.reach[axis]))
		if last[axis] < 0 || first[axis] >= f.size[axis] {
			w.add(0, 1)
			return
		}
	}
	for k := first[2]; k <= last[2]; k++ {
		weightK := f.tent(2, k, voxel)
		for j := first[1]; j <= last[1]; j++ {
			weightJK := weightK * f.tent(1, j, voxel)
			for i := first[0]; i <= last[0]; i++ {
				w.add(f.labelAt(i, j, k), weightJK*f.tent(0, i, voxel))
			}
		}
	}
}

func (f *voxelField) tent(axis, at int, voxel mgl64.Vec3) float64 {
	return max(0, 1-math.Abs(float64(at)-voxel[axis])/f.reach[axis])
}

func (f *voxelField) labelAt(i, j, k int) uint16 {
	if i < 0 || j < 0 || k < 0 || i >= f.size[0] || j >= f.size[1] || k >= f.size[2] {
		return 0
	}
	return f.labels[(k*f.size[1]+j)*f.size[0]+i]
}

// label asks at every point, rows at a time.
func (f *voxelField) label(l *bcc, labels []uint16) {
	rows := l.size[1] * l.size[2]
	inParallel(2*rows, func() func(int) {
		var w labelWeights
		return func(part int) {
			grid, row := part/rows, part%rows
			j, k := row%l.size[1], row/l.size[1]
			for i := range l.size[0] {
				if l.isInside(i, j, k) {
					f.weigh(l.place(grid, i, j, k), &w)
					labels[part*l.size[0]+i] = w.heaviest()
				}
			}
		}
	})
}

// cut finds where two labels weigh the same, taking their difference as linear.
func (f *voxelField) cut(l *bcc, labels []uint16, from, to int) float64 {
	a, b := labels[from], labels[to]
	var w labelWeights
	f.weigh(l.position(from), &w)
	here := w.of(a) - w.of(b)
	f.weigh(l.position(to), &w)
	there := w.of(b) - w.of(a)
	if here+there <= 0 {
		return 0.5
	}
	return here / (here + there)
}
