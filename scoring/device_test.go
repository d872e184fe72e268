package scoring

import (
	"testing"

	"github.com/drylab/drylab/scene/record"
)

// TestABenchmarkHoldsForItsDeviceOnly: the same anchors are an author's guess
// for somebody who holds another device.
func TestABenchmarkHoldsForItsDeviceOnly(t *testing.T) {
	expert := &Benchmark{Status: BenchmarkExpert, N: 6, Date: "2026-03-01", Source: "course", Device: "mouse"}
	anywhere := *expert
	anywhere.Device = ""
	rubric := Rubric{Criteria: []Criterion{{ID: "a", Benchmark: expert}, {ID: "b", Benchmark: &anywhere}, {ID: "c"}}}
	for class, want := range map[string][3]bool{"mouse": {false, false, true}, "tracker": {true, false, true}} {
		_, score := rubric.Judge(&record.Recording{Header: record.Header{Device: record.Device{Class: class}}})
		for i, provisional := range want {
			if score.Criteria[i].Provisional != provisional {
				t.Errorf("with %s criterion %s is provisional: %v", class, score.Criteria[i].ID, !provisional)
			}
		}
	}
}
