package dicom

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed profile.csv
var profileCSV string

// tableRow is one attribute of PS3.15 table E.1-1.
type tableRow struct {
	name   string
	action string // of the basic profile, as the table writes it: X, Z, D, U, X/Z …
}

// profileRows is the table, by tag.
var profileRows = sync.OnceValue(func() map[Tag]tableRow {
	rows, err := parseTable(profileCSV)
	if err != nil {
		panic(fmt.Sprintf("dicom: the built-in de-identification table is damaged: %v", err))
	}
	return rows
})

// privates is the tag under which the table lists all private attributes.
const privates Tag = 0x00010000

// tableEntry finds an attribute's row.
func tableEntry(t Tag) (tableRow, bool) {
	row, listed := profileRows()[family(t)]
	return row, listed
}

// family is the tag under which the table lists t: that of its family, with
// zeros for any digit, or t itself.
func family(t Tag) Tag {
	switch {
	case t.Private():
		return privates
	case t.Group()>>8 == 0x50:
		return 0x50000000
	case t.Group()>>8 == 0x60:
		return 0x60000000 | Tag(t.Element())
	}
	return t
}

// parseTable reads lines of the form "0008,0020;Study Date;Z".
func parseTable(text string) (map[Tag]tableRow, error) {
	rows := make(map[Tag]tableRow)
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		field := strings.Split(line, ";")
		if len(field) != 3 {
			return nil, fmt.Errorf("line %q has not three fields", line)
		}
		t, err := parseTableTag(field[0])
		if err != nil {
			return nil, err
		}
		rows[t] = tableRow{name: field[1], action: field[2]}
	}
	return rows, nil
}

func parseTableTag(text string) (Tag, error) {
	digits := strings.ReplaceAll(text, ",", "")
	digits = strings.ReplaceAll(strings.Replace(digits, "odd", "0001", 1), "x", "0")
	n, err := strconv.ParseUint(digits, 16, 32)
	return Tag(n), err
}
