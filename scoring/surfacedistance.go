package scoring

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"
)

// surfaceDistance compares the surfaces of two masks, each surfel by its area
// (Nikolov et al., J Med Internet Res 2021;23:e26151).
type surfaceDistance struct {
	there, back []weighedDistance // from the first to the second, and from the second; by distance
}

// weighedDistance is how far a surfel is from the other surface.
type weighedDistance struct {
	mm   float64
	area float64 // mm²
}

// surfaceDistanceOf compares two masks on one grid; false where one is empty.
func surfaceDistanceOf(a, b *mask) (d surfaceDistance, ok bool) {
	lattice := latticeAround(a, b)
	areas := surfelAreas(a.spacing)
	first, second := lattice.codes(a), lattice.codes(b)
	if lattice.size[0] == 0 || !slices.ContainsFunc(first, isSurface) || !slices.ContainsFunc(second, isSurface) {
		return d, false
	}
	d.there = weighed(first, lattice.distances(second, a.spacing), &areas)
	d.back = weighed(second, lattice.distances(first, a.spacing), &areas)
	return d, true
}

func isSurface(code uint8) bool { return code != 0 && code != 255 }

// weighed lists the surfels with their distance, nearest first.
func weighed(codes []uint8, squares []float64, areas *[256]float64) []weighedDistance {
	var all []weighedDistance
	for i, code := range codes {
		if isSurface(code) {
			all = append(all, weighedDistance{math.Sqrt(squares[i]), areas[code]})
		}
	}
	slices.SortStableFunc(all, func(x, y weighedDistance) int { return cmp.Compare(x.mm, y.mm) })
	return all
}

// hausdorff is the distance, mm, that the given part, 0–1, of each surface keeps
// from the other; 1 is the greatest distance.
func (d surfaceDistance) hausdorff(part float64) float64 {
	return math.Max(reach(d.there, part), reach(d.back, part))
}

// reach is the distance within which the part of the area lies.
func reach(all []weighedDistance, part float64) float64 {
	total, sum := areaWithin(all, math.Inf(1)), 0.0
	for _, s := range all {
		if sum += s.area; part < 1 && sum/total >= part {
			return s.mm
		}
	}
	return all[len(all)-1].mm
}

// areaWithin is the area, mm², not further than a distance.
func areaWithin(all []weighedDistance, mm float64) float64 {
	sum := 0.0
	for _, s := range all {
		if s.mm <= mm {
			sum += s.area
		}
	}
	return sum
}

// means are the average distances of each surface from the other, mm.
func (d surfaceDistance) means() (there, back float64) {
	mean := func(all []weighedDistance) float64 {
		sum := 0.0
		for _, s := range all {
			sum += s.mm * s.area
		}
		return sum / areaWithin(all, math.Inf(1))
	}
	return mean(d.there), mean(d.back)
}

// dice is the part, 0–1, of both surfaces that lies within a tolerance, mm, of
// the other.
func (d surfaceDistance) dice(tolerance float64) float64 {
	within := areaWithin(d.there, tolerance) + areaWithin(d.back, tolerance)
	return within / (areaWithin(d.there, math.Inf(1)) + areaWithin(d.back, math.Inf(1)))
}

// lattice holds the corners between voxels, as far as there are masks: corner
// 0,0,0 lies before the voxel from.
type lattice struct{ from, size [3]int }

// latticeAround holds all surfels of two masks; its size is 0 when both are empty.
func latticeAround(a, b *mask) lattice {
	low, high := a.size, [3]int{-1, -1, -1}
	for n := range a.in {
		if !a.in[n] && !b.in[n] {
			continue
		}
		at := [3]int{n % a.size[0], n / a.size[0] % a.size[1], n / a.size[0] / a.size[1]}
		for axis := range at {
			low[axis], high[axis] = min(low[axis], at[axis]), max(high[axis], at[axis])
		}
	}
	l := lattice{from: low}
	for axis := range l.size {
		l.size[axis] = max(0, high[axis]-low[axis]+2)
	}
	return l
}

// codes are those of the cells around each corner of the lattice.
func (l lattice) codes(m *mask) []uint8 {
	codes := make([]uint8, 0, l.size[0]*l.size[1]*l.size[2])
	for k := range l.size[2] {
		for j := range l.size[1] {
			for i := range l.size[0] {
				var code uint8
				for c := range 8 {
					if m.has(l.from[0]+i-1+c&1, l.from[1]+j-1+c>>1&1, l.from[2]+k-1+c>>2) {
						code |= 1 << c
					}
				}
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// distances are the squares of the distance, mm², of each corner from the nearest
// surfel: the exact transform of Felzenszwalb & Huttenlocher, Theory Comput
// 2012;8:415, axis by axis.
func (l lattice) distances(codes []uint8, spacing mgl64.Vec3) []float64 {
	squares := make([]float64, len(codes))
	for i, code := range codes {
		if !isSurface(code) {
			squares[i] = math.Inf(1)
		}
	}
	stride := 1
	for axis, n := range l.size {
		row := make([]float64, n)
		for start := range squares {
			if start/stride%n != 0 {
				continue
			}
			for i := range row {
				row[i] = squares[start+i*stride]
			}
			for i, square := range lowerEnvelope(row, spacing[axis]) {
				squares[start+i*stride] = square
			}
		}
		stride *= n
	}
	return squares
}

// lowerEnvelope is, for each place, the least over all places q of row[q] plus
// the square of the distance from q; places are step mm apart.
func lowerEnvelope(row []float64, step float64) []float64 {
	type parabola struct {
		at   int
		from float64 // the place from which it is the lowest
	}
	var lowest []parabola
	w := step * step
	for q, f := range row {
		if math.IsInf(f, 1) {
			continue
		}
		from := math.Inf(-1)
		for len(lowest) > 0 {
			top := lowest[len(lowest)-1]
			p := float64(top.at)
			from = ((f - row[top.at]) + w*(float64(q)*float64(q)-p*p)) / (2 * w * (float64(q) - p))
			if from > top.from {
				break
			}
			lowest, from = lowest[:len(lowest)-1], math.Inf(-1)
		}
		lowest = append(lowest, parabola{q, from})
	}
	out := make([]float64, len(row))
	k := 0
	for i := range out {
		if len(lowest) == 0 {
			out[i] = math.Inf(1)
			continue
		}
		for k+1 < len(lowest) && lowest[k+1].from < float64(i) {
			k++
		}
		off := float64(i-lowest[k].at) * step
		out[i] = off*off + row[lowest[k].at]
	}
	return out
}
