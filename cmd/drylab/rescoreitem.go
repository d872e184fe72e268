package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/drylab/drylab/scenarios"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/progress"
)

// item scores one attempt again.
func (r *rescoring) item(ctx context.Context, s *progress.Summary) rescored {
	result := rescored{Attempt: s.ID, Trainee: s.Trainee.ID, Before: judgement{s.Rubric.SHA256, s.Outcome, s.Total}, finished: true}
	rubric := s.Rubric
	if r.rubric != nil {
		rubric = scenarios.RubricRef(r.rubric)
	}
	if old, ok := r.all[s.Supersedes]; ok && !r.command.Again && s.ID == progress.NewScoreID(old.ID, rubric.SHA256, r.versions) {
		after := result.Before
		result.Attempt, result.NewID, result.Result = old.ID, s.ID, rescoredBefore
		result.Before, result.After = judgement{old.Rubric.SHA256, old.Outcome, old.Total}, &after
		return result
	}
	if err := r.measure(ctx, s, &result); err != nil {
		result.Result, result.Problem = rescoredFailed, err.Error()
		result.finished = !errors.Is(err, context.Canceled)
	}
	return result
}

// measure judges the recording and stores what is new.
func (r *rescoring) measure(ctx context.Context, s *progress.Summary, result *rescored) error {
	old, err := r.store.Attempt(ctx, s.ID)
	if err != nil {
		return err
	}
	score := old
	rubric := r.rubric
	if rubric == nil {
		if err := json.Unmarshal([]byte(old.RubricText), &rubric); err != nil {
			return fmt.Errorf("the rubric stored with attempt %s cannot be read: %w", old.ID, err)
		}
	} else {
		score.Rubric, score.RubricText = scenarios.RubricRef(rubric), string(scenarios.RubricText(rubric))
	}
	path := r.store.RecordingFile(old.RecordingPath)
	j, err := judgeAlone(path, rubric)
	if err != nil {
		return err
	}
	if j.sha256 != old.RecordingSHA256 {
		return fmt.Errorf("the recording %s is not the one that was scored: its SHA-256 differs from the database's; restore it from a backup", path)
	}
	score.Metrics, score.Score = j.metrics, j.score
	result.After = &judgement{score.Rubric.SHA256, score.Score.Outcome, score.Score.Total}
	sameRubric := score.Rubric.SHA256 == old.Rubric.SHA256
	switch {
	case sameRubric && equalToTheBit(&old, &score):
		result.Result = rescoredSame
		return nil
	case sameRubric && sameDefinitions(old.Metrics, score.Metrics):
		result.Result, result.Problem = rescoredOther, "the same rubric and the same metrics gave another result; nothing was stored"
		return nil
	}
	score.ID, score.Supersedes, score.Saved = progress.NewScoreID(old.ID, score.Rubric.SHA256, r.versions), old.ID, time.Now()
	result.NewID, result.Result = score.ID, rescoredBefore
	add := func() (bool, error) { return r.access.AddScore(ctx, score) }
	if r.parts != nil {
		add = func() (bool, error) { return r.parts.add(score) }
	}
	added, err := add()
	if added {
		result.Result = rescoredAdded
	}
	return err
}

// equalToTheBit compares results by their JSON, in which two numbers are the
// same text only when they are the same bits.
func equalToTheBit(a, b *progress.Attempt) bool {
	encode := func(x *progress.Attempt) string {
		text, err := json.Marshal([]any{x.Metrics, x.Score})
		if err != nil {
			return err.Error() + x.ID
		}
		return string(text)
	}
	return encode(a) == encode(b)
}

// sameDefinitions tells whether the same metrics were measured, in the same versions.
func sameDefinitions(a, b scoring.Metrics) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID || a[i].Version != b[i].Version {
			return false
		}
	}
	return true
}
