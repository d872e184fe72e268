package anatomy

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"gonum.org/v1/gonum/mat"
)

// Registration takes points of one frame, such as a tracker's, to another, such as
// the patient's, without changing distances.
type Registration struct {
	Turn  mgl64.Quat // unit
	Shift mgl64.Vec3 // mm, after Turn
	// FRE is the fiducial registration error: the root of the mean square of what
	// remains at the points, mm.
	FRE float64
}

var errFewFiducials = errors.New("a registration needs three or more pairs of points that do not lie on a line")

// Register finds the registration with the least squares that takes each point of
// from to its partner in to (Horn, J Opt Soc Am A 1987;4:629). It fails with fewer
// than three pairs, or points that lie on a line.
func Register(from, to []mgl64.Vec3) (Registration, error) {
	if len(from) < 3 || len(from) != len(to) {
		return Registration{}, errFewFiducials
	}
	middle, goal := centroid(from), centroid(to)
	var s mgl64.Mat3 // Σ from·toᵀ, about the middles
	for i := range from {
		s = s.Add(from[i].Sub(middle).OuterProd3(to[i].Sub(goal)))
	}
	turn, err := hornRotation(s)
	if err != nil {
		return Registration{}, err
	}
	r := Registration{Turn: turn, Shift: goal.Sub(turn.Rotate(middle))}
	for i := range from {
		r.FRE += r.Error(from[i], to[i]) * r.Error(from[i], to[i])
	}
	r.FRE = math.Sqrt(r.FRE / float64(len(from)))
	return r, nil
}

// Apply takes a point along.
func (r Registration) Apply(p mgl64.Vec3) mgl64.Vec3 { return r.Turn.Rotate(p).Add(r.Shift) }

// Error is how far, mm, a point is taken from where it belongs: the target
// registration error where it was not one of the fiducials.
func (r Registration) Error(p, belongs mgl64.Vec3) float64 { return r.Apply(p).Sub(belongs).Len() }

// TargetError is the target registration error, root of the mean square, mm, that
// is to be expected at a target of the frame that points were registered to. It
// holds where the points' errors are independent and alike in all directions
// (Fitzpatrick, West and Maurer, IEEE Trans Med Imaging 1998;17:694). With three
// points a small FRE says little, and so does this. It fails when the points lie on a line.
func (r Registration) TargetError(points []mgl64.Vec3, target mgl64.Vec3) (float64, error) {
	n := float64(len(points))
	if n < 3 {
		return 0, errFewFiducials
	}
	middle := centroid(points)
	covariance := mat.NewSymDense(3, nil)
	for _, p := range points {
		d := p.Sub(middle)
		for i := range 3 {
			for j := i; j < 3; j++ {
				covariance.SetSym(i, j, covariance.At(i, j)+d[i]*d[j]/n)
			}
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(covariance, true) {
		return 0, errFewFiducials
	}
	values := eigen.Values(nil) // mean square along each principal axis, rising
	var axes mat.Dense
	eigen.VectorsTo(&axes)
	sum := 0.0
	for k := range 3 {
		axis := mgl64.Vec3{axes.At(0, k), axes.At(1, k), axes.At(2, k)}
		d := target.Sub(middle)
		across := d.Sub(axis.Mul(d.Dot(axis))) // from the axis to the target
		spread := values[(k+1)%3] + values[(k+2)%3]
		if !(spread > 1e-9*values[2]) || values[2] == 0 {
			return 0, errFewFiducials
		}
		sum += across.Dot(across) / spread
	}
	localisation := r.FRE * r.FRE / (1 - 2/n) // mean square of each point's own error
	return math.Sqrt(localisation / n * (1 + sum/3)), nil
}

// hornRotation is the eigenvector of the greatest eigenvalue of Horn's matrix.
func hornRotation(s mgl64.Mat3) (mgl64.Quat, error) {
	at := func(i, j int) float64 { return s.At(i, j) }
	n := mat.NewSymDense(4, []float64{
		at(0, 0) + at(1, 1) + at(2, 2), at(1, 2) - at(2, 1), at(2, 0) - at(0, 2), at(0, 1) - at(1, 0),
		0, at(0, 0) - at(1, 1) - at(2, 2), at(0, 1) + at(1, 0), at(2, 0) + at(0, 2),
		0, 0, at(1, 1) - at(0, 0) - at(2, 2), at(1, 2) + at(2, 1),
		0, 0, 0, at(2, 2) - at(0, 0) - at(1, 1),
	})
	var eigen mat.EigenSym
	if !eigen.Factorize(n, true) {
		return mgl64.Quat{}, errFewFiducials
	}
	values := eigen.Values(nil) // in rising order
	if !(values[3]-values[2] > 1e-9*math.Abs(values[3])) {
		return mgl64.Quat{}, errFewFiducials // any turn about the line fits as well
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	q := mgl64.Quat{W: vectors.At(0, 3), V: mgl64.Vec3{vectors.At(1, 3), vectors.At(2, 3), vectors.At(3, 3)}}
	if q.W < 0 {
		q = q.Scale(-1)
	}
	return q, nil
}

func centroid(points []mgl64.Vec3) (middle mgl64.Vec3) {
	for _, p := range points {
		middle = middle.Add(p.Mul(1 / float64(len(points))))
	}
	return middle
}
