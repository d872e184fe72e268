package dicom

import (
	"path"
	"strings"
)

// source is what Find keeps of one file: enough to tell which volume its
// images belong to, and to read them later. It lives in memory only, for it
// holds identifiers.
type source struct {
	name  string // path in the folder
	size  int64  // bytes
	fault string // why its header could not be read; "" when it could

	class, instance  string // SOP class and instance UID
	series, frameUID string // series and frame of reference UID
	patient          string // identifier, to keep patients apart; it is never shown
	modality         string
	number           int // of the series, as the scanner counts; 0 when absent
	instanceNumber   int
	imageType        []string
	packed           bool // compressed or deflated: its size does not bound its pixels
	needsTranscode   bool
	lossy            bool // some compression has changed the pixels

	format  PixelFormat
	padding paddingRange
	hints   hints
	planes  []plane
	reason  string // why its images make no volume; "" when they may

	references []string // of an Object: the series that it belongs to
	listed     []string // of a DICOMDIR: the files it names
}

// directoryClass is the SOP class of a DICOMDIR (PS3.4 annex I).
const directoryClass = "1.2.840.10008.1.3.10"

// distil keeps of a header what Find needs.
func distil(name string, size int64, f *File) *source {
	s := &source{
		name: name, size: size,
		class: f.Text(tagSOPClass), instance: f.Text(tagSOPInstance),
		series: f.Text(tagSeriesInstanceUID), frameUID: f.Text(tagFrameOfReferenceUID),
		modality:       strings.ToUpper(f.Text(tagModality)),
		number:         f.firstInt(tagSeriesNumber, 0),
		instanceNumber: f.firstInt(tagInstanceNumber, 0),
		imageType:      f.Texts(tagImageType),
		patient:        f.Text(tagPatientID),
		needsTranscode: f.needsTranscode(),
		lossy:          f.Text(tagLossyCompression) == "01",
		packed:         f.PixelLength < 0 || f.TransferSyntax == deflatedLittle,
	}
	if s.class == "" {
		s.class = f.Meta.Text(tagMediaSOPClass)
	}
	if s.class == directoryClass {
		s.listed = listedFiles(path.Dir(name), f)
		return s
	}
	if objectKind(s.class) != "" {
		s.references = referencedSeries(&f.Dataset)
		return s
	}
	if s.reason = notForVolumes(s, f); s.reason == "" || f.PixelOffset > 0 {
		s.images(f)
	}
	return s
}

// images keeps what concerns the file's images. The first thing that keeps
// them from being slices of a volume is the reason.
func (s *source) images(f *File) {
	s.hints = readHints(f)
	format, err := f.PixelFormat()
	if err != nil {
		s.refuse(err.Error())
		s.format.Rows, s.format.Columns = f.firstInt(tagRows, 0), f.firstInt(tagColumns, 0)
		if s.format.Rows > 0 && s.format.Columns > 0 {
			s.planes = []plane{{source: s}}
		}
		return
	}
	if s.series == "" {
		s.refuse("it does not say which series it belongs to (SeriesInstanceUID); export it again")
	}
	if f.Find(tagModalityLUT) != nil {
		s.refuse("its values are defined by a lookup table, not by slope and intercept; export the original images")
	}
	s.format = format
	s.padding = readPadding(&f.Dataset, format)
	planes, reason := planesOf(s, f)
	s.planes = planes
	s.refuse(reason)
}

// refuse sets the reason, if there is none yet.
func (s *source) refuse(reason string) {
	if s.reason == "" {
		s.reason = reason
	}
}

// referencedSeries gives the series that a segmentation (PS3.3 C.12.1.1.2,
// common instance reference) or a structure set (C.8.8.5) was drawn on.
func referencedSeries(d *Dataset) []string {
	var found []string
	add := func(items []Dataset) {
		for i := range items {
			if uid := items[i].Text(tagSeriesInstanceUID); uid != "" {
				found = append(found, uid)
			}
		}
	}
	add(d.Items(tagReferencedSeries))
	for _, frame := range d.Items(tagStructureFrames) {
		for _, study := range frame.Items(tagStructureStudies) {
			add(study.Items(tagStructureSeries))
		}
	}
	return found
}
