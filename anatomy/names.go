package anatomy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// maxNameLength keeps names within what every file system takes.
const maxNameLength = 100

// checkName accepts lower-case letters, digits and single inner hyphens: what
// can stand in a file name, a command line and a scenario on every system.
func checkName(what, name string) error {
	if name == "" {
		return fmt.Errorf("%s has no name; give it one of lower-case letters, digits and hyphens", what)
	}
	valid := len(name) <= maxNameLength
	for i := 0; i < len(name) && valid; i++ {
		c := name[i]
		inner := i > 0 && i < len(name)-1 && name[i-1] != '-'
		valid = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' && inner
	}
	if !valid {
		return fmt.Errorf("%s name %s is not allowed; use up to %d lower-case letters, digits and single hyphens", what, quoted(name), maxNameLength)
	}
	return nil
}

// checkText accepts one line of printable text: what a terminal and a web page
// can show as it is.
func checkText(what, text string) error {
	const longest = 2000
	if len(text) > longest {
		return fmt.Errorf("%s is longer than %d bytes; shorten it", what, longest)
	}
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return fmt.Errorf("%s %s is not one line of printable text", what, quoted(text))
		}
	}
	return nil
}

// Nearest are at most so many of the names, those most like the given one first,
// for errors that ask whether another was meant.
func Nearest(name string, names []string, most int) []string {
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Compare(editDistance(name, a), editDistance(name, b)) })
	return sorted[:min(most, len(sorted))]
}

// editDistance counts the letters to insert, delete or replace (Levenshtein
// 1966).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// quoted is a text of a file in an error: short, and safe on a terminal.
func quoted(text string) string {
	const most = 40
	if len(text) > most {
		return strconv.QuoteToASCII(text[:most]) + "…"
	}
	return strconv.QuoteToASCII(text)
}

// depthOf orders tissues from the outside of a body inwards: what is deeper
// covers, voxel by voxel, what is shallower. ok is false for an unknown tissue.
func depthOf(tissue string) (depth int, ok bool) {
	for i, name := range tissuesInwards {
		if name == tissue {
			return i, true
		}
	}
	return 0, false
}

// Deeper says whether a tissue lies further inside a body than another, so that
// a structure of it may belong to the solid of one of the other. Tissues that
// are unknown lie nowhere.
func Deeper(inner, outer string) bool {
	in, known := depthOf(inner)
	out, knownToo := depthOf(outer)
	return known && knownToo && in > out
}

// tissuesInwards lists every tissue of Structure.Tissue.
var tissuesInwards = [...]string{"skin", "other", "bone", "organ", "brain", "csf", "tumour", "vessel"}

func checkTissue(structure, tissue string) error {
	if _, ok := depthOf(tissue); !ok {
		return fmt.Errorf("structure %s has the unknown tissue %s; use one of %v", structure, quoted(tissue), tissuesInwards)
	}
	return nil
}

// checkColor accepts #rrggbb.
func checkColor(structure, color string) error {
	if len(color) == 7 && color[0] == '#' {
		if _, err := strconv.ParseUint(color[1:], 16, 32); err == nil {
			return nil
		}
	}
	return fmt.Errorf("structure %s has the colour %s; write it as #rrggbb", structure, quoted(color))
}

// checkModality accepts CT, CBCT (whose Hounsfield units are unreliable), MR and LABELS.
func checkModality(modality string) error {
	switch modality {
	case "CT", "CBCT", "MR", "LABELS":
		return nil
	}
	return fmt.Errorf("the modality %s is unknown; use CT, CBCT, MR or LABELS", quoted(modality))
}
