package mesh

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// boxMesh is a box of 12 triangles from the origin.
func boxMesh(x, y, z float32) *TriMesh {
	m := &TriMesh{}
	for corner := range 8 {
		m.Vertices = append(m.Vertices, mgl32.Vec3{x * float32(corner&1), y * float32(corner>>1&1), z * float32(corner>>2)})
	}
	for _, quad := range [6][4]uint32{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		m.Triangles = append(m.Triangles, [3]uint32{quad[0], quad[1], quad[2]}, [3]uint32{quad[0], quad[2], quad[3]})
	}
	return m
}

// requireFilled checks a solid's mesh against its surface. A boundary triangle
// of the lattice's edge h lies within h²·κ/8 of a surface of curvature κ, which
// for the solids here is below a thirtieth of h; edges of a box are cut off by up
// to half of h. share is what that may make of the volume.
func requireFilled(t *testing.T, surface *TriMesh, m *TetMesh, what string, share float64) {
	t.Helper()
	report := requireSound(t, m, what)
	volume := surface.Volume()
	t.Logf("%s: %d tetrahedra, %.1f° to %.1f°, %+.2f %% of the volume", what, len(m.Tets),
		report.MinDihedralDeg, report.MaxDihedralDeg, 100*(m.Volume()/volume-1))
	if math.Abs(m.Volume()-volume) > share*volume {
		t.Errorf("%s: volume %.1f mm³, the surface encloses %.1f", what, m.Volume(), volume)
	}
	if boundary := m.Surface(); math.Abs(boundary.Volume()-m.Volume()) > 1e-6*volume {
		t.Errorf("%s: the tetrahedra's surface encloses %v mm³, they fill %v", what, boundary.Volume(), m.Volume())
	}
}

func TestSolidsAreFilled(t *testing.T) {
	ring := FromMask(torusMask(40, 12, 5), [3]int{40, 40, 40}, mgl64.Ident4())
	ring.Smooth(SmoothOptions{Iterations: 20})
	hollow := ballMesh(40, 15)
	cavity := ballMesh(40, 9)
	cavity.flip()
	hollow = merged([]Part{{Mesh: hollow}, {Mesh: cavity}})
	for _, c := range []struct {
		name    string
		surface *TriMesh
		spacing float64
		euler   int
		share   float64
	}{
		{"ball", ballMesh(40, 15), 2, 2, 0.01},
		{"coarse ball", ballMesh(40, 15), 5, 2, 0.05},
		{"torus", ring, 1.7, 0, 0.02},
		{"box", boxMesh(20, 30, 17), 2, 2, 0.02},
		{"hollow ball", hollow, 1.9, 4, 0.01},
	} {
		m, err := Tetrahedralise(c.surface, TetOptions{SpacingMM: c.spacing})
		if err != nil {
			t.Fatal(err)
		}
		requireFilled(t, c.surface, m, c.name, c.share)
		if euler := m.Surface().Check().Euler; euler != c.euler {
			t.Errorf("%s: Euler characteristic %d of the boundary, want %d", c.name, euler, c.euler)
		}
		tree := NewBVH(c.surface)
		for v, position := range m.Surface().Vertices {
			if distance := math.Abs(tree.SignedDistance(wide(position))); distance > 0.5*c.spacing {
				t.Fatalf("%s: boundary vertex %d is %.2f mm off the surface", c.name, v, distance)
			}
		}
	}
}

func TestBudgetIsKeptAndUsed(t *testing.T) {
	surface := ballMesh(40, 15)
	labels := make([]uint16, 30*30*30)
	for i := range labels {
		if x, y, z := i%30-15, i/30%30-15, i/900-15; x*x+y*y+z*z < 150 {
			labels[i] = uint16(1 + i%30/15)
		}
	}
	for _, budget := range []int{500, 3000, 20000, 60000} {
		solid, err := Tetrahedralise(surface, TetOptions{Budget: budget})
		if err != nil {
			t.Fatal(err)
		}
		many, err := TetrahedraliseLabels(labels, [3]int{30, 30, 30}, mgl64.Ident4(), TetOptions{Budget: budget})
		if err != nil {
			t.Fatal(err)
		}
		for what, m := range map[string]*TetMesh{"ball": solid, "two halves": many} {
			if count := len(m.Tets); count > budget || 5*count < 4*budget {
				t.Errorf("%s: %d tetrahedra for a budget of %d", what, count, budget)
			}
		}
	}
}

