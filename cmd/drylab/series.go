package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/picture"
	"github.com/jedib0t/go-pretty/v6/table"
)

// chosenSeries is a DICOM series and what was found beside it.
type chosenSeries struct {
	*dicom.Series
	folder    fs.FS
	catalogue *dicom.Catalogue
	removed   *dicom.Report
	saysHead  bool // by an attribute of its files
	ageBand   string
	drawing   *drawing // that lies beside it and may be used; nil: none
}

// readDICOM finds the series of a folder, chooses one and reads it. only names
// a file that was given instead of the folder: its series is meant.
func (im *importing) readDICOM(ctx context.Context, folder fs.FS, only string) (*scan, error) {
	catalogue, err := dicom.Find(ctx, folder, dicom.FindOptions{
		Progress: func(done, total int) { im.bar.show(done, total, "looking through the files") },
	})
	if err != nil {
		return nil, cannotImport(im.Source, err)
	}
	im.bar.clear()
	for _, note := range catalogue.Notes {
		fmt.Fprintln(im.stderr, note) // it concerns the folder, not the case, and may name files
	}
	if im.List {
		return nil, im.list(ctx, catalogue, nil)
	}
	series, err := im.choose(ctx, catalogue, only)
	if err != nil {
		return nil, err
	}
	return im.readSeries(ctx, &chosenSeries{Series: series, folder: folder, catalogue: catalogue, removed: new(dicom.Report)})
}

// choose takes the one series there is, or the one that was asked for.
func (im *importing) choose(ctx context.Context, catalogue *dicom.Catalogue, only string) (*dicom.Series, error) {
	volumes := catalogue.Volumes
	if only != "" {
		volumes = slices.DeleteFunc(slices.Clone(volumes), func(s *dicom.Series) bool { return !slices.Contains(s.Files(), only) })
	}
	switch {
	case im.Series != nil && *im.Series > len(catalogue.Volumes):
		return nil, fmt.Errorf("%s has %d series to choose from, not %d; drylab import %s --list shows them", im.Source, len(catalogue.Volumes), *im.Series, im.Source)
	case im.Series != nil:
		return catalogue.Volumes[*im.Series-1], nil
	case len(volumes) == 1:
		return volumes[0], nil
	}
	if len(volumes) == 0 && only != "" {
		return nil, fmt.Errorf("%s cannot be imported: %s", im.Source, whyNot(catalogue, only))
	}
	refusal := fmt.Errorf("%s holds %d series; choose one with --series N", im.Source, len(volumes))
	if len(volumes) == 0 {
		refusal = fmt.Errorf("%s cannot be imported: %s", im.Source, catalogue.Explain())
	}
	return nil, cmp.Or(im.list(ctx, catalogue, refusal), refusal)
}

// whyNot says why a file's images make no volume.
func whyNot(catalogue *dicom.Catalogue, file string) string {
	for _, s := range catalogue.LeftOut {
		if slices.Contains(s.Files(), file) {
			return s.Reason
		}
	}
	for _, o := range catalogue.Objects {
		if o.Name == file {
			return "it is a segmentation; import the scan that it was drawn on, and give it with --labels"
		}
	}
	return "it holds no image of a scan that can be used, or is a copy of another file; drylab import FOLDER --list shows what its folder holds"
}

// readSeries reads the voxels and takes account of every element on the way.
func (im *importing) readSeries(ctx context.Context, c *chosenSeries) (*scan, error) {
	for _, note := range c.Notes {
		im.note("%s.", sentence(note))
	}
	var mu sync.Mutex // Seen is called by several goroutines
	risks := map[string]bool{}
	volume, notes, err := c.Read(ctx, dicom.ReadOptions{
		AllowGaps: im.AllowGaps, Transcode: transcoder(),
		Progress: func(done, total int) { im.bar.show(done, total, "reading the slices") },
		Seen: func(f *dicom.File) {
			c.removed.AddCase(&f.Dataset)
			reason, risk := dicom.BurnedInRisk(&f.Dataset)
			mu.Lock()
			defer mu.Unlock()
			if risk {
				risks[reason] = true
			}
			c.saysHead = c.saysHead || dicom.SaysHead(&f.Dataset)
			if band := dicom.AgeBand(&f.Dataset); c.ageBand == "" || band != "" && band < c.ageBand {
				c.ageBand = band // the same one, in whatever order the files come
			}
		},
	})
	if err != nil {
		return nil, cannotImport(im.Source, err)
	}
	for _, note := range notes {
		im.noteOfFiles(note, c.Files())
	}
	if err := im.checkPixels(volume, risks); err != nil {
		return nil, err
	}
	s := &scan{volume: volume, modality: caseModality(c.Modality), sum: digestOf(volume), dicom: c}
	s.privacy.AgeBand = c.ageBand
	s.tookOut(c.removed)
	im.findDrawing(c)
	return s, nil
}

