package dicom

import (
	"math"
	"strings"
	"unsafe"

	"github.com/go-gl/mathgl/mgl64"
)

// plane is one image of one slice: a file's only frame, or one of many.
type plane struct {
	source *source
	frame  int // in the file, from 0

	position     mgl64.Vec3 // centre of the top left pixel, LPS mm
	along, down  mgl64.Vec3 // unit vectors of increasing column and row
	columnStep   float64    // mm between columns
	rowStep      float64    // mm between rows
	thickness    float64    // mm; 0 when unknown
	slope, shift float64    // value = stored*slope + shift
	traits       [traitCount]string
}

const planeBytes = int64(unsafe.Sizeof(plane{}))

// frameView reads the attributes of one frame. In enhanced objects (PS3.3
// C.7.6.16) they stand in functional groups, the frame's own or those shared by
// all frames; elsewhere in the data set itself.
type frameView struct {
	own, shared *Dataset // nil when the file has none
	whole       *Dataset
}

// in gives the data set that holds an attribute, which enhanced objects keep in
// the functional group named; nil when there is none.
func (v frameView) in(group, t Tag) *Dataset {
	for _, groups := range []*Dataset{v.own, v.shared} {
		if groups == nil {
			continue
		}
		for i, items := 0, groups.Items(group); i < len(items); i++ {
			if items[i].Find(t) != nil {
				return &items[i]
			}
		}
	}
	if v.whole.Find(t) != nil {
		return v.whole
	}
	return nil
}

// floats gives n numbers of an attribute; nil when there are fewer.
func (v frameView) floats(group, t Tag, n int) []float64 {
	if d := v.in(group, t); d != nil {
		if all := d.Floats(t); len(all) >= n {
			return all[:n]
		}
	}
	return nil
}

// float gives a number, or otherwise.
func (v frameView) float(group, t Tag, otherwise float64) float64 {
	if all := v.floats(group, t, 1); all != nil {
		return all[0]
	}
	return otherwise
}

// text gives all values of an attribute as one text, whatever its VR.
func (v frameView) text(group, t Tag) string {
	d := v.in(group, t)
	if d == nil {
		return ""
	}
	if texts := d.Texts(t); texts != nil {
		return strings.Join(texts, `\`)
	}
	return joinNumbers(d.Floats(t))
}

// planesOf gives the planes of a file's frames, and why they are none of a
// volume; "" when all are well.
func planesOf(s *source, f *File) ([]plane, string) {
	perFrame := f.Items(tagPerFrameGroups)
	view := frameView{whole: &f.Dataset}
	if shared := f.Items(tagSharedGroups); len(shared) > 0 {
		view.shared = &shared[0]
	}
	frames := s.format.Frames
	if frames == 1 && len(perFrame) > 1 || frames > 1 && len(perFrame) == 0 {
		return []plane{{source: s}}, "its frames do not say where they lie; convert it with the scanner's own tools, or export single images"
	}
	if frames > 1 && len(perFrame) < frames {
		return []plane{{source: s}}, "it describes fewer frames than it holds; export it again"
	}
	if f.toldTooShortly(frames, planeBytes) {
		return []plane{{source: s}}, "it is too small for the frames that it describes; export it again"
	}
	planes := make([]plane, frames)
	spatial := spatialDimensions(&f.Dataset)
	for at := range planes {
		if len(perFrame) > 0 {
			view.own = &perFrame[at]
		}
		planes[at] = plane{source: s, frame: at}
		if reason := planes[at].place(view); reason != "" {
			return planes[:1], reason
		}
		planes[at].readTraits(view, spatial)
		if kind := derivedPicture(strings.Split(planes[at].traits[traitKind], `\`)); kind != "" {
			return planes[:1], kind
		}
	}
	return planes, ""
}

// toldTooShortly says whether so many frames, each taking so many bytes in
// memory, are told in so few bytes before the pixels that no scanner wrote them:
// an item without a word takes eight, and one that says where it lies ten times
// as many.
func (f *File) toldTooShortly(frames int, bytes int64) bool {
	return int64(frames)*bytes > budget(f.PixelOffset)
}

// maxPosition, in mm, is the kilometre that Grid.Validate allows.
const maxPosition = 1e6

// place reads where a plane lies and what its values mean; the result says what
// is missing or impossible.
func (p *plane) place(v frameView) string {
	position := v.floats(tagPlanePosition, tagImagePosition, 3)
	orientation := v.floats(tagPlaneOrientation, tagImageOrientation, 6)
	spacing := v.floats(tagPixelMeasures, tagPixelSpacing, 2)
	switch {
	case position == nil || orientation == nil:
		return "it does not say where it lies in the patient (no ImagePositionPatient and ImageOrientationPatient); export the original slices"
	case spacing == nil || !(spacing[0] > 0 && spacing[1] > 0):
		return "it does not say how far its pixels lie apart (PixelSpacing); export the original slices"
	}
	p.position = mgl64.Vec3(position)
	p.along, p.down = mgl64.Vec3(orientation[:3]), mgl64.Vec3(orientation[3:])
	// Cosines are printed with as few as four decimals: 1e-3 is beyond that.
	if math.Abs(p.along.Len()-1) > 1e-3 || math.Abs(p.down.Len()-1) > 1e-3 || math.Abs(p.along.Dot(p.down)) > 1e-3 {
		return "its rows and columns are not perpendicular (ImageOrientationPatient); export it again"
	}
	if p.position.Len() > maxPosition {
		return "it lies more than a kilometre from the origin (ImagePositionPatient); export it again"
	}
	p.rowStep, p.columnStep = spacing[0], spacing[1]
	p.thickness = v.float(tagPixelMeasures, tagSliceThickness, 0)
	p.slope = v.float(tagPixelTransformation, tagRescaleSlope, 1)
	p.shift = v.float(tagPixelTransformation, tagRescaleIntercept, 0)
	if p.slope == 0 {
		return "its rescale slope is zero; export it again"
	}
	return ""
}
