package progress

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWhoDoesNotPractiseExpires: the longest dormant first, nobody who is needed
// by name, and nothing is left of those who were deleted.
func TestWhoDoesNotPractiseExpires(t *testing.T) {
	path, ctx := sealed(t), context.Background()
	traces := remember(t, path, "Unforgettable Person") // an educator
	store := openAt(t, path)
	operator := access(t, store, "")
	must(t, operator.AddPerson(ctx, "Never Seen"))
	// As they were long ago.
	for name, created := range map[string]string{"Unforgettable Person": "2024-01-01T00:00:00.000Z", "Somebody Else": "2024-01-01T00:00:00.000Z", "Never Seen": "2025-06-01T00:00:00.000Z"} {
		_, err := store.db.Exec(`UPDATE trainees SET created_utc = ? WHERE id = (SELECT trainee_id FROM trainee_names WHERE name = ?)`, created, name)
		must(t, err)
	}
	practised := sampleAttempt(22).Started
	found, err := operator.Dormant(ctx, practised.Add(time.Millisecond))
	if err != nil || len(found) != 2 || found[0].Name != "Never Seen" || found[0].Attempts != 0 || found[1].Name != "Somebody Else" || !found[1].Last.Equal(practised) || found[1].Attempts != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	if found, err := operator.Dormant(ctx, practised); err != nil || len(found) != 1 {
		t.Errorf("practised at the very time: %+v, %v", found, err)
	}
	other := access(t, store, "Somebody Else")
	if _, err := other.Dormant(ctx, practised); !errors.Is(err, ErrForbidden) {
		t.Errorf("a trainee lists: %v", err)
	}
	if _, err := other.Expire(ctx, practised, DeleteOptions{}); !errors.Is(err, ErrForbidden) {
		t.Errorf("a trainee deletes: %v", err)
	}
	done, err := operator.Expire(ctx, practised.Add(time.Millisecond), DeleteOptions{})
	if err != nil || done.People != 2 || done.Attempts != 1 || done.Files != 1 || len(done.Proof.Found) != 0 || done.Proof.Traces != 5 {
		t.Errorf("%+v, %v", done, err)
	}
	for _, text := range []string{"Somebody Else", "Never Seen", found[0].ID, found[1].ID, sampleAttempt(22).ID} {
		if files := holders(t, filepath.Dir(path), text); len(files) > 0 {
			t.Errorf("%q is still in %v", text, files)
		}
	}
	for _, text := range traces {
		if len(holders(t, filepath.Dir(path), text)) == 0 {
			t.Errorf("%q of somebody else is gone too", text)
		}
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "22.mcap")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the recording is still there")
	}
	if after := verify(t, path, VerifyOptions{}); len(after.Faults) != 0 || after.Deleted != 1 {
		t.Errorf("the chain afterwards: %+v", after)
	}
	if done, err := operator.Expire(ctx, practised, DeleteOptions{}); err != nil || done.People != 0 || done.Proof.Traces != 0 {
		t.Errorf("nobody is left to expire: %+v, %v", done, err)
	}
}
