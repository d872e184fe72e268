package progress

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Restored is what Restore did.
type Restored struct {
	Verification
	Aside string `json:"aside,omitempty"` // where the replaced database is; "" when there was none
	// Lost is how many attempts the replaced database held that the backup does
	// not; −1 when it could not be read.
	Lost int `json:"lost"`
	// Returned are the names of people who were deleted from the replaced
	// database and are in the backup still. Whoever had no attempt leaves no
	// trace to be known by. Never nil.
	Returned []string `json:"returned"`
}

// restoredContent is what the chain's entry says of a backup that was put back.
type restoredContent struct {
	UTC      string `json:"utc"`
	Replaced string `json:"replaced_head,omitempty"` // the last entry of the database that it replaced
}

// Restore puts a backup in the place of the database at path, which is kept
// beside it. A backup that is damaged, was tampered with or comes from a newer
// drylab is refused; an older one is upgraded. No other program may have the
// database open. The station's operator restores: it takes the files.
func Restore(ctx context.Context, path, backup string) (Restored, error) {
	r := Restored{Returned: []string{}}
	if same, err := sameFile(backup, path); err != nil {
		return r, explain(backup, "read it", err)
	} else if same {
		return r, errors.New("the backup is the database itself; there is nothing to put back")
	}
	part, err := copyBackup(ctx, path, backup)
	if err != nil {
		return r, explain(backup, "read it", err)
	}
	defer os.Remove(part) // gone when all went well
	if r.Verification, err = verifyRestored(ctx, part, path); err != nil {
		return r, err
	}
	held, err := hold(ctx, path)
	if err != nil {
		return r, explain(path, "replace it", err)
	}
	defer held.release()
	if err := finishRestored(ctx, part, path, held, &r); err != nil {
		return r, explain(path, "replace it", err)
	}
	return r, explain(path, "replace it", held.replace(part, &r))
}

// copyBackup looks at the backup and copies it beside the database.
func copyBackup(ctx context.Context, path, backup string) (part string, err error) {
	if _, err := checkLocation(path); err != nil {
		return "", err
	}
	exists, err := checkLocation(backup)
	if err == nil && !exists {
		err = trouble(backup, ErrMissing, nil, "it does not exist", "give the file that `drylab backup` wrote")
	}
	if err != nil {
		return "", err
	}
	source, err := dataSource(backup, Options{ReadOnly: true})
	if err != nil {
		return "", err
	}
	db, err := sql.Open("sqlite3", source)
	if err != nil {
		return "", err
	}
	defer db.Close()
	if err := inspect(ctx, db, backup); err != nil {
		return "", err
	}
	if made, err := version(ctx, db); err != nil {
		return "", err
	} else if made == 0 { // a new database may begin so, a backup never does
		return "", trouble(backup, ErrNotDatabase, nil, "it is empty", "give the file that `drylab backup` wrote; nothing was replaced")
	}
	from := &Store{path: backup, db: db}
	return from.copyBeside(ctx, path, nil)
}

// openPart opens the copy; what is sealed in it is signed with the key that
// lies beside the database whose place it takes.
func openPart(ctx context.Context, part, path string, o Options) (*Store, error) {
	return connectSigning(ctx, part, o, &notary{path: path})
}

// verifyRestored upgrades the copy and checks everything in it.
func verifyRestored(ctx context.Context, part, path string) (Verification, error) {
	store, err := openPart(ctx, part, path, Options{})
	if err != nil {
		return Verification{}, err
	}
	defer store.Close()
	return store.verifyWhole(ctx, "choose an earlier backup; nothing was replaced")
}

