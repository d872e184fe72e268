package main

import (
	"fmt"

	"github.com/drylab/drylab/anatomy"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// structureRow is one structure as printed.
type structureRow struct {
	Name       string  `json:"name"`
	Tissue     string  `json:"tissue"`
	SNOMED     string  `json:"snomed,omitempty"`
	VolumeML   float64 `json:"volume_ml"`
	Triangles  int     `json:"triangles"`
	Watertight bool    `json:"watertight"`
	Critical   bool    `json:"critical"`
	Target     bool    `json:"target"`
}

func (a *app) printCase(c *anatomy.Case, dir string) {
	fmt.Fprintf(a.stdout, "%s · %s · %s\n%s\n", c.ID, c.Title, c.Modality, dir)
	fmt.Fprintln(a.stdout, structureTable(structureRows(c)))
	for _, l := range c.Landmarks {
		fmt.Fprintf(a.stdout, "landmark %-14s %8.1f %8.1f %8.1f mm (LPS)\n", l.Name, l.Position[0], l.Position[1], l.Position[2])
	}
}

// caseResult is a case as --json shows it.
func caseResult(c *anatomy.Case, dir string) map[string]any {
	return map[string]any{
		"case": c.ID, "title": c.Title, "modality": c.Modality, "path": dir, "sha256": c.HashString(),
		"structures": structureRows(c), "landmarks": landmarkRows(c), "provenance": c.Provenance,
	}
}

func structureRows(c *anatomy.Case) []structureRow {
	rows := []structureRow{}
	for _, s := range c.Structures {
		rows = append(rows, structureRow{s.Name, s.Tissue, s.SNOMED, s.VolumeML, s.Triangles, s.Watertight, s.Critical, s.Target})
	}
	return rows
}

func landmarkRows(c *anatomy.Case) map[string][3]float64 {
	rows := map[string][3]float64{}
	for _, l := range c.Landmarks {
		rows[l.Name] = l.Position
	}
	return rows
}

func structureTable(rows []structureRow) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}})
	t.AppendHeader(table.Row{"structure", "tissue", "volume mL", "triangles", "watertight", "critical", "target"})
	mark := func(b bool) string {
		if b {
			return "yes"
		}
		return ""
	}
	for _, r := range rows {
		watertight := "yes"
		if !r.Watertight {
			watertight = "NO"
		}
		t.AppendRow(table.Row{r.Name, r.Tissue, fmt.Sprintf("%.2f", r.VolumeML), r.Triangles, watertight, mark(r.Critical), mark(r.Target)})
	}
	return t.Render()
}
