package main

import (
	"github.com/drylab/drylab/anatomy/segment"
)

// hideFace flags a head that can be recognised, and removes its face on wish.
func (im *importing) hideFace() error {
	im.watch.next("looked for a face")
	s := im.scan
	recognisable, why := segment.RecognisableHead(s.volume)
	switch {
	case !im.Deface && recognisable:
		s.privacy.RecognisableHead = true
		im.note("The face in this scan can be recognised (%s): keep the case inside the clinic, or import it with --deface.", why)
	case im.Deface:
		face, err := segment.FindFace(s.volume)
		if err != nil {
			return err
		}
		face.Remove(s.volume)
		s.face, s.privacy.Defaced = face, true
		im.note("The face was removed; look at the pictures, for an unusual head may keep a part of it.")
	}
	return nil
}
