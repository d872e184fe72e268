package motion

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"pgregory.net/rapid"
)

// bruteHull is the volume between the points' middle and every triangle that has
// all points on one side: right for points of which no four lie in a plane.
func bruteHull(p []mgl64.Vec3) float64 {
	var middle mgl64.Vec3
	for _, x := range p {
		middle = middle.Add(x.Mul(1 / float64(len(p))))
	}
	volume := 0.0
	for i := range p {
		for j := range i {
			for k := range j {
				normal := p[j].Sub(p[i]).Cross(p[k].Sub(p[i]))
				above, below := false, false
				for m, x := range p {
					if h := x.Sub(p[i]).Dot(normal); m != i && m != j && m != k {
						above, below = above || h > 0, below || h < 0
					}
				}
				if above != below {
					volume += math.Abs(middle.Sub(p[i]).Dot(normal)) / 6
				}
			}
		}
	}
	return volume
}

func drawPoints(t *rapid.T, n int, lattice bool) []mgl64.Vec3 {
	p := make([]mgl64.Vec3, n)
	for i := range p {
		for axis := range p[i] {
			if lattice {
				p[i][axis] = float64(rapid.IntRange(0, 3).Draw(t, "lattice"))
			} else {
				// Off every line and plane, however simple the numbers drawn.
				p[i][axis] = rapid.Float64Range(-100, 100).Draw(t, "x") + math.Sin(float64(7*i+3*axis+i*i*axis))
			}
		}
	}
	return p
}

func TestHullIsThatOfBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoints(t, rapid.IntRange(4, 14).Draw(t, "n"), false)
		got, want := HullVolume(p), bruteHull(p)
		if math.Abs(got-want) > 1e-6*math.Max(1, want) {
			t.Fatalf("%.12g, want %.12g of %v", got, want, p)
		}
	})
}

// TestHullOfLattices: many points in each plane, which rounding makes neither
// in nor out. The hull is the same for points in another order.
func TestHullOfLattices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPoints(t, rapid.IntRange(4, 40).Draw(t, "n"), true)
		again := make([]mgl64.Vec3, len(p))
		for i, j := range rapid.Permutation(indices(len(p))).Draw(t, "order") {
			again[i] = p[j]
		}
		if got, want := HullVolume(p), HullVolume(again); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%.12g and %.12g of %v", got, want, p)
		}
	})
	var grid []mgl64.Vec3
	for i := range 1000 {
		grid = append(grid, mgl64.Vec3{float64(i % 10), float64(i / 10 % 10), float64(i / 100)}.Mul(0.1))
	}
	near(t, "a cube of points", HullVolume(grid), 0.729, 1e-12)
	if flat := HullVolume([]mgl64.Vec3{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 1, 0}}); flat != 0 {
		t.Errorf("a square has volume %g", flat)
	}
	for _, p := range [][]mgl64.Vec3{nil, {{1, 2, 3}}, {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}, {1, 2, 3}}, {{0, 0, 0}, {1, 1, 1}, {2, 2, 2}, {3, 3, 3}}} {
		if volume := HullVolume(p); volume != 0 {
			t.Errorf("%v has volume %g", p, volume)
		}
	}
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// TestHullOfASphere has a closed form in the limit, from below.
func TestHullOfASphere(t *testing.T) {
	const n = 20000
	p := make([]mgl64.Vec3, n)
	for i := range p { // Fibonacci's lattice
		z := 1 - (2*float64(i)+1)/n
		sin, cos := math.Sincos(float64(i) * math.Pi * (3 - math.Sqrt(5)))
		p[i] = mgl64.Vec3{cos * math.Sqrt(1-z*z), sin * math.Sqrt(1-z*z), z}.Mul(30)
	}
	ball := 4.0 / 3 * math.Pi * 27000
	if volume := HullVolume(p); volume > ball || volume < 0.999*ball {
		t.Errorf("hull %g of a ball of %g", volume, ball)
	}
}
