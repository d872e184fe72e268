package scoring

import (
	"errors"
	"math"

	"github.com/go-gl/mathgl/mgl64"
	"gonum.org/v1/gonum/mat"
)

// registration takes points of one frame to another without changing distances.
type registration struct {
	turn  mgl64.Quat // unit
	shift mgl64.Vec3 // mm
	fre   float64    // fiducial registration error: RMS of what remains at the points, mm
}

var errFewFiducials = errors.New("a registration needs three or more pairs of points that do not lie on a line")

// registerPoints finds the registration with the least squares that takes each
// point of from to its partner in to (Horn, J Opt Soc Am A 1987;4:629).
func registerPoints(from, to []mgl64.Vec3) (registration, error) {
	if len(from) < 3 || len(from) != len(to) {
		return registration{}, errFewFiducials
	}
	middle, goal := centroid(from), centroid(to)
	var s mgl64.Mat3 // Σ from·toᵀ, about the middles
	for i := range from {
		s = s.Add(from[i].Sub(middle).OuterProd3(to[i].Sub(goal)))
	}
	turn, err := hornRotation(s)
	if err != nil {
		return registration{}, err
	}
	r := registration{turn: turn, shift: goal.Sub(turn.Rotate(middle))}
	for i := range from {
		r.fre += r.error(from[i], to[i]) * r.error(from[i], to[i])
	}
	r.fre = math.Sqrt(r.fre / float64(len(from)))
	return r, nil
}

// apply takes a point along.
func (r registration) apply(p mgl64.Vec3) mgl64.Vec3 { return r.turn.Rotate(p).Add(r.shift) }

// error is how far, mm, a point is taken from where it belongs: the target
// registration error where it was not one of the fiducials.
func (r registration) error(p, belongs mgl64.Vec3) float64 { return r.apply(p).Sub(belongs).Len() }

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
