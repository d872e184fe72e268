package tissue

import (
	"math"
	"testing"
)

// sphere is an icosahedron divided n times, on a sphere, turned outwards.
func sphere(radius float64, n int) (at []Vec, triangles [][3]int32) {
	g := (1 + math.Sqrt(5)) / 2
	place := func(p [3]float64) {
		l := radius / length(p)
		at = append(at, narrow([3]float64{p[0] * l, p[1] * l, p[2] * l}))
	}
	for _, p := range [][3]float64{{-1, g, 0}, {1, g, 0}, {-1, -g, 0}, {1, -g, 0}, {0, -1, g}, {0, 1, g}, {0, -1, -g}, {0, 1, -g}, {g, 0, -1}, {g, 0, 1}, {-g, 0, -1}, {-g, 0, 1}} {
		place(p)
	}
	triangles = [][3]int32{{0, 11, 5}, {0, 5, 1}, {0, 1, 7}, {0, 7, 10}, {0, 10, 11}, {1, 5, 9}, {5, 11, 4}, {11, 10, 2}, {10, 7, 6}, {7, 1, 8}, {3, 9, 4}, {3, 4, 2}, {3, 2, 6}, {3, 6, 8}, {3, 8, 9}, {4, 9, 5}, {2, 4, 11}, {6, 2, 10}, {8, 6, 7}, {9, 8, 1}}
	for range n {
		middle := map[[2]int32]int32{}
		half := func(i, j int32) int32 {
			key := [2]int32{min(i, j), max(i, j)}
			if _, ok := middle[key]; !ok {
				p, q := wide(at[i]), wide(at[j])
				place([3]float64{p[0] + q[0], p[1] + q[1], p[2] + q[2]})
				middle[key] = int32(len(at) - 1)
			}
			return middle[key]
		}
		var finer [][3]int32
		for _, t := range triangles {
			a, b, c := half(t[0], t[1]), half(t[1], t[2]), half(t[2], t[0])
			finer = append(finer, [3]int32{t[0], a, c}, [3]int32{t[1], b, a}, [3]int32{t[2], c, b}, [3]int32{a, b, c})
		}
		triangles = finer
	}
	return at, triangles
}

// TestBalloonObeysLaplace: a thin sphere under pressure p grows by
// Δr = p·r²·(1−ν)/(2·E·t) (Young, Budynas, Roark's Formulas for Stress and
// Strain, table 13.1).
func TestBalloonObeysLaplace(t *testing.T) {
	const radius, thick, young, nu, pressure = 20.0, 1.0, 1e6, 0.4, 500.0
	at, triangles := sphere(radius, 3)
	m := Mesh{Rest: at, Materials: []Material{{Name: "wall", Young: young, Poisson: nu, Density: 1e-3, Damping: 0.05}}}
	for _, v := range triangles {
		m.Sheets = append(m.Sheets, Sheet{v, 0, thick})
	}
	b := built(t, m, Settings{})
	for range 200 {
		b.Inflate(triangles, pressure)
		steps(t, b, 1)
	}
	var mean float64
	for i := range at {
		mean += length(wide(b.At(i))) / float64(len(at))
	}
	want := pressure * radius * radius * (1 - nu) / (2 * young * thick)
	if got := mean - radius; math.Abs(got/want-1) > 0.05 {
		t.Errorf("grew by %.5f mm, Laplace %.5f mm", got, want)
	}
}

// TestHingeSlope is that of the angle, by differences.
func TestHingeSlope(t *testing.T) {
	rng := dice(4)
	for range 100 {
		at := [4]Vec{{1, 2, 0}, {1, -2, 0}, {-1, 0, 0}, {2, 0, 0}}
		for a := range at {
			for c := range 3 {
				at[a][c] += float32(0.5 * rng.roll())
			}
		}
		h := hinge{floor: 1e-6}
		_, slope := h.bend(&at)
		for a := range at {
			for c := range 3 {
				moved := at
				moved[a][c] += 1e-2
				up, _ := h.bend(&moved)
				moved[a][c] -= 2e-2
				down, _ := h.bend(&moved)
				if got := (up - down) / 2e-2; math.Abs(float64(got-slope[a][c])) > 1e-3 {
					t.Fatalf("corner %d axis %d: slope %g, differences %g", a, c, slope[a][c], got)
				}
			}
		}
	}
}

