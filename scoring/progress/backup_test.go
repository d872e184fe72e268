package progress

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// TestABackupWhileOthersWrite is whole, holds all that was acknowledged before
// it began, and opens by itself on a medium that cannot be written.
func TestABackupWhileOthersWrite(t *testing.T) {
	folder, ctx := t.TempDir(), context.Background()
	path, file := filepath.Join(folder, "drylab.db"), filepath.Join(folder, "out", "backup.db")
	must(t, os.Mkdir(filepath.Dir(file), 0o700))
	store, other := openAt(t, path), openAt(t, path)
	for number := range 40 {
		save(t, store, sampleAttempt(number))
	}
	writing, stop := context.WithCancel(ctx)
	var writers sync.WaitGroup
	writers.Go(func() {
		for number := 40; writing.Err() == nil; number++ {
			if err := other.Save(ctx, sampleAttempt(number)); err != nil {
				t.Error(err)
			}
		}
	})
	shown := 0
	for range 3 {
		v, err := access(t, store, "").Backup(ctx, file, func(done, total int) { shown = done })
		if err != nil || v.Attempts < 40 || shown == 0 {
			t.Errorf("%+v, %v", v, err)
		}
	}
	stop()
	writers.Wait()
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the backup: %v, %v", entries, err)
	}
	must(t, os.Chmod(file, 0o400), os.Chmod(filepath.Dir(file), 0o500))
	defer os.Chmod(filepath.Dir(file), 0o700)
	reader, err := Open(file, Options{ReadOnly: true})
	must(t, err)
	defer reader.Close()
	if n := requireWhole(t, reader); n < 40 {
		t.Errorf("%d attempts", n)
	}
	if _, err := access(t, store, "").Backup(ctx, path, nil); err == nil {
		t.Error("the database was backed up over itself")
	}
}

// TestRestoring puts back a backup and keeps what it replaces.
func TestRestoring(t *testing.T) {
	path, ctx := sealed(t), context.Background()
	backup := filepath.Join(t.TempDir(), "backup.db")
	store, err := Open(path, Options{})
	must(t, err)
	before, err := access(t, store, "").Backup(ctx, backup, nil)
	must(t, err)
	save(t, store, recorded(t, filepath.Dir(path), 8))

	_, err = Restore(ctx, path, backup)
	requireSentence(t, err, ErrLocked, path) // this program has it open
	must(t, store.Close())
	r, err := Restore(ctx, path, backup)
	if err != nil || r.Lost != 1 || r.Attempts != before.Attempts {
		t.Fatalf("%+v, %v", r, err)
	}
	after := verify(t, path, VerifyOptions{Head: before.Head})
	if len(after.Faults) != 0 || after.Restored != 1 || after.Attempts != before.Attempts {
		t.Errorf("%+v", after)
	}
	aside := verify(t, r.Aside, VerifyOptions{})
	if len(aside.Faults) != 0 || aside.Attempts != before.Attempts+1 {
		t.Errorf("what was replaced: %+v", aside)
	}
	left, err := filepath.Glob(path + "*.part*")
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}

	// To another machine, where there is nothing yet and another key.
	elsewhere := filepath.Join(t.TempDir(), "drylab.db")
	if r, err := Restore(ctx, elsewhere, backup); err != nil || r.Aside != "" || r.Lost != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if v := verify(t, elsewhere, VerifyOptions{}); len(v.Keys) != 2 || len(v.Faults) != 0 {
		t.Errorf("%+v", v)
	}
	// In the place of a damaged one.
	write(t, path, []byte("no database any more, but long enough to look like one"))
	if r, err := Restore(ctx, path, backup); err != nil || r.Lost != -1 || !fileHolds(t, r.Aside, "no database any more") {
		t.Errorf("%+v, %v", r, err)
	}
	// A database of version 1 is a backup too.
	old, err := Restore(ctx, elsewhere, version1(t))
	if err != nil || old.Attempts != 4 || old.Lost != 1 { // four of its five attempts have the ids of the samples
		t.Errorf("%+v, %v", old, err)
	}
}

