package proficiency

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// reference reads a part of the values that independent programs computed; the
// file lies beside the project.
func reference(t *testing.T, part string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash("../../../shared/scoring_ref/scoring_expected.json"))
	if os.IsNotExist(err) {
		t.Skipf("no reference values here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		t.Fatal(err)
	}
	if parts[part] == nil {
		t.Fatalf("there is no part %s", part)
	}
	if err := json.Unmarshal(parts[part], into); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

// near fails unless got equals want within tol, relative above 1 and absolute below.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Max(1, math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

func nearAll(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		near(t, what, got[i], want[i], tol)
	}
}

func TestFLSStyleAgainstReference(t *testing.T) {
	var r struct {
		Cases []struct {
			Cutoff, Time, Penalty, Raw, Normalized float64
			NormRef                                float64 `json:"norm_ref"`
		}
	}
	reference(t, "fls_style", &r)
	for _, c := range r.Cases {
		raw, normalised := FLSStyle(c.Cutoff, c.Time, c.Penalty, c.NormRef)
		near(t, "raw", raw, c.Raw, 1e-9)
		near(t, "normalised", normalised, c.Normalized, 5e-7/math.Max(1, c.Normalized)) // printed to six decimals
	}
}

func TestExpertBenchmarkAgainstReference(t *testing.T) {
	var r struct {
		Values, Z, Excluded []float64
		Mean, Median, P25   float64
		SD                  float64 `json:"sd_n1"`
		MAD                 float64 `json:"mad_scaled"`
		MeanAfter           float64 `json:"mean_after"`
		SDAfter             float64 `json:"sd_after"`
	}
	reference(t, "expert_benchmark", &r)
	e, err := ExpertBenchmark(r.Values)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", e.MeanOfAll, r.Mean, 1e-9)
	near(t, "sd", e.SDOfAll, r.SD, 1e-9)
	near(t, "mean after", e.Mean, r.MeanAfter, 1e-9)
	near(t, "sd after", e.SD, r.SDAfter, 1e-9)
	nearAll(t, "z", ZScores(r.Values), r.Z, 1e-9)
	near(t, "median", Percentile(r.Values, 0.5), r.Median, 1e-9)
	near(t, "25th percentile", Percentile(r.Values, 0.25), r.P25, 1e-9)
	var off []float64
	for _, v := range r.Values {
		off = append(off, math.Abs(v-Percentile(r.Values, 0.5)))
	}
	near(t, "scaled median absolute deviation", Percentile(off, 0.5)/distuv.UnitNormal.Quantile(0.75), r.MAD, 1e-9)
	if len(e.Dropped) != 1 || r.Values[e.Dropped[0]] != r.Excluded[0] {
		t.Errorf("dropped %v, want %v", e.Dropped, r.Excluded)
	}
}

func TestPercentileRankAgainstReference(t *testing.T) {
	var r []struct {
		Value, Rank float64
		Ref         []float64
	}
	reference(t, "percentile_rank", &r)
	for _, c := range r {
		near(t, "rank", PercentileRank(c.Value, c.Ref), c.Rank, 1e-9)
	}
}

func TestContrastingGroupsAgainstReference(t *testing.T) {
	var r []struct {
		Novice, Expert []float64
		Cut            float64
		FP             float64 `json:"theoretical_FP"`
		FN             float64 `json:"theoretical_FN"`
	}
	reference(t, "contrasting_groups", &r)
	for _, c := range r {
		novice, expert := Normal{c.Novice[0], c.Novice[1]}, Normal{c.Expert[0], c.Expert[1]}
		cut, err := CutBetween(novice, expert)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "cut", cut.Value, c.Cut, 1e-9)
		near(t, "false positives", cut.FalsePositive, c.FP, 1e-9)
		near(t, "false negatives", cut.FalseNegative, c.FN, 1e-9)
		// Where lower is better everything is mirrored.
		mirrored, err := CutBetween(Normal{-novice.Mean, novice.SD}, Normal{-expert.Mean, expert.SD})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "mirrored cut", mirrored.Value, -c.Cut, 1e-9)
		near(t, "mirrored false positives", mirrored.FalsePositive, c.FP, 1e-9)
		near(t, "mirrored false negatives", mirrored.FalseNegative, c.FN, 1e-9)
	}
}

