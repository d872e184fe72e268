package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/drylab/drylab/assets"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// instrumentCommand is the library of instruments.
type instrumentCommand struct {
	List  instrumentList  `cmd:"" help:"List the instruments of the library."`
	Show  instrumentShow  `cmd:"" help:"Show one: its measures, and the line that puts it into a scenario."`
	Check instrumentCheck `cmd:"" help:"Check an instrument's file and the meshes that it names."`
}

type instrumentList struct{}

// Run prints one line for each.
func (instrumentList) Run(a *app) error {
	var all []*assets.Instrument
	for _, id := range assets.Instruments() {
		i, err := assets.BuiltinInstrument(id)
		if err != nil {
			return err
		}
		all = append(all, i)
	}
	if a.json {
		a.printJSON(all)
		return nil
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"use", "kind", "length × ⌀", "trocar", "what for"})
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 5, WidthMax: 44, WidthMaxEnforcer: text.WrapSoft}})
	for _, i := range all {
		trocar := "–"
		if i.TrocarMM > 0 {
			trocar = fmt.Sprintf("%.4g mm", i.TrocarMM)
		}
		t.AppendRow(table.Row{i.ID, i.Kind, fmt.Sprintf("%.4g × %.3g mm", i.LengthMM, 2*i.RadiusMM), trocar, i.For})
	}
	fmt.Fprintln(a.stdout, t.Render())
	return nil
}

type instrumentShow struct {
	Name string `arg:"" help:"Its name in the library."`
}

// Run prints it.
func (c *instrumentShow) Run(a *app) error {
	i, err := assets.BuiltinInstrument(c.Name)
	if err != nil {
		return wrongUsage{err}
	}
	if a.json {
		a.printJSON(i)
		return nil
	}
	printInstrument(a, i)
	fmt.Fprintf(a.stdout, "in a scenario:  instrument: {use: %s}\n", i.ID)
	return nil
}

type instrumentCheck struct {
	File string `arg:"" help:"A YAML file; its meshes lie beside it." type:"path"`
}

// Run reads and builds it.
func (c *instrumentCheck) Run(a *app) error {
	if info, err := os.Stat(c.File); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file that can be read; name an instrument's YAML file, such as grasper.yaml", c.File)
	}
	folder, name := filepath.Split(c.File)
	i, err := assets.ReadInstrument(os.DirFS(filepath.Clean(folder)), name)
	if err != nil {
		return err
	}
	printInstrument(a, i)
	fmt.Fprintln(a.stdout, "the file is sound")
	return nil
}

func printInstrument(a *app, i *assets.Instrument) {
	triangles := 0
	pieces := i.Pieces(i.LengthMM, i.RadiusMM, i.JawMM)
	for k := range pieces {
		triangles += len(pieces[k].Triangles)
	}
	facts := []string{fmt.Sprintf("%.4g mm long, shaft %.3g mm", i.LengthMM, 2*i.RadiusMM)}
	if i.JawMM > 0 {
		facts = append(facts, fmt.Sprintf("jaws %.3g mm that open by %.3g°", i.JawMM, i.JawDeg))
	}
	if i.Ratchet {
		facts = append(facts, "a ratchet")
	}
	if i.FieldDeg > 0 {
		facts = append(facts, fmt.Sprintf("looks aside by %.3g°, sees %.3g°", i.OpticDeg, i.FieldDeg))
	}
	if i.TrocarMM > 0 {
		facts = append(facts, fmt.Sprintf("passes a trocar of %.3g mm", i.TrocarMM))
	}
	fmt.Fprintf(a.stdout, "%s: %s\n%s\nkind: %s; %d parts, %d triangles\n",
		i.Title, i.For, strings.Join(facts, "; "), i.Kind, len(pieces), triangles)
}
