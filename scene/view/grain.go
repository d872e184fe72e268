package view

import (
	"math"
	"sync"

	"github.com/go-gl/gl/v3.3-core/gl"
)

// The two textures of fine structure that grain.glsl reads: side in texels, and
// features along a side, as the shader has them too.
const (
	grainSide, grainPeriod = 64, 12
	cellsSide, cellsPeriod = 48, 8
)

// grain is the textures of fine structure on the graphics card.
type grain struct{ noise, cells uint32 }

func newGrain() *grain {
	return &grain{sendTile(grainTile(), grainSide), sendTile(cellsTile(), cellsSide)}
}

func (g *grain) dispose() {
	gl.DeleteTextures(1, &g.noise)
	gl.DeleteTextures(1, &g.cells)
}

// sendTile uploads a cube of texels that repeats.
func sendTile(texels []byte, side int32) (texture uint32) {
	gl.GenTextures(1, &texture)
	gl.BindTexture(gl.TEXTURE_3D, texture)
	gl.PixelStorei(gl.UNPACK_ALIGNMENT, 1)
	gl.TexImage3D(gl.TEXTURE_3D, 0, gl.RGBA8, side, side, side, 0, gl.RGBA, gl.UNSIGNED_BYTE, gl.Ptr(texels))
	gl.TexParameteri(gl.TEXTURE_3D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST)
	gl.TexParameteri(gl.TEXTURE_3D, gl.TEXTURE_MAG_FILTER, gl.LINEAR)
	for _, wrap := range []uint32{gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T, gl.TEXTURE_WRAP_R} {
		gl.TexParameteri(gl.TEXTURE_3D, wrap, gl.REPEAT)
	}
	gl.GenerateMipmap(gl.TEXTURE_3D)
	return texture
}

// grainTile and cellsTile are the same for every theatre of a process.
var (
	grainTile = sync.OnceValue(func() []byte { return tile(grainSide, grainPeriod, 2, gradientNoise) })
	cellsTile = sync.OnceValue(func() []byte { return tile(cellsSide, cellsPeriod, 1, scattered) })
)

// tile samples a field in the middle of each texel: red, green and blue are its
// gradient, from −steepest to steepest, alpha its value from 0 to 1.
func tile(side, period int, steepest float64, field func(p [3]float64, period int) (value float64, gradient [3]float64)) []byte {
	texels := make([]byte, 0, 4*side*side*side)
	code := func(x float64) byte { return byte(math.Round(255 * min(max(x, 0), 1))) }
	at := func(i int) float64 { return (float64(i) + 0.5) * float64(period) / float64(side) }
	for k := range side {
		for j := range side {
			for i := range side {
				value, g := field([3]float64{at(i), at(j), at(k)}, period)
				for _, slope := range g {
					texels = append(texels, code(0.5+slope/(2*steepest)))
				}
				texels = append(texels, code(value))
			}
		}
	}
	return texels
}

// scramble spreads a place of a lattice that repeats over all 32 bits.
func scramble(i, j, k, period int) uint32 {
	wrap := func(n int) uint32 { return uint32((n + period) % period) }
	h := wrap(i)*0x9e3779b1 ^ wrap(j)*0x85ebca77 ^ wrap(k)*0xc2b2ae3d
	h = (h ^ h>>15) * 0x2c1b3c6d
	h = (h ^ h>>12) * 0x297a2d39
	return h ^ h>>15
}

// gradientNoise is noise of one feature a unit and its gradient. (Perlin,
// "Improving noise", SIGGRAPH 2002, doi:10.1145/566570.566636.)
func gradientNoise(p [3]float64, period int) (value float64, gradient [3]float64) {
	var cell [3]int
	var f, u, du [3]float64
	for axis, x := range p {
		cell[axis] = int(math.Floor(x))
		t := x - math.Floor(x)
		f[axis], u[axis], du[axis] = t, t*t*t*(t*(6*t-15)+10), 30*t*t*(t*(t-2)+1)
	}
	for corner := range 8 {
		var off [3]int
		weight, slope := [3]float64{}, [3]float64{}
		for axis := range off {
			off[axis] = corner >> axis & 1
			weight[axis], slope[axis] = 1-u[axis], -du[axis]
			if off[axis] == 1 {
				weight[axis], slope[axis] = u[axis], du[axis]
			}
		}
		g := edgeDirection(scramble(cell[0]+off[0], cell[1]+off[1], cell[2]+off[2], period))
		rise := 0.0
		for axis := range g {
			rise += g[axis] * (f[axis] - float64(off[axis]))
		}
		w := weight[0] * weight[1] * weight[2]
		value += w * rise
		gradient[0] += w*g[0] + slope[0]*weight[1]*weight[2]*rise
		gradient[1] += w*g[1] + slope[1]*weight[0]*weight[2]*rise
		gradient[2] += w*g[2] + slope[2]*weight[0]*weight[1]*rise
	}
	const stretch = 0.55 // the noise reaches about ±0.9
	for axis := range gradient {
		gradient[axis] *= stretch
	}
	return 0.5 + stretch*value, gradient
}

// edgeDirection is one of the twelve directions to the edges of a cube.
func edgeDirection(h uint32) (g [3]float64) {
	h %= 12
	axis := int(h / 4)
	g[(axis+1)%3], g[(axis+2)%3] = 1-2*float64(h&1), 1-2*float64(h>>1&1)
	return g
}

// scattered is how far the nearest of points, one in each cell of a lattice, is,
// at most 1. (Worley, "A cellular texture basis function", SIGGRAPH 1996,
// doi:10.1145/237170.237267.)
func scattered(p [3]float64, period int) (value float64, gradient [3]float64) {
	nearest := math.Inf(1)
	var away [3]float64
	i, j, k := int(p[0]), int(p[1]), int(p[2])
	for n := range 27 {
		x, y, z := i+n%3-1, j+n/3%3-1, k+n/9-1
		h := scramble(x, y, z, period)
		part := func(shift int) float64 { return float64(h>>shift&1023) / 1024 }
		d := [3]float64{p[0] - float64(x) - part(0), p[1] - float64(y) - part(10), p[2] - float64(z) - part(20)}
		if square := d[0]*d[0] + d[1]*d[1] + d[2]*d[2]; square < nearest {
			nearest, away = square, d
		}
	}
	value = math.Sqrt(nearest)
	for axis := range away {
		gradient[axis] = away[axis] / max(value, 1e-6)
	}
	return value, gradient
}
