package scene

import "slices"

// alone is the number of triangles below which one worker is as fast as several.
const alone = 1000

// hire fixes what the crew does together in each step: the skin, and what is known of
// it, follow the solver; and vertices look for other skin. Each worker writes what is
// its own, so that their number changes nothing.
func (f *softField) hire() {
	f.ways = make([]float64, f.crew.Workers())
	f.following = []func(k, workers int){f.placeSkin, f.turnSkin, f.leanSkin}
	f.looking = f.lookAbout
}

// follow brings the skin, its tree and what vertices know of the skin about them to
// where the solver has left the tissue.
func (f *softField) follow() {
	f.body.Positions(f.places)
	f.skin.was, f.skin.now = f.skin.now, f.skin.was
	clear(f.ways)
	for _, share := range f.following {
		if len(f.skin.triangles) < alone {
			share(0, 1)
		} else {
			f.crew.Run(share)
		}
	}
	f.way = root(slices.Max(f.ways))
}

func (f *softField) placeSkin(k, workers int) {
	s, way := &f.skin, 0.0
	for _, v := range shareOf(s.outside, k, workers) {
		s.now[v] = s.placed(v, f.places)
		f.self.stir.note(s, v)
		if s.now[v].Sub(s.rest[v]).LenSqr() < goneMM*goneMM {
			way = max(way, s.now[v].Sub(s.was[v]).LenSqr())
		}
	}
	f.ways[k] = way
}

// turnSkin makes the triangles' normals, and what one worker must make alone: one the
// tree, another the stir.
func (f *softField) turnSkin(k, workers int) {
	if k == 0 {
		f.tree.follow(&f.skin)
	}
	if k == workers-1 {
		f.self.stir.follow(&f.skin)
	}
	n := len(f.skin.triangles)
	for t := k * n / workers; t < (k+1)*n/workers; t++ {
		f.skin.turn(int32(t))
	}
}

func (f *softField) leanSkin(k, workers int) {
	for _, v := range shareOf(f.skin.outside, k, workers) {
		f.skin.lean(v)
		f.self.stirred(v)
	}
}

// lookAbout gives each worker vertices from everywhere, for those that must look lie
// together, in runs that have one of each turn.
func (f *softField) lookAbout(k, workers int) {
	all := f.skin.outside
	for n := k * selfTurns; n < len(all); n += workers * selfTurns {
		for _, v := range all[n:min(n+selfTurns, len(all))] {
			f.self.look(f, v)
		}
	}
}

// shareOf is worker k's part of a list.
func shareOf(list []int32, k, workers int) []int32 {
	return list[k*len(list)/workers : (k+1)*len(list)/workers]
}
