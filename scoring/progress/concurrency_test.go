package progress

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"testing"
)

// TestTwoProgramsOpenANewDatabaseAtOnce repeats the race for the first migration.
func TestTwoProgramsOpenANewDatabaseAtOnce(t *testing.T) {
	for range 3 {
		path := filepath.Join(t.TempDir(), "drylab.db")
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				store, err := Open(path, Options{})
				if err != nil {
					t.Error(err)
					return
				}
				if err := store.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if store := openAt(t, path); count(t, store, "goose_db_version") != 1+len(versions(t)) {
			t.Error("the migration was not applied exactly once")
		}
	}
}

// TestManyWritersLoseNothing saves through two stores at once while others read;
// every reader must see whole attempts only.
func TestManyWritersLoseNothing(t *testing.T) {
	const writers, each = 8, 10
	path := filepath.Join(t.TempDir(), "drylab.db")
	stores := []*Store{openAt(t, path), openAt(t, path)}
	ctx, stop := context.WithCancel(context.Background())
	var writing, reading sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				a := sampleAttempt(w*each + i)
				a.Trainee.Name = fmt.Sprintf("Trainee %d", i) // all writers create the same people
				if err := stores[w%2].Save(context.Background(), a); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, store := range stores {
		reading.Go(func() {
			for ctx.Err() == nil {
				requireWhole(t, store)
			}
		})
	}
	writing.Wait()
	stop()
	reading.Wait()
	if n := requireWhole(t, stores[0]); n != writers*each {
		t.Errorf("%d attempts stored, %d saved", n, writers*each)
	}
	if n := count(t, stores[1], "trainees"); n != each {
		t.Errorf("%d trainees, want %d", n, each)
	}
}

// versions are the migrations there are: files, and the one that seals.
func versions(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(embedded, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return append(names, "attempts sealed", "opinions sealed")
}

// requireWhole reads every attempt in full and checks that all its parts are there.
func requireWhole(t *testing.T, store *Store) (attempts int) {
	t.Helper()
	all, err := store.Attempts(context.Background(), Filter{})
	if err != nil {
		t.Error(err)
	}
	want := sampleAttempt(0)
	for _, summary := range all {
		a, err := store.Attempt(context.Background(), summary.ID)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(a.Metrics) != len(want.Metrics) || len(a.Score.Criteria) != len(want.Score.Criteria) ||
			len(a.Score.Reasons) != len(want.Score.Reasons) || a.Trainee.Name == "" || a.RubricText == "" {
			t.Errorf("attempt %s is not whole: %+v", a.ID, a)
		}
	}
	return len(all)
}
