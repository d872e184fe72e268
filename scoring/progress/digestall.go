package progress

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/mattn/go-sqlite3"
)

// ofAll is the query for the rows of all things of a kind, in the order of their ids.
func (t sealedTable) ofAll() string {
	query := `SELECT ` + t.key + `, ` + t.columns + ` FROM ` + t.from + ` ORDER BY ` + t.key
	if t.order != "" {
		query += `, ` + t.order
	}
	return query
}

// digestAll computes the digests of all stored things of a kind, by their ids. It reads each table
// once from end to end, side by side, which takes a tenth of the time that
// asking for the rows of one after the other does; values come from the
// driver, because database/sql would double that again.
func digestAll(ctx context.Context, conn *sql.Conn, of sealedRows, show func(done int)) (map[string]digest, error) {
	all := map[string]digest{}
	err := conn.Raw(func(raw any) (err error) {
		connection, ok := raw.(*sqlite3.SQLiteConn)
		if !ok {
			return fmt.Errorf("the driver is %T", raw)
		}
		streams := make([]*stream, len(of.tables))
		defer func() {
			for _, s := range streams {
				if s != nil {
					err = errors.Join(err, s.rows.Close())
				}
			}
		}()
		for i, table := range of.tables {
			if streams[i], err = openStream(connection, table.ofAll()); err != nil {
				return err
			}
		}
		for !streams[0].over {
			if err := ctx.Err(); err != nil {
				return err
			}
			id, h := streams[0].key, of.newHash()
			for _, s := range streams {
				if err := s.hash(h, id); err != nil {
					return err
				}
			}
			all[id] = digest(h.Sum(nil))
			show(len(all))
		}
		return nil
	})
	return all, err
}

// stream is the rows of a table, read once from end to end.
type stream struct {
	rows driver.Rows
	row  []driver.Value // the thing's id, and the columns
	text []byte         // the columns as they are hashed
	key  string
	over bool
}

func openStream(connection *sqlite3.SQLiteConn, query string) (*stream, error) {
	rows, err := connection.Query(query, nil)
	if err != nil {
		return nil, err
	}
	s := &stream{rows: rows, row: make([]driver.Value, len(rows.Columns()))}
	return s, s.next()
}

func (s *stream) next() error {
	err := s.rows.Next(s.row)
	if errors.Is(err, io.EOF) {
		s.over = true
		return nil
	}
	if err != nil {
		return err
	}
	switch id := s.row[0].(type) {
	case string:
		s.key = id
	case int64:
		s.key = numbered(id)
	default:
		return fmt.Errorf("an id is %T in the database, not text or a number", id)
	}
	return nil
}

// numbered is a number as an id, in the numbers' order.
func numbered(id int64) string { return fmt.Sprintf("%019d", id) }

// hash adds the rows of one thing. Rows of things that do not exist, which
// only somebody else can have put in, are passed over.
func (s *stream) hash(h hash.Hash, id string) error {
	n := 0
	for !s.over && s.key <= id {
		if s.key == id {
			n++
			s.text = s.text[:0]
			for _, value := range s.row[1:] {
				var err error
				if s.text, err = appendValue(s.text, value); err != nil {
					return err
				}
			}
			h.Write(s.text)
		}
		if err := s.next(); err != nil {
			return err
		}
	}
	hashCount(h, n)
	return nil
}
