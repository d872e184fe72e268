package phantom

import "math"

// random is SplitMix64: a counter passed through a mixing function. It is used
// both as a stream and, through mix, as a hash of voxel indices, so that every
// voxel's noise is independent of the order in which voxels are painted.
//
// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014, doi:10.1145/2660193.2660195.
type random struct{ state uint64 }

const goldenGamma = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// next returns 64 uniform bits.
func (r *random) next() uint64 {
	r.state += goldenGamma
	return mix(r.state)
}

// between returns a uniform number in [lo, hi).
func (r *random) between(lo, hi float64) float64 {
	return lo + (hi-lo)*float64(r.next()>>11)/(1<<53)
}

// gaussian turns 64 uniform bits into a number of mean 0 and variance 1 that is
// nearly normal: the sum of four 16-bit uniform numbers (Irwin-Hall), which
// needs no logarithm and so has the same bits on every machine.
func gaussian(bits uint64) float64 {
	sum := float64(bits&0xffff) + float64(bits>>16&0xffff) + float64(bits>>32&0xffff) + float64(bits>>48)
	const mean, sigma = 2 * 65535, 65536 * 0.5773502691896258 // four variances of 1/12
	return (sum - mean) / sigma
}

// texture is smooth noise of mean 0 within [-1, 1] and unit feature size:
// values hashed at lattice points, blended by Perlin's quintic.
func texture(seed uint64, x, y, z float64) float64 {
	fx, fy, fz := math.Floor(x), math.Floor(y), math.Floor(z)
	ix, iy, iz := int64(fx), int64(fy), int64(fz)
	u, v, w := quintic(x-fx), quintic(y-fy), quintic(z-fz)
	var plane [2]float64
	for c := range plane {
		var row [2]float64
		for b := range row {
			base := latticeKey(seed, ix, iy+int64(b), iz+int64(c))
			lo, hi := latticeValue(base), latticeValue(base+goldenGamma)
			row[b] = lo + (hi-lo)*u
		}
		plane[c] = row[0] + (row[1]-row[0])*v
	}
	return plane[0] + (plane[1]-plane[0])*w
}

// latticeKey steps by goldenGamma with ix, so that neighbours along x share a key.
func latticeKey(seed uint64, ix, iy, iz int64) uint64 {
	return mix(seed^uint64(iy)*0xd1342543de82ef95^uint64(iz)*0xaf251af3b0f025b5) + uint64(ix)*goldenGamma
}

func latticeValue(key uint64) float64 {
	return float64(mix(key)>>11)/(1<<52) - 1
}

func quintic(t float64) float64 { return t * t * t * (t*(t*6-15) + 10) }
