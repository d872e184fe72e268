package imaging

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

func encode(t testing.TB, v *Volume) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteNIfTI(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// roundedGrid is a drawn grid with an affine that float32 holds exactly.
func roundedGrid(t *rapid.T) Grid {
	g := drawGrid(t)
	for i, x := range g.PatientFromVoxel {
		g.PatientFromVoxel[i] = float64(float32(x)) + 0
	}
	return g
}

func TestVolumeRoundTripIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := roundedGrid(t)
		value := rapid.Float32()
		if rapid.Bool().Draw(t, "whole") {
			value = rapid.Map(rapid.Int16(), func(x int16) float32 { return float32(x) })
		}
		v := NewVolume(g, rapid.SliceOfN(value, g.Len(), g.Len()).Draw(t, "data"))
		var b bytes.Buffer
		if err := WriteNIfTI(&b, v); err != nil {
			t.Fatal(err)
		}
		again, err := ReadNIfTI(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if again.Grid != v.Grid || !sameValues(again, v) {
			t.Fatalf("%v came back as %v", v, again)
		}
	})
}

func TestLabelRoundTripIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &LabelMap{Grid: roundedGrid(t)}
		highest := rapid.SampledFrom([]uint16{255, 256, 65535}).Draw(t, "highest")
		l.Data = rapid.SliceOfN(rapid.Uint16Range(0, highest), l.Len(), l.Len()).Draw(t, "data")
		var b bytes.Buffer
		if err := WriteNIfTILabels(&b, l); err != nil {
			t.Fatal(err)
		}
		again, err := ReadNIfTILabels(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if again.Grid != l.Grid || !slices.Equal(again.Data, l.Data) {
			t.Fatalf("%v of %v came back as %v of %v", l.Data, l.Grid, again.Data, again.Grid)
		}
	})
}

// TestQformAgreesWithSform blanks the sform of a written file: the qform, if
// there is one, must place the voxels likewise. There must be one when the
// axes are square and the rotation is well away from a half turn.
func TestQformAgreesWithSform(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGrid(t)
		square := rapid.Bool().Draw(t, "square")
		if square {
			i, j, _, origin := g.axes()
			k := i.Cross(j).Normalize()
			j = k.Cross(i).Normalize().Mul(j.Len())
			g.PatientFromVoxel = mgl64.Mat4FromCols(i.Vec4(0), j.Vec4(0), k.Vec4(0), origin.Vec4(1))
		}
		v := &Volume{Grid: g, Int16: make([]int16, g.Len())}
		var b bytes.Buffer
		if err := WriteNIfTI(&b, v); err != nil {
			t.Fatal(err)
		}
		plain := unzippedOrFatal(t, b.Bytes())
		if binary.LittleEndian.Uint16(plain[252:]) == 0 {
			if square && traceRAS(g) > -0.9 {
				t.Fatalf("no qform for\n%v", g.PatientFromVoxel)
			}
			return
		}
		plain[254], plain[255] = 0, 0
		again, err := ReadNIfTI(bytes.NewReader(plain))
		if err != nil {
			t.Fatal(err)
		}
		if !again.SameAs(g) {
			t.Fatalf("the qform gives\n%vthe sform\n%v", again.PatientFromVoxel, g.PatientFromVoxel)
		}
	})
}

// traceRAS is 1 + 2cos(angle) of the grid's rotation in RAS: -1 for a half
// turn.
func traceRAS(g Grid) float64 {
	i, j, k, _ := g.axes()
	return -i[0]/i.Len() - j[1]/j.Len() + k[2]/k.Len()
}

func unzippedOrFatal(t *rapid.T, file []byte) []byte {
	r, err := decompressed(newSource(bytes.NewReader(file)))
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return plain.Bytes()
}

// TestRightAngledGridsHaveAQform covers all 48 ways to lay the voxel axes
// along the patient's, left-handed ones included.
func TestRightAngledGridsHaveAQform(t *testing.T) {
	for _, order := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		for signs := range 8 {
			var affine mgl64.Mat4
			for column, row := range order {
				affine.Set(row, column, []float64{0.7, 0.8, 2.5}[column]*(1-2*float64(signs>>column&1)))
			}
			affine.SetCol(3, mgl64.Vec4{-12, 34, 56, 1})
			v := &Volume{Grid: Grid{Size: [3]int{40, 30, 20}, PatientFromVoxel: affine}}
			v.Int16 = make([]int16, v.Len())
			plain := unzipped(t, encode(t, v))
			if binary.LittleEndian.Uint16(plain[252:]) == 0 {
				t.Fatalf("no qform for %v", affine)
			}
			plain[254], plain[255] = 0, 0
			again, err := ReadNIfTI(bytes.NewReader(plain))
			if err != nil || !again.SameAs(v.Grid) {
				t.Errorf("the qform of\n%vgives\n%v, %v", affine, again.PatientFromVoxel, err)
			}
		}
	}
}

