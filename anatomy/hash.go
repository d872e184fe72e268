package anatomy

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// Hash identifies a case by what an attempt on it depends on: identity, frame,
// grid, structures with their surfaces, and landmarks. It is the same before
// the case is saved and after it is loaded, and does not depend on how files
// are compressed. Title and provenance recipe do not count; the voxels count
// through the source's hash and the surfaces made from them.
func (c *Case) Hash() [sha256.Size]byte {
	var h hasher
	h.text("drylab.case.hash/2")
	h.text(c.ID)
	h.text(c.Modality)
	h.text(c.Provenance.SourceSHA256)
	h.text(c.FrameOfReference)
	grid, _ := c.Grid()
	h.grid(grid)
	h.number(uint64(len(c.Structures)))
	for i := range c.Structures {
		h.structure(&c.Structures[i])
	}
	h.number(uint64(len(c.Landmarks)))
	for _, l := range c.Landmarks {
		h.text(l.Name)
		h.vector(l.Position)
	}
	return sha256.Sum256(h.bytes)
}

// HashString is Hash in lower-case hexadecimal.
func (c *Case) HashString() string {
	hash := c.Hash()
	return hex.EncodeToString(hash[:])
}

// hasher gathers canonical bytes: little-endian, every text and list with its
// length before it, so that no two cases share them.
type hasher struct{ bytes []byte }

func (h *hasher) number(n uint64) { h.bytes = binary.LittleEndian.AppendUint64(h.bytes, n) }

func (h *hasher) text(s string) {
	h.number(uint64(len(s)))
	h.bytes = append(h.bytes, s...)
}

func (h *hasher) flag(b bool) {
	if b {
		h.number(1)
	} else {
		h.number(0)
	}
}

// float drops the sign of zero, which YAML and NIfTI may not keep.
func (h *hasher) float(x float64) { h.number(math.Float64bits(x + 0)) }

func (h *hasher) vector(v mgl64.Vec3) {
	for _, x := range v {
		h.float(x)
	}
}

func (h *hasher) grid(g imaging.Grid) {
	for _, n := range g.Size {
		h.number(uint64(n))
	}
	for _, x := range g.PatientFromVoxel {
		h.float(x)
	}
}

func (h *hasher) structure(s *Structure) {
	for _, text := range []string{s.Name, s.SNOMED, s.Tissue, s.Color} {
		h.text(text)
	}
	h.number(uint64(s.Label))
	h.number(uint64(len(s.Labels)))
	for _, label := range s.Labels {
		h.number(uint64(label))
	}
	h.flag(s.Critical)
	h.flag(s.Target)
	h.flag(s.Watertight) // practice guards only what is watertight
	h.softness(s)
	if s.Surface == nil {
		h.number(0)
		return
	}
	h.number(uint64(len(s.Surface.Vertices)))
	for _, v := range s.Surface.Vertices {
		h.point(v)
	}
	h.number(uint64(len(s.Surface.Triangles)))
	for _, t := range s.Surface.Triangles {
		h.corners(t[:])
	}
}

func (h *hasher) point(v mgl32.Vec3) {
	for _, x := range v {
		h.bytes = binary.LittleEndian.AppendUint32(h.bytes, math.Float32bits(x+0))
	}
}

func (h *hasher) corners(of []uint32) {
	for _, corner := range of {
		h.bytes = binary.LittleEndian.AppendUint32(h.bytes, corner)
	}
}

// frameUID is a DICOM unique identifier for the frame of what was imported,
// made from the content, so that the same import gives the same frame.
func frameUID(source, id string, grid imaging.Grid) string {
	var h hasher
	h.text("drylab.frame/1")
	h.text(source)
	h.text(id)
	h.grid(grid)
	return dicom.HashUID(sha256.Sum256(h.bytes))
}
