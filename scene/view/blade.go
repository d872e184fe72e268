package view

import "math"

// What works at the tips of instruments, mm.
const (
	bladeMM    = 20.0 // of a scalpel
	hookMM     = 12.0 // the hook's wire beyond the shaft
	hookFootMM = 4.0  // and its foot, to the side
	hookWireMM = 0.6
)

// halfBlade is one of two mirrored halves of a jaw or blade: from the hinge at
// the origin to its tip at z = length, flat towards the other half, half an
// ellipse on its own side, +X or, for the other one, -X. wide is its thickness
// along X and flat its half width along Y, both at the hinge; it tapers.
func halfBlade(length, wide, flat float64, other bool) solid {
	const stations, arc = 14, 8
	sign := 1.0
	if other {
		sign = -1
	}
	var s solid
	for i := 0; i <= stations; i++ {
		part := float64(i) / stations
		scale := taper(part)
		a, b := wide*scale, flat*(0.4+0.6*scale)
		for k := 0; k <= arc; k++ {
			sin, cos := math.Sincos(math.Pi * (float64(k)/arc - 0.5))
			n := math.Hypot(b*cos, a*sin)
			s.vertex(sign*a*cos, sign*b*sin, part*length, sign*b*cos/n, sign*a*sin/n, 0)
		}
		s.vertex(0, sign*b, part*length, -sign, 0, 0)
		s.vertex(0, -sign*b, part*length, -sign, 0, 0)
	}
	const ring = arc + 3
	for i := uint32(0); i < stations; i++ {
		for k := uint32(0); k+1 < ring; k++ {
			if k == arc {
				continue // the crease between the round and the flat side
			}
			p, q := i*ring+k, (i+1)*ring+k
			s.indices = append(s.indices, p, p+1, q, p+1, q+1, q)
		}
	}
	s.cap(0, ring-2, 0, -1)
	s.cap(stations*ring, ring-2, length, 1)
	return s
}

// taper is the size of a jaw, relative to that at its hinge, after a part of its
// length: slim, with a rounded end.
func taper(part float64) float64 {
	return (1 - 0.55*part) * math.Sqrt(1-math.Pow(part, 8)*0.9)
}

func (s *solid) vertex(x, y, z, nx, ny, nz float64) {
	s.vertices = append(s.vertices, float32(x), float32(y), float32(z), float32(nx), float32(ny), float32(nz))
}

// cap closes an end at height z with a fan over n vertices that begin at first,
// facing up or down the z axis.
func (s *solid) cap(first, n uint32, z, facing float64) {
	start := uint32(len(s.vertices) / 6)
	for k := range n {
		at := 6 * (first + k)
		s.vertex(float64(s.vertices[at]), float64(s.vertices[at+1]), z, 0, 0, facing)
	}
	for k := uint32(1); k+1 < n; k++ {
		a, b := start+k, start+k+1
		if facing < 0 {
			a, b = b, a
		}
		s.indices = append(s.indices, start, a, b)
	}
}

// lying turns a solid from along -Z to along +X and moves it along z.
func (s solid) lying(z float64) solid {
	for at := 0; at < len(s.vertices); at += 6 {
		v := s.vertices[at : at+6]
		v[0], v[2] = -v[2], v[0]+float32(z)
		v[3], v[5] = -v[5], v[3]
	}
	return s
}
