package dicom

import "strings"

// concept is a coded entry of SNOMED CT (PS3.3 section 8).
type concept struct{ code, meaning string }

// The categories of segments (PS3.16 CID 7150).
var (
	anatomicalStructure = concept{"123037004", "Anatomical Structure"}
	alteredStructure    = concept{"49755003", "Morphologically Altered Structure"}
	bodySubstance       = concept{"91720002", "Body Substance"}
	plainTissue         = concept{"85756007", "Tissue"}
)

// tissueConcepts give, for the tissues of a case, a segment's category and its
// type where no code is known.
var tissueConcepts = map[string]struct{ category, kind concept }{
	"skin":   {anatomicalStructure, concept{"39937001", "Skin"}},
	"bone":   {anatomicalStructure, concept{"272673000", "Bone"}},
	"organ":  {anatomicalStructure, concept{"113343008", "Organ"}},
	"brain":  {anatomicalStructure, concept{"12738006", "Brain"}},
	"csf":    {bodySubstance, concept{"65216001", "Cerebrospinal fluid"}},
	"vessel": {anatomicalStructure, concept{"59820001", "Blood vessel"}},
	"tumour": {alteredStructure, concept{"4147007", "Mass"}},
	"other":  {plainTissue, plainTissue},
}

// concepts are a segment's category and type, and its side, whose code is ""
// when it has none.
func (s *SEGSegment) concepts() (category, kind, side concept) {
	entry, known := tissueConcepts[s.Tissue]
	if !known {
		entry = tissueConcepts["other"]
	}
	words, side := splitSide(s.Name)
	if s.SNOMED == "" {
		return entry.category, entry.kind, side
	}
	if entry.category == plainTissue {
		entry.category = anatomicalStructure
	}
	return entry.category, concept{s.SNOMED, words}, side
}

// splitSide makes words of a name in kebab-case, and takes the side from them.
func splitSide(name string) (words string, side concept) {
	var kept []string
	for part := range strings.SplitSeq(name, "-") {
		switch part {
		case "left":
			side = concept{codeLeft, "Left"}
		case "right":
			side = concept{codeRight, "Right"}
		default:
			kept = append(kept, part)
		}
	}
	words = strings.Join(kept, " ")
	if words == "" {
		words = name
	}
	return strings.ToUpper(words[:1]) + words[1:], side
}

// item makes the sequence's item.
func (c concept) item(more ...Element) Dataset {
	return itemOf(append([]Element{
		letters(tagCodeValue, "SH", c.code), letters(tagCodeScheme, "SH", "SCT"), letters(tagCodeMeaning, "LO", c.meaning),
	}, more...)...)
}
