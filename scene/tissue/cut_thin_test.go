package tissue

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// cloth is a square membrane of n × n cells of 4 mm in the plane z = 0, from the
// origin, its inner vertices shaken.
func cloth(n int) Mesh {
	r := rand.New(rand.NewPCG(5, 6))
	m := Mesh{Materials: []Material{{Name: "cloth", Young: 1e5, Poisson: 0.3, Density: 1e-3, Damping: 0.02}}}
	for j := range n + 1 {
		for i := range n + 1 {
			p := Vec{4 * float32(i), 4 * float32(j), 0}
			if i > 0 && i < n && j > 0 && j < n {
				p[0], p[1] = p[0]+r.Float32()-0.5, p[1]+r.Float32()-0.5
			}
			m.Rest = append(m.Rest, p)
		}
	}
	at := func(i, j int) int32 { return int32(i + (n+1)*j) }
	for j := range n {
		for i := range n {
			m.Sheets = append(m.Sheets, Sheet{[3]int32{at(i, j), at(i+1, j), at(i+1, j+1)}, 0, 1}, Sheet{[3]int32{at(i, j), at(i+1, j+1), at(i, j+1)}, 0, 1})
		}
	}
	return m
}

// hung is the matter of a mesh without tetrahedra.
func hung(t testing.TB, mesh *Mesh) *Matter {
	t.Helper()
	m, err := NewMatter(mesh.Rest, mesh.Tets, MatterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	m.Lay(mesh.Sheets, mesh.Rods)
	return m
}

// measure is the area at rest of a membrane, the length of its border, and the
// areas of its parts that hang together by edges.
func measure(t testing.TB, m *Matter) (area, border float64, parts []float64) {
	t.Helper()
	sheets := m.Sheets()
	sides := map[[2]int32][]int32{}
	c := newClasses(len(sheets))
	areas := make([]float64, len(sheets))
	for i, s := range sheets {
		v := s.Vertices
		p, q, r := m.restOf(v[0]), m.restOf(v[1]), m.restOf(v[2])
		n := q.Sub(p).Cross(r.Sub(p))
		if n[2] <= 0 {
			t.Fatalf("triangle %d at %v %v %v is flat or turned over", i, p, q, r)
		}
		areas[i] = n.Len() / 2
		area += areas[i]
		for k := range 3 {
			key := [2]int32{min(v[k], v[(k+1)%3]), max(v[k], v[(k+1)%3])}
			sides[key] = append(sides[key], int32(i))
		}
	}
	for e, of := range sides {
		switch len(of) {
		case 1:
			border += m.restOf(e[0]).Sub(m.restOf(e[1])).Len()
		case 2:
			c.join(of[0], of[1])
		default:
			t.Fatalf("%d triangles at edge %v", len(of), e)
		}
	}
	sum := map[int32]float64{}
	for i := range sheets {
		sum[c.find(int32(i))] += areas[i]
	}
	for i := range sheets {
		if c.find(int32(i)) == int32(i) {
			parts = append(parts, sum[int32(i)])
		}
	}
	return area, border, parts
}

// draw moves a blade that stands upright through the cloth along a way, and adds up
// what it opens.
func draw(t testing.TB, b *Blade, way func(part float64) (x, y float64), steps int) (opened float64) {
	t.Helper()
	place := func(part float64) [2]Vec {
		x, y := way(part)
		return [2]Vec{{float32(x), float32(y), 3}, {float32(x), float32(y), -3}}
	}
	for s := range steps {
		in, err := b.Cut(place(float64(s)/float64(steps)), place(float64(s+1)/float64(steps)))
		if err != nil {
			t.Fatal(err)
		}
		opened += in.AreaMM2
	}
	return opened + b.Lift().AreaMM2
}

// TestMembraneIsCutInTwo: straight ways in one motion and in many; the border grows
// by both sides of the cut, the area stays, and the parts are those of the plane.
func TestMembraneIsCutInTwo(t *testing.T) {
	for _, steps := range []int{1, 12, 300} {
		for _, slope := range []float64{0, 0.3, 1} {
			t.Run(fmt.Sprint(steps, slope), func(t *testing.T) {
				mesh := cloth(10)
				m := hung(t, &mesh)
				opened := draw(t, m.NewBlade(), func(part float64) (float64, float64) {
					x := 50*part - 5
					return x, 13.1 + slope*(x-20)
				}, steps)
				area, border, parts := measure(t, m)
				from, to := 0.0, 40.0
				if slope > 0 {
					from, to = max(from, 20-13.1/slope), min(to, 20+(40-13.1)/slope)
				}
				want := (to - from) * math.Hypot(1, slope)
				if math.Abs(area-1600) > 1e-3 || len(parts) != 2 {
					t.Fatalf("%g mm² in parts of %v", area, parts)
				}
				if grown := border - 160; math.Abs(grown-2*want) > 0.02*want || math.Abs(opened-grown/2) > 1e-6 {
					t.Errorf("the border grew by %g mm, the cut is %g mm and said to be %g", grown, want, opened)
				}
				below := 0.0
				for i := range 4000 {
					x := (float64(i) + 0.5) / 100
					below += min(max(13.1+slope*(x-20), 0), 40) / 100
				}
				if off := min(math.Abs(parts[0]-below), math.Abs(parts[1]-below)); off > 0.01*1600 {
					t.Errorf("parts of %v, one should have %g", parts, below)
				}
			})
		}
	}
}

// TestMembraneIsSlit: a cut that ends inside opens as far as it goes, but for less
// than an edge, and parts nothing; a second one from its end parts it.
func TestMembraneIsSlit(t *testing.T) {
	mesh := cloth(10)
	m := hung(t, &mesh)
	b := m.NewBlade()
	draw(t, b, func(part float64) (float64, float64) { return 10 + 20*part, 17 }, 40)
	_, border, parts := measure(t, m)
	if grown := border - 160; len(parts) != 1 || grown < 2*(20-6) || grown > 41 {
		t.Fatalf("the border grew by %g mm, %d parts", border-160, len(parts))
	}
	draw(t, b, func(part float64) (float64, float64) { return 28 + 20*part, 17 }, 40)
	draw(t, b, func(part float64) (float64, float64) { return 12 - 20*part, 17 }, 40)
	if area, _, parts := measure(t, m); len(parts) != 2 || math.Abs(area-1600) > 1e-3 {
		t.Errorf("%d parts of %g mm²", len(parts), area)
	}
}

// TestMembraneCutAtRandom: whatever is cut while it moves, the area stays, no
// triangle turns over, and the border grows by what was opened.
func TestMembraneCutAtRandom(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 3))
		mesh := cloth(8)
		m := hung(t, &mesh)
		opened := 0.0
		for k := range 12 {
			if k%3 == 2 {
				sway(m, r.Float64())
			}
			x, y, dx, dy := 32*r.Float64(), 32*r.Float64(), 40*r.Float64()-20, 40*r.Float64()-20
			opened += draw(t, m.NewBlade(), func(part float64) (float64, float64) { return x + part*dx, y + part*dy }, 1+r.IntN(30))
			area, border, _ := measure(t, m)
			if math.Abs(area-1024) > 1e-3 || math.Abs(border-128-2*opened) > 1e-4 {
				t.Fatalf("seed %d, cut %d: %g mm², the border grew by %g mm, opened %g", seed, k, area, border-128, opened)
			}
		}
	}
}

