package tissue

import (
	"fmt"
	"math"
	"runtime"
	"testing"
)

// early are the ways to leave a phase before its end: each has a test that it was
// taken. Workers that did not all take it would wait for each other for ever.
var early = []struct {
	name  string
	set   Settings
	do    func(b *Body, n int) []Tie
	taken func(b *Body, err error) bool
}{
	{"nothing to solve", Settings{}, func(*Body, int) []Tie { return nil },
		func(b *Body, err error) bool { return err == nil && b.step.iterations == 0 }},
	{"iterations used up", Settings{Gravity: Vec{0, 0, -9810}, Iterations: 1}, func(*Body, int) []Tie { return nil },
		func(b *Body, err error) bool { return err == nil && b.step.iterations >= 1 }},
	{"ties settle and slip", Settings{Gravity: Vec{0, 0, -9810}}, func(b *Body, n int) []Tie {
		return []Tie{
			{Vertices: [4]int32{400}, Weights: [4]float32{1}, Target: Vec{20, 20, 20 + float32(n%7)}, Tangent: 1, Grip: 0.02},
			{Vertices: [4]int32{404}, Weights: [4]float32{1}, Target: Vec{30, 20, 30}, Normal: Vec{0, 0, 1}, Stiffness: 2, OneSided: true, Most: 0.05},
		}
	}, func(b *Body, err error) bool { return err == nil && b.step.solves >= 1 }},
	{"the search gives up", Settings{}, func(b *Body, n int) []Tie {
		for v := range 9 * 9 {
			b.Push(9*9*8+v, Vec{0, 0, -1e9 * float32(1+n)})
		}
		return nil
	}, func(b *Body, err error) bool { return true }},
	{"not finite", Settings{}, func(b *Body, n int) []Tie {
		for v := range len(b.u) {
			p := b.rest[b.slot[v]]
			b.Place(v, p, Vec{}) // mends it
		}
		b.Push(700, Vec{float32(math.NaN()), 0, 0})
		return nil
	}, func(b *Body, err error) bool { return err != nil }},
}

// TestWorkersLeaveEarlyTogether: on fewer and more processors than workers, all
// leave a phase by the same door, none waits for ever, and the motion is the same.
func TestWorkersLeaveEarlyTogether(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, c := range early {
		t.Run(c.name, func(t *testing.T) {
			var want uint64
			for _, processors := range []int{1, 2, 4} {
				runtime.GOMAXPROCS(processors)
				for _, workers := range []int{1, 2, 3, 5, 8} {
					got := leave(t, c.set, workers, c.do, c.taken)
					if want == 0 {
						want = got
					}
					if got != want {
						t.Errorf("%d workers on %d processors give %#x, one gives %#x", workers, processors, got, want)
					}
				}
			}
		})
	}
}

func leave(t *testing.T, set Settings, workers int, do func(b *Body, n int) []Tie, taken func(b *Body, err error) bool) uint64 {
	mesh := grid(8, 8, 8, 5, jelly)
	mesh.clampWhere(func(p Vec) bool { return p[2] == 0 })
	set.Workers = workers
	b := built(t, mesh, set)
	if b.crew.workers != workers {
		t.Fatalf("%d workers of %d", b.crew.workers, workers)
	}
	digest := uint64(1)
	for n := range 6 {
		ties := do(b, n)
		if err := b.Step(0.01, ties); !taken(b, err) {
			t.Fatal(fmt.Errorf("step %d went another way: %d solves, %d iterations, error %w", n, b.step.solves, b.step.iterations, err))
		}
		digest = b.Hash(digest)
	}
	return digest
}
