package segment

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxNamesLine bounds a line of a label table, in bytes.
const maxNamesLine = 4096

// ParseNames reads a label table. A line is one of
//
//	label name [snomed] [tissue]      17 aorta 15825003 vessel
//	label name red green blue alpha   a colour table (.ctbl) of 3D Slicer
//
// separated by blanks; # starts a comment line, and label 0, the background,
// is passed over. Names become kebab-case. What a line does not say comes from
// the TotalSegmentator entry of the same name, else from the words of the name
// (vein: tissue vessel). Vessels are critical, and so is what either of them
// says is. Errors give the line's number:
// a label that is no number up to 65535, a missing name, an unknown tissue, a
// label or a name used twice.
func ParseNames(r io.Reader) ([]Named, error) {
	reference := byName(TotalSegmentator())
	labels, names := map[uint16]int{}, map[string]int{}
	var table []Named
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxNamesLine)
	number := 0
	for lines.Scan() {
		number++
		fields := strings.Fields(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		entry, err := parseName(fields, reference)
		if err != nil {
			return nil, fmt.Errorf("label table, line %d: %w", number, err)
		}
		if entry.Label == 0 {
			continue
		}
		if first, used := labels[entry.Label]; used {
			return nil, fmt.Errorf("label table, line %d: label %d is already named on line %d", number, entry.Label, first)
		}
		if first, used := names[entry.Name]; used {
			return nil, fmt.Errorf("label table, line %d: the name %s is already used on line %d", number, entry.Name, first)
		}
		labels[entry.Label], names[entry.Name] = number, number
		table = append(table, entry)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("label table, after line %d: %w", number, err)
	}
	if len(table) == 0 {
		return nil, fmt.Errorf("the label table names no label; write lines such as: 1 liver")
	}
	return table, nil
}

func byName(table []Named) map[string]Named {
	entries := make(map[string]Named, len(table))
	for _, entry := range table {
		entries[entry.Name] = entry
	}
	return entries
}

func parseName(fields []string, reference map[string]Named) (Named, error) {
	label, err := strconv.ParseUint(fields[0], 10, 16)
	if err != nil {
		return Named{}, fmt.Errorf("%q is not a label from 0 to 65535", fields[0])
	}
	if label == 0 {
		return Named{}, nil
	}
	if len(fields) < 2 || kebab(fields[1]) == "" {
		return Named{}, fmt.Errorf("label %d has no name with letters or digits", label)
	}
	name := kebab(fields[1])
	entry, known := reference[name]
	if !known {
		entry = Named{Name: name, Tissue: tissueOf(name)}
		entry.Color, entry.Critical = tissueColor(entry.Tissue), entry.Tissue == "vessel"
	}
	entry.Label = uint16(label)
	if color, ok := slicerColor(fields[2:]); ok {
		entry.Color = color
		return entry, nil
	}
	return entry, entry.describe(fields[2:])
}

// slicerColor reads the four columns red, green, blue and alpha, 0 to 255.
func slicerColor(fields []string) (color string, ok bool) {
	if len(fields) != 4 {
		return "", false
	}
	var channel [4]uint64
	for i, field := range fields {
		var err error
		if channel[i], err = strconv.ParseUint(field, 10, 8); err != nil {
			return "", false
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", channel[0], channel[1], channel[2]), true
}

// describe reads the optional columns: a SNOMED CT code, a tissue, or both.
func (n *Named) describe(fields []string) error {
	if len(fields) > 0 && isSNOMED(fields[0]) {
		n.SNOMED, fields = fields[0], fields[1:]
	}
	if len(fields) > 1 {
		return fmt.Errorf("label %d has too many columns; names have no blanks, write left-ventricle", n.Label)
	}
	if len(fields) == 0 {
		return nil
	}
	if !isTissue(fields[0]) {
		return fmt.Errorf("%q is neither a SNOMED CT code nor a tissue (skin, bone, brain, csf, vessel, tumour, organ, other)", fields[0])
	}
	if n.Tissue != fields[0] {
		n.Tissue, n.Color = fields[0], tissueColor(fields[0])
	}
	n.Critical = n.Critical || n.Tissue == "vessel"
	return nil
}

// isSNOMED says whether text is a SNOMED CT identifier: 6 to 18 digits.
func isSNOMED(text string) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) >= 6 && len(text) <= 18
}
