//go:build unix

package main

import (
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/drylab/drylab/scoring/progress"
)

// TestKilledCommands kills what writes to the database, as a process, at random
// moments. It then opens and verifies, every attempt is there, and the same
// command finishes the work.
func TestKilledCommands(t *testing.T) {
	kills := 6
	if os.Getenv("DRYLAB_SOAK") != "" {
		kills = 200
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 21))
	rubric := harderRubric(t)
	for round := range kills {
		home := threeAttempts(t)
		backup := filepath.Join(home, "backup.db")
		does(t, []string{"backup", backup})
		commands := [][]string{
			{"rescore", "--scenario", "tumour-biopsy", "--rubric", rubric},
			{"backup", backup, "--force"},
			{"restore", backup},
			{"person", "set", "Ada", "--level", "expert"},
			{"progress"},
		}
		args := commands[round%len(commands)]
		cmd := exec.Command(self, args...)
		cmd.Args[0] = "drylab" // what the test binary then is, see TestMain
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(random.IntN(600))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait() // killed, or just done
		if found := done[progress.Verification](t, "audit", "verify"); len(found.Faults) > 0 || found.Attempts < 3 {
			t.Fatalf("after killing %v: %+v", args, found)
		}
		if found := done[progress.Verification](t, "audit", "verify", "--db", backup, "--no-recordings"); len(found.Faults) > 0 || found.Attempts < 3 {
			t.Fatalf("the backup after killing %v: %+v", args, found)
		}
		if args[0] == "rescore" {
			got := done[rescoreResult](t, args...)
			if n := got.Counts[rescoredAdded] + got.Counts[rescoredBefore]; n != 3 || len(stored(t, home)) != 6 {
				t.Errorf("finished with %v", maps.Clone(got.Counts))
			}
		}
	}
}
