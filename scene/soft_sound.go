package scene

import (
	"fmt"
	"math"

	"github.com/drylab/drylab/scene/tissue"
)

const (
	// soundSteps is how often tissue is judged, in steps: a tenth of a second.
	soundSteps = 10
	// mostLost is by how much the volume of all tissue may be wrong, as a part of it.
	// Tissue is nearly incompressible: at Poisson's ratio 0.45 and 5 kPa, as soft as
	// a liver's, that much less volume is a pressure of 3 kPa everywhere, twenty
	// times what its own weight makes of it. Jaws squeeze a small part flat, and
	// a blow does it for a moment.
	mostLost = 0.2
	// lostSeconds is for how long: tissue swings back within a tenth of a second.
	lostSeconds = 2
	// mostTurned is how much of the tissue may be inside out for as long: a tool that
	// is pressed through tissue, which it should have torn, keeps it so.
	mostTurned = 0.05
	// mostSwift is how much of the tissue may be held back to tissue.Fastest: crumbs.
	mostSwift = 0.01
)

// sound judges whether what the tissue does can be judged.
type sound struct {
	steps int
	lost  float64 // how long the volume has been wrong, or tissue inside out, s
}

// judgeSound says why not, if it cannot.
func (f *softField) judgeSound(dt float64) error {
	s := &f.sound
	if s.steps++; s.steps%soundSteps != 0 {
		return nil
	}
	b := f.bulk()
	if b.rest == 0 {
		return nil
	}
	if b.swift > mostSwift*b.rest {
		return fmt.Errorf("tissue was flung about faster than can be followed: begin again, and move the instruments more slowly")
	}
	crushed := math.Abs(b.now/b.rest-1) > mostLost
	if !crushed && b.turned < mostTurned*b.rest {
		s.lost = 0
		return nil
	}
	if s.lost += dt * soundSteps; s.lost < lostSeconds {
		return nil
	}
	if crushed {
		return fmt.Errorf("tissue was crushed to %.0f %% of its volume and does not come back: begin again, and press less", 100*b.now/b.rest)
	}
	return fmt.Errorf("an instrument was pressed through tissue, which would have torn: begin again, and press less")
}

// bulk is the volume of the tissue in the field, mm³: at rest and now, and how much
// of it is inside out or as fast as can be.
type bulk struct{ rest, now, turned, swift float64 }

func (f *softField) bulk() (all bulk) {
	for e, tet := range f.harm.tets {
		if piece := f.matter.PieceOf(e); piece < len(f.gone.pieces) && f.gone.pieces[piece] {
			continue
		}
		_, root, share := f.matter.Element(e)
		a := widen(f.places[tet[0]])
		b, c, d := widen(f.places[tet[1]]).Sub(a), widen(f.places[tet[2]]).Sub(a), widen(f.places[tet[3]]).Sub(a)
		matter, volume := f.harm.whole[root]*share, b.Cross(c).Dot(d)/6
		all.rest, all.now = all.rest+matter, all.now+share*volume
		if volume <= 0 {
			all.turned += matter
		}
		for _, v := range tet {
			if widen(f.body.Velocity(int(v))).Len() > 0.99*tissue.Fastest {
				all.swift += matter
				break
			}
		}
	}
	return all
}
