package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/drylab/drylab/scoring"
	"github.com/drylab/drylab/scoring/exchange"
	"github.com/drylab/drylab/scoring/progress"
)

type outboxCommand struct {
	Configure outboxConfigure `cmd:"" help:"Name the learning record store that statements go to."`
	Write     outboxWrite     `cmd:"" help:"Write what waits in the outbox as xAPI statements to a file."`
	Push      outboxPush      `cmd:"" help:"Send what waits in the outbox to the learning record store."`
}

// recordStore is the configuration of the learning record store.
type recordStore struct {
	Endpoint string `json:"endpoint"`
	Home     string `json:"home"`
	User     string `json:"user,omitempty"`
	Key      string `json:"key,omitempty"`
}

// recordStorePath is beside the database: it names the place for its attempts.
func recordStorePath(db string) string {
	return filepath.Join(filepath.Dir(databasePath(db)), "lrs.json")
}

type outboxConfigure struct {
	LRS     string `required:"" help:"Address of the learning record store, as https://lrs.example.org/xapi." name:"lrs" placeholder:"URL"`
	Home    string `required:"" help:"An address of your own under which scenarios and trainees get their ids." placeholder:"URL"`
	User    string `help:"User or key id at the store." placeholder:"USER"`
	KeyFile string `help:"File that holds the password or secret; it is read once." type:"path" placeholder:"FILE"`
	desk    `embed:""`
}

// Run checks and keeps the configuration, readable by this account only.
func (c *outboxConfigure) Run(a *app) error {
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		if err := access.Delivered(a.ctx, nil, nil); err != nil { // who may not empty the outbox does not name its place either
			return err
		}
		config := recordStore{Endpoint: c.LRS, Home: c.Home, User: c.User}
		if c.KeyFile != "" {
			key, err := os.ReadFile(c.KeyFile)
			if err != nil {
				return fmt.Errorf("the key file %s cannot be read: %w", c.KeyFile, reason(err))
			}
			config.Key = strings.TrimSpace(string(key))
		}
		if _, _, err := config.open(); err != nil {
			return wrongUsage{err}
		}
		path := recordStorePath(c.DB)
		if err := writeAs(path, 0o600, func(w io.Writer) error { return json.NewEncoder(w).Encode(config) }); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s: statements go to %s when you say drylab outbox push\n", path, c.LRS)
		return nil
	})
}

func (c *recordStore) open() (*exchange.Store, exchange.Place, error) {
	place, err := exchange.NewPlace(c.Home)
	if err != nil {
		return nil, place, err
	}
	store, err := exchange.NewStore(c.Endpoint, c.User, c.Key)
	return store, place, err
}

type outboxWrite struct {
	Out  string `required:"" help:"File to write." type:"path" placeholder:"FILE.json"`
	Home string `help:"An address of your own under which scenarios and trainees get their ids; default: the configured one." placeholder:"URL"`
	desk `embed:""`
}

// Run writes the waiting statements; they keep waiting.
func (c *outboxWrite) Run(a *app) error {
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		home := c.Home
		if home == "" {
			config, err := readRecordStore(c.DB)
			if err != nil {
				return err
			}
			home = config.Home
		}
		place, err := exchange.NewPlace(home)
		if err != nil {
			return wrongUsage{err}
		}
		statements, _, err := waiting(a, access, place)
		if err != nil {
			return err
		}
		err = writeAtomically(c.Out, func(w io.Writer) error {
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", "  ")
			return encoder.Encode(statements)
		})
		if err == nil {
			fmt.Fprintf(a.stdout, "%s: %s\n", c.Out, count(len(statements), "statement"))
		}
		return err
	})
}

func readRecordStore(db string) (c recordStore, err error) {
	path := recordStorePath(db)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, errors.New("no learning record store is named; an administrator does it with drylab outbox configure")
	}
	if err != nil {
		return c, fmt.Errorf("%s cannot be read: %w", path, reason(err))
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("%s is damaged; configure the outbox again", path)
	}
	return c, nil
}

// waiting are the statements of the attempts in the outbox, and whose they are.
func waiting(a *app, access *progress.Access, place exchange.Place) (statements []exchange.Statement, attemptOf map[string]string, err error) {
	statements, attemptOf = []exchange.Statement{}, map[string]string{}
	err = access.Outbox(a.ctx, func(attempt progress.Attempt) error {
		out := exchanged(&attempt, "")
		var rubric scoring.Rubric
		if err := json.Unmarshal([]byte(attempt.RubricText), &rubric); err != nil {
			return fmt.Errorf("attempt %s: its rubric cannot be read: %w", attempt.ID, err)
		}
		out.PassMark = rubric.Pass.MinTotal
		if s, ok := place.Statement(out); ok {
			statements = append(statements, s)
			attemptOf[s.ID] = attempt.ID
		}
		return nil
	})
	return statements, attemptOf, err
}

type outboxPush struct {
	desk `embed:""`
}

// Run sends what waits. What was stored is noted after each batch, so that an
// interruption sends nothing again that need not be.
func (c *outboxPush) Run(a *app) error {
	config, err := readRecordStore(c.DB)
	if err != nil {
		return err
	}
	lrs, place, err := config.open()
	if err != nil {
		return err
	}
	return c.at(a, func(_ *progress.Store, access *progress.Access) error {
		statements, attemptOf, err := waiting(a, access, place)
		if err != nil {
			return err
		}
		delivery, err := lrs.Push(a.ctx, statements, func(ids []string) error {
			var stored []string
			for _, id := range ids {
				stored = append(stored, attemptOf[id])
			}
			return access.Delivered(a.ctx, stored, nil)
		})
		refused := map[string]string{}
		for id, why := range delivery.Refused {
			refused[attemptOf[id]] = why
		}
		if len(refused) > 0 {
			err = errors.Join(err, access.Delivered(a.ctx, nil, refused))
		}
		if a.json {
			a.printJSON(map[string]any{"stored": len(delivery.Stored), "refused": refused, "waiting": len(statements) - len(delivery.Stored) - len(refused)})
		} else {
			fmt.Fprintf(a.stdout, "%s stored, %d refused, %d waiting\n", count(len(delivery.Stored), "statement"), len(refused), len(statements)-len(delivery.Stored)-len(refused))
			for id, why := range refused {
				fmt.Fprintf(a.stdout, "refused: attempt %s: %s\n", id, why)
			}
		}
		return err
	})
}
