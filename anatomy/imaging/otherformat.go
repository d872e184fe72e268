package imaging

import (
	"bytes"
	"errors"
	"fmt"
)

// notNIfTI says what a file is instead of an image that is read here, by its
// first bytes, and what to give instead. It quotes nothing of the file.
func notNIfTI(file *source) error {
	start, err := file.start(132)
	switch {
	case err != nil:
		return err
	case len(start) == 0:
		return errors.New("the file is empty; copy it again")
	}
	for _, format := range [...]struct {
		offset       int
		magic        string
		name, advice string
	}{
		{128, "DICM", "a DICOM file", "give the folder of the series instead"}, // DICOM PS3.10 section 7.1
		{0, nrrdMagic, "an NRRD file", "open it as an image, not as NIfTI"},
		{0, "PK\x03\x04", "a zip archive", "unpack it and choose the scan in it"},
		{0, "\x89PNG\r\n\x1a\n", "a PNG picture", "choose the scan itself"},
		{0, "\xff\xd8\xff", "a JPEG picture", "choose the scan itself"},
	} {
		if len(start) >= format.offset && bytes.HasPrefix(start[format.offset:], []byte(format.magic)) {
			return fmt.Errorf("this is %s; %s", format.name, format.advice)
		}
	}
	if isMetaImage(start) {
		return errors.New("this is a MetaImage file; open it as an image, not as NIfTI")
	}
	return errors.New("this is no image that is known here; choose a scan that ends in .nii, .nii.gz, .nrrd, .nhdr, .mha or .mhd, or the header of a .raw file")
}
