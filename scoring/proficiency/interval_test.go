package proficiency

import (
	"math"
	"testing"
)

// The numbers in this file were computed with scipy 1.10.1: stats.t.interval,
// stats.norm, stats.binom.cdf, optimize.brentq and numpy.linalg.lstsq.

func TestIntervalOfTheMean(t *testing.T) {
	e, err := ExpertBenchmark([]float64{52, 48, 61, 55, 70, 49, 58, 64, 51, 92})
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "interval", e.CI[:], []float64{50.729472340866586, 62.1594165480223}, 1e-9)
	if !e.Enough() || e.N != 9 {
		t.Errorf("%d people", e.N)
	}
	// The specification's reminder: with five people it is ±1.24 SD.
	five, err := ExpertBenchmark([]float64{1, 2, 3, 4, 5})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "half width in SD", (five.CI[1]-five.Mean)/five.SD, 1.24, 0.005)
	four, err := ExpertBenchmark([]float64{1, 2, 3, 4})
	if err != nil || four.Enough() {
		t.Errorf("four experts are enough: %v", err)
	}
}

func TestAnOutlierIsLookedForOnce(t *testing.T) {
	// Without 100 the mean is 12.9 and the 30 would be the next outlier.
	values := []float64{10, 11, 10, 12, 11, 10, 11, 10, 30, 100}
	e, err := ExpertBenchmark(values)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Dropped) != 1 || values[e.Dropped[0]] != 100 || e.N != 9 {
		t.Errorf("dropped %v of %v", e.Dropped, values)
	}
	if math.Abs((30-e.Mean)/e.SD) < outlierZ {
		t.Error("the test's values do not show what they should")
	}
}

var (
	sampleNovices = []float64{212, 188, 240, 175, 230, 199, 221}
	sampleExperts = []float64{120, 98, 135, 110, 142, 104}
)

func TestContrastingGroupsOfPeople(t *testing.T) {
	c, err := ContrastingGroups(sampleNovices, sampleExperts)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "cut", []float64{c.Value, c.CI[0], c.CI[1]}, []float64{158.52532982055158, 137.4339097790324, 179.61674986207075}, 1e-9)
	nearAll(t, "rates", []float64{c.FalsePositive, c.FalseNegative}, []float64{0.014608847285898716, 0.010498696556705683}, 1e-9)
	if !c.LowerIsBetter || c.ObservedFP != 0 || c.ObservedFN != 0 {
		t.Errorf("%+v", c)
	}
	// One novice below the cut, one expert above it, one expert on it: 1 of 7 passes, 1 of 3 fails.
	on := Contrast{Cut: Cut{Value: 150}, LowerIsBetter: true}
	near(t, "passing novices", on.passing([]float64{149, 160, 170, 180, 190, 200, 210}), 1.0/7, 0)
	near(t, "passing experts", on.passing([]float64{151, 150, 100}), 2.0/3, 0)
	on.LowerIsBetter = false
	near(t, "higher is better", on.passing([]float64{151, 150, 100}), 2.0/3, 0)
}

func TestGroupsThatGiveNoCut(t *testing.T) {
	for name, groups := range map[string][2][]float64{
		"same means":        {{1, 2, 3}, {1, 2, 3}},
		"one inside":        {{0, 10, 20, 10}, {9.95, 10.05, 10.1, 10.1}},
		"nobody differs":    {{5, 5, 5}, {1, 2, 3}},
		"one novice":        {{5}, {1, 2, 3}},
		"not a number":      {{5, math.NaN()}, {1, 2, 3}},
		"nobody":            {nil, nil},
		"infinite expert":   {{5, 6}, {1, math.Inf(1)}},
		"experts all alike": {{5, 6}, {1, 1}},
	} {
		if c, err := ContrastingGroups(groups[0], groups[1]); err == nil {
			t.Errorf("%s: cut at %v", name, c.Value)
		}
	}
}

func TestIntervalAtTheBorderline(t *testing.T) {
	b, err := BorderlineRegression([]float64{1, 2, 2, 3, 3, 3, 4, 4, 5}, []float64{35, 48, 52, 60, 66, 63, 74, 80, 90}, 2.5)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "interval", b.CI[:], []float64{54.086591258573286, 58.468964296982215}, 1e-9)
	for name, wrong := range map[string][2][]float64{
		"same rating": {{3, 3, 3}, {1, 2, 3}}, "falling": {{1, 2, 3}, {3, 2, 1}},
		"two": {{1, 2}, {1, 2}}, "unequal": {{1, 2, 3}, {1, 2}}, "infinite": {{1, 2, 3}, {1, 2, math.Inf(1)}},
	} {
		if _, err := BorderlineRegression(wrong[0], wrong[1], 2.5); err == nil {
			t.Errorf("%s: there is a pass mark", name)
		}
	}
}

