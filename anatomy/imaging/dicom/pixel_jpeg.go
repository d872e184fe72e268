package dicom

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
)

// jpegSpare is how many pixels a frame may have whatever its size in bytes, far
// more than any scanner's. They are held twice, by the decoder and here, which
// keeps what is allocated below 64 MiB and four times the bytes.
const jpegSpare = 32 << 20

// decodeJPEG decodes a frame of 8-bit baseline JPEG. The size is compared
// before anything is decoded, so that a damaged one allocates nothing: the
// decoder sets memory aside for what the first bytes promise.
func decodeJPEG(packed []byte, p PixelFormat, frame int) ([]byte, error) {
	size, err := jpeg.DecodeConfig(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("the JPEG of frame %d is damaged; copy or export the file again", frame+1)
	}
	if size.Width != p.Columns || size.Height != p.Rows || p.Allocated != 8 {
		return nil, fmt.Errorf("the JPEG of frame %d holds %d x %d pixels of 8 bits, the header says %d x %d of %d; export the image uncompressed",
			frame+1, size.Width, size.Height, p.Columns, p.Rows, p.Allocated)
	}
	if p.pixels() > jpegSpare+2*len(packed) {
		return nil, fmt.Errorf("the JPEG of frame %d has %d bytes, too few for %d x %d pixels; copy the file again, or export the image uncompressed",
			frame+1, len(packed), p.Columns, p.Rows)
	}
	picture, err := jpeg.Decode(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("the JPEG of frame %d is damaged; copy or export the file again", frame+1)
	}
	grey, ok := picture.(*image.Gray)
	if !ok {
		return nil, fmt.Errorf("the JPEG of frame %d is in colour, which no CT or MR is; choose the original series", frame+1)
	}
	raw := make([]byte, 0, p.pixels())
	for y := range p.Rows {
		raw = append(raw, grey.Pix[y*grey.Stride:][:p.Columns]...)
	}
	return raw, nil
}
