package proficiency

import (
	"errors"
	"iter"
	"math"

	"gonum.org/v1/gonum/mat"
)

// PassChance is the chance (0–1) that somebody of an ability passes what has a
// difficulty, both in logits: the two-parameter logistic model (Birnbaum, in
// Lord and Novick, Statistical Theories of Mental Test Scores, 1968). The
// steeper the discrimination (1 in Rasch's model), the more sharply it divides.
func PassChance(ability, discrimination, difficulty float64) float64 {
	return 1 / (1 + math.Exp(-discrimination*(ability-difficulty)))
}

// What the model takes for granted. Abilities are normal with mean 0, which says
// what 0 is, and with an SD of 1 logit, because a group's few attempts cannot
// tell the spread from the difficulties. Difficulties are hardly restrained: 2.5
// logits are the scale of Gelman et al. (Ann Appl Stat 2008;2:1360), and keep one
// that everybody passed from running away.
const (
	abilitySD    = 1.0
	difficultySD = 2.5
)

// Abilities are integrated over by the trapezium rule, which for a normal density
// with steps of a fifth of its SD errs by less than rounding does.
const (
	abilityNodes = 61
	abilityReach = 6 * abilitySD
)

// abilities are the nodes of an integral over the people's abilities, with their weights.
func abilities() iter.Seq2[float64, float64] {
	return func(yield func(float64, float64) bool) {
		const width = 2 * abilityReach / (abilityNodes - 1)
		for q := range abilityNodes {
			theta := -abilityReach + width*float64(q)
			density := math.Exp(-theta*theta/(2*abilitySD*abilitySD)) / (abilitySD * math.Sqrt(2*math.Pi))
			if !yield(theta, width*density) {
				return
			}
		}
	}
}

// passShare is the share (0–1) of the people that passes what has a difficulty.
func passShare(difficulty float64) (share float64) {
	for ability, weight := range abilities() {
		share += weight * PassChance(ability, 1, difficulty)
	}
	return share
}

// raschFit are the difficulties at the top of their posterior density, by
// marginal maximum likelihood (Bock and Aitkin, Psychometrika 1981;46:443), and
// the covariance that its curvature leaves.
type raschFit struct {
	outcomes     [][]outcome // by person
	difficulties []float64
	covariance   *mat.SymDense
}

// outcome is how somebody's first attempt at an item ended.
type outcome struct {
	item   int
	passed bool
}

// fitRasch fits difficulties of so many items. The density is concave in them
// (Prékopa, Acta Sci Math 1971;32:301), so that Newton's way up, halved where it
// overshoots, ends at its only top.
func fitRasch(outcomes [][]outcome, items int) (*raschFit, error) {
	f := &raschFit{outcomes: outcomes, difficulties: make([]float64, items)}
	const most = 100 // steps; ten are usual
	for range most {
		height, slope, curvature := f.posterior()
		var factor mat.Cholesky
		if !factor.Factorize(curvature) {
			break
		}
		var step mat.VecDense
		if err := factor.SolveVecTo(&step, slope); err != nil {
			break
		}
		if mat.Norm(&step, math.Inf(1)) < 1e-10 { // logits
			f.covariance = mat.NewSymDense(items, nil)
			return f, factor.InverseTo(f.covariance)
		}
		f.climb(&step, height)
	}
	return nil, errors.New("the difficulties cannot be told from these attempts")
}

// climb goes the step, or the half, the quarter … of it that does not lead down.
func (f *raschFit) climb(step *mat.VecDense, height float64) {
	from := f.difficulties
	for share := 1.0; share > 1e-9; share /= 2 {
		f.difficulties = make([]float64, len(from))
		for j := range from {
			f.difficulties[j] = from[j] + share*step.AtVec(j)
		}
		if reached, _, _ := f.posterior(); reached > height-1e-9 { // at the top itself rounding may seem to lead down
			return
		}
	}
}

// posterior is the logarithm of the difficulties' density, its slope and the
// negative of its curvature, summed over people (Louis, J R Stat Soc B 1982;44:226).
func (f *raschFit) posterior() (height float64, slope *mat.VecDense, curvature *mat.SymDense) {
	items := len(f.difficulties)
	slope, curvature = mat.NewVecDense(items, nil), mat.NewSymDense(items, nil)
	for j, b := range f.difficulties {
		height -= b * b / (2 * difficultySD * difficultySD)
		slope.SetVec(j, -b/(difficultySD*difficultySD))
		curvature.SetSym(j, j, 1/(difficultySD*difficultySD))
	}
	for _, person := range f.outcomes {
		m := f.moments(person)
		height += math.Log(m.probability)
		for i, one := range person {
			slope.SetVec(one.item, slope.AtVec(one.item)+m.mean[i+1])
			curvature.SetSym(one.item, one.item, curvature.At(one.item, one.item)+m.spread[i])
			for k, other := range person[:i+1] {
				curvature.SetSym(one.item, other.item, curvature.At(one.item, other.item)-m.covariance[i+1][k+1])
			}
		}
	}
	return height, slope, curvature
}

// moments are what somebody's outcomes leave open: of their ability, at 0, and
// of the surprise at each outcome (expected less observed), which follow.
type moments struct {
	probability float64 // of the outcomes
	mean        []float64
	covariance  [][]float64 // lower triangle
	spread      []float64   // mean of p(1−p) of each outcome
}

// moments integrates over what somebody's ability may be.
func (f *raschFit) moments(person []outcome) moments {
	n := len(person)
	m := moments{mean: make([]float64, n+1), covariance: make([][]float64, n+1), spread: make([]float64, n)}
	for i := range m.covariance {
		m.covariance[i] = make([]float64, i+1)
	}
	open := make([]float64, n+1)
	for ability, weight := range abilities() {
		w := weight * f.likelihood(person, ability, open)
		m.probability += w
		for i, x := range open {
			m.mean[i] += w * x
			for k, y := range open[:i+1] {
				m.covariance[i][k] += w * x * y
			}
			if i > 0 {
				m.spread[i-1] += w * math.Abs(x) * (1 - math.Abs(x)) // |x| is 1−p at a pass, p at a failure
			}
		}
	}
	for i := range m.mean {
		m.mean[i] /= m.probability
		for k := range i + 1 {
			m.covariance[i][k] = m.covariance[i][k]/m.probability - m.mean[i]*m.mean[k]
		}
		if i > 0 {
			m.spread[i-1] /= m.probability
		}
	}
	return m
}

// likelihood is the probability of the outcomes at an ability, which it writes
// to open, with the surprises at the outcomes behind it.
func (f *raschFit) likelihood(person []outcome, ability float64, open []float64) float64 {
	p := 1.0
	open[0] = ability
	for i, one := range person {
		pass := PassChance(ability, 1, f.difficulties[one.item])
		if one.passed {
			p *= pass
			open[i+1] = pass - 1
		} else {
			p *= 1 - pass
			open[i+1] = pass
		}
	}
	return p
}

// abilityOf is the mean of what somebody's ability may be and its standard
// deviation, to which the difficulties' uncertainty adds its part.
func (f *raschFit) abilityOf(person []outcome) (mean, sd float64) {
	m := f.moments(person)
	variance := m.covariance[0][0]
	for i, one := range person {
		for k, other := range person {
			variance += m.covariance[i+1][0] * f.covariance.At(one.item, other.item) * m.covariance[k+1][0]
		}
	}
	return m.mean[0], math.Sqrt(variance)
}
