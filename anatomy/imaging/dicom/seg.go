package dicom

import (
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drylab/drylab/anatomy/imaging"
)

// segmentation is a DICOM SEG object on its way into a label map (PS3.3 A.51
// and C.8.20).
type segmentation struct {
	*File
	format   PixelFormat
	labelMap bool // a pixel holds a segment's number; else a frame belongs to one segment
	half     int  // stored values from here on count; 1 but for fractions
	frames   []segFrame
	segments []imaging.Segment
	names    *namer
	voxels   map[uint16]int // of each segment, in the file
	padding  int            // of a label map: what stands for no segment, like 0
	bits     []byte         // all frames one after the other; nil unless they are plain bits
	notes    sentences
	// spacingUnknown says that neither the object nor its frames tell how far
	// slices lie apart.
	spacingUnknown bool
}

// segFrame is a frame: where it lies, and whose it is unless in a label map.
type segFrame struct {
	plane
	label uint16
}

const segFrameBytes = int64(unsafe.Sizeof(segFrame{}))

// readSEG makes a label map of a segmentation, on a grid of its own when grid
// is nil. drawnOnIt says that the frames are slices of that grid.
func readSEG(f *File, grid *imaging.Grid, drawnOnIt bool) (*imaging.Segmentation, error) {
	s, err := newSegmentation(f)
	if err != nil {
		return nil, err
	}
	if err := s.count(); err != nil {
		return nil, err
	}
	if len(s.voxels) == 0 {
		return nil, errors.New("the segmentation is empty: no pixel belongs to a segment; choose another file")
	}
	s.nameStrangers()
	c, err := s.draw(grid, drawnOnIt)
	if err != nil {
		return nil, err
	}
	return c.finish("DICOM SEG", s.segments, s.voxels, s.notes), nil
}

// draw paints on the grid, straight where the frames are part of it.
func (s *segmentation) draw(grid *imaging.Grid, drawnOnIt bool) (*canvas, error) {
	own, ownErr := s.ownGrid()
	if grid != nil && s.liesOn(*grid, own, drawnOnIt) {
		return s.paint(*grid)
	}
	if ownErr != nil {
		return nil, ownErr
	}
	if s.spacingUnknown {
		s.notes.add("the segmentation has one slice and does not say how thick it is; 1 mm was assumed")
	}
	c, err := s.paint(own)
	if err == nil && grid != nil {
		err = s.move(c, *grid)
	}
	return c, err
}

// newSegmentation reads everything but the pixels.
func newSegmentation(f *File) (*segmentation, error) {
	s := &segmentation{File: monochromeView(f), half: 1, voxels: make(map[uint16]int)}
	var err error
	if s.format, err = s.PixelFormat(); err != nil {
		return nil, err
	}
	if s.format.Allocated > 16 || s.format.Signed {
		return nil, errors.New("a segmentation has 1, 8 or 16 bits allocated per pixel (0028,0100), without sign; export it again")
	}
	switch kind := f.Text(tagSegmentationType); kind {
	case "LABELMAP":
		s.labelMap = true
	case "FRACTIONAL":
		top := s.firstInt(tagMaximumFraction, 255)
		if top < 1 {
			return nil, errors.New("the segmentation has fractions without a maximum (0062,000E); export it again")
		}
		s.half = (top + 1) / 2
		s.notes.add("the segmentation gives fractions; voxels of at least one half (%d of %d) count", s.half, top)
	case "BINARY":
	default:
		return nil, errors.New("the segmentation is neither binary, fractional nor a label map (0062,0001); export it again")
	}
	s.readSegments()
	if s.padding = s.firstInt(tagPixelPadding, 0); s.described(uint16(s.padding)) {
		s.padding = 0
	}
	if err := s.readFrames(); err != nil {
		return nil, err
	}
	// That the file holds a frame bounds the memory that a frame takes.
	if err := s.withFrame(s.format, 0, func([]byte) {}); err != nil {
		return nil, err
	}
	s.bits = s.plainBits()
	return s, nil
}

// monochromeView is a file whose pixels are taken as they are stored: a label
// map may name a palette, whose colours do not matter.
func monochromeView(f *File) *File {
	if f.Text(tagPhotometric) != "PALETTE COLOR" {
		return f
	}
	view := *f
	view.Elements = slices.Clone(f.Elements)
	view.put(Element{Tag: tagPhotometric, VR: "CS", Value: []byte("MONOCHROME2")})
	return &view
}

// readSegments reads the segments' descriptions. Number 0 is the background of
// label maps.
func (s *segmentation) readSegments() {
	s.names = newNamer(&s.Dataset, "segment")
	items := s.Items(tagSegments)
	for i := range items {
		number := items[i].firstInt(tagSegmentNumber, 0)
		if number < 1 || number > 0xFFFF || s.described(uint16(number)) {
			continue
		}
		snomed, side := segmentCode(&items[i])
		s.segments = append(s.segments, imaging.Segment{
			Label: uint16(number), Name: s.names.name(items[i].Text(tagSegmentLabel), side, number),
			Color: colorOfLab(items[i].Ints(tagCIELab)), SNOMED: snomed,
		})
	}
	s.names.note(&s.notes)
}

func (s *segmentation) described(label uint16) bool {
	return slices.ContainsFunc(s.segments, func(other imaging.Segment) bool { return other.Label == label })
}

// nameStrangers adds the segments that pixels belong to and nothing describes.
func (s *segmentation) nameStrangers() {
	var strangers []uint16
	for label := range s.voxels {
		if !s.described(label) {
			strangers = append(strangers, label)
		}
	}
	slices.Sort(strangers)
	for _, label := range strangers {
		name := s.names.name("", "", int(label))
		s.segments = append(s.segments, imaging.Segment{Label: label, Name: name})
		s.notes.add("the file does not say what its segment %d is", label)
	}
}

// readFrames reads where the frames lie and whose they are.
func (s *segmentation) readFrames() error {
	perFrame := s.Items(tagPerFrameGroups)
	view := frameView{whole: &s.Dataset}
	if shared := s.Items(tagSharedGroups); len(shared) > 0 {
		view.shared = &shared[0]
	}
	if len(perFrame) < s.format.Frames && s.format.Frames > 1 {
		return errors.New("the segmentation describes fewer frames (5200,9230) than it holds (0028,0008); export it again")
	}
	if s.toldTooShortly(s.format.Frames, segFrameBytes) {
		return errors.New("the segmentation is too small for the frames that it describes (0028,0008); export it again")
	}
	s.frames = make([]segFrame, s.format.Frames)
	for at := range s.frames {
		if at < len(perFrame) {
			view.own = &perFrame[at]
		}
		frame := &s.frames[at]
		if reason := frame.place(view); reason != "" {
			return fmt.Errorf("frame %d of the segmentation has no place: %s", at+1, reason)
		}
		if s.labelMap {
			continue
		}
		number := view.float(tagSegmentIdentification, tagReferencedSegment, 0)
		if number < 1 || number > 0xFFFF || number != float64(uint16(number)) {
			return fmt.Errorf("frame %d of the segmentation does not say which segment it belongs to (0062,000B); export it again", at+1)
		}
		frame.label = uint16(number)
	}
	return nil
}

// order gives the segments in the order of painting.
func (s *segmentation) order() []uint16 {
	labels := make([]uint16, len(s.segments))
	for i := range s.segments {
		labels[i] = s.segments[i].Label
	}
	return paintingOrder(labels, s.voxels)
}
