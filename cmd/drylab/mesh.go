package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/drylab/drylab/anatomy/mesh"
)

type meshCommand struct {
	Check  meshCheck  `cmd:"" help:"Say whether a surface is watertight, and where it crosses itself."`
	Repair meshRepair `cmd:"" help:"Mend a surface and write it, in the same or another format."`
}

const surfaceFormats = "STL, PLY, OBJ, glTF, GLB, 3MF, VTK; also read: OFF, VTP, Gmsh"

type meshCheck struct {
	File string `arg:"" help:"Surface: STL, PLY, OBJ, glTF, GLB, 3MF, VTK, OFF, VTP or Gmsh." type:"path"`
}

// Run reports on a surface; one that bounds no solid ends with exit code 1.
func (c meshCheck) Run(a *app) error {
	surface, err := openSurface(c.File)
	if err != nil {
		return err
	}
	report := surface.Check()
	crossings, places := surface.SelfIntersections(mostPlaces)
	if a.json {
		a.printJSON(map[string]any{
			"path": c.File, "vertices": len(surface.Vertices), "triangles": len(surface.Triangles), "report": report,
			"watertight": report.Watertight(), "area_mm2": surface.Area(), "volume_mm3": surface.Volume(),
			"self_intersections": crossings, "crossings": places,
		})
	} else {
		low, high := surface.Bounds()
		fmt.Fprintf(a.stdout, "%d vertices, %s, %s, %.4g × %.4g × %.4g mm\n", len(surface.Vertices), count(len(surface.Triangles), "triangle"),
			count(report.Components, "piece"), high[0]-low[0], high[1]-low[1], high[2]-low[2])
		fmt.Fprintf(a.stdout, "open edges %d, edges with three faces or more %d, faces wound against their neighbours %d, faces without area %d\n",
			report.BoundaryEdges, report.NonManifoldEdges, report.InconsistentEdges, report.Degenerate)
		if touching := report.NonManifoldVertices; touching > 0 {
			fmt.Fprintf(a.stdout, "corners in which parts of it only touch %d\n", touching)
		}
		if report.Closed && report.InconsistentEdges == 0 && !report.Outward {
			fmt.Fprintln(a.stdout, "a piece of it is turned inside out")
		}
		a.printCrossings(crossings, places)
		if report.Watertight() {
			fmt.Fprintf(a.stdout, "watertight, %s\n", volumeText(surface.Volume()))
		}
	}
	if !report.Watertight() {
		return fmt.Errorf("%s is not watertight; drylab mesh repair %s --out FILE mends what can be mended", c.File, c.File)
	}
	return nil
}

// mostPlaces is how many crossings are listed.
const mostPlaces = 5

func (a *app) printCrossings(count int, places []mesh.Intersection) {
	if count == 0 {
		return
	}
	fmt.Fprintf(a.stdout, "%d pairs of triangles cross each other, the first at\n", count)
	for _, p := range places[:min(len(places), mostPlaces)] {
		fmt.Fprintf(a.stdout, "  %8.2f %8.2f %8.2f mm\n", p.At[0], p.At[1], p.At[2])
	}
}

// leastTriangles are those of a tetrahedron.
const leastTriangles = 4

type meshRepair struct {
	File  string  `arg:"" help:"Surface: STL, PLY, OBJ, glTF, GLB, 3MF, VTK, OFF, VTP or Gmsh." type:"path"`
	Out   string  `required:"" help:"File to write; its ending says the format: .stl, .ply, .obj, .gltf, .glb, .3mf or .vtk." type:"path" placeholder:"FILE"`
	Weld  float64 `help:"Join vertices no further apart than this, mm." default:"0"`
	Hole  float64 `help:"Fill holes up to this perimeter, mm." default:"50"`
	Crumb float64 `help:"Remove pieces with less than this share of the surface, from 0 to below 1." default:"0"`
	// Triangles is the budget of simplification, 0 for none.
	Triangles int `help:"Simplify to this many triangles at most where the shape allows, and say how far that strays." placeholder:"N"`
}

