package dicom

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// twentyBalls is a label map of 20 structures on 512 x 512 x 100 voxels.
func twentyBalls() (*imaging.LabelMap, []SEGSegment) {
	g := imaging.Grid{Size: [3]int{512, 512, 100}, PatientFromVoxel: mgl64.Scale3D(0.7, 0.7, 2)}
	l := &imaging.LabelMap{Grid: g, Data: make([]uint16, g.Len())}
	var segments []SEGSegment
	for n := range 20 {
		x, y := 60+n%5*95, 60+n/5*120
		for k := range g.Size[2] {
			for j := y - 40; j < y+40; j++ {
				for i := x - 40; i < x+40; i++ {
					if (i-x)*(i-x)+(j-y)*(j-y) < 1500 {
						l.Data[g.Index(i, j, k)] = uint16(n + 1)
					}
				}
			}
		}
		segments = append(segments, SEGSegment{Segment: imaging.Segment{Label: uint16(n + 1), Name: fmt.Sprint("ball-", n)}, Tissue: "organ"})
	}
	return l, segments
}

// BenchmarkReadSEG reads 2,000 frames of 512 x 512 bits onto their scan.
func BenchmarkReadSEG(b *testing.B) {
	l, segments := twentyBalls()
	var out bytes.Buffer
	if err := WriteSEG(&out, l, segments, SEGOptions{Seed: make([]byte, 16), FrameOfReference: "2.25.1"}); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(out.Len()))
	for b.Loop() {
		if _, err := ReadObject(context.Background(), out.Bytes(), ObjectOptions{Grid: &l.Grid}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriteSEG writes them.
func BenchmarkWriteSEG(b *testing.B) {
	l, segments := twentyBalls()
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := WriteSEG(&out, l, segments, SEGOptions{Seed: make([]byte, 16), FrameOfReference: "2.25.1"}); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}