// TestRodIsSnipped where a blade crosses it, and nowhere else; its length stays, and
// the body that is made of it comes apart.
func TestRodIsSnipped(t *testing.T) {
	mesh := Mesh{Materials: []Material{{Name: "thread", Young: 1e6, Density: 1e-3, Damping: 0.02}}}
	for k := range 11 {
		mesh.Rest = append(mesh.Rest, Vec{0, 0, -3 * float32(k)})
		if k > 0 {
			mesh.Rods = append(mesh.Rods, Rod{[2]int32{int32(k - 1), int32(k)}, 0, 0.5})
		}
	}
	mesh.Fixed = []int32{0}
	body := built(t, mesh, Settings{Gravity: Vec{0, 0, -9810}, Iterations: 200, Tolerance: 1e-3})
	steps(t, body, 3)
	m := hung(t, &mesh)
	now := make([]Vec, len(mesh.Rest))
	body.Positions(now)
	m.Follow(now)
	vertices, elements := m.Nodes(), m.Elements()
	b := m.NewBlade()
	in, err := b.Cut([2]Vec{{-5, -2, -16}, {-5, 2, -16}}, [2]Vec{{5, -2, -16}, {5, 2, -16}})
	if err != nil || !in.Thin || len(m.Rods()) != 11 {
		t.Fatalf("%d rods, %v", len(m.Rods()), err)
	}
	length := 0.0
	for _, r := range m.Rods() {
		length += m.restOf(r.Vertices[0]).Sub(m.restOf(r.Vertices[1])).Len()
	}
	if math.Abs(length-30) > 1e-6 {
		t.Errorf("the rods are %g mm long", length)
	}
	if err := m.Divide(body, mesh, vertices, elements, nil); err != nil {
		t.Fatal(err)
	}
	steps(t, body, 30)
	low, held := 0.0, 0.0
	for n := range m.Nodes() {
		z := float64(body.At(n)[2])
		low = min(low, z)
		if z > -40 {
			held = min(held, z)
		}
	}
	if low > -100 || held < -17 || held > -15.5 {
		t.Errorf("what is held reaches down to %g mm, what was cut off to %g mm", held, low)
	}
}

