package imaging

import (
	"bytes"
	"encoding/binary"
	"math"
	"runtime"
	"strings"
	"testing"
)

// patientName stands in every text field of the files below.
const patientName = "DOE^JANE"

func (m *made) identify() {
	for _, at := range []int{4, 14, 148, 228, 328} { // data_type, db_name, descrip, aux_file, intent_name
		copy(m.header[at:], patientName)
	}
}

func TestHostileFilesGetOneSentence(t *testing.T) {
	nan := float32(math.NaN())
	for want, spoil := range map[string]func(m *made){
		"this is no image that is known":        func(m *made) { m.int32(0, 999) },
		"the file ends after 368 bytes, before": func(m *made) { m.int32(0, 540) },
		"magic bytes are wrong":                 func(m *made) { copy(m.header[344:], "n+9\x00") },
		"ANALYZE 7.5":                           func(m *made) { m.int32(344, 0) },
		"header of a .hdr/.img pair":            func(m *made) { copy(m.header[344:], "ni1\x00") },
		"an image of 0 dimensions":              func(m *made) { m.int16(40, 0) },
		"an image of 300 dimensions":            func(m *made) { m.int16(40, 300) },
		"says 0 voxels along axis 2":            func(m *made) { m.int16(44, 0) },
		"says -2 voxels along axis 1":           func(m *made) { m.int16(42, -2) },
		"a series of 200 images":                func(m *made) { m.int16(40, 4, 2, 2, 2, 200) },
		"a series of 3 images (axis 5)":         func(m *made) { m.int16(40, 5, 2, 2, 2, 1, 3) },
		"1000 x 1000 x 1000 voxels are more":    func(m *made) { m.int16(42, 1000, 1000, 1000) },
		"32767 x 32767 x 32767 voxels":          func(m *made) { m.int16(42, 32767, 32767, 32767) },
		"colours (RGB)":                         func(m *made) { m.int16(70, 128, 24) },
		"complex numbers":                       func(m *made) { m.int16(70, 32, 64) },
		"data type 1536":                        func(m *made) { m.int16(70, 1536, 128) },
		"int16 with 8 bits per voxel":           func(m *made) { m.int16(72, 8) },
		"begins at byte 100":                    func(m *made) { m.float32(108, 100) },
		"begins at byte 352.5":                  func(m *made) { m.float32(108, 352.5) },
		"begins at byte NaN":                    func(m *made) { m.float32(108, nan) },
		"begins at byte 1.099511627776e+12":     func(m *made) { m.float32(108, 1<<40) },
		"begin 652 bytes further on":            func(m *made) { m.float32(108, 1000) },
		"scaling +Inf*x":                        func(m *made) { m.float32(112, float32(math.Inf(1))) },
		"scaling 1*x + NaN":                     func(m *made) { m.float32(116, nan) },
		"spatial unit 5 is unknown":             func(m *made) { m.header[123] = 5 },
		"voxel spacing along j is 0":            func(m *made) { m.float32(84, 0) },
		"voxel spacing along i is -1":           func(m *made) { m.float32(80, -1) },
		"voxel spacing along k is NaN":          func(m *made) { m.float32(88, nan) },
		"the affine holds a number":             func(m *made) { m.float32(88, float32(math.Inf(1))) },
		"the voxel spacing of 5000 mm":          func(m *made) { m.float32(88, 5000) },
		"the affine holds a number that":        func(m *made) { m.int16(254, 1); m.float32(76, 0, 0, 0, 0); m.float32(280, nan) },
		"spacing of 0 mm along i":               func(m *made) { m.int16(254, 1); m.float32(76, 0, 0, 0, 0) },
		"does not tell left from right":         func(m *made) { m.int16(252, 0) },
		"codes are 0":                           func(m *made) { m.int16(252, -3, -4) },
		"template brain":                        func(m *made) { m.int16(252, 0, 4); m.float32(280, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0) },
		"use the scan as it was before":         func(m *made) { m.int16(252, 3) },
		"two voxel sizes along i, 1 (pixdim) and 1.2 (sform)": func(m *made) {
			m.int16(254, 1)
			m.float32(280, 1.2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0)
		},
		"two voxel sizes along k, 1 (pixdim) and 0.98 (sform)": func(m *made) {
			m.int16(254, 2)
			m.float32(280, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.98, 0)
		},
		"qform is no rotation":      func(m *made) { m.int16(252, 1); m.float32(256, 1, 1, 1) },
		"b² + c² + d² is NaN":       func(m *made) { m.int16(252, 1); m.float32(256, nan) },
		"ends after 8 of 27 voxels": func(m *made) { m.int16(42, 3, 3, 3) },
	} {
		m := newMade(binary.LittleEndian)
		m.identify()
		spoil(m)
		file := m.file(eightVoxels)
		for _, bytesOf := range [][]byte{file, zipped(file)} {
			v, err := ReadNIfTI(bytes.NewReader(bytesOf))
			if v != nil || err == nil || !strings.Contains(err.Error(), want) || strings.HasPrefix(err.Error(), "nifti") {
				t.Errorf("got %v, want %q", err, want)
			}
			if err != nil && strings.Contains(err.Error(), "DOE") {
				t.Errorf("the error names the patient: %v", err)
			}
		}
	}
}

