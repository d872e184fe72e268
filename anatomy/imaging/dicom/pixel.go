package dicom

import (
	"errors"
	"fmt"
)

// PixelFormat says how a data set stores its pixels (PS3.3 C.7.6.3).
type PixelFormat struct {
	Rows, Columns int
	Frames        int // 1 when the data set does not say
	Allocated     int // bits per pixel in the file: 1, 8, 16 or 32
	Stored        int // bits that count, at most Allocated
	High          int // the highest bit that counts
	Signed        bool
	// Inverted is MONOCHROME1: the lowest value is meant to be shown white.
	// Decoding does not invert; it has no meaning for Hounsfield units, and
	// what shows or segments an MR or a radiograph decides.
	Inverted bool
}

// maxFrames bounds NumberOfFrames: no scan comes near, and frames times rows
// times columns stays far from overflow.
const maxFrames = 1 << 24

// PixelFormat reads the image pixel module; it needs no pixel data. It is an
// error when a size is absent or impossible, and when the pixels are colour,
// which no scan is.
func (d *Dataset) PixelFormat() (PixelFormat, error) {
	p := PixelFormat{
		Rows:      d.firstInt(tagRows, 0),
		Columns:   d.firstInt(tagColumns, 0),
		Frames:    d.firstInt(tagNumberOfFrames, 1),
		Allocated: d.firstInt(tagBitsAllocated, 0),
		Signed:    d.firstInt(tagPixelRepresentation, 0) == 1,
	}
	p.Stored = d.firstInt(tagBitsStored, p.Allocated)
	p.High = d.firstInt(tagHighBit, p.Stored-1)
	if err := d.monochrome(&p); err != nil {
		return p, err
	}
	return p, p.validate()
}

// monochrome refuses colour.
func (d *Dataset) monochrome(p *PixelFormat) error {
	switch d.Text(tagPhotometric) {
	case "MONOCHROME1":
		p.Inverted = true
	case "MONOCHROME2", "":
	default:
		return errors.New("the image is in colour, which no CT or MR is; choose the original series")
	}
	if d.firstInt(tagSamplesPerPixel, 1) != 1 {
		return errors.New("the image has several values per pixel, which no CT or MR has; choose the original series")
	}
	return nil
}

// validate refuses a format that cannot be.
func (p PixelFormat) validate() error {
	switch {
	case p.Rows < 1 || p.Columns < 1 || p.Rows > 0xFFFF || p.Columns > 0xFFFF:
		return fmt.Errorf("an image of %d rows (0028,0010) and %d columns (0028,0011) is not possible; export it again", p.Rows, p.Columns)
	case p.Frames < 1 || p.Frames > maxFrames:
		return fmt.Errorf("%d frames (0028,0008) are not possible; export the image again", p.Frames)
	case p.Allocated != 1 && p.Allocated != 8 && p.Allocated != 16 && p.Allocated != 32:
		return fmt.Errorf("%d bits allocated per pixel (0028,0100) are not supported, 1, 8, 16 and 32 are; export the image again", p.Allocated)
	case p.Stored < 1 || p.High >= p.Allocated || p.High < p.Stored-1:
		return fmt.Errorf("%d bits stored (0028,0101) with high bit %d (0028,0102) do not go into %d bits allocated (0028,0100); export the image again",
			p.Stored, p.High, p.Allocated)
	}
	return nil
}

// firstInt is the first number of an element, a default when it is absent or
// empty, and -1 when it holds something that is no number.
func (d *Dataset) firstInt(t Tag, otherwise int) int {
	if e := d.Find(t); e == nil || len(e.Value) == 0 {
		return otherwise
	}
	if ints := d.Ints(t); len(ints) > 0 {
		return ints[0]
	}
	return -1
}

// pixels counts the pixels of a frame.
func (p PixelFormat) pixels() int { return p.Rows * p.Columns }

// frameBytes is the size of a frame that begins with a byte.
func (p PixelFormat) frameBytes() int { return (p.pixels()*p.Allocated + 7) / 8 }
