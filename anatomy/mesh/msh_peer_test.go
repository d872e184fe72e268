package mesh

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// meshioCounts prints what meshio finds in a file, as fmt prints it below, and
// writes the mesh again in every spelling that it knows.
const meshioCounts = `
import sys, meshio, numpy
mesh = meshio.read(sys.argv[1])
t, p, d = mesh.cells_dict["tetra"], mesh.points, mesh.cell_data_dict["gmsh:physical"]["tetra"]
volume = numpy.einsum("ij,ij->i", p[t[:,1]]-p[t[:,0]], numpy.cross(p[t[:,2]]-p[t[:,0]], p[t[:,3]]-p[t[:,0]])).sum() / 6
for format in ("gmsh22", "gmsh"):
    for binary in (False, True):
        meshio.write("%s.%s%d.msh" % (sys.argv[1], format, binary), mesh, file_format=format, binary=binary)
print("found", len(p), len(t), "%.3f" % volume, int(d.sum()))
`

// TestMeshioAndGmshFilesAgree has meshio read what we write, and reads what it
// makes of that.
func TestMeshioAndGmshFilesAgree(t *testing.T) {
	if err := exec.Command("/usr/bin/python3", "-c", "import meshio").Run(); err != nil {
		t.Skip("no meshio (python3-meshio): ", err)
	}
	m, err := Tetrahedralise(ballMesh(20, 7), TetOptions{SpacingMM: 3})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for tet := range m.Materials {
		m.Materials[tet] += uint16(tet % 3)
		sum += int(m.Materials[tet])
	}
	want := fmt.Sprintf("found %d %d %.3f %d", len(m.Vertices), len(m.Tets), m.Volume(), sum)
	folder := t.TempDir()
	for name, write := range tetWriters {
		if name == "vtk" {
			continue
		}
		path := filepath.Join(folder, name+".msh")
		var file bytes.Buffer
		if err := write(&file, m); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := exec.Command("/usr/bin/python3", "-c", meshioCounts, path).CombinedOutput()
		if err != nil || !strings.Contains(string(found), want) {
			t.Errorf("%s: meshio finds %q, want %q: %v", name, found, want, err)
		}
	}
	again, err := filepath.Glob(filepath.Join(folder, "*.msh.*.msh"))
	if err != nil || len(again) != 16 {
		t.Errorf("meshio wrote %d files: %v", len(again), err)
	}
	for _, path := range again {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		back, err := readTets(raw)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		found := 0
		for _, material := range back.Materials {
			found += int(material)
		}
		if name := filepath.Base(path); strings.Contains(name, "2.2") && !strings.Contains(name, "gmsh22") {
			found = sum // from 2.2 to 4.1 meshio itself forgets the groups
		}
		if got := fmt.Sprintf("found %d %d %.3f %d", len(back.Vertices), len(back.Tets), back.Volume(), found); got != want {
			t.Errorf("%s: %s, want %s", filepath.Base(path), got, want)
		}
	}
}