// caseModality is the modality as a case has it; what is neither CT nor MR is
// shown and segmented like MR, whose values have no unit.
func caseModality(coded string) string {
	switch coded {
	case "CT", "MR":
		return coded
	case "XA", "DX", "IO", "PX":
		return "CBCT"
	}
	return "MR"
}

// sentence begins with a capital letter and ends without a full stop.
func sentence(text string) string {
	text = strings.TrimSuffix(text, ".")
	return strings.ToUpper(text[:min(1, len(text))]) + text[min(1, len(text)):]
}

// transcoder undoes compressions by Debian's gdcmconv; nil when it is not installed.
func transcoder() dicom.Transcode {
	program, err := exec.LookPath("gdcmconv")
	if err != nil {
		return nil
	}
	return func(ctx context.Context, file []byte) (raw []byte, err error) {
		dir, err := os.MkdirTemp("", "drylab-")
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		from, to := filepath.Join(dir, "compressed.dcm"), filepath.Join(dir, "raw.dcm")
		if err := os.WriteFile(from, file, 0o600); err != nil {
			return nil, err
		}
		if err := exec.CommandContext(ctx, program, "--raw", from, to).Run(); err != nil {
			return nil, fmt.Errorf("gdcmconv cannot decompress it: %w", err) // its own words may quote the header
		}
		return os.ReadFile(to)
	}
}

// list prints what a source holds and draws it. As JSON it is one document,
// which holds the refusal that made the list necessary, when there is one.
func (im *importing) list(ctx context.Context, catalogue *dicom.Catalogue, refusal error) error {
	if len(catalogue.Volumes)+len(catalogue.LeftOut)+len(catalogue.Objects) == 0 {
		return fmt.Errorf("%s cannot be imported: %s", im.Source, catalogue.Explain())
	}
	if im.json {
		im.listJSON(catalogue, refusal)
		return nil
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"series", "what it is", "remarks"})
	for i, s := range catalogue.Volumes {
		t.AppendRow(table.Row{i + 1, s.Describe(), strings.Join(append(slices.Clone(s.Gaps), s.Notes...), "\n")})
	}
	for _, s := range catalogue.LeftOut {
		t.AppendRow(table.Row{"–", s.Describe(), s.Reason})
	}
	for _, o := range catalogue.Objects {
		t.AppendRow(table.Row{"–", o.Kind + " " + o.Name, drawnOnWhich(o, catalogue.Volumes)})
	}
	fmt.Fprintln(im.stdout, t.Render())
	path, err := im.drawList(ctx, catalogue)
	if err != nil {
		return err
	}
	fmt.Fprintf(im.stdout, "pictures    %s\n", path)
	return nil
}

func (im *importing) listJSON(catalogue *dicom.Catalogue, refusal error) {
	rows := []map[string]any{}
	for i, s := range catalogue.Volumes {
		rows = append(rows, map[string]any{"series": i + 1, "what": s.Describe(), "size": s.Grid.Size, "gaps": s.Gaps, "notes": s.Notes})
	}
	for _, s := range catalogue.LeftOut {
		rows = append(rows, map[string]any{"what": s.Describe(), "reason": s.Reason})
	}
	result := map[string]any{"source": im.Source, "series": rows, "notes": catalogue.Notes}
	if refusal != nil {
		result["error"] = refusal.Error()
	}
	im.printJSON(result)
}

// drawList writes a page with a picture of every series. It stays in the data
// folder, for its owner's eyes only: a face may be on it.
func (im *importing) drawList(ctx context.Context, catalogue *dicom.Catalogue) (string, error) {
	dir, err := folder("imports")
	if err != nil {
		return "", err
	}
	var entries []picture.Candidate
	add := func(title string, s *dicom.Series, remark string) {
		thumbnail, err := s.Thumbnail(ctx, transcoder())
		if err != nil {
			remark = strings.TrimPrefix(remark+"; "+unnamed(err.Error(), s.Files()), "; ")
		}
		remark = unnamed(remark, s.Files())
		entries = append(entries, picture.Candidate{Title: title, What: s.Describe(), Remark: remark, Image: thumbnail})
	}
	for i, s := range catalogue.Volumes {
		add(fmt.Sprintf("--series %d", i+1), s, strings.Join(s.Gaps, "; "))
	}
	for _, s := range catalogue.LeftOut {
		add("left out", s, s.Reason)
	}
	path := filepath.Join(dir, "series.html")
	return path, writeAtomically(path, func(w io.Writer) error { return picture.Candidates(w, entries) })
}
