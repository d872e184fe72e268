//go:build unix

package progress

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/drylab/drylab/scoring"
)

// A school of this shape: each trainee practises each task equally often.
const (
	scaleTrainees = 500
	scaleGroups   = 25
	scaleTasks    = 5
	scaleMetrics  = 40
)

// BenchmarkSchool fills one database with DRYLAB_BENCH_PROGRESS attempts, 40
// metrics each, and prints how long what people wait for takes in it, and its
// size. `make bench-progress` runs it.
func BenchmarkSchool(b *testing.B) {
	attempts, _ := strconv.Atoi(os.Getenv("DRYLAB_BENCH_PROGRESS"))
	if attempts == 0 {
		b.Skip("takes minutes; make bench-progress runs it")
	}
	path, ctx := filepath.Join(b.TempDir(), "drylab.db"), context.Background()
	store := openAt(b, path)
	started := time.Now()
	fillSchool(b, store, attempts)
	filled := time.Since(started)
	if _, err := store.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	must(b, err)
	a := access(b, store, "")
	random := rand.New(rand.NewPCG(1, 2))
	name := func() string { return fmt.Sprintf("Trainee %04d", random.IntN(scaleTrainees)) }
	next := attempts

	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(out, "%d attempts x %d metrics, %d trainees, %d groups\t n\t p50 ms\t p99 ms\t processor ms\t\n", attempts, scaleMetrics, scaleTrainees, scaleGroups)
	for _, c := range []struct {
		what string
		n    int
		do   func() error
	}{
		{"saving an attempt", 300, func() error { next++; return store.Save(ctx, schoolAttempt(next)) }},
		{"a trainee's page", 200, func() error { _, err := a.Attempts(ctx, Filter{Trainee: name()}); return err }},
		{"a group's page", 100, func() error { _, err := a.Group(ctx, fmt.Sprintf("group %02d", random.IntN(scaleGroups))); return err }},
		{"a learning curve", 300, func() error { _, err := a.Curves(ctx, name(), "task-3", "mouse"); return err }},
		{"one attempt in full", 300, func() error { _, err := a.Attempt(ctx, schoolID(random.IntN(attempts))); return err }},
		{"the 20 newest attempts", 200, func() error { _, err := a.Attempts(ctx, Filter{Limit: 20}); return err }},
		{"opening the database", 10, func() error {
			s, err := Open(path, Options{})
			if err == nil {
				err = s.Close()
			}
			return err
		}},
		{"verifying all", 1, func() error {
			v, err := store.Verify(ctx, VerifyOptions{})
			if err == nil && len(v.Faults) > 0 {
				err = fmt.Errorf("%+v", v.Faults[0])
			}
			return err
		}},
		{"a verified backup", 1, func() error { _, err := a.Backup(ctx, path+".backup", nil); return err }},
		{"deleting a person, with proof", 1, func() error {
			must(b, os.Remove(path+".backup"))
			d, err := a.DeletePerson(ctx, name(), DeleteOptions{})
			if err == nil && len(d.Proof.Found) > 0 {
				err = fmt.Errorf("%+v", d.Proof)
			}
			return err
		}},
	} {
		took, before := make([]float64, c.n), processorTime(b)
		for i := range took {
			start := time.Now()
			if err := c.do(); err != nil {
				b.Fatal(c.what, err)
			}
			took[i] = float64(time.Since(start).Microseconds()) / 1000
		}
		slices.Sort(took)
		spent := (processorTime(b) - before).Seconds() * 1000 / float64(c.n)
		fmt.Fprintf(out, "%s\t%d\t%.2f\t%.2f\t%.2f\t\n", c.what, c.n, took[c.n/2], took[c.n*99/100], spent)
	}
	must(b, out.Flush())
	fmt.Printf("%d bytes per attempt (%d MB); filled in %.0f s, %d at a time\n", info.Size()/int64(attempts), info.Size()>>20, filled.Seconds(), scaleBatch)
}

// processorTime is what this process has used so far: on a machine that does
// other things too, the clock tells more about those.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// scaleBatch is how many attempts share a transaction while filling.
const scaleBatch = 1000

func fillSchool(b *testing.B, store *Store, attempts int) {
	ctx, operator := context.Background(), access(b, store, "")
	for g := range scaleGroups {
		must(b, operator.AddGroup(ctx, fmt.Sprintf("group %02d", g)))
	}
	for first := 0; first < attempts; first += scaleBatch {
		must(b, store.inTransaction(ctx, func(tx *sql.Tx) error {
			for i := first; i < min(first+scaleBatch, attempts); i++ {
				a := schoolAttempt(i)
				if err := store.insertAttempt(ctx, tx, &a); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	for trainee := range scaleTrainees {
		must(b, operator.Join(ctx, fmt.Sprintf("group %02d", trainee%scaleGroups), fmt.Sprintf("Trainee %04d", trainee)))
	}
}

// schoolID is the id of an attempt: spread as random ones are.
func schoolID(i int) string {
	return fmt.Sprintf("%016x-%04x-4000-8000-00000000", uint64(i)*0x9e3779b97f4a7c15, i%65536)[:36]
}

func schoolAttempt(i int) Attempt {
	a := sampleAttempt(i)
	a.ID = schoolID(i)
	a.Trainee.Name = fmt.Sprintf("Trainee %04d", i%scaleTrainees)
	a.Scenario.ID = fmt.Sprintf("task-%d", i/scaleTrainees%scaleTasks)
	a.RecordingPath = fmt.Sprintf("/home/somebody/.local/share/drylab/recordings/20260301-101530-%08x.mcap", i)
	for n := len(a.Metrics); n < scaleMetrics; n++ {
		a.Metrics = append(a.Metrics, scoring.Metric{ID: fmt.Sprintf("punctures.structure-%02d", n), Unit: "count", Value: ptr(float64(n) / 3), N: 100, Version: 1})
	}
	return a
}
