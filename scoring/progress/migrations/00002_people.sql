-- Roles, groups, curricula, human ratings, annotations, benchmarks, and the
-- list of who looked at what.
--
-- Every reference has an index that begins with it: deleting a person follows
-- them all. Human ratings stand beside the scores and are never merged with them.

-- +goose Up

ALTER TABLE trainees ADD COLUMN role TEXT NOT NULL DEFAULT 'trainee'
    CHECK (role IN ('trainee', 'educator', 'administrator'));
-- What a benchmark and a metric's validity are derived from; NULL: nobody said.
ALTER TABLE trainees ADD COLUMN level TEXT
    CHECK (level IN ('novice', 'intermediate', 'expert'));

-- The order in which attempts are listed.
CREATE INDEX attempts_by_time ON attempts (started_utc DESC, saved_utc DESC, id);
-- Holds all that a learning curve and a group's page need, so that they read no rows.
CREATE INDEX attempts_by_curve ON attempts (trainee_id, scenario_id, device_class, started_utc, id, outcome, total);

CREATE TABLE groups (
    id          TEXT PRIMARY KEY CHECK (length(id) = 36),
    name        TEXT NOT NULL UNIQUE CHECK (name <> ''),
    created_utc TEXT NOT NULL CHECK (created_utc GLOB '????-??-??T??:??:??.???Z')
) STRICT;

