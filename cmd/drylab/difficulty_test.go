package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/progress"
)

// course fills a database with a group of twelve, whose curriculum begins with
// what hardly anybody passes.
func course(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("DRYLAB_HOME", home)
	store, err := progress.Open(filepath.Join(home, "drylab.db"), progress.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for person := range 12 {
		for run, task := range []struct {
			id     string
			passed bool
		}{
			{"hard", person < 2}, {"easy", person < 11}, {"rare", true}, {"easy", true}, {"easy", true}, {"easy", true},
		} {
			if task.id == "rare" && person >= 9 {
				continue
			}
			saveMade(t, store, "novice", person, run, func(a *progress.Attempt) {
				a.Scenario = record.Ref{ID: task.id, Version: "1.0.0"}
				if !task.passed {
					a.Score.Outcome = scoring.OutcomeFail
				}
			})
		}
	}
	saveMade(t, store, "expert", 0, 0, func(a *progress.Attempt) { a.Scenario.ID = "hard" }) // in no group
	saveMade(t, store, "novice", 0, 7, func(a *progress.Attempt) { a.Device.Class = "script" })
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	does(t, []string{"group", "add", "course"}, []string{"curriculum", "add", write(t, "c.yaml",
		`{schema: drylab.curriculum/1, id: c, version: "1", title: C, steps: [{id: a, scenario: hard, consecutive: 1}, {id: b, scenario: easy, consecutive: 1}]}`)})
	for person := range 12 {
		does(t, []string{"group", "join", "course", fmt.Sprintf("Novice %d", person)})
	}
	does(t, []string{"group", "follow", "course", "c"})
}

// TestScenariosAreOrderedByDifficulty for a group, and its curriculum's order is
// looked at; with few people or little seen, no number is told.
func TestScenariosAreOrderedByDifficulty(t *testing.T) {
	course(t)
	d := done[difficulty](t, "difficulty", "--group", "course")
	if d.Attempts != 69 || d.People != 12 || d.LeftOut[leftScript] != 1 || d.Abilities != nil || len(d.Scenarios) != 3 {
		t.Fatalf("%+v", d)
	}
	easy, hard, rare := d.Scenarios[0], d.Scenarios[1], d.Scenarios[2]
	if easy.Scenario != "easy 1.0.0" || easy.FirstPasses != 11 || easy.Passes != 47 || easy.Elo == nil || easy.Difficulty.Value >= hard.Difficulty.Value {
		t.Errorf("easy %+v, hard %+v", easy, hard)
	}
	if hard.FirstPasses != 2 || hard.Elo != nil || rare.People != 9 || rare.FirstPass != nil {
		t.Errorf("hard %+v, rare %+v", hard, rare)
	}
	if len(d.Misplaced) != 1 || d.Misplaced[0] != [2]string{"hard", "easy"} {
		t.Errorf("misplaced %v", d.Misplaced)
	}
	out := drylab(t, "difficulty", "--group", "course", "--people")
	for _, want := range []string{"too few: 9 people", "hard before easy, which proved easier here", "part of nobody's score", "Novice 11", "too few scenarios"} {
		if !strings.Contains(strings.Join(strings.Fields(out.stdout), " "), want) {
			t.Errorf("no %q in\n%s%s", want, out.stdout, out.stderr)
		}
	}
	if all := done[difficulty](t, "difficulty"); all.People != 13 || len(all.Misplaced) != 0 {
		t.Errorf("everybody: %+v", all)
	}
	// A trainee sees their own attempts only.
	if own := done[difficulty](t, "difficulty", "--as", "Novice 3"); own.People != 1 || own.Scenarios[0].FirstPass != nil {
		t.Errorf("a trainee sees %+v", own)
	}
	for args, want := range map[string]string{"--device=xr": "no attempt counts", "--group=none": "group list"} {
		if out := drylab(t, "difficulty", args); out.code != exitFailed || !strings.Contains(out.stderr, want) {
			t.Errorf("%s: %d %s", args, out.code, out.stderr)
		}
	}
}
