package segment

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

//go:embed totalsegmentator.csv
var totalSegmentatorCSV string

// TotalSegmentator is the label table of TotalSegmentator v2, task "total":
// classes 1 to 117, ascending. Version 1 numbered its 104 classes otherwise;
// a map of that version needs a table of its own (ParseNames).
func TotalSegmentator() []Named {
	table, err := parseBuiltIn(totalSegmentatorCSV)
	if err != nil {
		panic(fmt.Sprintf("segment: the built-in label table is damaged: %v", err))
	}
	return table
}

func parseBuiltIn(text string) ([]Named, error) {
	lines := csv.NewReader(strings.NewReader(text))
	lines.Comment = '#'
	lines.FieldsPerRecord = 6
	records, err := lines.ReadAll()
	if err != nil {
		return nil, err
	}
	var table []Named
	for _, field := range records[1:] { // the first line names the columns
		label, err := strconv.ParseUint(field[0], 10, 16)
		if err != nil {
			return nil, err
		}
		critical, err := strconv.ParseBool(field[5])
		if err != nil {
			return nil, err
		}
		table = append(table, Named{uint16(label), field[1], field[2], field[3], field[4], critical})
	}
	return table, nil
}
