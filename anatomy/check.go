package anatomy

import (
	"fmt"
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl64"
)

// Severity tells whether a finding makes a case unfit for practice.
type Severity string

// An error makes scores on the case wrong; a warning is worth knowing.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Finding is one thing that Check found.
type Finding struct {
	Severity Severity `json:"severity"`
	Object   string   `json:"object"`  // what it is about: case, volume, labels, structure or landmark NAME
	Message  string   `json:"message"` // one sentence
}

// Check examines whether a case is sound: its rules kept, volume and labels on
// one grid, landmarks inside it, and every structure watertight, within the
// scan, where its voxels are, as large as they are, and as recorded. Findings come in the order of
// the case; none means sound.
func (c *Case) Check() []Finding {
	var f findings
	if grid, ok := f.begin(c); ok {
		f.checkVolume(c, grid)
		f.checkLabelMap(c)
		f.checkContents(c, grid, c.examine())
	}
	return f
}

// begin checks the rules of case.yaml; ok is false without a grid to check
// anything else on.
func (f *findings) begin(c *Case) (grid imaging.Grid, ok bool) {
	if err := c.validate(); err != nil {
		f.fail("case", "%v", err)
	}
	if grid, ok = c.Grid(); !ok {
		f.fail("case", "there is neither a volume nor a label map")
		return grid, false
	}
	if err := grid.Validate(); err != nil {
		f.fail("case", "%v", err)
		return grid, false
	}
	return grid, true
}

// examine looks at the surface of every structure that has one.
func (c *Case) examine() []mesh.Report {
	reports := make([]mesh.Report, len(c.Structures))
	eachOf(len(c.Structures), func(i int) {
		if surface := c.Structures[i].Surface; surface != nil {
			reports[i] = surface.Check()
		}
	})
	return reports
}

// checkContents checks all but the images themselves.
func (f *findings) checkContents(c *Case, grid imaging.Grid, reports []mesh.Report) {
	voxels := countLabels(c.Labels)
	found := make([]findings, len(c.Structures))
	eachOf(len(c.Structures), func(i int) { found[i].checkStructure(c, &c.Structures[i], reports[i], grid, voxels) })
	for _, of := range found {
		*f = append(*f, of...)
	}
	f.checkUnnamed(c, voxels)
	for _, l := range c.Landmarks {
		if !grid.Contains(l.Position) {
			f.fail("landmark "+l.Name, "it lies outside the scan, at %.1f mm", l.Position)
		}
	}
}

type findings []Finding

func (f *findings) fail(object, format string, arguments ...any) {
	*f = append(*f, Finding{SeverityError, object, fmt.Sprintf(format, arguments...)})
}

func (f *findings) warn(object, format string, arguments ...any) {
	*f = append(*f, Finding{SeverityWarning, object, fmt.Sprintf(format, arguments...)})
}

// checkVolume compares the volume with the case's grid.
func (f *findings) checkVolume(c *Case, grid imaging.Grid) {
	switch {
	case c.Volume == nil && c.Modality != "LABELS":
		f.fail("volume", "the %s volume is missing", c.Modality)
	case c.Volume != nil && c.Volume.Count() != c.Volume.Len():
		f.fail("volume", "it has %d voxels where its grid has %d", c.Volume.Count(), c.Volume.Len())
	case c.Volume != nil && c.Labels != nil && !c.Volume.SameAs(grid):
		f.fail("labels", "volume and label map lie on different grids")
	}
}

func (f *findings) checkLabelMap(c *Case) {
	switch {
	case c.Labels == nil:
		f.fail("labels", "the label map is missing")
	case len(c.Labels.Data) != c.Labels.Len():
		f.fail("labels", "it has %d voxels where its grid has %d", len(c.Labels.Data), c.Labels.Len())
	}
}

// countLabels counts the voxels of every label; nil without a sound label map.
func countLabels(l *imaging.LabelMap) []int {
	if l == nil || len(l.Data) != l.Len() {
		return nil
	}
	counts := make([]int, 1<<16)
	for _, label := range l.Data {
		counts[label]++
	}
	return counts
}

