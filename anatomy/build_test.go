package anatomy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

func TestBuildOrdersAndNestsStructures(t *testing.T) {
	c := buildBall(t)
	if names := c.structureNames(); !slices.Equal(names, []string{"skin", "tumour", "vessel"}) {
		t.Fatalf("structures are %v, want them from the outside inwards", names)
	}
	skin, tumour, vessel := c.Structure("skin"), c.Structure("tumour"), c.Structure("vessel")
	inner := []uint16{tumour.Label, vessel.Label}
	slices.Sort(inner)
	if want := append([]uint16{skin.Label}, inner...); !slices.Equal(skin.Labels, want) {
		t.Errorf("the skin's labels are %v, want %v: the whole ball is one solid", skin.Labels, want)
	}
	if !slices.Equal(tumour.Labels, []uint16{tumour.Label}) {
		t.Errorf("the tumour's labels are %v, want only its own", tumour.Labels)
	}
	if label := c.Labels.LabelAt(ballCenter); label != tumour.Label {
		t.Errorf("the centre has label %d, want the tumour's %d", label, tumour.Label)
	}
	if !tumour.Target || skin.Target || c.Target() != tumour || !vessel.Critical {
		t.Error("target or critical marks are wrong")
	}
	if len(c.Provenance.Recipe) != 3 || !strings.HasPrefix(c.Provenance.Recipe[0], "skin: ") {
		t.Errorf("the provenance's recipe is %q", c.Provenance.Recipe)
	}
	if found := c.Check(); len(found) != 0 {
		t.Errorf("Check found %v", found)
	}
}

func TestBuiltSurfacesEncloseTheirVoxelsAndTheBall(t *testing.T) {
	c := buildBall(t)
	voxels := countLabels(c.Labels)
	for _, s := range c.Structures {
		n := 0
		for _, label := range s.Labels {
			n += voxels[label]
		}
		ml := float64(n) / 1000 // 1 mm voxels
		if math.Abs(s.VolumeML-ml) > 0.01*ml {
			t.Errorf("%s: the surface encloses %.3f ml, its voxels %.3f ml, want 1 %%", s.Name, s.VolumeML, ml)
		}
		if !s.Watertight || !s.Surface.Check().Watertight() {
			t.Errorf("%s is not watertight", s.Name)
		}
	}
	// A ball of 20 voxels radius counts right to a few tenths of a percent.
	if got, want := c.Structure("skin").VolumeML, sphereML(skinRadius); math.Abs(got-want) > 0.01*want {
		t.Errorf("skin: %.3f ml, a sphere of %g mm has %.3f", got, skinRadius, want)
	}
	for _, v := range c.Structure("skin").Surface.Vertices {
		r := mgl64.Vec3{float64(v[0]), float64(v[1]), float64(v[2])}.Sub(ballCenter).Len()
		if math.Abs(r-skinRadius) > 0.6 {
			t.Fatalf("a vertex of the skin is %.2f mm from the centre, want %g within 0.6 voxels", r, skinRadius)
		}
	}
}

