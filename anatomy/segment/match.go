package segment

import (
	"slices"
	"strings"
	"unicode"
)

// side says which half of the body a name speaks of.
type side int

const (
	noSide side = iota // none, or both halves
	leftSide
	rightSide
)

// bag is a name reduced to what decides: its words without order, number and
// spelling variants, and its side.
type bag struct {
	words string // sorted, in one string
	side  side
}

// bagOf reads a name as tools and people write it: "Left Kidney", kidney_left,
// KidneyL, "LT LUNG", "Vertebrae L1".
func bagOf(name string) bag {
	var words []string
	left, right := false, false
	for _, word := range splitWords(name) {
		switch word = strings.ToLower(word); word {
		case "l", "lt", "lft", "left", "sin", "sinister", "sinistra":
			left = true
		case "r", "rt", "rgt", "right", "dx", "dexter", "dextra":
			right = true
		case "of", "the", "and", "a", "bilateral", "both", "whole", "segmentation", "segment":
		default:
			words = append(words, strings.Fields(plain(word))...)
		}
	}
	slices.Sort(words)
	b := bag{words: strings.Join(slices.Compact(words), " ")}
	switch {
	case left && !right:
		b.side = leftSide
	case right && !left:
		b.side = rightSide
	}
	return b
}

// splitWords cuts at everything that is no letter or digit, and between a
// small letter and a capital.
func splitWords(name string) []string {
	var spaced strings.Builder
	small := false
	for _, c := range name {
		letter := unicode.IsLetter(c) || unicode.IsDigit(c)
		if !letter || small && unicode.IsUpper(c) {
			spaced.WriteByte(' ')
		}
		if letter {
			spaced.WriteRune(c)
		}
		small = unicode.IsLower(c)
	}
	return strings.Fields(spaced.String())
}

// plain gives a lower-case word one spelling: singular, and as in the tables.
func plain(word string) string {
	if same, ok := sameWords[word]; ok {
		return same
	}
	switch {
	case len(word) > 4 && strings.HasSuffix(word, "ies"):
		return word[:len(word)-3] + "y"
	case len(word) > 3 && strings.HasSuffix(word, "ae"):
		return word[:len(word)-1]
	case len(word) > 3 && strings.HasSuffix(word, "s"):
		return word[:len(word)-1]
	}
	return word
}

// sameWords maps words to what plain makes of the tables' words. A word that
// stands for several is spelt out.
var sameWords = map[string]string{
	"tumor": "tumour", "tumors": "tumour", "neoplasm": "tumour", "neoplasms": "tumour",
	"vena": "vein", "venae": "vein", "cavae": "cava", "ivc": "inferior vein cava", "svc": "superior vein cava", "postcava": "inferior vein cava",
	"oesophagus": "esophagu", "clavicle": "clavicula", "clavicles": "clavicula",
	"intestine": "bowel", "intestines": "bowel", "haemorrhage": "hemorrhage",
	"arteria": "artery", "bones": "bone", "vessel": "vessel", "vasculature": "vessel",
	"suprarenal": "adrenal", "adrenals": "adrenal gland", "adrenal": "adrenal gland", "thyroid": "thyroid gland",
	"gland": "gland", "glands": "gland", "muscle": "muscle", "muscles": "muscle",
	"spinalcord": "spinal cord", "gallbladder": "gall bladder", "bladder": "bladder",
	"vertebral": "vertebra", "atria": "atrium", "bronchi": "bronchia", "bronchus": "bronchia",
}

// otherNames are whole names that mean a structure of the tables.
var otherNames = map[string]string{
	"bladder": "urinary-bladder", "body": "skin", "external": "skin", "outer contour": "skin", "scalp": "skin",
	"left atrium": "heart-atrium-left", "right atrium": "heart-atrium-right", "atrium left": "heart-atrium-left", "atrium right": "heart-atrium-right",
	"myocardium": "heart-myocardium", "large bowel": "colon", "large intestine": "colon",
	"blood vessels": "vessels", "vessel": "vessels", "bones": "bone", "muscle": "skeletal-muscle", "vertebra": "vertebrae",
	"portal and splenic veins": "portal-vein-and-splenic-vein", "portal vein and splenic vein": "portal-vein-and-splenic-vein",
	"common iliac artery left": "iliac-artery-left", "common iliac artery right": "iliac-artery-right",
	"common iliac vein left": "iliac-vena-left", "common iliac vein right": "iliac-vena-right",
	"brachiocephalic artery": "brachiocephalic-trunk",
}

// known is everything the tables can name.
type known struct {
	entries []organ
	byBag   map[bag]int
}

// organ is a structure of the tables, without a label.
type organ struct {
	Named
	paired bool // occurs left and right; a side is appended to the name
}

// nameTables reads the built-in tables: TotalSegmentator's classes first, then
// what other tools name.
func nameTables() *known {
	k := &known{byBag: make(map[bag]int)}
	for _, entry := range TotalSegmentator() {
		entry.Label = 0
		k.entries = append(k.entries, organ{Named: entry})
	}
	k.entries = append(k.entries, otherOrgans()...)
	for i, entry := range k.entries {
		k.learn(entry.Name, i)
	}
	for other, name := range otherNames {
		k.learn(other, k.byBag[bagOf(name)])
	}
	return k
}

// learn keeps the first meaning of a name.
func (k *known) learn(name string, entry int) {
	if b := bagOf(name); b.words != "" {
		if _, taken := k.byBag[b]; !taken {
			k.byBag[b] = entry
		}
	}
}

// find looks a name up. A side is never invented and never dropped: a name
// with one means an entry of that side, or a paired structure, and a name
// without one never means an entry with one.
func (k *known) find(name string) (Named, bool) {
	b := bagOf(name)
	if i, ok := k.byBag[b]; ok && b.words != "" {
		return k.entries[i].Named, true
	}
	if i, ok := k.byBag[bag{words: b.words}]; ok && b.words != "" && k.entries[i].paired {
		return k.entries[i].onSide(b.side), true
	}
	return Named{}, false
}

// onSide is the entry of a paired structure for one side.
func (o organ) onSide(s side) Named {
	named := o.Named
	switch s {
	case leftSide:
		named.Name += "-left"
	case rightSide:
		named.Name += "-right"
	}
	return named
}

// findCode looks for what has the SNOMED CT code and lies on the given side:
// an entry of that side first, else a structure without one.
func (k *known) findCode(code string, s side) (Named, bool) {
	for _, entry := range k.entries {
		if entry.SNOMED == code && bagOf(entry.Name).side == s && !entry.paired {
			return entry.Named, true
		}
	}
	for _, entry := range k.entries {
		if entry.SNOMED == code && entry.paired {
			return entry.onSide(s), true
		}
	}
	for _, entry := range k.entries {
		if entry.SNOMED == code && bagOf(entry.Name).side == noSide {
			return entry.Named, true
		}
	}
	return Named{}, false
}
