package scene

import "slices"

// lumen is the cavity of a hollow organ while it holds its pressure.
type lumen struct {
	walls  [][3]int32 // its inner wall, vertices of the solver
	closed bool       // the wall was a surface by itself as built
	solid  bool       // it was all skin of tetrahedra as built
	open   bool       // it is connected with the outside: the pressure is out
}

// inflate presses on the walls of what is still closed.
func (f *softField) inflate() {
	for i := range f.bodies {
		if b := &f.bodies[i]; b.PressurePa != 0 && !f.lumen[i].open {
			f.body.Inflate(f.lumen[i].walls, float32(b.PressurePa))
		}
	}
}

// leak finds which cavities a cut or a tear has opened: those whose wall hangs
// together with the outside over what was laid open. A pressure that went on
// acting there would drive the piece about. A cavity that was open as built, a
// piece of bowel with its ends in the air, keeps its pressure until its wall is
// cut apart, for then its triangles are none of the skin's any more.
func (f *softField) leak() {
	for i := range f.lumen {
		l := &f.lumen[i]
		if f.bodies[i].PressurePa == 0 || l.open || len(l.walls) == 0 {
			continue
		}
		joined, whole := f.lumenJoined(l)
		if f.skin.shape == 1 {
			l.closed, l.solid = !joined, whole
		}
		l.open = joined && l.closed || !whole && l.solid
	}
}

// lumenJoined tells whether a cavity's wall hangs together with skin that is
// neither it nor cut, and whether all of the wall is still there.
func (f *softField) lumenJoined(l *lumen) (joined, whole bool) {
	s := &f.skin
	group := make([]int32, len(s.rest))
	for v := range group {
		group[v] = int32(v)
	}
	root := func(v int32) int32 {
		for group[v] != v {
			group[v] = group[group[v]]
			v = group[v]
		}
		return v
	}
	for i, t := range s.triangles {
		if !s.flat[i] {
			group[root(t[1])] = root(t[0])
			group[root(t[2])] = root(t[0])
		}
	}
	walls := map[[3]int32]bool{}
	for _, t := range l.walls {
		walls[rising(t)] = true
	}
	inner := map[int32]bool{}
	onWall := make([]bool, len(s.triangles))
	met := map[[3]int32]bool{}
	for i, t := range s.triangles {
		if s.flat[i] || s.cut[i] {
			continue
		}
		if face, ok := s.faceOf(i); ok && walls[rising(face)] {
			onWall[i] = true
			met[rising(face)] = true
			inner[root(t[0])] = true
		}
	}
	for i, t := range s.triangles {
		joined = joined || !s.flat[i] && !s.cut[i] && !onWall[i] && inner[root(t[0])]
	}
	return joined, len(met) == len(walls)
}

// onFace is how much of a corner's weight says that a place is not on the face
// opposite to it: rounding.
const onFace = 1e-3

// faceOf is the face of its element that a triangle of the skin lies on, if it
// lies on one.
func (s *skin) faceOf(triangle int) (face [3]int32, ok bool) {
	nodes, corner := s.nodes[triangle], &s.corner[triangle]
	for k := range 4 {
		if max(corner[0][k], corner[1][k], corner[2][k]) < onFace {
			return [3]int32{nodes[(k+1)%4], nodes[(k+2)%4], nodes[(k+3)%4]}, true
		}
	}
	return face, false
}

// rising is a triangle's vertices in order, whichever way it is turned.
func rising(t [3]int32) [3]int32 {
	slices.Sort(t[:])
	return t
}
