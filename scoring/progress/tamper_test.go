package progress

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sealed is a closed database of five attempts, each with a recording; the
// last one is a new score of the first. Entry 1 of its chain is the key, entry
// n+1 attempt n.
func sealed(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "drylab.db")
	store, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for number := 1; number <= 4; number++ {
		save(t, store, recorded(t, filepath.Dir(path), number))
	}
	again := recorded(t, filepath.Dir(path), 1)
	again.ID, again.Supersedes, again.Score.Total = sampleAttempt(5).ID, again.ID, ptr(12)
	save(t, store, again)
	must(t, access(t, store, "").AddGroup(context.Background(), "x"), store.Close())
	return path
}

// recorded is a sample attempt whose recording is a file.
func recorded(t testing.TB, folder string, number int) Attempt {
	t.Helper()
	a := sampleAttempt(number)
	content := []byte(fmt.Sprintf("the recording of attempt %d", number))
	sum := sha256.Sum256(content)
	a.RecordingPath, a.RecordingSHA256 = filepath.Join(folder, fmt.Sprintf("%d.mcap", number)), hex.EncodeToString(sum[:])
	if err := os.WriteFile(a.RecordingPath, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

func verify(t testing.TB, path string, o VerifyOptions) Verification {
	t.Helper()
	store, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	o.Recordings = true
	found, err := store.Verify(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAnUntouchedDatabaseVerifies(t *testing.T) {
	path := sealed(t)
	found := verify(t, path, VerifyOptions{})
	if len(found.Faults) != 0 || found.Entries != 6 || found.Attempts != 5 || found.Recordings != 4 || len(found.Keys) != 1 || found.Keys[0].Unsealed != 0 {
		t.Errorf("%+v", found)
	}
	info, err := os.Stat(keyFile(path))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	// What was noted today still stands when more has come.
	store := openAt(t, path)
	save(t, store, recorded(t, filepath.Dir(path), 6))
	if later := verify(t, path, VerifyOptions{Head: found.Head}); len(later.Faults) != 0 || later.Head == found.Head {
		t.Errorf("%+v", later)
	}
}

// TestTamperingIsFound changes a database as somebody with a copy of SQLite
// would, and asks for the first fault.
func TestTamperingIsFound(t *testing.T) {
	id := func(number int) string { return "'" + sampleAttempt(number).ID + "'" }
	for name, c := range map[string]struct {
		statements string
		kind       FaultKind
		seq        int64
	}{
		"a better total":               {`UPDATE attempts SET total = 99 WHERE id = ` + id(2), FaultChanged, 3},
		"another person's attempt":     {`UPDATE attempts SET trainee_id = NULL WHERE id = ` + id(2), FaultChanged, 3},
		"a metric by one bit":          {`UPDATE metrics SET value = 0.30000000000000004 WHERE id = 'target_error' AND attempt_id = ` + id(3), FaultChanged, 4},
		"an integer for a number":      {`UPDATE metrics SET n = n + 1 WHERE id = 'coverage' AND attempt_id = ` + id(3), FaultChanged, 4},
		"a critical error taken away":  {`DELETE FROM critical_errors WHERE position = 0 AND attempt_id = ` + id(1), FaultChanged, 2},
		"a reason moved":               {`DELETE FROM reasons WHERE attempt_id = ` + id(1) + `; INSERT INTO penalties VALUES (` + id(1) + `, 9, 'x', 'y', 'z', 1, 1)`, FaultChanged, 2},
		"a checklist's status":         {`UPDATE checklist SET status = 'done' WHERE attempt_id = ` + id(4), FaultChanged, 5},
		"the rubric's text":            {`UPDATE rubrics SET text = 'easier'`, FaultChanged, 2},
		"a row deleted":                {`PRAGMA foreign_keys = on; DELETE FROM attempts WHERE id = ` + id(2), FaultDeleted, 3},
		"a row deleted, no references": {`DELETE FROM attempts WHERE id = ` + id(2), FaultDeleted, 3},
		"a new score deleted":          {`DELETE FROM attempts WHERE id = ` + id(5), FaultDeleted, 6},
		"a link deleted":               {`DELETE FROM chain WHERE seq = 3; DELETE FROM attempts WHERE id = ` + id(2), FaultLink, 4},
		"the last link deleted":        {`DELETE FROM chain WHERE seq = 6; DELETE FROM attempts WHERE id = ` + id(5), FaultLink, 0},
		"the last link and the count":  {`DELETE FROM chain WHERE seq = 6; UPDATE sqlite_sequence SET seq = 5 WHERE name = 'chain'`, FaultUnsealed, 0},
		"links swapped":                {`UPDATE chain SET attempt_id = NULL WHERE seq IN (3, 4); UPDATE chain SET attempt_id = ` + id(3) + ` WHERE seq = 3`, FaultChanged, 3},
		"links renumbered":             {`UPDATE chain SET seq = 9 WHERE seq = 4; UPDATE chain SET seq = 4 WHERE seq = 3; UPDATE chain SET seq = 3 WHERE seq = 9`, FaultLink, 3},
		"a digest":                     {`UPDATE chain SET digest = zeroblob(32) WHERE seq = 4`, FaultLink, 4},
		"a hash":                       {`UPDATE chain SET hash = zeroblob(32) WHERE seq = 4`, FaultLink, 4},
		"a signature":                  {`UPDATE chain SET signature = zeroblob(64) WHERE seq = 4`, FaultSignature, 4},
		"another key":                  {`UPDATE chain SET content = '{"public_key":"` + strings.Repeat("00", 32) + `"}' WHERE seq = 1`, FaultLink, 1},
		"no key":                       {`UPDATE chain SET content = '{}' WHERE seq = 1`, FaultLink, 1},
		"a false tombstone":            {`UPDATE chain SET kind = 'tombstone', content = '{"entries":[3]}', attempt_id = NULL WHERE seq = 5; DELETE FROM attempts WHERE id = ` + id(2), FaultLink, 5},
		"a row put in": {`INSERT INTO attempts SELECT 'forged', trainee_id, started_utc, saved_utc, scenario_id, scenario_version, scenario_sha256, rubric_id,
			rubric_version, rubric_sha256, case_id, case_version, case_sha256, engine, device, device_class, device_sigma_mm, device_noise_speed, seed,
			recording_path, recording_sha256, late_ticks, 'pass', 100, 100, coverage, NULL FROM attempts LIMIT 1`, FaultUnsealed, 0},
		"the audit": {`DELETE FROM audit`, FaultAudit, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := sealed(t)
			execute(t, path, c.statements)
			found := verify(t, path, VerifyOptions{})
			if len(found.Faults) == 0 || found.Faults[0].Kind != c.kind || found.Faults[0].Seq != c.seq {
				t.Errorf("found %+v, want %s at entry %d first", found.Faults, c.kind, c.seq)
			}
		})
	}
}

// TestBothWaysOfDigestingAgree: one attempt alone, and all side by side, also
// when rows of no attempt lie between theirs.
func TestBothWaysOfDigestingAgree(t *testing.T) {
	store, ctx := school(t), context.Background()
	bare := sampleAttempt(9)
	bare.Metrics, bare.Score.Reasons, bare.Score.Checklist = nil, nil, nil
	save(t, store, bare)
	execute(t, store.path, `INSERT INTO reasons VALUES ('00000002-x', 0, 'of nobody'), ('', 0, 'of nobody'), ('z', 0, 'of nobody')`)
	conn, err := store.db.Conn(ctx)
	must(t, err)
	defer conn.Close()
	all, err := digestAll(ctx, conn, sealedAttempt, func(int) {})
	if err != nil || len(all) != 4 {
		t.Fatal(len(all), err)
	}
	one, err := newDigester(ctx, conn, sealedAttempt)
	must(t, err)
	defer one.close()
	seen := map[digest]bool{}
	for id, sum := range all {
		if alone, err := one.digest(ctx, id); err != nil || alone != sum {
			t.Errorf("attempt %s: %x alone, %x among all, %v", id, alone, sum, err)
		}
		seen[sum] = true
	}
	if len(seen) != 4 {
		t.Error("two attempts have one digest")
	}
}

// TestAChainSignedAnewIsFound rewrites everything as drylab would have, with
// another key: only what somebody noted elsewhere tells.
func TestAChainSignedAnewIsFound(t *testing.T) {
	path := sealed(t)
	before := verify(t, path, VerifyOptions{})
	execute(t, path, `UPDATE attempts SET total = 99; DELETE FROM chain; DELETE FROM sqlite_sequence WHERE name = 'chain'`)
	must(t, os.Remove(keyFile(path)))
	store := openAt(t, path)
	tx, err := store.db.Begin()
	must(t, err, store.notary.sealAll(context.Background(), tx), store.notary.sealOpinions(context.Background(), tx), tx.Commit())
	after := verify(t, path, VerifyOptions{})
	if len(after.Faults) != 0 || after.Keys[0].PublicKey == before.Keys[0].PublicKey || after.Keys[0].Unsealed != 5 {
		t.Errorf("%+v", after)
	}
	if noted := verify(t, path, VerifyOptions{Head: before.Head}); len(noted.Faults) != 1 || noted.Faults[0].Kind != FaultForgotHead {
		t.Errorf("%+v", noted.Faults)
	}
}

func TestRecordingsAreChecked(t *testing.T) {
	path := sealed(t)
	folder := filepath.Dir(path)
	write(t, filepath.Join(folder, "2.mcap"), []byte("another recording"))
	must(t, os.Remove(filepath.Join(folder, "3.mcap")))
	found := verify(t, path, VerifyOptions{})
	if len(found.Faults) != 2 || found.Faults[0].Kind != FaultRecording || found.Faults[0].Attempt != sampleAttempt(2).ID ||
		found.Faults[1].Kind != FaultNoFile || found.Faults[1].Attempt != sampleAttempt(3).ID || found.Recordings != 2 {
		t.Errorf("%+v", found)
	}
	// A data folder that was moved keeps its recordings beside the database.
	beside := filepath.Join(folder, "recordings")
	must(t, os.Mkdir(beside, 0o700), os.Rename(filepath.Join(folder, "1.mcap"), filepath.Join(beside, "1.mcap")))
	if found := verify(t, path, VerifyOptions{}); found.Recordings != 2 {
		t.Errorf("%+v", found)
	}
}

// TestAttemptsOfVersion1AreSealedOnce: what was there is sealed by the upgrade,
// and what is put in afterwards by others never is.
func TestAttemptsOfVersion1AreSealedOnce(t *testing.T) {
	path := version1(t)
	verified := func() Verification {
		store := openAt(t, path)
		found, err := store.Verify(context.Background(), VerifyOptions{})
		must(t, err)
		return found
	}
	first := verified()
	if len(first.Faults) != 0 || first.Attempts != 4 || first.Keys[0].Unsealed != 4 {
		t.Errorf("%+v", first)
	}
	execute(t, path, `INSERT INTO attempts SELECT 'forged', NULL, started_utc, saved_utc, scenario_id, scenario_version, scenario_sha256, rubric_id,
		rubric_version, rubric_sha256, case_id, case_version, case_sha256, engine, device, device_class, device_sigma_mm, device_noise_speed, seed,
		recording_path, recording_sha256, late_ticks, 'pass', 100, 100, coverage, NULL FROM attempts LIMIT 1`)
	if found := verified(); len(found.Faults) != 1 || found.Faults[0].Kind != FaultUnsealed || found.Head != first.Head {
		t.Errorf("%+v", found)
	}
}

// TestAnUnusableKeyIsToldEarly: before an attempt, not after it.
func TestAnUnusableKeyIsToldEarly(t *testing.T) {
	path := sealed(t)
	write(t, keyFile(path), []byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
	_, err := Open(path, Options{})
	requireSentence(t, err, ErrKey, path)
	if _, err := Open(path, Options{ReadOnly: true}); err != nil {
		t.Errorf("reading needs no key: %v", err)
	}
	// Without one, the station goes on with a new key, which the chain introduces.
	must(t, os.Remove(keyFile(path)))
	store := openAt(t, path)
	save(t, store, recorded(t, filepath.Dir(path), 9))
	if found := verify(t, path, VerifyOptions{}); len(found.Faults) != 0 || len(found.Keys) != 2 || found.Attempts != 6 {
		t.Errorf("%+v", found)
	}
}
