-- Every attempt is sealed: its digest stands in a chain of hashes that the
-- station signs. Checklists of attempts are kept.

-- +goose Up

CREATE TABLE checklist (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    at_s       REAL CHECK (abs(at_s) <= 1.7976931348623157e308),   -- NULL: not done
    took_s     REAL CHECK (abs(took_s) <= 1.7976931348623157e308),
    within_s   REAL    NOT NULL,
    PRIMARY KEY (attempt_id, position),
    UNIQUE (attempt_id, id)
) STRICT, WITHOUT ROWID;

-- Only ever appended to. Numbers are never given twice, so that a missing one
-- shows. The drylab that adds the chain seals what was there before, once.
CREATE TABLE chain (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT    NOT NULL CHECK (kind IN ('key', 'attempt', 'tombstone', 'restore')),
    attempt_id TEXT UNIQUE REFERENCES attempts (id) ON DELETE SET NULL, -- NULL: of another kind, or deleted
    content    TEXT    NOT NULL CHECK (kind = 'attempt' AND content = '' OR kind <> 'attempt' AND json_valid(content)),
    digest     BLOB    NOT NULL CHECK (length(digest) = 32),   -- SHA-256 of the attempt's rows, or of content
    previous   BLOB    NOT NULL CHECK (length(previous) = 32), -- hash of the entry before; zeros for the first
    key        INTEGER NOT NULL,                               -- seq of the entry that holds the public key
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    signature  BLOB    NOT NULL CHECK (length(signature) = 64),
    CHECK (attempt_id IS NULL OR kind = 'attempt')
) STRICT;

CREATE INDEX chain_without_attempts ON chain (seq) WHERE kind <> 'attempt';
