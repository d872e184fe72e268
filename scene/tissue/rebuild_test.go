package tissue

import "testing"

// same says that every vertex comes from itself.
func same(n int) []Anchor {
	from := make([]Anchor, n)
	for i := range from {
		from[i] = Anchor{[4]int32{int32(i)}, [4]float32{1}}
	}
	return from
}

// TestRebuildOfTheSameMeshChangesNothing, bit for bit.
func TestRebuildOfTheSameMeshChangesNothing(t *testing.T) {
	m := held(jelly)
	one, two := built(t, m, Settings{Gravity: Vec{9810, 0, 0}}), built(t, m, Settings{Gravity: Vec{9810, 0, 0}})
	parent := make([]int32, len(m.Tets))
	for k := range parent {
		parent[k] = int32(k)
	}
	for n := range 30 {
		steps(t, one, 1)
		steps(t, two, 1)
		if n%10 == 5 {
			if err := two.Rebuild(m, same(len(m.Rest)), parent); err != nil {
				t.Fatal(err)
			}
		}
	}
	var far float64
	for i := range m.Rest {
		far = max(far, distance(one.At(i), two.At(i)))
	}
	// The stiffness is made anew, which the other body's was not.
	if far > 1e-2 {
		t.Errorf("%g mm apart", far)
	}
}

// TestCutOffPieceFalls: the block is cut at half its height by giving the upper
// elements vertices of their own; the upper half falls by gt²/2 and the lower
// one stays.
func TestCutOffPieceFalls(t *testing.T) {
	m := held(Material{Name: "firm", Young: 200e3, Poisson: 0.4, Density: 1e-3})
	b := built(t, m, Settings{Gravity: Vec{0, 9810, 0}})
	steps(t, b, 60)
	cut := m
	cut.Rest = append([]Vec(nil), m.Rest...)
	cut.Tets = append([][4]int32(nil), m.Tets...)
	from := same(len(m.Rest))
	twin := map[int32]int32{}
	for k, e := range cut.Tets {
		if m.Rest[e[0]][2]+m.Rest[e[1]][2]+m.Rest[e[2]][2]+m.Rest[e[3]][2] <= 80 {
			continue
		}
		for a, v := range e {
			if m.Rest[v][2] == 20 {
				if _, ok := twin[v]; !ok {
					twin[v] = int32(len(cut.Rest))
					cut.Rest = append(cut.Rest, m.Rest[v])
					from = append(from, Anchor{[4]int32{v}, [4]float32{1}})
				}
				cut.Tets[k][a] = twin[v]
			}
		}
	}
	before := b.At(124)
	if err := b.Rebuild(cut, from, nil); err != nil {
		t.Fatal(err)
	}
	if b.At(124) != before {
		t.Error("the cut moved a vertex")
	}
	const n = 30
	steps(t, b, n)
	fall := float64(b.At(124)[1] - before[1])
	want := 9810 / 2.0 * n * (n + 1) / 3600 // implicit Euler's sum of n steps
	if fall < 0.98*want || fall > 1.02*want {
		t.Errorf("fell %.1f mm in %d steps, free fall is %.1f mm", fall, n, want)
	}
	if d := distance(b.At(0), m.Rest[0]); d != 0 {
		t.Errorf("the clamped floor moved by %g mm", d)
	}
	bad := cut
	bad.Tets = append([][4]int32(nil), cut.Tets...)
	bad.Tets[3] = [4]int32{0, 0, 0, 0}
	hash := b.Hash(1)
	if err := b.Rebuild(bad, same(len(cut.Rest)), nil); err == nil || b.Hash(1) != hash {
		t.Errorf("a flat tetrahedron was taken, or the body changed: %v", err)
	}
}

func BenchmarkRebuild10k(b *testing.B) {
	m := grid(20, 10, 10, 5, jelly)
	body := built(b, m, Settings{})
	from := same(len(m.Rest))
	b.ReportAllocs()
	for b.Loop() {
		if err := body.Rebuild(m, from, nil); err != nil {
			b.Fatal(err)
		}
	}
}