// Run mends a surface. Nothing is written when it cannot be mended.
func (c meshRepair) Run(a *app) error {
	format, known := mesh.FormatNamed(c.Out)
	if !known {
		return wrongUsage{fmt.Errorf("%s: the ending says no format; use one of %s", c.Out, surfaceFormats)}
	}
	if !(c.Weld >= 0) || !(c.Hole >= 0) || !(c.Crumb >= 0 && c.Crumb < 1) {
		return wrongUsage{fmt.Errorf("--weld %g --hole %g --crumb %g: lengths are not below zero, and a share is from 0 to below 1", c.Weld, c.Hole, c.Crumb)}
	}
	if c.Triangles != 0 && c.Triangles < leastTriangles {
		return wrongUsage{fmt.Errorf("--triangles %d: a closed surface has at least %d", c.Triangles, leastTriangles)}
	}
	if err := checkFolder(c.Out); err != nil {
		return err
	}
	surface, err := openSurface(c.File)
	if err != nil {
		return err
	}
	mended, report, err := mesh.Repair(surface, mesh.RepairOptions{WeldMM: c.Weld, MaxHoleMM: c.Hole, MinPieceShare: c.Crumb})
	if err != nil {
		return fmt.Errorf("%s: %w; --weld, --hole and --crumb say how much may be changed", c.File, err)
	}
	var strays mesh.Deviation
	if c.Triangles != 0 {
		if mended, strays = mended.SimplifyReport(c.Triangles); !mended.Check().Watertight() {
			return fmt.Errorf("%s cannot be simplified to %d triangles and stay watertight; allow more", c.File, c.Triangles)
		}
	}
	if format == mesh.STL && rejoins(mended) {
		return fmt.Errorf("%s can be mended, but not as STL, which has no shared vertices: parts of it touch, and would be joined there again; write .ply or .3mf", c.File)
	}
	if err := writeAtomically(c.Out, func(w io.Writer) error { return mesh.WriteSurface(w, format, mended) }); err != nil {
		return err
	}
	if a.json {
		result := map[string]any{"path": c.Out, "report": report}
		if c.Triangles != 0 {
			result["strays"] = strays
		}
		a.printJSON(result)
		return nil
	}
	fmt.Fprintf(a.stdout, "welded %d, removed %d duplicates, %d without area and %d pieces, turned %d, cut %d, filled %d holes\n",
		report.Welded, report.Duplicates, report.Degenerate, report.DroppedPieces, report.Flipped, report.Cut, len(report.Holes))
	for _, hole := range report.Holes {
		fmt.Fprintf(a.stdout, "  hole of %.1f mm at %.2f, %.2f, %.2f mm\n", hole.PerimeterMM, hole.At[0], hole.At[1], hole.At[2])
	}
	a.printCrossings(report.SelfIntersections, report.Crossings)
	if c.Triangles != 0 {
		fmt.Fprintf(a.stdout, "simplified: %.3f mm from the original in the mean, %.3f mm at most (Hausdorff, to %.3f mm)\n", strays.MeanMM, strays.HausdorffMM, strays.SpacingMM)
	}
	fmt.Fprintf(a.stdout, "watertight, %d triangles, %s\n%s\n", len(mended.Triangles), volumeText(mended.Volume()), c.Out)
	return nil
}

// rejoins says whether a watertight surface would not be it any more when it
// is read from STL, where vertices in one place become one.
func rejoins(surface *mesh.TriMesh) bool {
	var file bytes.Buffer
	if err := mesh.WriteSTL(&file, surface); err != nil {
		return true
	}
	again, err := mesh.ReadSTL(&file)
	return err != nil || !again.Check().Watertight()
}

// volumeText writes a volume in the unit that suits it.
func volumeText(cubicMillimetres float64) string {
	if cubicMillimetres < 100 {
		return fmt.Sprintf("%.3g mm³", cubicMillimetres)
	}
	return fmt.Sprintf("%.2f mL", cubicMillimetres/1000)
}

func openSurface(path string) (*mesh.TriMesh, error) {
	name := filepath.Base(path)
	surface, err := mesh.ReadSurface(os.DirFS(filepath.Dir(path)), name)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %s", path, strings.TrimPrefix(reason(err).Error(), name+": "))
	}
	if len(surface.Triangles) == 0 {
		return nil, errors.New(path + " holds no triangle; choose another file")
	}
	return surface, nil
}
