package imaging

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/klauspost/compress/gzip"
)

// made is a NIfTI-1 file under construction, addressed by the byte offsets
// printed in nifti1.h, independently of the reader's own layout.
type made struct {
	header [352]byte
	order  binary.ByteOrder
}

// newMade is a sound header of 2 x 2 x 2 voxels of int16 and 1 mm.
func newMade(order binary.ByteOrder) *made {
	m := &made{order: order}
	m.int32(0, 348)
	m.int16(40, 3, 2, 2, 2)
	m.int16(70, 4, 16)
	m.float32(76, 1, 1, 1, 1)
	m.int16(252, 1) // the qform: no rotation, no offset
	m.float32(108, 352, 1, 0)
	m.header[123] = 2
	copy(m.header[344:], "n+1\x00")
	return m
}

func (m *made) int32(at int, value int32) { m.order.PutUint32(m.header[at:], uint32(value)) }

func (m *made) int16(at int, values ...int16) {
	for i, value := range values {
		m.order.PutUint16(m.header[at+2*i:], uint16(value))
	}
}

func (m *made) float32(at int, values ...float32) {
	for i, value := range values {
		m.order.PutUint32(m.header[at+4*i:], math.Float32bits(value))
	}
}

// file appends the voxels, any fixed-size values, to the header.
func (m *made) file(voxels any) []byte {
	file := bytes.NewBuffer(bytes.Clone(m.header[:]))
	if err := binary.Write(file, m.order, voxels); err != nil {
		panic(err)
	}
	return file.Bytes()
}

var eightVoxels = []int16{1, 2, 3, 4, 5, 6, 7, 8}

func zipped(plain []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(plain); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func unzipped(t testing.TB, compressed []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestEveryDataTypeInBothByteOrders(t *testing.T) {
	for _, c := range []struct {
		code, bits int16
		voxels     any
		want       []float64
	}{
		{2, 8, []uint8{0, 1, 127, 128, 200, 254, 255, 7}, []float64{0, 1, 127, 128, 200, 254, 255, 7}},
		{256, 8, []int8{0, 1, 127, -128, -1, 2, 3, 4}, []float64{0, 1, 127, -128, -1, 2, 3, 4}},
		{4, 16, []int16{0, 1, -1, 32767, -32768, 256, 2, 3}, []float64{0, 1, -1, 32767, -32768, 256, 2, 3}},
		{512, 16, []uint16{0, 1, 65535, 32768, 256, 2, 3, 4}, []float64{0, 1, 65535, 32768, 256, 2, 3, 4}},
		{8, 32, []int32{0, 1, -1, 1 << 24, -(1 << 30), 256, 2, 3}, []float64{0, 1, -1, 1 << 24, -(1 << 30), 256, 2, 3}},
		{768, 32, []uint32{0, 1, 1 << 31, 1 << 24, 3, 256, 2, 3}, []float64{0, 1, 1 << 31, 1 << 24, 3, 256, 2, 3}},
		{1024, 64, []int64{0, 1, -1, 1 << 40, -(1 << 50), 256, 2, 3}, []float64{0, 1, -1, 1 << 40, -(1 << 50), 256, 2, 3}},
		{1280, 64, []uint64{0, 1, 1 << 63, 1 << 40, 3, 256, 2, 3}, []float64{0, 1, 1 << 63, 1 << 40, 3, 256, 2, 3}},
		{16, 32, []float32{0, 0.5, -1, 1e30, -1e-30, 256, 2, 3}, []float64{0, 0.5, -1, 1e30, -1e-30, 256, 2, 3}},
		{64, 64, []float64{0, 0.5, -1, 1e30, 0.1, 256, 2, 3}, []float64{0, 0.5, -1, 1e30, 0.1, 256, 2, 3}},
	} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, scaling := range [][2]float32{{1, 0}, {0, 77}, {float32(math.NaN()), 77}, {2, -10}, {-0.5, 3}} {
				m := newMade(order)
				m.int16(70, c.code, c.bits)
				m.float32(112, scaling[:]...)
				file := m.file(c.voxels)
				for _, bytesOf := range [][]byte{file, zipped(file)} {
					checkScaled(t, bytesOf, c.want, scaling)
				}
			}
		}
	}
}

