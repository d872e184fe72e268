package imaging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
)

// maxTrailing bounds what may follow the last voxel, in bytes. Some writers
// pad their files; reading on to the end makes gzip check its checksum.
const maxTrailing = 1 << 20

// readPiece is how many bytes are decoded at a time: they stay in the cache
// between two steps.
const readPiece = 1 << 16

// voxelStream is an image's voxels on their way from a file.
type voxelStream struct {
	encoding
	r    io.Reader
	left int64 // bytes that the file still has; below zero when unknown
	// packed is the size of the file that is being decompressed, see source.
	packed int64
}

// there says that the file is known to hold all voxels.
func (s *voxelStream) there() bool { return s.left >= s.size() }

// claimable says that memory for all voxels, of so many bytes each, may be had
// at once: they are there, or a compressed file is large enough to hold them.
// What a file may cost that lies is 64 MiB and four times its size.
func (s *voxelStream) claimable(width int) bool {
	return s.there() || s.packed > 0 && int64(s.count())*int64(width) <= 64<<20+4*s.packed
}

// tooShort is an error when the file is known not to.
func (s *voxelStream) tooShort() error {
	if s.left < 0 || s.there() {
		return nil
	}
	return truncated(io.EOF, int(s.left)/s.kind.width(), s.count())
}

// eachPiece hands on the stored bytes of all voxels in little-endian order,
// in pieces of whole voxels that are valid until accept returns.
func (s *voxelStream) eachPiece(accept func(raw []byte) error) error {
	if err := s.tooShort(); err != nil {
		return err
	}
	width := s.kind.width()
	buffer := make([]byte, readPiece)
	for done, total := 0, s.count(); done < total; {
		raw := buffer[:min(readPiece, (total-done)*width)]
		if read, err := io.ReadFull(s.r, raw); err != nil {
			return truncated(err, done+read/width, total)
		}
		if s.bigEndian {
			swapBytes(raw, width)
		}
		if err := accept(raw); err != nil {
			return err
		}
		done += len(raw) / width
	}
	return s.finish()
}

// finish reads on to the end of the file.
func (s *voxelStream) finish() error {
	trailing, err := io.CopyN(io.Discard, s.r, maxTrailing+1)
	switch {
	case trailing > maxTrailing:
		return fmt.Errorf("more than %d bytes follow the last voxel; the header does not describe this image", maxTrailing)
	case err == io.EOF:
		return nil
	case stopped(err):
		return err
	}
	return fmt.Errorf("the compressed data are damaged (%w); copy the file again", err)
}

func truncated(err error, read, total int) error {
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return fmt.Errorf("the file ends after %d of %d voxels; copy it again", read, total)
	case stopped(err):
		return err
	}
	return fmt.Errorf("the data are damaged after %d of %d voxels (%w); copy the file again", read, total, err)
}

// stopped says that the user broke off, and not the file.
func stopped(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// volume reads all voxels as intensities.
func (s *voxelStream) volume() (*Volume, error) {
	if s.claimable(2) && s.kind == storedInt16 && s.asStored() {
		data, err := s.int16s()
		if err != nil {
			return nil, err
		}
		return &Volume{Grid: s.grid, Int16: data}, nil
	}
	c := collector{encoding: &s.encoding, there: s.there(), values: make([]float64, readPiece/s.kind.width())}
	// Scaled values may turn out to be no whole numbers.
	c.whole = newGrowing[int16](s.grid.Len(), s.claimable(2) && s.asStored())
	if err := s.eachPiece(c.accept); err != nil {
		return nil, err
	}
	switch {
	case c.unusable > 0:
		return nil, fmt.Errorf("%d voxels are NaN, infinite or beyond float32; replace them with the background value in the tool that made the file", c.unusable)
	case c.real != nil:
		return &Volume{Grid: s.grid, Float32: c.real.all()}, nil
	}
	return &Volume{Grid: s.grid, Int16: c.whole.all()}, nil
}

// labels reads all voxels as labels.
func (s *voxelStream) labels() (*LabelMap, error) {
	data := newGrowing[uint16](s.grid.Len(), s.there())
	values := make([]float64, readPiece/s.kind.width())
	err := s.eachPiece(func(raw []byte) error {
		piece := values[:len(raw)/s.kind.width()]
		s.values(piece, raw)
		done := data.length
		to := data.extend(len(piece))
		for i, value := range piece {
			var err error
			if to[i], err = labelOf(value, done+i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &LabelMap{Grid: s.grid, Data: data.all()}, nil
}

// labelOf turns the value of a voxel into its label.
func labelOf(value float64, voxel int) (uint16, error) {
	label := uint16(max(0, min(value, math.MaxUint16)))
	if float64(label) != value {
		return 0, fmt.Errorf("voxel %d is %g, but labels are whole numbers from 0 to 65535; is this an image instead of a label map?", voxel, value)
	}
	return label, nil
}
