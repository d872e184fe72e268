package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/segment"
)

// drawnLabels reads a DICOM segmentation or structure set that was given with
// --labels.
func (im *importing) drawnLabels(ctx context.Context) (*imaging.Segmentation, error) {
	data, err := os.ReadFile(im.Labels)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", im.Labels, reason(err))
	}
	segmentation, err := im.draw(ctx, data)
	if err != nil {
		return nil, cannotImport(im.Labels, err)
	}
	return segmentation, nil
}

// drawing is a segmentation or structure set that lies beside a series.
type drawing struct {
	name string
	data []byte
	err  error // why it cannot be read
}

// findDrawing keeps the one that was drawn on the series, for later: the
// archive that it lies in is closed by then. When there are several, people
// choose.
func (im *importing) findDrawing(c *chosenSeries) {
	objects := c.catalogue.ObjectsOf(c.Series)
	switch {
	case im.Labels != "" || len(objects) == 0:
	case len(objects) > 1:
		var names []string
		for _, o := range objects {
			names = append(names, o.Name)
		}
		im.noteOfFiles(fmt.Sprintf("Of %d segmentations beside the series none was used (%s); give one with --labels", len(objects), strings.Join(names, ", ")), names)
	default:
		c.drawing = &drawing{name: objects[0].Name}
		c.drawing.data, c.drawing.err = readWhole(c.folder, objects[0].Name)
	}
}

// readWhole reads a file. fs.ReadFile sets aside what an archive claims of its
// files' sizes, which is whatever its maker wrote.
func readWhole(folder fs.FS, name string) (data []byte, err error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	const longest = 1 << 32 // what DICOM's lengths can count
	return io.ReadAll(io.LimitReader(file, longest))
}

// besideSeries draws what lies beside the chosen series; nil when there is
// nothing. What cannot be used does not keep the scan from being imported.
func (im *importing) besideSeries(ctx context.Context) *imaging.Segmentation {
	if im.scan.dicom == nil || im.scan.dicom.drawing == nil {
		return nil
	}
	beside := im.scan.dicom.drawing
	names := []string{beside.name}
	segmentation, err := (*imaging.Segmentation)(nil), beside.err
	if err == nil {
		segmentation, err = im.draw(ctx, beside.data)
	}
	if err != nil {
		im.noteOfFiles(fmt.Sprintf("The segmentation beside the series (%s) was not used: %v", beside.name, reason(err)), names)
		return nil
	}
	im.noteOfFiles(fmt.Sprintf("The segmentation beside the series (%s) was used; structures in it: %d", beside.name, len(segmentation.Segments)), names)
	return segmentation
}

// draw puts what somebody drew onto the scan, and takes account of what the
// file held.
func (im *importing) draw(ctx context.Context, data []byte) (*imaging.Segmentation, error) {
	o := dicom.ObjectOptions{Grid: &im.scan.volume.Grid, Transcode: transcoder()}
	report := new(dicom.Report)
	if im.scan.dicom != nil {
		o.Series, report = im.scan.dicom.Series, im.scan.dicom.removed
	}
	o.Seen = func(f *dicom.File) { report.AddCase(&f.Dataset) }
	segmentation, err := dicom.ReadObject(ctx, data, o)
	if err != nil {
		return nil, err
	}
	im.scan.tookOut(report)
	for i, note := range segmentation.Notes {
		segmentation.Notes[i] = sentence(note) + "."
	}
	segmentation.Overlaps = 0 // the notes tell
	return segmentation, nil
}

// solids says, by name, which structures belong to the solid of another: those
// that were drawn within it and that lie deeper by their tissue, or in equal
// ones are smaller, so that they come later in a case.
func solids(contains map[uint16][]uint16, l *imaging.LabelMap, names []segment.Named) map[string][]string {
	var voxels [1 << 16]int
	if len(contains) > 0 {
		for _, label := range l.Data {
			voxels[label]++
		}
	}
	found := map[string][]string{}
	for _, outer := range names {
		for _, inner := range names {
			within := slices.Contains(contains[outer.Label], inner.Label) && voxels[outer.Label] > 0 && voxels[inner.Label] > 0
			smaller := inner.Tissue == outer.Tissue && voxels[inner.Label] < voxels[outer.Label]
			if within && (smaller || anatomy.Deeper(inner.Tissue, outer.Tissue)) {
				found[outer.Name] = append(found[outer.Name], inner.Name)
			}
		}
	}
	return found
}

// drawnOnWhich says which of the series in a list a segmentation belongs to.
func drawnOnWhich(o dicom.Object, volumes []*dicom.Series) string {
	for i, s := range volumes {
		if slices.Contains(o.Series, s.UID) {
			return fmt.Sprintf("a segmentation of series %d", i+1)
		}
	}
	return "a segmentation of none of these series"
}

// isDrawn says whether a file is DICOM, so that its labels are a segmentation
// or a structure set.
func isDrawn(path string) bool {
	start, err := firstBytes(path)
	return err == nil && (isDICOM(start) || isBareDICOM(path))
}

// tookOut keeps for the case what was taken out of DICOM files.
func (s *scan) tookOut(report *dicom.Report) {
	if s.dicom != nil {
		s.privacy.Method = "DICOM PS3.15 Basic Application Level Confidentiality Profile, " + count(report.Files(), "file")
		s.privacy.Removed = nil
	}
	for _, line := range report.Lines() {
		if line.Action != "kept" {
			s.privacy.Removed = append(s.privacy.Removed, strings.TrimSpace(line.Tag+" "+line.Name))
		}
	}
}
