-- Trainees, their attempts, and how each attempt was judged.
--
-- All timestamps are UTC text, 2006-01-02T15:04:05.000Z. A missing number is
-- NULL beside its reason, never 0. position keeps the order of the lists.

-- +goose Up

-- "DRYL": this file is a drylab database.
-- +goose StatementBegin
PRAGMA application_id = 1146247500;
-- +goose StatementEnd

-- A trainee is a random pseudonym (UUID).
CREATE TABLE trainees (
    id          TEXT PRIMARY KEY CHECK (length(id) = 36),
    created_utc TEXT NOT NULL    CHECK (created_utc GLOB '????-??-??T??:??:??.???Z')
) STRICT;

-- The only place that holds a person's name.
CREATE TABLE trainee_names (
    trainee_id TEXT PRIMARY KEY REFERENCES trainees (id) ON DELETE CASCADE,
    name       TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;

-- Rubrics as graded, by the hash of their text.
CREATE TABLE rubrics (
    sha256 TEXT PRIMARY KEY CHECK (sha256 <> ''),
    text   TEXT NOT NULL
) STRICT;

CREATE TABLE attempts (
    id                 TEXT PRIMARY KEY CHECK (id <> '' AND id = lower(id)),
    trainee_id         TEXT REFERENCES trainees (id) ON DELETE CASCADE, -- NULL: nobody gave a name
    started_utc        TEXT NOT NULL CHECK (started_utc GLOB '????-??-??T??:??:??.???Z'),
    saved_utc          TEXT NOT NULL CHECK (saved_utc GLOB '????-??-??T??:??:??.???Z'),
    scenario_id        TEXT NOT NULL,
    scenario_version   TEXT NOT NULL,
    scenario_sha256    TEXT NOT NULL,
    rubric_id          TEXT NOT NULL,
    rubric_version     TEXT NOT NULL,
    rubric_sha256      TEXT NOT NULL REFERENCES rubrics (sha256),
    case_id            TEXT NOT NULL,
    case_version       TEXT NOT NULL,
    case_sha256        TEXT NOT NULL,
    engine             TEXT NOT NULL,
    device             TEXT NOT NULL,
    device_class       TEXT NOT NULL, -- benchmarks do not transfer between classes
    device_sigma_mm    REAL NOT NULL,
    device_noise_speed REAL NOT NULL, -- mm/s
    seed               TEXT NOT NULL, -- decimal; SQLite's integers cannot hold 64 bits without sign
    recording_path     TEXT NOT NULL,
    recording_sha256   TEXT NOT NULL CHECK (length(recording_sha256) = 64 AND recording_sha256 NOT GLOB '*[^0-9a-f]*'),
    late_ticks         INTEGER NOT NULL CHECK (late_ticks >= 0),
    outcome            TEXT NOT NULL CHECK (outcome IN ('pass', 'fail', 'fail_critical', 'invalid')),
    total              REAL CHECK (total BETWEEN 0 AND 100),
    weighted_total     REAL CHECK (weighted_total BETWEEN 0 AND 100),
    coverage           REAL CHECK (coverage BETWEEN 0 AND 1), -- share of the attempt that was tracked
    -- The attempt that this row is a new score of. A chain, never a tree.
    supersedes         TEXT UNIQUE REFERENCES attempts (id) ON DELETE CASCADE,
    CHECK ((total IS NULL) = (outcome = 'invalid')),
    CHECK (supersedes <> id)
) STRICT;

CREATE INDEX attempts_by_trainee ON attempts (trainee_id, started_utc);
CREATE INDEX attempts_by_scenario ON attempts (scenario_id, started_utc);
CREATE INDEX attempts_by_rubric ON attempts (rubric_sha256);

CREATE TABLE metrics (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    value      REAL CHECK (abs(value) <= 1.7976931348623157e308),
    unit       TEXT    NOT NULL,
    n          INTEGER NOT NULL CHECK (n >= 0),
    flags      TEXT    NOT NULL CHECK (json_type(flags) = 'array'),
    reason     TEXT CHECK (reason <> ''), -- why there is no value
    version    INTEGER NOT NULL,          -- of the metric's definition
    PRIMARY KEY (attempt_id, position),
    UNIQUE (attempt_id, id),
    CHECK ((value IS NULL) = (reason IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE domains (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    weight     REAL    NOT NULL,
    score      REAL CHECK (score BETWEEN 0 AND 100),
    PRIMARY KEY (attempt_id, position),
    UNIQUE (attempt_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE criteria (
    attempt_id  TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    id          TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    domain      TEXT    NOT NULL,
    metric      TEXT    NOT NULL,
    unit        TEXT    NOT NULL,
    value       REAL CHECK (abs(value) <= 1.7976931348623157e308),
    score       REAL CHECK (score BETWEEN 0 AND 100),
    status      TEXT    NOT NULL CHECK (status IN ('ok', 'excluded', 'zero', 'invalid')),
    flags       TEXT    NOT NULL CHECK (json_type(flags) = 'array'),
    reason      TEXT CHECK (reason <> ''),
    lost_points REAL    NOT NULL,
    target      TEXT    NOT NULL,
    feedback    TEXT    NOT NULL,
    provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)), -- the anchors are an author's guess
    PRIMARY KEY (attempt_id, position),
    UNIQUE (attempt_id, id),
    CHECK ((value IS NULL) = (reason IS NOT NULL)),
    CHECK ((score IS NULL) = (status IN ('excluded', 'invalid')))
) STRICT, WITHOUT ROWID;

CREATE TABLE penalties (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    metric     TEXT    NOT NULL,
    value      REAL    NOT NULL,
    points     REAL    NOT NULL CHECK (points > 0),
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE critical_errors (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    effect     TEXT    NOT NULL CHECK (effect IN ('fail', 'cap')),
    cap        REAL CHECK (cap BETWEEN 0 AND 100), -- points, with effect cap
    metric     TEXT    NOT NULL,
    value      REAL    NOT NULL,
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

-- Why an attempt is not a pass.
CREATE TABLE reasons (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    reason     TEXT    NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;
