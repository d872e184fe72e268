package segment

import (
	"math"
	"runtime"
	"sync"
)

// squaredDistance returns, for every voxel, the squared distance in mm² to the
// nearest voxel with the given value, between centres along perpendicular
// axes; +Inf where it exceeds limit, in mm².
//
// One exact pass per axis: the lower envelope of parabolas of Felzenszwalb and
// Huttenlocher, Distance Transforms of Sampled Functions, Theory of Computing
// 8 (2012), doi 10.4086/toc.2012.v008a019.
func squaredDistance(m *Mask, value uint8, limit float64) []float32 {
	field := make([]float32, len(m.Bits))
	for i, bit := range m.Bits {
		if bit != value {
			field[i] = float32(math.Inf(1))
		}
	}
	spacing, stride := m.Spacing(), 1
	for axis, n := range m.Size {
		lines := len(field) / n
		inParallel(lines, func(from, to int) {
			line := newEnvelope(n, spacing[axis], limit)
			for number := from; number < to; number++ {
				// Lines start wherever this axis' own index is zero.
				start := number/stride*stride*n + number%stride
				line.transform(field, start, stride)
			}
		})
		stride *= n
	}
	return field
}

// inParallel calls work on consecutive parts of 0 to n-1, one per core. What
// work does for a number must not depend on the part it is in.
func inParallel(n int, work func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), n)
	var done sync.WaitGroup
	for part := range parts {
		done.Go(func() { work(n*part/parts, n*(part+1)/parts) })
	}
	done.Wait()
}

// envelope is the working memory for one line of n voxels.
type envelope struct {
	spacing float64
	limit   float64   // of the squared distance, in mm²
	height  []float64 // the line's input
	vertex  []int     // the voxels whose parabolas form the envelope
	from    []float64 // where, in voxels, each of them takes over
}

func newEnvelope(n int, spacing, limit float64) *envelope {
	return &envelope{spacing, limit, make([]float64, n), make([]int, 0, n), make([]float64, 0, n)}
}

// transform replaces the line by min over q of height[q] + (spacing*(p-q))²,
// where that is within the limit. Heights beyond it are +Inf already.
func (e *envelope) transform(field []float32, start, stride int) {
	e.vertex, e.from = e.vertex[:0], e.from[:0]
	for q := range e.height {
		e.height[q] = float64(field[start+q*stride])
		if e.height[q] <= e.limit {
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
		squared := e.height[e.vertex[lowest]] + d*d
		if squared > e.limit {
			squared = math.Inf(1)
		}
		field[start+p*stride] = float32(squared)
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
