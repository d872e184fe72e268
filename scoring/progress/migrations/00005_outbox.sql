-- What a learning record store has got, or will never take. An attempt of a
-- known trainee without a row here waits in the outbox.

-- +goose Up

CREATE TABLE deliveries (
    attempt_id    TEXT PRIMARY KEY REFERENCES attempts (id) ON DELETE CASCADE,
    delivered_utc TEXT NOT NULL CHECK (delivered_utc GLOB '????-??-??T??:??:??.???Z'),
    refused       TEXT CHECK (refused <> '') -- the store's reason; NULL: it has it
) STRICT, WITHOUT ROWID;
