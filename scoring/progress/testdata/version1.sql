-- A database of version 1 as the drylab of that time wrote it, with four attempts, a new
-- score and a trainee who never practised. Migrations are tested from here.
PRAGMA application_id = 1146247500;
BEGIN TRANSACTION;
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
INSERT INTO "attempts" VALUES('00000001-0000-4000-8000-000000000000','e59988ec-3d99-49f4-9f46-34ca91e8cc00','2026-03-01T10:16:30.120Z','2026-03-01T18:00:00.000Z','ventricular-drain','1.0.0','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','drain','1.1.0','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','phantom-head','','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','0.1.0','mouse','mouse',0.1,2.5,'18446744073709551615','recordings/été #1?.mcap','0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',3,'fail_critical',49.0,8.19900000000000090966e+01,0.875,NULL);
INSERT INTO "attempts" VALUES('00000002-0000-4000-8000-000000000000','e59988ec-3d99-49f4-9f46-34ca91e8cc00','2026-03-01T10:16:30.120Z','2026-03-01T18:00:00.000Z','ventricular-drain','1.0.0','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','drain','1.1.0','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','phantom-head','','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','0.1.0','mouse','mouse',0.1,2.5,'18446744073709551615','recordings/été #1?.mcap','0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',3,'fail_critical',48.25,8.19900000000000090966e+01,0.875,'00000001-0000-4000-8000-000000000000');
INSERT INTO "attempts" VALUES('00000003-0000-4000-8000-000000000000','1de65959-506a-4212-83a9-f2280d5729aa','2026-03-01T10:18:30.120Z','2026-03-01T18:00:00.000Z','tumour-biopsy','1.0.0','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','drain','1.1.0','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','phantom-head','','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','0.1.0','mouse','xr',0.1,2.5,'18446744073709551615','recordings/été #1?.mcap','0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',3,'pass',49.0,8.19900000000000090966e+01,0.875,NULL);
INSERT INTO "attempts" VALUES('00000004-0000-4000-8000-000000000000',NULL,'2026-03-01T10:19:30.120Z','2026-03-01T18:00:00.000Z','ventricular-drain','1.0.0','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','drain','1.1.0','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','phantom-head','','cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','0.1.0','mouse','mouse',0.1,2.5,'18446744073709551615','recordings/été #1?.mcap','0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f',3,'invalid',NULL,NULL,NULL,NULL);
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
INSERT INTO "criteria" VALUES('00000001-0000-4000-8000-000000000000',0,'target','Target','safety','target_error','mm',0.3,63.3,'ok','["low_coverage"]',NULL,14.7,'≤ 2','Look.',1);
INSERT INTO "criteria" VALUES('00000001-0000-4000-8000-000000000000',1,'angle','','safety','angle_error','deg',NULL,NULL,'excluded','[]','too_short',0.0,'','',0);
INSERT INTO "criteria" VALUES('00000002-0000-4000-8000-000000000000',0,'target','Target','safety','target_error','mm',0.3,63.3,'ok','["low_coverage"]',NULL,14.7,'≤ 2','Look.',1);
INSERT INTO "criteria" VALUES('00000002-0000-4000-8000-000000000000',1,'angle','','safety','angle_error','deg',NULL,NULL,'excluded','[]','too_short',0.0,'','',0);
INSERT INTO "criteria" VALUES('00000003-0000-4000-8000-000000000000',0,'target','Target','safety','target_error','mm',0.3,63.3,'ok','["low_coverage"]',NULL,14.7,'≤ 2','Look.',1);
INSERT INTO "criteria" VALUES('00000003-0000-4000-8000-000000000000',1,'angle','','safety','angle_error','deg',NULL,NULL,'excluded','[]','too_short',0.0,'','',0);
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
INSERT INTO "critical_errors" VALUES('00000001-0000-4000-8000-000000000000',0,'vessel','Vessel injured','fail',NULL,'punctures.basilar-artery',1.0);
INSERT INTO "critical_errors" VALUES('00000001-0000-4000-8000-000000000000',1,'dry','No fluid came','cap',60.5,'events.csf',0.0);
INSERT INTO "critical_errors" VALUES('00000002-0000-4000-8000-000000000000',0,'vessel','Vessel injured','fail',NULL,'punctures.basilar-artery',1.0);
INSERT INTO "critical_errors" VALUES('00000002-0000-4000-8000-000000000000',1,'dry','No fluid came','cap',60.5,'events.csf',0.0);
INSERT INTO "critical_errors" VALUES('00000003-0000-4000-8000-000000000000',0,'vessel','Vessel injured','fail',NULL,'punctures.basilar-artery',1.0);
INSERT INTO "critical_errors" VALUES('00000003-0000-4000-8000-000000000000',1,'dry','No fluid came','cap',60.5,'events.csf',0.0);
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
INSERT INTO "domains" VALUES('00000001-0000-4000-8000-000000000000',0,'safety','Safety',0.4,63.3);
INSERT INTO "domains" VALUES('00000001-0000-4000-8000-000000000000',1,'empty','',0.0,NULL);
INSERT INTO "domains" VALUES('00000002-0000-4000-8000-000000000000',0,'safety','Safety',0.4,63.3);
INSERT INTO "domains" VALUES('00000002-0000-4000-8000-000000000000',1,'empty','',0.0,NULL);
INSERT INTO "domains" VALUES('00000003-0000-4000-8000-000000000000',0,'safety','Safety',0.4,63.3);
INSERT INTO "domains" VALUES('00000003-0000-4000-8000-000000000000',1,'empty','',0.0,NULL);
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO "goose_db_version" VALUES(1,0,1,'2026-11-21 19:26:06');
INSERT INTO "goose_db_version" VALUES(2,1,1,'2026-11-21 19:26:06');
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
INSERT INTO "metrics" VALUES('00000001-0000-4000-8000-000000000000',0,'target_error',0.3,'mm',40,'["low_coverage"]',NULL,1);
INSERT INTO "metrics" VALUES('00000001-0000-4000-8000-000000000000',1,'coverage',0.875,'1',7,'[]',NULL,1);
INSERT INTO "metrics" VALUES('00000001-0000-4000-8000-000000000000',2,'angle_error',NULL,'deg',0,'[]','too_short',2);
INSERT INTO "metrics" VALUES('00000002-0000-4000-8000-000000000000',0,'target_error',0.3,'mm',40,'["low_coverage"]',NULL,1);
INSERT INTO "metrics" VALUES('00000002-0000-4000-8000-000000000000',1,'coverage',0.875,'1',7,'[]',NULL,1);
INSERT INTO "metrics" VALUES('00000002-0000-4000-8000-000000000000',2,'angle_error',NULL,'deg',0,'[]','too_short',2);
INSERT INTO "metrics" VALUES('00000003-0000-4000-8000-000000000000',0,'target_error',0.3,'mm',40,'["low_coverage"]',NULL,1);
INSERT INTO "metrics" VALUES('00000003-0000-4000-8000-000000000000',1,'coverage',0.875,'1',7,'[]',NULL,1);
INSERT INTO "metrics" VALUES('00000003-0000-4000-8000-000000000000',2,'angle_error',NULL,'deg',0,'[]','too_short',2);
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
INSERT INTO "penalties" VALUES('00000001-0000-4000-8000-000000000000',0,'drops','Drops','events.contact',2.0,4.0);
INSERT INTO "penalties" VALUES('00000002-0000-4000-8000-000000000000',0,'drops','Drops','events.contact',2.0,4.0);
INSERT INTO "penalties" VALUES('00000003-0000-4000-8000-000000000000',0,'drops','Drops','events.contact',2.0,4.0);
CREATE TABLE reasons (
    attempt_id TEXT    NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    reason     TEXT    NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "reasons" VALUES('00000001-0000-4000-8000-000000000000',0,'critical:vessel');
INSERT INTO "reasons" VALUES('00000002-0000-4000-8000-000000000000',0,'critical:vessel');
INSERT INTO "reasons" VALUES('00000003-0000-4000-8000-000000000000',0,'critical:vessel');
INSERT INTO "reasons" VALUES('00000004-0000-4000-8000-000000000000',0,'attempt:the disk was full');
CREATE TABLE rubrics (
    sha256 TEXT PRIMARY KEY CHECK (sha256 <> ''),
    text   TEXT NOT NULL
) STRICT;
INSERT INTO "rubrics" VALUES('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','schema: drylab.rubric/1
');
CREATE TABLE trainee_names (
    trainee_id TEXT PRIMARY KEY REFERENCES trainees (id) ON DELETE CASCADE,
    name       TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;
INSERT INTO "trainee_names" VALUES('e59988ec-3d99-49f4-9f46-34ca91e8cc00','Ada Lovelace');
INSERT INTO "trainee_names" VALUES('1de65959-506a-4212-83a9-f2280d5729aa','Grace Hopper');
INSERT INTO "trainee_names" VALUES('1b8422d6-fc00-48cd-9757-dec9eb4161cf','Never Practised');
CREATE TABLE trainees (
    id          TEXT PRIMARY KEY CHECK (length(id) = 36),
    created_utc TEXT NOT NULL    CHECK (created_utc GLOB '????-??-??T??:??:??.???Z')
) STRICT;
INSERT INTO "trainees" VALUES('e59988ec-3d99-49f4-9f46-34ca91e8cc00','2026-03-01T18:00:00.000Z');
INSERT INTO "trainees" VALUES('1de65959-506a-4212-83a9-f2280d5729aa','2026-03-01T18:00:00.000Z');
INSERT INTO "trainees" VALUES('1b8422d6-fc00-48cd-9757-dec9eb4161cf','2026-11-21T19:26:06.748Z');
CREATE INDEX attempts_by_trainee ON attempts (trainee_id, started_utc);
CREATE INDEX attempts_by_scenario ON attempts (scenario_id, started_utc);
CREATE INDEX attempts_by_rubric ON attempts (rubric_sha256);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('goose_db_version',2);
COMMIT;
