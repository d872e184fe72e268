package dicom

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// ObjectOptions say where the labels of an object go. The zero value gives
// them on a grid of their own.
type ObjectOptions struct {
	// Series is the scan that the object was drawn on: the result has its grid.
	Series *Series
	// Grid is the result's when there is no Series. May be nil.
	Grid *imaging.Grid
	// Seen is given the file, whole: for the report on what de-identification
	// takes out. It must not keep it. May be nil.
	Seen func(f *File)
	// Transcode undoes compressions that this package does not; nil: an
	// object compressed so is an error.
	Transcode Transcode
}

// ReadObject reads what somebody drew on a scan, a segmentation (binary,
// fractional or label map) or a structure set of radiotherapy, as a label map
// in LPS mm.
//
// A label is the number of its segment or region in the file; where these are
// no numbers from 1 to 65535, its place in the list. Of two that claim one
// voxel the smaller has it, and of equal ones the later: what lies inside is
// not covered by what lies around it, as in a case. Fractions count from one
// half of their maximum on. A voxel lies within a contour when its centre does,
// and of a region's contours that lie within each other every second one is a
// hole. A contour fills the slices that are nearest to it, up to half its
// distance to the next contour plane.
//
// Names are in kebab-case, at most 40 letters long. One that holds an
// identifier of the patient that the same file holds elsewhere, or a long
// number, is replaced by segment-N or roi-N. Notes tell what was assumed, left
// out or lost; they hold no text of the file but the names that were kept.
//
// It is an error when the file is damaged or another kind of object, when it
// was drawn in another frame of reference than the Series, and when nothing of
// it lies on the grid.
func ReadObject(ctx context.Context, data []byte, o ObjectOptions) (*imaging.Segmentation, error) {
	f, err := parseDecodable(ctx, data, o.Transcode)
	if err != nil {
		return nil, err
	}
	if o.Seen != nil {
		o.Seen(f)
	}
	grid, err := o.grid()
	if err != nil {
		return nil, err
	}
	class := f.Text(tagSOPClass)
	if class == "" {
		class = f.Meta.Text(tagMediaSOPClass)
	}
	if kind := objectKind(class); kind == "" {
		return nil, errors.New("the file is neither a segmentation (DICOM SEG) nor a structure set (RTSTRUCT) by its SOP class (0008,0016); choose another file")
	} else if kind == "RTSTRUCT" {
		return readStructureSet(f, len(data), grid, o)
	}
	if !o.sameFrame(f, f.Text(tagFrameOfReferenceUID)) {
		return nil, errOtherFrame
	}
	return readSEG(f, grid, o.drawnOnIt(f))
}

// grid is the one that the result shall have; nil when it may have its own.
func (o ObjectOptions) grid() (*imaging.Grid, error) {
	grid := o.Grid
	if o.Series != nil {
		if o.Series.Reason != "" {
			return nil, fmt.Errorf("the series makes no volume to draw on: %s", o.Series.Reason)
		}
		grid = &o.Series.Grid
	}
	if grid == nil {
		return nil, nil
	}
	return grid, grid.Validate()
}

// drawnOnIt says whether an object says that it was drawn on the series.
func (o ObjectOptions) drawnOnIt(f *File) bool {
	return o.Series != nil && slices.Contains(referencedSeries(&f.Dataset), o.Series.UID)
}

// sameFrame says whether positions in a frame of reference mean something in
// the series: it is the series' own, or one of the two is not told, or the
// object says that it was drawn on this very series.
func (o ObjectOptions) sameFrame(f *File, frame string) bool {
	return o.Series == nil || frame == "" || o.Series.FrameOfReference == "" ||
		frame == o.Series.FrameOfReference || o.drawnOnIt(f)
}

// errOtherFrame is the refusal of positions that mean nothing in the scan.
var errOtherFrame = errors.New("it was drawn on another scan, whose coordinates (0020,0052) are not this one's; choose the series that it was drawn on")

// sentences collects notes.
type sentences []string

func (s *sentences) add(format string, values ...any) {
	*s = append(*s, fmt.Sprintf(format, values...))
}
