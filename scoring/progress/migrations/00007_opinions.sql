-- Ratings, annotations and the audit are sealed too: what people said stands in
-- the chain, and each row of the audit is signed. The drylab that adds this
-- seals what was there before, once.

-- +goose Up

CREATE TABLE chain_of_all (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT    NOT NULL CHECK (kind IN ('key', 'attempt', 'tombstone', 'restore', 'rating', 'annotation', 'upgrade')),
    attempt_id TEXT UNIQUE REFERENCES attempts (id) ON DELETE SET NULL, -- NULL: of another kind, or deleted
    content    TEXT    NOT NULL CHECK (kind = 'attempt' AND content = '' OR kind <> 'attempt' AND json_valid(content)),
    digest     BLOB    NOT NULL CHECK (length(digest) = 32),   -- SHA-256 of the attempt's rows, or of content
    previous   BLOB    NOT NULL CHECK (length(previous) = 32), -- hash of the entry before; zeros for the first
    key        INTEGER NOT NULL,                               -- seq of the entry that holds the public key
    hash       BLOB    NOT NULL CHECK (length(hash) = 32),
    signature  BLOB    NOT NULL CHECK (length(signature) = 64),
    CHECK (attempt_id IS NULL OR kind = 'attempt')
) STRICT;

INSERT INTO chain_of_all (seq, kind, attempt_id, content, digest, previous, key, hash, signature)
    SELECT seq, kind, (SELECT id FROM attempts WHERE id = attempt_id), -- somebody else may have deleted it
        content, digest, previous, key, hash, signature FROM chain ORDER BY seq;
-- Numbers that were given and are missing must go on to show.
DELETE FROM sqlite_sequence WHERE name = 'chain_of_all';
INSERT INTO sqlite_sequence (name, seq) SELECT 'chain_of_all', seq FROM sqlite_sequence WHERE name = 'chain';
DROP TABLE chain;
ALTER TABLE chain_of_all RENAME TO chain;

CREATE INDEX chain_without_attempts ON chain (kind, seq) WHERE kind <> 'attempt';

-- What was asked: a form may be a file that is gone when its answers are read.
ALTER TABLE rating_items ADD COLUMN question TEXT NOT NULL DEFAULT '';

ALTER TABLE audit ADD COLUMN key INTEGER;  -- seq of the entry that holds the public key
ALTER TABLE audit ADD COLUMN signature BLOB CHECK (length(signature) = 64); -- of the row and its subjects
