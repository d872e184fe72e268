package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/picture"
	"github.com/drylab/drylab/scenarios"
)

type caseCommand struct {
	Show  caseShow  `cmd:"" help:"Print what is inside a case folder, or draw it."`
	Check caseCheck `cmd:"" help:"Check that a case is sound."`
	Print casePrint `cmd:"" help:"Make a file for a 3D printer."`
	Tets  caseTets  `cmd:"" help:"Fill structures with tetrahedra."`

	Export caseExport `cmd:"" help:"Write files for the planning station: 3D Slicer and DICOM."`
}

type caseShow struct {
	Dir      string `arg:"" help:"Case folder, or a built-in case: phantom-head, phantom-lobe, phantom-sheet."`
	Pictures string `help:"Write a page with pictures of the case." type:"path" placeholder:"FILE.html"`
}

// Run prints a case, and draws it on wish.
func (c caseShow) Run(a *app) error {
	if err := c.checkPictures(); err != nil {
		return err
	}
	shown, dir, err := a.openCase(c.Dir)
	if err != nil {
		return err
	}
	if c.Pictures != "" {
		err := writeAtomically(c.Pictures, func(w io.Writer) error { return picture.NewSheet(shown, nil).HTML(w) })
		if err != nil {
			return err
		}
	}
	if a.json {
		result := caseResult(shown, dir)
		if c.Pictures != "" {
			result["pictures"] = c.Pictures
		}
		a.printJSON(result)
		return nil
	}
	a.printCase(shown, dir)
	if c.Pictures != "" {
		fmt.Fprintf(a.stdout, "pictures    %s\n", c.Pictures)
	}
	return nil
}

// checkPictures tells early that the page cannot be written.
func (c caseShow) checkPictures() error {
	if c.Pictures == "" {
		return nil
	}
	if ext := strings.ToLower(filepath.Ext(c.Pictures)); ext != ".html" && ext != ".htm" {
		return wrongUsage{fmt.Errorf("--pictures %s: the page is a .html file", c.Pictures)}
	}
	return checkFolder(c.Pictures)
}

type caseCheck struct {
	Dir string `arg:"" help:"Case folder, or a built-in case: phantom-head, phantom-lobe, phantom-sheet."`
}

// Run checks a case; an unsound one ends with exit code 1.
func (c caseCheck) Run(a *app) error {
	checked, dir, err := a.openCase(c.Dir)
	if err != nil {
		return err
	}
	findings := checked.Check()
	faults := 0
	for _, f := range findings {
		if f.Severity == anatomy.SeverityError {
			faults++
		}
	}
	if a.json {
		if findings == nil {
			findings = []anatomy.Finding{}
		}
		a.printJSON(map[string]any{"path": dir, "sound": faults == 0, "findings": findings})
	} else {
		for _, f := range findings {
			fmt.Fprintf(a.stdout, "%-8s %s: %s\n", f.Severity, f.Object, f.Message)
		}
	}
	if faults > 0 {
		return fmt.Errorf("case %s is not sound: %s; import the scan again", dir, count(faults, "fault"))
	}
	if !a.json {
		fmt.Fprintf(a.stdout, "case %s is sound: %s, all watertight\n", dir, count(len(checked.Structures), "structure"))
	}
	return nil
}

// openCase loads a folder, or a built-in case by its name.
func (a *app) openCase(dir string) (*anatomy.Case, string, error) {
	if isBuiltin(dir) {
		return a.builtin(dir)
	}
	if filepath.Base(dir) == "case.yaml" {
		dir = filepath.Dir(dir) // people point at what they see in it
	}
	c, err := scenarios.OpenCase(dir)
	return c, dir, err
}
