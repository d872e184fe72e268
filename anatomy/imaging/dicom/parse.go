package dicom

import (
	"errors"
	"io"
)

// File is a DICOM file, or what ParseHeader kept of it.
type File struct {
	Meta    Dataset // group 0002; empty when the file has none
	Dataset         // everything else
	// TransferSyntax is the UID that the file names, or the one that its bytes
	// were found to follow where it names none.
	TransferSyntax string
	// PixelOffset is where the value of (7FE0,0010) PixelData begins (in the
	// inflated stream of a deflated file); 0 when the file has no pixel data.
	PixelOffset int64
	// PixelLength is the length in bytes that the file gives for PixelData; -1
	// when it is encapsulated, and 0 when there is none.
	PixelLength int64
}

// Parse reads a whole file. What it returns refers to data, which must not
// change while it is in use.
//
// It reads files without preamble, without a meta header and without a
// transfer syntax, and passes over the faults that are common in archives:
// lengths that are odd, VRs that do not exist, stray delimiters, padding after
// the end, pixel data shorter than said (Decode then names it). It is an error
// when the bytes are no DICOM, or break off, or nest deeper than 32 sequences,
// or hold so many elements that they would take more memory than 64 MiB and
// four times the file's size.
func Parse(data []byte) (*File, error) {
	return nil, errors.New("not written yet")
}

// ParseHeader reads a file up to PixelData and no further, which PixelOffset
// and PixelLength then locate. What it returns is a copy. Private elements and
// binary values of more than 64 KiB are not kept: their Value is nil and
// Skipped counts them. When r is an io.Seeker, they are not read either. It is
// otherwise Parse.
func ParseHeader(r io.Reader) (*File, error) {
	return nil, errors.New("not written yet")
}
