package segment

import (
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// findBrain marks what lies in the braincase of a head: in CT what bone
// encloses, in MR the largest bright body inside. Its surface is rounded off:
// rims and corners of some millimetres are missing.
//
// Where a gap in the bone, or marrow and fat as bright as brain, join it with
// the face, it looks again with a larger ball; when none parts them, what lies
// beyond the supposed floor of the braincase is left out.
func (s *survey) findBrain(h head) *Mask {
	inside, smallest := s.softInside(), mrBallMM
	if s.hounsfield {
		smallest = ctBallMM
	}
	for i, bit := range Erode(s.body, scalpMM).Bits {
		inside.Bits[i] &= bit
	}
	h.limit(inside)
	base := h.skullBase()
	for radius := smallest; ; radius += 3 {
		brain := FillHoles(Close(Largest(Open(inside, radius), 1), 6))
		_, reach := extreme(brain, base.normal)
		if reach <= base.distance+leakMM {
			return brain
		}
		if radius > smallest+widerMM {
			brain.keep(func(p mgl64.Vec3) bool { return base.normal.Dot(p) < base.distance-faceBuffer })
			return brain
		}
	}
}

const (
	// scalpMM is less than the way from skin to brain anywhere on a head:
	// scalp 4 to 6 mm, bone 4 to 8 mm (Lynnerup 2001, doi
	// 10.1016/S0379-0738(00)00391-3).
	scalpMM = 8
	// A ball of ctBallMM passes no gap in the bone but, in large heads, the
	// foramen magnum (30 to 36 mm across).
	ctBallMM = 12.0
	// One of mrBallMM fits between sulci, and passes no optic canal.
	mrBallMM = 7.0
	// widerMM is how much larger the ball gets: to the size that the frontal
	// lobes still hold.
	widerMM = 6
	// leakMM beyond the supposed floor is no brain: heads are tilted by ten
	// degrees, which lowers the frontal lobes by as much.
	leakMM = 15
	// brightShare of the brightness deep in the head parts brain from bone in
	// MR of any weighting.
	brightShare = 0.6
)

// skullBase is the supposed floor of the braincase: a plane from the front
// wall, 0.4 of the vault's height below the centre, to the rim of the foramen
// magnum, as far below the centre as the vertex is above it and a tenth of the
// length behind it. In adults (and in the built-in head, whose centre of the
// braincase is known) the brain stays about 15 mm above it.
func (h head) skullBase() cut {
	front, height := 0.0, 0.0
	for _, r := range h.rays {
		wall := r.wall()
		front = max(front, -r.direction[1]*wall)
		height = max(height, r.direction[2]*wall)
	}
	nasion := h.centre.Add(mgl64.Vec3{0, -front, -0.4 * height})
	foramen := h.centre.Add(mgl64.Vec3{0, 0.2 * front, -height})
	along := foramen.Sub(nasion).Normalize()
	normal := mgl64.Vec3{0, along[2], -along[1]}
	return cut{normal, normal.Dot(nasion)}
}

// softInside marks what is neither bone nor air in the body, or in MR not
// dark.
func (s *survey) softInside() *Mask {
	if s.hounsfield {
		soft := Close(Window(s.scan, boneHU, math.Inf(1)), 4)
		for i, bit := range s.body.Bits {
			soft.Bits[i] = bit &^ soft.Bits[i]
		}
		return soft
	}
	const deepMM = 25
	bright := brightShare * s.median(Erode(s.body, deepMM))
	soft := Window(s.scan, bright, math.Inf(1))
	for i, bit := range s.body.Bits {
		soft.Bits[i] &= bit
	}
	return soft
}

// limit takes from a mask what lies farther from the head's centre than the
// braincase can reach. Above, rays have measured it; below, where the face
// and the neck go on, it is at most as far as above: the centre lies in the
// middle of the braincase's height.
func (h head) limit(m *Mask) {
	walls := h.walls()
	m.keep(func(p mgl64.Vec3) bool {
		way := p.Sub(h.centre)
		far := way.Len()
		return far < nearestWall || far <= walls.at(way.Mul(1/far))
	})
}

// walls are the distances of the braincase's wall from the centre, in bins of
// direction, mm.
type walls [wallTurns][wallRises]float64

const wallTurns, wallRises = 24, 6

// bin is the bin of a direction, up and down alike.
func wallBin(d mgl64.Vec3) (turn, rise int) {
	turn = int((math.Atan2(d[1], d[0])/(2*math.Pi) + 0.5) * wallTurns)
	return min(turn, wallTurns-1), min(int(math.Abs(d[2])*wallRises), wallRises-1)
}

// wall is the way to the braincase's wall: in CT to the bone, in MR to a scalp
// below the skin; 0 where the scan ends before.
func (r ray) wall() float64 {
	if r.skull < nearestWall && r.skin > 0 {
		return r.skin - scalpMM
	}
	return r.skull
}

// walls measures in all directions upwards.
// Where the scan ends before, the wall is as far as the farthest in the same
// turn, and at least as far as the middle one of all.
func (h head) walls() *walls {
	var w walls
	var all []float64
	for _, r := range h.rays {
		wall := r.wall()
		turn, rise := wallBin(r.direction)
		w[turn][rise] = max(w[turn][rise], wall)
		all = append(all, wall)
	}
	slices.Sort(all)
	middle := all[len(all)/2]
	for turn := range w {
		farthest := max(middle, slices.Max(w[turn][:]))
		for rise, wall := range w[turn] {
			if wall < nearestWall {
				w[turn][rise] = farthest
			}
		}
	}
	return &w
}

func (w *walls) at(d mgl64.Vec3) float64 {
	turn, rise := wallBin(d)
	return w[turn][rise]
}
