package imaging

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"
	"testing/fstest"
)

// folder is a folder of made files.
func folder(files map[string][]byte) fstest.MapFS {
	f := fstest.MapFS{}
	for name, data := range files {
		f[name] = &fstest.MapFile{Data: data}
	}
	return f
}

// opened opens the first file of a folder, whose other files may be missing.
func opened(t testing.TB, name string, files map[string][]byte, o OpenOptions) (*Image, error) {
	t.Helper()
	return Open(t.Context(), folder(files), name, o)
}

func mustOpen(t testing.TB, name string, files map[string][]byte, o OpenOptions) *Image {
	t.Helper()
	image, err := opened(t, name, files, o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return image
}

// stored encodes any fixed-size values.
func stored(order binary.ByteOrder, values any) []byte {
	var b bytes.Buffer
	if err := binary.Write(&b, order, values); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func deflated(plain []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write(plain) // into memory
	w.Close()
	return b.Bytes()
}

// typesOfVoxels are values of every stored type that a file may hold, with
// the names that NRRD and MetaImage give the type.
var typesOfVoxels = []struct {
	nrrd, meta string
	voxels     any
	want       []float32
}{
	{"uchar", "MET_UCHAR", []uint8{0, 1, 127, 128, 200, 254, 255, 7}, []float32{0, 1, 127, 128, 200, 254, 255, 7}},
	{"signed char", "MET_CHAR", []int8{0, 1, 127, -128, -1, 2, 3, 4}, []float32{0, 1, 127, -128, -1, 2, 3, 4}},
	{"short", "MET_SHORT", []int16{0, 1, -1, 32767, -32768, 256, 2, 3}, []float32{0, 1, -1, 32767, -32768, 256, 2, 3}},
	{"uint16_t", "MET_USHORT", []uint16{0, 1, 65535, 32768, 256, 2, 3, 4}, []float32{0, 1, 65535, 32768, 256, 2, 3, 4}},
	{"int", "MET_INT", []int32{0, 1, -1, 1 << 24, -(1 << 30), 256, 2, 3}, []float32{0, 1, -1, 1 << 24, -(1 << 30), 256, 2, 3}},
	{"unsigned int", "MET_UINT", []uint32{0, 1, 1 << 31, 1 << 24, 3, 256, 2, 3}, []float32{0, 1, 1 << 31, 1 << 24, 3, 256, 2, 3}},
	{"long long", "MET_LONG_LONG", []int64{0, 1, -1, 1 << 40, -(1 << 50), 256, 2, 3}, []float32{0, 1, -1, 1 << 40, -(1 << 50), 256, 2, 3}},
	{"uint64", "MET_ULONG_LONG", []uint64{0, 1, 1 << 63, 1 << 40, 3, 256, 2, 3}, []float32{0, 1, 1 << 63, 1 << 40, 3, 256, 2, 3}},
	{"float", "MET_FLOAT", []float32{0, 0.5, -1, 1e30, -1e-30, 256, 2, 3}, []float32{0, 0.5, -1, 1e30, -1e-30, 256, 2, 3}},
	{"double", "MET_DOUBLE", []float64{0, 0.5, -1, 1e30, 0.25, 256, 2, 3}, []float32{0, 0.5, -1, 1e30, 0.25, 256, 2, 3}},
}

// patientText is an identifier that must come out nowhere.
const patientText = "DOE^JANE"
