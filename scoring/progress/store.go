package progress

import (
	"context"
	"database/sql"
	"os"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// Store is an open database of trainees and attempts. It is safe for use by
// many goroutines, and several programs may have the same file open.
type Store struct {
	path   string
	db     *sql.DB
	notary *notary
	wait   time.Duration // for another program that is writing
}

// Options tell how to open a database. The zero value opens it for reading and
// writing and creates it when it is missing.
type Options struct {
	// ReadOnly never changes or creates the file. A database of an older
	// version is then refused instead of being upgraded.
	ReadOnly bool
	// Existing does not create the file either, but upgrades it.
	Existing bool
	// BusyTimeout is how long to wait for another program that is writing;
	// zero means five seconds.
	BusyTimeout time.Duration
}

func (o Options) wait() time.Duration {
	if o.BusyTimeout > 0 {
		return o.BusyTimeout
	}
	return busyTimeout
}

// Open opens the database at path, creates it if it is missing (its folder must
// exist), and upgrades it to the current version. It refuses, without changing
// them, files that are not databases, databases of other programs, damaged ones
// and those that a newer drylab wrote.
func Open(path string, o Options) (*Store, error) {
	exists, err := checkLocation(path)
	if err != nil {
		return nil, err
	}
	if !exists {
		if o.ReadOnly || o.Existing {
			return nil, trouble(path, ErrMissing, nil, "it does not exist yet", "practise once, and the first attempt creates it")
		}
		if err := createPrivate(path); err != nil {
			return nil, err
		}
	}
	if err := checkReadable(path); err != nil {
		return nil, err
	}
	store, err := connect(context.Background(), path, o)
	if err != nil && !exists {
		removeIfEmpty(path)
	}
	if err == nil && !o.ReadOnly {
		// What an interrupted deletion left is removed; what cannot be now, as when
		// another program is reading, is tried again next time.
		_ = store.finishRemovals(context.Background())
	}
	return store, err
}

// connect opens an existing file. It looks before it writes: until the file is
// known to be ours, nothing in it changes, not even the journal mode.
func connect(ctx context.Context, path string, o Options) (*Store, error) {
	return connectSigning(ctx, path, o, &notary{path: path})
}

func connectSigning(ctx context.Context, path string, o Options, n *notary) (*Store, error) {
	source, err := dataSource(path, o)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", source)
	if err != nil {
		return nil, explain(path, "open it", err)
	}
	// One writer and a few readers are all that SQLite can use at a time.
	db.SetMaxOpenConns(4)
	store := &Store{path: path, db: db, notary: n, wait: o.wait()}
	if err := store.prepare(ctx, o); err != nil {
		_ = db.Close() // the first error is the one to report
		return nil, explain(path, "open it", err)
	}
	return store, nil
}

// removeIfEmpty takes back the file that createPrivate made when opening failed
// before anything was written, by this program or another.
func removeIfEmpty(path string) {
	if info, err := os.Stat(path); err == nil && info.Size() == 0 {
		_ = os.Remove(path) // an empty file left behind does no harm
	}
}

// Close releases the file. The store cannot be used afterwards.
func (s *Store) Close() error {
	return explain(s.path, "close it", s.db.Close())
}

// Path is the file's path as it was given to Open.
func (s *Store) Path() string { return s.path }
