package progress

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// sealedFile is a recording as an attempt names it.
type sealedFile struct{ attempt, path, sha256 string }

// RecordingFile is where a recording is: where it was written or, when nothing
// is there any more, in the folder of recordings beside the database, where it
// is after the data folder was moved or put back on another machine.
func (s *Store) RecordingFile(stored string) string {
	if _, err := os.Stat(stored); errors.Is(err, fs.ErrNotExist) {
		beside := filepath.Join(filepath.Dir(s.path), "recordings", filepath.Base(stored))
		if _, err := os.Stat(beside); err == nil {
			return beside
		}
	}
	return stored
}

// listFiles notes the recordings to be read, each once; new scores share theirs.
func (v *verifier) listFiles(ctx context.Context, q querier, _ int64) error {
	rows, err := q.QueryContext(ctx, `SELECT min(id), recording_path, recording_sha256 FROM attempts GROUP BY recording_path, recording_sha256 ORDER BY min(saved_utc), recording_path`)
	v.files, err = collect(rows, err, func(f *sealedFile) []any { return []any{&f.attempt, &f.path, &f.sha256} })
	return err
}

// recordings reads them after the snapshot of the database has ended, because
// it takes long.
func (v *verifier) recordings(ctx context.Context) error {
	for i, file := range v.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		v.o.Show(i, len(v.files), "recordings")
		path := v.store.RecordingFile(file.path)
		sum, err := fileSHA256(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			v.fault(FaultNoFile, 0, file.attempt, "the recording %s of attempt %s is missing", path, file.attempt)
		case err != nil:
			v.fault(FaultNoFile, 0, file.attempt, "the recording %s of attempt %s cannot be read (%s)", path, file.attempt, reason(err))
		case sum != file.sha256:
			v.fault(FaultRecording, 0, file.attempt, "the recording %s of attempt %s was changed", path, file.attempt)
		default:
			v.found.Recordings++
		}
	}
	return nil
}

func fileSHA256(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
