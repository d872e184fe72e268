package scene

import (
	"math"
	"slices"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// cutBeam cuts a stiff beam across at x = 1.3 and then waits.
func cutBeam(t *testing.T, workers, ticks int, each func(s *Surface)) {
	firm := softLiver
	firm.Young = 100000
	m := fixed(brick(mgl64.Vec3{-32, -4, 20}, 16, 2, 2, 4, firm), func(p tissue.Vec) bool { return p[0] < -31.9 })
	w, err := NewWorld(Setup{Tools: []record.Tool{testScalpel}, Workers: workers, EntrySurface: -1, Soft: []SoftBody{{Name: "beam", Mesh: m}}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var s Surface
	for n := range ticks {
		tip := mgl64.Vec3{1.3, -15 + 0.225*float64(min(n, 120)), 18}
		w.Step(record.Input{Tick: int64(n), Hands: []record.Hand{{Pose: record.Pose{Tip: tip, Orientation: pointsDown}, Valid: true}}})
		w.Surface(&s)
		each(&s)
	}
}

// A cut bleeds where it lies open and on its lips, more with time; from there blood
// creeps along the skin and thins out with every millimetre. Far away there is none.
func TestACutBleedsAndBloodCreeps(t *testing.T) {
	var sum []int
	var last Surface
	cutBeam(t, 1, 1200, func(s *Surface) {
		all := 0
		for _, state := range s.States {
			all += int(state[0])
		}
		sum, last = append(sum, all), *s
	})
	if first := slices.IndexFunc(sum, func(n int) bool { return n > 0 }); first < 30 || first > 160 {
		t.Errorf("blood comes at tick %d, and the cut from about tick 50 on", first)
	}
	if sum[300] <= sum[160] || sum[600] <= sum[300] || sum[1199] < sum[600] {
		t.Errorf("blood in all: %d, %d, %d, %d: it must grow, and then stay", sum[160], sum[300], sum[600], sum[1199])
	}
	wet := 0
	for v, state := range last.States {
		off := math.Inf(1)
		for t, corners := range last.Triangles {
			for _, c := range corners {
				if last.Cut[t] {
					off = min(off, widen(last.Rest[v]).Sub(widen(last.Rest[c])).Len())
				}
			}
		}
		level := float64(state[0]) / 255
		if level > max(lipBlood-off/reachMM[blood], 0) || off == 0 && level < openBlood-0.01 {
			t.Errorf("%.1f mm beside the cut the blood is %.2f", off, level)
		}
		if off > 2 && state[0] > 0 {
			wet++
		}
		if state[1] != 0 || state[3] != 255 {
			t.Fatalf("a cut burned or dried: %v", state)
		}
	}
	if wet == 0 {
		t.Error("no blood has left the cut")
	}
}

// What is to be seen is the same on any number of workers.
func TestWoundsAreTheSameOnAnyNumberOfWorkers(t *testing.T) {
	var want [][4]uint8
	for _, workers := range []int{1, 3} {
		var last Surface
		cutBeam(t, workers, 400, func(s *Surface) { last = *s })
		if want != nil && !slices.Equal(want, last.States) {
			t.Errorf("%d workers: other wounds", workers)
		}
		want = slices.Clone(last.States)
	}
}

// Who presses harder than a structure may bear bruises it there, and nowhere else;
// who does not leaves nothing.
func TestTooMuchForceBruisesWhereItPresses(t *testing.T) {
	for _, limit := range []float64{0, 0.05, 100} {
		setup := softSetup(1)
		setup.Soft[0].ForceLimitN = limit
		w, err := NewWorld(setup)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		var s Surface
		var events []record.Event
		press(t, w, 160, &events)
		w.Surface(&s)
		if limit != 0.05 {
			if len(s.States) > 0 {
				t.Errorf("limit %g N: something is to be seen of no harm", limit)
			}
			continue
		}
		tip, most := w.hands[1].pose.Tip, uint8(0)
		for v, state := range s.States {
			if most = max(most, state[2]); state[2] > 0 && widen(s.Places[v]).Sub(tip).Len() > 15 {
				t.Errorf("a bruise of %d, %.0f mm from the tip", state[2], widen(s.Places[v]).Sub(tip).Len())
			}
			if state[0] > 0 {
				t.Fatal("pressing drew blood")
			}
		}
		if most < 100 {
			t.Errorf("the deepest bruise is %d of 255", most)
		}
		if allocs := testing.AllocsPerRun(5, func() { w.Surface(&s) }); allocs != 0 {
			t.Errorf("%g allocations for a surface with wounds", allocs)
		}
	}
}
