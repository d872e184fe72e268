package imaging

import (
	"errors"
	"io"
)

// ReadNIfTI reads a scalar image from a single-file NIfTI-1 or NIfTI-2 (.nii
// or .nii.gz; gzip is recognised by its first bytes). Stored values are scaled
// by scl_slope and scl_inter and kept as int16 or float32, which is exact for
// the 12 to 16 bits of CT and MR; positions come from the sform, else the
// qform, and are turned from RAS into LPS mm. A transform into a template
// brain does not count.
//
// The text fields and extensions of the header, where some tools put a
// patient's name, are neither kept nor quoted in errors. It is an error when
// the file is truncated or damaged, when no transform gives the patient's own
// coordinates, when the grid fails Grid.Validate, when
// the image is a series (4-D), colour or complex, and when any voxel is NaN,
// infinite or beyond float32: nobody can tell what anatomy such a voxel is.
func ReadNIfTI(r io.Reader) (*Volume, error) {
	p, err := openNIfTI(newSource(r), noCompanion, "")
	if err != nil {
		return nil, err
	}
	return p.readVolume()
}

// ReadNIfTILabels reads a label map from a single-file NIfTI. Any stored type
// will do as long as every scaled value is a whole number from 0 to 65535;
// another value is an error. It is otherwise ReadNIfTI.
func ReadNIfTILabels(r io.Reader) (*LabelMap, error) {
	p, err := openNIfTI(newSource(r), noCompanion, "")
	if err != nil {
		return nil, err
	}
	return p.labels()
}

func noCompanion() (*source, error) {
	return nil, errors.New("this is the header of a .hdr/.img pair; give it by its name, with the .img file beside it, or convert the pair to one .nii.gz file")
}

// openNIfTI reads the header and leaves the reader at the first voxel.
// companion opens the image of a pair; axes say how voxels run where the
// header does not, see OpenOptions.
func openNIfTI(file *source, companion func() (*source, error), axes string) (*picture, error) {
	file, err := decompressed(file)
	if err != nil {
		return nil, err
	}
	header, err := readNIfTIHeader(file, axes)
	if err != nil {
		return nil, err
	}
	p := &picture{Source: header.source}
	if header.extended(file) {
		p.Dropped = append(p.Dropped, "header extensions")
	}
	ahead := header.offset - header.length
	if !header.single {
		ahead = header.offset
		if file, err = companion(); err != nil {
			return nil, err
		}
		if file, err = decompressed(file); err != nil {
			return nil, err
		}
	}
	p.encoding = header.encoding
	return p, p.readFrom(file, ahead)
}
