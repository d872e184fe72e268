package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/drylab/drylab/scoring/progress"
)

// SQLite files cannot be shared between machines. A machine that works on a
// copy of the database writes what it found to a file, one attempt a line, and
// the station takes the lines in.

// parts is a file of results that grows line by line.
type parts struct {
	mu   sync.Mutex
	file *os.File
	done map[string]bool // ids that an earlier run wrote
}

// openParts opens or makes the file, and drops a last line that an interrupted
// run did not finish.
func openParts(path string) (*parts, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written: %w", path, reason(err))
	}
	p := &parts{file: file, done: map[string]bool{}}
	whole, err := eachPart(path, file, func(a progress.Attempt) error { p.done[a.ID] = true; return nil })
	if errors.Is(err, errCutOff) {
		err = nil
	}
	if err == nil {
		err = file.Truncate(whole)
	}
	if err == nil {
		_, err = file.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

// add writes one result, without the trainee's name, and waits for the disk.
func (p *parts) add(score progress.Attempt) (added bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done[score.ID] {
		return false, nil
	}
	score.Trainee.Name = ""
	line, err := json.Marshal(score)
	if err != nil {
		return false, err
	}
	if _, err = p.file.Write(append(line, '\n')); err == nil {
		err = p.file.Sync()
	}
	p.done[score.ID] = err == nil
	return err == nil, err
}

var errCutOff = errors.New("the last line is cut off")

// eachPart reads results until the end, and returns where the last whole line ends.
func eachPart(path string, r io.Reader, each func(progress.Attempt) error) (whole int64, err error) {
	lines := bufio.NewReaderSize(r, 1<<20)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(line) > 0 {
				return whole, fmt.Errorf("%s, line %d: %w; run that part again with the same --out", path, n, errCutOff)
			}
			return whole, nil
		}
		var a progress.Attempt
		if err == nil {
			decoder := json.NewDecoder(bytes.NewReader(line))
			decoder.DisallowUnknownFields()
			err = decoder.Decode(&a)
		}
		if err != nil {
			return whole, fmt.Errorf("%s, line %d is no result of drylab rescore --out: %w", path, n, err)
		}
		if err := each(a); err != nil {
			return whole, fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		whole += int64(len(line))
	}
}

// merge takes the lines of other machines in. Each must be the result that this
// drylab would give the same id, of a recording that it knows.
func (r *rescoring) merge() error {
	for _, path := range r.command.Merge {
		file, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("the file cannot be read: %w", err)
		}
		_, err = eachPart(path, file, r.take)
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (r *rescoring) take(score progress.Attempt) error {
	old, known := r.all[score.Supersedes]
	text := sha256.Sum256([]byte(score.RubricText))
	switch {
	case !known:
		return fmt.Errorf("there is no attempt %q of %s in this database", score.Supersedes, r.command.Scenario)
	case score.ID != progress.NewScoreID(old.ID, score.Rubric.SHA256, r.versions):
		return errors.New("another drylab, with other metrics, made it; use the same version everywhere")
	case score.RecordingSHA256 != old.RecordingSHA256:
		return fmt.Errorf("it is of another recording than attempt %s", old.ID)
	case score.Rubric.SHA256 != hex.EncodeToString(text[:]):
		return errors.New("its rubric is not the one whose hash it names")
	}
	// Where and when it was recorded is what this database says.
	rubric := score.Rubric
	saved := score.Saved
	score.Circumstances = old.Circumstances
	score.ID, score.Supersedes, score.Rubric, score.Saved = progress.NewScoreID(old.ID, rubric.SHA256, r.versions), old.ID, rubric, saved
	added, err := r.access.AddScore(r.ctx, score)
	if err != nil {
		return err
	}
	one := rescored{Attempt: old.ID, NewID: score.ID, Trainee: old.Trainee.ID, Result: rescoredBefore, finished: true,
		Before: judgement{old.Rubric.SHA256, old.Outcome, old.Total}, After: &judgement{rubric.SHA256, score.Score.Outcome, score.Score.Total}}
	if added {
		one.Result = rescoredAdded
	}
	r.items, r.results = append(r.items, *old), append(r.results, one)
	return nil
}
