package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/mesh"
)

type caseTets struct {
	Dir       string `arg:"" help:"Case folder, or a built-in case: phantom-head, phantom-lobe, phantom-sheet."`
	Structure string `help:"The structure that shall deform; default: all, together, with shared faces." placeholder:"NAME"`
	Elements  int    `help:"Most tetrahedra." default:"20000" placeholder:"N"`
	Out       string `help:"Where the mesh goes: .msh (Gmsh 4.1) or .vtk; default: tets/NAME.msh in the case." type:"path" placeholder:"FILE"`
}

// Run fills structures with tetrahedra.
func (c caseTets) Run(a *app) error {
	if c.Elements < 1 {
		return wrongUsage{fmt.Errorf("--elements %d: write at least 1", c.Elements)}
	}
	if ext := filepath.Ext(c.Out); c.Out != "" && ext != ".msh" && ext != ".vtk" {
		return wrongUsage{fmt.Errorf("%s: tetrahedra go into .msh or .vtk files", c.Out)}
	}
	if c.Out == "" && isBuiltin(c.Dir) {
		return wrongUsage{fmt.Errorf("%s is built in: say where the mesh goes with --out FILE.msh", c.Dir)}
	}
	if c.Out != "" {
		if err := checkFolder(c.Out); err != nil {
			return err
		}
	}
	opened, dir, err := a.openCase(c.Dir)
	if err != nil {
		return err
	}
	name, solid, err := c.fill(opened)
	if err != nil {
		return fmt.Errorf("%s cannot be filled with tetrahedra: %w", name, err)
	}
	if c.Out == "" {
		if dir, err = filepath.Abs(dir); err != nil {
			return err
		}
		c.Out = filepath.Join(dir, "tets", name+".msh")
		if err := os.MkdirAll(filepath.Dir(c.Out), 0o755); err != nil {
			return fmt.Errorf("%s cannot be made: %w", filepath.Dir(c.Out), reason(err))
		}
	}
	report := solid.Check()
	write := func(w io.Writer) error { return mesh.WriteMSH(w, solid, mesh.MSHOptions{}) }
	if filepath.Ext(c.Out) == ".vtk" {
		write = func(w io.Writer) error { return mesh.WriteVTKTets(w, solid) }
	}
	if err := writeAtomically(c.Out, write); err != nil {
		return err
	}
	if a.json {
		a.printJSON(map[string]any{"path": c.Out, "report": report})
		return nil
	}
	fmt.Fprintf(a.stdout, "%s: %d tetrahedra, %d vertices, dihedral angles %.1f° to %.1f°, %d inverted\n%s\n",
		name, len(solid.Tets), len(solid.Vertices), report.MinDihedralDeg, report.MaxDihedralDeg, report.Inverted, c.Out)
	return nil
}

// fill makes the tetrahedra of one structure, from its surface, or of all.
func (c caseTets) fill(from *anatomy.Case) (string, *mesh.TetMesh, error) {
	options := mesh.TetOptions{Budget: c.Elements, SmoothIterations: 10}
	if c.Structure == "" {
		l := from.Labels
		solid, err := mesh.TetrahedraliseLabels(l.Data, l.Size, l.PatientFromVoxel, options)
		return "all", solid, err
	}
	s, err := from.Named(c.Structure)
	if err != nil {
		return c.Structure, nil, err
	}
	solid, err := mesh.Tetrahedralise(s.Surface, options)
	return s.Name, solid, err
}
