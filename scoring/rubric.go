package scoring

// RubricSchema is the version of the rubric format that this build reads.
const RubricSchema = "drylab.rubric/1"

// Rubric says how metrics become a score: criteria in weighted domains, what
// must not happen, and what passes. It is data that an educator writes.
type Rubric struct {
	Schema      string       `yaml:"schema" json:"schema"`
	ID          string       `yaml:"id" json:"id"`
	Version     string       `yaml:"version" json:"version"`
	Title       string       `yaml:"title,omitempty" json:"title,omitempty"`
	Purpose     string       `yaml:"purpose,omitempty" json:"purpose,omitempty"`   // formative (also when empty) or summative
	Scenario    *ScenarioRef `yaml:"scenario,omitempty" json:"scenario,omitempty"` // nil in a rubric that stands inside its scenario
	Language    string       `yaml:"language,omitempty" json:"language,omitempty"` // of the texts, BCP 47
	Pass        Pass         `yaml:"pass" json:"pass"`
	CriticalCap float64      `yaml:"critical_cap" json:"critical_cap"` // highest total, 0–100, after a critical error of effect fail
	Domains     []Domain     `yaml:"domains" json:"domains"`
	// Derived are metrics of the rubric's own, computed in this order.
	Derived []Derived `yaml:"derived,omitempty" json:"derived,omitempty"`
	// Checklist is what should be done, in this order. It counts where criteria,
	// penalties or critical rules ask for checklist_missed, checklist_order_errors
	// or checklist_late.
	Checklist []ChecklistItem `yaml:"checklist,omitempty" json:"checklist,omitempty"`
	Criteria  []Criterion     `yaml:"criteria" json:"criteria"`
	Penalties []Penalty       `yaml:"penalties,omitempty" json:"penalties,omitempty"`
	Critical  []Critical      `yaml:"critical,omitempty" json:"critical,omitempty"`
}

// ScenarioRef names the scenario that a rubric in a file of its own was written for.
type ScenarioRef struct {
	ID      string `yaml:"id" json:"id"`
	Version string `yaml:"version,omitempty" json:"version,omitempty"`
}

// Pass is the standard to meet, in points of 0–100.
type Pass struct {
	MinTotal float64 `yaml:"min_total" json:"min_total"`
	// DomainMin is the least score of a domain, by its id; a better total does not make up for it.
	DomainMin map[string]float64 `yaml:"domain_min,omitempty" json:"domain_min,omitempty"`
	// Benchmark tells where MinTotal comes from, when judges or raters set it.
	Benchmark *Benchmark `yaml:"benchmark,omitempty" json:"benchmark,omitempty"`
}

// Domain groups criteria; its weight is its share of the total, on any scale.
type Domain struct {
	ID     string  `yaml:"id" json:"id"`
	Title  string  `yaml:"title,omitempty" json:"title,omitempty"`
	Weight float64 `yaml:"weight" json:"weight"`
}

// Missing says what happens to a criterion whose metric has no value. A value
// can be absent for two causes. Data in doubt (not tracked, too few samples, an
// open surface, a number that is none) could have said anything. A fact is no
// doubt: what the metric measures was not done (abandoned, never inserted, not
// inserted far enough), or there was nothing to hurt (no critical structure).
type Missing string

// The missing-data rules. Any other text counts as MissingInvalid.
const (
	// MissingInvalid is the rule for what every attempt must show. Data in doubt:
	// the attempt cannot be judged. Not done: the criterion scores 0. Nothing to
	// hurt: the criterion's weight is left out.
	MissingInvalid Missing = "invalid"
	// MissingExclude leaves the criterion's weight out, whatever the cause: what
	// was not done then costs nothing.
	MissingExclude Missing = "exclude"
	// MissingZero scores the criterion 0, whatever the cause: a tracker's failure
	// then costs points.
	MissingZero Missing = "zero"
)

// Criterion scores one metric.
type Criterion struct {
	ID        string     `yaml:"id" json:"id"`
	Domain    string     `yaml:"domain" json:"domain"`
	Title     string     `yaml:"title,omitempty" json:"title,omitempty"`
	Metric    string     `yaml:"metric" json:"metric"`
	Unit      string     `yaml:"unit" json:"unit"` // must be the metric's: a guard against a wrong anchor
	Curve     Curve      `yaml:"curve" json:"curve"`
	Weight    float64    `yaml:"weight" json:"weight"`                           // within the domain, on any scale
	MinScore  *float64   `yaml:"min_score,omitempty" json:"min_score,omitempty"` // below it the attempt fails
	Missing   Missing    `yaml:"missing" json:"missing"`
	Benchmark *Benchmark `yaml:"benchmark,omitempty" json:"benchmark,omitempty"`
	Feedback  []Feedback `yaml:"feedback,omitempty" json:"feedback,omitempty"`
}