-- Trainees who belong to a group, and educators who may look at it.
CREATE TABLE memberships (
    group_id  TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES trainees (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_person ON memberships (person_id, group_id);

-- Curricula as their authors wrote them; a changed one has another version.
CREATE TABLE curricula (
    id        TEXT NOT NULL CHECK (id <> ''),
    version   TEXT NOT NULL CHECK (version <> ''),
    title     TEXT NOT NULL,
    sha256    TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    text      TEXT NOT NULL,
    added_utc TEXT NOT NULL CHECK (added_utc GLOB '????-??-??T??:??:??.???Z'),
    PRIMARY KEY (id, version)
) STRICT;

CREATE TABLE curriculum_steps (
    curriculum_id      TEXT    NOT NULL,
    curriculum_version TEXT    NOT NULL,
    position           INTEGER NOT NULL,
    id                 TEXT    NOT NULL CHECK (id <> ''),
    scenario_id        TEXT    NOT NULL CHECK (scenario_id <> ''),
    consecutive        INTEGER NOT NULL CHECK (consecutive >= 1), -- passes in a row
    more               INTEGER NOT NULL CHECK (more >= 0),        -- passes besides, in any order
    PRIMARY KEY (curriculum_id, curriculum_version, position),
    UNIQUE (curriculum_id, curriculum_version, id),
    FOREIGN KEY (curriculum_id, curriculum_version) REFERENCES curricula (id, version) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A step is open once the steps that it requires are done.
CREATE TABLE curriculum_prerequisites (
    curriculum_id      TEXT NOT NULL,
    curriculum_version TEXT NOT NULL,
    step               TEXT NOT NULL,
    requires           TEXT NOT NULL,
    PRIMARY KEY (curriculum_id, curriculum_version, step, requires),
    FOREIGN KEY (curriculum_id, curriculum_version, step)
        REFERENCES curriculum_steps (curriculum_id, curriculum_version, id) ON DELETE CASCADE,
    FOREIGN KEY (curriculum_id, curriculum_version, requires)
        REFERENCES curriculum_steps (curriculum_id, curriculum_version, id) ON DELETE CASCADE,
    CHECK (step <> requires)
) STRICT, WITHOUT ROWID;

CREATE INDEX prerequisites_by_required ON curriculum_prerequisites (curriculum_id, curriculum_version, requires);

CREATE TABLE group_curricula (
    group_id           TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    curriculum_id      TEXT NOT NULL,
    curriculum_version TEXT NOT NULL,
    PRIMARY KEY (group_id, curriculum_id),
    FOREIGN KEY (curriculum_id, curriculum_version) REFERENCES curricula (id, version) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX group_curricula_by_curriculum ON group_curricula (curriculum_id, curriculum_version);

-- What a human rater said of an attempt, on a form such as OSATS or GOALS.
CREATE TABLE ratings (
    id           TEXT PRIMARY KEY CHECK (length(id) = 36),
    attempt_id   TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    rater_id     TEXT REFERENCES trainees (id) ON DELETE SET NULL, -- NULL: the station's operator, or deleted since
    form_id      TEXT NOT NULL CHECK (form_id <> ''),
    form_version TEXT NOT NULL,
    rated_utc    TEXT NOT NULL CHECK (rated_utc GLOB '????-??-??T??:??:??.???Z')
) STRICT;

CREATE INDEX ratings_by_attempt ON ratings (attempt_id, rated_utc);
CREATE INDEX ratings_by_rater ON ratings (rater_id);

CREATE TABLE rating_items (
    rating_id TEXT    NOT NULL REFERENCES ratings (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    id        TEXT    NOT NULL CHECK (id <> ''),
    value     REAL CHECK (abs(value) <= 1.7976931348623157e308), -- NULL: left out, or answered in words
    text      TEXT    NOT NULL,
    PRIMARY KEY (rating_id, position),
    UNIQUE (rating_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE annotations (
    id          TEXT PRIMARY KEY CHECK (length(id) = 36),
    attempt_id  TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    author_id   TEXT REFERENCES trainees (id) ON DELETE SET NULL, -- as ratings.rater_id
    created_utc TEXT NOT NULL CHECK (created_utc GLOB '????-??-??T??:??:??.???Z'),
    tick        INTEGER CHECK (tick >= 0),  -- NULL: about the whole attempt
    x           REAL CHECK (abs(x) <= 1e6), -- mm, patient frame; NULL: about no place
    y           REAL CHECK (abs(y) <= 1e6),
    z           REAL CHECK (abs(z) <= 1e6),
    text        TEXT NOT NULL CHECK (text <> ''),
    CHECK ((x IS NULL) = (y IS NULL) AND (y IS NULL) = (z IS NULL))
) STRICT;

CREATE INDEX annotations_by_attempt ON annotations (attempt_id, tick);
CREATE INDEX annotations_by_author ON annotations (author_id);

-- Derived pass marks. Nothing is overwritten: the newest counts.
CREATE TABLE benchmarks (
    id               TEXT PRIMARY KEY CHECK (length(id) = 36),
    scenario_id      TEXT    NOT NULL CHECK (scenario_id <> ''),
    scenario_version TEXT    NOT NULL,
    rubric_id        TEXT    NOT NULL,
    criterion        TEXT    NOT NULL, -- '' with metric '': the total
    metric           TEXT    NOT NULL,
    unit             TEXT    NOT NULL,
    device_class     TEXT    NOT NULL, -- benchmarks do not transfer between classes
    method           TEXT    NOT NULL CHECK (method <> ''),
    n                INTEGER NOT NULL CHECK (n >= 0),
    derived_utc      TEXT    NOT NULL CHECK (derived_utc GLOB '????-??-??T??:??:??.???Z'),
    value            REAL    NOT NULL CHECK (abs(value) <= 1.7976931348623157e308),
    low              REAL CHECK (abs(low) <= 1.7976931348623157e308), -- the interval's ends
    high             REAL CHECK (abs(high) <= 1.7976931348623157e308),
    confidence       REAL CHECK (confidence BETWEEN 0 AND 1),
    derivation       TEXT    NOT NULL CHECK (json_valid(derivation)),
    CHECK ((low IS NULL) = (high IS NULL) AND (low IS NULL) = (confidence IS NULL))
) STRICT;

CREATE INDEX benchmarks_by_scenario ON benchmarks (scenario_id, device_class, derived_utc);

-- Who looked at, took out or changed what. Numbers are never given twice, so
-- that a missing one shows.
CREATE TABLE audit (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    utc        TEXT NOT NULL CHECK (utc GLOB '????-??-??T??:??:??.???Z'),
    actor      TEXT NOT NULL CHECK (actor IN ('operator', 'person')),
    actor_id   TEXT REFERENCES trainees (id) ON DELETE SET NULL, -- NULL: the operator, or a person deleted since
    action     TEXT NOT NULL CHECK (action IN ('view', 'export', 'rescore', 'change', 'backup', 'restore', 'delete')),
    attempt_id TEXT REFERENCES attempts (id) ON DELETE SET NULL,
    detail     TEXT NOT NULL, -- never a name
    CHECK (actor = 'person' OR actor_id IS NULL)
) STRICT;

CREATE INDEX audit_by_actor ON audit (actor_id);
CREATE INDEX audit_by_attempt ON audit (attempt_id);

-- Whose data it was.
CREATE TABLE audit_subjects (
    audit_id   INTEGER NOT NULL REFERENCES audit (id) ON DELETE CASCADE,
    trainee_id TEXT    NOT NULL REFERENCES trainees (id) ON DELETE CASCADE,
    PRIMARY KEY (audit_id, trainee_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_subjects_by_trainee ON audit_subjects (trainee_id, audit_id);

-- Files that a deletion has still to remove; '' stands for rewriting the
-- database without its empty pages. Empty unless one was interrupted.
CREATE TABLE pending_removals (
    path TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
