package main

import (
	"fmt"
	"io"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
)

type casePrint struct {
	Dir       string   `arg:"" help:"Case folder, or phantom-head for the built-in case."`
	Structure []string `required:"" help:"What to print; several stand side by side." placeholder:"NAME"`
	Out       string   `required:"" help:"File to make: .3mf keeps names and colours, .stl does not." type:"path" placeholder:"FILE"`
	Scale     float64  `help:"Size of the print to the patient." default:"1"`
	Bed       string   `help:"What the printer can print, mm." default:"220x220x250" placeholder:"WxDxH"`
	Wall      float64  `help:"Thinnest wall that prints, mm." default:"0.8"`
}

// Run lays structures out on a printer's plate.
func (c casePrint) Run(a *app) error {
	options := mesh.PrintOptions{Scale: c.Scale, MinWallMM: c.Wall}
	if n, err := fmt.Sscanf(c.Bed, "%gx%gx%g", &options.BedMM[0], &options.BedMM[1], &options.BedMM[2]); n != 3 || err != nil {
		return wrongUsage{fmt.Errorf("--bed %s: write width x depth x height in mm, such as 220x220x250", c.Bed)}
	}
	format, known := mesh.FormatNamed(c.Out)
	if !known || format != mesh.ThreeMF && format != mesh.STL {
		return wrongUsage{fmt.Errorf("%s: printers take .3mf or .stl", c.Out)}
	}
	if err := checkFolder(c.Out); err != nil {
		return err
	}
	opened, _, err := a.openCase(c.Dir)
	if err != nil {
		return err
	}
	parts, err := partsOf(opened, c.Structure)
	if err != nil {
		return err
	}
	plate, err := mesh.PrintPlate(parts, options)
	if err != nil {
		return err
	}
	if err := writeAtomically(c.Out, func(w io.Writer) error { return mesh.WriteParts(w, format, plate.Parts...) }); err != nil {
		return err
	}
	if a.json {
		a.printJSON(map[string]any{"path": c.Out, "size_mm": plate.SizeMM, "thin": plate.Thin})
		return nil
	}
	for _, thin := range plate.Thin {
		fmt.Fprintf(a.stderr, "%s is thinner than %g mm on %.0f %% of its surface: %.2f mm at %.1f, %.1f, %.1f (LPS mm); it may break, so print it larger or thicken it\n",
			thin.Part, c.Wall, max(1, 100*thin.Share), thin.ThicknessMM, thin.At[0], thin.At[1], thin.At[2])
	}
	fmt.Fprintf(a.stdout, "%d structures, %.0f × %.0f × %.0f mm\n%s\n", len(plate.Parts), plate.SizeMM[0], plate.SizeMM[1], plate.SizeMM[2], c.Out)
	return nil
}

func partsOf(c *anatomy.Case, names []string) ([]mesh.Part, error) {
	var parts []mesh.Part
	for _, name := range names {
		s, err := c.Named(name)
		if err != nil {
			return nil, err
		}
		parts = append(parts, mesh.Part{Name: s.Name, Color: s.Color, Mesh: s.Surface})
	}
	return parts, nil
}
