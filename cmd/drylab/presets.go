package main

import (
	"fmt"

	"github.com/drylab/drylab/anatomy/segment"
	"github.com/jedib0t/go-pretty/v6/table"
)

type presetsCommand struct{}

// Run lists what --preset offers, and the recipe behind it.
func (presetsCommand) Run(a *app) error {
	type row struct {
		Name     string `json:"name"`
		Modality string `json:"modality"`
		About    string `json:"about"`
		Recipe   string `json:"recipe"`
	}
	var rows []row
	for _, info := range segment.Presets() {
		recipe, err := segment.Preset(info.Name)
		if err != nil {
			return err
		}
		rows = append(rows, row{info.Name, info.Modality, info.About, recipe.String()})
	}
	if a.json {
		a.printJSON(rows)
		return nil
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"preset", "for", "what it finds, and its recipe"})
	for _, r := range rows {
		t.AppendRow(table.Row{r.Name, r.Modality, r.About + "\n" + r.Recipe})
	}
	fmt.Fprintln(a.stdout, t.Render())
	return nil
}
