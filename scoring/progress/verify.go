package progress

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// FaultKind is what is wrong with a sealed database.
type FaultKind string

// The kinds of faults.
const (
	FaultLink       FaultKind = "broken_link"       // an entry is missing, changed or in another place
	FaultSignature  FaultKind = "wrong_signature"   // the station did not sign this
	FaultChanged    FaultKind = "changed_row"       // an attempt, a rating or an annotation is not as it was sealed
	FaultDeleted    FaultKind = "deleted_row"       // one is gone, and no deletion of a person says so
	FaultUnsealed   FaultKind = "unsealed_row"      // one that drylab did not store
	FaultRecording  FaultKind = "changed_recording" // the file has another hash
	FaultNoFile     FaultKind = "missing_recording"
	FaultAudit      FaultKind = "deleted_audit_row"
	FaultAuditRow   FaultKind = "changed_audit_row"
	FaultForgotHead FaultKind = "lost_head" // the entry that was noted elsewhere is not there
)

// Fault is one thing wrong.
type Fault struct {
	Kind    FaultKind `json:"kind"`
	Seq     int64     `json:"seq,omitempty"` // of the chain's entry; 0 when it is about none
	Attempt string    `json:"attempt,omitempty"`
	Text    string    `json:"text"` // a sentence
}

// SigningKey is a station's key as the chain introduced it.
type SigningKey struct {
	Seq       int64     `json:"seq"`
	PublicKey string    `json:"public_key"` // Ed25519, hexadecimal
	Since     time.Time `json:"since_utc"`
	// Unsealed is how many attempts were there before the chain was.
	Unsealed int `json:"unsealed_before,omitempty"`
}

// Verification is what Verify found.
type Verification struct {
	Entries    int          `json:"entries"`
	Attempts   int          `json:"attempts"`   // sealed and unchanged
	Opinions   int          `json:"opinions"`   // ratings and annotations, sealed and unchanged
	Audit      int          `json:"audit"`      // rows that are as they were signed
	Deleted    int          `json:"deleted"`    // attempts, with their persons
	Restored   int          `json:"restored"`   // backups put back
	Recordings int          `json:"recordings"` // unchanged files
	Keys       []SigningKey `json:"keys"`
	// Late is what was there before ratings, annotations and the audit were
	// sealed; nil when nothing was.
	Late *LateSeal `json:"sealed_late,omitempty"`
	// Head is the last entry, "seq:hash". Noted elsewhere, it proves later that
	// nothing before it was rewritten, not even by somebody with the key.
	Head   string  `json:"head"`
	Faults []Fault `json:"faults"` // in the chain's order, then the others; never nil
}

// VerifyOptions say how much to verify.
type VerifyOptions struct {
	Recordings bool   // also read every recording
	Head       string // an earlier Verification's, which must still be in the chain; "" for none
	// Show is told how far it is, in attempts and then files; nil shows nothing.
	Show func(done, total int, what string)
}

// Verify checks the chain, every attempt and, on wish, every recording. Faults
// are in the result; an error means that it could not be done.
func (s *Store) Verify(ctx context.Context, o VerifyOptions) (Verification, error) {
	if o.Show == nil {
		o.Show = func(int, int, string) {}
	}
	v := &verifier{store: s, o: o, keys: map[int64]ed25519.PublicKey{}, removed: map[int64]bool{}, said: map[string]*entry{}}
	v.found.Keys, v.found.Faults = []SigningKey{}, []Fault{}
	err := s.snapshot(ctx, func(conn *sql.Conn) error {
		return v.database(ctx, conn)
	})
	if err == nil && o.Recordings {
		err = v.recordings(ctx)
	}
	return v.found, explain(s.path, "verify it", err)
}

