package proficiency

import (
	"math/rand/v2"
	"testing"
)

// TestIntervalOfAgreement compares with what the function ICC of the R package
// psych prints for the ratings of Shrout and Fleiss.
func TestIntervalOfAgreement(t *testing.T) {
	got, err := IntraclassCorrelation([][]float64{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}})
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "ICC(2,1)", got.CI21[:], []float64{0.019, 0.76}, 0.0051)
	nearAll(t, "ICC(2,k)", got.CI2k[:], []float64{0.071, 0.93}, 0.0051)

	same, err := IntraclassCorrelation([][]float64{{1, 1}, {2, 2}, {4, 4}})
	if err != nil || same.CI21 != [2]float64{1, 1} || same.CI2k != [2]float64{1, 1} {
		t.Errorf("raters of one mind: %+v, %v", same, err)
	}
}

// TestRatersWhoContradictOneAnother: below 0 an interval tells nothing more, and the
// mean of raters would have one beyond all bounds.
func TestRatersWhoContradictOneAnother(t *testing.T) {
	got, err := IntraclassCorrelation([][]float64{{1, 4}, {2, 2}, {3, 3}, {4, 2}, {5, 3}, {4, 1}})
	if err != nil {
		t.Fatal(err)
	}
	for _, ci := range [][2]float64{got.CI21, got.CI2k} {
		if !(ci[0] >= -1 && ci[0] < 0 && ci[1] > ci[0] && ci[1] < 1) {
			t.Errorf("%+v", got)
		}
	}
}

// TestIntervalOfAgreementHoldsTheTruth in about 95 of 100 made experiments: 20
// targets and 4 raters whose variances are known.
func TestIntervalOfAgreementHoldsTheTruth(t *testing.T) {
	const targets, raters, experiments = 20, 4, 2000
	const between, judges, rest = 1.0, 0.3, 0.5 // SD 1, √0.3, √0.5 below
	const truth = between / (between + judges + rest)
	random := rand.New(rand.NewPCG(1, 2))
	held := 0
	for range experiments {
		var severity [raters]float64
		for j := range severity {
			severity[j] = random.NormFloat64() * 0.5477225575051661
		}
		ratings := make([][]float64, targets)
		for i := range ratings {
			quality := random.NormFloat64()
			for j := range raters {
				ratings[i] = append(ratings[i], quality+severity[j]+random.NormFloat64()*0.7071067811865476)
			}
		}
		icc, err := IntraclassCorrelation(ratings)
		if err != nil {
			t.Fatal(err)
		}
		if icc.CI21[0] <= truth && truth <= icc.CI21[1] {
			held++
		}
	}
	// The binomial's SD is 0.5 %; Satterthwaite's approximation adds about one.
	if share := float64(held) / experiments; share < 0.935 || share > 0.97 {
		t.Errorf("the interval holds the truth in %.1f %% of the experiments", 100*share)
	}
}
