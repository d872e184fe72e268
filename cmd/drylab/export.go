package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scene"
	"github.com/drylab/drylab/scene/record"
	"github.com/jedib0t/go-pretty/v6/table"
)

type caseExport struct {
	Dir      string `arg:"" help:"Case folder, or a built-in case: phantom-head, phantom-lobe, phantom-sheet."`
	Out      string `required:"" help:"Folder to make." type:"path" placeholder:"FOLDER"`
	Force    bool   `help:"Replace the export that is in --out."`
	Shared   bool   `name:"shared-borders" help:"Raise the surfaces anew from the label map, so that structures that touch share their border, vertex by vertex; more triangles."`
	Scenario string `help:"Write the trajectory of this scenario; default: of tumour-biopsy, where the case has a target." placeholder:"NAME"`
}

// exportMark is the file by which an export is known, so that --force replaces
// nothing else.
const exportMark = "segmentation.seg.nrrd"

// Run writes a case for other programs. Nothing is written unless all of it
// succeeded.
func (c caseExport) Run(a *app) error {
	if err := mayReplace(c.Out, exportMark, "export", c.Force); err != nil {
		return err
	}
	opened, _, err := a.openCase(c.Dir)
	if err != nil {
		return err
	}
	plan, err := c.plan(a, opened)
	if err != nil {
		return err
	}
	e := &export{from: opened, plan: plan, shared: c.Shared}
	if err := writeFolder(c.Out, e.fill); err != nil {
		return fmt.Errorf("the export %s cannot be written: %w", c.Out, err)
	}
	if a.json {
		result := map[string]any{"path": c.Out, "files": e.files}
		if plan != nil {
			result["plan"] = plan
		}
		a.printJSON(result)
		return nil
	}
	fmt.Fprintf(a.stdout, "%s\n%s\n", exportTable(e.files), c.Out)
	return nil
}

// plan is the way that a scenario is rehearsed along; nil when none was asked
// for and the case has none.
func (c caseExport) plan(a *app, on *anatomy.Case) (*record.Plan, error) {
	name := c.Scenario
	if name == "" {
		if on.Target() == nil {
			fmt.Fprintln(a.stderr, "No trajectory: the case has no target; name a scenario with --scenario, or import with --target NAME.")
			return nil, nil
		}
		name = "tumour-biopsy"
	}
	scenario, err := scenarios.Open(name)
	if err != nil {
		return nil, err
	}
	fitted, err := scenario.Fit(on, 1)
	switch {
	case err == nil:
		return &fitted.Plan, nil
	case c.Scenario == "":
		fmt.Fprintf(a.stderr, "No trajectory: %v\n", err)
		return nil, nil
	}
	return nil, err
}

// export is one folder on its way.
type export struct {
	from   *anatomy.Case
	plan   *record.Plan // nil: none
	shared bool         // borders of surfaces
	files  []exportedFile
}

// exportedFile is a line of what was written.
type exportedFile struct {
	Name  string `json:"name"`
	What  string `json:"what"`
	Bytes int64  `json:"bytes"`
}

// fill writes the files into a folder.
func (e *export) fill(dir string) error {
	c := e.from
	if c.Labels == nil {
		return errors.New("the case has no label map; import the scan again")
	}
	add := func(name, what string, write func(w io.Writer) error) error { return e.add(dir, name, what, write) }
	if c.Volume != nil {
		if err := add("scan.nrrd", "the image", func(w io.Writer) error { return imaging.WriteNRRD(w, c.Volume) }); err != nil {
			return err
		}
	}
	if err := add(exportMark, "the structures, for 3D Slicer", func(w io.Writer) error { return imaging.WriteSegNRRD(w, c.Labels, segmentsOf(c)) }); err != nil {
		return err
	}
	if err := add("segmentation.dcm", "the structures, DICOM SEG", func(w io.Writer) error { return writeSEG(w, c) }); err != nil {
		return err
	}
	surface := e.surfaces()
	for i := range c.Structures {
		s := &c.Structures[i]
		if err := add("surfaces/"+s.Name+".ply", "surface, mm, LPS", func(w io.Writer) error { return mesh.WritePLY(w, surface(s)) }); err != nil {
			return err
		}
	}
	return e.fillMarkups(add)
}

// surfaces gives each structure's surface: the case's own, or of all structures
// raised together.
func (e *export) surfaces() func(s *anatomy.Structure) *mesh.TriMesh {
	if !e.shared {
		return func(s *anatomy.Structure) *mesh.TriMesh { return s.Surface }
	}
	l := e.from.Labels
	together := mesh.FromLabels(l.Data, l.Size, l.PatientFromVoxel)
	const iterations = 20 // as for a case's own surfaces
	reach := l.Spacing().Len() / 2
	together.Smooth(mesh.SmoothOptions{Iterations: iterations, MaxMoveMM: reach})
	volumes := make(map[uint16]float64)
	for _, label := range l.Data {
		volumes[label] += l.VoxelVolume()
	}
	together.OffsetToVolumes(volumes, reach)
	return func(s *anatomy.Structure) *mesh.TriMesh { return together.Of(s.Labels...) }
}

// fillMarkups writes what there is of points and of the way.
func (e *export) fillMarkups(add func(name, what string, write func(w io.Writer) error) error) error {
	if points := e.from.Landmarks; len(points) > 0 {
		err := add("landmarks.mrk.json", "the landmarks", func(w io.Writer) error { return anatomy.WriteLandmarks(w, points) })
		if err != nil {
			return err
		}
	}
	if e.plan == nil {
		return nil
	}
	length := e.plan.Target.Sub(e.plan.Entry).Len()
	return add("trajectory.mrk.json", fmt.Sprintf("the planned way, %.1f mm", length), func(w io.Writer) error {
		return anatomy.WriteTrajectory(w, e.plan.Entry, e.plan.Target)
	})
}

// add writes one file to disk.
func (e *export) add(dir, name, what string, write func(w io.Writer) error) error {
	file, err := below(dir)(name)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(file, 1<<16)
	if err = write(buffered); err == nil {
		err = buffered.Flush()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	e.files = append(e.files, exportedFile{name, what, info.Size()})
	return nil
}

func segmentsOf(c *anatomy.Case) []imaging.Segment {
	segments := make([]imaging.Segment, len(c.Structures))
	for i, s := range c.Structures {
		segments[i] = imaging.Segment{Label: s.Label, Name: s.Name, Color: s.Color, SNOMED: s.SNOMED}
	}
	return segments
}

// writeSEG writes the structures' solids, which lie in one another, where the
// label map gives every voxel to the innermost.
func writeSEG(w io.Writer, c *anatomy.Case) error {
	var segments []dicom.SEGSegment
	for i, segment := range segmentsOf(c) {
		segments = append(segments, dicom.SEGSegment{Segment: segment, Labels: c.Structures[i].Labels, Tissue: c.Structures[i].Tissue})
	}
	sum := c.Hash()
	const longestID = 64
	return dicom.WriteSEG(w, c.Labels, segments, dicom.SEGOptions{
		Seed: sum[:], FrameOfReference: c.FrameOfReference, Case: c.ID[:min(len(c.ID), longestID)], Software: scene.Engine,
	})
}

func exportTable(files []exportedFile) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"file", "what", "kB"})
	for _, f := range files {
		t.AppendRow(table.Row{f.Name, f.What, (f.Bytes + 999) / 1000})
	}
	return t.Render()
}
