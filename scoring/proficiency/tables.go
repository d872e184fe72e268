package proficiency

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Limits of a table that people make: a department has some dozen judges, and a
// year of attempts is some thousands of lines.
const (
	maxTable  = 1 << 20 // bytes
	maxFields = 1000
)

// ReadJudgements reads Angoff judges' estimates from CSV: a heading with the
// items' names after the first column, then one line for each judge, whose name
// comes first. An estimate is a probability, 0 to 1, or a percentage such as 70%.
func ReadJudgements(r io.Reader) (*Judgements, error) {
	rows, err := readTable(r)
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 || len(rows[0]) < 2 {
		return nil, errors.New("the table needs a heading with one item or more after the first column, and one line for each judge")
	}
	j := &Judgements{Items: rows[0][1:]}
	for i, row := range rows[1:] {
		if slices.Contains(j.Judges, row[0]) || row[0] == "" {
			return nil, fmt.Errorf("row %d of the table: every judge needs a name of their own in the first column", i+2)
		}
		estimates := make([]float64, len(j.Items))
		for item, text := range row[1:] {
			if estimates[item], err = probability(text); err != nil {
				return nil, fmt.Errorf("row %d of the table, column %d: %w", i+2, item+2, err)
			}
		}
		j.Judges, j.Probability = append(j.Judges, row[0]), append(j.Probability, estimates)
	}
	return j, nil
}

// probability reads 0.7 or 70%.
func probability(text string) (float64, error) {
	number, isPercent := strings.CutSuffix(text, "%")
	p, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if isPercent {
		p /= 100
	}
	if err != nil || !(p >= 0 && p <= 1) {
		return 0, errors.New("write a probability from 0 to 1, such as 0.7, or a percentage, such as 70%")
	}
	return p, nil
}

// Entry is one attempt of a list: whose it is, and what is known about it.
type Entry struct {
	Attempt string // id in the database, its beginning, or a recording file
	Person  string // "" when the database knows
	Group   string // expert or novice; "" for neither
	Rating  *float64
}

// The groups of an Entry.
const (
	GroupExpert = "expert"
	GroupNovice = "novice"
)

// ReadEntries reads a list of attempts from CSV. The heading names the columns,
// in any order: attempt, and as wanted person, group and rating.
func ReadEntries(r io.Reader) ([]Entry, error) {
	rows, err := readTable(r)
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 || !slices.Contains(rows[0], "attempt") {
		return nil, errors.New("the table needs a heading with the column attempt, and one line for each attempt")
	}
	for i, name := range rows[0] {
		if !slices.Contains([]string{"attempt", "person", "group", "rating"}, name) || slices.Contains(rows[0][:i], name) {
			return nil, fmt.Errorf("column %d of the table: the columns are attempt, person, group and rating, each at most once", i+1)
		}
	}
	var entries []Entry
	for i, row := range rows[1:] {
		entry, err := readEntry(rows[0], row)
		if err != nil {
			return nil, fmt.Errorf("row %d of the table: %w", i+2, err)
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

func readEntry(heading, row []string) (e Entry, err error) {
	for i, text := range row {
		switch heading[i] {
		case "attempt":
			e.Attempt = text
		case "person":
			e.Person = text
		case "group":
			e.Group = text
		case "rating":
			if text == "" {
				continue
			}
			rating, err := strconv.ParseFloat(text, 64)
			if err != nil || !finite(rating) {
				return e, errors.New("a rating must be a number")
			}
			e.Rating = &rating
		}
	}
	if e.Attempt == "" {
		return e, errors.New("the attempt is missing")
	}
	if e.Group != "" && e.Group != GroupExpert && e.Group != GroupNovice {
		return e, fmt.Errorf("the group must be %s, %s or empty", GroupExpert, GroupNovice)
	}
	return e, nil
}

// readTable reads CSV with a comma or, as some spreadsheets write it, a
// semicolon between fields. All lines have as many fields as the first; spaces
// around a field do not count. Errors quote nothing of the table, which may
// hold names.
func readTable(r io.Reader) ([][]string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, fmt.Errorf("the table cannot be read: %w", err)
	}
	if len(text) > maxTable {
		return nil, fmt.Errorf("the table is larger than %d bytes; give only the lines that count", maxTable)
	}
	plain := strings.TrimPrefix(string(text), "\ufeff") // spreadsheets begin with it
	reader := csv.NewReader(strings.NewReader(plain))
	if heading, _, _ := strings.Cut(plain, "\n"); strings.Count(heading, ";") > strings.Count(heading, ",") {
		reader.Comma = ';'
	}
	rows, err := reader.ReadAll()
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return nil, fmt.Errorf("line %d of the table: %w; write one line for each, with as many fields as the heading", fault.Line, fault.Err)
	}
	if err != nil {
		return nil, fmt.Errorf("the table cannot be read: %w", err)
	}
	if len(rows) > 0 && len(rows[0]) > maxFields {
		return nil, fmt.Errorf("the table has more than %d columns; is it the right file?", maxFields)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	return rows, nil
}