func TestTetrahedraRefusals(t *testing.T) {
	open := ballMesh(20, 7)
	open.Triangles = open.Triangles[1:]
	if _, err := Tetrahedralise(open, TetOptions{SpacingMM: 1}); err == nil {
		t.Error("an open surface was filled")
	}
	for _, options := range []TetOptions{{}, {SpacingMM: -1}, {SpacingMM: math.NaN()}, {SpacingMM: math.Inf(1)}, {SpacingMM: 1e-9}, {SpacingMM: 1e6}, {Budget: 1}, {Budget: 1 << 60}} {
		if m, err := Tetrahedralise(ballMesh(20, 7), options); err == nil {
			t.Errorf("%+v: %d tetrahedra", options, len(m.Tets))
		}
	}
	grain := ballMesh(20, 7)
	for v, position := range grain.Vertices {
		grain.Vertices[v] = position.Mul(0.01).Add(mgl32.Vec3{900, 0, 0})
	}
	if m, err := Tetrahedralise(grain.Weld(), TetOptions{SpacingMM: 0.005}); err == nil {
		t.Errorf("a grain far away: %d tetrahedra", len(m.Tets))
	}
	if _, err := TetrahedraliseLabels(make([]uint16, 8), [3]int{2, 2, 2}, mgl64.Ident4(), TetOptions{SpacingMM: 1}); err == nil {
		t.Error("an empty label map was filled")
	}
}

// abdomen reads the sample of a whole abdomen with 61 labels.
func abdomen(t testing.TB) *imaging.LabelMap {
	t.Helper()
	file, err := os.Open(sharedData(t, "data", "volumes", "abdomen_ct_ts", "labels_total.nii.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	labels, err := imaging.ReadNIfTILabels(file)
	if err != nil {
		t.Fatal(err)
	}
	return labels
}

// TestAbdomenIsFilledAllAtOnce has every structure of a real label map in one
// mesh. The volume of structures that are thick for the voxels agrees with
// their voxels' within 3 %, of all together within 1 %.
func TestAbdomenIsFilledAllAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("a million tetrahedra take seconds")
	}
	labels := abdomen(t)
	voxels := map[uint16]float64{}
	for _, label := range labels.Data {
		voxels[label]++
	}
	const spacing = 6 // two voxels
	m, err := TetrahedraliseLabels(labels.Data, labels.Size, labels.PatientFromVoxel, TetOptions{SpacingMM: spacing, SmoothIterations: 5})
	if err != nil {
		t.Fatal(err)
	}
	report := requireSound(t, m, "abdomen")
	t.Logf("%d tetrahedra of %d materials, %.1f° to %.1f°, %d shared faces", len(m.Tets), len(report.Materials),
		report.MinDihedralDeg, report.MaxDihedralDeg, report.SharedFaces)
	terraced, err := TetrahedraliseLabels(labels.Data, labels.Size, labels.PatientFromVoxel, TetOptions{SpacingMM: spacing})
	if err != nil {
		t.Fatal(err)
	}
	before := requireSound(t, terraced, "abdomen, terraced").Materials
	all, found, worst := 0.0, 0.0, 0.0
	for i, material := range report.Materials {
		want := voxels[material.Material] * labels.VoxelVolume()
		all, found = all+want, found+material.VolumeMM3
		if off := material.VolumeMM3/want - 1; want > 1e5 && math.Abs(off) > 0.03 {
			t.Errorf("label %d: %+.1f %% of %.0f mm³", material.Material, 100*off, want)
		}
		if want > 1e4 {
			worst = max(worst, math.Abs(material.VolumeMM3/before[i].VolumeMM3-1))
		}
	}
	t.Logf("smoothing changes the volume of a structure above 10 ml by at most %.2f %%", 100*worst)
	if worst > 0.01 {
		t.Errorf("smoothing changes a volume by %.2f %%", 100*worst)
	}
	t.Logf("%+.2f %% of the volume of all", 100*(found/all-1))
	if math.Abs(found/all-1) > 0.01 {
		t.Errorf("all labels: %.0f mm³ of %.0f", found, all)
	}
	if lost := len(voxels) - 1 - len(report.Materials); lost > 0 {
		t.Errorf("%d labels were lost", lost)
	}
}

