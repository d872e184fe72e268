package segment

import "math"

// squaredDistance returns, for every voxel, the squared distance in mm² to the
// nearest voxel with the given value, between centres along perpendicular
// axes; +Inf when there is none.
//
// One exact pass per axis: the lower envelope of parabolas of Felzenszwalb and
// Huttenlocher, Distance Transforms of Sampled Functions, Theory of Computing
// 8 (2012), doi 10.4086/toc.2012.v008a019.
func squaredDistance(m *Mask, value uint8) []float32 {
	field := make([]float32, len(m.Bits))
	for i, bit := range m.Bits {
		if bit != value {
			field[i] = float32(math.Inf(1))
		}
	}
	spacing, stride := m.Spacing(), 1
	for axis, n := range m.Size {
		line := newEnvelope(n, spacing[axis])
		// Lines along this axis start wherever its own index is zero.
		for block := 0; block < len(field); block += stride * n {
			for start := block; start < block+stride; start++ {
				line.transform(field, start, stride)
			}
		}
		stride *= n
	}
	return field
}

// envelope is the working memory for one line of n voxels.
type envelope struct {
	spacing float64
	height  []float64 // the line's input
	vertex  []int     // the voxels whose parabolas form the envelope
	from    []float64 // where, in voxels, each of them takes over
}

func newEnvelope(n int, spacing float64) *envelope {
	return &envelope{spacing, make([]float64, n), make([]int, 0, n), make([]float64, 0, n)}
}

// transform replaces the line by min over q of height[q] + (spacing*(p-q))².
func (e *envelope) transform(field []float32, start, stride int) {
	e.vertex, e.from = e.vertex[:0], e.from[:0]
	for q := range e.height {
		e.height[q] = float64(field[start+q*stride])
		if !math.IsInf(e.height[q], 1) {
			e.add(q)
		}
	}
	if len(e.vertex) == 0 {
		return
	}
	lowest := 0
	for p := range e.height {
		for lowest+1 < len(e.vertex) && e.from[lowest+1] < float64(p) {
			lowest++
		}
		d := e.spacing * float64(p-e.vertex[lowest])
		field[start+p*stride] = float32(e.height[e.vertex[lowest]] + d*d)
	}
}

// add puts the parabola at voxel q on the envelope and takes off those that
// it hides.
func (e *envelope) add(q int) {
	for len(e.vertex) > 0 {
		last := len(e.vertex) - 1
		crossing := e.crossing(e.vertex[last], q)
		if crossing > e.from[last] {
			e.vertex, e.from = append(e.vertex, q), append(e.from, crossing)
			return
		}
		e.vertex, e.from = e.vertex[:last], e.from[:last]
	}
	e.vertex, e.from = append(e.vertex, q), append(e.from, math.Inf(-1))
}

// crossing is where, in voxels, the parabolas at p < q are equally high.
func (e *envelope) crossing(p, q int) float64 {
	rise := (e.height[q] - e.height[p]) / (e.spacing * e.spacing)
	return (rise + float64(q*q-p*p)) / float64(2*(q-p))
}