// TestStripBendsLikeAPlate: a strip of triangles of equal sides, clamped at one
// end, sinks under its weight by w·L⁴/(8·D) per width, D = E·t³/(12(1−ν²)). The
// lattice of hinges has a Poisson's ratio of 1/3 in bending whatever the
// material's (Seung, Nelson 1988), so that a strip that is free to curl across
// gives way by 9/8 of it, and a narrow one, with no hinges at its rim, by more.
func TestStripBendsLikeAPlate(t *testing.T) {
	const thick, young, side = 1.0, 2e6, 4.0
	m := Mesh{Materials: []Material{{Name: "strip", Young: young, Density: 1e-3, Damping: 0.02}}}
	nx, ny := 20, 6
	for y := range ny + 1 {
		for x := range nx + 1 {
			m.Rest = append(m.Rest, narrow([3]float64{(float64(x) + float64(y%2)/2) * side, float64(y) * side * math.Sqrt(3) / 2, 0}))
		}
	}
	at := func(x, y int) int32 { return int32(x + (nx+1)*y) }
	for y := range ny {
		for x := range nx {
			if y%2 == 0 {
				m.Sheets = append(m.Sheets, Sheet{[3]int32{at(x, y), at(x+1, y), at(x, y+1)}, 0, thick}, Sheet{[3]int32{at(x+1, y), at(x+1, y+1), at(x, y+1)}, 0, thick})
			} else {
				m.Sheets = append(m.Sheets, Sheet{[3]int32{at(x, y), at(x+1, y), at(x+1, y+1)}, 0, thick}, Sheet{[3]int32{at(x, y), at(x+1, y+1), at(x, y+1)}, 0, thick})
			}
		}
	}
	m.clampWhere(func(p Vec) bool { return p[0] <= side+0.1 })
	b := built(t, m, Settings{Gravity: Vec{0, 0, -98.1}, Iterations: 200, Tolerance: 1e-3})
	steps(t, b, 300)
	var mean float64
	count := 0
	for i, p := range m.Rest {
		if p[0] > float32(nx)*side-0.1 {
			mean -= float64(b.At(i)[2])
			count++
		}
	}
	l := float64(nx)*side + side/4 - side*1.25
	want := 1e-3 * 98.1 * thick * l * l * l * l / (8 * young * thick * thick * thick / 12)
	if got := mean / float64(count); got/want < 1 || got/want > 1.25 {
		t.Errorf("sank by %.4f mm, plate theory %.4f mm", got, want)
	}
}

// TestThreadBendsLikeABeam: F·L³/(3·E·I), and F·L/(E·A) when drawn along.
func TestThreadBendsLikeABeam(t *testing.T) {
	const n, piece, radius, young = 25, 4.0, 2.0, 5e6
	m := Mesh{Materials: []Material{{Name: "thread", Young: young, Density: 1e-3, Damping: 0.02}}}
	for k := range n + 1 {
		m.Rest = append(m.Rest, Vec{float32(k) * piece, 0, 0})
	}
	for k := range n {
		m.Rods = append(m.Rods, Rod{[2]int32{int32(k), int32(k + 1)}, 0, radius})
	}
	m.Fixed = []int32{0, 1}
	b := built(t, m, Settings{Iterations: 200, Tolerance: 1e-3})
	for range 400 {
		b.Push(n, Vec{0.5, 0, 0})
		b.Push(n, Vec{0, 0, 1e-4})
		steps(t, b, 1)
	}
	l := piece * (n - 1.0)
	area, inertia := math.Pi*radius*radius, math.Pi*radius*radius*radius*radius/4
	drawn, bent := 0.5e6*l/(young*area), 1e2*l*l*l/(3*young*inertia)
	// The tension stiffens the thread: T·L²/(E·I) = u² lowers its bending by
	// 3(u − tanh u)/u³ (Timoshenko, Strength of Materials II, 1956, §6).
	u := l * math.Sqrt(0.5e6/(young*inertia))
	bent *= 3 * (u - math.Tanh(u)) / (u * u * u)
	p := b.At(n)
	if got := float64(p[0]) - n*piece; math.Abs(got/drawn-1) > 0.02 {
		t.Errorf("drawn by %.4f mm, theory %.4f mm", got, drawn)
	}
	if math.Abs(float64(p[2])/bent-1) > 0.05 {
		t.Errorf("bent by %.4f mm, theory %.4f mm", p[2], bent)
	}
}

// TestFibresStiffenAlongThem: a bar drawn along its fibres gives (E + E_f)·A·ε,
// across them E·A·ε.
func TestFibresStiffenAlongThem(t *testing.T) {
	for _, c := range []struct {
		along Vec
		young float64
	}{{Vec{3, 0, 0}, 70e3}, {Vec{0, 0, 0.5}, 50e3}} {
		m := grid(6, 2, 2, 10, Material{Name: "bar", Young: 50e3, Density: 1e-3, Fibre: 20e3, Damping: 0.02})
		for range m.Tets {
			m.Fibre = append(m.Fibre, c.along)
		}
		m.clampWhere(func(p Vec) bool { return p[0] == 0 || p[0] == 60 })
		b := built(t, m, Settings{Iterations: 200, Tolerance: 1e-4})
		for _, v := range m.Fixed {
			if p := m.Rest[v]; p[0] == 60 {
				b.Move(int(v), Vec{61.2, p[1], p[2]})
			}
		}
		steps(t, b, 100)
		var drawn float64
		for _, v := range m.Fixed {
			if m.Rest[v][0] == 60 {
				drawn -= float64(b.Reaction(int(v))[0])
			}
		}
		if want := c.young * 400 * 0.02 / 1e6; math.Abs(drawn/want-1) > 0.01 {
			t.Errorf("fibres along %v: %.5f N, theory %.5f N", c.along, -drawn, want)
		}
	}
}
