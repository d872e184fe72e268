package proficiency

import (
	"errors"
	"fmt"
	"math"
)

// Judgements are Angoff judges' estimates: for each judge and item, the
// probability (0–1) that a borderline candidate gets the item right.
type Judgements struct {
	Judges, Items []string
	Probability   [][]float64 // by judge, then item
}

// Angoff is the judges' standard.
type Angoff struct {
	Cut        float64   `json:"cut"`         // share of the points, 0–1
	ItemMeans  []float64 `json:"item_means"`  // in the order of the items
	JudgeMeans []float64 `json:"judge_means"` // in the order of the judges
	SE         float64   `json:"se"`          // of the cut, over the judges; 0 for one judge
	CI         *Interval `json:"ci95"`        // of the cut, by Student's t within 0–1; nil for one judge
}

// Cut is the mean over judges and items (Angoff, in Thorndike's Educational
// Measurement, 2nd ed., 1971, p. 515); its standard error is that of the judges'
// means. weights are the items', on any scale; nil for items that count alike.
func (j *Judgements) Cut(weights []float64) (Angoff, error) {
	if len(j.Probability) == 0 || len(j.Probability[0]) == 0 {
		return Angoff{}, errors.New("the judges' table holds no judgement; give one row for each judge")
	}
	a := Angoff{ItemMeans: make([]float64, len(j.Probability[0]))}
	judges := float64(len(j.Probability))
	for i, row := range j.Probability {
		if len(row) != len(a.ItemMeans) {
			return Angoff{}, fmt.Errorf("judge %d judged %d items, the first one %d; every judge must judge all", i+1, len(row), len(a.ItemMeans))
		}
		for item, p := range row {
			if !(p >= 0 && p <= 1) {
				return Angoff{}, fmt.Errorf("judge %d, item %d: a probability must be 0 to 1", i+1, item+1)
			}
			a.ItemMeans[item] += p / judges
		}
		a.JudgeMeans = append(a.JudgeMeans, weighted(row, weights))
	}
	a.Cut = Mean(a.JudgeMeans)
	if len(a.JudgeMeans) > 1 {
		a.SE = SD(a.JudgeMeans) / math.Sqrt(judges)
		interval := around(a.Cut, a.SE, len(a.JudgeMeans)-1)
		a.CI = &Interval{math.Max(0, interval[0]), math.Min(1, interval[1])}
	}
	return a, nil
}

// weighted is the mean with these weights, one for each value; nil for equal ones.
func weighted(values, weights []float64) float64 {
	if weights == nil {
		return Mean(values)
	}
	sum, all := 0.0, 0.0
	for i, w := range weights {
		sum, all = sum+w*values[i], all+w
	}
	return sum / all
}
