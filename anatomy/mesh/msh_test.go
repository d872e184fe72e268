package mesh

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
)

// tetSample is a small mesh of two materials with awkward numbers.
func tetSample() *TetMesh {
	return &TetMesh{
		Vertices:  []mgl32.Vec3{{0, 0, 0}, {1, 0, 0}, {0, 0.1, 0}, {0, 0, 1.0 / 3}, {-1e-7, 0, -123456.79}, {5, 5, 5}},
		Tets:      [][4]uint32{{0, 1, 2, 3}, {0, 2, 1, 4}},
		Materials: []uint16{7, 65535},
	}
}

// tetWriters are all spellings that we write.
var tetWriters = map[string]func(io.Writer, *TetMesh) error{
	"msh 4.1 text":   func(w io.Writer, m *TetMesh) error { return WriteMSH(w, m, MSHOptions{}) },
	"msh 4.1 binary": func(w io.Writer, m *TetMesh) error { return WriteMSH(w, m, MSHOptions{Binary: true}) },
	"msh 2.2 text":   func(w io.Writer, m *TetMesh) error { return WriteMSH(w, m, MSHOptions{Version2: true}) },
	"msh 2.2 binary": func(w io.Writer, m *TetMesh) error { return WriteMSH(w, m, MSHOptions{Version2: true, Binary: true}) },
	"vtk":            WriteVTKTets,
}

// readTets reads either format by its content.
func readTets(raw []byte) (*TetMesh, error) {
	if bytes.HasPrefix(raw, []byte("# vtk")) {
		return ReadVTKTets(bytes.NewReader(raw))
	}
	return ReadMSH(bytes.NewReader(raw))
}

func TestTetFilesKeepEveryBit(t *testing.T) {
	ball, err := Tetrahedralise(ballMesh(20, 7), TetOptions{SpacingMM: 2})
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range tetWriters {
		for _, m := range []*TetMesh{tetSample(), ball} {
			var file bytes.Buffer
			if err := write(&file, m); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got, err := readTets(file.Bytes())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if !reflect.DeepEqual(got, m) {
				t.Errorf("%s: another mesh came back", name)
			}
		}
	}
}

// tetFacts are what other readers found in a file.
type tetFacts struct {
	Points int
	Tet    *struct {
		Tets         int
		Absolute     float64                `json:"tet_volume_sum_abs"`
		Signed       float64                `json:"tet_volume_sum_signed"`
		Negative     int                    `json:"negative_tets"`
		Boundary     int                    `json:"boundary_faces"`
		Overused     int                    `json:"faces_shared_by_more_than_2"`
		BoundaryArea struct{ Area float64 } `json:"boundary_surface"`
	}
}

