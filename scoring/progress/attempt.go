package progress

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// Trainee is a person who practises. The ID is a random pseudonym; both fields
// are empty when nobody gave a name.
type Trainee struct {
	ID   string `json:"id,omitempty"` // UUID
	Name string `json:"name,omitempty"`
}

// Circumstances are who practised, when, with what, and where the recording is.
type Circumstances struct {
	ID string `json:"id"` // as in the recording's header; a new one for a new score
	// Trainee is found by ID, or else found or created by Name when saving.
	Trainee Trainee `json:"trainee"`
	// Times are kept in UTC with milliseconds. Save fills a zero Saved.
	Started time.Time `json:"started_utc"`
	Saved   time.Time `json:"saved_utc"`

	Scenario record.Ref    `json:"scenario"`
	Rubric   record.Ref    `json:"rubric"`
	Case     record.Ref    `json:"case"`
	Engine   string        `json:"engine"`
	Device   record.Device `json:"device"`
	Seed     uint64        `json:"seed"`

	RecordingPath   string `json:"recording"`
	RecordingSHA256 string `json:"recording_sha256"` // 64 lower-case hexadecimal digits
	LateTicks       int64  `json:"late_ticks"`
	// Supersedes is the attempt that this one is a new score of; "" for a
	// first score.
	Supersedes string `json:"supersedes,omitempty"`
}

// Attempt is one attempt as judged.
type Attempt struct {
	Circumstances
	RubricText string          `json:"rubric_text"` // as graded
	Metrics    scoring.Metrics `json:"metrics"`
	Score      scoring.Score   `json:"score"`
}

// Summary is one line of a trainee's history.
type Summary struct {
	Circumstances
	Outcome  scoring.Outcome `json:"outcome"`
	Total    *float64        `json:"total"`    // 0–100; nil when the outcome is invalid
	Coverage *float64        `json:"coverage"` // tracked share, 0–1; nil when it was not measured
}

// timeLayout is how times are stored; see the package's description.
const timeLayout = "2006-01-02T15:04:05.000Z"

func formatTime(t time.Time) string { return t.UTC().Format(timeLayout) }

// instant reads a stored time.
type instant time.Time

// Scan parses the text of timeLayout.
func (i *instant) Scan(stored any) error {
	text, ok := stored.(string)
	if !ok {
		return fmt.Errorf("a time is %T in the database, not text", stored)
	}
	parsed, err := time.Parse(timeLayout, text)
	*i = instant(parsed)
	return err
}

// flagList is stored as a JSON array, which other tools can read too.
type flagList []string

// Value encodes the flags; none is the empty array.
func (f flagList) Value() (driver.Value, error) {
	if len(f) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]string(f))
	return string(text), err
}

// Scan decodes them; the empty array is nil.
func (f *flagList) Scan(stored any) error {
	text, ok := stored.(string)
	if !ok {
		return fmt.Errorf("flags are %T in the database, not text", stored)
	}
	var flags []string
	if err := json.Unmarshal([]byte(text), &flags); err != nil {
		return fmt.Errorf("flags %q in the database: %w", text, err)
	}
	*f = nil
	if len(flags) > 0 {
		*f = flags
	}
	return nil
}
