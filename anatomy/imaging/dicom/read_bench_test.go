package dicom

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// benchSeries writes a series of uncompressed CT slices into a folder on disk,
// or gives the one that DRYLAB_SERIES names, to compare with other tools.
func benchSeries(b *testing.B) fs.FS {
	b.Helper()
	if name := os.Getenv("DRYLAB_SERIES"); name != "" {
		return os.DirFS(name)
	}
	const count = 128
	random := rand.New(rand.NewPCG(7, 7))
	name := b.TempDir()
	pixels := benchSlice(random)
	for at := range count {
		m := axial(float64(at))
		m.columns, m.rows, m.value = 0, 0, nil
		m.extra = []Element{
			wordElement(tagRows, benchSize), wordElement(tagColumns, benchSize), wordElement(tagBitsStored, 12),
			wordElement(tagHighBit, 11), wordElement(tagPixelRepresentation, 0), {Tag: tagPixelData, VR: "OW", Value: pixels},
		}
		if err := os.WriteFile(filepath.Join(name, fmt.Sprint(at)), m.encode(b), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return os.DirFS(name)
}

// BenchmarkReadSeries reads an uncompressed series of files on disk, with
// rescale, into one volume, on every core.
func BenchmarkReadSeries(b *testing.B) {
	folder := benchSeries(b)
	c := findIn(b, folder)
	if len(c.Volumes) != 1 {
		b.Fatalf("%d volumes: %s", len(c.Volumes), c.Explain())
	}
	s := c.Volumes[0]
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.Read(context.Background(), ReadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*s.Images)/b.Elapsed().Seconds(), "slices/s")
}

// BenchmarkFind looks at the headers of the same files.
func BenchmarkFind(b *testing.B) {
	folder := benchSeries(b)
	b.ReportAllocs()
	files := 0
	for b.Loop() {
		files = findIn(b, folder).Files
	}
	b.ReportMetric(float64(b.N*files)/b.Elapsed().Seconds(), "files/s")
}
