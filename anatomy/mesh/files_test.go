package mesh

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// tetrahedron has volume 1/6 and corners that float32 holds exactly.
func tetrahedron() *TriMesh {
	return &TriMesh{
		Vertices:  []mgl32.Vec3{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		Triangles: [][3]uint32{{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {2, 0, 3}},
	}
}

func encodePLY(t testing.TB, m *TriMesh) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WritePLY(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func encodeSTL(t testing.TB, m *TriMesh) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteSTL(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPLYKeepsEveryBit(t *testing.T) {
	for name, m := range map[string]*TriMesh{
		"sphere": ballMesh(12, 4),
		"empty":  {Vertices: []mgl32.Vec3{}, Triangles: [][3]uint32{}},
		"loose":  {Vertices: []mgl32.Vec3{{1, 2, 3}, {-0.1, 1e-40, 3e38}}, Triangles: [][3]uint32{}},
	} {
		raw := encodePLY(t, m)
		back, err := ReadPLY(bytes.NewReader(raw))
		if err != nil || !reflect.DeepEqual(m, back) {
			t.Errorf("%s: came back different (%v)", name, err)
		}
		if !bytes.Contains(raw, []byte("comment frame LPS, millimetre\n")) {
			t.Errorf("%s: no frame in the header", name)
		}
	}
}

func TestSTLWeldsTheSurfaceBack(t *testing.T) {
	m := ballMesh(12, 4)
	back, err := ReadSTL(bytes.NewReader(encodeSTL(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if len(back.Vertices) != len(m.Vertices) || back.Volume() == 0 || math.Abs(back.Volume()/m.Volume()-1) > 1e-12 {
		t.Errorf("%d vertices, %v mm³; want %d, %v", len(back.Vertices), back.Volume(), len(m.Vertices), m.Volume())
	}
	requireSolid(t, back, "read STL")
}

// plySpellings is the tetrahedron in every encoding, with foreign properties
// before, between and after, a foreign element with lists, and a polygon.
func plySpellings() map[string][]byte {
	ascii := "ply\r\nformat ascii 1.0\r\nobj_info x\r\nelement tag 2\r\nproperty list uchar short marks\r\nproperty float w\r\n" +
		"element face 3\r\nproperty uchar red\r\nproperty list int8 int16 vertex_index\r\n" +
		"element vertex 5\r\nproperty double z\r\nproperty char nx\r\nproperty float32 x\r\nproperty list uint8 uint8 l\r\nproperty int32 y\r\nend_header\r\n" +
		"2 7 8 0.5\r\n0 1e3\r\n" +
		"255 4 0 4 2 1\n0 3 0 1 3\n0 4 1 2 0 3\n" +
		"0 1 0 2 9 9 0\n0 1 1 0 0\n0 1 0 1 3 1\n1 1 0 0 0\n0 1 0 0 1"
	spellings := map[string][]byte{"ascii": []byte(ascii)}
	for name, order := range map[string]binary.AppendByteOrder{
		"binary_little_endian": binary.LittleEndian, "binary_big_endian": binary.BigEndian,
	} {
		raw := []byte("ply\nformat " + name + " 1.0\nelement vertex 4\nproperty ushort tag\nproperty double y\nproperty float x\n" +
			"property list uint double extra\nproperty uint z\nelement nothing 4000000000\n" +
			"element face 4\nproperty list ushort uint vertex_indices\nproperty int8 end\nend_header\n")
		for _, v := range tetrahedron().Vertices {
			raw = order.AppendUint16(raw, 9)
			raw = order.AppendUint64(raw, math.Float64bits(float64(v[1])))
			raw = order.AppendUint32(raw, math.Float32bits(v[0]))
			raw = order.AppendUint64(order.AppendUint32(raw, 1), 0x4000000000000000)
			raw = order.AppendUint32(raw, uint32(v[2]))
		}
		for _, triangle := range tetrahedron().Triangles {
			raw = order.AppendUint16(raw, 3)
			for _, v := range triangle {
				raw = order.AppendUint32(raw, v)
			}
			raw = append(raw, 0xff)
		}
		spellings[name] = raw
	}
	return spellings
}

func TestPLYInEverySpelling(t *testing.T) {
	for name, raw := range plySpellings() {
		m, err := ReadPLY(bytes.NewReader(raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "ascii" { // two quadrilaterals and a triangle
			if len(m.Triangles) != 5 || m.Vertices[3] != (mgl32.Vec3{0, 0, 1}) {
				t.Errorf("ascii: %v", m)
			}
			continue
		}
		if !reflect.DeepEqual(m, tetrahedron()) {
			t.Errorf("%s: %v", name, m)
		}
	}
}

func TestPLYRefusals(t *testing.T) {
	vertexHead := "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
	faceHead := "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
	huge := string(encodePLY(t, tetrahedron()))
	huge = strings.Replace(huge, "element vertex 4", "element vertex 4294967294", 1)
	for symptom, text := range map[string]string{
		"does not begin":     "solid x",
		"no vertex":          vertexHead + "end_header\n",
		"truncated":          vertexHead + faceHead + "0 0 0 1 0 0",
		"names vertex 9":     vertexHead + faceHead + "0 0 0 1 0 0 0 1 0 3 0 1 9",
		"not a vertex index": vertexHead + faceHead + "0 0 0 1 0 0 0 1 0 3 0 1 -1",
		"needs three":        vertexHead + faceHead + "0 0 0 1 0 0 0 1 0 2 0 1",
		"finite":             vertexHead + faceHead + "0 0 0 1 nan 0 0 1 0 3 0 1 2",
		"finite number":      vertexHead + faceHead + "0 0 0 1 1e300 0 0 1 0 3 0 1 2",
		"not a number":       vertexHead + faceHead + "0 0 0 1 x 0 0 1 0 3 0 1 2",
		"whole number below": "ply\nformat ascii 1.0\nelement vertex 99999999999\n",
		"unexpected EOF":     "ply\nformat ascii 1.0\n",
		"no format line":     "ply\nend_header\n",
		"twice":              vertexHead + "element vertex 3\nproperty float x\n" + faceHead,
		"the file ends here": huge,
	} {
		m, err := ReadPLY(strings.NewReader(text))
		if err == nil || m != nil || !strings.Contains(err.Error(), symptom) || !strings.HasPrefix(err.Error(), "ply: ") {
			t.Errorf("%s: %v", symptom, err)
		}
	}
}

func TestSTLRefusals(t *testing.T) {
	binarySTL := encodeSTL(t, tetrahedron())
	lying := bytes.Clone(binarySTL)
	binary.LittleEndian.PutUint32(lying[80:], 1<<30)
	overflow := bytes.Clone(binarySTL)
	binary.LittleEndian.PutUint32(overflow[80:], math.MaxUint32)
	broken := bytes.Clone(binarySTL)
	binary.LittleEndian.PutUint32(broken[96:], math.Float32bits(float32(math.NaN())))
	for symptom, raw := range map[string][]byte{
		"choose an STL":           []byte("hello"),
		"triangle 4 of 1073":      lying,
		"more than a mesh":        overflow,
		"triangle 3 of 4":         binarySTL[:len(binarySTL)-1],
		"finite":                  broken,
		"without three":           []byte("solid\nfacet\nvertex 1 2\nendfacet\n"),
		"with 2 vertices":         []byte("solid\nfacet\nvertex 1 2 3\nvertex 1 2 3\nendfacet\n"),
		"not a number":            []byte("solid\nfacet\nvertex 1 2 z\n"),
		"truncated":               []byte("solid\nfacet\nvertex 1 2 3\n"),
		"line 4: a vertex out of": []byte("solid\nfacet\nendloop\nvertex 1 2 3 4\n"),
	} {
		m, err := ReadSTL(bytes.NewReader(raw))
		if err == nil || m != nil || !strings.Contains(err.Error(), symptom) || !strings.HasPrefix(err.Error(), "stl: ") {
			t.Errorf("%s: %v", symptom, err)
		}
	}
}

// TestLyingCountsAllocateLittle: 4 billion vertices in a kilobyte.
func TestLyingCountsAllocateLittle(t *testing.T) {
	ply := bytes.Replace(encodePLY(t, tetrahedron()), []byte("vertex 4"), []byte("vertex 4294967290"), 1)
	stl := encodeSTL(t, tetrahedron())
	binary.LittleEndian.PutUint32(stl[80:], 1<<30)
	for name, read := range map[string]func(){
		"ply": func() { ReadPLY(bytes.NewReader(ply)) },
		"stl": func() { ReadSTL(bytes.NewReader(stl)) },
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		read()
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
			t.Errorf("%s: %d bytes allocated for a file of a kilobyte", name, used)
		}
	}
}

func TestBinarySTLThatBeginsWithSolid(t *testing.T) {
	raw := encodeSTL(t, tetrahedron())
	copy(raw, "solid exported\nby a program that knows no better   ")
	m, err := ReadSTL(bytes.NewReader(raw))
	if err != nil || len(m.Triangles) != 4 || len(m.Vertices) != 4 {
		t.Errorf("%v, %v", m, err)
	}
}

func TestWeldMergesOnlyEqualPositions(t *testing.T) {
	m := &TriMesh{
		Vertices:  []mgl32.Vec3{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {float32(math.Copysign(0, -1)), 0, 0}, {1, 1e-7, 0}, {0, 0, 1}},
		Triangles: [][3]uint32{{0, 1, 2}, {3, 4, 5}},
	}
	welded := m.Weld()
	if len(welded.Vertices) != 5 || welded.Triangles[1] != [3]uint32{0, 3, 4} {
		t.Errorf("%v", welded)
	}
}

func FuzzReadPLY(f *testing.F) {
	f.Add(encodePLY(f, tetrahedron()))
	f.Add(encodePLY(f, &TriMesh{}))
	for _, raw := range plySpellings() {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := ReadPLY(bytes.NewReader(raw))
		if err != nil {
			return
		}
		back, err := ReadPLY(bytes.NewReader(encodePLY(t, m)))
		if err != nil || !reflect.DeepEqual(m, back) {
			t.Fatalf("%v came back as %v (%v)", m, back, err)
		}
		answerQuestions(m)
	})
}

func FuzzReadSTL(f *testing.F) {
	f.Add(encodeSTL(f, tetrahedron()))
	f.Add([]byte("solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1e1 0\nendloop\nendfacet\nendsolid\n"))
	f.Add([]byte("solid\nendsolid"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := ReadSTL(bytes.NewReader(raw))
		if err != nil {
			return
		}
		back, err := ReadSTL(bytes.NewReader(encodeSTL(t, m)))
		if err != nil || len(m.Triangles) != len(back.Triangles) {
			t.Fatalf("%v came back as %v (%v)", m, back, err)
		}
		for i, triangle := range m.Triangles {
			for corner, v := range triangle {
				if m.Vertices[v] != back.Vertices[back.Triangles[i][corner]] {
					t.Fatalf("triangle %d came back different", i)
				}
			}
		}
		answerQuestions(m)
	})
}

// answerQuestions runs what a caller does with any surface that was read.
func answerQuestions(m *TriMesh) {
	m.Check()
	tree := NewBVH(m)
	tree.SignedDistance(mgl64.Vec3{0.1, 0.2, 0.3})
	tree.SegmentDistance(mgl64.Vec3{-1, 0.2, 0.3}, mgl64.Vec3{2, 0.2, 0.1})
	m.Simplify(2)
	m.Smooth(SmoothOptions{Iterations: 3, MaxMoveMM: 0.1})
}

// sharedData finds the developers' data beside the project.
func sharedData(t testing.TB, name ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared"}, name...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	return path
}
