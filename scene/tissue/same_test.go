package tissue

import (
	"fmt"
	"runtime"
	"testing"
)

// scripted is some of everything: a block with fibres,
// a membrane and a thread falls on ties, is grasped, pulled and pressed.
func scripted(t testing.TB, workers int) uint64 {
	m := grid(8, 8, 8, 5, Material{Name: "meat", Young: 20e3, Poisson: 0.48, Density: 1e-3, Fibre: 30e3, TearStrain: 0.4, Damping: 0.01})
	m.Materials = append(m.Materials, Material{Name: "skin", Young: 100e3, Poisson: 0.3, Density: 1e-3})
	var lid [][3]int32
	at := func(x, y int) int32 { return int32(x + 9*(y+9*8)) }
	for y := range 8 {
		for x := range 8 {
			for _, v := range [2][3]int32{{at(x, y), at(x+1, y), at(x+1, y+1)}, {at(x, y), at(x+1, y+1), at(x, y+1)}} {
				m.Sheets = append(m.Sheets, Sheet{v, 1, 0.5})
				lid = append(lid, v)
			}
		}
	}
	for n := range m.Tets {
		m.Fibre = append(m.Fibre, Vec{1, 0, float32(n % 3)})
	}
	m.Rods = []Rod{{[2]int32{0, 40}, 1, 1}, {[2]int32{40, 80}, 1, 1}}
	m.clampWhere(func(p Vec) bool { return p[0] == 0 })
	b := built(t, m, Settings{Gravity: Vec{0, 0, -9810}, Workers: workers})
	ties := []Tie{{Vertices: [4]int32{at(8, 4)}, Weights: [4]float32{1}, Tangent: 2, Grip: 0.5}}
	for i, p := range m.Rest {
		if p[2] == 0 {
			ties = append(ties, Tie{Vertices: [4]int32{int32(i)}, Weights: [4]float32{1}, Target: Vec{p[0], p[1], -2}, Normal: Vec{0, 0, 1}, Stiffness: 2, OneSided: true, Tangent: 1, Friction: 0.3})
		}
	}
	digest := uint64(0xcbf29ce484222325)
	for n := range 15 {
		ties[0].Target = Vec{40 + float32(n)/2, 20, 40 + float32(n)}
		b.Inflate(lid, 500)
		b.Push(5, Vec{0.01, 0, 0})
		if err := b.Step(1.0/90, ties); err != nil {
			t.Fatal(err)
		}
		digest = b.Hash(digest)
	}
	return digest
}

// TestSameOnAnyNumberOfWorkers, bit for bit, and as when this was written. A
// change of the solver changes the golden number; nothing else may.
func TestSameOnAnyNumberOfWorkers(t *testing.T) {
	one := scripted(t, 1)
	for _, workers := range []int{2, 3, 5, 8} {
		if got := scripted(t, workers); got != one {
			t.Errorf("%d workers give %#x, one gives %#x", workers, got, one)
		}
	}
	const golden = 0xc7479bbe4ff5cfb1
	if runtime.GOARCH != "amd64" {
		t.Skip("the golden number is that of amd64: other compilers fuse multiply and add")
	}
	if one != golden {
		t.Errorf("hash %#x, golden %#x", one, uint64(golden))
	}
}

// TestStepAllocatesNothing once the lists have grown.
func TestStepAllocatesNothing(t *testing.T) {
	for _, workers := range []int{1, 2} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			m := held(jelly)
			b := built(t, m, Settings{Gravity: Vec{0, 0, -9810}, Workers: workers})
			ties := []Tie{{Vertices: [4]int32{100}, Weights: [4]float32{1}, Target: Vec{20, 20, 50}, Tangent: 1}}
			var tears Tears
			step := func() {
				b.Push(7, Vec{0.1, 0, 0})
				if err := b.Step(1.0/60, ties); err != nil {
					t.Fatal(err)
				}
				b.Torn(&tears)
			}
			step()
			if n := testing.AllocsPerRun(20, step); n > 0 {
				t.Errorf("%g allocations in a step", n)
			}
		})
	}
}
