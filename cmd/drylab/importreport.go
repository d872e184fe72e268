package main

import (
	"fmt"
	"os"
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
	fmt.Fprintf(im.stderr, "%s · peak memory %d MiB", im.watch, peakMemory()>>20)
	if im.size >= tellingSize {
		fmt.Fprintf(im.stderr, ", %.1f times the scan", im.peakShare())
	}
	fmt.Fprintln(im.stderr)
}

// privacyText says how much de-identification took out; the overview lists it.
func (im *importing) privacyText() string {
	p := &im.scan.privacy
	if len(p.Removed) == 0 {
		return "The file's header held no free text.\n"
	}
	return fmt.Sprintf("De-identified (%s): %s removed, listed in case.yaml.\n", p.Method, count(len(p.Removed), "field"))
}

// tellingSize is the size of a scan, in bytes, from which on the memory that an
// import takes is a matter of the scan and not of the program.
const tellingSize = 32 << 20

// peakShare is the most memory that the import took, in sizes of the scan.
func (im *importing) peakShare() float64 {
	return float64(peakMemory()) / float64(max(im.size, 1))
}

func (im *importing) printImport(c *anatomy.Case) {
	result := caseResult(c, im.Out)
	result["pictures"] = filepath.Join(im.Out, overviewFile)
	result["notes"] = append([]string{}, im.notes...)
	result["stages"] = im.watch.took
	result["peak_memory_bytes"] = peakMemory()
	if im.scan.dicom != nil {
		result["deidentification"] = im.scan.dicom.removed.Lines()
	}
	im.printJSON(result)
}

// drawOverview draws the case of a folder into it. The case that comes back is
// the one that was read from there: what the files hold is what is checked,
// shown and told.
func drawOverview(folder string, notes []string) (*anatomy.Case, error) {
	sheet, c, err := picture.SheetOf(os.DirFS(folder), notes)
	if err != nil {
		return nil, fmt.Errorf("the case that was just written cannot be read: %w", err)
	}
	return c, writeAtomically(filepath.Join(folder, overviewFile), sheet.HTML)
}
