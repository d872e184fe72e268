package dicom

import (
	"context"
	"errors"
)

// Transfer syntaxes by UID (PS3.6 table A-1).
const (
	implicitLittle = "1.2.840.10008.1.2"
	explicitLittle = "1.2.840.10008.1.2.1"
	explicitBig    = "1.2.840.10008.1.2.2"
	deflatedLittle = "1.2.840.10008.1.2.1.99"
	rleLossless    = "1.2.840.10008.1.2.5"
	jpegBaseline   = "1.2.840.10008.1.2.4.50"
)

// Transcode turns a whole DICOM file, whose pixels are compressed in a way that
// this package does not decode itself, into one with uncompressed pixels. It
// runs another program, so it belongs to the command.
type Transcode func(ctx context.Context, file []byte) ([]byte, error)

// NeedsTranscode says whether the pixels are compressed in a way that only
// Transcode can undo: anything but RLE and 8-bit baseline JPEG. It works after
// ParseHeader, too.
func (f *File) NeedsTranscode() bool { return false }

// ParseDecodable is Parse, and where the pixels need it also transcode: what it
// returns can be decoded. When transcode is nil and needed, the error names the
// compression and the package to install.
func ParseDecodable(ctx context.Context, data []byte, transcode Transcode) (*File, error) {
	return nil, errors.New("not written yet")
}
