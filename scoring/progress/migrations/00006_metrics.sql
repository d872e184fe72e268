-- Metrics are four fifths of a database. One key instead of two makes it a
-- quarter smaller; position still gives their order.

-- +goose Up

-- From here on the second of two programs that upgrade at the same moment fails
-- at noting the version, and starts over.
CREATE UNIQUE INDEX applied_once ON goose_db_version (version_id);

CREATE TABLE metrics_once (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    value      REAL CHECK (abs(value) <= 1.7976931348623157e308),
    unit       TEXT    NOT NULL,
    n          INTEGER NOT NULL CHECK (n >= 0),
    flags      TEXT    NOT NULL CHECK (json_type(flags) = 'array'),
    reason     TEXT CHECK (reason <> ''), -- why there is no value
    version    INTEGER NOT NULL,          -- of the metric's definition
    PRIMARY KEY (attempt_id, id),
    CHECK ((value IS NULL) = (reason IS NOT NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO metrics_once (attempt_id, position, id, value, unit, n, flags, reason, version)
    SELECT attempt_id, position, id, value, unit, n, flags, reason, version FROM metrics;
DROP TABLE metrics;
ALTER TABLE metrics_once RENAME TO metrics;
