package dicom

import (
	"errors"
	"fmt"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// region is a region of interest (PS3.3 C.8.8.5 and C.8.8.6) on its way into a
// label map.
type region struct {
	imaging.Segment
	number   int // in the file
	contours []contour
	points   int  // single points, and lines that are not closed
	foreign  bool // drawn in another frame of reference than the scan's
	sheets   []sheet
}

// structureSet is a structure set of radiotherapy on its way into a label map.
type structureSet struct {
	regions []region
	notes   sentences
}

// readStructureSet makes a label map of a structure set, on a grid of its own
// when grid is nil. fileSize is that of the file in bytes.
func readStructureSet(f *File, fileSize int, grid *imaging.Grid, o ObjectOptions) (*imaging.Segmentation, error) {
	s := &structureSet{}
	s.readRegions(f, o)
	if err := s.readContours(f); err != nil {
		return nil, err
	}
	if err := s.keepClosed(); err != nil {
		return nil, err
	}
	if grid == nil {
		own, err := s.ownGrid(fileSize)
		if err != nil {
			return nil, err
		}
		grid = &own
	}
	return s.draw(*grid)
}

// readRegions reads what the regions are, but for their contours.
func (s *structureSet) readRegions(f *File, o ObjectOptions) {
	names := newNamer(&f.Dataset, "roi")
	codes := map[int]string{}
	observations := f.Items(tagROIObservations)
	for i := range observations {
		codes[observations[i].firstInt(tagReferencedROI, -1)] = codeIn(&observations[i], tagROIIdentification)
	}
	items := f.Items(tagStructureROIs)
	numbered := sensibleNumbers(items)
	for i := range items {
		const mostLabels = 0xFFFF
		if i == mostLabels {
			s.notes.add("%s more than a label map can hold were left out", countOf(len(items)-mostLabels, "region"))
			break
		}
		r := region{number: items[i].firstInt(tagROINumber, -1)}
		r.Label = uint16(i + 1)
		if numbered {
			r.Label = uint16(r.number)
		}
		r.Name, r.SNOMED = names.name(items[i].Text(tagROIName), "", int(r.Label)), codes[r.number]
		r.foreign = !o.sameFrame(f, items[i].Text(tagROIFrame))
		s.regions = append(s.regions, r)
	}
	names.note(&s.notes)
}

// sensibleNumbers says whether the numbers of regions can be labels: each from
// 1 to 65535, none twice.
func sensibleNumbers(items []Dataset) bool {
	seen := map[int]bool{}
	for i := range items {
		number := items[i].firstInt(tagROINumber, -1)
		if number < 1 || number > 0xFFFF || seen[number] {
			return false
		}
		seen[number] = true
	}
	return true
}

// readContours adds the contours to their regions.
func (s *structureSet) readContours(f *File) error {
	byNumber := map[int]*region{}
	for at := range s.regions {
		byNumber[s.regions[at].number] = &s.regions[at]
	}
	items := f.Items(tagROIContours)
	for i := range items {
		r := byNumber[items[i].firstInt(tagReferencedROI, -1)]
		if r == nil || r.foreign {
			continue
		}
		if color := items[i].Ints(tagROIColor); len(color) == 3 {
			r.Color = hexColor(color)
		}
		contours := items[i].Items(tagContours)
		for at := range contours {
			if err := r.add(&contours[at]); err != nil {
				return fmt.Errorf("contour %d of region %d (3006,0050) %w", at+1, r.number, err)
			}
		}
	}
	return nil
}

// hexColor writes red, green and blue as #rrggbb; "" when they are no bytes.
func hexColor(rgb []int) string {
	for _, channel := range rgb {
		if channel < 0 || channel > 255 {
			return ""
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
}

// add takes a contour over, if it is closed.
func (r *region) add(d *Dataset) error {
	switch d.Text(tagContourType) {
	case "POINT", "OPEN_PLANAR", "OPEN_NONPLANAR":
		r.points++
		return nil
	}
	numbers := d.Floats(tagContourData)
	if len(numbers)%3 != 0 || numbers == nil && d.Find(tagContourData) != nil {
		return errors.New("is damaged: it is no list of points; export the structure set again")
	}
	c := contour{points: make([]mgl64.Vec3, len(numbers)/3)}
	for i := range c.points {
		if c.points[i] = mgl64.Vec3(numbers[3*i:]); !(c.points[i].Len() <= maxPosition) {
			return errors.New("lies more than a kilometre from the origin; export the structure set again")
		}
	}
	if len(c.points) < 3 {
		r.points++
		return nil
	}
	r.contours = append(r.contours, c)
	return nil
}

// keepClosed drops the regions that enclose nothing, and says which.
func (s *structureSet) keepClosed() error {
	var kept []region
	foreign := false
	for _, r := range s.regions {
		switch {
		case r.foreign:
			foreign = true
			s.notes.add("%s was left out: it was drawn on another scan", r.Name)
		case len(r.contours) == 0 && r.points > 0:
			s.notes.add("%s was left out: it has points or open lines only", r.Name)
		case len(r.contours) == 0:
			s.notes.add("%s was left out: it is empty", r.Name)
		default:
			if r.points > 0 {
				s.notes.add("%s of %s left out: points and open lines enclose nothing", countOf(r.points, "contour"), r.Name)
			}
			kept = append(kept, r)
		}
	}
	s.regions = kept
	switch {
	case len(kept) > 0:
		return nil
	case foreign:
		return errOtherFrame
	}
	return errors.New("the structure set holds no closed contour; choose another file")
}

// contours are those of all regions.
func (s *structureSet) contours() []contour {
	var all []contour
	for at := range s.regions {
		all = append(all, s.regions[at].contours...)
	}
	return all
}
