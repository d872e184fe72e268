package mesh

import (
	"bytes"
	"reflect"
	"testing"
	"testing/fstest"
)

// written returns parts in a format, as a seed.
func written(f testing.TB, format Format, parts ...Part) []byte {
	f.Helper()
	var out bytes.Buffer
	if err := WriteParts(&out, format, parts...); err != nil {
		f.Fatal(err)
	}
	return out.Bytes()
}

// fuzzFormat reads anything under a name, and asks of what was read that it is
// in order, in proportion to its file, and comes back equal from a format.
func fuzzFormat(f *testing.F, name string, again Format, seeds ...[]byte) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		folder := fstest.MapFS{name: {Data: raw}}
		m, err := ReadSurface(folder, name)
		if err != nil {
			if m != nil {
				t.Fatal("a surface and an error")
			}
			return
		}
		if err := m.checkIndices(); err != nil {
			t.Fatal(err)
		}
		if size := 12 * (len(m.Vertices) + len(m.Triangles)); size > freeGrowth+growthShare*len(raw) {
			t.Fatalf("%d bytes of surface from %d bytes of file", size, len(raw))
		}
		for v := range m.Vertices {
			if !finite(m.Vertices[v]) {
				t.Fatal("a coordinate that is not finite")
			}
		}
		parts, err := ReadParts(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		compareAgain(t, again, parts)
	})
}

func compareAgain(t *testing.T, format Format, parts []Part) {
	t.Helper()
	var kept []Part
	for _, part := range parts {
		if len(part.Mesh.Triangles) > 0 {
			kept = append(kept, Part{Mesh: part.Mesh.compact(part.Mesh.Triangles)})
		}
	}
	if len(kept) == 0 {
		return
	}
	back, err := readBytes(written(t, format, kept...), "again")
	if err != nil {
		t.Fatal(err)
	}
	if format == VTK || format == PLY {
		kept = []Part{{Mesh: merged(kept)}}
	}
	if !reflect.DeepEqual(back, kept) {
		t.Fatalf("%v came back as %v", kept, back)
	}
}

func FuzzReadOBJ(f *testing.F) {
	fuzzFormat(f, "a.obj", OBJ, written(f, OBJ, plate()[:1]...),
		[]byte("# x\r\nv 0 0 0 1\nv 1 0 0 .1 .2 .3\nv 0 +1 0\nvn 0 0 1\ng a\nf -3//1 -2/1 \\\n-1\no b\nf 1/2/3 2 3 1\nl 1 2\n"))
}

func FuzzReadOFF(f *testing.F) {
	fuzzFormat(f, "a.off", PLY, []byte("OFF3 2 0 # a\n0 0 0\n1 0 0\n0 1e0 0\n3 0 1 2 255 0 0\n4 0 1 2 0\n"),
		[]byte("CNOFF\n3 1 0\n0 0 0 0 0 1 1 1 1 1\n1 0 0 0 0 1 1 1 1\n0 1 0 0 0 1\n3 0 1 2\n"))
}

func FuzzReadVTK(f *testing.F) {
	fuzzFormat(f, "a.vtk", VTK, written(f, VTK, plate()[:1]...),
		[]byte("# vtk DataFile Version 2.0\nx\nASCII\nDATASET POLYDATA\nFIELD f 1\nt 1 2 double\n1 2\nPOINTS 4 double\n0 0 0 1 0 0 0 1 0 0 0 1\nMETADATA\nINFORMATION 0\n\n"+
			"LINES 1 3\n2 0 1\nPOLYGONS 2 9\n4 0 1 2 3\n3 0 1 2\nTRIANGLE_STRIPS 1 5\n4 0 1 2 3\nPOINT_DATA 4\n"),
		[]byte("# vtk DataFile Version 5.1\nx\nASCII\nDATASET UNSTRUCTURED_GRID\nPOINTS 4 float\n0 0 0 1 0 0 0 1 0 0 0 1\nCELLS 3 7\nOFFSETS vtktypeint64\n0 3 7\nCONNECTIVITY vtktypeint64\n0 1 2 0 1 2 3\nCELL_TYPES 2\n5 8\n"))
}

