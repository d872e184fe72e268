package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
)

// TestEducatorTriesARubricOnRecordings: the rubric of a recording's own
// scenario judges it as it was judged, a stricter one changes sides, and the
// preview says by which value.
func TestEducatorTriesARubricOnRecordings(t *testing.T) {
	const recording = "../../scenarios/testdata/schema1.mcap"
	j, err := judge(recording, nil)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	own, strict := filepath.Join(folder, "own.yaml"), filepath.Join(folder, "strict.yaml")
	text := j.scenario.RubricSource()
	write := func(path string, text []byte) {
		t.Helper()
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(own, text)
	again, err := scenarios.OpenRubric(own)
	if err != nil {
		t.Fatal(err)
	}
	if scenarios.RubricRef(again) != scenarios.RubricRef(j.rubric) {
		t.Error("the scenario's rubric is another as a file of its own")
	}
	was := done[[]preview](t, "rubric", "preview", own, recording)[0]
	if was.Outcome != j.score.Outcome || (was.Total == nil) != (j.score.Total == nil) || was.Total != nil && *was.Total != *j.score.Total {
		t.Errorf("preview gives %s %v, score %s %v", was.Outcome, was.Total, j.score.Outcome, j.score.Total)
	}
	if was.Outcome != scoring.OutcomePass {
		t.Fatalf("the recording is there as a %s", was.Outcome)
	}
	write(strict, bytes.ReplaceAll(text, []byte("min_total: 70"), []byte("min_total: 95")))
	changes := done[[]change](t, "rubric", "diff", own, strict, recording, recording)
	if len(changes) != 2 || !changes[0].Changed || changes[1].New != scoring.OutcomeFail {
		t.Errorf("a stricter rubric: %+v", changes)
	}
	if by := done[[]change](t, "rubric", "diff", j.scenario.ID, strict, recording); len(by) != 1 || !by[0].Changed {
		t.Errorf("a built-in scenario's rubric by its id: %+v", by)
	}
	out := drylab(t, "rubric", "preview", strict, recording)
	if out.code != exitDone || !strings.Contains(out.stdout, "Not passed") || !strings.Contains(out.stdout, "would have") {
		t.Errorf("preview ended with %d: %s%s", out.code, out.stdout, out.stderr)
	}
	write(strict, append(text, []byte("derived:\n  - {id: x, unit: s, expression: metric(\"time_total\") / }\n")...))
	for _, command := range [][]string{{"validate", strict}, {"preview", strict, recording}, {"diff", own, strict, recording}} {
		out := drylab(t, append([]string{"rubric"}, command...)...)
		if out.code != exitFailed || strings.Count(out.stderr, "\n") > 5 || !strings.Contains(out.stderr, "$.derived[0].expression") {
			t.Errorf("rubric %v ended with %d: %s", command, out.code, out.stderr)
		}
	}
}
