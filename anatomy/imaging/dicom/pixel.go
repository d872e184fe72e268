package dicom

import "errors"

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

// PixelFormat reads the image pixel module; it needs no pixel data. It is an
// error when a size is absent or impossible, and when the pixels are colour,
// which no scan is.
func (d *Dataset) PixelFormat() (PixelFormat, error) {
	return PixelFormat{}, errors.New("not written yet")
}

// ErrNotInt16 says that a frame's values are not all whole numbers in the
// range of int16: DecodeFloat32 reads it.
var ErrNotInt16 = errors.New("the values do not fit 16-bit whole numbers")

// DecodeInt16 decodes a frame (0 is the first) into dst, row by row from the
// top left, as stored value * slope + intercept. dst holds Rows*Columns values.
// Bits above High and below the stored ones, where old files keep overlays, do
// not count. It gives ErrNotInt16, and leaves dst undefined, when slope or
// intercept is not whole or a value does not fit. When the pixel data are cut
// short or damaged, the error says so.
func (f *File) DecodeInt16(dst []int16, frame int, slope, intercept float64) error {
	return errors.New("not written yet")
}

// DecodeFloat32 is DecodeInt16 for any slope and intercept; each value is
// computed in float64 and rounded once.
func (f *File) DecodeFloat32(dst []float32, frame int, slope, intercept float64) error {
	return errors.New("not written yet")
}
