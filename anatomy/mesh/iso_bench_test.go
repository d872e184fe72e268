package mesh

import (
	"encoding/binary"
	"math"
	"os"
	"sync"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// torso512 is the volume that the peers were measured on, 512×512×300 voxels,
// as the generator beside the shared benchmarks writes it to the file that
// DRYLAB_CT512 names; without that, a made volume of the same size.
var torso512 = sync.OnceValue(func() []int16 {
	const header, voxels = 352, 512 * 512 * 300
	values := make([]int16, voxels)
	if raw, err := os.ReadFile(os.Getenv("DRYLAB_CT512")); err == nil && len(raw) == header+2*voxels {
		for i := range values {
			values[i] = int16(binary.LittleEndian.Uint16(raw[header+2*i:]))
		}
		return values
	}
	noise := uint32(1)
	for i := range values {
		x, y, z := float64(i%512)-255.5, float64(i/512%512)-255.5, float64(i/(512*512))
		hu := -1000.0
		if math.Hypot(x/230, y/160) < 1 {
			hu = 40
		}
		if math.Hypot(x, y-100) < 25+5*math.Sin(z/6) || math.Abs(math.Hypot(x/210, y/140)-1) < 0.03 && math.Sin(z/8+x/100) > 0.6 {
			hu = 700
		}
		noise = noise*1664525 + 1013904223
		values[i] = int16(hu + float64(noise>>16)/65536*48 - 24)
	}
	return values
})

var torsoSize, torsoPlace = [3]int{512, 512, 300}, mgl64.Scale3D(0.7, 0.7, 1)

// reportSurface gives what a surface of the torso cost, by voxels and triangles.
func reportSurface(b *testing.B, triangles int) {
	seconds := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(512*512*300/seconds/1e6, "Mvoxel/s")
	b.ReportMetric(float64(triangles)/seconds/1e6, "Mtriangle/s")
	b.ReportMetric(float64(triangles), "triangles")
}

func BenchmarkIsosurface512(b *testing.B) {
	values, triangles := torso512(), 0
	b.ResetTimer()
	for range b.N {
		triangles = len(Isosurface(values, torsoSize, torsoPlace, 300).Triangles)
	}
	reportSurface(b, triangles)
}

func BenchmarkLabelSurfaces512(b *testing.B) {
	values, triangles := torso512(), 0
	labels := make([]uint16, len(values))
	for i, value := range values {
		if value > 300 {
			labels[i] = 2
		} else if value > -300 {
			labels[i] = 1
		}
	}
	b.ResetTimer()
	for range b.N {
		triangles = len(FromLabels(labels, torsoSize, torsoPlace).Triangles)
	}
	reportSurface(b, triangles)
}
