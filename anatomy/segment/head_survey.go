package segment

import (
	"math"
	"slices"

	"github.com/drylab/drylab/anatomy/imaging"
)

// survey is a scan made coarse, with what tells a head from other bodies.
// Everything here is centimetres thick; full resolution would only cost time.
type survey struct {
	scan *imaging.Volume // blocks of voxels, averaged
	// hounsfield says that the values are Hounsfield units, as in CT.
	hounsfield bool
	tissue     float64 // the value that parts body from air
	body       *Mask   // the skin with everything inside
}

// surveySpacing, in mm, is what blocks aim at: an eighth of the shortest
// distance that matters here, between brain and skin behind the brow.
const surveySpacing = 2.0

func newSurvey(v *imaging.Volume) *survey {
	s := &survey{scan: coarse(v, surveySpacing)}
	s.hounsfield = isHounsfield(s.scan)
	if s.hounsfield {
		// Halfway between air and fat, as in the preset ct-skin.
		s.tissue = -300
	} else {
		s.tissue = darkSplit(s.scan)
	}
	s.body = s.findBody()
	return s
}

// findBody is the largest solid, freed from table, coil and ears.
func (s *survey) findBody() *Mask {
	m := Window(s.scan, s.tissue, math.Inf(1))
	return Largest(Open(FillBody(Close(m, 4)), 2), 1)
}

// median is the middle one of the values where m is marked; 0 where it is
// empty.
func (s *survey) median(m *Mask) float64 {
	var values []float32
	for i, bit := range m.Bits {
		if bit == 1 {
			values = append(values, s.scan.Float32[i])
		}
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return float64(values[len(values)/2])
}

// darkSplit parts the dim from the dark in MR: Otsu's threshold of the values
// below Otsu's threshold. Fat is so bright that the first threshold may lie
// above skin and bone.
func darkSplit(v *imaging.Volume) float64 {
	first := otsuThreshold(v)
	var dim []float32
	for _, value := range v.Float32 {
		if float64(value) < first {
			dim = append(dim, value)
		}
	}
	if len(dim) == 0 {
		return first
	}
	return otsuThreshold(&imaging.Volume{Float32: dim})
}

// isHounsfield says whether a scan shows air at its place in CT, -1000 HU: at
// least one voxel in fifty lies between -1100 and -850. No MR has such values.
func isHounsfield(v *imaging.Volume) bool {
	air := 0
	for _, value := range v.Float32 {
		if value >= -1100 && value <= -850 {
			air++
		}
	}
	return air*50 >= len(v.Float32)
}

// coarse averages blocks of voxels so that none of the spacings is far below
// mm. Voxels behind the last whole block are left out.
func coarse(v *imaging.Volume, mm float64) *imaging.Volume {
	var block [3]int
	spacing := v.Spacing()
	g := imaging.Grid{PatientFromVoxel: v.PatientFromVoxel}
	for axis, n := range v.Size {
		block[axis] = min(max(1, int(math.Round(mm/spacing[axis]))), n)
		g.Size[axis] = n / block[axis]
	}
	first := v.Position(float64(block[0]-1)/2, float64(block[1]-1)/2, float64(block[2]-1)/2)
	for axis := range 3 {
		g.PatientFromVoxel.SetCol(axis, v.PatientFromVoxel.Col(axis).Mul(float64(block[axis])))
	}
	g.PatientFromVoxel.SetCol(3, first.Vec4(1))
	c := &imaging.Volume{Grid: g, Float32: make([]float32, g.Len())}
	inParallel(g.Size[2], func(from, to int) {
		for k := from; k < to; k++ {
			averageSlice(c, v, block, k)
		}
	})
	return c
}

// averageSlice fills slice k of c with the means of v's blocks.
func averageSlice(c, v *imaging.Volume, block [3]int, k int) {
	perBlock := float64(block[0] * block[1] * block[2])
	sums := make([]float64, c.Size[0])
	for j := range c.Size[1] {
		clear(sums)
		for dk := range block[2] {
			for dj := range block[1] {
				row := v.Index(0, j*block[1]+dj, k*block[2]+dk)
				for i := range sums {
					for di := range block[0] {
						sums[i] += float64(v.Value(row + i*block[0] + di))
					}
				}
			}
		}
		for i, sum := range sums {
			c.Float32[c.Index(i, j, k)] = float32(sum / perBlock)
		}
	}
}
