package tissue

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// fineSkin is a block's outside, each triangle in n² and swollen outwards by some
// mm, with anchors on the block's elements.
func fineSkin(m *Matter, n int, swell float64) (triangles [][3]int32, anchors []Anchor, normals []Vec) {
	index := map[[3]int32]int32{}
	middle := m.rest[0].Add(m.rest[len(m.rest)-1]).Mul(0.5)
	for _, f := range m.skin.facets {
		a, b, c := m.face(f.grain, int(f.face))
		p, q, r := m.vertices[a].rest, m.vertices[b].rest, m.vertices[c].rest
		point := func(i, j int) int32 {
			at := p.Add(q.Sub(p).Mul(float64(i) / float64(n))).Add(r.Sub(p).Mul(float64(j) / float64(n)))
			key := [3]int32{int32(math.Round(at[0] * 1e4)), int32(math.Round(at[1] * 1e4)), int32(math.Round(at[2] * 1e4))}
			if v, ok := index[key]; ok {
				return v
			}
			out := at.Sub(middle).Normalize()
			w := m.weightsAt(f.grain, at.Add(out.Mul(swell)))
			anchor := Anchor{Vertices: m.roots[f.grain]}
			for k := range w {
				anchor.Weights[k] = float32(w[k])
			}
			index[key] = int32(len(anchors))
			anchors, normals = append(anchors, anchor), append(normals, shorten(out))
			return index[key]
		}
		for i := range n {
			for j := range n - i {
				triangles = append(triangles, [3]int32{point(i, j), point(i+1, j), point(i, j+1)})
				if i+j < n-1 {
					triangles = append(triangles, [3]int32{point(i+1, j), point(i+1, j+1), point(i, j+1)})
				}
			}
		}
	}
	return triangles, anchors, normals
}

func place(a Anchor, nodes []Vec) (p mgl64.Vec3) {
	for k, v := range a.Vertices {
		p = p.Add(widen(nodes[v]).Mul(float64(a.Weights[k])))
	}
	return p
}

// TestCoverComesApartWithTheMatter: pulled apart, no triangle of a cut cover is
// stretched between pieces, and each piece's share of the cover is right.
func TestCoverComesApartWithTheMatter(t *testing.T) {
	for _, swell := range []float64{0, 0.2} {
		m := newBlock(t, [3]int{4, 3, 3}, [3]float64{10, 8, 8}, 0.2, MatterOptions{})
		triangles, anchors, normals := fineSkin(m, 5, swell)
		c, err := m.NewCover(triangles, anchors, normals)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 1))
		b := m.NewBlade()
		for s := range 24 {
			y := float32(-1 + 0.4*float64(s))
			x := float32(5.3 + 0.5*math.Sin(float64(y)/3))
			to := float32(5.3 + 0.5*math.Sin(float64(y+0.4)/3))
			_, err := b.Cut([2]Vec{{x, y, -1}, {x, y, 9}}, [2]Vec{{to, y + 0.4, -1}, {to, y + 0.4, 9}})
			if err != nil {
				t.Fatal(err)
			}
			sway(m, r.Float64()*0.01)
		}
		b.Lift()
		if m.Pieces() != 2 {
			t.Fatalf("%d pieces", m.Pieces())
		}
		checkMatter(t, m)
		checkCover(t, m, c, swell)
	}
}

func checkCover(t *testing.T, m *Matter, c *Cover, swell float64) {
	t.Helper()
	nodes := make([]Vec, m.Nodes())
	for e := range m.elements {
		for _, n := range m.elements[e].nodes {
			p := m.rest[m.origin[n]]
			p[0] += 100 * float64(m.PieceOf(e))
			nodes[n] = shorten(p)
		}
	}
	areas := make([]float64, 2)
	for i, tri := range c.Triangles {
		var rest, now [3]mgl64.Vec3
		for k, v := range tri {
			rest[k], now[k] = c.rest[v], place(c.Anchors[v], nodes)
		}
		for k := range 3 {
			was, is := rest[k].Sub(rest[(k+1)%3]).Len(), now[k].Sub(now[(k+1)%3]).Len()
			if math.Abs(was-is) > 1e-3 {
				t.Fatalf("triangle %d is stretched from %g to %g mm", i, was, is)
			}
		}
		piece := 0
		if now[0][0] > 50 {
			piece = 1
		}
		areas[piece] += rest[1].Sub(rest[0]).Cross(rest[2].Sub(rest[0])).Len() / 2
	}
	if swell == 0 && (math.Abs(areas[0]+areas[1]-448) > 1e-3 || math.Abs(min(areas[0], areas[1])-(64+4*8*4.6)) > 8) {
		t.Errorf("the parts of the cover have %v mm², the block 448", areas)
	}
}
