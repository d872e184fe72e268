package dicom

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Identifiers lists, sorted, what of a data set could identify the patient
// when found in another file: the text values, in sequences too, of every
// attribute that the profile does not keep, and of private ones. It serves the
// proof that none of them is left in what was written: see Leaks.
//
// Names come whole and in their parts, dates also in the two ways in which
// people write them (2004-01-19, 19.01.2004). Left out is what would be found
// in files that know no patient: values shorter than shortest, numbers with a
// fraction or of fewer than six digits (a spacing of 0.5), a digit or letter
// repeated, UIDs of the standard itself, and the words in generic; of
// descriptions and private attributes also what the same data set says in an
// attribute that the profile keeps, such as the manufacturer. A patient whose
// whole name is such a word, or has two letters, is found by the other
// identifiers only.
func Identifiers(d *Dataset) []string {
	g := gatherer{found: make(map[string]bool), weak: make(map[string]bool), kept: make(map[string]bool)}
	g.gather(d)
	for id := range g.weak {
		if !g.kept[strings.ToLower(id)] {
			g.found[id] = true
		}
	}
	return slices.Sorted(maps.Keys(g.found))
}

// gatherer collects values: found are those that identify whatever else holds
// them, weak those that do so unless kept, in small letters, holds them too.
type gatherer struct{ found, weak, kept map[string]bool }

func (g *gatherer) gather(d *Dataset) {
	for i := range d.Elements {
		e := &d.Elements[i]
		for item := range e.Items {
			g.gather(&e.Items[item])
		}
		into := g.weak
		switch {
		case e.Value == nil:
			continue
		case Judge(e.Tag, e.VR) == Keep:
			for _, value := range d.Texts(e.Tag) {
				g.kept[strings.ToLower(value)] = true
			}
			continue
		case isPersonal(e):
			into = g.found
		}
		for _, value := range d.Texts(e.Tag) {
			for _, form := range formsOf(value, e.VR) {
				if identifies(form) {
					into[form] = true
				}
			}
		}
	}
}

// isPersonal says whether an element holds a name, a date, a UID or something
// else of the patient, and not only words about the scan.
func isPersonal(e *Element) bool {
	switch e.VR {
	case "PN", "DA", "TM", "DT", "UI":
		return true
	}
	const patientGroup = 0x0010
	return e.Tag.Group() == patientGroup
}

// formsOf is a value and the other ways in which it might be written.
func formsOf(value, vr string) []string {
	forms := []string{value}
	switch vr {
	case "PN":
		parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("^=, ", r) })
		forms = append(forms, parts...)
		forms = append(forms, strings.Join(parts, " "))
	case "TM":
		// The fraction of a second is not always copied along.
		whole, _, _ := strings.Cut(value, ".")
		forms = append(forms, whole)
	case "DA", "DT":
		if len(value) >= 8 {
			year, month, day := value[:4], value[4:6], value[6:8]
			forms = append(forms, value[:8], year+"-"+month+"-"+day, day+"."+month+"."+year)
		}
	}
	return forms
}

// shortest is the length in letters from which a value counts.
const shortest = 3

// identifies says whether a value tells more than chance or common words do.
func identifies(value string) bool {
	letters := utf8.RuneCountInString(value)
	if letters < shortest || generic[strings.ToLower(value)] || strings.HasPrefix(value, "1.2.840.10008.") {
		return false
	}
	if strings.Count(value, value[:1]) == len(value) {
		return false
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil {
		const fewestDigits = 6
		return !strings.ContainsAny(value, ".eE") && letters >= fewestDigits
	}
	return true
}

// generic holds words, in small letters, that stand in attributes which the
// profile removes (descriptions, protocols, institutions of anonymised data)
// and just as well in a case that knows no patient.
var generic = wordSet(`
	none null unknown other anonymous anonymized anonymised removed deidentified
	patient name test phantom research hospital institution department radiology
	original primary derived secondary axial coronal sagittal oblique localizer
	head skull brain face neck chest thorax lung lungs heart breast abdomen liver
	pancreas spleen kidney kidneys pelvis spine hip knee body bone skin aorta
	scan image volume series study slice standard routine contrast without with
	segmentation perfusion station physician pixel pixels slices
	left right male female yes true false mask label labels tumor tumour lesion`)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}
