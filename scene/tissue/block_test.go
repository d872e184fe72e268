package tissue

import (
	"math"
	"testing"
)

// grid is a block of nx·ny·nz cubes of side h mm, five tetrahedra in each,
// alternating, with its corner at the origin.
func grid(nx, ny, nz int, h float64, m Material) Mesh {
	at := func(x, y, z int) int32 { return int32(x + (nx+1)*(y+(ny+1)*z)) }
	mesh := Mesh{Materials: []Material{m}}
	for z := range nz + 1 {
		for y := range ny + 1 {
			for x := range nx + 1 {
				mesh.Rest = append(mesh.Rest, narrow([3]float64{float64(x) * h, float64(y) * h, float64(z) * h}))
			}
		}
	}
	even := [5][4]int{{0, 1, 3, 4}, {1, 2, 3, 6}, {1, 5, 4, 6}, {3, 4, 7, 6}, {1, 3, 4, 6}}
	odd := [5][4]int{{1, 2, 0, 5}, {0, 2, 3, 7}, {0, 5, 4, 7}, {2, 6, 5, 7}, {0, 2, 7, 5}}
	for z := range nz {
		for y := range ny {
			for x := range nx {
				c := [8]int32{at(x, y, z), at(x+1, y, z), at(x+1, y+1, z), at(x, y+1, z), at(x, y, z+1), at(x+1, y, z+1), at(x+1, y+1, z+1), at(x, y+1, z+1)}
				five := even
				if (x+y+z)%2 == 1 {
					five = odd
				}
				for _, q := range five {
					t := [4]int32{c[q[0]], c[q[1]], c[q[2]], c[q[3]]}
					if volume(mesh.Rest, t) < 0 {
						t[2], t[3] = t[3], t[2]
					}
					mesh.Tets = append(mesh.Tets, t)
				}
			}
		}
	}
	return mesh
}

// clampWhere fixes the vertices that are chosen.
func (m *Mesh) clampWhere(chosen func(p Vec) bool) {
	for i, p := range m.Rest {
		if chosen(p) {
			m.Fixed = append(m.Fixed, int32(i))
		}
	}
}

var jelly = Material{Name: "jelly", Young: 3000, Poisson: 0.45, Density: 1e-3}

func built(t testing.TB, m Mesh, set Settings) *Body {
	t.Helper()
	b, err := New(m, set)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func steps(t testing.TB, b *Body, n int) {
	t.Helper()
	for range n {
		if err := b.Step(1.0/60, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// dice is splitmix64 (Steele, Lea, Flood, OOPSLA 2014, doi:10.1145/2660193.2660195).
type dice uint64

func (d *dice) roll() float64 {
	*d += 0x9E3779B97F4A7C15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return float64((z^z>>31)>>11)/(1<<52) - 1
}

// farthest is the largest distance of a vertex from where it belongs, up to a
// rigid motion when loose: the root mean square of the change of all distances
// to three far vertices would do as well, but no vertex here moves rigidly.
func farthest(b *Body, rest []Vec) float64 {
	var far float64
	for i, p := range rest {
		far = math.Max(far, distance(b.At(i), p))
	}
	return far
}