func TestAngoffAgainstReference(t *testing.T) {
	var r struct {
		Judges     [][]float64 `json:"judges_by_item"`
		ItemMeans  []float64   `json:"item_means"`
		JudgeMeans []float64   `json:"judge_means"`
		Cut        float64
		SE         float64 `json:"sem_of_cut"`
	}
	reference(t, "angoff", &r)
	a, err := (&Judgements{Probability: r.Judges}).Cut(nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "cut", a.Cut, r.Cut, 1e-9)
	near(t, "standard error", a.SE, r.SE, 1e-9)
	nearAll(t, "item means", a.ItemMeans, r.ItemMeans, 1e-9)
	nearAll(t, "judge means", a.JudgeMeans, r.JudgeMeans, 1e-9)
}

func TestBorderlineRegressionAgainstReference(t *testing.T) {
	var r struct {
		Rating              []float64 `json:"global_rating"`
		Score               []float64
		Slope, Intercept, R float64
		Borderline          float64
		Cut                 float64 `json:"cut_at_2p5"`
	}
	reference(t, "borderline_regression", &r)
	b, err := BorderlineRegression(r.Rating, r.Score, r.Borderline)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "slope", b.Slope, r.Slope, 1e-9)
	near(t, "intercept", b.Intercept, r.Intercept, 1e-9)
	near(t, "r", b.R, r.R, 1e-9)
	near(t, "cut", b.Cut, r.Cut, 1e-9)
}

func TestICCAgainstReference(t *testing.T) {
	var r struct {
		Data                [][]float64
		Published, Computed ICC
	}
	reference(t, "icc_shrout_fleiss_1979", &r)
	got, err := IntraclassCorrelation(r.Data)
	if err != nil {
		t.Fatal(err)
	}
	values := func(i ICC) []float64 {
		return []float64{i.ICC11, i.ICC21, i.ICC31, i.ICC1k, i.ICC2k, i.ICC3k}
	}
	nearAll(t, "ICC", values(got), values(r.Computed), 1e-9)
	nearAll(t, "published ICC", values(got), values(r.Published), 0.005) // printed to two decimals
}

func TestCUSUMAgainstReference(t *testing.T) {
	var limits []struct {
		P0, P1, Alpha, Beta, S, H0, H1 float64
		Rise                           float64 `json:"one_minus_s"`
	}
	reference(t, "cusum_sprt_limits", &limits)
	for _, l := range limits {
		c, err := NewCUSUM(l.P0, l.P1, l.Alpha, l.Beta)
		if err != nil {
			t.Fatal(err)
		}
		nearAll(t, "limits", []float64{c.S, c.Lower, c.Upper}, []float64{l.S, l.H0, l.H1}, 1e-9)
		nearAll(t, "a failure", c.Chart([]bool{true}), []float64{l.Rise}, 1e-9)
	}
	var sequence struct {
		Failures []int
		CUSUM    []float64 `json:"cusum_p0p1_0p1_0p2"`
		LCCUSUM  []float64 `json:"lc_cusum_pa0p1_pi0p2"`
		Weights  []float64 `json:"weights_success_failure"`
	}
	reference(t, "cusum_sequences", &sequence)
	failures := truths(sequence.Failures)
	cusum, err := NewCUSUM(0.1, 0.2, 0.1, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	nearAll(t, "CUSUM", cusum.Chart(failures), sequence.CUSUM, 1e-9)
	learning, err := NewLCCUSUM(0.1, 0.2, 1.25)
	if err != nil {
		t.Fatal(err)
	}
	chart, signal := learning.Chart(failures)
	nearAll(t, "LC-CUSUM", chart, sequence.LCCUSUM, 1e-9)
	nearAll(t, "weights", []float64{learning.Success, learning.Failure}, sequence.Weights, 1e-9)
	if signal != 30 {
		t.Errorf("signal at attempt %d, want 30, the first sum of 1.25 or more", signal)
	}
}

func truths(numbers []int) []bool {
	made := make([]bool, len(numbers))
	for i, n := range numbers {
		made[i] = n != 0
	}
	return made
}

func TestLCCUSUMOperatingCharacteristicsAgainstReference(t *testing.T) {
	var r struct{ Rows []map[string]float64 }
	reference(t, "lc_cusum_operating_characteristics", &r)
	for _, row := range r.Rows {
		c, err := NewLCCUSUM(row["pa"], row["pi"], row["h"])
		if err != nil {
			t.Fatal(err)
		}
		for n, key := range map[int]string{20: "20", 30: "30", 50: "50", 100: "100"} {
			if _, there := row["false_signal_"+key]; !there {
				t.Fatalf("the row %v has no value for %s attempts", row, key)
			}
			near(t, "false signal", c.FalseSignal(n), row["false_signal_"+key], 5.01e-7) // printed to six decimals
			near(t, "true signal", c.TrueSignal(n), row["true_signal_"+key], 5.01e-7)
		}
		if got := c.FewestPasses(); got != int(row["min_consecutive_successes_to_signal"]) {
			t.Errorf("%v: fewest passes %d", row, got)
		}
	}
	t.Logf("%d rows", len(r.Rows))
}

func TestLCCUSUMLimitsAgainstReference(t *testing.T) {
	var r struct {
		Rows []struct {
			PA, PI, H    float64
			N            int
			Most         float64 `json:"max_false_signal"`
			False        float64 `json:"false_signal"`
			True         float64 `json:"true_signal"`
			FewestInARow int     `json:"min_consecutive"`
		}
	}
	reference(t, "lc_cusum_h_table", &r)
	if len(r.Rows) != 45 {
		t.Fatalf("%d rows, want 45", len(r.Rows))
	}
	for _, row := range r.Rows {
		c, err := ChooseLCCUSUM(row.PA, row.PI, row.N, row.Most)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "limit", c.Limit, row.H, 1e-9)
		near(t, "false signal", c.FalseSignal(row.N), row.False, 5.01e-5) // printed to four decimals
		near(t, "true signal", c.TrueSignal(row.N), row.True, 5.01e-5)
		if c.FewestPasses() != row.FewestInARow {
			t.Errorf("%+v: fewest passes %d", row, c.FewestPasses())
		}
	}
	c, err := ChooseLCCUSUM(DefaultAdequate, DefaultInadequate, DefaultAttempts, DefaultFalseSignal)
	if err != nil || math.Abs(c.Limit-3.55) > 1e-9 {
		t.Errorf("the default limit is %v, %v; the specification has 3.55", c.Limit, err)
	}
}