func FuzzReadVTP(f *testing.F) {
	head := `<?xml version="1.0"?><VTKFile type="PolyData" byte_order="LittleEndian" header_type="UInt32"`
	body := `<PolyData><Piece NumberOfPoints="3" NumberOfPolys="1"><PointData><DataArray type="Float32" format="ascii">1</DataArray></PointData>`
	fuzzFormat(f, "a.vtp", VTK,
		[]byte(head+`>`+body+`<Points><DataArray type="Float64" format="ascii">0 0 0 1 0 0 0 1 0</DataArray></Points><Polys><DataArray type="Int64" Name="connectivity" format="ascii">0 1 2</DataArray>`+
			`<DataArray type="UInt8" Name="offsets" format="ascii">3</DataArray></Polys></Piece></PolyData></VTKFile>`),
		[]byte(head+` compressor="vtkZLibDataCompressor">`+body+`<Points><DataArray type="Float32" format="binary">AQAAAACAAAAkAAAAEQAAAA==eJxjYMAHGuzRVAEAFjQBwA==</DataArray></Points></Piece>`),
		[]byte(head+`>`+body+`<Points><DataArray type="Float32" format="appended" offset="0"/></Points></Piece></PolyData><AppendedData encoding="raw">_`+"\x24\x00\x00\x00"+string(make([]byte, 36))))
}

func FuzzReadGLTF(f *testing.F) {
	fuzzFormat(f, "a.gltf", GLB, written(f, GLB, plate()[:1]...), []byte(squareScene(plainAccessors, indexed, oneNode)),
		[]byte(squareScene(plainAccessors, `{"attributes":{"POSITION":0},"mode":5},{"attributes":{"POSITION":0},"mode":6}`, `{"mesh":0,"scale":[2,2,2],"children":[1]},{"mesh":0,"rotation":[0,0,1,0]}`)))
}

// FuzzRead3MF changes the model inside the archive, and sometimes the archive.
func FuzzRead3MF(f *testing.F) {
	model := "<model unit=\"inch\"><resources>" + cornerObject + `<object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 10 0 0"/></components></object></resources><build><item objectid="2"/></build></model>`
	f.Add([]byte(model), false)
	f.Add(written(f, ThreeMF, plate()[:1]...), true)
	f.Fuzz(func(t *testing.T, raw []byte, whole bool) {
		if !whole {
			raw = pack(t, map[string]string{"3D/3dmodel.model": string(raw)})
		}
		parts, err := readBytes(raw, "a.3mf")
		if err != nil {
			return
		}
		for _, part := range parts {
			if _, _, err := colorOf(part); err != nil {
				t.Fatal(err)
			}
		}
		compareAgain(t, ThreeMF, parts)
	})
}

// TestFewBytesThatDescribeMuch: files of which every reader could make more
// than it should; the whole allocation is looked at, not only the result.
func TestFewBytesThatDescribeMuch(t *testing.T) {
	polygon := bytes.Repeat([]byte("1 2 3 "), 1<<20)
	header := "ply\nformat binary_little_endian 1.0\nelement vertex 3\nproperty uchar x\nproperty uchar y\nproperty uchar z\nelement face 99999999\nproperty list uchar uchar vertex_indices\nend_header\n012345678"
	face := append([]byte{255}, bytes.Repeat([]byte{0, 1, 2}, 85)...)
	for name, raw := range map[string][]byte{
		"a.obj": append([]byte("v 0 0 0\nv 1 0 0\nv 0 1 0\n"), bytes.Repeat(append([]byte("f 1"), append(bytes.Repeat([]byte(" 1"), 1<<18), '\n')...), 16)...),
		"a.ply": append([]byte(header), bytes.Repeat(face, 1<<15)...),
		"a.off": append([]byte("OFF 3 1 0 0 0 0 1 0 0 0 1 0\n 99999999 "), polygon...),
		"a.vtk": append([]byte("# vtk DataFile Version 2.0\nx\nASCII\nDATASET POLYDATA\nPOINTS 1 float\n0 0 0\nTRIANGLE_STRIPS 1 10000000\n9999999 "), bytes.Repeat([]byte("0 "), 1<<22)...),
	} {
		var err error
		used := heapOf(func() { _, err = readBytes(raw, name) })
		// A slice that grows by quarters allocates in all three times its peak.
		if err == nil || used > 3*(freeGrowth+growthShare*uint64(len(raw)))+4*maxTextLine {
			t.Errorf("%s: %d MiB allocated for a file of %d MiB: %v", name, used>>20, len(raw)>>20, err)
		}
	}
}
