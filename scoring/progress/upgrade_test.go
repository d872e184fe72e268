package progress

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/drylab/drylab/scoring"
	"github.com/google/go-cmp/cmp"
)

// version1 writes the database that a drylab of version 1 left behind.
func version1(t *testing.T) (path string) {
	t.Helper()
	statements, err := os.ReadFile(filepath.Join("testdata", "version1.sql"))
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "drylab.db")
	execute(t, path, string(statements))
	return path
}

// version1Attempts is what testdata/version1.sql was made of.
func version1Attempts() []Attempt {
	first, again, other, nobody := sampleAttempt(1), sampleAttempt(2), sampleAttempt(3), sampleAttempt(4)
	again.Supersedes, again.Started, again.Score.Total = first.ID, first.Started, ptr(48.25)
	other.Trainee.Name, other.Scenario.ID, other.Device.Class = "Grace Hopper", "tumour-biopsy", "xr"
	other.Score.Outcome = scoring.OutcomePass
	nobody.Trainee, nobody.Metrics = Trainee{}, scoring.Metrics{}
	nobody.Score = scoring.Score{Outcome: scoring.OutcomeInvalid, Domains: []scoring.DomainScore{}, Criteria: []scoring.CriterionScore{},
		Penalties: []scoring.PenaltyScore{}, Critical: []scoring.CriticalError{}, Reasons: []string{"attempt:the disk was full"}}
	all := []Attempt{first, again, other, nobody}
	for i := range all {
		all[i].Score.Checklist = nil // came later
	}
	return all
}

// TestVersion1IsUpgradedWithEverythingInIt reads every row back equal.
func TestVersion1IsUpgradedWithEverythingInIt(t *testing.T) {
	ctx := context.Background()
	store := openAt(t, version1(t))
	for _, want := range version1Attempts() {
		got, err := store.Attempt(ctx, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if want.Trainee.ID = got.Trainee.ID; (want.Trainee.Name == "") != (got.Trainee.ID == "") {
			t.Errorf("attempt %s has trainee %+v", want.ID, got.Trainee)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("before (-) and after (+) the upgrade:\n%s", diff)
		}
	}
	everybody, err := access(t, store, "").People(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range everybody {
		names = append(names, p.Name)
		if p.Role != RoleTrainee || p.Level != LevelUnknown || p.Created.Before(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v was not in version 1", p)
		}
	}
	if diff := cmp.Diff([]string{"Ada Lovelace", "Grace Hopper", "Never Practised"}, names); diff != "" {
		t.Error(diff)
	}
	save(t, store, sampleAttempt(5)) // and it goes on
}

// TestAReaderDoesNotUpgradeVersion1 leaves the file to the program that may.
func TestAReaderDoesNotUpgradeVersion1(t *testing.T) {
	path := version1(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(path, Options{ReadOnly: true})
	requireSentence(t, err, ErrOlder, path)
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file was changed, %v", err)
	}
}
