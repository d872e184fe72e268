package scenarios

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
)

// Skin is the soft tissue of an attempt at its end, which a recording does not
// hold: whoever draws the end need not perform the attempt again.
type Skin struct {
	Hash    uint64 // of the world's state, as the recording has it for its last tick
	Surface scene.Surface
}

// EndOf tells whether the skin is that of a recording's end.
func (s *Skin) EndOf(rec *record.Recording) bool {
	n := len(rec.Hashes)
	return n > 0 && rec.Hashes[n-1].Hash == s.Hash
}

const skinMagic = "drylab.skin/2\n"

// skinHead is what a file of a skin begins with, after its magic; what follows are
// the triangles' corners, whose they are and whether they were cut, and the
// vertices' places and places at rest, and their states if there are some,
// little-endian.
type skinHead struct {
	Hash                        uint64
	Triangles, Vertices, States uint32
}

// size is the length of what follows the head.
func (h skinHead) size() uint64 {
	return 17*uint64(h.Triangles) + 24*uint64(h.Vertices) + 4*uint64(h.States)
}

// MarshalBinary writes the skin for the program beside this one.
func (s *Skin) MarshalBinary() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(skinMagic)
	f := &s.Surface
	head := skinHead{s.Hash, uint32(len(f.Triangles)), uint32(len(f.Places)), uint32(len(f.States))}
	for _, part := range []any{head, f.Triangles, f.Body, f.Cut, f.Places, f.Rest, f.States} {
		if err := binary.Write(&out, binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("the skin cannot be written: %w", err)
		}
	}
	return out.Bytes(), nil
}

var errSkin = errors.New("this is no skin of soft tissue, or it is damaged; leave it out, and the attempt is performed again for its picture")

// UnmarshalBinary reads it. The error says that it is none.
func (s *Skin) UnmarshalBinary(data []byte) error {
	rest, ok := bytes.CutPrefix(data, []byte(skinMagic))
	var head skinHead
	n, err := binary.Decode(rest, binary.LittleEndian, &head)
	if !ok || err != nil || uint64(len(rest)-n) != head.size() || head.States != 0 && head.States != head.Vertices {
		return errSkin
	}
	f := scene.Surface{
		Shape:     1,
		Triangles: make([][3]int32, head.Triangles), Body: make([]int32, head.Triangles), Cut: make([]bool, head.Triangles),
		Places: make([][3]float32, head.Vertices), Rest: make([][3]float32, head.Vertices),
	}
	if head.States > 0 {
		f.States = make([][4]uint8, head.States)
	}
	rest = rest[n:]
	for _, part := range []any{f.Triangles, f.Body, f.Cut, f.Places, f.Rest, f.States} {
		n := binary.Size(part)
		if _, err := binary.Decode(rest[:n], binary.LittleEndian, part); err != nil {
			return errSkin
		}
		rest = rest[n:]
	}
	if !isSound(&f) {
		return errSkin
	}
	s.Hash, s.Surface = head.Hash, f
	return nil
}

// isSound tells a surface that can be drawn.
func isSound(f *scene.Surface) bool {
	for i, t := range f.Triangles {
		for _, v := range t {
			if v < 0 || int(v) >= len(f.Places) {
				return false
			}
		}
		if f.Body[i] < 0 {
			return false
		}
	}
	for i := range f.Places {
		for k := range 3 {
			if sum := float64(f.Places[i][k]) + float64(f.Rest[i][k]); math.IsNaN(sum) || math.IsInf(sum, 0) {
				return false
			}
		}
	}
	return true
}
