package picture

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"math"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

//go:embed sheet.html
var sheetTemplate string

// Sheet is what a person wants to see of a case: pictures of what was found,
// the structures with their volumes, what is wrong, and how it was made.
type Sheet struct {
	Title, Modality, Scan string
	Views, Slices         []Picture
	Structures            []SheetRow
	Findings              []anatomy.Finding
	Landmarks             []anatomy.Landmark
	Provenance            anatomy.Provenance
	ID                    string
	Notes                 []string // sentences of the import, one each
}

// SheetRow is one structure of a Sheet.
type SheetRow struct {
	Key
	anatomy.Structure
}

// NewSheet draws a case and checks it. Notes are sentences to show with it.
func NewSheet(c *anatomy.Case, notes []string) Sheet {
	s := Sheet{Findings: c.Check(), Notes: notes}
	at := middle(c)
	s.draw(c, at, inBrain(c, at))
	return s
}

// SheetOf is NewSheet for the case in a folder, of which only one image is in
// memory at a time. The case comes back too, with its surfaces; what it has of
// its images is for nothing but their grids.
func SheetOf(folder fs.FS, notes []string) (Sheet, *anatomy.Case, error) {
	s := Sheet{Notes: notes}
	var at mgl64.Vec3
	var brain bool
	c, findings, err := anatomy.Inspect(folder, func(c *anatomy.Case) {
		at = middle(c)
		brain = inBrain(c, at)
	})
	if err != nil {
		return s, nil, err
	}
	s.Findings = findings
	s.draw(c, at, brain)
	return s, c, nil
}

// draw fills in what the case shows; brain says that the cut goes through it.
func (s *Sheet) draw(c *anatomy.Case, at mgl64.Vec3, brain bool) {
	s.Title, s.Modality, s.ID, s.Scan = c.Title, c.Modality, c.ID, scanLine(c)
	s.Landmarks, s.Provenance = c.Landmarks, c.Provenance
	s.Slices = slicesIn(windowFor(c, brain), c, at, math.Inf(1), nil)
	s.Views = Views(c, at, at, math.Inf(1), nil)
	for i := range c.Structures {
		s.Structures = append(s.Structures, SheetRow{keyOf(&c.Structures[i]), c.Structures[i]})
	}
}

// middle is where to cut: deep in the target, else in the middle of everything.
func middle(c *anatomy.Case) mgl64.Vec3 {
	if target := c.Target(); target != nil {
		if at, ok := c.Deepest(target.Name); ok {
			return at
		}
	}
	if low, high, ok := bounds(c); ok {
		return mix(low, high, 0.5)
	}
	grid, _ := c.Grid()
	return grid.Position(float64(grid.Size[0]-1)/2, float64(grid.Size[1]-1)/2, float64(grid.Size[2]-1)/2)
}

// scanLine says how large and how fine the scan is.
func scanLine(c *anatomy.Case) string {
	grid, ok := c.Grid()
	if !ok {
		return ""
	}
	spacing := grid.Spacing()
	return fmt.Sprintf("%d × %d × %d voxels of %.3g × %.3g × %.3g mm", grid.Size[0], grid.Size[1], grid.Size[2], spacing[0], spacing[1], spacing[2])
}

// HTML writes the sheet as one file that needs nothing else: no network, no
// script, no font. Nothing is written when it cannot be rendered.
func (s Sheet) HTML(w io.Writer) error {
	page, err := template.New("sheet").Parse(sheetTemplate)
	if err != nil {
		return err
	}
	if _, err = page.Parse(figureTemplate); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := page.Execute(&out, s); err != nil {
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
