package imaging

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

// TestOtherFormatsAreNamed reads files that are no NIfTI-1, made by their own
// writers where the standard library has one.
func TestOtherFormatsAreNamed(t *testing.T) {
	var archive, picture, photo bytes.Buffer
	w := zip.NewWriter(&archive)
	if _, err := w.Create("DOE^JANE/ct.nii"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 3, 3)), nil); err != nil {
		t.Fatal(err)
	}
	dicom := append(make([]byte, 128), "DICM\x02\x00\x00\x00UL\x04\x00\x10\x00\x00\x00\x10\x00\x10\x00PN\x08\x00DOE^JANE"...)
	for _, test := range []struct {
		file []byte
		want string
	}{
		{dicom, "this is a DICOM file; give the folder of the series instead"},
		{append(dicom, make([]byte, 1000)...), "this is a DICOM file"},
		{[]byte("NRRD0004\ntype: short\ndimension: 3\n"), "this is an NRRD file; open it as an image"},
		{[]byte("ObjectType = Image\nNDims = 3\n"), "this is a MetaImage file; open it as an image"},
		{[]byte("NDims = 3\n"), "this is a MetaImage file; open it as an image"},
		{archive.Bytes(), "this is a zip archive; unpack it"},
		{picture.Bytes(), "this is a PNG picture; choose"},
		{photo.Bytes(), "this is a JPEG picture; choose"},
		{[]byte("DOE^JANE, born 1970"), "this is no image that is known here"},
		{[]byte("ab"), "this is no image that is known here"},
		{nil, "the file is empty"},
		{newMade(binary.LittleEndian).header[:200], "the file ends after 200 bytes, before the end of its header"},
	} {
		for _, file := range [][]byte{test.file, zipped(test.file)} {
			_, err := ReadNIfTI(bytes.NewReader(file))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "DOE") {
				t.Errorf("%.20q: %v, want %q", test.file, err, test.want)
			}
			if _, again := ReadNIfTILabels(bytes.NewReader(file)); again == nil || again.Error() != err.Error() {
				t.Errorf("%.20q as labels: %v", test.file, again)
			}
		}
	}
}
