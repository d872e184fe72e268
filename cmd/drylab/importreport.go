package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/picture"
)

// overviewFile is the page with pictures in a case folder, for people. Programs
// do not read it.
const overviewFile = "overview.html"

// report tells what was made, from what, and what was taken out of it.
func (im *importing) report(c *anatomy.Case) {
	if im.json {
		im.printImport(c)
		return
	}
	im.printCase(c, im.Out)
	fmt.Fprintf(im.stdout, "%s", im.privacyText())
	fmt.Fprintf(im.stdout, "pictures    %s\n", filepath.Join(im.Out, overviewFile))
	fmt.Fprintf(im.stderr, "%s · peak memory %d MiB, %.1f times the scan\n", im.watch, peakMemory()>>20, im.peakShare())
}

// privacyText says how much de-identification took out; the overview lists it.
func (im *importing) privacyText() string {
	p := &im.scan.privacy
	if len(p.Removed) == 0 {
		return "The file's header held no free text.\n"
	}
	return fmt.Sprintf("De-identified (%s): %d fields removed, listed in case.yaml.\n", p.Method, len(p.Removed))
}

// peakShare is the most memory that the import took, in sizes of the scan.
func (im *importing) peakShare() float64 {
	v := im.scan.volume
	size := 2*len(v.Int16) + 4*len(v.Float32)
	return float64(peakMemory()) / float64(max(size, 1))
}

func (im *importing) printImport(c *anatomy.Case) {
	result := caseResult(c, im.Out)
	result["notes"] = im.notes
	result["stages"] = im.watch.took
	result["peak_memory_bytes"] = peakMemory()
	if im.scan.dicom != nil {
		result["deidentification"] = im.scan.dicom.removed.Lines()
	}
	im.printJSON(result)
}

// overview draws the case into its folder.
func overview(c *anatomy.Case, notes []string) func(dir string) error {
	return func(dir string) error {
		return writeAtomically(filepath.Join(dir, overviewFile), func(w io.Writer) error {
			return picture.NewSheet(c, notes).HTML(w)
		})
	}
}
