package anatomy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"

	"github.com/drylab/drylab/anatomy/mesh"
)

// tetsFile is the slash-separated name of a structure's tetrahedra in the folder.
func tetsFile(structure string) string { return "tets/" + structure + ".msh" }

// loadTets reads the tetrahedra of a soft structure where the folder has some;
// those of a rigid one are nobody's business here.
func (s *Structure) loadTets(folder fs.FS) (*mesh.TetMesh, error) {
	if s.Soft == "" {
		return nil, nil
	}
	name := tetsFile(s.Name)
	tets, err := loadFile(folder, name, mesh.ReadMSH)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, &fileError{fmt.Sprintf("%s cannot be read (%v); delete it, or make it again with drylab case tets", name, errors.Unwrap(err)), err}
	}
	if report := tets.Check(); report.Inverted > 0 || len(tets.Tets) == 0 {
		return nil, fmt.Errorf("%s has %d tetrahedra and %d of them are inside out; delete it, or make it again with drylab case tets", name, len(tets.Tets), report.Inverted)
	}
	return tets, nil
}

// saveTets writes the tetrahedra of a soft structure that has some.
func (s *Structure) saveTets(create func(string) (io.WriteCloser, error)) error {
	if s.Soft == "" || s.Tets == nil {
		return nil
	}
	return saveFile(create, tetsFile(s.Name), func(w io.Writer) error { return mesh.WriteMSH(w, s.Tets, mesh.MSHOptions{}) })
}

// softness adds what a soft structure is made of; a rigid one adds nothing, so
// that cases without soft structures keep their hash.
func (h *hasher) softness(s *Structure) {
	if s.Soft == "" {
		return
	}
	h.number(math.MaxUint64) // no text or list is as long
	h.text(s.Soft)
	if s.Tets == nil {
		h.number(0)
		return
	}
	h.number(uint64(len(s.Tets.Vertices)))
	for _, v := range s.Tets.Vertices {
		h.point(v)
	}
	h.number(uint64(len(s.Tets.Tets)))
	for _, t := range s.Tets.Tets {
		h.corners(t[:])
	}
}
