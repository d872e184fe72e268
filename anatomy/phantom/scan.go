package phantom

import (
	"math"
	"sync"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/segment"
	"github.com/go-gl/mathgl/mgl64"
)

// Scan is the phantom as a scanner and a radiologist deliver it.
type Scan struct {
	Volume    *imaging.Volume   // Hounsfield units, whole numbers
	Labels    *imaging.LabelMap // what lies at every voxel's centre, see Structures
	Landmarks []anatomy.Landmark
}

// The field of view in mm, from the upper jaw to above the vertex.
var (
	fieldFrom = vec{-87, -117, -106}
	fieldTo   = vec{87, 98, 82}
)

// voxelSpacing is that of a thin-slice head CT, mm.
var voxelSpacing = vec{0.9, 0.9, 1.25}

// Head scans the head of a seed at 0.9 x 0.9 x 1.25 mm.
func Head(seed uint64) *Scan { return headAt(seed, 1) }

// headAt makes every voxel coarser times as large, for quick tests.
func headAt(seed uint64, coarser float64) *Scan {
	h := newHead(seed)
	grid := fieldOfView(voxelSpacing.Mul(coarser))
	background := noise(h.seed, grid.Size)
	s := &Scan{
		Volume:    &imaging.Volume{Grid: grid, Int16: make([]int16, grid.Len())},
		Labels:    &imaging.LabelMap{Grid: grid, Data: make([]uint16, grid.Len())},
		Landmarks: h.landmarks,
	}
	// Slices do not depend on each other: the result is the same in any order.
	var slices sync.WaitGroup
	for k := range grid.Size[2] {
		slices.Go(func() { h.scanSlice(s, background, k) })
	}
	slices.Wait()
	s.dropSpecks()
	return s
}

// dropSpecks gives the skin the chips of facial bone that thin walls leave
// between voxel centres: nobody who outlines a skull draws them.
func (s *Scan) dropSpecks() {
	const smallestML = 0.2
	chips := segment.Label(s.Labels, labelSkull)
	for i, kept := range segment.WithoutSpecks(chips, smallestML).Bits {
		if chips.Bits[i] != kept {
			s.Labels.Data[i] = labelSkin
		}
	}
}

func fieldOfView(spacing vec) imaging.Grid {
	var g imaging.Grid
	for c := range 3 {
		g.Size[c] = int(math.Floor((fieldTo[c]-fieldFrom[c])/spacing[c])) + 1
	}
	g.PatientFromVoxel = mgl64.Translate3D(fieldFrom[0], fieldFrom[1], fieldFrom[2]).
		Mul4(mgl64.Scale3D(spacing[0], spacing[1], spacing[2]))
	return g
}

// scanSlice measures a slice: the tissue's attenuation and the noise.
func (h *anatomyOfHead) scanSlice(s *Scan, background []float32, k int) {
	grid := s.Volume.Grid
	for j := range grid.Size[1] {
		row := grid.Index(0, j, k)
		for i := range grid.Size[0] {
			hu, label := h.voxel(grid.Position(float64(i), float64(j), float64(k)))
			value := math.Round(hu + float64(background[row+i]))
			s.Volume.Int16[row+i] = int16(max(value, -1024))
			s.Labels.Data[row+i] = label
		}
	}
}

// noiseSigma is the noise of a head CT at standard dose, HU.
const noiseSigma = 8.0

// noise is white noise, blurred as reconstruction kernels do (1-2-1 along every
// axis), with standard deviation noiseSigma.
func noise(seed uint64, size [3]int) []float32 {
	data := make([]float32, size[0]*size[1]*size[2])
	// The kernel 1/4, 1/2, 1/4 leaves 3/8 of the variance on each axis.
	scale := noiseSigma / math.Pow(3.0/8, 1.5)
	for i := range data {
		data[i] = float32(scale * gaussian(mix(seed+uint64(i)*goldenGamma)))
	}
	stride := 1
	for _, n := range size {
		blurAlong(data, stride, n)
		stride *= n
	}
	return data
}

// blurAlong convolves every line of n values that lie stride apart; beyond its
// ends a line repeats its last value.
func blurAlong(data []float32, stride, n int) {
	for block := 0; block < len(data); block += stride * n {
		for start := block; start < block+stride; start++ {
			before := data[start]
			for i := range n {
				at := start + i*stride
				after := data[at]
				if i+1 < n {
					after = data[at+stride]
				}
				here := data[at]
				data[at] = 0.25*before + 0.5*here + 0.25*after
				before = here
			}
		}
	}
}
