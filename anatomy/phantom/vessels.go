package phantom

import "math"

// The vessels that a needle through the frontal or parietal lobe can meet.
// Calibres are of contrast-filled lumina: superior sagittal sinus 6 to 10 mm,
// bridging veins 2 to 4 mm, internal cerebral vein 2 to 3 mm, pericallosal
// artery 2 to 3 mm across (Rhoton, "The cerebral veins", Neurosurgery 51
// (2002) S1-159; "The supratentorial arteries", S1-53).

const vesselMargin = 2.5 // mm around a vessel within which its distance is exact

// onCavityWall is the point of the cavity's wall in the midline plane, seen from
// the origin at angle radians above straight ahead, and then turned by lateral
// radians towards side; it lies inset mm inside the wall.
func onCavityWall(angle, lateral, side, inset float64) vec {
	forward, up := -math.Cos(angle), math.Sin(angle)
	direction := vec{side * math.Sin(lateral), forward * math.Cos(lateral), up * math.Cos(lateral)}
	return surfaceAlong(func(p vec) float64 { return cavity(p) + inset }, vec{}, direction, 150)
}

// newSagittalSinus follows the vault's midline from the forehead to the occiput
// and grows on its way.
func newSagittalSinus() bundle {
	const steps = 22
	var t tube
	for i := range steps + 1 {
		s := float64(i) / steps
		t.knots = append(t.knots, knot{onCavityWall(lerp(-0.05, math.Pi+0.38, s), 0, 1, 2.4), lerp(1.8, 4.2, s)})
	}
	return newBundle(vesselMargin, t)
}

// bridgingVein runs over the convexity in the subarachnoid space and bends
// forward before it joins the sinus. angle is where it joins (as in
// onCavityWall), sweep how far back it comes from, reach how far down.
func bridgingVein(side, angle, sweep, reach, radius float64) tube {
	const steps = 9
	t := tube{blend: 0.5}
	for i := range steps + 1 {
		s := float64(i) / steps
		bend := sweep * s * (2 - s)
		wobble := 0.02 * math.Sin(9*s+10*angle)
		t.knots = append(t.knots, knot{onCavityWall(angle+bend+wobble, lerp(0.03, reach, s), side, 1.7), lerp(radius, 0.72*radius, s)})
	}
	return t
}

// newCorticalVeins leave a corridor at both planned entries: nearest on the right
// is the vein behind Kocher's point, about a centimetre from the drain's path.
func (h *anatomyOfHead) newCorticalVeins(r *random) bundle {
	kocher := sagittalAngle(h.entry(kocherRight))
	biopsy := sagittalAngle(h.entry(biopsyEntry))
	veins := []tube{
		bridgingVein(-1, kocher-0.30+r.between(-0.02, 0.02), 0.10, 0.80, 1.5),
		bridgingVein(-1, kocher+0.10+r.between(-0.01, 0.01), 0.10, 0.85, 1.8),
		bridgingVein(-1, kocher+0.62+r.between(-0.05, 0.05), 0.14, 0.75, 1.7),
		bridgingVein(-1, kocher+1.05+r.between(-0.05, 0.05), 0.10, 0.70, 1.6),
		bridgingVein(+1, kocher-0.25+r.between(-0.04, 0.04), 0.08, 0.70, 1.5),
		bridgingVein(+1, biopsy-0.45+r.between(-0.02, 0.02), 0.10, 0.75, 1.7),
		bridgingVein(+1, biopsy+0.16+r.between(-0.02, 0.02), 0.10, 0.85, 1.8),
		bridgingVein(+1, biopsy+0.60+r.between(-0.05, 0.05), 0.10, 0.70, 1.6),
	}
	return newBundle(vesselMargin, veins...)
}

// sagittalAngle is a point's angle above straight ahead, seen from the side.
func sagittalAngle(p vec) float64 { return math.Atan2(p[2], -p[1]) }

// venousAngle is where the right thalamostriate and internal cerebral vein meet.
var venousAngle = vec{-4.2, -8.5, -6.2}

// newDeepVeins makes what lies deep:, on each side, the thalamostriate vein in the floor of the
// lateral ventricle and the internal cerebral vein in the roof of the third.
// They meet behind the foramen of Monro (the venous angle), where a drain goes
// that is aimed a little too far back and pushed too deep; both sides end in
// the great vein of Galen.
func newDeepVeins() bundle {
	galen := knot{vec{0, 36, 1}, 2.4}
	tubes := []tube{{blend: 1, knots: []knot{{vec{0, 31, -2}, 1.8}, galen, {vec{0, 42, 9}, 2.6}}}}
	for _, side := range []float64{-1, 1} {
		k := func(x, y, z, radius float64) knot { return knot{vec{side * x, y, z}, radius} }
		angle := knot{vec{side * -venousAngle[0], venousAngle[1], venousAngle[2]}, 1.5}
		tubes = append(tubes,
			tube{blend: 1, knots: []knot{angle, k(2.4, 2, -3, 1.4), k(2.2, 18, -2.5, 1.5), {vec{0, 31, -2}, 1.8}}},
			tube{blend: 1, knots: []knot{angle, k(9, -4, -2.6, 1.4), k(15, 2, 0.5, 1.3), k(20, 9, 2, 1.2)}},
			tube{blend: 1, knots: []knot{angle, k(2.4, -14, -2.5, 1.2), k(2.2, -22, 3, 1.1)}}) // septal vein
	}
	return newBundle(vesselMargin, tubes...)
}

// newCerebralArteries makes the two anterior cerebral arteries: up in front of the
// genu and, as pericallosal arteries, backwards on the corpus callosum.
func newCerebralArteries() bundle {
	var tubes []tube
	for _, side := range []float64{-1, 1} {
		t := tube{blend: 1, knots: []knot{
			{vec{side * 2.4, -27, -22}, 1.6}, {vec{side * 2.2, -40, -21}, 1.5}, {vec{side * 2, -49, -13}, 1.5},
		}}
		for i := range 11 {
			angle := lerp(0.05, 2.2, float64(i)/10)
			t.knots = append(t.knots, knot{vec{side * 1.9, -4 - 46.5*math.Cos(angle), -6 + 29.5*math.Sin(angle)}, lerp(1.5, 1.15, float64(i)/10)})
		}
		tubes = append(tubes, t)
	}
	return newBundle(vesselMargin, tubes...)
}
