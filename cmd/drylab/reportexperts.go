package main

import (
	"fmt"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/progress"
)

// mostExperts bounds how many recordings a report reads for its envelope, the newest
// ones: more change a mean little, and every one is a file to read.
const mostExperts = 20

// expertWays are the ways of experts' attempts at the same version of a scenario and
// the same case, that one may see; else why says why there are none.
func expertWays(a *app, access *progress.Access, c *progress.Circumstances, file func(string) string) (ways []debrief.Way, why string, err error) {
	observed, err := access.Observations(a.ctx, c.Scenario.ID, "")
	if err != nil {
		return nil, "", err
	}
	expert := map[string]bool{}
	for i := range observed {
		o := &observed[i]
		expert[o.Attempt] = o.Level == progress.LevelExpert && o.Outcome != scoring.OutcomeInvalid && o.Attempt != c.ID
	}
	list, err := access.Attempts(a.ctx, progress.Filter{Scenario: c.Scenario.ID})
	if err != nil {
		return nil, "", err
	}
	unread := 0
	for i := range list {
		s := &list[i]
		if !expert[s.ID] || s.Scenario.Version != c.Scenario.Version || s.Case.SHA256 != c.Case.SHA256 || len(ways) == mostExperts {
			continue
		}
		rec, sum, err := record.ReadFile(file(s.RecordingPath))
		if err != nil || sum != s.RecordingSHA256 {
			unread++
			continue
		}
		ways = append(ways, debrief.WayOf(rec))
	}
	if len(ways) == 0 && unread > 0 {
		why = fmt.Sprintf("There is no envelope: the recordings of %s of experts are gone or were changed.", count(unread, "attempt"))
	}
	return ways, why, nil
}
