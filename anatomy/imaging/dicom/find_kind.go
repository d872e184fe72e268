package dicom

import (
	"slices"
	"strings"
)

// storage is the root of the storage SOP classes (PS3.4 annex B.5).
const storage = "1.2.840.10008.5.1.4.1.1."

// objectKind names the objects that are drawn on a series: SEG or RTSTRUCT;
// "" for everything else.
func objectKind(class string) string {
	switch class {
	case storage + "66.4", storage + "66.7": // segmentation, label map segmentation
		return "SEG"
	case storage + "481.3":
		return "RTSTRUCT"
	}
	return ""
}

// otherObjects are the storage classes that hold no volume, by the start of
// their UID after the root, and how a person calls them. The longest start
// counts; a class that no entry meets may hold a volume.
var otherObjects = []struct{ start, what string }{
	{"1", "a plain radiograph"},
	{"3", "an ultrasound loop"},
	{"4.2", "an MR spectrum"},
	{"4.3", "a colour MR image"},
	{"6", "an ultrasound image"},
	{"9", "a curve or a recording"},
	{"11", "a presentation state"},
	{"12", "an X-ray projection"},
	{"13.1.3", "a breast tomosynthesis"},
	{"14", "an image from inside a vessel"},
	{"20", "a nuclear medicine image"},
	{"30", "a parametric map"},
	{"66", "raw data"},
	{"66.1", "a registration"},
	{"66.2", "fiducial marks"},
	{"66.3", "a deformation"},
	{"66.5", "a surface model"},
	{"66.6", "a fibre tract"},
	{"67", "a value mapping"},
	{"68", "a surface scan"},
	{"77", "a photograph or a slide"},
	{"78", "an eye measurement"},
	{"79", "an eye measurement"},
	{"80", "an eye measurement"},
	{"81", "an eye measurement"},
	{"88", "a report"},
	{"88.59", "a list of key images"},
	{"88.67", "a dose report"},
	{"104", "a document"},
	{"481", "a radiotherapy plan or record"},
	{"481.2", "a radiotherapy dose"},
	{"601", "an eddy current image"},
}

// notForVolumes says why an object's images cannot be slices of a volume by
// what it is; "" when they may be.
func notForVolumes(s *source, f *File) string {
	start := strings.TrimPrefix(s.class, storage)
	best, what := 0, ""
	for _, other := range otherObjects {
		if len(other.start) > best && (start == other.start || strings.HasPrefix(start, other.start+".")) {
			best, what = len(other.start), other.what
		}
	}
	switch {
	case what != "":
		return "it is " + what
	case f.PixelOffset == 0:
		return "it holds no image"
	case isCapture(start) && !capturedVolume(f):
		return "it is a picture of a screen (secondary capture)"
	}
	return derivedPicture(s.imageType)
}

// isCapture says whether a storage class is a secondary capture.
func isCapture(start string) bool { return start == "7" || strings.HasPrefix(start, "7.") }

// capturedVolume says whether a secondary capture is what some cone-beam CTs
// make of their slices: CT by modality, with more than 8 bits per pixel.
func capturedVolume(f *File) bool {
	format, err := f.PixelFormat()
	return err == nil && format.Stored > 8 && f.Text(tagModality) == "CT"
}

// derivedPicture says why an image is none that was scanned, by its image type
// (PS3.3 C.7.6.1.1.2 and C.8.2.1.1.1; the others are scanners' own words); ""
// when it may be.
func derivedPicture(imageType []string) string {
	has := func(words ...string) bool {
		return slices.ContainsFunc(imageType, func(value string) bool {
			return slices.Contains(words, strings.ToUpper(value))
		})
	}
	switch {
	case has("LOCALIZER", "SCOUT", "TOPOGRAM", "SURVEY"):
		return "it is a localiser (scout)"
	case has("MOSAIC"):
		return "it is a Siemens mosaic, many slices in one picture; convert it with dcm2niix and import the NIfTI file"
	case has("PROJECTION IMAGE", "MIP", "MINIP", "MIN IP", "MAXIP", "MAX_IP", "MIN_IP", "MAXIMUM", "MINIMUM"):
		return "it is a projection through the volume (MIP)"
	case has("VRT", "VOLUME_RENDERING", "VOLREND", "SSD", "3D RENDERING", "RENDERING"):
		return "it is a picture of a rendering"
	case has("SCREEN SAVE", "SCREENSHOT", "SCREEN", "DOSE_INFO", "DOSE", "PATIENT PROTOCOL", "PROTOCOL", "CSA REPORT", "CSAPARALLEL"):
		return "it is a picture of a screen or of a protocol"
	}
	return ""
}
