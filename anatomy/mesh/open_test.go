package mesh

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl32"
)

// readBytes reads a file that consists of these bytes.
func readBytes(raw []byte, name string) ([]Part, error) {
	return ReadParts(fstest.MapFS{name: {Data: raw}}, name)
}

// scaled returns the facts of a file in metres as ours in millimetres.
func (f surfaceFacts) scaled(by float64) *surfaceFacts {
	f.Area *= by * by
	f.SignedVolume *= by * by * by
	return &f
}

// TestEveryFormatAgreesWithVTK reads every surface of the shared data through
// the one door and compares with the facts that VTK and numpy found.
func TestEveryFormatAgreesWithVTK(t *testing.T) {
	root, facts := meshFacts[struct{ Surface *surfaceFacts }](t)
	compared := map[string]int{}
	for name, fact := range facts {
		ending := strings.ToLower(path.Ext(name))
		if fact.Surface == nil || refused[path.Base(name)] != "" {
			continue
		}
		m, err := ReadSurface(os.DirFS(root), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := *fact.Surface
		switch ending {
		case ".glb", ".gltf":
			compareLoosely(t, name, m.Weld(), want.scaled(1000))
		case ".msh": // whose triangles lie around its tetrahedra, from which ours come
			want.Points -= want.Unreferenced
			compareLoosely(t, name, m, &want)
		default:
			compareFacts(t, name, m.Weld(), &want)
		}
		compared[ending]++
	}
	t.Log(compared)
	if compared[".obj"] < 12 || compared[".vtk"] < 12 || compared[".glb"] < 3 || compared[".vtp"] < 2 || compared[".msh"] < 3 {
		t.Errorf("too few files compared: %v", compared)
	}
}

// compareLoosely allows for the rounding to float32: of metres and back, and of
// text with more digits.
func compareLoosely(t *testing.T, name string, m *TriMesh, want *surfaceFacts) {
	t.Helper()
	rounded := *want
	if math.Abs(m.Area()/want.Area-1) > 1e-5 || want.SignedVolume != 0 && math.Abs(m.Volume()/want.SignedVolume-1) > 1e-5 {
		t.Errorf("%s: area %v and volume %v, want %v and %v", name, m.Area(), m.Volume(), want.Area, want.SignedVolume)
	}
	rounded.Area, rounded.SignedVolume = m.Area(), m.Volume()
	compareFacts(t, name, m, &rounded)
}

// refused are the broken files that no reader should believe, with a part of
// the sentence that says why.
var refused = map[string]string{
	"IndexOutOfRange.gltf": "not beside the scene",
	"InvalidMesh.ply":      "no vertex or no face",
	"OutOfMemory.off":      "want a whole number",
	"box_UTF16BE.obj":      "UTF-8",
	"crash-30d6d0f7c529b3b66b4131700b7a4580cd7082df.ply": "ply",
	"invalid-staple.ply":                       "does not begin",
	"malformed.obj":                            "line 23: a face names a vertex that is not among the 8",
	"notenoughindices.obj":                     "line 9: a face with 2 corners",
	"number_formats.obj":                       "line 11: a number was expected",
	"Armadillo_Tetra_4406_for_test_broken.vtu": "no PolyData",
}

// TestBrokenFiles: each of them is read, or refused with one sentence that
// names the file and quotes nothing of it.
func TestBrokenFiles(t *testing.T) {
	folder := os.DirFS(sharedData(t, "data", "broken"))
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		m, err := ReadSurface(folder, name)
		symptom := refused[path.Base(name)]
		if symptom == "" && err != nil || symptom != "" && (err == nil || !strings.Contains(err.Error(), symptom)) {
			t.Errorf("%s: %v, want %q", name, err, symptom)
		}
		if err != nil && (m != nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), path.Base(name))) {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// plate are two parts with names that need care and colours.
func plate() []Part {
	second := ballMesh(8, 3)
	for v := range second.Vertices {
		second.Vertices[v] = second.Vertices[v].Add(mgl32.Vec3{100.25, -1e-6, 3e5})
	}
	return []Part{{"liver", "#8c332e", tetrahedron()}, {`a <"&'> vein`, "#0102ff", second}, {"", "", ballMesh(6, 2)}}
}

func TestEveryFormatKeepsEveryBit(t *testing.T) {
	parts := plate()
	for _, format := range []Format{PLY, OBJ, GLB, GLTF, ThreeMF, VTK} {
		var out, again bytes.Buffer
		if err := errors.Join(WriteParts(&out, format, parts...), WriteParts(&again, format, parts...)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Errorf("%s: written twice, it differs", format)
		}
		back, err := readBytes(out.Bytes(), "file")
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		want := parts
		if format == PLY || format == VTK {
			want = []Part{{Mesh: merged(parts)}}
		}
		if !reflect.DeepEqual(back, want) {
			t.Errorf("%s: came back different", format)
		}
	}
}

func TestSTLKeepsEveryTriangle(t *testing.T) {
	m := merged(plate())
	for _, format := range []Format{STL, STLText} {
		var out bytes.Buffer
		if err := WriteSurface(&out, format, m); err != nil {
			t.Fatal(err)
		}
		back, err := readBytes(out.Bytes(), "surface")
		if err != nil {
			t.Fatal(err)
		}
		for i, triangle := range m.Triangles {
			for corner, v := range triangle {
				if got := back[0].Mesh.Vertices[back[0].Mesh.Triangles[i][corner]]; got != m.Vertices[v] {
					t.Fatalf("%s: triangle %d: %v, want %v", format, i, got, m.Vertices[v])
				}
			}
		}
	}
}

func TestWritingRefusals(t *testing.T) {
	for symptom, part := range map[string]Part{
		"not #rrggbb":    {Color: "red", Mesh: tetrahedron()},
		"names vertex 9": {Mesh: &TriMesh{Triangles: [][3]uint32{{0, 1, 9}}}},
	} {
		if err := WriteParts(new(bytes.Buffer), ThreeMF, part); err == nil || !strings.Contains(err.Error(), symptom) {
			t.Errorf("%s: %v", symptom, err)
		}
	}
	if err := WriteSurface(new(bytes.Buffer), "docx", tetrahedron()); err == nil || !strings.Contains(err.Error(), "no format") {
		t.Error(err)
	}
}

func TestFormatNamed(t *testing.T) {
	for name, want := range map[string]Format{"a.STL": STL, "b/c.3mf": ThreeMF, "x.y.glb": GLB, "a.off": other, "stl": other, "a.doc": other} {
		if got, ok := FormatNamed(name); got != want || ok != (want != other) {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
}

// heapOf returns how much a function allocates in all, which bounds the peak.
func heapOf(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
