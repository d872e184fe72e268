package exchange

import (
	"crypto/sha1"
	"fmt"
	"math"
	"net/url"
	"slices"

	"github.com/drylab/drylab/scoring"
)

// Statement is one xAPI 1.0.3 statement (IEEE 9274.1.1's predecessor,
// https://github.com/adlnet/xAPI-Spec): who did what, with which result.
type Statement struct {
	ID        string  `json:"id"`
	Actor     Agent   `json:"actor"`
	Verb      Verb    `json:"verb"`
	Object    Object  `json:"object"`
	Result    *Result `json:"result,omitempty"`
	Context   Context `json:"context"`
	Timestamp string  `json:"timestamp"`
	Version   string  `json:"version"`
}

// Agent is a trainee by their pseudonym: an account, never an address.
type Agent struct {
	ObjectType string  `json:"objectType"`
	Account    Account `json:"account"`
}

// Account is a name that means something at a home page only.
type Account struct {
	HomePage string `json:"homePage"`
	Name     string `json:"name"`
}

// Verb is what was done.
type Verb struct {
	ID      string            `json:"id"`
	Display map[string]string `json:"display"`
}

// Object is the scenario.
type Object struct {
	ID         string      `json:"id"`
	ObjectType string      `json:"objectType"`
	Definition *Definition `json:"definition,omitempty"`
}

// Definition describes an activity.
type Definition struct {
	Type string            `json:"type"`
	Name map[string]string `json:"name,omitempty"`
}

// Result is how it went.
type Result struct {
	Score      *StatementScore `json:"score,omitempty"`
	Success    *bool           `json:"success,omitempty"`
	Completion *bool           `json:"completion,omitempty"`
	Duration   string          `json:"duration,omitempty"`
	Extensions map[string]any  `json:"extensions,omitempty"`
}

// StatementScore is a score in xAPI's terms.
type StatementScore struct {
	Scaled float64 `json:"scaled"` // 0 to 1; agrees with the verdict
	Raw    float64 `json:"raw"`    // points
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// Context is what the result rests on.
type Context struct {
	Registration string              `json:"registration"`
	Revision     string              `json:"revision"`
	Platform     string              `json:"platform"`
	Activities   map[string][]Object `json:"contextActivities"`
	Extensions   map[string]any      `json:"extensions,omitempty"`
}

// Place is where the site's ids live: an IRI of the hospital's own, such as
// https://training.example.org. Scenarios and people get theirs below it.
type Place struct{ Home string }

// NewPlace checks a site's IRI: absolute, https or http, without query.
func NewPlace(home string) (Place, error) {
	u, err := url.Parse(home)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return Place{}, fmt.Errorf("%q cannot be the home of this site's ids; give an address of your own such as https://training.example.org", home)
	}
	for len(home) > 0 && home[len(home)-1] == '/' {
		home = home[:len(home)-1]
	}
	return Place{home}, nil
}

const (
	adlVerbs   = "http://adlnet.gov/expapi/verbs/"
	simulation = "http://adlnet.gov/expapi/activities/simulation"
)

// Statement says how an attempt went: passed or failed with the score, or
// terminated without one when it could not be judged. The same attempt gives
// the same statement, bit for bit and with the same id, so that a store that
// gets it twice keeps it once. An attempt of nobody has none.
func (p Place) Statement(a *Attempt) (Statement, bool) {
	if a.Trainee == "" {
		return Statement{}, false
	}
	verb := map[scoring.Outcome]string{
		scoring.OutcomePass: "passed", scoring.OutcomeFail: "failed", scoring.OutcomeFailCritical: "failed", scoring.OutcomeInvalid: "terminated",
	}[a.Score.Outcome]
	title := a.Title
	if title == "" {
		title = a.Scenario.ID
	}
	activity := p.Home + "/scenarios/" + url.PathEscape(a.Scenario.ID)
	if a.Scenario.Version != "" {
		activity += "/" + url.PathEscape(a.Scenario.Version)
	}
	return Statement{
		ID:        nameUUID(p.Home + "/statements/" + a.ID + "/" + verb),
		Actor:     Agent{"Agent", Account{p.Home + "/trainees", a.Trainee}},
		Verb:      Verb{adlVerbs + verb, map[string]string{"en": verb}},
		Object:    Object{activity, "Activity", &Definition{simulation, map[string]string{"en": title}}},
		Result:    p.result(a),
		Timestamp: a.Started.UTC().Format(timeLayout),
		Version:   "1.0.3",
		Context: Context{
			Registration: nameUUID(p.Home + "/registrations/" + a.Trainee + "/" + a.Scenario.ID),
			Revision:     "rubric " + a.Rubric.ID + " " + a.Rubric.Version,
			Platform:     "Drylab " + a.Engine + " / " + a.Device.Class,
			Activities:   map[string][]Object{"category": {{ID: p.Home + "/profiles/drylab", ObjectType: "Activity"}}},
			Extensions:   p.provenance(a),
		},
	}, true
}

func (p Place) extension(name string) string { return p.Home + "/xapi/extensions/" + name }

func (p Place) provenance(a *Attempt) map[string]any {
	facts := map[string]any{
		p.extension("recording-sha256"): a.Recording,
		p.extension("rubric-sha256"):    a.Rubric.SHA256,
		p.extension("case"):             a.Case.ID,
	}
	if a.Supersedes != "" {
		facts[p.extension("supersedes")] = a.Supersedes
	}
	return facts
}

// result holds a score only where there is a judgement.
func (p Place) result(a *Attempt) *Result {
	r := &Result{Extensions: map[string]any{p.extension("metrics"): finiteMetrics(a.Metrics)}}
	if s, ok := a.seconds(); ok {
		r.Duration = duration(s)
	}
	judged := a.Score.Outcome != scoring.OutcomeInvalid
	if len(a.Score.Reasons) > 0 {
		r.Extensions[p.extension("reasons")] = a.Score.Reasons
	}
	if !judged || a.Score.Total == nil {
		return r
	}
	passed := a.Score.Outcome == scoring.OutcomePass
	complete := !slices.Contains(a.Score.Reasons, "abandoned")
	r.Success, r.Completion = &passed, &complete
	if scaled := a.Score.XAPIScaled(a.PassMark); scaled != nil {
		r.Score = &StatementScore{Scaled: *scaled, Raw: math.Floor(*a.Score.Total*10+0.5) / 10, Max: 100}
	}
	domains, critical := map[string]float64{}, []string{}
	for _, d := range a.Score.Domains {
		if d.Score != nil {
			domains[d.ID] = *d.Score
		}
	}
	for _, c := range a.Score.Critical {
		critical = append(critical, c.ID)
	}
	r.Extensions[p.extension("domains")], r.Extensions[p.extension("critical")] = domains, critical
	return r
}

// finiteMetrics are the metrics that have a value.
func finiteMetrics(m scoring.Metrics) map[string]float64 {
	values := map[string]float64{}
	for _, metric := range m {
		if metric.Value != nil {
			values[metric.ID] = *metric.Value
		}
	}
	return values
}

// duration is a time in ISO 8601, to the hundredth of a second that xAPI compares.
func duration(seconds float64) string {
	return fmt.Sprintf("PT%.2fS", max(0, seconds))
}

// nameUUID is a UUID made of a name within the URL namespace (RFC 9562, version
// 5): the same name, the same id.
func nameUUID(name string) string {
	space := [16]byte{0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}
	sum := sha1.Sum(append(space[:], name...))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
