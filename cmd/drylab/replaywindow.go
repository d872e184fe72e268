package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/debrief"
	"github.com/drylab/drylab/scoring/progress"
)

// replayMark is a moment that a replay shows and one jumps to, besides the events.
type replayMark struct {
	Seconds float64     `json:"seconds"`
	Kind    string      `json:"kind"` // worst or remark
	Text    string      `json:"text"`
	Place   *[3]float64 `json:"place,omitempty"` // patient frame, mm
}

// look shows the recording in the theatre's window until that is closed.
func (c *replayCommand) look(a *app) error {
	if !hasDisplay() {
		return errors.New("there is no display for the replay's window; start it from a desktop session, or make a film of it: drylab film " + c.Recording + " --out film.mp4")
	}
	if err := c.checkVolume(); err != nil {
		return err
	}
	rec, _, err := record.ReadFile(c.Recording)
	if err != nil {
		return err
	}
	_, dir, err := a.caseOf(&rec.Header, c.Case)
	if err != nil {
		return err
	}
	pictures, err := folder("screenshots")
	if err != nil {
		return err
	}
	marks, err := json.Marshal(append(c.worst(), c.remarks(a, rec.Header.AttemptID)...))
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(c.Recording), filepath.Ext(c.Recording))
	args := []string{"replay", "--case", dir, "--recording", c.Recording, "--marks", "--pictures", filepath.Join(pictures, name+"-replay")}
	if c.Ghost != "" {
		args = append(args, "--ghost", c.Ghost, "--ghost-by", c.GhostBy)
	}
	args = append(append(args, c.soundFlags.args()...), c.stereoFlag.args()...)
	ctx, stop := signal.NotifyContext(a.ctx, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return theatreTelling(ctx, bytes.NewReader(marks), &bytes.Buffer{}, args...)
}

// worst are the debrief's worst moments; none of a recording that cannot be judged.
func (c *replayCommand) worst() []replayMark {
	j, err := judge(c.Recording, nil)
	if err != nil {
		return nil
	}
	marks := []replayMark{}
	for _, w := range debrief.Build(j.debriefInput()).Worst {
		m := replayMark{Seconds: w.Seconds, Kind: "worst", Text: w.Text + ": " + w.Why}
		if w.Placed {
			place := [3]float64(w.Position)
			m.Place = &place
		}
		marks = append(marks, m)
	}
	return marks
}

// remarks are what people said of the attempt, as far as one may see it. A replay
// goes on without: it may be of a recording that no database here knows.
func (c *replayCommand) remarks(a *app, attempt string) []replayMark {
	var marks []replayMark
	err := c.at(a, func(_ *progress.Store, access *progress.Access) error {
		_, remarks, err := access.Opinions(a.ctx, attempt)
		for _, n := range remarks {
			m := replayMark{Kind: "remark", Text: n.Text, Place: n.Place}
			if n.Tick != nil {
				m.Seconds = float64(*n.Tick) / record.TickHz
			}
			marks = append(marks, m)
		}
		return err
	})
	if err != nil && !errors.Is(err, progress.ErrMissing) && !errors.Is(err, progress.ErrNoAttempt) {
		fmt.Fprintf(a.stderr, "remarks on the attempt are not shown: %v\n", err)
	}
	return marks
}
