package imaging

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"

	"github.com/klauspost/compress/gzip"
)

// ReadNIfTI reads a scalar image from a single-file NIfTI-1 (.nii or .nii.gz;
// gzip is recognised by its first bytes). Stored values are scaled by
// scl_slope and scl_inter and kept as float32, which is exact for the 12 to
// 16 bits of CT and MR; positions come from the sform, else the qform, and are
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
	return readVolume(header, image)
}

// ReadNIfTIPair reads a scalar image from a NIfTI-1 header/image pair (.hdr
// and .img, either of them plain or gzip). It is otherwise ReadNIfTI.
func ReadNIfTIPair(hdr, img io.Reader) (*Volume, error) {
	header, image, err := openNIfTIPair(hdr, img)
	if err != nil {
		return nil, err
	}
	return readVolume(header, image)
}

// ReadNIfTILabels reads a label map from a single-file NIfTI-1. Any stored
// type will do as long as every scaled value is a whole number from 0 to
// 65535; another value is an error. It is otherwise ReadNIfTI.
func ReadNIfTILabels(r io.Reader) (*LabelMap, error) {
	header, image, err := openNIfTI(r)
	if err != nil {
		return nil, err
	}
	data, err := readLabels(header, image)
	if err != nil {
		return nil, err
	}
	return &LabelMap{Grid: header.grid, Data: data}, nil
}

func readVolume(header niftiHeader, image io.Reader) (*Volume, error) {
	data, err := readIntensities(header, image)
	if err != nil {
		return nil, err
	}
	return &Volume{Grid: header.grid, Data: data}, nil
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

// maxTrailing bounds what may follow the last voxel, in bytes. Some writers
// pad their files; reading on to the end makes gzip check its checksum.
const maxTrailing = 1 << 20

// readPiece is how many bytes are decoded at a time. Memory grows with the
// bytes that arrive, so a header that lies about its size costs nothing.
const readPiece = 1 << 16

// readScaled decodes the image and hands on its scaled values, in order, in
// pieces that are valid until accept returns.
func readScaled(header niftiHeader, image io.Reader, accept func(values []float64) error) error {
	width := header.kind.width
	raw := make([]byte, readPiece)
	values := make([]float64, readPiece/width)
	for done, total := 0, header.grid.Len(); done < total; {
		n := min(len(values), total-done)
		piece := raw[:n*width]
		if read, err := io.ReadFull(image, piece); err != nil {
			return truncated(err, done+read/width, total)
		}
		header.decode(values[:n], piece)
		if err := accept(values[:n]); err != nil {
			return err
		}
		done += n
	}
	trailing, err := io.CopyN(io.Discard, image, maxTrailing+1)
	if trailing > maxTrailing {
		return fmt.Errorf("more than %d bytes follow the last voxel; the header does not describe this image", maxTrailing)
	}
	if err != io.EOF {
		return fmt.Errorf("the compressed data are damaged (%w); copy the file again", err)
	}
	return nil
}

func truncated(err error, read, total int) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("the file ends after %d of %d voxels; copy it again", read, total)
	}
	return fmt.Errorf("the data are damaged after %d of %d voxels (%w); copy the file again", read, total, err)
}

func readIntensities(header niftiHeader, image io.Reader) ([]float32, error) {
	var data []float32
	unusable := 0
	err := readScaled(header, image, func(values []float64) error {
		data = grown(data, len(values), header.grid.Len())
		for _, value := range values {
			intensity := float32(value)
			if math.IsNaN(float64(intensity)) || math.IsInf(float64(intensity), 0) {
				unusable++
			}
			data = append(data, intensity)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if unusable > 0 {
		return nil, fmt.Errorf("%d voxels are NaN, infinite or beyond float32; replace them with the background value in the tool that made the file", unusable)
	}
	return data, nil
}

func readLabels(header niftiHeader, image io.Reader) ([]uint16, error) {
	var data []uint16
	err := readScaled(header, image, func(values []float64) error {
		data = grown(data, len(values), header.grid.Len())
		for _, value := range values {
			label := uint16(max(0, min(value, math.MaxUint16)))
			if float64(label) != value {
				return fmt.Errorf("voxel %d is %g, but labels are whole numbers from 0 to 65535; is this an image instead of a label map?", len(data), value)
			}
			data = append(data, label)
		}
		return nil
	})
	return data, err
}

// grown makes room for n more values, doubling up to the total in the end.
func grown[T any](data []T, n, total int) []T {
	if cap(data)-len(data) >= n {
		return data
	}
	larger := make([]T, len(data), min(max(2*cap(data), len(data)+n), total))
	copy(larger, data)
	return larger
}
