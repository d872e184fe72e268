package progress

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

// discussed is the database of sealed, in which somebody rated attempt 2 and two
// people remarked on attempt 3. The opinions are entries 7 to 9 of the chain.
func discussed(t *testing.T) (path string) {
	t.Helper()
	path, ctx := sealed(t), context.Background()
	store, err := Open(path, Options{})
	must(t, err)
	operator := access(t, store, "")
	must(t, operator.AddPerson(ctx, "Edda"), operator.SetRole(ctx, "Edda", RoleEducator), operator.AddGroup(ctx, "all"),
		operator.Join(ctx, "all", "Edda"), operator.Join(ctx, "all", sampleAttempt(2).Trainee.Name))
	edda := access(t, store, "Edda")
	must(t, edda.Rate(ctx, Rating{Attempt: sampleAttempt(2).ID, Form: "osats", Version: "1.0.0",
		Items: []RatingItem{{ID: "respect", Question: "Respect for tissue (1 to 5)", Value: ptr(4.0)}, {ID: "remark", Text: "steady"}}}),
		operator.Annotate(ctx, Annotation{Attempt: sampleAttempt(3).ID, Text: "look here", Place: &[3]float64{1, 2, 3}}),
		edda.Annotate(ctx, Annotation{Attempt: sampleAttempt(3).ID, Text: "well done"}), store.Close())
	return path
}

func TestWhatPeopleSaidIsSealed(t *testing.T) {
	found := verify(t, discussed(t), VerifyOptions{})
	if len(found.Faults) != 0 || found.Opinions != 3 || found.Entries != 9 || found.Audit != 9 || found.Late != nil {
		t.Errorf("%+v", found)
	}
	for name, c := range map[string]struct {
		statements string
		kind       FaultKind
		seq        int64
	}{
		"a better mark":              {`UPDATE rating_items SET value = 5 WHERE id = 'respect'`, FaultChanged, 7},
		"an answer in words":         {`UPDATE rating_items SET text = 'shaky' WHERE id = 'remark'`, FaultChanged, 7},
		"an answer taken away":       {`DELETE FROM rating_items WHERE id = 'remark'`, FaultChanged, 7},
		"another rater":              {`UPDATE ratings SET rater_id = NULL`, FaultChanged, 7},
		"another attempt":            {`UPDATE ratings SET attempt_id = '` + sampleAttempt(1).ID + `'`, FaultChanged, 7},
		"a rating deleted":           {`PRAGMA foreign_keys = on; DELETE FROM ratings`, FaultDeleted, 7},
		"what was asked":             {`UPDATE rating_items SET question = 'Haste' WHERE id = 'respect'`, FaultChanged, 7},
		"a remark":                   {`UPDATE annotations SET text = 'look there' WHERE x = 1`, FaultChanged, 8},
		"its place":                  {`UPDATE annotations SET z = 4 WHERE x = 1`, FaultChanged, 8},
		"a remark deleted":           {`DELETE FROM annotations WHERE x IS NULL`, FaultDeleted, 9},
		"a rating put in":            {`INSERT INTO ratings SELECT '` + NewID() + `', attempt_id, rater_id, form_id, form_version, rated_utc FROM ratings`, FaultUnsealed, 0},
		"a remark's link deleted":    {`DELETE FROM chain WHERE seq = 8; DELETE FROM annotations WHERE x = 1`, FaultLink, 9},
		"what a link says":           {`UPDATE chain SET content = json_set(content, '$.sha256', 'ff') WHERE seq = 7`, FaultLink, 7},
		"who looked":                 {`UPDATE audit SET actor = 'operator', actor_id = NULL WHERE id = 7`, FaultAuditRow, 0},
		"what they did":              {`UPDATE audit SET detail = 'nothing' WHERE id = 2`, FaultAuditRow, 0},
		"whose data it was":          {`DELETE FROM audit_subjects`, FaultAuditRow, 0},
		"a row of the audit put in":  {`INSERT INTO audit (utc, actor, action, detail) SELECT utc, actor, action, detail FROM audit WHERE id = 1`, FaultAuditRow, 0},
		"a row of the audit put off": {`DELETE FROM audit WHERE id = 3`, FaultAudit, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := discussed(t)
			execute(t, path, c.statements)
			found := verify(t, path, VerifyOptions{})
			if len(found.Faults) == 0 || found.Faults[0].Kind != c.kind || found.Faults[0].Seq != c.seq {
				t.Errorf("found %+v, want %s at entry %d first", found.Faults, c.kind, c.seq)
			}
		})
	}
}

