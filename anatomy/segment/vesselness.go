package segment

import (
	"context"
	"math"

	"github.com/drylab/drylab/anatomy/imaging"
)

// slabSlices is how many slices a core works on at a time. Smoothing along k
// reads the volume itself, so a slab needs two slices more, of 8 bytes a voxel.
const slabSlices = 12

// vesselness is the response of A. Frangi et al., Multiscale vessel
// enhancement filtering, MICCAI 1998, doi 10.1007/BFb0056195, equations 13 and
// 14, greatest over the scales, in bytes from 0 to 255, for the voxels of the
// area; 0 outside the mask within, when there is one, and where it is surely
// below the weakest that o wants.
func vesselness(ctx context.Context, v *imaging.Volume, within *Packed, area bounds, o TubeOptions) ([]uint8, error) {
	levels := make([]uint8, area.voxels())
	slabs := (area.size(2) + slabSlices - 1) / slabSlices
	for _, sigma := range o.sigmas() {
		inParallel(slabs, func(from, to int) {
			f := newTubeFilter(v, within, area, o, sigma)
			for slab := from; slab < to && ctx.Err() == nil; slab++ {
				first := area.low[2] + slab*slabSlices
				f.run(levels, first, min(first+slabSlices, area.high[2]))
			}
		})
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return levels, nil
}

// tubeFilter computes the vesselness of one scale, slab by slab.
type tubeFilter struct {
	volume  *imaging.Volume
	within  *Packed
	area    bounds // whose voxels get a vesselness
	wide    bounds // with a voxel more on each side, inside the grid
	reach   bounds // with what smoothing along i and j looks at, inside the grid
	kernel  [3][]float32
	perAxis [3]float64  // σ/spacing: what turns a difference into a derivative, times σ
	sign    float64     // -1 when dark tubes are wanted
	twoC    float64     // 2c² of Frangi's equation 13
	least   float64     // squared norm of the matrix below which no vesselness reaches Weak
	smooth  [][]float32 // slices of wide, smoothed
	alongK  []float32   // a slice of reach, smoothed along k
	alongJ  []float32   // its rows of wide, smoothed along j too
	padded  []float32   // one of those, going on beyond the grid
}

func newTubeFilter(v *imaging.Volume, within *Packed, area bounds, o TubeOptions, sigma float64) *tubeFilter {
	f := &tubeFilter{volume: v, within: within, area: area, sign: 1}
	if o.Dark {
		f.sign = -1
	}
	spacing := v.Spacing()
	for axis, n := range v.Size {
		f.kernel[axis] = gaussian(sigma / spacing[axis])
		f.perAxis[axis] = sigma / spacing[axis]
		radius := len(f.kernel[axis]) - 1
		f.wide.low[axis], f.wide.high[axis] = max(0, area.low[axis]-1), min(n, area.high[axis]+1)
		f.reach.low[axis], f.reach.high[axis] = max(0, f.wide.low[axis]-radius), min(n, f.wide.high[axis]+radius)
	}
	// A tube of the scale's own radius has two eigenvalues of contrast/e, so
	// S² = 2·contrast²/e². With c = S/2 its 1 - exp(-S²/2c²) is 0.86.
	f.twoC = o.Contrast * o.Contrast / (math.E * math.E)
	f.least = -math.Log(1-min(o.Weak, 0.99)) * f.twoC
	f.smooth = make([][]float32, slabSlices+2)
	for i := range f.smooth {
		f.smooth[i] = make([]float32, f.wide.size(0)*f.wide.size(1))
	}
	f.alongK = make([]float32, f.reach.size(0)*f.reach.size(1))
	f.alongJ = make([]float32, f.reach.size(0)*f.wide.size(1))
	f.padded = make([]float32, f.wide.size(0)+2*(len(f.kernel[0])-1))
	return f
}

// gaussian is half a normalised kernel, from its centre outwards, for a width
// in voxels; it ends at three widths, beyond which lies 0.3 %.
func gaussian(sigma float64) []float32 {
	radius := int(math.Ceil(3 * sigma))
	half, sum := make([]float32, radius+1), 0.0
	at := func(i int) float64 { return math.Exp(-float64(i*i) / (2 * sigma * sigma)) }
	for i := range half {
		sum += at(i) * float64(min(i, 1)+1)
	}
	for i := range half {
		half[i] = float32(at(i) / sum)
	}
	return half
}

// run fills the levels of the slices from first up to last, where they are
// higher than what is there.
func (f *tubeFilter) run(levels []uint8, first, last int) {
	low := max(first-1, f.wide.low[2])
	for k := low; k < min(last+1, f.wide.high[2]); k++ {
		f.smoothSlice(f.smooth[k-low], k)
	}
	for k := first; k < last; k++ {
		below, here, above := f.smooth[max(k-1, low)-low], f.smooth[k-low], f.smooth[min(k+1, f.wide.high[2]-1)-low]
		for j := f.area.low[1]; j < f.area.high[1]; j++ {
			at := ((k-f.area.low[2])*f.area.size(1) + j - f.area.low[1]) * f.area.size(0)
			f.measureRow(levels[at:at+f.area.size(0)], [3][]float32{below, here, above}, j, k)
		}
	}
}

// smoothSlice smooths slice k along k, j and i. Beyond the grid its outermost
// values go on.
func (f *tubeFilter) smoothSlice(into []float32, k int) {
	n := f.reach.size(0)
	for j := f.reach.low[1]; j < f.reach.high[1]; j++ {
		row := f.alongK[(j-f.reach.low[1])*n : (j-f.reach.low[1]+1)*n]
		if f.volume.Int16 != nil {
			smoothAcross(row, f.kernel[2], k, f.volume.Size[2], func(k int) []int16 { return f.volume.Int16[f.volume.Index(f.reach.low[0], j, k):] })
		} else {
			smoothAcross(row, f.kernel[2], k, f.volume.Size[2], func(k int) []float32 { return f.volume.Float32[f.volume.Index(f.reach.low[0], j, k):] })
		}
	}
	for j := f.wide.low[1]; j < f.wide.high[1]; j++ {
		row := f.alongJ[(j-f.wide.low[1])*n : (j-f.wide.low[1]+1)*n]
		smoothAcross(row, f.kernel[1], j, f.volume.Size[1], func(j int) []float32 { return f.alongK[(j-f.reach.low[1])*n:] })
		f.smoothRow(into[(j-f.wide.low[1])*f.wide.size(0):(j-f.wide.low[1]+1)*f.wide.size(0)], row)
	}
}

// smoothAcross makes a smoothed row from the rows around place at of n. The
// kernel is symmetric, so rows are taken in pairs.
func smoothAcross[T int16 | float32](row []float32, kernel []float32, at, n int, source func(at int) []T) {
	clear(row)
	addScaled(row, source(at), kernel[0])
	for offset := 1; offset < len(kernel); offset++ {
		addPair(row, source(max(0, at-offset)), source(min(n-1, at+offset)), kernel[offset])
	}
}

func addPair[T int16 | float32](row []float32, a, b []T, weight float32) {
	a, b = a[:len(row)], b[:len(row)]
	for i := range row {
		row[i] += weight * (float32(a[i]) + float32(b[i]))
	}
}

func addScaled[T int16 | float32](row []float32, source []T, weight float32) {
	source = source[:len(row)]
	for i := range row {
		row[i] += weight * float32(source[i])
	}
}

// smoothRow smooths along i from the columns of reach to those of wide.
func (f *tubeFilter) smoothRow(into, from []float32) {
	kernel := f.kernel[0]
	radius := len(kernel) - 1
	// padded begins radius columns before wide and ends as many after it.
	for x := range f.padded {
		f.padded[x] = from[max(0, min(len(from)-1, f.wide.low[0]-radius+x-f.reach.low[0]))]
	}
	clear(into)
	addScaled(into, f.padded[radius:radius+len(into)], kernel[0])
	for offset := 1; offset <= radius; offset++ {
		addPair(into, f.padded[radius-offset:], f.padded[radius+offset:], kernel[offset])
	}
}

// measureRow raises the levels of a row to the vesselness at this scale. The
// slices are those below, here and above.
func (f *tubeFilter) measureRow(levels []uint8, slices [3][]float32, j, k int) {
	width := f.wide.size(0)
	rowAt := func(j int) int { return (max(f.wide.low[1], min(f.wide.high[1]-1, j)) - f.wide.low[1]) * width }
	var rows [3][3][]float32 // by k and j
	for z, slice := range slices {
		for y := range 3 {
			at := rowAt(j + y - 1)
			rows[z][y] = slice[at : at+width]
		}
	}
	for x := range levels {
		i := f.area.low[0] + x
		if f.within != nil && !f.within.Has(f.volume.Index(i, j, k)) {
			continue
		}
		here := i - f.wide.low[0]
		level := f.level(f.hessianAt(&rows, max(here-1, 0), here, min(here+1, width-1)))
		levels[x] = max(levels[x], level)
	}
}

// hessianAt is the matrix of second derivatives, times σ², by central
// differences of the smoothed volume: xx, yy, zz, xy, xz, yz along the voxel
// axes. Differences of a volume smoothed by the Gaussian stay sound where its
// width is below the spacing, as between thick slices; sampled derivatives of
// the Gaussian do not.
func (f *tubeFilter) hessianAt(rows *[3][3][]float32, before, i, after int) [6]float64 {
	at := func(z, y, x int) float64 { return float64(rows[z][y][x]) }
	x, y, z, centre := f.perAxis[0], f.perAxis[1], f.perAxis[2], 2*at(1, 1, i)
	return [6]float64{
		f.sign * x * x * (at(1, 1, after) + at(1, 1, before) - centre),
		f.sign * y * y * (at(1, 2, i) + at(1, 0, i) - centre),
		f.sign * z * z * (at(2, 1, i) + at(0, 1, i) - centre),
		f.sign * x * y / 4 * (at(1, 2, after) - at(1, 2, before) - at(1, 0, after) + at(1, 0, before)),
		f.sign * x * z / 4 * (at(2, 1, after) - at(2, 1, before) - at(0, 1, after) + at(0, 1, before)),
		f.sign * y * z / 4 * (at(2, 2, i) - at(2, 0, i) - at(0, 2, i) + at(0, 0, i)),
	}
}

// level is Frangi's vesselness of a bright tube with α = β = 1/2, as a byte; 0
// where it cannot reach the weakest that is wanted.
func (f *tubeFilter) level(h [6]float64) uint8 {
	// Two eigenvalues must be negative and the third is the smallest, so
	// their sum is negative; and the sum of their squares is that of the matrix.
	if !(h[0]+h[1]+h[2] < 0) {
		return 0
	}
	norm := h[0]*h[0] + h[1]*h[1] + h[2]*h[2] + 2*(h[3]*h[3]+h[4]*h[4]+h[5]*h[5])
	if !(norm >= f.least) {
		return 0
	}
	l1, l2, l3 := eigenvalues(h)
	if l2 >= 0 || l3 >= 0 {
		return 0
	}
	certainty := 1 - math.Exp(-norm/f.twoC)
	plate, blob := l2/l3, l1*l1/(l2*l3) // RA of equation 11, RB² of equation 10
	tube := (1 - math.Exp(-2*plate*plate)) * math.Exp(-2*blob) * certainty
	return uint8(tube*255 + 0.5)
}

// eigenvalues of the symmetric matrix xx, yy, zz, xy, xz, yz, by ascending
// magnitude: O. K. Smith, Commun. ACM 4 (1961) 168, doi 10.1145/355578.366316.
func eigenvalues(h [6]float64) (l1, l2, l3 float64) {
	mean := (h[0] + h[1] + h[2]) / 3
	a, b, c := h[0]-mean, h[1]-mean, h[2]-mean
	spread := math.Sqrt((a*a + b*b + c*c + 2*(h[3]*h[3]+h[4]*h[4]+h[5]*h[5])) / 6)
	if spread == 0 {
		return mean, mean, mean
	}
	half := (a*(b*c-h[5]*h[5]) - h[3]*(h[3]*c-h[5]*h[4]) + h[4]*(h[3]*h[5]-b*h[4])) / (2 * spread * spread * spread)
	angle := math.Acos(max(-1, min(1, half))) / 3
	l1 = mean + 2*spread*math.Cos(angle)
	l3 = mean + 2*spread*math.Cos(angle+2*math.Pi/3)
	l2 = 3*mean - l1 - l3
	if math.Abs(l1) > math.Abs(l2) {
		l1, l2 = l2, l1
	}
	if math.Abs(l2) > math.Abs(l3) {
		l2, l3 = l3, l2
	}
	if math.Abs(l1) > math.Abs(l2) {
		l1, l2 = l2, l1
	}
	return l1, l2, l3
}