// TestRealSurfacesAreFilled needs the surfaces of a patient's liver and vessels.
func TestRealSurfacesAreFilled(t *testing.T) {
	root := sharedData(t, "data", "meshes", "liver_patient")
	if testing.Short() {
		t.Skip("ten surfaces take seconds")
	}
	names, err := filepath.Glob(filepath.Join(root, "*.vtk"))
	if err != nil || len(names) == 0 {
		t.Skip("no surfaces")
	}
	surfaces := map[string]*TriMesh{}
	if organ, err := readSurface(sharedData(t, "bench", "organ50k.ply")); err == nil {
		surfaces["organ50k.ply"] = organ
	}
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		surface, err := readVTK(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		surfaces[filepath.Base(name)] = surface.Weld()
	}
	for name, surface := range surfaces {
		m, err := Tetrahedralise(surface, TetOptions{Budget: 40000})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		// A tube of a radius of two spacings, as these vessels get, loses an
		// inscribed polygon's 4 %; organs lose less than one.
		requireFilled(t, surface, m, name, 0.05)
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	m := &TetMesh{
		Vertices:  []mgl32.Vec3{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 1}, {0, 0, -1}, {9, 9, 9}},
		Tets:      [][4]uint32{{0, 1, 2, 3}, {1, 2, 3, 4}},
		Materials: []uint16{1, 2},
	}
	report := m.Check()
	if !report.Sound() || report.SharedFaces != 1 || report.BoundaryFaces != 6 || report.Unreferenced != 2 {
		t.Errorf("%+v", report)
	}
	// A cube's corner has three right angles and three of atan √2; the regular
	// tetrahedron between has arccos ⅓ everywhere.
	least := math.Atan(math.Sqrt2) * 180 / math.Pi
	if math.Abs(report.MaxDihedralDeg-90) > 1e-4 || math.Abs(report.MinDihedralDeg-least) > 1e-4 || report.Dihedrals[7] != 6 {
		t.Errorf("angles from %v to %v: %v", report.MinDihedralDeg, report.MaxDihedralDeg, report.Dihedrals)
	}
	m.Tets[1] = [4]uint32{0, 1, 2, 5}
	if report = m.Check(); report.Inverted != 1 || report.FoldedFaces != 1 || report.Sound() {
		t.Errorf("inverted: %+v", report)
	}
	m.Tets[1] = [4]uint32{0, 2, 1, 5}
	if report = m.Check(); !report.Sound() || math.Abs(m.Volume()-1.0/3) > 1e-12 {
		t.Errorf("mended: %+v", report)
	}
	if border := m.Between(1, 2); len(border.Triangles) != 1 || areaVector(border.corners(0)) != (mgl64.Vec3{0, 0, -0.5}) {
		t.Errorf("border %v", border)
	}
	m.Tets = append(m.Tets, [4]uint32{0, 1, 2, 4}, [4]uint32{0, 0, 1, 2})
	m.Materials = append(m.Materials, 1, 1)
	if report = m.Check(); report.OverusedFaces != 1 || report.Degenerate != 1 || report.Components != 1 {
		t.Errorf("overused: %+v", report)
	}
}
