package imaging

import (
	"bytes"
	"encoding/binary"
	"io"
	"runtime"
	"testing"
)

// TestReadingClaimsLittleMoreThanTheVolume counts all memory that reading a
// scan of 16 MB claims, whether its size is known or not.
func TestReadingClaimsLittleMoreThanTheVolume(t *testing.T) {
	m := newMade(binary.LittleEndian)
	m.int16(42, 256, 256, 128)
	voxels := make([]int16, 256*256*128)
	for i := range voxels {
		voxels[i] = int16(i * 7)
	}
	file := m.file(voxels)
	for name, r := range map[string]io.Reader{"known": bytes.NewReader(file), "unknown": io.MultiReader(bytes.NewReader(file)), "gzip": bytes.NewReader(zipped(file))} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		v, err := ReadNIfTI(r)
		runtime.ReadMemStats(&after)
		if err != nil || v.Count() != len(voxels) {
			t.Fatal(err)
		}
		// Buffers take a megabyte and a half at most, whatever the size.
		if claimed := float64(after.TotalAlloc - before.TotalAlloc); claimed > 1.3*float64(2*len(voxels))+1.5e6 {
			t.Errorf("%s size: %.0f bytes for a volume of %d", name, claimed, 2*len(voxels))
		}
	}
}

// TestLyingHeadersCostNothing: kilobytes that claim hundreds of megabytes.
func TestLyingHeadersCostNothing(t *testing.T) {
	for name, file := range map[string][]byte{
		"nrrd":      []byte(nrrdOf("sizes: 8000 8000 8", "type: double") + "\n" + "some voxels"),
		"nrrd.gz":   append([]byte(nrrdOf("sizes: 8000 8000 8", "type: uchar", "encoding: gzip")+"\n"), zipped(make([]byte, 9000))...),
		"nrrd.text": []byte(nrrdOf("sizes: 8000 8000 8", "encoding: ascii") + "\n1 2 3"),
		"meta":      append(metaOf("DimSize = 8000 8000 8"), make([]byte, 5000)...),
		"meta.zlib": append(metaOf("DimSize = 8000 8000 8", "CompressedData = True"), deflated(make([]byte, 9000))...),
		"layers":    []byte(nrrdOf("dimension: 4", "sizes: 1000 800 800 800", "space directions: none (1,0,0) (0,1,0) (0,0,1)") + "Segment0_Layer:=3\n\nx"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := opened(t, "a", map[string][]byte{"a": file}, OpenOptions{})
		_, labelErr := OpenLabels(t.Context(), folder(map[string][]byte{"a": file}), "a", OpenOptions{})
		runtime.ReadMemStats(&after)
		if err == nil || labelErr == nil {
			t.Errorf("%s: no error", name)
		}
		if claimed := after.TotalAlloc - before.TotalAlloc; claimed > 4<<20 {
			t.Errorf("%s: %d bytes were claimed", name, claimed)
		}
	}
}
