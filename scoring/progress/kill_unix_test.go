//go:build unix

package progress

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// kills is how often each test below kills its victim.
func kills() int {
	if os.Getenv("DRYLAB_SOAK") != "" {
		return 200
	}
	return 20
}

// freshAfter bounds how many kills one database lives through: it grows.
const freshAfter = 20

// TestKilledWhileWriting kills a process that does everything that changes a
// database, at random moments. What it acknowledged is there, what it deleted
// is not, and everything verifies, recordings too.
func TestKilledWhileWriting(t *testing.T) {
	var path string
	known := map[string]string{} // attempt -> person, as acknowledged
	gone := map[string]bool{}    // persons whose deletion was begun
	random := rand.New(rand.NewPCG(20, 26))
	for round := range kills() {
		if round%freshAfter == 0 {
			path = filepath.Join(t.TempDir(), "drylab.db")
			clear(known)
			clear(gone)
		}
		lines := killed(t, "write-forever", path, round, 1+random.IntN(12), time.Duration(random.IntN(6000))*time.Microsecond)
		for _, line := range lines {
			words := strings.Split(line, "\t")
			switch words[0] {
			case "saved":
				known[words[1]] = words[2]
			case "deleting", "deleted":
				gone[words[1]] = words[0] == "deleted"
			default:
				t.Fatalf("the victim says %q", line)
			}
		}
		requireUnharmed(t, path, known, gone)
		if t.Failed() {
			t.Fatalf("after %d kills", round+1)
		}
	}
}

// killed starts a victim, kills it some time after it said so many lines, and
// returns what it said.
func killed(t *testing.T, role, path string, seed, lines int, later time.Duration) (said []string) {
	t.Helper()
	victim := command(t, role, path)
	victim.Env = append(victim.Env, "PROGRESS_TEST_SEED="+strconv.Itoa(seed))
	output, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	if lines == 0 {
		time.AfterFunc(later, func() { _ = victim.Process.Kill() })
	}
	for scanner := bufio.NewScanner(output); scanner.Scan(); {
		said = append(said, scanner.Text())
		if len(said) == lines {
			time.AfterFunc(later, func() { _ = victim.Process.Kill() })
		}
	}
	err = victim.Wait()
	if died := new(exec.ExitError); lines > 0 && (!errors.As(err, &died) || died.ExitCode() != -1) {
		t.Fatalf("the victim was not killed: %v, it said %q", err, said)
	}
	return said
}

// requireUnharmed opens the database as the next program would.
func requireUnharmed(t *testing.T, path string, known map[string]string, gone map[string]bool) {
	t.Helper()
	store, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	found, err := store.Verify(context.Background(), VerifyOptions{Recordings: true})
	if err != nil || len(found.Faults) > 0 {
		t.Errorf("%+v, %v", found.Faults, err)
	}
	if n := count(t, store, "pending_removals"); n != 0 {
		t.Errorf("%d removals are still pending", n)
	}
	for id, person := range known {
		a, err := store.Attempt(context.Background(), id)
		finished, begun := gone[person]
		switch {
		case !begun && err != nil:
			t.Errorf("attempt %s was acknowledged: %v", id, err)
		case finished && err == nil:
			t.Errorf("attempt %s of the deleted %s is there", id, person)
		case err == nil && (len(a.Metrics) != 3 || len(a.Score.Criteria) != 2 || a.RubricText == "" || a.Trainee.Name != person):
			t.Errorf("attempt %s is not whole: %+v", id, a)
		}
	}
}

// writeForever is the victim. It says what is done once it is done, and that a
// deletion begins before it does.
func writeForever(path, seed string) error {
	number, err := strconv.Atoi(seed)
	if err != nil {
		return err
	}
	store, err := Open(path, Options{})
	if err != nil {
		return err
	}
	v := &victim{store: store, random: rand.New(rand.NewPCG(uint64(number), 7)), prefix: fmt.Sprintf("r%d-", number)}
	if v.operator, err = store.As(context.Background(), ""); err != nil {
		return err
	}
	for {
		if err := v.act(context.Background()); err != nil {
			return err
		}
	}
}

type victim struct {
	store    *Store
	operator *Access
	random   *rand.Rand
	prefix   string
	people   int
	saved    []Attempt
}