// verifier is one run of Verify.
type verifier struct {
	store   *Store
	o       VerifyOptions
	keys    map[int64]ed25519.PublicKey // by the entry that introduces them
	removed map[int64]bool              // entries whose attempts a tombstone names
	digests map[string]digest           // of the attempts as they are
	said    map[string]*entry           // what people said: each one's last entry, by its id
	found   Verification
	files   []sealedFile
}

func (v *verifier) fault(kind FaultKind, seq int64, attempt, format string, values ...any) {
	v.found.Faults = append(v.found.Faults, Fault{kind, seq, attempt, fmt.Sprintf(format, values...)})
}

func (v *verifier) database(ctx context.Context, conn *sql.Conn) error {
	if err := quickCheck(ctx, conn, v.store.path); err != nil {
		return err
	}
	entries, err := readChain(ctx, conn)
	if err != nil {
		return err
	}
	v.readContents(entries)
	wait := sideBySide(ctx, len(entries), func(i int) bool { return v.isSigned(&entries[i]) })
	v.digests, err = digestAll(ctx, conn, sealedAttempt, func(done int) { v.o.Show(done, len(entries), "attempts") })
	signed, interrupted := wait()
	if err := cmp.Or(err, interrupted); err != nil {
		return err
	}
	expected, previous := int64(1), make([]byte, sha256.Size)
	for i := range entries {
		e := &entries[i]
		v.link(e, expected, previous, signed[i])
		if e.kind == kindAttempt {
			v.attempt(e)
		}
		expected, previous = e.seq+1, e.hash
		v.found.Head = fmt.Sprintf("%d:%x", e.seq, e.hash)
	}
	v.found.Entries = len(entries)
	v.head(entries)
	if err := errors.Join(v.opinions(ctx, conn), v.signatures(ctx, conn)); err != nil {
		return err
	}
	for _, check := range []func(context.Context, querier, int64) error{v.tail, v.unsealed, v.audit, v.listFiles} {
		if err := check(ctx, conn, expected); err != nil {
			return err
		}
	}
	return nil
}

func readChain(ctx context.Context, q querier) ([]entry, error) {
	rows, err := q.QueryContext(ctx, `SELECT seq, kind, coalesce(attempt_id, ''), content, digest, previous, key, hash, signature FROM chain ORDER BY seq`)
	return collect(rows, err, func(e *entry) []any {
		return []any{&e.seq, &e.kind, &e.attempt, &e.content, &e.digest, &e.previous, &e.key, &e.hash, &e.signature}
	})
}

// readContents learns keys and tombstones first: a deletion stands behind what it deleted.
func (v *verifier) readContents(entries []entry) {
	for i := range entries {
		e := &entries[i]
		switch e.kind {
		case kindKey:
			var content keyContent
			if json.Unmarshal([]byte(e.content), &content) != nil {
				continue // link says that it was changed
			}
			if key, err := hex.DecodeString(content.PublicKey); err == nil && len(key) == ed25519.PublicKeySize {
				since, _ := time.Parse(timeLayout, content.UTC)
				v.keys[e.seq] = key
				v.found.Keys = append(v.found.Keys, SigningKey{e.seq, content.PublicKey, since, content.Unsealed})
			}
		case kindTombstone:
			var content tombstone
			if json.Unmarshal([]byte(e.content), &content) == nil {
				for _, seq := range content.Entries {
					v.removed[seq] = seq < e.seq
				}
			}
		case kindRestore:
			v.found.Restored++
		case kindRating, kindAnnotation:
			v.said[opinionOf(e).ID] = e
		case kindUpgrade:
			v.found.Late = new(LateSeal)
			_ = json.Unmarshal([]byte(e.content), v.found.Late) // link says that it was changed
		}
	}
}

// isSigned tells whether the station signed an entry with a key that it had then.
func (v *verifier) isSigned(e *entry) bool {
	key, ok := v.keys[e.key]
	return ok && e.key <= e.seq && ed25519.Verify(key, e.hash, e.signature)
}