// TestADeletedPersonWhoReturnsIsNamed: a backup of before knows nothing of the
// deletion, and whoever puts it back must hear of it.
func TestADeletedPersonWhoReturnsIsNamed(t *testing.T) {
	path, ctx := sealed(t), context.Background()
	remember(t, path, "Unforgettable Person")
	backup := filepath.Join(t.TempDir(), "backup.db")
	store, err := Open(path, Options{})
	must(t, err)
	operator := access(t, store, "")
	_, err = operator.Backup(ctx, backup, nil)
	must(t, err)
	_, err = operator.DeletePerson(ctx, "Unforgettable Person", DeleteOptions{})
	must(t, err, store.Close())
	r, err := Restore(ctx, path, backup)
	if err != nil || len(r.Returned) != 1 || r.Returned[0] != "Unforgettable Person" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestWhatIsNotRestored leaves the database as it is.
func TestWhatIsNotRestored(t *testing.T) {
	path, ctx, folder := sealed(t), context.Background(), t.TempDir()
	backup := filepath.Join(folder, "backup.db")
	store, err := Open(path, Options{})
	must(t, err)
	before, err := access(t, store, "").Backup(ctx, backup, nil)
	must(t, err, store.Close())
	content, err := os.ReadFile(backup)
	must(t, err)
	copyOf := func(name string) string {
		write(t, filepath.Join(folder, name), content)
		return filepath.Join(folder, name)
	}
	newer, err := connectWith(t, copyOf("newer.db"), Options{}, nextVersion(t))
	must(t, err, newer.Close())
	execute(t, copyOf("tampered.db"), `UPDATE attempts SET total = 99`)
	write(t, filepath.Join(folder, "half.db"), content[:len(content)/2/4096*4096])
	write(t, filepath.Join(folder, "text.db"), []byte("Dear colleague, this is a letter and not a database."))
	write(t, filepath.Join(folder, "empty.db"), nil)
	for name, kind := range map[string]error{"newer.db": ErrNewer, "tampered.db": ErrTampered, "half.db": ErrCorrupt, "text.db": ErrNotDatabase, "empty.db": ErrNotDatabase, "none.db": ErrMissing} {
		if _, err := Restore(ctx, path, filepath.Join(folder, name)); !errors.Is(err, kind) {
			t.Errorf("%s: %v, want %v", name, err, kind)
		}
	}
	if _, err := Restore(ctx, path, path); err == nil {
		t.Error("the database was restored from itself")
	}
	if after := verify(t, path, VerifyOptions{Head: before.Head}); len(after.Faults) != 0 || after.Entries != before.Entries {
		t.Errorf("%+v", after)
	}
	if left, _ := filepath.Glob(path + "*.part*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestWhatAKilledBackupLeftIsSwept once it is old; a running one's is not.
func TestWhatAKilledBackupLeftIsSwept(t *testing.T) {
	path, folder := sealed(t), filepath.Join(t.TempDir(), "back[up]s*")
	must(t, os.Mkdir(folder, 0o700))
	file := filepath.Join(folder, "b.db")
	old, running, other := file+"-1.part", file+"-2.part", file+".part"
	for _, name := range []string{old, running, other} {
		write(t, name, nil)
	}
	long := time.Now().Add(-2 * abandoned)
	must(t, os.Chtimes(old, long, long), os.Chtimes(other, long, long))
	_, err := access(t, openAt(t, path), "").Backup(context.Background(), file, nil)
	must(t, err)
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 3 {
		t.Errorf("%v, %v", entries, err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("the old one is still there")
	}
}

// TestACancelledBackupLeavesNothing nor replaces the last one.
func TestACancelledBackupLeavesNothing(t *testing.T) {
	path, folder := sealed(t), t.TempDir()
	store := openAt(t, path)
	file := filepath.Join(folder, "backup.db")
	write(t, file, []byte("the last one"))
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := access(t, store, "").Backup(ctx, file, func(int, int) { cancel() }); err == nil {
		t.Error("no error")
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || !fileHolds(t, file, "the last one") {
		t.Errorf("%v, %v", entries, err)
	}
}
