package dicom

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// namer makes names that can stand in a case of what people typed into a file,
// which now and then is the patient's name.
type namer struct {
	stem       string          // of names for what has none: segment or roi
	identifier []string        // of the patient, in small letters
	used       map[string]bool // names given
	replaced   int             // names that held an identifier
}

// newNamer learns who the patient is from the same file.
func newNamer(d *Dataset, stem string) *namer {
	n := &namer{stem: stem, used: make(map[string]bool)}
	for _, id := range Identifiers(personal(d)) {
		n.identifier = append(n.identifier, strings.ToLower(id))
	}
	return n
}

// personal is the part of a data set that speaks of people and places: the
// patient's group, every person's name, and the numbers and addresses of visit
// and hospital. Descriptions are not part of it, for they name organs.
func personal(d *Dataset) *Dataset {
	part := &Dataset{BigEndian: d.BigEndian}
	for _, e := range d.Elements {
		switch e.Tag {
		case 0x00080050, 0x00080080, 0x00080081, 0x00081010, 0x00081040, 0x00200010, 0x00380010:
			// AccessionNumber, InstitutionName and -Address, StationName,
			// InstitutionalDepartmentName, StudyID, AdmissionID.
		default:
			const patientGroup = 0x0010
			if e.Tag.Group() != patientGroup && e.VR != "PN" {
				continue
			}
		}
		part.Elements = append(part.Elements, e)
	}
	return part
}

// maxNameLength keeps the names of structures short enough for a table.
const maxNameLength = 40

// name makes the name of the segment or region with a number: what the file
// calls it, with the side that its code has where the words have none.
func (n *namer) name(text, side string, number int) string {
	name := kebabName(text)
	if n.identifies(text) || n.identifies(name) {
		n.replaced++
		name = ""
	}
	if name != "" && side != "" && !strings.Contains("-"+name+"-", "-"+side+"-") {
		name = cut(name, maxNameLength-len(side)-1) + "-" + side
	}
	if name == "" {
		name = fmt.Sprintf("%s-%d", n.stem, number)
	}
	base := name
	for again := 2; n.used[name]; again++ {
		suffix := fmt.Sprintf("-%d", again)
		name = cut(base, maxNameLength-len(suffix)) + suffix
	}
	n.used[name] = true
	return name
}

// note tells how many names were replaced.
func (n *namer) note(notes *sentences) {
	if n.replaced > 0 {
		notes.add("%s held what identifies the patient and became %s-N; name what they are", countOf(n.replaced, "name"), n.stem)
	}
}

// identifies says whether a name could tell who the patient is: by a word that
// is an identifier, a longer identifier anywhere, or a number as long as a
// date.
func (n *namer) identifies(name string) bool {
	small := strings.ToLower(name)
	for _, id := range n.identifier {
		const longEnough = 4
		if len(id) >= longEnough && strings.Contains(small, id) {
			return true
		}
	}
	if len(Leaks([]byte(name), n.identifier)) > 0 {
		return true
	}
	const dateDigits = 6
	run := 0
	for _, c := range name {
		if run++; !unicode.IsDigit(c) {
			run = 0
		}
		if run == dateDigits {
			return true
		}
	}
	return false
}

// kebabName writes words in small letters with hyphens: "Lt Lung" and LtLung
// become lt-lung. Letters beyond a to z end a word.
func kebabName(text string) string {
	var name strings.Builder
	border, small := false, false
	for _, c := range text {
		lower := unicode.ToLower(c)
		if lower >= utf8.RuneSelf || (lower < 'a' || lower > 'z') && (lower < '0' || lower > '9') {
			border = name.Len() > 0
			continue
		}
		if border || small && unicode.IsUpper(c) {
			name.WriteByte('-')
		}
		name.WriteRune(lower)
		border, small = false, unicode.IsLower(c)
	}
	return cut(name.String(), maxNameLength)
}

// cut shortens a name, which then does not end in a hyphen.
func cut(name string, length int) string {
	if len(name) > length {
		name = name[:length]
	}
	return strings.TrimRight(name, "-")
}
