package scene

import "github.com/drylab/drylab/scene/tissue"

// alone is the number of triangles below which one worker is as fast as several.
const alone = 1000

// hire gives the skin its workers.
func (s *skin) hire(crew *tissue.Crew) {
	s.crew, s.work = crew, s.share
	s.ways = make([]float64, crew.Workers())
}

// follow takes the places from the solver and returns how far the farthest
// vertex went that is not gone, mm.
func (s *skin) follow(places []tissue.Vec) float64 {
	s.was, s.now = s.now, s.was
	s.places = places
	clear(s.ways)
	for s.phase = range 3 {
		if len(s.triangles) < alone {
			s.share(0, 1)
		} else {
			s.crew.Run(s.work)
		}
	}
	s.places = nil
	way := 0.0
	for _, w := range s.ways {
		way = max(way, w)
	}
	return root(way)
}

// share is one worker's part of a phase: places, the triangles' normals, and the
// vertices'. Each writes what is its own.
func (s *skin) share(k, workers int) {
	if s.phase == 1 {
		n := len(s.triangles)
		for t := k * n / workers; t < (k+1)*n/workers; t++ {
			s.turn(int32(t))
		}
		return
	}
	n := len(s.outside)
	for _, v := range s.outside[k*n/workers : (k+1)*n/workers] {
		if s.phase == 2 {
			s.lean(v)
			continue
		}
		s.now[v] = s.placed(v, s.places)
		if s.now[v].Sub(s.rest[v]).LenSqr() < goneMM*goneMM {
			s.ways[k] = max(s.ways[k], s.now[v].Sub(s.was[v]).LenSqr())
		}
	}
}
