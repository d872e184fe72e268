package exchange

import (
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// Attempt is a judged attempt as other tools get to see it.
type Attempt struct {
	ID         string // UUID
	Trainee    string // pseudonym; "" when nobody gave a name
	Level      string // novice, intermediate, expert; "" when nobody said
	Started    time.Time
	Scenario   record.Ref
	Rubric     record.Ref
	Case       record.Ref
	Engine     string
	Device     record.Device
	Supersedes string // the attempt that this is a new score of; ""
	PassMark   float64
	Title      string // of the scenario; "" uses its id
	Recording  string // SHA-256 of the recording file
	Metrics    scoring.Metrics
	Score      scoring.Score
}

// timeLayout is how times are written: UTC with milliseconds (ISO 8601).
const timeLayout = "2006-01-02T15:04:05.000Z"

// seconds is the scored time, and false when there is none.
func (a *Attempt) seconds() (float64, bool) {
	m, ok := a.Metrics.Get("time_total")
	if !ok || m.Value == nil {
		return 0, false
	}
	return *m.Value, true
}
