package dicom

import (
	"io/fs"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// Series is a set of images that make one volume, or make none and why. A
// series of the scanner gives several when it holds several echoes, phases or
// orientations. It refers to the folder that it was found in, and holds
// identifiers of the patient in memory.
type Series struct {
	// Modality is the coded one: CT, MR, PT …
	Modality string
	// Number is the series' number at the scanner; 0 when it has none.
	Number int
	// Grid is the one of the volume that Read gives, LPS mm; its size is zero
	// when there is a Reason.
	Grid imaging.Grid
	// Images counts the images found, of any kind.
	Images int
	// Reason says why the images make no volume; "" when they do.
	Reason string
	// Gaps say where slices are missing, doubled or unevenly spaced: then Read
	// refuses unless it is allowed to interpolate. None in a sound series.
	Gaps []string
	// Notes say what Read will do to the images, and what to know of them.
	Notes []string
	// UID is the series instance UID, and FrameOfReference the UID of the
	// coordinate system that series share. They identify a patient: never
	// write them.
	UID, FrameOfReference string

	folder fs.FS
	planes []*plane // as found; all images
	layout *layout  // nil when there is a Reason
	label  string   // what tells it from others of the same series
}

// Files are the paths of the series' files in the folder, by name, each once.
func (s *Series) Files() []string {
	names := make([]string, len(s.planes))
	for i, p := range s.planes {
		names[i] = p.source.name
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// leftOut makes a series of images that make no volume.
func leftOut(folder fs.FS, planes []*plane, reason string) *Series {
	first := planes[0].source
	return &Series{
		Modality: first.modality, Number: first.number, Images: len(planes), Reason: reason,
		UID: first.series, FrameOfReference: first.frameUID,
		folder: folder, planes: planes,
	}
}

// newSeries makes a series of images of one orientation, size and spacing.
func newSeries(folder fs.FS, planes []*plane) *Series {
	if len(planes) == 1 {
		return leftOut(folder, planes, singleImage)
	}
	l := layOut(planes)
	switch {
	case l.count < 2:
		return leftOut(folder, planes, "all images lie in one place; a volume needs slices side by side")
	case l.scattered():
		return leftOut(folder, planes, "the images lie too far apart to be slices of one volume; export all of them")
	case l.apart():
		return leftOut(folder, planes, "the images lie beside each other, not above; export each region as a series of its own")
	}
	s := leftOut(folder, planes, "")
	s.layout, s.Grid = l, l.grid()
	if err := s.Grid.Validate(); err != nil {
		return leftOut(folder, planes, err.Error())
	}
	s.Gaps = l.describeGaps()
	s.Notes = s.describe()
	return s
}

// thickness is how thick the planes are, mm; 0 when they do not say, or not
// all the same.
func (l *layout) thickness() float64 {
	thickness := l.planes[0].thickness
	if slices.ContainsFunc(l.planes, func(p *plane) bool { return p.thickness != thickness }) {
		return 0
	}
	return thickness
}