func TestDamagedFilesAreNoticed(t *testing.T) {
	m := newMade(binary.LittleEndian)
	m.int16(42, 20, 20, 20)
	voxels := make([]int16, 8000)
	for i := range voxels {
		voxels[i] = int16(i * i)
	}
	plain := m.file(voxels)
	whole := zipped(plain)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-6] ^= 0x40 // in the checksum
	for name, file := range map[string][]byte{
		"empty": nil, "one byte": plain[:1], "half a header": plain[:200], "header only": plain[:352],
		"last byte missing": plain[:len(plain)-1], "gzip cut": whole[:len(whole)/2],
		"gzip without trailer": whole[:len(whole)-3], "gzip checksum": flipped, "gzip header only": whole[:5],
	} {
		if _, err := ReadNIfTI(bytes.NewReader(file)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	padded := append(bytes.Clone(plain), make([]byte, 512)...)
	if _, err := ReadNIfTI(bytes.NewReader(zipped(padded))); err != nil {
		t.Errorf("padding after the image: %v", err)
	}
}

// TestLyingSizesCostNothing: a file of a kilobyte that claims 500 million
// voxels, and one that unpacks to a million times what its header claims.
func TestLyingSizesCostNothing(t *testing.T) {
	claim := newMade(binary.LittleEndian)
	claim.int16(42, 8000, 8000, 8)
	bomb := append(newMade(binary.LittleEndian).file(eightVoxels), make([]byte, 16<<20)...)
	for name, file := range map[string][]byte{
		"ends after": claim.file(make([]int16, 300)), "follow the last voxel": zipped(bomb),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadNIfTI(bytes.NewReader(file))
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %q", err, name)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
			t.Errorf("%s: %d bytes were allocated", name, grown)
		}
	}
}

func TestVoxelsThatAreNoNumbersAreCountedAndRefused(t *testing.T) {
	m := newMade(binary.LittleEndian)
	m.int16(70, 64, 64)
	file := m.file([]float64{0, math.NaN(), math.Inf(1), 1e300, 1, 2, 3, 4})
	if _, err := ReadNIfTI(bytes.NewReader(file)); err == nil || !strings.Contains(err.Error(), "3 voxels are NaN, infinite or beyond float32") {
		t.Errorf("got %v", err)
	}
}

func TestLabelsAreWholeNumbers(t *testing.T) {
	m := newMade(binary.LittleEndian)
	m.int16(70, 64, 64)
	l, err := ReadNIfTILabels(bytes.NewReader(m.file([]float64{0, 1, 65535, 300, 2, 2, 2, 2})))
	if err != nil || l.Data[2] != 65535 || l.Data[3] != 300 {
		t.Errorf("got %v, %v", l, err)
	}
	for _, wrong := range []float64{0.5, -1, 65536, math.NaN(), math.Inf(1)} {
		_, err := ReadNIfTILabels(bytes.NewReader(m.file([]float64{0, 0, 0, wrong, 0, 0, 0, 0})))
		if err == nil || !strings.Contains(err.Error(), "voxel 3 is") {
			t.Errorf("%g: got %v", wrong, err)
		}
	}
}

// TestOneHalfOfAPairIsZipped, and its voxels begin where the header says.
func TestOneHalfOfAPairIsZipped(t *testing.T) {
	m := newMade(binary.BigEndian)
	m.float32(108, 6)
	copy(m.header[344:], "ni1\x00")
	image := m.file(eightVoxels)[352:]
	pair := map[string][]byte{"a.hdr": m.header[:348], "a.img": zipped(append(make([]byte, 6), image...))}
	if v := mustOpen(t, "a.hdr", pair, OpenOptions{}).Volume; v.Value(7) != 8 {
		t.Errorf("got %v", v.Value(7))
	}
}