func TestRuleAgainstReference(t *testing.T) {
	var r []struct {
		Passes      []int
		Consecutive int
		More        int  `json:"nonconsecutive_after"`
		At          *int `json:"achieved_at_attempt"`
	}
	reference(t, "pbp", &r)
	if len(r) != 12 {
		t.Fatalf("%d sequences, want 12", len(r))
	}
	for _, c := range r {
		want := 0
		if c.At != nil {
			want = *c.At
		}
		if got := (Rule{Consecutive: c.Consecutive, More: c.More}).AchievedAt(truths(c.Passes)); got != want {
			t.Errorf("%v %d+%d: achieved at %d, want %d", c.Passes, c.Consecutive, c.More, got, want)
		}
	}
}

func TestPowerLawAgainstReference(t *testing.T) {
	var r struct {
		Trial        []int
		Y            []float64
		A, B, C, SSE float64
	}
	reference(t, "power_law_fit", &r)
	if !slices.IsSorted(r.Trial) || r.Trial[0] != 1 {
		t.Fatal("the trials are not 1, 2, …")
	}
	p, err := FitPowerLaw(r.Y)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "sum of squares", p.SSE, r.SSE, 1e-9)
	// scipy's Levenberg-Marquardt stops when the sum of squares changes by less
	// than 1.5e-8 of itself, which leaves the parameters good to its square root
	// at worst; here they stand 2e-7 from the minimum, at a larger sum.
	nearAll(t, "A, B, C", []float64{p.A, p.B, p.C}, []float64{r.A, r.B, r.C}, 1e-6)
	if atTheirs := distance(r.Y, PowerLaw{A: r.A, B: r.B, C: r.C}); p.SSE > atTheirs {
		t.Errorf("sum of squares %.17g, the reference's parameters give %.17g", p.SSE, atTheirs)
	}
	// The minimum itself: fifty Gauss-Newton steps with numpy from the reference's parameters.
	nearAll(t, "minimum", []float64{p.A, p.B, p.C}, []float64{66.00606390045837, 138.10633256174862, 0.6738155016794496}, 1e-9)
}

// distance is the sum of squares, written out.
func distance(values []float64, p PowerLaw) (sum float64) {
	for i, y := range values {
		sum += math.Pow(y-(p.A+p.B*math.Pow(float64(i+1), -p.C)), 2)
	}
	return sum
}

func TestSuccessRateAgainstReference(t *testing.T) {
	var r []struct {
		Successes, Failures int
		Prior               []float64
		Mean                float64
		CI95                []float64
		Above               float64 `json:"p_gt_0p8"`
	}
	reference(t, "beta_binomial", &r)
	for _, c := range r {
		rate, err := RateOf(c.Successes, c.Failures)
		if err != nil || !slices.Equal(c.Prior, []float64{1, 1}) {
			t.Fatal(err, c.Prior)
		}
		near(t, "mean", rate.Mean, c.Mean, 1e-9)
		nearAll(t, "interval", rate.CI[:], c.CI95, 1e-9)
		near(t, "above 0.8", rate.Above(0.8), c.Above, 1e-9)
	}
}
