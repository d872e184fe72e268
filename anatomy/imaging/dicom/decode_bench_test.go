package dicom

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// A made CT slice: 512 x 512 cells of 16 bits, 12 of them stored, air around a
// body of soft tissue, with the noise of a scanner (sigma about 14).
const benchSize = 512

func benchSlice(random *rand.Rand) []byte {
	raw := make([]byte, 0, 2*benchSize*benchSize)
	for y := range benchSize {
		for x := range benchSize {
			v := 24.0
			if dx, dy := float64(x-256)/200, float64(y-256)/150; dx*dx+dy*dy < 1 {
				v = 1060
			}
			raw = binary.LittleEndian.AppendUint16(raw, uint16(max(0, v+14*random.NormFloat64())))
		}
	}
	return raw
}

// benchFiles are eight slices as whole files in memory.
func benchFiles(b *testing.B) [][]byte {
	random := rand.New(rand.NewPCG(7, 7))
	files := make([][]byte, 8)
	for i := range files {
		files[i] = encoded(b, imageOf(benchSize, benchSize, 1, 16, 12, false, benchSlice(random)))
	}
	return files
}

// benchmarkFiles parses and decodes a file per operation, with rescale to
// Hounsfield units, on every core.
func benchmarkFiles(b *testing.B, open func(i int) (*File, error)) {
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		slice := make([]int16, benchSize*benchSize)
		for i := 0; pb.Next(); i++ {
			f, err := open(i % 8)
			if err == nil {
				err = f.decodeInt16(slice, 0, 1, -1024)
			}
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "slices/s")
}

// BenchmarkDecodeSlices is uncompressed explicit little endian, from memory.
func BenchmarkDecodeSlices(b *testing.B) {
	files := benchFiles(b)
	benchmarkFiles(b, func(i int) (*File, error) { return Parse(files[i]) })
}

// BenchmarkRLE is RLE of the same slices, from memory.
func BenchmarkRLE(b *testing.B) {
	packed := make([]*File, 8)
	for i, data := range benchFiles(b) {
		f, err := Parse(data)
		if err != nil {
			b.Fatal(err)
		}
		raw := f.Find(tagPixelData).Value
		high, low := make([]byte, len(raw)/2), make([]byte, len(raw)/2)
		for j := range high {
			low[j], high[j] = raw[2*j], raw[2*j+1]
		}
		packed[i] = encapsulate(f, rleFrame(high, low))
	}
	benchmarkFiles(b, func(i int) (*File, error) { return packed[i], nil })
}

// BenchmarkParseHeader reads the header of one file as cataloguing does.
func BenchmarkParseHeader(b *testing.B) {
	data := readShared(b, "dicom/ct_abdomen_pancreas/1-029.dcm")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseHeader(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}
