package progress

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/google/go-cmp/cmp"
)

func ptr(v float64) *float64 { return &v }

// sampleAttempt has every field set, and in its lists both missing and present
// values, because a round trip must keep the difference.
func sampleAttempt(number int) Attempt {
	return Attempt{
		Circumstances: Circumstances{
			ID:       fmt.Sprintf("%08x-0000-4000-8000-000000000000", number),
			Trainee:  Trainee{Name: "Ada Lovelace"},
			Started:  time.Date(2026, 3, 1, 10, 15, 30, 120e6, time.UTC).Add(time.Duration(number) * time.Minute),
			Saved:    time.Date(2026, 3, 1, 18, 0, 0, 0, time.UTC),
			Scenario: record.Ref{ID: "ventricular-drain", Version: "1.0.0", SHA256: strings.Repeat("a", 64)},
			Rubric:   record.Ref{ID: "drain", Version: "1.1.0", SHA256: strings.Repeat("b", 64)},
			Case:     record.Ref{ID: "phantom-head", SHA256: strings.Repeat("c", 64)},
			Engine:   "0.1.0", Device: record.Device{Name: "mouse", Class: "mouse", SigmaMM: 0.1, NoiseSpeed: 2.5},
			Seed:          1<<64 - 1, // does not fit a signed integer
			RecordingPath: "recordings/été #1?.mcap", RecordingSHA256: strings.Repeat("0f", 32), LateTicks: 3,
		},
		RubricText: "schema: drylab.rubric/1\n",
		Metrics: scoring.Metrics{
			{ID: "target_error", Unit: "mm", Value: ptr(0.1 + 0.2), N: 40, Flags: []string{"low_coverage"}, Version: 1},
			{ID: "coverage", Unit: "1", Value: ptr(0.875), N: 7, Version: 1},
			{ID: "angle_error", Unit: "deg", Reason: "too_short", Version: 2},
		},
		Score: scoring.Score{
			Outcome: scoring.OutcomeFailCritical, Total: ptr(49), WeightedTotal: ptr(81.99000000000001),
			Domains: []scoring.DomainScore{{ID: "safety", Title: "Safety", Weight: 0.4, Score: ptr(63.3)}, {ID: "empty"}},
			Criteria: []scoring.CriterionScore{
				{ID: "target", Title: "Target", Domain: "safety", Metric: "target_error", Unit: "mm", Value: ptr(0.3), Score: ptr(63.3),
					Status: scoring.StatusOK, Flags: []string{"low_coverage"}, LostPoints: 14.7, Target: "≤ 2", Feedback: "Look.", Provisional: true},
				{ID: "angle", Domain: "safety", Metric: "angle_error", Unit: "deg", Status: scoring.StatusExcluded, Reason: "too_short"},
			},
			Penalties: []scoring.PenaltyScore{{ID: "drops", Text: "Drops", Metric: "events.contact", Value: 2, Points: 4}},
			Critical: []scoring.CriticalError{
				{ID: "vessel", Text: "Vessel injured", Effect: scoring.EffectFail, Metric: "punctures.basilar-artery", Value: 1},
				{ID: "dry", Text: "No fluid came", Effect: scoring.EffectCap, Cap: ptr(60.5), Metric: "events.csf", Value: 0},
			},
			Checklist: []scoring.CheckedItem{
				{ID: "look", Title: "Looked first", Status: scoring.CheckLate, AtS: ptr(2.5), TookS: ptr(0), Within: 2},
				{ID: "stop", Title: "Stopped", Status: scoring.CheckMissed},
			},
			Reasons: []string{"critical:vessel"},
		},
	}
}

func openNew(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "drylab.db"))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	store, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func save(t testing.TB, store *Store, a Attempt) {
	t.Helper()
	if err := store.Save(context.Background(), a); err != nil {
		t.Fatal(err)
	}
}

func TestAnAttemptComesBackAsItWasSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	store := openAt(t, path)
	want := sampleAttempt(1)
	save(t, store, want)

	other := openAt(t, path) // as another program sees it
	got, err := other.Attempt(context.Background(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	want.Trainee.ID = got.Trainee.ID
	if len(want.Trainee.ID) != 36 {
		t.Errorf("pseudonym %q is not a UUID", got.Trainee.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("saved (-) and read (+) differ:\n%s", diff)
	}
}

func TestAnInvalidAttemptHasNoTotal(t *testing.T) {
	store := openNew(t)
	want := sampleAttempt(1)
	want.Trainee = Trainee{}
	want.Metrics = scoring.Metrics{}
	want.Score = scoring.Score{
		Outcome: scoring.OutcomeInvalid,
		Domains: []scoring.DomainScore{}, Criteria: []scoring.CriterionScore{}, Penalties: []scoring.PenaltyScore{},
		Critical: []scoring.CriticalError{}, Reasons: []string{"attempt:the disk was full"},
	}
	save(t, store, want)
	got, err := store.Attempt(context.Background(), want.ID)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, saved (-) and read (+) differ:\n%s", err, diff)
	}
}

// TestTheDatabaseRefusesContradictions goes past the types: what must not be
// stored is refused by the schema, and nothing of the attempt stays behind.
func TestTheDatabaseRefusesContradictions(t *testing.T) {
	nan := ptr(math.NaN())
	for name, spoil := range map[string]func(*Attempt){
		"unknown outcome":                func(a *Attempt) { a.Score.Outcome = "great" },
		"total of an invalid attempt":    func(a *Attempt) { a.Score.Outcome = scoring.OutcomeInvalid },
		"a verdict without a total":      func(a *Attempt) { a.Score.Total = nil },
		"total above 100":                func(a *Attempt) { a.Score.Total = ptr(100.5) },
		"NaN total":                      func(a *Attempt) { a.Score.Total = nan },
		"metric without value or reason": func(a *Attempt) { a.Metrics[2].Reason = "" },
		"metric with value and reason":   func(a *Attempt) { a.Metrics[0].Reason = "coverage" },
		"NaN metric":                     func(a *Attempt) { a.Metrics[0].Value = nan },
		"infinite metric":                func(a *Attempt) { a.Metrics[0].Value = ptr(math.Inf(1)) },
		"the same metric twice":          func(a *Attempt) { a.Metrics[2].ID = "coverage" },
		"criterion without reason":       func(a *Attempt) { a.Score.Criteria[1].Reason = "" },
		"excluded criterion with score":  func(a *Attempt) { a.Score.Criteria[1].Score = ptr(5) },
		"unknown effect":                 func(a *Attempt) { a.Score.Critical[0].Effect = "shrug" },
		"hash of another length":         func(a *Attempt) { a.RecordingSHA256 = "00" },
		"supersedes itself":              func(a *Attempt) { a.Supersedes = a.ID },
		"supersedes nothing":             func(a *Attempt) { a.Supersedes = "ffffffff" },
		"unknown pseudonym":              func(a *Attempt) { a.Trainee.ID = strings.Repeat("x", 36) },
		"name of blanks":                 func(a *Attempt) { a.Trainee.Name = " \t" },
	} {
		t.Run(name, func(t *testing.T) {
			store := openNew(t)
			bad := sampleAttempt(1)
			spoil(&bad)
			if err := store.Save(context.Background(), bad); err == nil {
				t.Error("saved")
			}
			requireEmpty(t, store)
		})
	}
}

// requireEmpty checks every table, so that nothing half-written goes unnoticed.
func requireEmpty(t *testing.T, store *Store) {
	t.Helper()
	for _, table := range dataTables {
		if n := count(t, store, table); n != 0 {
			t.Errorf("%d rows in %s, want none", n, table)
		}
	}
}

var dataTables = []string{"trainees", "trainee_names", "rubrics", "attempts", "metrics", "domains", "criteria",
	"penalties", "critical_errors", "reasons", "checklist"}

func count(t testing.TB, store *Store, table string) (n int) {
	t.Helper()
	if err := store.db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNothingIsOverwritten(t *testing.T) {
	store, ctx := openNew(t), context.Background()
	first := sampleAttempt(1)
	save(t, store, first)

	if err := store.Save(ctx, first); !errors.Is(err, ErrExists) {
		t.Errorf("saving the same id again: %v", err)
	}
	again := sampleAttempt(2)
	again.Started, again.Supersedes = first.Started, first.ID
	again.Score.Total = ptr(48)
	save(t, store, again)
	third := sampleAttempt(3)
	third.Supersedes = first.ID
	if err := store.Save(ctx, third); !errors.Is(err, ErrExists) {
		t.Errorf("superseding the same attempt twice: %v", err)
	}

	standing, err := store.Attempts(ctx, Filter{})
	if err != nil || len(standing) != 1 || standing[0].ID != again.ID {
		t.Errorf("standing attempts: %v, %v; want the new score only", standing, err)
	}
	all, err := store.Attempts(ctx, Filter{Superseded: true})
	if err != nil || len(all) != 2 {
		t.Errorf("with superseded ones: %d, %v; want 2", len(all), err)
	}
	old, err := store.Attempt(ctx, first.ID)
	if err != nil || *old.Score.Total != 49 {
		t.Errorf("the first score is gone: %v, %v", old.Score.Total, err)
	}
}

func TestARubricsHashStandsForItsText(t *testing.T) {
	store := openNew(t)
	save(t, store, sampleAttempt(1))
	save(t, store, sampleAttempt(2))
	if n := count(t, store, "rubrics"); n != 1 {
		t.Errorf("%d rubrics stored for one text", n)
	}
	liar := sampleAttempt(3)
	liar.RubricText = "another text"
	if err := store.Save(context.Background(), liar); err == nil {
		t.Error("a second text was accepted under the same hash")
	}
}

func TestAttemptsAreFilteredAndNewestFirst(t *testing.T) {
	store, ctx := openNew(t), context.Background()
	for i := range 6 {
		a := sampleAttempt(i)
		if i%2 == 1 {
			a.Trainee.Name = "  Grace   Hopper " // spaces do not make another person
		}
		if i == 5 {
			a.Scenario.ID = "tumour-biopsy"
		}
		save(t, store, a)
	}
	for _, c := range []struct {
		filter Filter
		want   string
	}{
		{Filter{}, "543210"},
		{Filter{Limit: 2}, "54"},
		{Filter{Trainee: "Grace Hopper"}, "531"},
		{Filter{Trainee: "Grace Hopper", Scenario: "ventricular-drain"}, "31"},
		{Filter{Trainee: "nobody"}, ""},
	} {
		found, err := store.Attempts(ctx, c.filter)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, a := range found {
			got += a.ID[7:8]
		}
		if got != c.want {
			t.Errorf("%+v gives %q, want %q", c.filter, got, c.want)
		}
	}
	newest, err := store.Attempts(ctx, Filter{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := sampleAttempt(5).Circumstances
	want.Scenario.ID, want.Trainee = "tumour-biopsy", Trainee{ID: newest[0].Trainee.ID, Name: "Grace Hopper"}
	if diff := cmp.Diff(Summary{want, scoring.OutcomeFailCritical, ptr(49), ptr(0.875)}, newest[0]); diff != "" {
		t.Error(diff)
	}
}

func TestAnIDMayBeShortened(t *testing.T) {
	store, ctx := openNew(t), context.Background()
	for _, id := range []string{"abc1", "abc12", "abd", "100%_x"} {
		a := sampleAttempt(1)
		a.ID = id
		save(t, store, a)
	}
	for given, want := range map[string]string{"abd": "abd", "ABD": "abd", "abc1": "abc1", "abc12": "abc12", "1": "100%_x", "100%_": "100%_x",
		"ab": "", "abc": "", "": "", "x": "", "%": "", "a_d": "", "abdx": ""} {
		got, err := store.Attempt(ctx, given)
		if got.ID != want || (want == "") != errors.Is(err, ErrNoAttempt) {
			t.Errorf("%q finds %q, %v; want %q", given, got.ID, err, want)
		}
	}
}

func TestTraineesAreFoundByNameAndKnownByPseudonym(t *testing.T) {
	store, ctx := openNew(t), context.Background()
	first, err := store.Trainee(ctx, "Ada Lovelace")
	if err != nil {
		t.Fatal(err)
	}
	again, err := store.Trainee(ctx, " Ada  Lovelace\n")
	if err != nil || again != first {
		t.Errorf("the same name gives %s and %s, %v", first, again, err)
	}
	other, err := store.Trainee(ctx, "ada lovelace")
	if err != nil || other == first {
		t.Errorf("another spelling gives the same trainee, %v", err)
	}
	save(t, store, sampleAttempt(1)) // Ada Lovelace by name
	byPseudonym := sampleAttempt(2)
	byPseudonym.Trainee = Trainee{ID: first}
	save(t, store, byPseudonym)
	mine, err := store.Attempts(ctx, Filter{Trainee: "Ada Lovelace"})
	if err != nil || len(mine) != 2 || mine[0].Trainee != (Trainee{ID: first, Name: "Ada Lovelace"}) {
		t.Errorf("attempts of Ada: %v, %v", mine, err)
	}
	everybody, err := store.Trainees(ctx)
	if diff := cmp.Diff([]Trainee{{first, "Ada Lovelace"}, {other, "ada lovelace"}}, everybody); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, bad := range []string{"", " ", "a\x00b", "\xff", strings.Repeat("x", 201)} {
		if _, err := store.Trainee(ctx, bad); err == nil {
			t.Errorf("name %q accepted", bad)
		}
	}
}

// TestDeletingATraineeLeavesNoTrace reads the raw file: secure_delete must have
// overwritten the name, not merely unlinked it.
func TestDeletingATraineeLeavesNoTrace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "drylab.db")
	store := openAt(t, path)
	a := sampleAttempt(1)
	a.Trainee.Name = "Unforgettable Person"
	save(t, store, a)
	if _, err := store.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	if !fileHolds(t, path, a.Trainee.Name) {
		t.Fatal("the name is not in the file before deleting: the test looks at the wrong thing")
	}
	if _, err := store.db.Exec(`DELETE FROM trainees`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	for _, table := range dataTables {
		if n := count(t, store, table); n != 0 && table != "rubrics" {
			t.Errorf("%d rows of the trainee left in %s", n, table)
		}
	}
	if fileHolds(t, path, a.Trainee.Name) {
		t.Error("the deleted name can still be read from the file")
	}
}

func BenchmarkSave(b *testing.B) {
	store := openNew(b)
	a := sampleAttempt(0)
	for i := range 60 { // a realistic number of metrics
		a.Metrics = append(a.Metrics, scoring.Metric{ID: fmt.Sprintf("punctures.s%d", i), Unit: "count", Value: ptr(0), Version: 1})
	}
	for b.Loop() {
		a.ID = NewID()
		save(b, store, a)
	}
}
