package dicom

import (
	"context"
	"errors"
	"fmt"
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

// compressions name the transfer syntaxes whose pixels Transcode undoes.
var compressions = map[string]string{
	"1.2.840.10008.1.2.4.51":  "JPEG extended",
	"1.2.840.10008.1.2.4.57":  "JPEG lossless",
	"1.2.840.10008.1.2.4.70":  "JPEG lossless",
	"1.2.840.10008.1.2.4.80":  "JPEG-LS",
	"1.2.840.10008.1.2.4.81":  "JPEG-LS",
	"1.2.840.10008.1.2.4.90":  "JPEG 2000",
	"1.2.840.10008.1.2.4.91":  "JPEG 2000",
	"1.2.840.10008.1.2.4.201": "high-throughput JPEG 2000",
	"1.2.840.10008.1.2.4.202": "high-throughput JPEG 2000",
	"1.2.840.10008.1.2.4.203": "high-throughput JPEG 2000",
}

// Transcode turns a whole DICOM file, whose pixels are compressed in a way that
// this package does not decode itself, into one with uncompressed pixels. It
// runs another program, so it belongs to the command.
type Transcode func(ctx context.Context, file []byte) ([]byte, error)

// needsTranscode says whether the pixels are compressed in a way that only
// Transcode can undo: anything but RLE and 8-bit baseline JPEG. It works after
// ParseHeader, too.
func (f *File) needsTranscode() bool {
	return f.PixelLength < 0 && f.TransferSyntax != rleLossless && f.TransferSyntax != jpegBaseline
}

// compression names how the pixels are compressed, for messages.
func (f *File) compression() string {
	if name, known := compressions[f.TransferSyntax]; known {
		return name
	}
	return "a compression that Drylab does not know"
}

// parseDecodable is Parse, and where the pixels need it also transcode: what it
// returns can be decoded. When transcode is needed and nil, the error names the
// compression and the package to install. It is an error, too, when what
// transcode gives is another image.
func parseDecodable(ctx context.Context, data []byte, transcode Transcode) (*File, error) {
	f, err := Parse(data)
	if err != nil || !f.needsTranscode() {
		return f, err
	}
	if transcode == nil {
		return nil, fmt.Errorf("the pixels are compressed with %s; install the package libgdcm-tools, or export the series uncompressed", f.compression())
	}
	raw, err := transcode(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("the pixels are compressed with %s, and cannot be decompressed: %w; export the series uncompressed", f.compression(), err)
	}
	g, err := Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("the pixels are compressed with %s, and their decompressed form cannot be read: %w", f.compression(), err)
	}
	if g.needsTranscode() || !f.sameImage(g) {
		return nil, errors.New("decompressing the pixels gave another image; export the series uncompressed")
	}
	return g, nil
}

// sameImage says whether two files claim to hold the same image. The number of
// bits stored may differ: gdcmconv corrects it where the compressed pixels have
// more than the header says.
func (f *File) sameImage(g *File) bool {
	a, aErr := f.PixelFormat()
	b, bErr := g.PixelFormat()
	a.Stored, a.High = b.Stored, b.High
	return aErr == nil && bErr == nil && a == b && f.Text(tagSOPInstance) == g.Text(tagSOPInstance)
}
