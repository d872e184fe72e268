package scene

import "github.com/drylab/drylab/scene/tissue"

// Surface is the skin of all soft structures at one moment, for drawing. Its
// memory can be used again for another moment.
type Surface struct {
	// Shape is another number whenever something was cut or torn: Triangles, Cut,
	// Body and Rest are others then. Places are others after every step.
	Shape     int
	Triangles [][3]int32   // seen from outside turning left; indices into Places
	Cut       []bool       // of each triangle: laid open by a blade or a tear, not the outside
	Body      []int32      // of each triangle: an index into Setup.Soft
	Places    []tissue.Vec // where the vertices are, mm, patient frame
	Rest      []tissue.Vec // and where they were before anything touched them
	// States are what is to be seen of what was done to the vertices: blood on them,
	// burn and bruise, 0 to 255, and moisture, of which 255 is what tissue always has.
	// There are none while nothing was done, and no burns: nothing here is hot. They
	// are for pictures alone; no score knows them.
	States [][4]uint8
}

// Surface writes the skin as the last Step left it into s, and only the places
// where s has its shape already. It reports whether the field has soft tissue.
func (w *World) Surface(s *Surface) bool {
	f := w.soft.field
	if f == nil {
		return false
	}
	k := &f.skin
	if s.Shape != k.shape {
		s.Shape = k.shape
		s.Triangles = append(s.Triangles[:0], k.triangles...)
		s.Body = append(s.Body[:0], k.body...)
		s.Cut = append(s.Cut[:0], k.cut...)
		s.Rest = s.Rest[:0]
		for _, p := range k.rest {
			s.Rest = append(s.Rest, shorten(p))
		}
	}
	s.Places = s.Places[:0]
	for _, p := range k.now {
		s.Places = append(s.Places, shorten(p))
	}
	s.States = f.wounds.states(len(k.now), s.States)
	return true
}
