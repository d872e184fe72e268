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