func checkScaled(t *testing.T, file []byte, stored []float64, scaling [2]float32) {
	t.Helper()
	v, err := ReadNIfTI(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	slope, inter := float64(scaling[0]), float64(scaling[1])
	if !(slope < 0 || slope > 0) {
		slope, inter = 1, 0
	}
	for i, x := range stored {
		if want := float32(slope*x + inter); v.Value(i) != want {
			t.Errorf("voxel %d of stored %g scaled by %v is %g, want %g", i, x, scaling, v.Value(i), want)
		}
	}
}

// TestAffinesInClosedForm: where voxel (1, 2, 3) lies, worked out by hand.
func TestAffinesInClosedForm(t *testing.T) {
	half := float32(math.Sqrt(0.5))
	sform := func(m *made) {
		m.int16(254, 2)
		m.float32(76, 1, 2, 3, float32(math.Sqrt(17)))
		m.float32(280, 2, 0, 0, 10, 0, 3, 1, 20, 0, 0, 4, 30)
	}
	qform := func(m *made, qfac float32, quaternion ...float32) {
		m.int16(252, 1)
		m.float32(76, qfac, 2, 3, 4)
		m.float32(256, quaternion...)
		m.float32(268, 10, 20, 30)
	}
	for name, c := range map[string]struct {
		set func(m *made)
		ras mgl64.Vec3
	}{
		"sform with shear":        {sform, mgl64.Vec3{12, 29, 42}},
		"sform wins over qform":   {func(m *made) { qform(m, 1, 0, 0, half); sform(m) }, mgl64.Vec3{12, 29, 42}},
		"qform, no rotation":      {func(m *made) { qform(m, 1, 0, 0, 0) }, mgl64.Vec3{12, 26, 42}},
		"qfac 0 counts as 1":      {func(m *made) { qform(m, 0, 0, 0, 0) }, mgl64.Vec3{12, 26, 42}},
		"qfac -1 mirrors k":       {func(m *made) { qform(m, -1, 0, 0, 0) }, mgl64.Vec3{12, 26, 18}},
		"quarter turn about z":    {func(m *made) { qform(m, 1, 0, 0, half) }, mgl64.Vec3{4, 22, 42}},
		"quarter turn about x":    {func(m *made) { qform(m, 1, half, 0, 0) }, mgl64.Vec3{12, 8, 36}},
		"half turn about y":       {func(m *made) { qform(m, 1, 0, 1, 0) }, mgl64.Vec3{8, 26, 18}},
		"half turn, b over 1":     {func(m *made) { qform(m, 1, 1.000001, 0, 0) }, mgl64.Vec3{12, 14, 18}},
		"sform in metres":         {func(m *made) { sform(m); m.header[123] = 1 | 8 }, mgl64.Vec3{12000, 29000, 42000}},
		"sform in microns":        {func(m *made) { sform(m); m.header[123] = 3 }, mgl64.Vec3{0.012, 0.029, 0.042}},
		"slices 4 apart, sheared": {func(m *made) { sform(m); m.float32(88, 4) }, mgl64.Vec3{12, 29, 42}},
		"sform half a % longer":   {func(m *made) { sform(m); m.float32(80, 1.99) }, mgl64.Vec3{12, 29, 42}},
		"sform into Talairach":    {func(m *made) { sform(m); qform(m, 1, 0, 0, half); m.int16(254, 3) }, mgl64.Vec3{4, 22, 42}},
		"sform into MNI":          {func(m *made) { sform(m); qform(m, 1, 0, 0, half); m.int16(254, 4) }, mgl64.Vec3{4, 22, 42}},
		"qform into MNI":          {func(m *made) { qform(m, 1, 0, 0, half); sform(m); m.int16(252, 4) }, mgl64.Vec3{12, 29, 42}},
		"qform aligned":           {func(m *made) { qform(m, 1, 0, 0, half); m.int16(252, 2) }, mgl64.Vec3{4, 22, 42}},
		"unit unset":              {func(m *made) { sform(m); m.header[123] = 0 }, mgl64.Vec3{12, 29, 42}},
		"zero pixdim, good sform": {func(m *made) { sform(m); m.float32(76, 0, 0, 0, 0) }, mgl64.Vec3{12, 29, 42}},
	} {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			m := newMade(order)
			c.set(m)
			if name == "sform in metres" {
				m.float32(76, 1, 0.002, 0.003, float32(math.Sqrt(17)/1000))
				m.float32(280, 0.002, 0, 0, 0.01, 0, 0.003, 0.001, 0.02, 0, 0, 0.004, 0.03)
				c.ras = mgl64.Vec3{12, 29, 42}
			}
			v, err := ReadNIfTI(bytes.NewReader(m.file(eightVoxels)))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			want := mgl64.Vec3{-c.ras[0], -c.ras[1], c.ras[2]}
			if got := v.Position(1, 2, 3); got.Sub(want).Len() > 1e-5 {
				t.Errorf("%s: voxel (1, 2, 3) lies at %v LPS, want %v", name, got, want)
			}
		}
	}
}

func TestDimensionsBeyondTheImageAreIgnored(t *testing.T) {
	plane := newMade(binary.LittleEndian)
	plane.int16(40, 2, 4, 2, 0, -5, 99)
	plane.float32(76, 1, 1, 1, 0)
	v, err := ReadNIfTI(bytes.NewReader(plane.file(eightVoxels)))
	if err != nil || v.Size != [3]int{4, 2, 1} {
		t.Errorf("a plane: %v, %v", v, err)
	}
	single := newMade(binary.LittleEndian)
	single.int16(40, 4, 2, 2, 2, 1)
	if _, err := ReadNIfTI(bytes.NewReader(single.file(eightVoxels))); err != nil {
		t.Errorf("a series of one image: %v", err)
	}
}
