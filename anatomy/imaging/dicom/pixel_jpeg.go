package dicom

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
)

// decodeJPEG decodes a frame of 8-bit baseline JPEG. The size is compared
// before anything is decoded, so that a damaged one allocates nothing.
func decodeJPEG(packed []byte, p PixelFormat, frame int) ([]byte, error) {
	size, err := jpeg.DecodeConfig(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("the JPEG of frame %d is damaged; copy or export the file again", frame+1)
	}
	if size.Width != p.Columns || size.Height != p.Rows || p.Allocated != 8 {
		return nil, fmt.Errorf("the JPEG of frame %d holds %d x %d pixels of 8 bits, the header says %d x %d of %d; export the image uncompressed",
			frame+1, size.Width, size.Height, p.Columns, p.Rows, p.Allocated)
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