func TestRealTetFilesAgreeWithOtherTools(t *testing.T) {
	root, facts := meshFacts[tetFacts](t)
	compared := 0
	for name, fact := range facts {
		if extension := filepath.Ext(name); fact.Tet == nil || extension != ".msh" && extension != ".vtk" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		m, err := readTets(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		compareTetFacts(t, name, m, fact)
		compared++
	}
	t.Logf("%d files compared", compared)
	if compared < 8 {
		t.Errorf("only %d files compared", compared)
	}
}

func compareTetFacts(t *testing.T, name string, m *TetMesh, want tetFacts) {
	t.Helper()
	report := m.Check()
	counts := [][2]int{
		{len(m.Vertices), want.Points}, {len(m.Tets), want.Tet.Tets}, {report.Inverted, want.Tet.Negative},
		{report.BoundaryFaces, want.Tet.Boundary}, {report.OverusedFaces, want.Tet.Overused},
	}
	for i, count := range counts {
		if count[0] != count[1] {
			t.Errorf("%s: count %d is %d, want %d", name, i, count[0], count[1])
		}
	}
	absolute := 0.0
	for i := range m.Tets {
		absolute += math.Abs(tetVolume(m.corners(i)))
	}
	// Other tools kept doubles; float32 has 24 bits, of coordinates some hundred
	// times greater than the smallest edges.
	for _, value := range [][2]float64{{m.Volume(), want.Tet.Signed}, {absolute, want.Tet.Absolute}, {m.Surface().Area(), want.Tet.BoundaryArea.Area}} {
		if math.Abs(value[0]-value[1]) > 2e-6*math.Abs(value[1]) {
			t.Errorf("%s: %v, want %v", name, value[0], value[1])
		}
	}
}

// TestGmshSpellings reads what other writers make of the formats: tags in any
// order and with gaps, other elements, sections between, tags without groups.
func TestGmshSpellings(t *testing.T) {
	want := &TetMesh{
		Vertices:  []mgl32.Vec3{{1, 0, 0}, {0, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		Tets:      [][4]uint32{{1, 0, 2, 3}},
		Materials: []uint16{3},
	}
	var big bytes.Buffer
	big.WriteString("$MeshFormat\n2.2 1 8\n")
	order := binary.BigEndian
	put := func(values ...any) {
		for _, value := range values {
			if err := binary.Write(&big, order, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	put(int32(1))
	big.WriteString("\n$EndMeshFormat\n$Nodes\n4\n")
	for i, position := range want.Vertices {
		put(int32([]int{9, 2, 30, 4}[i]), float64(position[0]), float64(position[1]), float64(position[2]))
	}
	big.WriteString("\n$EndNodes\n$Elements\n2\n")
	put(int32(15), int32(1), int32(2), int32(1), int32(0), int32(1), int32(9))
	put(int32(4), int32(1), int32(2), int32(2), int32(3), int32(1), int32(2), int32(9), int32(30), int32(4))
	big.WriteString("\n$EndElements\n")
	spellings := map[string]string{
		"1.0": "$NOD\n4\n9 1 0 0\n2 0 0 0\n30 0 1 0\n4 0 0 1\n$ENDNOD\n$ELM\n2\n1 2 1 1 3 9 2 30\n5 4 3 1 4 2 9 30 4\n$ENDELM\n",
		"2.2": "$MeshFormat\r\n2.2 0 8\r\n$EndMeshFormat\r\n$PhysicalNames\r\n1\r\n3 3 \"a name\"\r\n$EndPhysicalNames\r\n$Nodes\n4\n9 1 0 0\n2 0 0 0\n30 0 1 0\n4 0 0 1\n$EndNodes\n$Elements\n2\n" +
			"1 15 0 9\n5 4 3 3 1 0 2 9 30 4\n$EndElements\n$NodeData\n1\n$EndNodeData\n",
		"2.2, entity": "$MeshFormat\n2 0 8\n$EndMeshFormat\n$Nodes\n4\n9 1 0 0\n2 0 0 0\n30 0 1 0\n4 0 0 1\n$EndNodes\n$Elements\n1\n5 4 2 0 3 2 9 30 4\n$EndElements\n",
		"2.2, big":    big.String(),
		"2.2, second order": "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n4\n9 1 0 0\n2 0 0 0\n30 0 1 0\n4 0 0 1\n$EndNodes\n$Elements\n1\n" +
			"5 11 2 3 1 2 9 30 4 5 6 7 8 9 10\n$EndElements\n",
		"4.1": "$MeshFormat\n4.1 0 8\n$EndMeshFormat\n$Entities\n1 0 1 1\n1 0 0 0 0\n5 0 0 0 1 1 1 0 2 1 -2\n8 0 0 0 1 1 1 1 3 1 5\n$EndEntities\n" +
			"$Nodes\n2 4 2 30\n2 5 1 2\n9\n2\n1 0 0 .5 .5\n0 0 0 0 0\n3 8 0 2\n30\n4\n0 1 0\n0 0 1\n$EndNodes\n" +
			"$Elements\n2 2 1 2\n2 5 2 1\n1 9 2 30\n3 8 4 1\n2 2 9 30 4\n$EndElements\n",
		"4.1, entity": "$MeshFormat\n4.1 0 8\n$EndMeshFormat\n$Nodes\n1 4 2 30\n3 3 0 4\n9\n2\n30\n4\n1 0 0\n0 0 0\n0 1 0\n0 0 1\n$EndNodes\n$Elements\n1 1 1 1\n3 3 4 1\n2 2 9 30 4\n$EndElements\n",
	}
	for name, text := range spellings {
		m, err := ReadMSH(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !reflect.DeepEqual(m, want) {
			t.Errorf("%s: %+v", name, m)
		}
		// A file that ends anywhere is refused, or lacks what comes last.
		for end := range len(text) {
			if m, err := ReadMSH(strings.NewReader(text[:end])); err == nil && !reflect.DeepEqual(m, want) {
				t.Fatalf("%s: cut at %d: %+v", name, end, m)
			}
		}
	}
}

func TestTetFilesAreRefusedInOneSentence(t *testing.T) {
	format2, nodes := "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n", "$Nodes\n4\n1 1 0 0\n2 0 0 0\n3 0 1 0\n4 0 0 1\n$EndNodes\n"
	for name, text := range map[string]string{
		"empty":          "",
		"no mesh":        "hello Jane Doe",
		"version":        "$MeshFormat\n4 0 8\n$EndMeshFormat\n",
		"missing node":   format2 + nodes + "$Elements\n1\n1 4 0 1 2 3 5\n$EndElements\n",
		"same tag":       format2 + strings.Replace(nodes, "\n2 ", "\n1 ", 1) + "$Elements\n0\n$EndElements\n",
		"not a number":   format2 + strings.Replace(nodes, "\n2 ", "\nDoe ", 1),
		"not finite":     format2 + strings.Replace(nodes, "\n2 0", "\n2 nan", 1),
		"hexahedron":     format2 + nodes + "$Elements\n1\n1 5 0 1 2 3 4 1 2 3 4\n$EndElements\n",
		"unknown":        format2 + nodes + "$Elements\n1\n1 77 0 1 2 3 4\n$EndElements\n",
		"material":       format2 + nodes + "$Elements\n1\n1 4 1 70000 1 2 3 4\n$EndElements\n",
		"counts":         format2 + nodes + "$Elements\n2\n1 4 1 7 1 2 3 4\n$EndElements\n",
		"no elements":    format2 + nodes,
		"vtk polygons":   "# vtk DataFile Version 3.0\nDoe\nASCII\nDATASET POLYDATA\n",
		"vtk no types":   "# vtk DataFile Version 3.0\nDoe\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 1 float\n0 0 0\n",
		"vtk three":      "# vtk DataFile Version 3.0\nDoe\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 1 float\n0 0 0\nCELLS 1 4\n3 0 0 0\nCELL_TYPES 1\n10\n",
		"vtk hexahedron": "# vtk DataFile Version 3.0\nDoe\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 1 float\n0 0 0\nCELLS 1 9\n8 0 0 0 0 0 0 0 0\nCELL_TYPES 1\n12\n",
		"vtk index":      "# vtk DataFile Version 3.0\nDoe\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 1 float\n0 0 0\nCELLS 1 5\n4 0 0 0 1\nCELL_TYPES 1\n10\n",
	} {
		m, err := readTets([]byte(text))
		if m != nil || err == nil || strings.ContainsAny(err.Error(), "\n\r") || strings.Contains(err.Error(), "Doe") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, m := range []*TetMesh{{}, {Tets: [][4]uint32{{0, 1, 2, 3}}, Materials: []uint16{1}}, {Vertices: make([]mgl32.Vec3, 4), Tets: [][4]uint32{{0, 1, 2, 3}}, Materials: []uint16{0}}} {
		if err := WriteMSH(io.Discard, m, MSHOptions{}); err == nil {
			t.Errorf("%+v was written", m)
		}
	}
}

func TestLyingTetCountsAllocateLittle(t *testing.T) {
	for name, text := range map[string]string{
		"nodes":    "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n4000000000\n1 0 0 0\n",
		"block":    "$MeshFormat\n4.1 0 8\n$EndMeshFormat\n$Nodes\n1 4000000000 1 4000000000\n3 1 0 4000000000\n1\n",
		"elements": "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Elements\n4000000000\n1 15 0 1\n",
		"entities": "$MeshFormat\n4.1 0 8\n$EndMeshFormat\n$Entities\n0 0 0 4000000000\n",
		"grid":     "# vtk DataFile Version 3.0\nx\nASCII\nDATASET UNSTRUCTURED_GRID\nCELLS 4000000000 4000000000\n4 0 0 0 0\n",
		"types":    "# vtk DataFile Version 3.0\nx\nASCII\nDATASET UNSTRUCTURED_GRID\nCELL_TYPES 4000000000\n",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := readTets([]byte(text))
		runtime.ReadMemStats(&after)
		if allocated := after.TotalAlloc - before.TotalAlloc; err == nil || allocated > 4<<20 {
			t.Errorf("%s: %d bytes, %v", name, allocated, err)
		}
	}
}

// vtkCounts prints what VTK finds in a grid: points, tetrahedra, their volume,
// and the sum of the materials.
const vtkCounts = `
import sys, vtk
r = vtk.vtkUnstructuredGridReader(); r.SetFileName(sys.argv[1]); r.ReadAllScalarsOn(); r.Update(); g = r.GetOutput()
a = g.GetCellData().GetArray("material")
volume = sum(vtk.vtkTetra.ComputeVolume(*[g.GetPoint(g.GetCell(i).GetPointId(j)) for j in range(4)]) for i in range(g.GetNumberOfCells()))
print(g.GetNumberOfPoints(), g.GetNumberOfCells(), "%.6f" % volume, int(sum(a.GetValue(i) for i in range(a.GetNumberOfTuples()))))
`

func TestVTKReadsOurTetrahedra(t *testing.T) {
	if err := exec.Command("/usr/bin/python3", "-c", "import vtk").Run(); err != nil {
		t.Skip("no VTK for Python (python3-vtk9): ", err)
	}
	m, err := Tetrahedralise(ballMesh(20, 7), TetOptions{SpacingMM: 3})
	if err != nil {
		t.Fatal(err)
	}
	m.Materials[0] = 500
	name := filepath.Join(t.TempDir(), "ball.vtk")
	var file bytes.Buffer
	if err := WriteVTKTets(&file, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := exec.Command("/usr/bin/python3", "-c", vtkCounts, name).CombinedOutput()
	want := fmt.Sprintf("%d %d %.6f %d", len(m.Vertices), len(m.Tets), m.Volume(), len(m.Tets)+499)
	if err != nil || strings.TrimSpace(string(found)) != want {
		t.Errorf("VTK finds %q, want %q: %v", found, want, err)
	}
}

func FuzzReadTets(f *testing.F) {
	for _, name := range slices.Sorted(maps.Keys(tetWriters)) {
		var file bytes.Buffer
		if err := tetWriters[name](&file, tetSample()); err != nil {
			f.Fatal(err)
		}
		f.Add(file.Bytes())
	}
	f.Add([]byte("$NOD\n4\n9 1 0 0\n2 0 0 0\n30 0 1 0\n4 0 0 1\n$ENDNOD\n$ELM\n1\n5 4 3 1 4 2 9 30 4\n$ENDELM\n"))
	f.Add([]byte("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$Nodes\n4000000000\n1 0 0 0\n$EndNodes\n"))
	f.Add([]byte("$MeshFormat\n4.1 0 8\n$EndMeshFormat\n$Entities\n0 0 0 4000000000\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := readTets(raw)
		if err != nil || len(m.Tets) == 0 {
			return
		}
		m.Check()
		for name, write := range tetWriters {
			var file bytes.Buffer
			if write(&file, m) != nil {
				continue // material 0
			}
			again, err := readTets(file.Bytes())
			if err != nil || !slices.Equal(again.Vertices, m.Vertices) || len(again.Tets) != len(m.Tets) {
				t.Fatalf("%s does not keep the mesh: %v", name, err)
			}
		}
	})
}
