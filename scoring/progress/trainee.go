package progress

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxName bounds a name, in characters; longer ones are pasted by mistake.
const maxName = 200

// Trainee returns the pseudonym of the trainee of that name, and creates one if
// the name is new. Spaces around and between words do not distinguish names.
func (s *Store) Trainee(ctx context.Context, name string) (pseudonym string, err error) {
	if _, err := tidyName(name); err != nil {
		return "", err
	}
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		pseudonym, err = resolveTrainee(ctx, tx, Trainee{Name: name}, time.Now())
		return err
	})
	return pseudonym, explain(s.path, "find or add a trainee", err)
}

// Trainees lists everybody, by name and then by pseudonym.
func (s *Store) Trainees(ctx context.Context) ([]Trainee, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT trainees.id, coalesce(name, '') FROM trainees
		LEFT JOIN trainee_names ON trainee_id = trainees.id
		ORDER BY name, trainees.id`)
	trainees, err := collect(rows, err, func(t *Trainee) []any { return []any{&t.ID, &t.Name} })
	return trainees, explain(s.path, "list the trainees", err)
}

// resolveTrainee returns the pseudonym to store with an attempt: the given one,
// else the one of the given name, which it creates if need be, else none.
func resolveTrainee(ctx context.Context, tx *sql.Tx, t Trainee, now time.Time) (string, error) {
	if t.ID != "" {
		return t.ID, requireTrainee(ctx, tx, t.ID)
	}
	if t.Name == "" {
		return "", nil
	}
	name, err := tidyName(t.Name)
	if err != nil {
		return "", err
	}
	var id string
	err = tx.QueryRowContext(ctx, `SELECT trainee_id FROM trainee_names WHERE name = ?`, name).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	id = NewID()
	if _, err := tx.ExecContext(ctx, `INSERT INTO trainees (id, created_utc) VALUES (?, ?)`, id, formatTime(now)); err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO trainee_names (trainee_id, name) VALUES (?, ?)`, id, name)
	return id, err
}

func requireTrainee(ctx context.Context, tx *sql.Tx, id string) error {
	err := tx.QueryRowContext(ctx, `SELECT id FROM trainees WHERE id = ?`, id).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("there is no trainee with the pseudonym %s; give the name instead", id)
	}
	return err
}

// CheckName tells, before an attempt is made, whether a trainee's name can be kept.
func CheckName(name string) error {
	_, err := tidyName(name)
	return err
}

// tidyName brings a name to the form in which it is stored and found.
func tidyName(name string) (string, error) {
	tidy := strings.Join(strings.Fields(name), " ")
	switch {
	case tidy == "":
		return "", errors.New("the trainee's name is empty; give a name")
	case !utf8.ValidString(tidy):
		return "", errors.New("the trainee's name is not valid UTF-8 text; type it again")
	case utf8.RuneCountInString(tidy) > maxName:
		return "", fmt.Errorf("the trainee's name has more than %d characters; give a shorter one", maxName)
	case strings.ContainsFunc(tidy, unicode.IsControl):
		return "", fmt.Errorf("the trainee's name %q holds control characters; type it again", tidy)
	}
	return tidy, nil
}

// NewID is an id for an attempt or a trainee: a random UUID, version 4 (RFC 9562,
// section 5.4), in lower case.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand stops the program first
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