// finishRestored notes in the copy that it was put back, and what it replaces.
func finishRestored(ctx context.Context, part, path string, held *holding, r *Restored) error {
	store, err := openPart(ctx, part, path, Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	now := time.Now()
	err = store.inTransaction(ctx, func(tx *sql.Tx) error {
		content := restoredContent{UTC: formatTime(now), Replaced: held.head}
		if err := store.notary.sealContent(ctx, tx, kindRestore, content, now); err != nil {
			return err
		}
		if err := store.note(ctx, tx, Actor{}, noted{action: ActionRestore, detail: "backup put back"}, now); err != nil {
			return err
		}
		if r.Lost, err = held.missing(ctx, tx); err != nil {
			return err
		}
		r.Returned, err = held.returned(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var mode string
	return store.db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
}

// holding is a database that nobody else may use until release.
type holding struct {
	path   string
	exists bool
	db     *sql.DB // nil when it cannot be read
	conn   *sql.Conn
	head   string
	ids    []string
	chain  []entry
}

// hold takes the database for this program alone and folds its log into it, so
// that it is one file. One that is damaged is held by nobody.
func hold(ctx context.Context, path string) (*holding, error) {
	h := &holding{path: path}
	var err error
	if h.exists, err = checkLocation(path); err != nil || !h.exists {
		return h, err
	}
	source, err := dataSource(path, Options{})
	if err != nil {
		return h, err
	}
	if h.db, err = sql.Open("sqlite3", source); err == nil {
		h.conn, err = h.db.Conn(ctx)
	}
	if err == nil {
		err = h.lock(ctx)
	}
	if err = explain(path, "replace it", err); err == nil {
		return h, nil
	}
	h.release()
	if errors.Is(err, ErrCorrupt) || errors.Is(err, ErrNotDatabase) {
		h.db, h.conn, h.head, h.ids, h.chain = nil, nil, "", nil, nil
		return h, nil
	}
	return h, err
}

func (h *holding) lock(ctx context.Context) error {
	if err := inspect(ctx, h.conn, h.path); err != nil {
		return err
	}
	// SQLite leaves the log behind only when no other program has the file open.
	var mode string
	if err := h.conn.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode); err != nil {
		return err
	}
	if mode != "delete" {
		return trouble(h.path, ErrLocked, nil, "another program has it open", "close it and try again")
	}
	if _, err := h.conn.ExecContext(ctx, `BEGIN EXCLUSIVE`); err != nil {
		return err
	}
	rows, err := h.conn.QueryContext(ctx, `SELECT id FROM attempts`)
	if h.ids, err = collect(rows, err, func(id *string) []any { return []any{id} }); err != nil {
		return nil // not ours yet: empty, or of version 0
	}
	if h.chain, err = readChain(ctx, h.conn); err == nil && len(h.chain) > 0 {
		last := &h.chain[len(h.chain)-1]
		h.head = fmt.Sprintf("%d:%x", last.seq, last.hash)
	}
	return nil // a chain is not there in version 2
}

// returned finds the people in the backup whose attempts' entries a tombstone
// of the replaced database names.
func (h *holding) returned(ctx context.Context, tx *sql.Tx) ([]string, error) {
	names, sealed := []string{}, map[int64][]byte{}
	for i := range h.chain {
		e := &h.chain[i]
		sealed[e.seq] = e.hash
		var content tombstone
		if e.kind != kindTombstone || json.Unmarshal([]byte(e.content), &content) != nil {
			continue
		}
		for _, seq := range content.Entries {
			rows, err := tx.QueryContext(ctx, `SELECT coalesce(n.name, a.trainee_id) FROM chain c JOIN attempts a ON a.id = c.attempt_id
				LEFT JOIN trainee_names n ON n.trainee_id = a.trainee_id WHERE c.seq = ? AND c.hash = ?`, seq, sealed[seq])
			found, err := collect(rows, err, func(name *string) []any { return []any{name} })
			if err != nil {
				return nil, err
			}
			names = append(names, found...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// missing counts the attempts that the replaced database holds alone.
func (h *holding) missing(ctx context.Context, tx *sql.Tx) (n int, err error) {
	if h.exists && h.db == nil {
		return -1, nil
	}
	for _, id := range h.ids {
		var there int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM attempts WHERE id = ?`, id).Scan(&there); err != nil {
			return 0, err
		}
		n += 1 - there
	}
	return n, nil
}

// replace keeps the old database under another name and gives its own to the
// part in one step, so that at every moment one of the two has it.
func (h *holding) replace(part string, r *Restored) error {
	if h.exists {
		r.Aside = h.path + ".replaced-" + time.Now().UTC().Format("20060102-150405.000")
		if err := os.Link(h.path, r.Aside); err != nil {
			return fmt.Errorf("the replaced database cannot be kept as %s: %w", r.Aside, err)
		}
		if h.db == nil { // its log would be taken for the new one's
			for _, suffix := range []string{"-wal", "-shm", "-journal"} {
				if err := os.Rename(h.path+suffix, r.Aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
					return err
				}
			}
		}
	}
	if err := os.Rename(part, h.path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(h.path))
}

func (h *holding) release() {
	if h.conn != nil {
		_, _ = h.conn.ExecContext(context.Background(), `ROLLBACK`) // it has written nothing
		_ = h.conn.Close()
	}
	if h.db != nil {
		_ = h.db.Close()
	}
}