func TestIntervalOfTheJudges(t *testing.T) {
	a, err := (&Judgements{Probability: [][]float64{{0.7, 0.7}, {0.67, 0.67}, {0.7, 0.7}}}).Cut(nil)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "interval", a.CI[:], []float64{0.6469734727008875, 0.7330265272991127}, 1e-9)
	one, err := (&Judgements{Probability: [][]float64{{0.7, 0.6}}}).Cut(nil)
	if err != nil || one.CI != nil || one.SE != 0 {
		t.Errorf("one judge: %+v, %v", one, err)
	}
}

func TestIntervalOfAQuartile(t *testing.T) {
	for _, c := range []struct {
		n         int
		lower     bool
		low, high int // places; −1 for no interval
	}{{20, true, 1, 9}, {20, false, 10, 18}, {13, true, 0, 6}, {12, true, -1, -1}, {40, false, 23, 35}} {
		values := make([]float64, c.n)
		for i := range values {
			values[i] = float64((i*7 + 3) % c.n) // a value is its place; the order is mixed
			if c.n%7 == 0 {
				t.Fatal("the values repeat")
			}
		}
		q, err := BestQuartile(values, c.lower)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case q.CI == nil && c.low >= 0, q.CI != nil && c.low < 0:
			t.Errorf("%d values: interval %v", c.n, q.CI)
		case q.CI != nil && *q.CI != Interval{float64(c.low), float64(c.high)}:
			t.Errorf("%d values: interval %v, want %d to %d", c.n, *q.CI, c.low, c.high)
		}
	}
	if _, err := BestQuartile([]float64{1, 2, 3}, true); err == nil {
		t.Error("three people have a best quarter")
	}
}

func TestIntervalOfTheArea(t *testing.T) {
	for _, c := range []struct {
		area      float64
		m, n      int
		low, high float64
	}{
		{1, 5, 5, 0.642702823931043, 1},
		{1, 10, 8, 0.7776377854254031, 1},
		{0.5, 12, 12, 0.28988136300499395, 0.710118636995006},
		{0.8, 7, 13, 0.528736573857765, 0.9287399682523164},
		{0.93, 20, 30, 0.8045923476475774, 0.9754087622691072},
	} {
		got := AreaInterval(c.area, c.m, c.n)
		nearAll(t, "interval", got[:], []float64{c.low, c.high}, 1e-9)
		mirrored := AreaInterval(1-c.area, c.n, c.m)
		nearAll(t, "mirrored", mirrored[:], []float64{1 - c.high, 1 - c.low}, 1e-9)
	}
}

func TestSeparation(t *testing.T) {
	novices, experts := []float64{1, 2, 2, 5, 7}, []float64{2, 3, 6, 8, 9, 9}
	s, err := Separate(novices, experts, false)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "AUC", s.AUC, 0.8, 1e-12) // 1 − U/mn of scipy.stats.mannwhitneyu
	near(t, "Cliff's delta", s.Cliff, 0.6, 1e-12)
	other, err := Separate(novices, experts, true)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "AUC the other way", other.AUC, 0.2, 1e-12)
	if s.Power() != PowerTooFew { // it may separate well, or nobody
		t.Errorf("0.8 of 5 and 6 people %s: the interval is %v", s.Power(), s.CI)
	}
	if alike := (Separation{Experts: 5, Novices: 6, AUC: 0.6, CI: AreaInterval(0.6, 5, 6)}); alike.Power() != PowerNobody {
		t.Errorf("0.6 of 5 and 6 people %s", alike.Power())
	}
	clear, err := Separate(sampleNovices, sampleExperts, true)
	if err != nil || clear.AUC != 1 || clear.Power() != PowerSeparates {
		t.Errorf("%+v, %v", clear, err)
	}
	wrong, err := Separate(sampleNovices, sampleExperts, false)
	if err != nil || wrong.Power() != PowerReversed {
		t.Errorf("%+v, %v", wrong, err)
	}
	few, err := Separate(sampleNovices[:2], sampleExperts, true)
	if err != nil || few.Power() != PowerTooFew {
		t.Errorf("%+v, %v", few, err)
	}
	if _, err := Separate(nil, experts, true); err == nil {
		t.Error("nobody was compared")
	}
}
