package tissue

import (
	"bufio"
	"fmt"
	"os"
	"testing"
)

// beam reads one of the shared cantilever blocks, in mm, and clamps x = 0.
func beam(t testing.TB, name string) Mesh {
	t.Helper()
	file, err := os.Open("../../../shared/bench/" + name + ".tet")
	if err != nil {
		t.Skipf("the shared beams are not here: %v", err)
	}
	defer file.Close()
	in := bufio.NewReader(file)
	var nv, nt int
	fmt.Fscan(in, &nv, &nt)
	m := Mesh{Rest: make([]Vec, nv), Tets: make([][4]int32, nt)}
	for i := range m.Rest {
		var p [3]float64
		fmt.Fscan(in, &p[0], &p[1], &p[2])
		m.Rest[i] = narrow([3]float64{p[0] * 1000, p[1] * 1000, p[2] * 1000})
		if p[0] == 0 {
			m.Fixed = append(m.Fixed, int32(i))
		}
	}
	for i := range m.Tets {
		q := &m.Tets[i]
		if _, err := fmt.Fscan(in, &q[0], &q[1], &q[2], &q[3]); err != nil {
			t.Fatal(err)
		}
	}
	m.Materials = []Material{{Name: "beam of PEERS", Young: 30e3, Poisson: 0.45, Density: 1e-3}}
	return m
}

// tip is the mean height of the free end, mm.
func tip(b *Body, rest []Vec) float64 {
	var sum float64
	var far float32
	n := 0
	for _, p := range rest {
		far = max(far, p[0])
	}
	for i, p := range rest {
		if p[0] == far {
			sum += float64(b.At(i)[1] - p[1])
			n++
		}
	}
	return sum / float64(n)
}

// hang lets a beam come to rest and returns the mean height of its tip over the
// last second.
func hang(t testing.TB, m Mesh, steps int) (b *Body, mean float64) {
	t.Helper()
	b, err := New(m, Settings{Gravity: Vec{0, -9810, 0}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	for n := range steps {
		if err := b.Step(1.0/60, nil); err != nil {
			t.Fatal(err)
		}
		if n >= steps-60 {
			mean += tip(b, m.Rest) / 60
		}
	}
	return b, mean
}

// TestBeamsHangWhereTheStaticReferenceHangs: Newton with a direct solver on
// St Venant-Kirchhoff elements, same meshes (PEERS.md §5).
func TestBeamsHangWhereTheStaticReferenceHangs(t *testing.T) {
	for _, c := range []struct {
		name  string
		tipMM float64
		steps int
		long  bool
	}{{"block1k", -19.72, 300, false}, {"block10k", -21.71, 300, true}, {"block50k", -11.78, 300, true}} {
		t.Run(c.name, func(t *testing.T) {
			if c.long && os.Getenv("DRYLAB_SOAK") == "" {
				t.Skip("the large beams take seconds: set DRYLAB_SOAK=1")
			}
			b, mean := hang(t, beam(t, c.name), c.steps)
			_, inverted := b.Volume()
			if e := mean/c.tipMM - 1; e < -0.01 || e > 0.01 || inverted > 0 {
				t.Errorf("tip at %.2f mm, reference %.2f mm, %d elements inside out", mean, c.tipMM, inverted)
			}
		})
	}
}
