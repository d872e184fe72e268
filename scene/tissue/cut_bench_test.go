package tissue

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// BenchmarkCut is the cost of one stroke of 12 elements' length and 3 elements'
// depth, as large in every mesh, by element that it changes: it does not grow
// with the mesh.
func BenchmarkCut(b *testing.B) {
	const far = 1e6
	for _, n := range []int{6, 12, 26} {
		for _, finest := range []float64{0, 0.7} {
			for _, ticks := range []int{1, 40} {
				cells := [3]int{max(n, 14), n, n}
				b.Run(fmt.Sprintf("elements=%d/finest=%g/ticks=%d", 6*cells[0]*n*n, finest, ticks), func(b *testing.B) {
					changed := 0
					for range b.N {
						b.StopTimer()
						m := newBlock(b, cells, [3]float64{float64(cells[0]), float64(n), float64(n)}, 0.1, MatterOptions{FinestMM: finest})
						m.search.near(m, box{Vec{-far, -far, -far}, Vec{far, far, far}}, nil)
						blade := m.NewBlade()
						y, z := float32(n)/2+0.3, float32(n)
						b.StartTimer()
						for s := range ticks {
							x, to := 0.6+12*float32(s)/float32(ticks), 0.6+12*float32(s+1)/float32(ticks)
							in, err := blade.Cut([2]Vec{{x, y, z + 1}, {x, y, z - 3.1}}, [2]Vec{{to, y, z + 1}, {to, y, z - 3.1}})
							if err != nil {
								b.Fatal(err)
							}
							changed += len(in.Elements)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(max(changed, 1)), "ns/element")
					b.ReportMetric(float64(changed)/float64(b.N), "elements")
				})
			}
		}
	}
}

// BenchmarkFollow is the cost of following all matter and looking for what is at a
// blade, once in a tick in which it moves by a hundredth of a grain.
func BenchmarkFollow(b *testing.B) {
	for _, n := range []int{6, 12, 26} {
		b.Run(fmt.Sprintf("elements=%d", 6*n*n*n), func(b *testing.B) {
			m := newBlock(b, [3]int{n, n, n}, [3]float64{float64(n), float64(n), float64(n)}, 0.1, MatterOptions{})
			now := append([]Vec(nil), m.now...)
			at := box{Vec{1, 1, 1}, Vec{1.5, 2, 3}}
			var found []int32
			for way := float32(0.01); b.Loop(); way = -way {
				for i := range now {
					now[i][2] += way
				}
				m.Follow(now)
				found = m.search.near(m, at, found[:0])
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(m.Elements()), "ns/element")
		})
	}
}

// BenchmarkDivide is the cost of giving the solver what one stroke changed, as
// large in every mesh, by element that it changes: it does not grow with the mesh.
func BenchmarkDivide(b *testing.B) {
	for _, n := range []int{6, 12, 26} {
		b.Run(fmt.Sprintf("elements=%d", 6*n*n*n), func(b *testing.B) {
			rest, tets := bricks([3]int{n, n, n}, [3]float64{float64(n), float64(n), float64(n)}, 0.1, rand.New(rand.NewPCG(1, 2)))
			mesh := Mesh{Rest: rest, Tets: tets, Materials: []Material{jelly}}
			changed := 0
			for range b.N {
				b.StopTimer()
				m, err := NewMatter(rest, tets, MatterOptions{})
				if err != nil {
					b.Fatal(err)
				}
				body := built(b, mesh, Settings{})
				steps(b, body, 1)
				y := float32(n)/2 + 0.3
				in := stroke(b, m, [2]Vec{{0.6, y, float32(n) + 1}, {0.6, y, float32(n) - 3.1}}, [2]Vec{{5.6, y, float32(n) + 1}, {5.6, y, float32(n) - 3.1}})
				runtime.GC() // of what building left
				b.StartTimer()
				if err := m.Divide(body, mesh, len(rest), len(tets), in.Elements); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				changed += len(in.Elements)
				body.Close()
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(max(changed, 1)), "ns/element")
			b.ReportMetric(float64(changed)/float64(b.N), "elements")
		})
	}
}
