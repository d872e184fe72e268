package progress

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var embedded embed.FS

// applicationID marks our databases in SQLite's header ("DRYL"), so that
// another program's database is never mistaken for ours. Migration 1 sets it.
const applicationID = 0x4452594C

// The versions at which the attempts of before, and then what people said of
// them and who looked at them, are sealed. That needs hashes and a signature,
// which SQL cannot make.
const (
	versionSealed   = 4
	versionOpinions = 8
)

// prepare checks that the database is sound, ours and not too new, and brings
// it to the current version.
func (s *Store) prepare(ctx context.Context, o Options) error {
	migrations, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return err
	}
	return s.prepareWith(ctx, o, migrations)
}

func (s *Store) prepareWith(ctx context.Context, o Options, migrations fs.FS) error {
	db, path := s.db, s.path
	attempts := goose.NewGoMigration(versionSealed, &goose.GoFunc{RunTx: s.notary.sealAll}, nil)
	opinions := goose.NewGoMigration(versionOpinions, &goose.GoFunc{RunTx: s.notary.sealOpinions}, nil)
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, migrations, goose.WithGoMigrations(attempts, opinions),
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version

	if err := inspect(ctx, db, path); err != nil {
		return err
	}
	if !o.ReadOnly {
		if err := s.notary.check(); err != nil {
			return err
		}
		return upgrade(ctx, db, path, provider, newest, o.wait())
	}
	version, err := version(ctx, db)
	if err != nil {
		return err
	}
	return checkVersion(path, version, newest, true)
}

// checkedBytes is the size up to which a database is read from end to end
// whenever it is opened: that takes a fifth of a second. A larger one holds
// thousands of attempts; SQLite still refuses the damaged pages that it comes
// upon, and Verify and Backup read them all.
const checkedBytes = 16 << 20

// inspect reads without writing: is the file whole, and is it ours?
func inspect(ctx context.Context, db querier, path string) error {
	var bytes int64
	if err := db.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(&bytes); err != nil {
		return err
	}
	if bytes <= checkedBytes {
		if err := quickCheck(ctx, db, path); err != nil {
			return err
		}
	}
	// Both at one moment: another program may be making the database.
	const foreign = `SELECT application_id, (SELECT count(*) FROM sqlite_schema
		WHERE name <> 'goose_db_version' AND name NOT LIKE 'sqlite\_%' ESCAPE '\') FROM pragma_application_id`
	var id, strangers int64
	if err := db.QueryRowContext(ctx, foreign).Scan(&id, &strangers); err != nil {
		return err
	}
	if id != applicationID && (id != 0 || strangers > 0) {
		return trouble(path, ErrNotDatabase, nil, "it is a database of another program",
			"choose another file with --db; this one was left as it is")
	}
	return nil
}

// quickCheck reads every page.
func quickCheck(ctx context.Context, db querier, path string) error {
	var verdict string
	err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict)
	if err == nil && verdict != "ok" {
		err = damaged(path, errors.New(verdict))
	}
	return err
}

// version is the schema version of the database, 0 when it is new.
func version(ctx context.Context, db *sql.DB) (int64, error) {
	var tables, version int64
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&version)
	return version, err
}

func checkVersion(path string, version, newest int64, exact bool) error {
	switch {
	case version > newest:
		return trouble(path, ErrNewer, nil,
			fmt.Sprintf("a newer drylab wrote it (version %d, this one knows %d)", version, newest),
			"install the newer drylab, or choose another file with --db; nothing was changed")
	case version < newest && exact:
		return trouble(path, ErrOlder, nil,
			fmt.Sprintf("an older drylab wrote it (version %d, this one needs %d)", version, newest),
			"open it once with write permission, which upgrades it")
	}
	return nil
}

// upgrade applies the missing migrations, each in its own transaction. It never
// goes down. When another program upgrades the same file at the same moment,
// one of the two fails cleanly and starts over, to find the work done.
func upgrade(ctx context.Context, db *sql.DB, path string, provider *goose.Provider, newest int64, wait time.Duration) error {
	giveUp := time.Now().Add(wait)
	for {
		err := upgradeOnce(ctx, db, path, provider, newest)
		if err == nil || !mayBeRace(err) || time.Now().After(giveUp) {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func upgradeOnce(ctx context.Context, db *sql.DB, path string, provider *goose.Provider, newest int64) error {
	found, err := version(ctx, db)
	if err != nil {
		return err
	}
	if err := checkVersion(path, found, newest, false); err != nil {
		return err
	}
	// The mode is kept in the file; readers then never wait for the writer.
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return trouble(path, ErrUnreachable, nil, "its file system cannot share it between programs ("+mode+" journal only)",
			"put it on a local drive")
	}
	if found == newest {
		return nil
	}
	_, err = provider.Up(ctx)
	return err
}

// mayBeRace tells the errors that another program's simultaneous upgrade
// causes: it holds the lock, or it has created the tables first.
func mayBeRace(err error) bool {
	var reported sqlite3.Error
	return errors.As(err, &reported) &&
		(reported.Code == sqlite3.ErrBusy || reported.Code == sqlite3.ErrError || reported.Code == sqlite3.ErrConstraint)
}
