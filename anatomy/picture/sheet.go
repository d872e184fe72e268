package picture

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
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
	at := middle(c)
	s := Sheet{
		Title: c.Title, Modality: c.Modality, ID: c.ID, Scan: scanLine(c),
		Views: Views(c, at, at, math.Inf(1), nil), Slices: Slices(c, at, math.Inf(1), nil),
		Findings: c.Check(), Landmarks: c.Landmarks, Provenance: c.Provenance, Notes: notes,
	}
	for i := range c.Structures {
		s.Structures = append(s.Structures, SheetRow{keyOf(&c.Structures[i]), c.Structures[i]})
	}
	return s
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