func (f *findings) checkStructure(c *Case, s *Structure, report mesh.Report, grid imaging.Grid, voxels []int) {
	object := "structure " + s.Name
	if s.Surface == nil || len(s.Surface.Triangles) == 0 {
		f.fail(object, "it has no surface")
		return
	}
	if !report.Watertight() {
		f.fail(object, "its surface is not watertight (%d open edges, %d edges and %d vertices not manifold)",
			report.BoundaryEdges, report.NonManifoldEdges, report.NonManifoldVertices)
	}
	if err := s.checkRecord(report.Watertight()); err != nil {
		f.fail(object, "%v", err)
	}
	if s.Critical && !report.Watertight() {
		f.fail(object, "it is critical, but injuries to it cannot be told from a surface that is not watertight; import it again, or repair its surface")
	}
	f.checkBounds(s, object, grid)
	if voxels != nil {
		f.checkLabels(s, object, grid, voxels)
		f.checkPlace(s, object, c.Labels)
	}
}

// volumeRounding, in ml, is what storing a volume to the microlitre may change.
const volumeRounding = 0.0011

// checkRecord compares what the case records of a structure's surface with the
// surface. Practice trusts the record: a vessel recorded as not watertight is
// not guarded against injury.
func (s *Structure) checkRecord(watertight bool) error {
	if s.Watertight != watertight {
		return fmt.Errorf("watertight is recorded as %t and found to be %t", s.Watertight, watertight)
	}
	if n := len(s.Surface.Triangles); s.Triangles != n {
		return fmt.Errorf("%d triangles are recorded and %d found", s.Triangles, n)
	}
	if ml := volumeML(s.Surface.Volume()); !(math.Abs(ml-s.VolumeML) <= volumeRounding) {
		return fmt.Errorf("%.3f ml are recorded and %.3f ml found", s.VolumeML, ml)
	}
	return nil
}

// checkBounds wants the surface within the scan, in whose frame it was made:
// within the outer faces of the outer voxels, half a voxel beyond their centres,
// and a hundredth for the rounding of vertices to float32.
func (f *findings) checkBounds(s *Structure, object string, grid imaging.Grid) {
	const slack = 0.01
	voxelFromPatient := grid.VoxelFromPatient()
	for _, v := range s.Surface.Vertices {
		at := mgl64.TransformCoordinate(mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])}, voxelFromPatient)
		for axis, n := range grid.Size {
			if !(at[axis] >= -0.5-slack && at[axis] <= float64(n)-0.5+slack) {
				f.fail(object, "its surface leaves the scan at %.1f mm", v)
				return
			}
		}
	}
}

// The tolerance between a surface's volume and its voxels': 2 %, twice what
// Build promises, and for specks, whose surface no smoothing keeps, ten voxels.
const (
	volumeTolerance = 0.02
	speckVoxels     = 10
)

func (f *findings) checkLabels(s *Structure, object string, grid imaging.Grid, voxels []int) {
	n := 0
	for _, label := range s.Labels {
		n += voxels[label]
	}
	if n == 0 {
		f.fail(object, "no voxel has its label %d", s.Label)
		return
	}
	if voxels[s.Label] == 0 {
		f.warn(object, "no voxel has its own label %d; what lies inside covers it", s.Label)
	}
	labelled := float64(n) * grid.VoxelVolume() / 1000
	allowed := max(volumeTolerance*labelled, speckVoxels*grid.VoxelVolume()/1000)
	if ml := s.Surface.Volume() / 1000; math.Abs(ml-labelled) > allowed {
		f.fail(object, "its surface encloses %.3f ml and its labels fill %.3f ml", ml, labelled)
	}
}

// checkUnnamed looks for labels that no structure explains.
func (f *findings) checkUnnamed(c *Case, voxels []int) {
	named := make([]bool, 1<<16)
	for i := range c.Structures {
		named[c.Structures[i].Label] = true
	}
	for label, n := range voxels {
		if n > 0 && label != 0 && !named[label] {
			f.fail("labels", "label %d has %d voxels and no structure", label, n)
		}
	}
}