// BenchmarkStatus tells where a criterion's anchors come from.
type BenchmarkStatus string

// The statuses. A criterion without a benchmark is provisional: an author's guess.
const (
	BenchmarkProvisional BenchmarkStatus = "provisional"
	BenchmarkExpert      BenchmarkStatus = "expert"      // at least five experienced operators, or their judgement
	BenchmarkContrasting BenchmarkStatus = "contrasting" // contrasting groups
)

// Benchmark documents the standard setting behind a criterion's anchors, or
// behind the pass mark; its numbers are in the criterion's unit, or in points.
type Benchmark struct {
	Status BenchmarkStatus `yaml:"status" json:"status"`
	Method string          `yaml:"method,omitempty" json:"method,omitempty"` // experts, quartile, contrasting, borderline or angoff
	N      int             `yaml:"n,omitempty" json:"n,omitempty"`           // people measured, or judges
	Mean   *float64        `yaml:"mean,omitempty" json:"mean,omitempty"`     // or the quartile, or the cut between groups
	SD     *float64        `yaml:"sd,omitempty" json:"sd,omitempty"`
	CI95   []float64       `yaml:"ci95,omitempty,flow" json:"ci95,omitempty"` // both ends of the 95 % interval of Mean
	Device string          `yaml:"device,omitempty" json:"device,omitempty"`  // class that it was measured with; it holds for no other
	Date   string          `yaml:"date,omitempty" json:"date,omitempty"`
	Source string          `yaml:"source,omitempty" json:"source,omitempty"`
}

// Feedback is what the trainee reads at a score of Min or more.
type Feedback struct {
	Min  float64 `yaml:"min" json:"min"`
	Text string  `yaml:"text" json:"text"`
}

// Penalty takes points off the total for each unit of a metric.
type Penalty struct {
	ID      string  `yaml:"id" json:"id"`
	Metric  string  `yaml:"metric" json:"metric"`
	PerUnit float64 `yaml:"per_unit" json:"per_unit"` // points per unit
	Max     float64 `yaml:"max" json:"max"`           // points at most
	Text    string  `yaml:"text,omitempty" json:"text,omitempty"`
}

// Effect is the consequence of a critical error.
type Effect string

// The effects.
const (
	EffectFail Effect = "fail" // the attempt fails, its total is at most the rubric's critical cap
	EffectCap  Effect = "cap"  // the total is at most the rule's cap
)

// Critical is a rule about what must not happen: metric op value.
type Critical struct {
	ID     string   `yaml:"id" json:"id"`
	Metric string   `yaml:"metric" json:"metric"`
	Op     string   `yaml:"op" json:"op"` // >=, >, <=, <, == or !=
	Value  float64  `yaml:"value" json:"value"`
	Effect Effect   `yaml:"effect" json:"effect"`
	Cap    *float64 `yaml:"cap,omitempty" json:"cap,omitempty"` // points, with effect cap
	Text   string   `yaml:"text" json:"text"`                   // what the trainee reads
}

// Metrics lists the ids of all metrics that the rubric asks for, as it does.
func (r *Rubric) Metrics() []string {
	var ids []string
	for i := range r.Criteria {
		ids = append(ids, r.Criteria[i].Metric)
	}
	for i := range r.Penalties {
		ids = append(ids, r.Penalties[i].Metric)
	}
	for i := range r.Critical {
		ids = append(ids, r.Critical[i].Metric)
	}
	return ids
}

// breached tells whether the rule's condition holds for x. It is unsound, and
// says nothing, when its operator or effect is unknown or its cap is missing.
func (c *Critical) breached(x float64) (breached, sound bool) {
	if c.Effect != EffectFail && (c.Effect != EffectCap || c.Cap == nil || !isFinite(*c.Cap)) || !isFinite(c.Value) {
		return false, false
	}
	switch c.Op {
	case ">=":
		return x >= c.Value, true
	case ">":
		return x > c.Value, true
	case "<=":
		return x <= c.Value, true
	case "<":
		return x < c.Value, true
	case "==":
		return x == c.Value, true
	case "!=":
		return x != c.Value, true
	}
	return false, false
}
