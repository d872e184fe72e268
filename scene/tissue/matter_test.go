package tissue

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// bricks is a box of cells, each of six tetrahedra around its diagonal (Kuhn),
// from the origin to size in mm; inner vertices shaken by part of a cell.
func bricks(cells [3]int, size [3]float64, shake float64, r *rand.Rand) (rest []Vec, tets [][4]int32) {
	at := func(i, j, k int) int32 { return int32((i*(cells[1]+1)+j)*(cells[2]+1) + k) }
	for i := range cells[0] + 1 {
		for j := range cells[1] + 1 {
			for k := range cells[2] + 1 {
				var p Vec
				for c, n := range [3]int{i, j, k} {
					s := 0.0
					if n > 0 && n < cells[c] && shake > 0 {
						s = shake * (2*r.Float64() - 1)
					}
					p[c] = float32((float64(n) + s) * size[c] / float64(cells[c]))
				}
				rest = append(rest, p)
			}
		}
	}
	for i := range cells[0] {
		for j := range cells[1] {
			for k := range cells[2] {
				for _, path := range [6][3]int{{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}, {1, 0, 2}} {
					n := [3]int{i, j, k}
					var t [4]int32
					t[0] = at(n[0], n[1], n[2])
					for s, axis := range path {
						n[axis]++
						t[s+1] = at(n[0], n[1], n[2])
					}
					if path == [3]int{0, 2, 1} || path == [3]int{2, 1, 0} || path == [3]int{1, 0, 2} {
						t[2], t[3] = t[3], t[2]
					}
					tets = append(tets, t)
				}
			}
		}
	}
	return rest, tets
}

// newBlock is matter in a block.
func newBlock(t testing.TB, cells [3]int, size [3]float64, shake float64, options MatterOptions) *Matter {
	t.Helper()
	rest, tets := bricks(cells, size, shake, rand.New(rand.NewPCG(1, 2)))
	m, err := NewMatter(rest, tets, options)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (in *Incision) add(more Incision) {
	in.AreaMM2 += more.AreaMM2
	in.Rim = append(in.Rim, more.Rim...)
	in.Pieces = append(in.Pieces, more.Pieces...)
	in.Nodes = append(in.Nodes, more.Nodes...)
	in.Elements = append(in.Elements, more.Elements...)
}

// stroke cuts along places of a blade, each its handle's end and its tip.
func stroke(t testing.TB, m *Matter, places ...[2]Vec) Incision {
	t.Helper()
	b := m.NewBlade()
	var all Incision
	for i := 1; i < len(places); i++ {
		in, err := b.Cut(places[i-1], places[i])
		if err != nil {
			t.Fatal(err)
		}
		all.add(in)
	}
	all.add(b.Lift())
	return all
}

func TestEdgesAreSplitAtRandom(t *testing.T) {
	m := newBlock(t, [3]int{2, 2, 2}, [3]float64{2, 3, 4}, 0.2, MatterOptions{})
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		g := int32(r.IntN(len(m.grains)))
		c := edgeCorners[r.IntN(6)]
		m.splitEdge(g, m.grains[g].v[c[0]], m.grains[g].v[c[1]], 0.05+0.9*r.Float64())
	}
	m.renewSkin()
	checkMatter(t, m)
}

// TestPlaneThroughABox: the two volumes are those of the plane through the box.
func TestPlaneThroughABox(t *testing.T) {
	for _, finest := range []float64{0, 2} {
		for _, x := range []float32{3.3, 5, 5.01, 7.5, 9.99} {
			t.Run(fmt.Sprint(finest, x), func(t *testing.T) {
				m := newBlock(t, [3]int{4, 3, 2}, [3]float64{10, 9, 6}, 0, MatterOptions{FinestMM: finest})
				in := stroke(t, m, [2]Vec{{x, -1, 8}, {x, -1, -1}}, [2]Vec{{x, 4, 8}, {x, 4, -1}}, [2]Vec{{x, 10, 8}, {x, 10, -1}})
				checkMatter(t, m)
				if x > 9.9 {
					return
				}
				if len(in.Pieces) != 1 || math.Abs(in.AreaMM2-54) > 1 {
					t.Fatalf("pieces %v, area %g mm²", in.Pieces, in.AreaMM2)
				}
				small := min(m.PieceVolume(0), m.PieceVolume(1))
				if want := 54 * min(float64(x), 10-float64(x)); math.Abs(small-want) > 0.01*540 {
					t.Fatalf("the smaller part has %g mm³, want %g", small, want)
				}
			})
		}
	}
}
