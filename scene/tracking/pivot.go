package tracking

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"gonum.org/v1/gonum/mat"

	"github.com/drylab/drylab/scene/record"
)

// Pivot is what a pivot calibration found: the tip stood still while the device
// was swung about it.
type Pivot struct {
	Tip      mgl64.Vec3 // in the device's frame, mm
	Centre   mgl64.Vec3 // where the tip stood, in the tracker's frame, mm
	RMS      float64    // root of the mean square distance of the tip from Centre, mm
	Worst    float64    // the greatest, mm
	Poses    int        // used
	Dropped  int        // left out: three times farther off than the others
	SwungDeg float64    // the cone that was swept, about the line that was swung least
}

// What a pivot calibration needs: our choice. With less swing the tip's place along
// the device's line is lost in the noise.
const (
	leastPivotPoses = 30
	leastSwingDeg   = 20.0
	outlying        = 3.0 // times the root of the mean square
	mostPivotMM     = 2.0 // RMS: what stood still for no tracker that can be scored
)

// CalibratePivot finds the tip for which all poses have it at one place, by least
// squares: R·tip + p = centre for each pose (the algebraic one-step method of
// Yaniv, Proc SPIE 2015;9415:941527). What is three times farther off than the rest
// is left out, once. It fails with fewer than 30 poses, less than 20° of swing or more than 2 mm RMS.
func CalibratePivot(poses []record.Pose) (Pivot, error) {
	if len(poses) < leastPivotPoses {
		return Pivot{}, fmt.Errorf("a pivot calibration needs at least %d poses, there are %d; swing the tool longer", leastPivotPoses, len(poses))
	}
	swung := swing(poses)
	if swung < leastSwingDeg {
		return Pivot{}, fmt.Errorf("the tool was swung by %.0f° only; keep its tip in one place and swing it by at least %.0f°, in more than one direction", swung, leastSwingDeg)
	}
	first, err := solvePivot(poses)
	if err != nil {
		return first, err
	}
	var kept []record.Pose
	for _, p := range poses {
		if first.off(p) <= outlying*first.RMS {
			kept = append(kept, p)
		}
	}
	found := first
	if len(kept) < len(poses) {
		if found, err = solvePivot(kept); err != nil {
			return found, err
		}
	}
	found.Dropped, found.SwungDeg = len(poses)-len(kept), swung
	if found.RMS > mostPivotMM {
		return found, fmt.Errorf("the tip did not stay in one place: the root of the mean square that remains is %.1f mm, more than %.0f mm; put it into a small hollow and swing it again", found.RMS, mostPivotMM)
	}
	return found, nil
}

// solvePivot solves the normal equations of R·tip − centre = −p, six unknowns.
func solvePivot(poses []record.Pose) (Pivot, error) {
	middle := mgl64.Vec3{} // positions about their middle keep the equations well scaled
	for _, p := range poses {
		middle = middle.Add(p.Tip.Mul(1 / float64(len(poses))))
	}
	rows := mat.NewDense(3*len(poses), 6, nil)
	right := mat.NewVecDense(3*len(poses), nil)
	for i, p := range poses {
		r := p.Orientation.Mat4()
		for j := range 3 {
			for k := range 3 {
				rows.Set(3*i+j, k, r.At(j, k))
			}
			rows.Set(3*i+j, 3+j, -1)
			right.SetVec(3*i+j, middle[j]-p.Tip[j])
		}
	}
	var x mat.VecDense
	if err := x.SolveVec(rows, right); err != nil {
		return Pivot{}, errors.New("the poses do not tell where the tip is; swing the tool in more than one direction")
	}
	found := Pivot{
		Tip:    mgl64.Vec3{x.AtVec(0), x.AtVec(1), x.AtVec(2)},
		Centre: mgl64.Vec3{x.AtVec(3), x.AtVec(4), x.AtVec(5)}.Add(middle),
		Poses:  len(poses),
	}
	for _, p := range poses {
		off := found.off(p)
		found.RMS += off * off / float64(len(poses))
		found.Worst = max(found.Worst, off)
	}
	found.RMS = math.Sqrt(found.RMS)
	return found, nil
}

// off is how far the tip is from where it stood in one pose, mm.
func (c *Pivot) off(p record.Pose) float64 {
	return p.Tip.Add(p.Orientation.Rotate(c.Tip)).Sub(c.Centre).Len()
}

// swing is the cone, from edge to edge in degrees, that the device's lines swept,
// for the line that was swung least: 0 when all turns were about one axis, along
// which nobody can then say where the tip is. Turned evenly round a cone's edge, the
// mean of the rotations shrinks that line by the cosine of half its angle.
func swing(poses []record.Pose) (degrees float64) {
	var mean mgl64.Mat3
	for _, p := range poses {
		mean = mean.Add(p.Orientation.Mat4().Mat3().Mul(1 / float64(len(poses))))
	}
	square := mean.Transpose().Mul3(mean)
	var eigen mat.EigenSym
	if !eigen.Factorize(mat.NewSymDense(3, square[:]), false) {
		return 0
	}
	longest := math.Sqrt(eigen.Values(nil)[2])
	return 2 * mgl64.RadToDeg(math.Acos(min(longest, 1)))
}
