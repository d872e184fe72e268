package progress

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const sampleCurriculum = `schema: drylab.curriculum/1
id: neuro
version: "1"
title: First steps
steps:
  - {id: drain, scenario: ventricular-drain, consecutive: 2, more: 10}
  - {id: biopsy, scenario: tumour-biopsy, consecutive: 3, requires: [drain]}
`

func TestACurriculumIsRead(t *testing.T) {
	got, err := ReadCurriculum("neuro.yaml", strings.NewReader(sampleCurriculum))
	want := Curriculum{CurriculumRef{"neuro", "1"}, "First steps", sampleCurriculum, []CurriculumStep{
		{ID: "drain", Scenario: "ventricular-drain", Consecutive: 2, More: 10},
		{ID: "biopsy", Scenario: "tumour-biopsy", Consecutive: 3, Requires: []string{"drain"}}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for old, bad := range map[string]string{
		"curriculum/1":      "curriculum/9",
		"consecutive: 2":    "consecutive: 0",
		"consecutive: 3":    "in_a_row: 3",
		"requires: [drain]": "requires: [biopsy]",
		`"1"`:               `""`,
	} {
		if _, err := ReadCurriculum("x.yaml", strings.NewReader(strings.Replace(sampleCurriculum, old, bad, 1))); err == nil || !strings.Contains(err.Error(), "x.yaml") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzReadCurriculum(f *testing.F) {
	f.Add(sampleCurriculum)
	f.Add("steps: [{}]")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ReadCurriculum("x", strings.NewReader(text))
		if err == nil && c.check() != nil {
			t.Error("a curriculum was read that cannot be stored")
		}
	})
}
