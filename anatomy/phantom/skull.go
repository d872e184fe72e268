package phantom

import "math"

// The head's frame is the patient frame (LPS) with its origin at the centre of
// the cranial cavity: x to the left, y backwards, z up; the midline is x = 0.
//
// Sizes follow adult means: head length about 190 mm and breadth about 150 mm
// (Farkas, Anthropometry of the Head and Face, 2nd ed., 1994), calvaria 5 to
// 8 mm thick and thinnest over the temple (Lynnerup, Forensic Sci Int 117
// (2001) 45), scalp 4 to 6 mm.

// vault is the egg-shaped inner surface of the skull cap, wider behind than in
// front, and steep below its equator, as foreheads are.
func vault(p vec) float64 {
	a := 66 * (1 + 0.07*min(max(p[1]/80, -1), 1))
	c := 61.0
	if p[2] < 0 {
		c = lerp(112, 84, ramp(-60, 60, p[1]))
	}
	return ellipsoidDistance(p[0], p[1], p[2], a, 79.5, c)
}

// cavity is the inside of the skull: the vault down to the skull base, whose
// three steps are the anterior, middle and posterior fossae, less the petrous
// ridges.
func cavity(p vec) float64 {
	x := math.Abs(p[0])
	floor := lerp(-29, -46, ramp(-38, -16, p[1]))
	floor += 14 * (1 - ramp(8, 20, x)) * ramp(-40, -26, p[1]) * (1 - ramp(-2, 14, p[1])) // the sella's saddle
	d := smoothIntersection(vault(p), floor-p[2], 12)
	if p[2] < -5 {
		fossa := ellipsoid{vec{0, 38, -40}, vec{51, 40, 33}}
		d = smoothUnion(d, fossa.distance(p), 8)
		d = smoothIntersection(d, 1.5-petrous(vec{x, p[1], p[2]}), 4)
	}
	return d
}

// petrous is the left petrous ridge; the caller mirrors x.
func petrous(p vec) float64 {
	return coneDistance(p, knot{vec{60, 14, -50}, 9}, knot{vec{17, -2, -46}, 4.5})
}

// boneThickness is the calvaria's thickness where p lies, mm.
func boneThickness(p vec) float64 {
	temple := ramp(40, 62, math.Abs(p[0])) * (1 - ramp(-20, 25, p[2]))
	return 6.2 + 1.4*ramp(20, 80, p[1]) - 2.6*temple
}

const scalpThickness = 5.5

// bone is the skull with face and upper neck: the shell around the cavity and
// what hangs below it, less the openings that nature made. Trepanations are
// not in it.
func bone(p vec) float64 {
	inner := cavity(p)
	d := math.Abs(inner-boneThickness(p)/2) - boneThickness(p)/2
	if p[2] > 0 {
		return d
	}
	m := vec{math.Abs(p[0]), p[1], p[2]}
	d = smoothUnion(d, facialBone(m), 5)
	d = min(d, max(vertebra(p), -inner))
	foramenMagnum := math.Hypot(p[0], p[1]-spinalAxisY) - 14
	if p[2] < -55 {
		d = max(d, -foramenMagnum)
	}
	return max(d, -1-inner) // the shell never reaches into the cavity
}

const spinalAxisY = 26.0

// facialBone is the left half of the facial skeleton; the caller mirrors x.
func facialBone(m vec) float64 {
	maxilla := ellipsoid{vec{0, -62, -74}, vec{37, 27, 27}}
	d := maxilla.distance(m)
	zygoma := tube{knots: []knot{{vec{36, -68, -72}, 8}, {vec{53, -56, -66}, 6}, {vec{63, -28, -58}, 4}, {vec{64, -2, -55}, 5}}, blend: 3}
	jaw := tube{knots: []knot{{vec{54, -10, -62}, 5}, {vec{49, -20, -100}, 6.5}, {vec{46, -40, -118}, 7}}, blend: 3}
	rim := tube{knots: []knot{{vec{0, -83, -35}, 7}, {vec{28, -81, -31}, 6}, {vec{50, -66, -38}, 5.5}, {vec{52, -58, -62}, 6}}, blend: 4}
	d = smoothUnion(d, min(zygoma.distance(m), jaw.distance(m)), 4)
	d = smoothUnion(d, rim.distance(m), 4)
	d = min(d, petrous(m)+0.5)
	d = max(d, -orbit(m))
	return max(d, 1-sinus(m))
}

// orbit is the left orbit's cone, from the rim back to the optic canal.
func orbit(m vec) float64 {
	return coneDistance(m, knot{vec{30, -78, -51}, 17}, knot{vec{15, -36, -45}, 3})
}

// globe is the left eyeball, 24 mm across.
func globe(m vec) float64 { return ellipsoid{vec{31, -78, -51}, vec{12, 12, 12}}.distance(m) }

// sinus is the air in the left half of the face: maxillary and frontal sinus,
// ethmoid cells and nasal cavity, which ends 1 mm beside the septum.
func sinus(m vec) float64 {
	if m[1] > -20 || m[2] < -108 {
		return far
	}
	d := ellipsoid{vec{23, -62, -72}, vec{12, 14, 15}}.distance(m)
	d = min(d, ellipsoid{vec{9, -84, -31}, vec{8, 3.5, 7}}.distance(m))
	nose := max(ellipsoid{vec{0, -62, -66}, vec{11, 32, 19}}.distance(m), 1-m[0])
	concha := ellipsoid{vec{7, -58, -70}, vec{3, 22, 6}}.distance(m)
	return min(d, max(nose, -concha))
}

// vertebra is the atlas and the dens, as far as the scan shows them.
func vertebra(p vec) float64 {
	if p[2] > -76 {
		return far
	}
	dens := coneDistance(p, knot{vec{0, 6, -84}, 5.5}, knot{vec{0, 8, -125}, 9})
	ring := max(math.Abs(math.Hypot(p[0]*0.62, p[1]-spinalAxisY+4)-17)-3.5, math.Abs(p[2]+88)-6)
	return min(dens, ring)
}

// head is the skin's surface with everything inside: cranium, face, nose,
// ears and neck.
func head(p vec) float64 {
	m := vec{math.Abs(p[0]), p[1], p[2]}
	d := vault(p) - boneThickness(p) - scalpThickness
	if p[2] > 15 {
		return d
	}
	d = smoothUnion(d, ellipsoid{vec{0, -50, -68}, vec{66, 47, 64}}.distance(m), 16)
	nose := tube{knots: []knot{{vec{0, -88, -44}, 5}, {vec{0, -104, -72}, 8}, {vec{9, -96, -76}, 6}}, blend: 4}
	d = smoothUnion(d, nose.distance(m), 7)
	neck := max(math.Hypot(p[0], (p[1]-20)*1.05)-57, p[2]+42)
	d = smoothUnion(d, neck, 18)
	ear := ellipsoid{vec{79, 12, -42}, vec{5, 15, 27}}
	return smoothUnion(d, ear.distance(m), 5)
}
