package mesh

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// vtkWrites makes one surface of triangles, quads, a pentagon and a strip, with
// point data, and writes it in every spelling that VTK knows.
const vtkWrites = `
import sys, vtk
folder = sys.argv[1]
sphere = vtk.vtkSphereSource(); sphere.SetThetaResolution(17); sphere.SetPhiResolution(9); sphere.SetRadius(40)
stripper = vtk.vtkStripper(); stripper.SetInputConnection(sphere.GetOutputPort())
cylinder = vtk.vtkCylinderSource(); cylinder.SetResolution(7); cylinder.SetCenter(100, 0, 0); cylinder.SetHeight(30); cylinder.SetRadius(9)
both = vtk.vtkAppendPolyData()
both.AddInputConnection(stripper.GetOutputPort()); both.AddInputConnection(cylinder.GetOutputPort()); both.Update()
data = both.GetOutput()
name = vtk.vtkStringArray(); name.SetName("title"); name.InsertNextValue("a b")
time = vtk.vtkDoubleArray(); time.SetName("TimeValue"); time.InsertNextValue(4.5); data.GetFieldData().AddArray(time)
clean = vtk.vtkTriangleFilter(); clean.SetInputData(data)
mass = vtk.vtkMassProperties(); mass.SetInputConnection(clean.GetOutputPort())
for version in (42, 51):
    for kind in (1, 2):
        w = vtk.vtkPolyDataWriter(); w.SetInputData(data); w.SetFileVersion(version); w.SetFileType(kind)
        w.SetFileName("%s/legacy%d_%d.vtk" % (folder, version, kind)); w.Write()
        grid = vtk.vtkAppendFilter(); grid.AddInputData(data)
        u = vtk.vtkUnstructuredGridWriter(); u.SetInputConnection(grid.GetOutputPort()); u.SetFileVersion(version); u.SetFileType(kind)
        u.SetFileName("%s/grid%d_%d.vtk" % (folder, version, kind)); u.Write()
for mode in (0, 1, 2):
    for zip in (0, 1):
        for order in (0, 1):
            for header in (1, 2):
                w = vtk.vtkXMLPolyDataWriter(); w.SetInputData(data); w.SetDataMode(mode); w.SetHeaderType(32*header); w.SetByteOrder(order)
                w.SetEncodeAppendedData(header == 1); w.SetBlockSize(1024)
                if zip: w.SetCompressorTypeToZLib()
                else: w.SetCompressorTypeToNone()
                w.SetFileName("%s/xml%d%d%d%d.vtp" % (folder, mode, zip, order, header)); w.Write()
print(clean.GetOutputPort() and mass.GetSurfaceArea())
`

// vtkReads says what VTK finds in the files that we wrote.
const vtkReads = `
import sys, json, vtk
found = {}
for name, reader in (("a.vtk", vtk.vtkPolyDataReader()), ("a.obj", vtk.vtkOBJReader()), ("a.stl", vtk.vtkSTLReader()),
                     ("a.ply", vtk.vtkPLYReader()), ("a.glb", vtk.vtkGLTFReader()), ("a.gltf", vtk.vtkGLTFReader())):
    reader.SetFileName(sys.argv[1] + "/" + name)
    if "gl" in name:
        reader.ApplyDeformationsToGeometryOn()
        reader.Update()
        append = vtk.vtkCompositeDataGeometryFilter(); append.SetInputConnection(reader.GetOutputPort()); append.Update()
        data = append.GetOutput()
    else:
        reader.Update(); data = reader.GetOutput()
    mass = vtk.vtkMassProperties(); mass.SetInputData(data)
    found[name] = [data.GetNumberOfPolys(), mass.GetSurfaceArea()] + list(data.GetBounds())
print(json.dumps(found))
`

// python runs a script with Debian's Python and VTK, or skips.
func python(t *testing.T, script string, arguments ...string) string {
	t.Helper()
	const interpreter = "/usr/bin/python3"
	if err := exec.Command(interpreter, "-c", "import vtk").Run(); err != nil {
		t.Skip("python3-vtk9 is not installed: ", err)
	}
	out, err := exec.Command(interpreter, append([]string{"-c", script}, arguments...)...).Output()
	if err != nil {
		t.Fatalf("python: %v", err)
	}
	return string(out)
}

func TestReadsEverySpellingOfVTK(t *testing.T) {
	folder := t.TempDir()
	python(t, vtkWrites, folder)
	files, _ := filepath.Glob(filepath.Join(folder, "*.vt?"))
	if len(files) != 32 {
		t.Fatalf("%d files written", len(files))
	}
	var first *TriMesh
	for _, file := range files {
		name := filepath.Base(file)
		m, err := ReadSurface(os.DirFS(folder), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m = m.Weld(); first == nil {
			first = m
			requireSolid(t, m, name)
			if m.Check().Components != 2 || len(m.Triangles) != 238+24 {
				t.Errorf("%s: %+v, %d triangles", name, m.Check(), len(m.Triangles))
			}
		}
		// The order of cells differs between polydata and grids.
		if len(m.Vertices) != len(first.Vertices) || len(m.Triangles) != len(first.Triangles) ||
			math.Abs(m.Volume()/first.Volume()-1) > 1e-5 || math.Abs(m.Area()/first.Area()-1) > 1e-5 {
			t.Errorf("%s: %d vertices, %v mm³; want %d, %v", name, len(m.Vertices), m.Volume(), len(first.Vertices), first.Volume())
		}
	}
}

func TestVTKReadsWhatWeWrite(t *testing.T) {
	folder := t.TempDir()
	parts := []Part{{"ball", "#8c332e", ballMesh(14, 5)}, {"tetrahedron", "", tetrahedron()}}
	for name, format := range map[string]Format{"a.vtk": VTK, "a.obj": OBJ, "a.stl": STLText, "a.ply": PLY, "a.glb": GLB, "a.gltf": GLTF} {
		file, err := os.Create(filepath.Join(folder, name))
		if err == nil {
			err = WriteParts(file, format, parts...)
			file.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var found map[string][8]float64
	if err := json.Unmarshal([]byte(strings.TrimSpace(python(t, vtkReads, folder))), &found); err != nil || len(found) != 6 {
		t.Fatal(found, err)
	}
	m := merged(parts)
	low, high := m.Bounds()
	for name, got := range found {
		want := [8]float64{float64(len(m.Triangles)), m.Area(), low[0], high[0], low[1], high[1], low[2], high[2]}
		if strings.HasPrefix(name, "a.gl") { // left, superior, anterior; metres
			want = [8]float64{want[0], want[1] * 1e-6, low[0] / 1000, high[0] / 1000, low[2] / 1000, high[2] / 1000, -high[1] / 1000, -low[1] / 1000}
		}
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-5*math.Max(math.Abs(want[i]), 1e-3) {
				t.Errorf("%s: VTK finds %v, want %v", name, got, want)
				break
			}
		}
	}
}
