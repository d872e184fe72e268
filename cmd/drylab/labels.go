package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
)

// readLabels reads --labels, or the segmentation that lies beside a DICOM
// series, and names what is in it.
func (im *importing) readLabels(ctx context.Context, o *anatomy.BuildOptions) error {
	im.watch.next("read labels")
	var segmentation *imaging.Segmentation
	var err error
	switch {
	case im.Labels == "":
		segmentation = im.besideSeries(ctx)
	case isDrawn(im.Labels):
		segmentation, err = im.drawnLabels(ctx)
	default:
		segmentation, err = im.openLabels(ctx)
	}
	if err != nil || segmentation == nil {
		return err
	}
	for _, note := range segmentation.Notes {
		im.note("%s.", sentence(note))
	}
	if segmentation.Overlaps > 0 {
		im.note("%d voxels belong to several segments; the later one has them.", segmentation.Overlaps)
	}
	if o.Labels, err = im.ontoScan(segmentation.LabelMap); err != nil {
		return err
	}
	if im.Recipe != "" {
		// Its lines say which labels are wanted.
		o.Names, o.Recipes = labelsByName(o.Recipes, o.Labels)
		return nil
	}
	if o.Names, err = im.nameLabels(segmentation); err != nil {
		return err
	}
	o.Contains = solids(segmentation.Contains, o.Labels, o.Names)
	return nil
}

func (im *importing) openLabels(ctx context.Context) (*imaging.Segmentation, error) {
	segmentation, err := imaging.OpenLabels(ctx, os.DirFS(filepath.Dir(im.Labels)), filepath.Base(im.Labels), imaging.OpenOptions{
		Axes:     im.Axes,
		Progress: func(done, total int64) { im.bar.show(int(done>>10), int(total>>10), "reading the labels") },
	})
	if err != nil {
		return nil, cannotImport(im.Labels, err)
	}
	return segmentation, nil
}

// ontoScan lays a label map on the scan's grid.
func (im *importing) ontoScan(l *imaging.LabelMap) (*imaging.LabelMap, error) {
	placed := l
	if !l.SameAs(im.scan.volume.Grid) {
		var fit imaging.Fit
		var err error
		if placed, fit, err = l.Onto(im.scan.volume.Grid); err != nil {
			return nil, fmt.Errorf("the segmentation does not fit the scan: %w", err)
		}
		if fit.Resampled {
			im.note("The segmentation has voxels of its own: each voxel of the scan takes the label in which its centre lies.")
		}
		if fit.Outside > 0 {
			im.note("%d labelled voxels lie outside the scan and are lost.", fit.Outside)
		}
	}
	if im.scan.face != nil {
		im.scan.face.RemoveLabels(placed)
	}
	return placed, nil
}

// nameLabels finds out what the labels mean: what --names says, else what the
// file says, else the numbering of a tool that fits.
func (im *importing) nameLabels(s *imaging.Segmentation) ([]segment.Named, error) {
	if im.Names != "" {
		return readNames(im.Names)
	}
	if len(s.Segments) > 0 {
		return segment.Complete(s.Segments), nil
	}
	table, sure := segment.GuessTable(s.LabelMap)
	if !sure {
		im.note("The file does not say what its labels mean, and where they lie does not tell: the structures are called after their numbers. If the numbers are those of %s, import it again with --names %s.", table.Title, table.ID)
		return numbered(s.LabelMap), nil
	}
	im.note("Taking the label map's numbers for those of %s; for another tool's give its table with --names.", table.Title)
	return table.Labels, nil
}

// numbered names labels of which nothing is known: a wrong organ's name would
// be worse than none.
func numbered(l *imaging.LabelMap) []segment.Named {
	var segments []imaging.Segment
	for _, n := range segment.Present(l) {
		segments = append(segments, imaging.Segment{Label: n, Name: fmt.Sprintf("label %d", n), Color: numberColors[len(segments)%len(numberColors)]})
	}
	return segment.Complete(segments)
}

// numberColors tell structures without a meaning from one another, on a grey
// scan and on paper: the qualitative palette of Okabe and Ito (2008), which
// colour-blind people can read, less its black.
var numberColors = []string{"#e69f00", "#56b4e9", "#009e73", "#d55e00", "#cc79a7", "#0072b2", "#f0e442"}

// looksLabelled says whether an image without a unit is rather a label map:
// whole numbers from 0, and nearly everywhere the one of the next voxel too,
// which noise forbids in a scan.
func looksLabelled(v *imaging.Volume) bool {
	low, high := v.Range()
	if low != 0 || high > math.MaxUint16 || high < 1 {
		return false
	}
	labelled, same := 0, 0
	for i := range v.Count() - 1 {
		value := v.Value(i)
		if value != float32(math.Trunc(float64(value))) {
			return false
		}
		if value > 0 {
			labelled++
			if v.Value(i+1) == value {
				same++
			}
		}
	}
	const mostly = 0.7
	return float64(same) > mostly*float64(labelled)
}

// readNames reads a table by its name or from a file.
func readNames(name string) (table []segment.Named, err error) {
	tables := segment.LabelTables()
	known := slices.IndexFunc(tables, func(t segment.LabelTable) bool { return t.ID == name })
	if known >= 0 {
		return tables[known].Labels, nil
	}
	file, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is neither a file nor a known table; those are %s", name, strings.Join(tableIDs(tables), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("the table of names %s cannot be read: %w", name, reason(err))
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if table, err = segment.ParseNames(file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return table, nil
}

func tableIDs(tables []segment.LabelTable) []string {
	ids := make([]string, len(tables))
	for i := range tables {
		ids[i] = tables[i].ID
	}
	return ids
}
