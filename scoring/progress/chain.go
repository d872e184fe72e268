package progress

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"
)

// The kinds of a chain's entries.
const (
	kindKey       = "key"       // a station's public key
	kindAttempt   = "attempt"   // a first score or a new one
	kindTombstone = "tombstone" // which entries' attempts were deleted
	kindRestore   = "restore"   // a backup was put back

	kindRating     = "rating"     // a person's rating of an attempt
	kindAnnotation = "annotation" // a remark on one
	kindUpgrade    = "upgrade"    // what was there before it was sealed
)

// entry is one link of the chain as it is stored.
type entry struct {
	seq           int64
	kind, content string
	attempt       string // "" when it is of another kind or deleted
	key           int64  // seq of the key's entry

	digest, previous, hash, signature []byte
}

// keyContent is the content of a key's entry.
type keyContent struct {
	PublicKey string `json:"public_key"` // Ed25519, hexadecimal
	UTC       string `json:"utc"`
	// Unsealed is how many attempts were there before the chain was, and
	// follow: nobody knows whether they were changed before.
	Unsealed int `json:"unsealed,omitempty"`
}

// chainHash binds an entry to its place, its content and all entries before it.
func chainHash(seq int64, kind string, key int64, previous, content digest) digest {
	text := []byte("drylab.chain/1\x00" + kind + "\x00")
	text = binary.BigEndian.AppendUint64(text, uint64(seq))
	text = binary.BigEndian.AppendUint64(text, uint64(key))
	text = append(append(text, previous[:]...), content[:]...)
	return sha256.Sum256(text)
}

// asDigest reads a stored hash; one of another length, which no drylab stored, fits nothing.
func asDigest(stored []byte) (sum digest) {
	copy(sum[:], stored)
	return sum
}

// sealAttempt appends an attempt that the transaction has stored.
func (n *notary) sealAttempt(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	sum, err := digestOf(ctx, tx, sealedAttempt, id)
	if err != nil {
		return err
	}
	return n.append(ctx, tx, kindAttempt, id, "", sum, keyContent{UTC: formatTime(now)})
}

// sealContent appends an entry of another kind.
func (n *notary) sealContent(ctx context.Context, tx *sql.Tx, kind string, content any, now time.Time) error {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return n.append(ctx, tx, kind, "", string(text), sha256.Sum256(text), keyContent{UTC: formatTime(now)})
}

// append adds an entry, and before it the station's key when the chain does
// not know it yet; about says what the key's entry holds besides.
func (n *notary) append(ctx context.Context, tx *sql.Tx, kind, attempt, content string, sum digest, about keyContent) error {
	key, err := n.private()
	if err != nil {
		return err
	}
	signer, err := n.introduce(ctx, tx, key, about)
	if err != nil {
		return err
	}
	seq, previous, err := chainEnd(ctx, tx)
	if err != nil {
		return err
	}
	return insertEntry(ctx, tx, seq, kind, attempt, content, sum, previous, signer, key)
}

func insertEntry(ctx context.Context, tx *sql.Tx, seq int64, kind, attempt, content string, sum, previous digest, signer int64, key ed25519.PrivateKey) error {
	link := chainHash(seq, kind, signer, previous, sum)
	_, err := tx.ExecContext(ctx, `INSERT INTO chain (seq, kind, attempt_id, content, digest, previous, key, hash, signature) VALUES (?,?,?,?,?,?,?,?,?)`,
		seq, kind, orNull(attempt), content, sum[:], previous[:], signer, link[:], ed25519.Sign(key, link[:]))
	return err
}

// introduce returns the seq of the key's entry, which it adds when need be.
func (n *notary) introduce(ctx context.Context, tx *sql.Tx, key ed25519.PrivateKey, about keyContent) (int64, error) {
	about.PublicKey = hex.EncodeToString(key.Public().(ed25519.PublicKey))
	var seq int64
	err := tx.QueryRowContext(ctx, `SELECT seq FROM chain WHERE kind <> 'attempt' AND kind = 'key' AND content ->> 'public_key' = ? ORDER BY seq LIMIT 1`,
		about.PublicKey).Scan(&seq)
	if !errors.Is(err, sql.ErrNoRows) {
		return seq, err
	}
	text, err := json.Marshal(about)
	if err != nil {
		return 0, err
	}
	seq, previous, err := chainEnd(ctx, tx)
	if err != nil {
		return 0, err
	}
	return seq, insertEntry(ctx, tx, seq, kindKey, "", string(text), sha256.Sum256(text), previous, seq, key)
}

// chainEnd is the next entry's number, which was never given before, and the
// hash that it follows.
func chainEnd(ctx context.Context, q querier) (next int64, previous digest, err error) {
	err = q.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'chain'`).Scan(&next)
	if err != nil {
		return 0, previous, err
	}
	var stored []byte
	err = q.QueryRowContext(ctx, `SELECT hash FROM chain ORDER BY seq DESC LIMIT 1`).Scan(&stored)
	if errors.Is(err, sql.ErrNoRows) {
		return next, previous, nil
	}
	return next, asDigest(stored), err
}

// sealAll seals the attempts of before, in the order in which they were saved;
// superseded ones were saved before those that supersede them.
func (n *notary) sealAll(ctx context.Context, tx *sql.Tx) error {
	ids, err := column[string](ctx, tx, `
		WITH RECURSIVE line (id, saved_utc, depth) AS (
			SELECT id, saved_utc, 0 FROM attempts WHERE supersedes IS NULL
			UNION ALL SELECT a.id, a.saved_utc, depth + 1 FROM line JOIN attempts a ON a.supersedes = line.id)
		SELECT id FROM line ORDER BY saved_utc, depth, id`)
	if err != nil || len(ids) == 0 {
		return err
	}
	d, err := newDigester(ctx, tx, sealedAttempt)
	if err != nil {
		return err
	}
	defer d.close()
	about := keyContent{UTC: formatTime(time.Now()), Unsealed: len(ids)}
	for _, id := range ids {
		sum, err := d.digest(ctx, id)
		if err != nil {
			return err
		}
		if err := n.append(ctx, tx, kindAttempt, id, "", sum, about); err != nil {
			return err
		}
	}
	return nil
}
