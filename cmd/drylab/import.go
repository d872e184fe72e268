package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/drylab/drylab/scene"
	"github.com/jedib0t/go-pretty/v6/table"
)

type importCommand struct {
	Source    string   `arg:"" help:"Scan: NIfTI-1, .nii or .nii.gz." type:"path" name:"src"`
	Out       string   `required:"" help:"Case folder to make." type:"path" placeholder:"DIR"`
	Labels    string   `help:"Label map made elsewhere, on the scan's grid." type:"path" placeholder:"FILE"`
	Names     string   `help:"Table of the label map's names: label name [snomed] [tissue] per line, or a 3D Slicer colour table; default: TotalSegmentator's." type:"path" placeholder:"FILE"`
	Preset    []string `help:"Segment by a preset: ct-bone, ct-vessel, ct-skin, mr-brain." placeholder:"NAME"`
	Structure []string `help:"Segment what lies between two intensities." placeholder:"NAME=LO:HI"`
	Target    string   `help:"Mark this structure as the target." placeholder:"NAME"`
	Force     bool     `help:"Replace the case that is in --out."`
}

// Run imports a scan. Nothing is written unless all of it succeeded.
func (c *importCommand) Run(a *app) error {
	if err := mayWriteCase(c.Out, c.Force); err != nil {
		return err
	}
	o, err := c.options()
	if err != nil {
		return wrongUsage{err}
	}
	volume, sum, err := readImage(c.Source, imaging.ReadNIfTI)
	if err != nil {
		return err
	}
	if err := c.readLabels(a, &o); err != nil {
		return err
	}
	o.SourceSHA256 = sum
	o.ID = "case-" + sum[:12]
	o.Modality = guessModality(volume)
	if len(o.Recipes) == 0 && o.Labels == nil {
		c.assume(a, &o)
	}
	o.Title = "Imported " + o.Modality
	o.Engine = scene.Engine
	o.Progress = a.progress
	imported, err := anatomy.Build(volume, o)
	if err != nil {
		return fmt.Errorf("%s cannot be made into a case: %w", c.Source, err)
	}
	if err := saveCase(imported, c.Out, c.Force); err != nil {
		return err
	}
	a.printCase(imported, c.Out)
	return nil
}

// options reads presets and --structure flags.
func (c *importCommand) options() (anatomy.BuildOptions, error) {
	var o anatomy.BuildOptions
	for _, name := range c.Preset {
		recipe, err := segment.Preset(name)
		if err != nil {
			return o, err
		}
		o.Recipes = append(o.Recipes, recipe)
	}
	for _, text := range c.Structure {
		recipe, err := segment.ParseStructure(text)
		if err != nil {
			return o, err
		}
		o.Recipes = append(o.Recipes, recipe)
	}
	if c.Names != "" && c.Labels == "" {
		return o, errors.New("--names says what the labels of a label map mean; give the label map with --labels")
	}
	o.Target = c.Target
	return o, nil
}

// assume picks presets for a scan that came without a wish.
func (c *importCommand) assume(a *app, o *anatomy.BuildOptions) {
	names := []string{"mr-brain"}
	if o.Modality == "CT" {
		names = []string{"ct-skin", "ct-bone"}
	}
	fmt.Fprintf(a.stderr, "no --preset, --structure or --labels given: taking this for %s and using %s\n", o.Modality, strings.Join(names, " and "))
	for _, name := range names {
		recipe, err := segment.Preset(name)
		if err != nil {
			panic("drylab: an assumed preset is not built in: " + err.Error())
		}
		o.Recipes = append(o.Recipes, recipe)
	}
}

func (c *importCommand) readLabels(a *app, o *anatomy.BuildOptions) (err error) {
	if c.Labels == "" {
		return nil
	}
	if o.Labels, _, err = readImage(c.Labels, imaging.ReadNIfTILabels); err != nil {
		return err
	}
	o.Names = segment.TotalSegmentator()
	if c.Names == "" {
		fmt.Fprintln(a.stderr, "taking the label map's numbers for TotalSegmentator's; for another tool's give its table with --names")
		return nil
	}
	file, err := os.Open(c.Names)
	if err != nil {
		return fmt.Errorf("the table of names %s cannot be read: %w", c.Names, reason(err))
	}
	defer file.Close()
	if o.Names, err = segment.ParseNames(file); err != nil {
		return fmt.Errorf("%s: %w", c.Names, err)
	}
	return nil
}

// readImage decodes a file and takes the digest of its bytes on the way.
func readImage[T any](path string, decode func(io.Reader) (T, error)) (image T, sum string, err error) {
	file, err := os.Open(path)
	if err != nil {
		return image, "", fmt.Errorf("%s cannot be read: %w", path, reason(err))
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return image, "", fmt.Errorf("%s is no ordinary file; give a NIfTI file, .nii or .nii.gz", path)
	}
	digest := sha256.New()
	both := io.TeeReader(file, digest)
	if image, err = decode(both); err != nil {
		return image, "", fmt.Errorf("%s cannot be imported: %w", path, err)
	}
	if _, err := io.Copy(io.Discard, both); err != nil {
		return image, "", fmt.Errorf("%s cannot be read: %w", path, reason(err))
	}
	return image, hex.EncodeToString(digest.Sum(nil)), nil
}

// airHU: only a CT has large areas far below water.
const airHU = -500

func guessModality(v *imaging.Volume) string {
	if low, _ := v.Range(); low < airHU {
		return "CT"
	}
	return "MR"
}

func (a *app) progress(done, total int, what string) {
	if !a.json {
		fmt.Fprintf(a.stderr, "[%d/%d] %s\n", done, total, what)
	}
}

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
	rows := []structureRow{}
	for _, s := range c.Structures {
		rows = append(rows, structureRow{s.Name, s.Tissue, s.SNOMED, s.VolumeML, s.Triangles, s.Watertight, s.Critical, s.Target})
	}
	if a.json {
		a.printJSON(map[string]any{
			"case": c.ID, "title": c.Title, "modality": c.Modality, "path": dir, "sha256": c.HashString(),
			"structures": rows, "landmarks": landmarkRows(c), "provenance": c.Provenance,
		})
		return
	}
	fmt.Fprintf(a.stdout, "%s · %s · %s\n%s\n", c.ID, c.Title, c.Modality, dir)
	fmt.Fprintln(a.stdout, structureTable(rows))
	for _, l := range c.Landmarks {
		fmt.Fprintf(a.stdout, "landmark %-14s %8.1f %8.1f %8.1f mm (LPS)\n", l.Name, l.Position[0], l.Position[1], l.Position[2])
	}
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
