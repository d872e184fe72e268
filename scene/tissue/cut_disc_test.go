package tissue

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// TestCircleThroughASheet frees a disc of area πr², however fast the hand and
// whatever its trembling; cut points lie on the circle, and so does the rim.
func TestCircleThroughASheet(t *testing.T) {
	for _, c := range []struct {
		finest  float64
		steps   int
		tremble float64 // mm
		sawing  bool
	}{
		{0, 30, 0, false}, {0, 800, 0, false}, {0, 900, 0.03, false},
		{1, 60, 0, false}, {1, 800, 0, false}, {1, 900, 0.03, false}, {1, 900, 0.03, true},
		{1.5, 2000, 0, true},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			m := newBlock(t, [3]int{10, 10, 1}, [3]float64{20, 20, 1.5}, 0.2, MatterOptions{FinestMM: c.finest})
			r := rand.New(rand.NewPCG(8, 9))
			b := m.NewBlade()
			var was [2]Vec
			var rim []RimEdge
			for s, angle := 0, 0.0; angle < 2.2*math.Pi; s++ {
				turn := 2 * math.Pi / float64(c.steps)
				if c.sawing && s%40 < 15 {
					turn = -turn
				}
				angle += turn
				radius := 6 + c.tremble*r.NormFloat64()
				x, y := float32(10+radius*math.Cos(angle)), float32(10+radius*math.Sin(angle))
				at := [2]Vec{{x, y, 4}, {x + float32(c.tremble*r.NormFloat64()), y, -1}}
				if s > 0 {
					in, err := b.Cut(was, at)
					if err != nil {
						t.Fatal(err)
					}
					rim = append(rim, in.Rim...)
				}
				was = at
			}
			checkMatter(t, m)
			checkDisc(t, m, rim, c.finest, c.tremble)
		})
	}
}

func checkDisc(t *testing.T, m *Matter, rim []RimEdge, finest, tremble float64) {
	t.Helper()
	if m.Pieces() != 2 {
		t.Fatalf("%d pieces", m.Pieces())
	}
	disc := min(m.PieceVolume(0), m.PieceVolume(1)) / 1.5
	if want, most := math.Pi*36, []float64{0.03, 0.05}[min(1, int(m.grainMM/2))]; math.Abs(disc-want) > most*want {
		t.Errorf("the disc has %g mm², want %g", disc, want)
	}
	if finest == 0 {
		return // chords of wide elements
	}
	for _, e := range rim {
		for _, p := range e.Rest {
			if off := math.Abs(math.Hypot(float64(p[0])-10, float64(p[1])-10) - 6); off > beside*m.grainMM+4*tremble+0.05 {
				t.Errorf("the rim at %v is %.3f mm off the circle", p, off)
			}
		}
	}
	length := 0.0
	for _, e := range rim {
		length += widen(e.Rest[0]).Sub(widen(e.Rest[1])).Len()
	}
	// Both faces of the sheet have the circle.
	if want := 4 * math.Pi * 6; length < 0.97*want || length > 1.25*want {
		t.Errorf("the rim is %.1f mm long, want %.1f", length, want)
	}
}

// TestPlanesAtRandom: whole planes, in one motion and in many, make two parts of
// the volumes that the plane cuts off the box.
func TestPlanesAtRandom(t *testing.T) {
	for seed := range uint64(8) {
		for _, steps := range []int{1, 10, 200} {
			t.Run(fmt.Sprint(seed, steps), func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, 7))
				m := newBlock(t, [3]int{4, 4, 3}, [3]float64{10, 10, 8}, []float64{0, 0.2}[seed%2], MatterOptions{FinestMM: []float64{0, 2}[seed/2%2]})
				a, b := 1.6*r.Float64()-0.8, 0.4*r.Float64()-0.2
				var places [][2]Vec
				for s := range steps + 1 {
					y := float32(-8 + 26*float64(s)/float64(steps))
					x := 5 + a*(float64(y)-5)
					places = append(places, [2]Vec{{float32(x - 24*b), y, -20}, {float32(x + 26*b), y, 30}})
				}
				stroke(t, m, places...)
				checkMatter(t, m)
				if m.Pieces() != 2 {
					t.Fatalf("%d pieces", m.Pieces())
				}
				checkHalves(t, m, a, b)
			})
		}
	}
}

// checkHalves compares the part of a box below x = 5+a(y−5)+b(z−4) with the sum
// over fine columns along x.
func checkHalves(t *testing.T, m *Matter, a, b float64) {
	t.Helper()
	const n = 400
	sum := 0.0
	for i := range n {
		for j := range n {
			y, z := (float64(i)+0.5)*10/n, (float64(j)+0.5)*8/n
			sum += max(0, min(10, 5+a*(y-5)+b*(z-4))) * 10 / n * 8 / n
		}
	}
	p, q := m.PieceVolume(0), m.PieceVolume(1)
	if off := min(math.Abs(p-sum), math.Abs(q-sum)); off > 0.01*800 {
		t.Errorf("parts of %g and %g mm³, one should be %g", p, q, sum)
	}
}
