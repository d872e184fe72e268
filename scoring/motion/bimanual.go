package motion

import "math"

// Bimanual is how two hands move together, on the first one's grid wherever both
// are tracked.
type Bimanual struct {
	Samples int
	// Parts of the samples in which both, only one, or none is at IdleSpeed or faster.
	Both, OnlyFirst, OnlySecond, Neither float64
	// Correlation is Pearson's of the two speeds; NaN when one of them hardly varies.
	Correlation float64
	// Lag is the time, s, from −0.5 to 0.5, by which the first hand follows the
	// second when their speeds are most alike; NaN as the correlation.
	Lag float64
}

const (
	maxLag        = 50  // samples: half a second
	leastVariance = 1.0 // (mm/s)², below which a correlation is noise's
)

// pair is a run of both hands' speeds without a gap.
type pair struct{ first, second []float64 }

// Together compares the speeds of two hands (Hofstad et al., Minim Invasive Ther
// Allied Technol 2013;22:197). No common sample is the zero value but for
// Correlation and Lag, which are NaN.
func Together(first, second []Kinematics) Bimanual {
	pairs := paired(first, second)
	b := Bimanual{Correlation: math.NaN(), Lag: math.NaN()}
	for _, p := range pairs {
		b.Samples += len(p.first)
		for i := range p.first {
			one, other := p.first[i] > IdleSpeed, p.second[i] > IdleSpeed
			switch {
			case one && other:
				b.Both++
			case one:
				b.OnlyFirst++
			case other:
				b.OnlySecond++
			default:
				b.Neither++
			}
		}
	}
	if b.Samples == 0 {
		return b
	}
	n := float64(b.Samples)
	b.Both, b.OnlyFirst, b.OnlySecond, b.Neither = b.Both/n, b.OnlyFirst/n, b.OnlySecond/n, b.Neither/n
	b.Correlation = correlation(pairs, 0)
	if !math.IsNaN(b.Correlation) {
		b.Lag = float64(bestLag(pairs)) / RateHz
	}
	return b
}

// paired interpolates the second hand's speed at the first one's grid.
func paired(first, second []Kinematics) []pair {
	var pairs []pair
	for _, a := range first {
		for _, b := range second {
			offset := (a.T0 - b.T0) * RateHz
			from := max(0, int(math.Ceil(-offset-gridRounding)))
			var p pair
			for k := from; k < len(a.Speed); k++ {
				at := math.Max(0, float64(k)+offset)
				i := min(int(at), len(b.Speed)-1)
				if at >= float64(len(b.Speed)) { // a grid ends less than a step before its segment does
					break
				}
				at = math.Min(at, float64(len(b.Speed)-1))
				next := b.Speed[min(i+1, len(b.Speed)-1)]
				p.first = append(p.first, a.Speed[k])
				p.second = append(p.second, b.Speed[i]+(next-b.Speed[i])*(at-float64(i)))
			}
			if len(p.first) > 0 {
				pairs = append(pairs, p)
			}
		}
	}
	return pairs
}

// correlation is Pearson's between the first hand's speed lag samples later and
// the second one's now.
func correlation(pairs []pair, lag int) float64 {
	var n, sx, sy float64
	each := func(visit func(x, y float64)) {
		for _, p := range pairs {
			for i := max(0, -lag); i < len(p.first)-max(0, lag); i++ {
				visit(p.first[i+lag], p.second[i])
			}
		}
	}
	each(func(x, y float64) { n, sx, sy = n+1, sx+x, sy+y })
	var xx, yy, xy float64
	each(func(x, y float64) {
		x, y = x-sx/n, y-sy/n
		xx, yy, xy = xx+x*x, yy+y*y, xy+x*y
	})
	if !(xx/n >= leastVariance && yy/n >= leastVariance) {
		return math.NaN()
	}
	return xy / math.Sqrt(xx*yy)
}

// bestLag is the lag of the greatest correlation, the smallest of equal ones.
func bestLag(pairs []pair) int {
	best, most := 0, math.Inf(-1)
	for lag := -maxLag; lag <= maxLag; lag++ {
		if r := correlation(pairs, lag); r > most {
			best, most = lag, r
		}
	}
	return best
}