// link checks an entry's place and its hash, and tells of a wrong signature.
func (v *verifier) link(e *entry, expected int64, previous []byte, signed bool) {
	if e.seq != expected {
		v.fault(FaultLink, e.seq, e.attempt, "%s missing before entry %d", missingEntries(expected, e.seq), e.seq)
	}
	if !slices.Equal(e.previous, previous) {
		v.fault(FaultLink, e.seq, e.attempt, "entry %d does not follow the one before it", e.seq)
	}
	if sum := sha256.Sum256([]byte(e.content)); e.kind != kindAttempt && !slices.Equal(sum[:], e.digest) {
		v.fault(FaultLink, e.seq, "", "what entry %d (%s) says was changed", e.seq, e.kind)
	}
	link := chainHash(e.seq, e.kind, e.key, asDigest(e.previous), asDigest(e.digest))
	if !slices.Equal(link[:], e.hash) {
		v.fault(FaultLink, e.seq, e.attempt, "entry %d was changed", e.seq)
		return
	}
	if !signed {
		v.fault(FaultSignature, e.seq, e.attempt, "entry %d is not signed by the station's key", e.seq)
	}
}

func missingEntries(from, to int64) string {
	if to-from == 1 {
		return fmt.Sprintf("entry %d is", from)
	}
	return fmt.Sprintf("entries %d to %d are", from, to-1)
}

// attempt checks that the sealed attempt is as it was, or that its person was deleted.
func (v *verifier) attempt(e *entry) {
	sum, there := v.digests[e.attempt]
	switch {
	case v.removed[e.seq] && !there:
		v.found.Deleted++
	case v.removed[e.seq]:
		v.fault(FaultChanged, e.seq, e.attempt, "attempt %s was deleted with its person and is there again", e.attempt)
	case !there:
		v.fault(FaultDeleted, e.seq, e.attempt, "the attempt of entry %d was deleted, and no deletion of a person says so", e.seq)
	case !slices.Equal(sum[:], e.digest):
		v.fault(FaultChanged, e.seq, e.attempt, "attempt %s is not as it was saved", e.attempt)
	default:
		v.found.Attempts++
	}
}

// head looks for the entry that somebody noted.
func (v *verifier) head(entries []entry) {
	if v.o.Head == "" {
		return
	}
	if !slices.ContainsFunc(entries, func(e entry) bool { return fmt.Sprintf("%d:%x", e.seq, e.hash) == v.o.Head }) {
		v.fault(FaultForgotHead, 0, "", "the noted entry %s is not in the chain: what came before it was rewritten or cut off", v.o.Head)
	}
}

// tail finds entries taken off the end: numbers are never given twice.
func (v *verifier) tail(ctx context.Context, q querier, expected int64) error {
	next, _, err := chainEnd(ctx, q)
	if err == nil && next > expected {
		v.fault(FaultLink, 0, "", "%s missing at the end", missingEntries(expected, next))
	}
	return err
}

func (v *verifier) unsealed(ctx context.Context, q querier, _ int64) error {
	ids, err := column[string](ctx, q, `SELECT a.id FROM attempts a WHERE NOT EXISTS (SELECT 1 FROM chain c WHERE c.attempt_id = a.id) ORDER BY a.saved_utc, a.id`)
	for _, id := range ids {
		v.fault(FaultUnsealed, 0, id, "attempt %s was not stored by drylab: it is not sealed", id)
	}
	return err
}

// audit finds missing rows of the audit: its numbers are never given twice.
func (v *verifier) audit(ctx context.Context, q querier, _ int64) error {
	var rows, given int64
	err := errors.Join(
		q.QueryRowContext(ctx, `SELECT count(*) FROM audit`).Scan(&rows),
		q.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'audit'`).Scan(&given))
	if err == nil && rows != given {
		v.fault(FaultAudit, 0, "", "%d of %d rows of the audit are missing", given-rows, given)
	}
	return err
}