func (v *victim) act(ctx context.Context) error {
	if len(v.saved) < 2 {
		return v.save(ctx)
	}
	old := &v.saved[v.random.IntN(len(v.saved))]
	switch v.random.IntN(10) {
	case 0:
		return v.operator.Rate(ctx, Rating{Attempt: old.ID, Form: "osats", Items: []RatingItem{{ID: "flow", Value: ptr(3)}}})
	case 1:
		return v.operator.Annotate(ctx, Annotation{Attempt: old.ID, Text: "look"})
	case 2:
		return v.operator.SetLevel(ctx, old.Trainee.Name, LevelExpert)
	case 3:
		_, err := v.operator.Backup(ctx, v.store.path+".backup", nil)
		if err != nil {
			return err
		}
		return os.Remove(v.store.path + ".backup") // it would hold who is deleted next
	case 4:
		return v.delete(ctx, old.Trainee.Name)
	case 5, 6:
		return v.rescore(ctx, old)
	}
	return v.save(ctx)
}

// save writes the recording first, as practise does.
func (v *victim) save(ctx context.Context) error {
	a := sampleAttempt(len(v.saved))
	a.ID = NewID()
	if v.random.IntN(3) == 0 || v.people == 0 {
		v.people++
	}
	a.Trainee.Name = v.prefix + "person " + strconv.Itoa(v.people)
	content := []byte("the recording of " + a.ID)
	sum := sha256.Sum256(content)
	a.RecordingPath, a.RecordingSHA256 = filepath.Join(filepath.Dir(v.store.path), a.ID+".mcap"), hex.EncodeToString(sum[:])
	if err := os.WriteFile(a.RecordingPath, content, 0o600); err != nil {
		return err
	}
	if err := v.store.Save(ctx, a); err != nil {
		return err
	}
	fmt.Println("saved\t" + a.ID + "\t" + a.Trainee.Name)
	v.saved = append(v.saved, a)
	return nil
}

func (v *victim) rescore(ctx context.Context, old *Attempt) error {
	again := *old
	again.ID, again.Supersedes, again.Saved = NewScoreID(old.ID, old.Rubric.SHA256, "1"), old.ID, time.Now()
	if _, err := v.operator.AddScore(ctx, again); err != nil {
		return err
	}
	fmt.Println("saved\t" + again.ID + "\t" + again.Trainee.Name)
	*old = again
	return nil
}

func (v *victim) delete(ctx context.Context, name string) error {
	fmt.Println("deleting\t" + name)
	done, err := v.operator.DeletePerson(ctx, name, DeleteOptions{})
	if err == nil && len(done.Proof.Found) > 0 {
		err = errors.New(strings.Join(done.Proof.Found, "; "))
	}
	if err != nil {
		return err
	}
	fmt.Println("deleted\t" + name)
	v.people++ // nobody gets that name again
	kept := v.saved[:0]
	for _, a := range v.saved {
		if a.Trainee.Name != name {
			kept = append(kept, a)
		}
	}
	v.saved = kept
	return nil
}

// TestKilledWhileRestoring: there is a whole database at every moment, the old
// one or the backup.
func TestKilledWhileRestoring(t *testing.T) {
	path := sealed(t)
	store, err := Open(path, Options{})
	must(t, err)
	_, err = access(t, store, "").Backup(context.Background(), path+".backup", nil)
	must(t, err, store.Close())
	random := rand.New(rand.NewPCG(20, 27))
	for round := range kills() {
		killed(t, "restore-forever", path, round, 1+random.IntN(2), time.Duration(random.IntN(15000))*time.Microsecond)
		if found := verify(t, path, VerifyOptions{}); len(found.Faults) > 0 || found.Attempts != 5 {
			t.Fatalf("after %d kills: %+v", round+1, found)
		}
		left, _ := filepath.Glob(path + ".replaced-*")
		for _, name := range append(left, globbed(path+"*.part*")...) {
			must(t, os.Remove(name))
		}
	}
}

func globbed(pattern string) []string {
	names, _ := filepath.Glob(pattern)
	return names
}

func restoreForever(path string) error {
	for {
		if _, err := Restore(context.Background(), path, path+".backup"); err != nil {
			return err
		}
		fmt.Println("restored")
	}
}

// TestKilledWhileUpgrading kills the program that brings version 1 up to date.
func TestKilledWhileUpgrading(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 28))
	for round := range kills() {
		path := version1(t)
		killed(t, "upgrade", path, round, 0, time.Duration(random.IntN(120))*time.Millisecond)
		store := openAt(t, path)
		found, err := store.Verify(context.Background(), VerifyOptions{})
		if err != nil || len(found.Faults) > 0 || found.Attempts != 4 {
			t.Fatalf("after %d kills: %+v, %v", round+1, found, err)
		}
		for _, want := range version1Attempts() {
			if got, err := store.Attempt(context.Background(), want.ID); err != nil || len(got.Metrics) != len(want.Metrics) {
				t.Errorf("attempt %s: %v", want.ID, err)
			}
		}
	}
}

func upgradeOnly(path string) error {
	store, err := Open(path, Options{})
	if err != nil {
		return err
	}
	return store.Close()
}
