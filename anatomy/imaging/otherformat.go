package imaging

import (
	"bytes"
	"errors"
	"fmt"
)

// notNIfTI says what a file is instead of NIfTI-1, by its first bytes, and how
// to turn it into one. It quotes nothing of the file.
func notNIfTI(start []byte) error {
	for _, format := range [...]struct {
		offset       int
		magic        string
		name, advice string
	}{
		{128, "DICM", "a DICOM file", "convert the series with dcm2niix or 3D Slicer"}, // DICOM PS3.10 section 7.1
		{0, "NRRD000", "an NRRD file", "convert it with 3D Slicer"},                    // teem.sourceforge.net/nrrd/format.html
		{0, "ObjectType", "a MetaImage file", "convert it with 3D Slicer"},             // itk.org/Wiki/MetaIO
		{0, "NDims", "a MetaImage file", "convert it with 3D Slicer"},
		{0, "PK\x03\x04", "a zip archive", "unpack it and choose the .nii.gz file in it"},
		{0, "\x89PNG\r\n\x1a\n", "a PNG picture", "choose the scan itself"},
		{0, "\xff\xd8\xff", "a JPEG picture", "choose the scan itself"},
	} {
		if len(start) >= format.offset && bytes.HasPrefix(start[format.offset:], []byte(format.magic)) {
			return fmt.Errorf("this is %s; this version reads NIfTI-1: %s", format.name, format.advice)
		}
	}
	return errors.New("this is no NIfTI-1 file, nor another image that is known here; choose a scan that ends in .nii or .nii.gz")
}
