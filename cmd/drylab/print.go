package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
)

type casePrint struct {
	Dir       string   `arg:"" help:"Case folder, or a built-in case: phantom-head, phantom-lobe, phantom-sheet."`
	Structure []string `required:"" help:"What to print; several stand side by side." placeholder:"NAME"`
	Out       string   `required:"" help:"File to make: .3mf keeps names and colours, .stl does not." type:"path" placeholder:"FILE"`
	Scale     float64  `help:"Size of the print to the patient." default:"1"`
	Bed       string   `help:"What the printer can print, mm." default:"220x220x250" placeholder:"WxDxH"`
	Wall      float64  `help:"Thinnest wall that prints, mm." default:"0.8"`
}

// Run lays structures out on a printer's plate.
func (c casePrint) Run(a *app) error {
	options, format, err := c.options()
	if err != nil {
		return err
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
	c.warn(a, plate, format)
	fmt.Fprintf(a.stdout, "%s, %.0f × %.0f × %.0f mm\n%s\n", count(len(plate.Parts), "structure"), plate.SizeMM[0], plate.SizeMM[1], plate.SizeMM[2], c.Out)
	return nil
}

// options checks what the command line asks for.
func (c casePrint) options() (o mesh.PrintOptions, format mesh.Format, err error) {
	o = mesh.PrintOptions{Scale: c.Scale, MinWallMM: c.Wall}
	if !parseBed(c.Bed, &o.BedMM) {
		return o, format, wrongUsage{fmt.Errorf("--bed %s: write width x depth x height in mm, such as 220x220x250", c.Bed)}
	}
	if !(c.Scale > 0) || !(c.Wall > 0) || math.IsInf(c.Scale, 1) || math.IsInf(c.Wall, 1) {
		return o, format, wrongUsage{fmt.Errorf("--scale %g --wall %g: both must be numbers above zero", c.Scale, c.Wall)}
	}
	if len(c.Structure) == 0 {
		return o, format, wrongUsage{errors.New("--structure names nothing; drylab case show lists what is inside")}
	}
	format, known := mesh.FormatNamed(c.Out)
	if !known || format != mesh.ThreeMF && format != mesh.STL {
		return o, format, wrongUsage{fmt.Errorf("%s: printers take .3mf or .stl", c.Out)}
	}
	return o, format, nil
}

// warn tells where a print may fail.
func (c casePrint) warn(a *app, plate *mesh.Plate, format mesh.Format) {
	for _, thin := range plate.Thin {
		fmt.Fprintf(a.stderr, "%s is thinner than %g mm on %s of its surface: %.2f mm at %.1f, %.1f, %.1f (LPS mm); it may break, so print it larger or thicken it\n",
			thin.Part, c.Wall, percent(thin.Share), thin.ThicknessMM, thin.At[0], thin.At[1], thin.At[2])
	}
	for _, part := range plate.Parts {
		if format == mesh.STL && rejoins(part.Mesh) {
			fmt.Fprintf(a.stderr, "%s touches itself, which STL cannot tell from a join: a slicer may complain; .3mf keeps it apart\n", part.Name)
		}
	}
}

// percent rounds a share, and keeps a small one from looking larger.
func percent(share float64) string {
	if share < 0.01 {
		return "less than 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

func partsOf(c *anatomy.Case, names []string) ([]mesh.Part, error) {
	var parts []mesh.Part
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			continue
		}
		s, err := c.Named(name)
		if err != nil {
			return nil, err
		}
		parts = append(parts, mesh.Part{Name: s.Name, Color: s.Color, Mesh: s.Surface})
	}
	return parts, nil
}

// parseBed reads three lengths with an x, X or × between them.
func parseBed(text string, bed *[3]float64) bool {
	lengths := strings.Split(strings.NewReplacer("X", "x", "×", "x").Replace(text), "x")
	if len(lengths) != len(bed) {
		return false
	}
	for axis, length := range lengths {
		value, err := strconv.ParseFloat(length, 64)
		if err != nil || !(value > 0) || math.IsInf(value, 1) {
			return false
		}
		bed[axis] = value
	}
	return true
}
