package imaging

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// ReadNIfTI reads a scalar image from a single-file NIfTI-1 (.nii or .nii.gz;
// gzip is recognised by its first bytes). Stored values are scaled by
// scl_slope and scl_inter and kept as int16 or float32, which is exact for the
// 12 to 16 bits of CT and MR; positions come from the sform, else the qform, and are
// turned from RAS into LPS mm. A transform into a template brain does not count.
//
// The text fields and extensions of the header, where some tools put a
// patient's name, are neither kept nor quoted in errors. It is an error when
// the file is truncated or damaged, when no transform gives the patient's own
// coordinates, when the grid fails Grid.Validate, when
// the image is a series (4-D), colour or complex, and when any voxel is NaN,
// infinite or beyond float32: nobody can tell what anatomy such a voxel is.
func ReadNIfTI(r io.Reader) (*Volume, error) {
	header, image, err := openNIfTI(r)
	if err != nil {
		return nil, err
	}
	return header.stream(image).volume()
}

// ReadNIfTIPair reads a scalar image from a NIfTI-1 header/image pair (.hdr
// and .img, either of them plain or gzip). It is otherwise ReadNIfTI.
func ReadNIfTIPair(hdr, img io.Reader) (*Volume, error) {
	header, image, err := openNIfTIPair(hdr, img)
	if err != nil {
		return nil, err
	}
	return header.stream(image).volume()
}

// ReadNIfTILabels reads a label map from a single-file NIfTI-1. Any stored
// type will do as long as every scaled value is a whole number from 0 to
// 65535; another value is an error. It is otherwise ReadNIfTI.
func ReadNIfTILabels(r io.Reader) (*LabelMap, error) {
	header, image, err := openNIfTI(r)
	if err != nil {
		return nil, err
	}
	return header.stream(image).labels()
}

// stream is the image behind a header; the reader stands at its first voxel.
func (h *niftiHeader) stream(image io.Reader) *voxelStream {
	return &voxelStream{encoding: h.encoding, r: image}
}

// openNIfTI reads the header and leaves the reader at the first voxel.
func openNIfTI(r io.Reader) (niftiHeader, io.Reader, error) {
	r, err := decompressed(r)
	if err != nil {
		return niftiHeader{}, nil, err
	}
	header, err := readHeader(r)
	if err != nil {
		return niftiHeader{}, nil, err
	}
	if !header.single {
		return niftiHeader{}, nil, fmt.Errorf("this is the header of a .hdr/.img pair; convert the pair to one .nii.gz file")
	}
	return header, r, skip(r, header.offset-niftiHeaderSize)
}

func openNIfTIPair(hdr, img io.Reader) (niftiHeader, io.Reader, error) {
	hdr, err := decompressed(hdr)
	if err != nil {
		return niftiHeader{}, nil, err
	}
	header, err := readHeader(hdr)
	if err != nil {
		return niftiHeader{}, nil, err
	}
	if header.single {
		return niftiHeader{}, nil, fmt.Errorf("this is a single .nii file, not the header of a pair; import it by itself")
	}
	img, err = decompressed(img)
	if err != nil {
		return niftiHeader{}, nil, err
	}
	return header, img, skip(img, header.offset)
}

// decompressed looks at the first two bytes and undoes gzip when they say so.
func decompressed(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, readPiece)
	start, err := buffered.Peek(2)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	if !bytes.Equal(start, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	plain, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, fmt.Errorf("the gzip header is damaged (%w); copy the file again", err)
	}
	return plain, nil
}

// skip moves over n bytes: header extensions, which may name the patient.
func skip(r io.Reader, n int64) error {
	if skipped, err := io.CopyN(io.Discard, r, n); err != nil {
		return fmt.Errorf("the image should begin %d bytes further on, but the file ends after %d of them; copy it again", n, skipped)
	}
	return nil
}
