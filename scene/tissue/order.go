package tissue

import (
	"math"
	"slices"
)

// mortonOrder lists the vertices along a Z-curve through space, so that
// neighbours lie near each other in memory (Morton, "A computer oriented
// geodetic data base", IBM, 1966).
func mortonOrder(rest []Vec) []int32 {
	low, high := rest[0], rest[0]
	for _, p := range rest {
		for c := range 3 {
			low[c], high[c] = min(low[c], p[c]), max(high[c], p[c])
		}
	}
	size := float64(max(high[0]-low[0], high[1]-low[1], high[2]-low[2]))
	scale := 0.0
	if size > 0 {
		scale = 1023 / size
	}
	keys := make([]uint64, len(rest))
	for i, p := range rest {
		var key uint32
		for c := range 3 {
			key |= spread(uint32(math.Max(0, float64(p[c]-low[c])*scale))) << c
		}
		keys[i] = uint64(key)<<32 | uint64(i)
	}
	slices.Sort(keys)
	order := make([]int32, len(rest))
	for k, key := range keys {
		order[k] = int32(uint32(key))
	}
	return order
}

// spread puts two zeros between the lowest ten bits.
func spread(x uint32) uint32 {
	x = min(x, 1023)
	x = (x | x<<16) & 0x030000ff
	x = (x | x<<8) & 0x0300f00f
	x = (x | x<<4) & 0x030c30c3
	return (x | x<<2) & 0x09249249
}

// byFirstVertex lists elements by their lowest vertex of n, so that they are
// met in the order of the vertices.
func byFirstVertex(n int, elements [][4]int32) []int32 {
	next := make([]int32, n+1)
	for _, e := range elements {
		next[min(e[0], e[1], e[2], e[3])+1]++
	}
	for i := range n {
		next[i+1] += next[i]
	}
	order := make([]int32, len(elements))
	for t, e := range elements {
		low := min(e[0], e[1], e[2], e[3])
		order[next[low]] = int32(t)
		next[low]++
	}
	return order
}