// TestADeletedRatersOpinionsAreSealedAgain, and a change after that is found.
func TestADeletedRatersOpinionsAreSealedAgain(t *testing.T) {
	path, ctx := discussed(t), context.Background()
	store := openAt(t, path)
	_, err := access(t, store, "").DeletePerson(ctx, "Edda", DeleteOptions{})
	must(t, err)
	found := verify(t, path, VerifyOptions{})
	if len(found.Faults) != 0 || found.Opinions != 3 || found.Deleted != 0 || found.Entries != 12 || found.Audit != 10 {
		t.Errorf("%+v", found)
	}
	execute(t, path, `UPDATE rating_items SET value = 5 WHERE id = 'respect'; UPDATE audit SET detail = 'nothing' WHERE id = 7`)
	found = verify(t, path, VerifyOptions{})
	if len(found.Faults) != 2 || found.Faults[0].Kind != FaultChanged || found.Faults[0].Seq != 11 || found.Faults[1].Kind != FaultAuditRow {
		t.Errorf("%+v", found.Faults)
	}
}

// upTo is what a drylab of that version migrated with.
func upTo(t *testing.T, version int) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for name, file := range nextVersion(t).(fstest.MapFS) {
		if strings.Compare(name, fmt.Sprintf("%05d", version+1)) < 0 {
			files[name] = file
		}
	}
	return files
}

// opinionsByHand are what a drylab before version 7 stored of one rating, one
// remark and two looks.
const opinionsByHand = `
	INSERT INTO ratings SELECT '00000000-0000-4000-8000-00000000000a', min(id), NULL, 'osats', '1.0.0', '2026-04-01T10:00:00.000Z' FROM attempts;
	INSERT INTO rating_items (rating_id, position, id, value, text) VALUES ('00000000-0000-4000-8000-00000000000a', 0, 'respect', 4, '');
	INSERT INTO annotations SELECT '00000000-0000-4000-8000-00000000000b', min(id), NULL, '2026-04-01T10:00:00.000Z', 3, NULL, NULL, NULL, 'look' FROM attempts;
	INSERT INTO audit (utc, actor, action, detail) VALUES ('2026-04-01T10:00:00.000Z', 'operator', 'view', 'attempts'), ('2026-04-01T10:00:00.000Z', 'operator', 'view', 'people');
	INSERT INTO audit_subjects SELECT 1, id FROM trainees`

// leftBehind is the database of a drylab of that version: version 1 as it was, and
// those after it made from that one, with opinions and looks besides.
func leftBehind(t *testing.T, version int) (path string) {
	t.Helper()
	path = version1(t)
	if version == 1 {
		return path
	}
	db, err := sql.Open("sqlite3", path)
	must(t, err)
	n := &notary{path: path}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger())}
	if version >= versionSealed {
		options = append(options, goose.WithGoMigrations(goose.NewGoMigration(versionSealed, &goose.GoFunc{RunTx: n.sealAll}, nil)))
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, upTo(t, version), options...)
	must(t, err)
	_, err = provider.Up(context.Background())
	must(t, err, db.Close())
	execute(t, path, opinionsByHand)
	return path
}

func TestEveryEarlierVersionIsUpgradedAndSealed(t *testing.T) {
	for version := 1; version < versionOpinions; version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			path, opinions := leftBehind(t, version), 0
			if version > 1 {
				opinions = 2
			}
			found := verifyRows(t, path)
			if len(found.Faults) != 0 || found.Attempts != 4 || found.Opinions != opinions || found.Audit != opinions || found.Keys[0].Unsealed != 4 {
				t.Errorf("%+v", found)
			}
			if opinions > 0 && (found.Late == nil || found.Late.Opinions != 2 || found.Late.Audit != 2) {
				t.Errorf("sealed late: %+v", found.Late)
			}
			store := openAt(t, path) // and it goes on
			save(t, store, sampleAttempt(5))
			if _, err := access(t, store, "").Attempts(context.Background(), Filter{}); err != nil {
				t.Error(err)
			}
			if found := verifyRows(t, path); len(found.Faults) != 0 || found.Attempts != 5 || found.Audit != opinions+1 {
				t.Errorf("%+v", found)
			}
		})
	}
}

// verifyRows leaves out the recordings, which were never there.
func verifyRows(t *testing.T, path string) Verification {
	t.Helper()
	found, err := openAt(t, path).Verify(context.Background(), VerifyOptions{})
	must(t, err)
	return found
}

// TestAnEntryCutOffBeforeTheUpgradeStillShows: the chain is copied into a new
// table, and the numbers that were given go along.
func TestAnEntryCutOffBeforeTheUpgradeStillShows(t *testing.T) {
	path := leftBehind(t, 6)
	execute(t, path, `DELETE FROM attempts WHERE id = (SELECT attempt_id FROM chain WHERE seq = 5); DELETE FROM chain WHERE seq = 5`)
	if found := verifyRows(t, path); len(found.Faults) == 0 || found.Faults[0].Kind != FaultLink || found.Faults[0].Text != "entry 5 is missing before entry 6" {
		t.Errorf("%+v", found.Faults)
	}
}
