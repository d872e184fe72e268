package segment

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

//go:embed organs.csv
var organsCSV string

//go:embed totalsegmentator_v1.txt
var totalSegmentatorV1 string

// otherOrgans are the structures that other tools name beside
// TotalSegmentator's.
func otherOrgans() []organ {
	lines := csv.NewReader(strings.NewReader(organsCSV))
	lines.Comment = '#'
	records, err := lines.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("segment: the built-in table of organs is damaged: %v", err))
	}
	var organs []organ
	for _, field := range records[1:] { // the first line names the columns
		critical, err := strconv.ParseBool(field[4])
		paired, err2 := strconv.ParseBool(field[5])
		if err != nil || err2 != nil {
			panic(fmt.Sprintf("segment: the built-in table of organs is damaged at %s", field[0]))
		}
		organs = append(organs, organ{Named{0, field[0], field[1], field[2], field[3], critical}, paired})
	}
	return organs
}

// LabelTable is the numbering of another tool's label maps.
type LabelTable struct {
	ID     string // for the command line: totalsegmentator, totalsegmentator-v1, btcv, amos, flare
	Title  string // for people
	Labels []Named
}

// LabelTables are the numberings that Drylab knows, the likeliest first:
//
//   - totalsegmentator: version 2, task "total", 117 classes.
//   - totalsegmentator-v1: version 1, 104 classes, which MONAI's whole-body CT
//     bundle shares.
//   - btcv: the 13 organs of "Beyond the Cranial Vault" (MICCAI 2015), of
//     MONAI's Swin UNETR and UNETR bundles.
//   - amos: the 15 organs of AMOS (MICCAI 2022).
//   - flare: the 13 organs of FLARE 2022.
func LabelTables() []LabelTable {
	return []LabelTable{
		{"totalsegmentator", "TotalSegmentator 2, task total", TotalSegmentator()},
		{"totalsegmentator-v1", "TotalSegmentator 1 and MONAI whole-body CT", numbered(uncommented(totalSegmentatorV1))},
		{"btcv", "BTCV and MONAI Swin UNETR", numbered("spleen kidney-right kidney-left gallbladder esophagus liver stomach aorta inferior-vena-cava portal-vein-and-splenic-vein pancreas adrenal-gland-right adrenal-gland-left")},
		{"amos", "AMOS 2022", numbered("spleen kidney-right kidney-left gallbladder esophagus liver stomach aorta inferior-vena-cava pancreas adrenal-gland-right adrenal-gland-left duodenum urinary-bladder prostate-or-uterus")},
		{"flare", "FLARE 2022", numbered("liver kidney-right spleen pancreas aorta inferior-vena-cava adrenal-gland-right adrenal-gland-left gallbladder esophagus stomach duodenum kidney-left")},
	}
}

func uncommented(text string) string {
	var kept []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, " ")
}

// numbered gives the names their labels from 1 in the order listed.
func numbered(names string) []Named {
	tables := nameTables()
	var table []Named
	for i, name := range strings.Fields(names) {
		n, ok := tables.find(name)
		if !ok {
			n = guessed(name)
		}
		n.Label, n.Name = uint16(i+1), name
		table = append(table, n)
	}
	return table
}
