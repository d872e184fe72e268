package tissue

import (
	"fmt"
	"testing"
)

// BenchmarkBeam is one step of 1/60 s of the shared beams, over the 300 steps in
// which they fall and come to rest, as PEERS.md §5 measured others; it reports
// where the tip hangs in the last second, by how much of the static reference
// it is off, and how many elements are inside out.
func BenchmarkBeam(b *testing.B) {
	for _, c := range []struct {
		name  string
		tipMM float64
	}{{"1k", -19.72}, {"10k", -21.71}, {"50k", -11.78}} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/threads=%d", c.name, threads), func(b *testing.B) {
				m := beam(b, "block"+c.name)
				var mean float64
				var inverted, solves, iterations int
				for b.Loop() {
					body := built(b, m, Settings{Gravity: Vec{0, -9810, 0}, Workers: threads})
					mean, solves, iterations = 0, 0, 0
					for n := range 300 {
						steps(b, body, 1)
						solves += body.step.solves
						iterations += body.step.iterations
						if n >= 240 {
							mean += tip(body, m.Rest) / 60
						}
					}
					_, inverted = body.Volume()
				}
				ms := b.Elapsed().Seconds() * 1000 / float64(b.N) / 300
				b.ReportMetric(ms, "ms/step")
				b.ReportMetric(ms*1e6/float64(len(m.Tets)), "ns/tet")
				b.ReportMetric(mean, "tip-mm")
				b.ReportMetric(100*(mean/c.tipMM-1), "error-%")
				b.ReportMetric(float64(inverted), "inverted")
				b.ReportMetric(float64(iterations)/300, "iterations")
				b.ReportMetric(float64(solves)/300, "solves")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// BenchmarkScaling is one step of a swinging block of so many tetrahedra.
func BenchmarkScaling(b *testing.B) {
	for _, n := range []int{6, 9, 13, 18, 27} {
		b.Run(fmt.Sprint(5*n*n*n), func(b *testing.B) {
			m := grid(n, n, n, 100/float64(n), Material{Name: "organ", Young: 10e3, Poisson: 0.45, Density: 1e-3})
			m.clampWhere(func(p Vec) bool { return p[0] == 0 })
			body := built(b, m, Settings{Gravity: Vec{0, -9810, 0}})
			count := 0
			for b.Loop() {
				if count++; count%60 == 0 { // keep it swinging
					body.set.Gravity[1] = -body.set.Gravity[1]
				}
				steps(b, body, 1)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(m.Tets)), "ns/tet")
		})
	}
}

// BenchmarkIteration is one iteration of the solver at 10,000 tetrahedra, for
// comparison with one of a plain solver of the same matrix (PEERS.md §5).
func BenchmarkIteration(b *testing.B) {
	body := built(b, grid(20, 10, 10, 5, jelly), Settings{})
	steps(b, body, 1)
	last := len(body.step.rz)
	b.Run("product", func(b *testing.B) {
		for b.Loop() {
			body.matrix.times(body.step.p, body.step.q, 0, len(body.u))
		}
	})
	b.Run("vectors", func(b *testing.B) {
		for b.Loop() {
			for piece := range last {
				body.descend(piece, 0)
				body.redirect(piece, 1, body.step.coarse.way[0])
			}
		}
	})
	b.Run("coarse", func(b *testing.B) {
		for b.Loop() {
			body.correct(0)
		}
	})
	b.Run("elements", func(b *testing.B) {
		for b.Loop() {
			body.elements(0)
		}
	})
	b.Run("assembly", func(b *testing.B) {
		for b.Loop() {
			body.assemble(0, true)
		}
	})
	b.Run("lattice", func(b *testing.B) {
		for b.Loop() {
			body.gather(0)
			body.renew(true)
		}
	})
}

// BenchmarkDress is 100,000 points, as of 200,000 triangles, on 10,000
// tetrahedra.
func BenchmarkDress(b *testing.B) {
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("threads=%d", threads), func(b *testing.B) {
			body := built(b, grid(20, 10, 10, 5, jelly), Settings{Workers: threads})
			points, normals := ball(100000, Vec{50, 25, 25}, 24)
			anchors, err := body.Embed(points)
			if err != nil {
				b.Fatal(err)
			}
			skin, err := body.NewSkin(anchors, normals)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				body.Dress(skin)
			}
		})
	}
}
