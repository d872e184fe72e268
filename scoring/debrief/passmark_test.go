package debrief

import (
	"strings"
	"testing"

	"github.com/drylab/drylab/scoring"
)

// TestAPassMarkThatJudgesSetIsNotProvisional: the targets that nobody derived
// still are; a pass mark of too few judges is too.
func TestAPassMarkThatJudgesSetIsNotProvisional(t *testing.T) {
	for status, provisional := range map[scoring.BenchmarkStatus]bool{
		scoring.BenchmarkExpert: false, scoring.BenchmarkProvisional: true,
	} {
		in := inWords()
		in.Rubric.Pass.Benchmark = &scoring.Benchmark{Status: status, Method: "angoff", N: 5}
		report := Build(in)
		var terminal, page strings.Builder
		if err := report.Terminal(&terminal, 100); err != nil {
			t.Fatal(err)
		}
		if err := report.HTML(&page); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(terminal.String(), "(provisional)"); got != provisional {
			t.Errorf("%s: the terminal calls the pass mark provisional: %v", status, got)
		}
		if got := strings.Contains(page.String(), "pass mark provisional"); got != provisional {
			t.Errorf("%s: the page calls the pass mark provisional: %v", status, got)
		}
		if !report.Provisional || !strings.Contains(page.String(), "Targets marked provisional") {
			t.Errorf("%s: the guessed targets are not called provisional", status)
		}
	}
}
