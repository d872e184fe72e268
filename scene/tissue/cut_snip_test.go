package tissue

import (
	"fmt"
	"math"
	"testing"
)

// TestSnips: scissors close again and again along a bent line, each time anew a
// little behind where they ended, and part a sheet.
func TestSnips(t *testing.T) {
	for _, finest := range []float64{0, 1} {
		for _, behind := range []float64{0, 0.3, 0.8} {
			t.Run(fmt.Sprint(finest, behind), func(t *testing.T) {
				m := newBlock(t, [3]int{10, 10, 1}, [3]float64{20, 20, 1.5}, 0.2, MatterOptions{FinestMM: finest})
				place := func(x float64) [2]Vec {
					y := float32(10 + 2*math.Sin(x/4))
					return [2]Vec{{float32(x), y, 3}, {float32(x), y, -1.5}}
				}
				area := 0.0
				for from := -1.0; from < 21; from += 3 {
					b := m.NewBlade()
					for s := range 15 {
						a, e := from-behind+0.2*float64(s)*(1+behind/3), from-behind+0.2*float64(s+1)*(1+behind/3)
						in, err := b.Cut(place(a), place(e))
						if err != nil {
							t.Fatal(err)
						}
						area += in.AreaMM2
					}
					area += b.Lift().AreaMM2
				}
				checkMatter(t, m)
				if m.Pieces() != 2 {
					t.Errorf("%d pieces, %g mm² laid open", m.Pieces(), area)
				}
			})
		}
	}
}

// TestBitesRoundACircle: scissors with straight blades bite along a circle, each
// time from some way behind where they ended, and free the disc; what falls out of
// the overlaps is dust.
func TestBitesRoundACircle(t *testing.T) {
	const radius, bite, behind, ahead = 25.0, 4.0, 6.4, 1.0
	m := newBlock(t, [3]int{26, 26, 1}, [3]float64{100, 100, 2}, 0, MatterOptions{FinestMM: 2.9})
	b := m.NewBlade()
	// The crossing of the blades goes outwards while the hand goes on; the tip
	// keeps a chord's half ahead, so that the chord straddles the circle.
	edge := func(angle, part float64) [2]Vec {
		angle += part * bite / 2 / radius
		x, y := 50+radius*math.Cos(angle), 50+radius*math.Sin(angle)
		along := 2.5 - behind + (behind+ahead)*part
		x, y = x-along*math.Sin(angle), y+along*math.Cos(angle)
		return [2]Vec{{float32(x), float32(y), -3}, {float32(x), float32(y), 5}}
	}
	for angle := 0.0; angle < 2.1*math.Pi; angle += bite / radius {
		for s := range 15 {
			if _, err := b.Cut(edge(angle, float64(s)/15), edge(angle, float64(s+1)/15)); err != nil {
				t.Fatal(err)
			}
		}
		b.Pause()
	}
	checkMatter(t, m)
	disc, dust := 0.0, 0.0
	for p := range m.Pieces() {
		switch v := m.PieceVolume(p); {
		case v < 10:
			dust += v
		case v < 10_000:
			disc = v
		}
	}
	if want := math.Pi * radius * radius * 2; math.Abs(disc/want-1) > 0.02 || dust > 4 {
		t.Errorf("a disc of %.0f mm³ and dust of %.1f mm³, want %.0f", disc, dust, want)
	}
}
