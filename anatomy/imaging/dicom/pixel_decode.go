package dicom

import (
	"errors"
	"fmt"
	"math"
)

// errNotInt16 says that a frame's values are not all whole numbers in the
// range of int16: decodeFloat32 reads it.
var errNotInt16 = errors.New("the values do not fit 16-bit whole numbers")

// decodeInt16 decodes a frame (0 is the first) into dst, row by row from the
// top left, as stored value * slope + intercept. dst holds Rows*Columns values.
// Bits above High and below the stored ones, where old files keep overlays, do
// not count. It gives errNotInt16, and leaves dst undefined, when slope or
// intercept is not whole or a value does not fit. When the pixel data are cut
// short or damaged, the error says so.
func (f *File) decodeInt16(dst []int16, frame int, slope, intercept float64) error {
	p, err := f.decodable(len(dst), frame)
	if err != nil {
		return err
	}
	if slope != math.Trunc(slope) || intercept != math.Trunc(intercept) || math.Abs(slope) > 1<<20 || math.Abs(intercept) > 1<<30 {
		return errNotInt16
	}
	fits := false
	err = f.withFrame(p, frame, func(raw []byte) {
		fits = p.toInt16(dst, raw, int64(slope), int64(intercept))
	})
	if err == nil && !fits {
		return errNotInt16
	}
	return err
}

// decodeFloat32 is decodeInt16 for any slope and intercept; each value is
// computed in float64 and rounded once. It is an error when slope or intercept
// is not finite.
func (f *File) decodeFloat32(dst []float32, frame int, slope, intercept float64) error {
	p, err := f.decodable(len(dst), frame)
	if err != nil {
		return err
	}
	if sum := slope*0 + intercept*0; sum != 0 {
		return errors.New("the rescale slope (0028,1053) or intercept (0028,1052) is no number; export the image again")
	}
	return f.withFrame(p, frame, func(raw []byte) { p.toFloat32(dst, raw, slope, intercept) })
}

// decodable checks what a caller asks for and what the file can give.
func (f *File) decodable(pixels, frame int) (PixelFormat, error) {
	p, err := f.PixelFormat()
	switch {
	case err != nil:
		return p, err
	case frame < 0 || frame >= p.Frames:
		return p, fmt.Errorf("frame %d is not one of the image's %d", frame, p.Frames)
	case pixels != p.pixels():
		return p, fmt.Errorf("a frame of %d x %d pixels does not go into %d values", p.Columns, p.Rows, pixels)
	case f.needsTranscode():
		return p, fmt.Errorf("the pixels are compressed with %s; they must be decompressed first", f.compression())
	}
	return p, nil
}

// withFrame gives a frame's pixels, decompressed and in little endian, to see.
// They may be in borrowed memory.
func (f *File) withFrame(p PixelFormat, frame int, see func(raw []byte)) error {
	e := f.Find(tagPixelData)
	switch {
	case e == nil && f.Find(tagFloatPixelData) != nil:
		return errors.New("the pixels (7FE0,0008) are floating-point numbers, which no scanner writes; choose the original series")
	case e == nil:
		return errors.New("the file has no pixel data (7FE0,0010); choose the original series")
	case e.Fragments == nil:
		raw, err := f.nativeFrame(e, p, frame)
		if err == nil {
			see(raw)
		}
		return err
	}
	packed, err := frameFragments(e.Fragments, p.Frames, frame)
	if err != nil {
		return err
	}
	if f.TransferSyntax == rleLossless {
		return withRLE(packed, p, frame, see)
	}
	raw, err := decodeJPEG(packed, p, frame)
	if err == nil {
		see(raw)
	}
	return err
}

// nativeFrame cuts a frame out of uncompressed pixel data. In big endian, the
// words that the VR names are turned: that gives the little endian stream for
// every number of bits allocated (PS3.5 §7.3, §8.1.1).
func (f *File) nativeFrame(e *Element, p PixelFormat, frame int) ([]byte, error) {
	switch f.TransferSyntax {
	case implicitLittle, explicitLittle, explicitBig, deflatedLittle:
	default:
		return nil, errors.New("the transfer syntax (0002,0010) is a vendor's own, and its byte order not certain; export the image in explicit VR little endian")
	}
	first, last := frame*p.frameBytes(), (frame+1)*p.frameBytes()
	if p.Allocated == 1 {
		first, last = frame*p.pixels()/8, ((frame+1)*p.pixels()+7)/8
	}
	if last > len(e.Value) {
		return nil, fmt.Errorf("the pixel data (7FE0,0010) are cut short: frame %d ends at byte %d of them, and %d are there; copy or export the file again",
			frame+1, last, len(e.Value))
	}
	if raw := e.Value[first:last]; !f.BigEndian || wordSize(e.VR) == 1 {
		return p.alignBits(raw, frame), nil
	}
	raw := make([]byte, last-first)
	for i := range raw {
		from := (first + i) ^ (wordSize(e.VR) - 1)
		raw[i] = e.Value[min(from, len(e.Value)-1)]
	}
	return p.alignBits(raw, frame), nil
}

// alignBits turns packed bits, first pixel in the lowest bit (PS3.5 §8.1.1),
// into a byte for each pixel of a frame, which may begin within a byte. Pixels
// of 8 bits and more stay as they are.
func (p PixelFormat) alignBits(raw []byte, frame int) []byte {
	if p.Allocated != 1 {
		return raw
	}
	start := frame * p.pixels() % 8
	bytes := make([]byte, p.pixels())
	for i := range bytes {
		bit := start + i
		bytes[i] = raw[bit/8] >> (bit % 8) & 1
	}
	return bytes
}
