package scoring

import (
	"math"
	"testing"
)

func TestPassesFollowTheDepth(t *testing.T) {
	for name, c := range map[string]struct {
		depths []float64
		want   int
	}{
		"one insertion":               {[]float64{0, 1, 10, 40}, 1},
		"a touch":                     {[]float64{0, 0.9, 0, 0.5}, 0},
		"jitter on the surface":       {[]float64{0, 0.3, 0, 0.4, 0, 0.2, 10, 9, 11}, 1},
		"withdrawn by 5 mm":           {[]float64{0, 30, 25, 40}, 1},
		"withdrawn by 5.1, back by 5": {[]float64{0, 30, 24.9, 29.9}, 1},
		"redirected":                  {[]float64{0, 30, 24.9, 30}, 2},
		"in small steps":              {[]float64{0, 30, 28, 26, 24, 26, 28, 29.1}, 2},
		"redirected three times":      {[]float64{0, 30, 20, 30, 20, 30, 20, 30}, 4},
		"trembling in the skin":       {[]float64{0, 1.9, 0, 2, 0, 1.7}, 0},
		"three pokes":                 {[]float64{0, 3, 0, 2.1, 0, 4.9}, 3},
		"out and in":                  {[]float64{0, 6, 0, 6}, 2},
		"out and in, withdrawing":     {[]float64{0, 30, 10, 0, 30}, 2},
		"NaN in between":              {[]float64{0, 30, math.NaN(), 31}, 1},
		"withdrawn, not yet advanced": {[]float64{0, 30, 10, 12}, 1},
		"jitter while withdrawing":    {[]float64{0, 30, 20, 23, 15, 18, 10, 13, 5}, 1},
	} {
		counter := passCounter{}
		for _, depth := range c.depths {
			counter.add(depth)
		}
		if counter.passes != c.want {
			t.Errorf("%s: %d passes, want %d", name, counter.passes, c.want)
		}
	}
}
