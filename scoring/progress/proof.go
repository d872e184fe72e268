package progress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// trace is something that may not be anywhere after a deletion.
type trace struct{ what, text string }

// Proof is the result of searching a database's files, byte by byte, for what
// was deleted.
type Proof struct {
	Files  []string `json:"files"`  // the database, and what lies beside it under its name
	Bytes  int64    `json:"bytes"`  // read
	Traces int      `json:"traces"` // looked for: the name, the pseudonym, each attempt's id
	// Found are sentences about what is left; empty when the proof holds.
	Found []string `json:"found"`
	// Elsewhere are places in the database that hold the same text for another
	// reason, such as another person's longer name.
	Elsewhere []string `json:"elsewhere,omitempty"`
}

// prove searches for the traces.
func (s *Store) prove(ctx context.Context, traces []trace) (Proof, error) {
	p := Proof{Traces: len(traces), Found: []string{}}
	var err error
	if p.Files, err = s.sideFiles(); err != nil {
		return p, err
	}
	for _, file := range p.Files {
		held, n, err := searchFile(ctx, file, traces)
		if err != nil {
			return p, err
		}
		p.Bytes += n
		for _, i := range held {
			if err := s.judgeTrace(ctx, &p, file, traces[i]); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

// judgeTrace tells text that stands in a row for another reason from a
// remnant. Only a name can: the others are random.
func (s *Store) judgeTrace(ctx context.Context, p *Proof, file string, t trace) error {
	if file == s.path || strings.HasPrefix(file, s.path+"-wal") {
		places, err := s.places(ctx, t.text)
		if err != nil {
			return err
		}
		if len(places) > 0 {
			p.Elsewhere = append(p.Elsewhere, places...)
			return nil
		}
	}
	p.Found = append(p.Found, fmt.Sprintf("%s still holds %s", file, t.what))
	return nil
}

// places lists the columns of which rows hold the text, "table.column (rows)".
func (s *Store) places(ctx context.Context, text string) (places []string, err error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND c.type IN ('TEXT', 'BLOB') ORDER BY 1, 2`)
	type column struct{ table, name string }
	columns, err := collect(rows, err, func(c *column) []any { return []any{&c.table, &c.name} })
	for _, c := range columns {
		var n int
		if err := s.db.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM "%s" WHERE instr(CAST("%s" AS BLOB), ?)`, c.table, c.name), []byte(text)).Scan(&n); err != nil {
			return nil, err
		}
		if n > 0 {
			places = append(places, fmt.Sprintf("%s.%s (%d)", c.table, c.name, n))
		}
	}
	return places, err
}

// searchChunk is how much of a file is searched at a time.
const searchChunk = 4 << 20

// searchFile returns which traces a file holds.
func searchFile(ctx context.Context, path string, traces []trace) (held []int, read int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, 0, nil // a log that has just gone
		}
		return nil, 0, err
	}
	defer file.Close()
	s := newSearch(traces)
	buffer, kept := make([]byte, s.longest+searchChunk), 0
	for err == nil {
		if err := ctx.Err(); err != nil {
			return nil, read, err
		}
		var n int
		n, err = io.ReadFull(file, buffer[kept:])
		read += int64(n)
		window := buffer[:kept+n]
		s.look(window)
		kept = copy(buffer, window[max(0, len(window)-s.longest):]) // a trace may lie across two chunks
	}
	for i := range s.found {
		if s.found[i] {
			held = append(held, i)
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return held, read, err
}