// TestMembraneOnMatterIsDividedWithIt: its parts lie on the parts of the matter, each
// on one of them, and have the area that they had.
func TestMembraneOnMatterIsDividedWithIt(t *testing.T) {
	rest, tets := bricks([3]int{5, 5, 2}, [3]float64{20, 20, 8}, 0.2, rand.New(rand.NewPCG(1, 2)))
	mesh := Mesh{Rest: rest, Tets: tets}
	for _, v := range tets {
		for _, o := range outward {
			if p := [3]int32{v[o[0]], v[o[1]], v[o[2]]}; rest[p[0]][2] == 8 && rest[p[1]][2] == 8 && rest[p[2]][2] == 8 {
				mesh.Sheets = append(mesh.Sheets, Sheet{p, 0, 1})
			}
		}
	}
	m := hung(t, &mesh)
	stroke(t, m, [2]Vec{{-1, 9.3, -1}, {-1, 9.3, 10}}, [2]Vec{{21, 11, -1}, {21, 11, 10}})
	checkMatter(t, m)
	if m.Pieces() != 2 {
		t.Fatalf("%d pieces", m.Pieces())
	}
	piece := map[int32]int{}
	for e := range m.Elements() {
		for _, n := range m.elements[e].nodes {
			piece[n] = m.PieceOf(e)
		}
	}
	var area [2]float64
	for i, s := range m.Sheets() {
		v := s.Vertices
		if piece[v[0]] != piece[v[1]] || piece[v[1]] != piece[v[2]] {
			t.Fatalf("triangle %d is on two pieces", i)
		}
		area[piece[v[0]]] += areaAt(m.restOf(v[0]), m.restOf(v[1]), m.restOf(v[2])) * float64(s.Thickness)
	}
	low := (9.3 + 11.0) / 2 * 20
	if sum := area[0] + area[1]; math.Abs(sum-400) > 1 || min(math.Abs(area[0]-low), math.Abs(area[1]-low)) > 4 {
		t.Errorf("%v mm² on the two pieces, %g on one of them", area, low)
	}
}

// TestRodIsCutAtItsEnds: a blade exactly through a joint parts it, through a free end
// it does nothing; each vertex belongs to something still.
func TestRodIsCutAtItsEnds(t *testing.T) {
	mesh := Mesh{Materials: []Material{{Name: "thread", Young: 1e6, Density: 1e-3, Damping: 0.02}}}
	for k := range 4 {
		if mesh.Rest = append(mesh.Rest, Vec{0, 0, -3 * float32(k)}); k > 0 {
			mesh.Rods = append(mesh.Rods, Rod{[2]int32{int32(k - 1), int32(k)}, 0, 0.5})
		}
	}
	m := hung(t, &mesh)
	for _, z := range []float32{0, -3, -3, -9} {
		b := m.NewBlade()
		if _, err := b.Cut([2]Vec{{-5, -2, z}, {-5, 2, z}}, [2]Vec{{5, -2, z}, {5, 2, z}}); err != nil {
			t.Fatal(err)
		}
	}
	if m.Nodes() != 5 || len(m.Rods()) != 3 {
		t.Fatalf("%d vertices, %d rods", m.Nodes(), len(m.Rods()))
	}
	cut, _, _ := m.Mesh(mesh, 4, 0)
	built(t, cut, Settings{})
}
