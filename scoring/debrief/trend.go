package debrief

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drylab/drylab/scoring"
)

// Trend is the totals of this scenario over time, ready to draw. It is empty
// when this is the first attempt.
type Trend struct {
	Width, Height  float64
	Left, Right    float64 // of the axis
	Dots           []Dot
	Line           string // SVG points through the judged attempts
	PassY          float64
	HasPass        bool
	Top, Bottom    float64 // y of 100 and 0 points
	Alt            string
	FirstDay, Last string
}

// Dot is one attempt.
type Dot struct {
	X, Y    float64
	Shape   string // pass, fail, critical or invalid
	Current bool
	Text    string
}

// mostDots bounds the trend to the latest attempts, which still fit the width.
const mostDots = 24

func trend(in Input) Trend {
	attempts := slices.Clone(in.History)
	slices.SortStableFunc(attempts, func(a, b Past) int { return a.When.Compare(b.When) })
	started, _ := time.Parse(time.RFC3339, in.Recording.Header.StartedUTC) // zero is drawn without a date
	attempts = append(attempts, Past{When: started, Outcome: in.Score.Outcome, Total: in.Score.Total})
	attempts = attempts[max(0, len(attempts)-mostDots):]
	if len(attempts) < 2 {
		return Trend{}
	}
	t := Trend{Width: 640, Height: 170, Left: 40, Right: 620, Top: 16, Bottom: 140,
		FirstDay: shortDay(attempts[0].When), Last: shortDay(started)}
	if in.Rubric != nil {
		t.HasPass, t.PassY = true, t.y(in.Rubric.Pass.MinTotal)
	}
	var line, spokenTotals []string
	for i, a := range attempts {
		dot := Dot{X: t.x(i, len(attempts)), Y: t.Bottom, Shape: shape(a.Outcome), Current: i == len(attempts)-1, Text: verdict(a.Outcome)}
		if a.Total != nil {
			dot.Y, dot.Text = t.y(*a.Total), points(*a.Total)+" points, "+strings.ToLower(verdict(a.Outcome))
			line = append(line, fmt.Sprintf("%.1f,%.1f", dot.X, dot.Y))
		}
		t.Dots = append(t.Dots, dot)
		spokenTotals = append(spokenTotals, dot.Text)
	}
	t.Line = strings.Join(line, " ")
	t.Alt = fmt.Sprintf("The last %d attempts at this scenario: %s.", len(attempts), strings.Join(spokenTotals, "; "))
	return t
}

func (t *Trend) x(i, n int) float64 {
	return t.Left + 20 + (t.Right-t.Left-40)*float64(i)/float64(n-1)
}

func (t *Trend) y(total float64) float64 {
	return t.Bottom - (t.Bottom-t.Top)*min(max(total/100, 0), 1)
}

func shape(o scoring.Outcome) string {
	switch o {
	case scoring.OutcomePass:
		return "pass"
	case scoring.OutcomeFail:
		return "fail"
	case scoring.OutcomeFailCritical:
		return "critical"
	}
	return "invalid"
}

func shortDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2 Jan 2006")
}
