package phantom

import "math"

// The lateral ventricles are modelled as moderately enlarged, as in a patient
// who needs a drain: 20 to 30 ml each, where healthy adults have 6 to 12 ml.
// The left one is larger than the right, which is the commoner asymmetry.

// foramenOfMonro is where the right lateral ventricle opens to the third.
var foramenOfMonro = vec{-4, -13, -8}

// ventricle is one lateral ventricle: swept smooth unions along the axis of the
// frontal horn and body, the occipital horn and the temporal horn, which meet
// in the atrium.
type ventricle struct {
	side     float64 // +1 left, -1 right
	body     tube
	horns    [2]tube
	boxes    [3]box
	neckline knot // the foramen of Monro's upper mouth
}

// newVentricle makes the ventricle of one side; size scales its calibre and
// lean, in mm, bends the horns outwards.
func newVentricle(side, size, lean float64) ventricle {
	k := func(x, y, z, radius float64) knot { return knot{vec{side * x, y, z}, size * radius} }
	atrium := k(25+lean, 27, 3, 9.5)
	v := ventricle{side: side}
	v.body = tube{blend: 4, knots: []knot{
		k(16.5+lean/2, -42, -2, 4.6), k(12.5, -32, 1, 7.4), k(9.8, -20, 1, 7.8), k(11.5, -4, 6.5, 7.0), k(15.5, 12, 8, 7.4), atrium,
	}}
	v.horns[0] = tube{blend: 4, knots: []knot{atrium, k(26+lean, 42, 0, 6.4), k(22+lean, 58, -3, 3.2)}}
	v.horns[1] = tube{blend: 4, knots: []knot{atrium, k(33+lean, 19, -9, 6.0), k(36, 4, -22, 4.6), k(33, -12, -29, 3.4)}}
	v.boxes = [3]box{v.body.bounds(6), v.horns[0].bounds(6), v.horns[1].bounds(6)}
	v.neckline = knot{vec{side * 7, -15, -4}, 3.4}
	return v
}

// distance is far on the other side of the septum pellucidum, which is 1.6 mm thick.
func (v *ventricle) distance(p vec) float64 {
	d := far
	if v.boxes[0].contains(p) {
		d = v.body.distance(p)
	}
	for i := range v.horns {
		if v.boxes[i+1].contains(p) {
			d = smoothUnion(d, v.horns[i].distance(p), 4)
		}
	}
	if d == far {
		return far
	}
	return smoothIntersection(d, 0.8-v.side*p[0], 1.5)
}

// thirdVentricle is the midline slit between the thalami; foramina of Monro
// join it to both lateral ventricles.
func (h *anatomyOfHead) thirdVentricle(p vec) float64 {
	if math.Abs(p[0]) > 16 || p[1] < -32 || p[1] > 26 || p[2] < -38 || p[2] > 12 {
		return far
	}
	d := ellipsoid{vec{0, 0, -15}, vec{3.2, 15, 9.5}}.distance(p)
	for _, v := range h.ventricles {
		mouth := vec{v.side * -foramenOfMonro[0], foramenOfMonro[1], foramenOfMonro[2]}
		channel := tube{knots: []knot{{vec{0, -10, -12}, 2.2}, {mouth, 2.2}, v.neckline}, blend: 1}
		d = smoothUnion(d, channel.distance(p), 2)
	}
	return d
}

// fourthVentricle lies between the brain stem and the cerebellum.
func fourthVentricle(p vec) float64 {
	return ellipsoid{vec{0, 30, -46}, vec{7, 5.5, 11}}.distance(p)
}