// TestBuildKeepsThePlaceOnObliqueGrids takes a scan and a label map through
// NIfTI on oblique grids of both hands. The ball lies off the grid's centre and
// off every axis, so that a mirrored, turned or shifted result cannot pass.
func TestBuildKeepsThePlaceOnObliqueGrids(t *testing.T) {
	const radius = 12.0
	turn := mgl64.Rotate3DX(0.4).Mul3(mgl64.Rotate3DY(-0.7)).Mul3(mgl64.Rotate3DZ(1.1))
	for name, spacing := range map[string]mgl64.Vec3{"right-handed": {0.8, 1.1, 1.7}, "left-handed": {-0.8, 1.1, 1.7}} {
		t.Run(name, func(t *testing.T) {
			affine := turn.Mul3(mgl64.Diag3(spacing)).Mat4()
			affine.SetCol(3, mgl64.Vec4{12.3, -45.6, 78.9, 1})
			grid := imaging.Grid{Size: [3]int{60, 50, 40}, PatientFromVoxel: affine}
			center := grid.Position(34.3, 19.7, 17.4)
			scan, labels := scanOfBall(grid, center, radius)
			c, err := Build(t.Context(), throughFile(t, scan, imaging.WriteNIfTI, imaging.ReadNIfTI), BuildOptions{
				ID: "ball", Modality: "CT", Labels: throughFile(t, labels, imaging.WriteNIfTILabels, imaging.ReadNIfTILabels),
				Names: []segment.Named{{Label: 3, Name: "ball", Tissue: "organ", Color: "#a0564a"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			checkBallIsThere(t, c, center, radius)
		})
	}
}

// scanOfBall falls by one HU per mm from 100 at the centre; the ball has label 3.
func scanOfBall(grid imaging.Grid, center mgl64.Vec3, radius float64) (*imaging.Volume, *imaging.LabelMap) {
	v := &imaging.Volume{Grid: grid, Float32: make([]float32, grid.Len())}
	l := &imaging.LabelMap{Grid: grid, Data: make([]uint16, grid.Len())}
	for at := range v.Float32 {
		i, j, k := at%grid.Size[0], at/grid.Size[0]%grid.Size[1], at/grid.Size[0]/grid.Size[1]
		r := grid.Position(float64(i), float64(j), float64(k)).Sub(center).Len()
		v.Float32[at] = float32(100 - r)
		if r < radius {
			l.Data[at] = 3
		}
	}
	return v, l
}

func throughFile[T any](t *testing.T, image T, write func(io.Writer, T) error, read func(io.Reader) (T, error)) T {
	t.Helper()
	var file bytes.Buffer
	if err := write(&file, image); err != nil {
		t.Fatal(err)
	}
	again, err := read(&file)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// checkBallIsThere asks scan, labels and surface where the ball is.
func checkBallIsThere(t *testing.T, c *Case, center mgl64.Vec3, radius float64) {
	t.Helper()
	if found := c.Check(); len(found) != 0 {
		t.Errorf("Check found %v", found)
	}
	s := c.Structure("ball")
	if want := sphereML(radius); math.Abs(s.VolumeML-want) > 0.01*want {
		t.Errorf("%.3f ml, a sphere of %g mm has %.3f", s.VolumeML, radius, want)
	}
	// The voxels' own mean is within 0.02 mm of the centre.
	if off := s.Surface.Centroid().Sub(center).Len(); off > 0.1 {
		t.Errorf("the surface's centroid is %.2f mm off the centre", off)
	}
	tree := mesh.NewBVH(s.Surface)
	const directions = 500
	for i := range directions {
		direction := fibonacciDirection(i, directions)
		for _, r := range []float64{radius - 2, radius + 2} { // beyond the voxels' half diagonal, 1.1 mm
			p, inside := center.Add(direction.Mul(r)), r < radius
			if got := c.Labels.LabelAt(p) == 3; got != inside {
				t.Fatalf("at %.1f mm, %.0f mm from the centre, the label says inside %t", p, r, got)
			}
			if got := tree.Inside(p); got != inside {
				t.Fatalf("at %.1f mm, %.0f mm from the centre, the surface says inside %t", p, r, got)
			}
		}
		if hu, ok := c.Volume.Sample(center.Add(direction.Mul(6))); !ok || math.Abs(hu-94) > 0.5 {
			t.Fatalf("6 mm from the centre the scan has %.2f HU, want 94", hu)
		}
	}
}

func TestBuildCombinesLabelMapAndRecipe(t *testing.T) {
	v := ballVolume(ballGrid())
	labels := &imaging.LabelMap{Grid: v.Grid, Data: make([]uint16, v.Len())}
	for i, hu := range v.EveryNth(1) {
		if hu == tumourHU {
			labels.Data[i] = 7
		}
	}
	o := ballOptions()
	o.Labels, o.Names = labels, []segment.Named{
		{Label: 7, Name: "glioma", Tissue: "tumour", Color: "#c9a227"},
		{Label: 9, Name: "absent", Tissue: "organ", Color: "#000000"},
	}
	o.Recipes, o.Target = o.Recipes[2:], "glioma"
	c, err := Build(t.Context(), v, o)
	if err != nil {
		t.Fatal(err)
	}
	if s := c.Structure("glioma"); s.Label != 7 {
		t.Errorf("the label map's label 7 became %d", s.Label)
	}
	if got := c.Structure("skin").Labels; !slices.Equal(got, []uint16{1, 7}) {
		t.Errorf("the skin's labels are %v, want its own 1 and the glioma's 7", got)
	}
	if found := c.Check(); len(found) != 0 {
		t.Errorf("Check found %v", found)
	}
	for i, label := range labels.Data {
		if label != 0 && c.Labels.Data[i] != label {
			t.Fatal("a recipe of an outer tissue covers the label map")
		}
	}
}

// TestBuildTakesLabelsWithoutNamesThroughRecipes: the map's other labels are
// not wanted, and need no names.
func TestBuildTakesLabelsWithoutNamesThroughRecipes(t *testing.T) {
	v := ballVolume(ballGrid())
	labels := &imaging.LabelMap{Grid: v.Grid, Data: make([]uint16, v.Len())}
	for i, hu := range v.EveryNth(1) {
		switch hu {
		case tumourHU:
			labels.Data[i] = 7
		case vesselHU:
			labels.Data[i] = 8
		}
	}
	glioma, err := segment.ParseRecipe("glioma: label 7 of the imported label map")
	if err != nil {
		t.Fatal(err)
	}
	glioma.Tissue, glioma.Color = "tumour", "#c9a227"
	o := ballOptions()
	o.Labels, o.Recipes, o.Target = labels, []segment.Recipe{glioma}, "glioma"
	c, err := Build(t.Context(), v, o)
	if err != nil {
		t.Fatal(err)
	}
	if names := c.structureNames(); !slices.Equal(names, []string{"glioma"}) {
		t.Errorf("structures are %v, want the glioma alone", names)
	}
	if found := c.Check(); len(found) != 0 {
		t.Errorf("Check found %v", found)
	}
}

func TestDeclaredContentsFillASolid(t *testing.T) {
	v := ballVolume(ballGrid())
	labels := &imaging.LabelMap{Grid: v.Grid, Data: make([]uint16, v.Len())}
	for i, hu := range v.EveryNth(1) {
		switch hu {
		case fleshHU, vesselHU:
			labels.Data[i] = 1
		case tumourHU:
			labels.Data[i] = 2
		}
	}
	o := BuildOptions{ID: "shell", Modality: "LABELS", Labels: labels, Names: []segment.Named{
		{Label: 1, Name: "brain", Tissue: "brain", Color: "#d9a7a0"},
		{Label: 2, Name: "ventricle", Tissue: "csf", Color: "#6fb7d6"},
	}}
	hollow, err := Build(t.Context(), nil, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Contains = map[string][]string{"brain": {"ventricle"}}
	solid, err := Build(t.Context(), nil, o)
	if err != nil {
		t.Fatal(err)
	}
	difference := solid.Structure("brain").VolumeML - hollow.Structure("brain").VolumeML
	if ventricle := solid.Structure("ventricle").VolumeML; math.Abs(difference-ventricle) > 0.01*sphereML(skinRadius) {
		t.Errorf("declaring the ventricle adds %.3f ml to the brain, want the ventricle's %.3f", difference, ventricle)
	}
	if found := solid.Check(); len(found) != 0 {
		t.Errorf("Check found %v", found)
	}
}

// TestBuildIsTheSameOnAnyNumberOfCores: surfaces are raised in parallel.
func TestBuildIsTheSameOnAnyNumberOfCores(t *testing.T) {
	first := buildBall(t).HashString()
	for _, cores := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(cores)
		again := buildBall(t).HashString()
		runtime.GOMAXPROCS(before)
		if again != first {
			t.Errorf("on %d cores the build has hash %s, otherwise %s", cores, again, first)
		}
	}
}

// TestBuildReportsProgress: over segmentation and surfaces alike, it only rises.
func TestBuildReportsProgress(t *testing.T) {
	o := ballOptions()
	const total = 6 // three structures, each segmented and then given a surface
	var last, calls int
	o.Progress = func(done, of int, what string) {
		if done < last || done > of || of != total || what == "" {
			t.Errorf("progress went from %d to %d of %d, %q", last, done, of, what)
		}
		last = done
		calls++
	}
	if _, err := Build(t.Context(), ballVolume(ballGrid()), o); err != nil {
		t.Fatal(err)
	}
	if last != total || calls != total+1 {
		t.Errorf("progress ended at %d of %d after %d calls", last, total, calls)
	}
}

// TestBuildLeavesOutWhatNobodyAskedFor: of structures chosen for the user, those
// that are not there, and the steps that name them, but not all of them.
func TestBuildLeavesOutWhatNobodyAskedFor(t *testing.T) {
	absent := []segment.Step{segment.Values(2000, 3000)}
	o := ballOptions()
	o.Optional, o.Target = true, ""
	o.Recipes[0].Steps = absent
	o.Recipes[2].Steps = append(slices.Clone(o.Recipes[2].Steps), segment.Step{Op: segment.OpWithin, Other: o.Recipes[0].Name})
	var notices []string
	last := 0
	o.Notice = func(sentence string) { notices = append(notices, sentence) }
	o.Progress = func(done, of int, what string) {
		if done < last || of != 6 {
			t.Errorf("progress went from %d to %d of %d, %q", last, done, of, what)
		}
		last = done
	}
	c, err := Build(t.Context(), ballVolume(ballGrid()), o)
	if err != nil {
		t.Fatal(err)
	}
	if c.Structure(o.Recipes[0].Name) != nil || c.Structure(o.Recipes[2].Name) == nil || len(c.Structures) != 2 {
		t.Errorf("structures are %v", c.structureNames())
	}
	if len(notices) != 1 || !strings.Contains(notices[0], "There is no "+o.Recipes[0].Name) || last != 6 {
		t.Errorf("the notices are %q, progress ended at %d", notices, last)
	}
	if found := c.Check(); len(found) != 0 {
		t.Errorf("Check found %v", found)
	}
	o.Progress, o.Target = nil, o.Recipes[0].Name
	if _, err := Build(t.Context(), ballVolume(ballGrid()), o); err == nil {
		t.Error("the target is left out")
	}
	o.Target = ""
	for i := range o.Recipes {
		o.Recipes[i].Steps = absent
	}
	if _, err := Build(t.Context(), ballVolume(ballGrid()), o); err == nil || !strings.Contains(err.Error(), "no voxel of") {
		t.Errorf("with nothing found at all, the error is %v", err)
	}
}

func TestBuildRespectsTheTriangleBudget(t *testing.T) {
	o := ballOptions()
	o.Triangles = 300
	c, err := Build(t.Context(), ballVolume(ballGrid()), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Structures {
		if s.Triangles > 300 || !s.Watertight {
			t.Errorf("%s has %d triangles, watertight %t; want at most 300 and true", s.Name, s.Triangles, s.Watertight)
		}
	}
}

func TestBuildRefusals(t *testing.T) {
	scan := ballVolume(ballGrid())
	emptyLabels := &imaging.LabelMap{Grid: scan.Grid, Data: make([]uint16, scan.Len())}
	someLabels := &imaging.LabelMap{Grid: scan.Grid, Data: make([]uint16, scan.Len())}
	someLabels.Data[1000] = 23
	elsewhere := &imaging.LabelMap{Grid: scan.Grid, Data: someLabels.Data}
	elsewhere.PatientFromVoxel = mgl64.Translate3D(5, 0, 0).Mul4(scan.PatientFromVoxel)

	for name, test := range map[string]struct {
		change func(*BuildOptions)
		noScan bool
		want   string
	}{
		"nothing given":         {func(o *BuildOptions) { o.Recipes = nil }, true, "needs a scan or a label map"},
		"no structures":         {func(o *BuildOptions) { o.Recipes = nil }, false, "no structures"},
		"recipe without scan":   {func(o *BuildOptions) { o.Labels = someLabels }, true, "there is no scan"},
		"bad id":                {func(o *BuildOptions) { o.ID = "../evil" }, false, "not allowed"},
		"bad modality":          {func(o *BuildOptions) { o.Modality = "US" }, false, "CT, CBCT, MR or LABELS"},
		"empty label map":       {func(o *BuildOptions) { o.Labels = emptyLabels }, false, "the label map is empty"},
		"unknown label":         {func(o *BuildOptions) { o.Labels = someLabels }, false, "label 23 of the label map (1 voxels) has no name; give its name with --names"},
		"label map elsewhere":   {func(o *BuildOptions) { o.Labels = elsewhere }, false, "does not lie on the scan's grid"},
		"absent structure":      {func(o *BuildOptions) { o.Recipes[0].Steps = []segment.Step{segment.Values(2000, 3000)} }, false, "no voxel of vessel"},
		"same name twice":       {func(o *BuildOptions) { o.Recipes[0].Name = "skin" }, false, "two structures are named skin"},
		"path in a name":        {func(o *BuildOptions) { o.Recipes[0].Name = "a/../b" }, false, "not allowed"},
		"unknown tissue":        {func(o *BuildOptions) { o.Recipes[0].Tissue = "wood" }, false, "unknown tissue"},
		"bad colour":            {func(o *BuildOptions) { o.Recipes[0].Color = "red" }, false, "#rrggbb"},
		"unknown target":        {func(o *BuildOptions) { o.Target = "liver" }, false, "target \"liver\" is not a structure of the case; choose one of"},
		"landmark outside":      {func(o *BuildOptions) { o.Landmarks[0].Position[2] = 900 }, false, "landmark centre"},
		"contains a stranger":   {func(o *BuildOptions) { o.Contains = map[string][]string{"skin": {"soul"}} }, false, "\"soul\""},
		"contains the outside":  {func(o *BuildOptions) { o.Contains = map[string][]string{"tumour": {"skin"}} }, false, "further out"},
		"label with two names":  {func(o *BuildOptions) { o.Labels, o.Names = someLabels, []segment.Named{{Label: 23}, {Label: 23}} }, false, "two names"},
		"wholly covered":        {func(o *BuildOptions) { o.Recipes[1].Steps = []segment.Step{segment.Values(200, 400)} }, false, "nothing is left of structure tumour"},
		"landmark without name": {func(o *BuildOptions) { o.Landmarks[0].Name = "" }, false, "landmark has no name"},
	} {
		t.Run(name, func(t *testing.T) {
			o := ballOptions()
			o.Landmarks = slices.Clone(o.Landmarks)
			test.change(&o)
			v := scan
			if test.noScan {
				v = nil
			}
			_, err := Build(t.Context(), v, o)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want it to say %q", err, test.want)
			}
		})
	}
}

// TestBuildStopsWhenCancelled: nothing of a cancelled import comes back.
func TestBuildStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := ballOptions()
	o.Progress = func(_, _ int, what string) {
		if strings.HasPrefix(what, "surface of") {
			cancel()
		}
	}
	c, err := Build(ctx, ballVolume(ballGrid()), o)
	if c != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got case %v and error %v, want none and %v", c, err, context.Canceled)
	}
}