func TestWrittenTypeIsTheSmallestThatFits(t *testing.T) {
	g := Grid{Size: [3]int{2, 1, 1}, PatientFromVoxel: mgl64.Ident4()}
	for _, c := range []struct {
		data []float32
		code uint16
	}{
		{[]float32{-32768, 32767}, 4}, {[]float32{0, 32768}, 16}, {[]float32{0, 0.5}, 16}, {[]float32{-40000, 1}, 16},
	} {
		plain := unzipped(t, encode(t, &Volume{Grid: g, Float32: c.data}))
		if code := binary.LittleEndian.Uint16(plain[70:]); code != c.code {
			t.Errorf("%v is written as type %d, want %d", c.data, code, c.code)
		}
	}
	for highest, code := range map[uint16]uint16{255: 2, 256: 512} {
		var b bytes.Buffer
		if err := WriteNIfTILabels(&b, &LabelMap{Grid: g, Data: []uint16{0, highest}}); err != nil {
			t.Fatal(err)
		}
		if got := binary.LittleEndian.Uint16(unzipped(t, b.Bytes())[70:]); got != code {
			t.Errorf("labels up to %d are written as type %d, want %d", highest, got, code)
		}
	}
}

func TestNothingButTheImageIsWritten(t *testing.T) {
	m := newMade(binary.LittleEndian)
	m.identify()
	m.float32(108, 400) // an extension of 48 bytes that names the patient
	file := append(m.file([]byte(strings.Repeat(patientName, 6))), 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0)
	v, err := ReadNIfTI(bytes.NewReader(file))
	if err != nil || v.Value(7) != 8 {
		t.Fatalf("got %v, %v", v, err)
	}
	once, twice := encode(t, v), encode(t, v)
	if !bytes.Equal(once, twice) {
		t.Error("the same volume gave different bytes")
	}
	if bytes.Contains(unzipped(t, once), []byte("DOE")) {
		t.Error("the written file names the patient")
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWriteRefuses(t *testing.T) {
	g := Grid{Size: [3]int{2, 1, 1}, PatientFromVoxel: mgl64.Ident4()}
	long := Grid{Size: [3]int{40000, 1, 1}, PatientFromVoxel: mgl64.Ident4()}
	for want, v := range map[string]*Volume{
		"voxel 1 is not finite": {Grid: g, Float32: []float32{0, float32(math.NaN())}},
		"2 voxels but the data": {Grid: g, Int16: []int16{0}},
		"at least 1":            {Int16: []int16{}},
		"more than NIfTI-1 can": {Grid: long, Int16: make([]int16, 40000)},
	} {
		if err := WriteNIfTI(&bytes.Buffer{}, v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if err := WriteNIfTI(fullDisk{}, &Volume{Grid: g, Int16: []int16{0, 1}}); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("a full disk gave %v", err)
	}
}

// FuzzReadNIfTI: nothing panics, and what is read is written and read again
// as exactly the same image.
func FuzzReadNIfTI(f *testing.F) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		m := newMade(order)
		f.Add(m.file(eightVoxels))
		m.int16(254, 1)
		m.float32(76, 1, 0.5, 2, 3)
		m.float32(280, 0.5, 0.1, 0, -90, 0, 2, 0.3, 7, 0, 0, 3, 1)
		m.int16(70, 16, 32)
		f.Add(zipped(m.file([]float32{1, 2.5, -3, 4e9, 5, 6, 7, 8})))
		m.int16(252, 1)
		m.int16(254, 0)
		m.float32(256, 0.1, 0.2, 0.3)
		f.Add(m.file(make([]float32, 8)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if v, err := ReadNIfTI(bytes.NewReader(file)); err == nil {
			again, err := ReadNIfTI(bytes.NewReader(encode(t, v)))
			if err != nil || again.Grid != v.Grid || !sameValues(again, v) {
				t.Errorf("%v came back as %v, %v", v, again, err)
			}
		}
		if l, err := ReadNIfTILabels(bytes.NewReader(file)); err == nil {
			var b bytes.Buffer
			if err := WriteNIfTILabels(&b, l); err != nil {
				t.Fatal(err)
			}
			again, err := ReadNIfTILabels(&b)
			if err != nil || again.Grid != l.Grid || !slices.Equal(again.Data, l.Data) {
				t.Errorf("%v came back as %v, %v", l, again, err)
			}
		}
	})
}

// BenchmarkReadNIfTI reads and writes a CT of 16 M voxels.
func BenchmarkReadNIfTI(b *testing.B) {
	v := filled(Grid{Size: [3]int{256, 256, 256}, PatientFromVoxel: mgl64.Ident4()}, func(p mgl64.Vec3) float64 {
		return math.Round(500 * math.Sin(p[0]/9) * math.Cos(p[1]/7+p[2]/5))
	})
	file := encode(b, v)
	report := func(b *testing.B) {
		b.ReportMetric(float64(v.Len())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mvoxel/s")
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := ReadNIfTI(bytes.NewReader(file)); err != nil {
				b.Fatal(err)
			}
		}
		report(b)
	})
	b.Run("read uncompressed", func(b *testing.B) {
		plain := unzipped(b, file)
		b.SetBytes(int64(len(plain)))
		for b.Loop() {
			if _, err := ReadNIfTI(bytes.NewReader(plain)); err != nil {
				b.Fatal(err)
			}
		}
		report(b)
	})
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			encode(b, v)
		}
		report(b)
	})
}
