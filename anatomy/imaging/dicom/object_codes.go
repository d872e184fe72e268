package dicom

import "strings"

// code reads a coded entry (PS3.3 section 8) as a SNOMED CT concept; "" when
// it is none. Codes of the old scheme SRT, which DICOM has retired (PS3.16
// section 8.1.1), are turned where the table has them.
func code(d *Dataset) string {
	value := d.Text(tagCodeValue)
	switch d.Text(tagCodeScheme) {
	case "SCT":
		if len(value) >= 6 && len(value) <= 18 && strings.Trim(value, "0123456789") == "" {
			return value
		}
	case "SRT", "SNM3", "99SDM":
		return retiredCodes[value]
	}
	return ""
}

// codeIn reads the first entry of a code sequence.
func codeIn(d *Dataset, t Tag) string {
	if items := d.Items(t); len(items) > 0 {
		return code(&items[0])
	}
	return ""
}

// The SNOMED CT concepts that are qualifiers of a side.
const (
	codeLeft  = "7771000"
	codeRight = "24028007"
)

// sideIn reads the side from the modifiers of a coded entry; "" without one.
func sideIn(d *Dataset, entry, modifiers Tag) string {
	for _, items := range [][]Dataset{d.Items(entry), {*d}} {
		if len(items) == 0 {
			continue
		}
		switch codeIn(&items[0], modifiers) {
		case codeLeft:
			return "left"
		case codeRight:
			return "right"
		}
	}
	return ""
}

// segmentCode is the code of what a segment is: its type (PS3.3 C.8.20.4), or
// where that only repeats the category, as Tissue does when nobody chose one,
// the region of the body. The side comes from whichever has one.
func segmentCode(d *Dataset) (snomed, side string) {
	snomed = codeIn(d, tagSegmentType)
	if snomed == "" || snomed == codeIn(d, tagSegmentCategory) {
		snomed = codeIn(d, tagAnatomicRegion)
	}
	if side = sideIn(d, tagSegmentType, tagSegmentTypeModifier); side == "" {
		side = sideIn(d, tagAnatomicRegion, tagRegionModifier)
	}
	return snomed, side
}

// retiredCodes turn SNOMED RT identifiers into SNOMED CT concepts (PS3.16
// annex L and its context groups): the anatomy that segmentations name most,
// and what lies in it.
var retiredCodes = map[string]string{
	"G-A100": codeRight, "G-A101": codeLeft,
	"T-D0050": "85756007", "T-D000A": "123037004", "M-01000": "49755003", // tissue, anatomical, altered structure

	"T-62000": "10200004", "T-63000": "28231008", "T-60610": "28273000", // liver, gallbladder, bile duct
	"T-C3000": "78961009", "T-65000": "15776009", "T-71000": "64033007", // spleen, pancreas, kidney
	"T-73000": "87953007", "T-74000": "89837001", "T-B3000": "23451007", // ureter, bladder, adrenal gland
	"T-56000": "32849002", "T-57000": "69695003", "T-58200": "38848004", // oesophagus, stomach, duodenum
	"T-59300": "71854001", "T-92000": "41216001", "T-32000": "80891009", // colon, prostate, heart
	"T-28000": "39607008", "T-25000": "44567001", "T-29000": "3120008", // lung, trachea, pleura

	"T-42000": "15825003", "T-48710": "64131007", "T-48810": "32764006", // aorta, inferior vena cava, portal vein
	"T-46420": "76015000", "T-48720": "8993003", // hepatic artery, hepatic vein
	"T-41000": "51114001", "T-48000": "29092000", // artery, vein

	"T-A0100": "12738006", "T-A7010": "2748008", "T-A1120": "18545000", // brain, spinal cord, dura
	"T-A0500": "84782009", "T-A8000": "25238003", "T-D0598": "119410002", // peripheral, cranial, any nerve
	"T-11100": "89546000", "T-11180": "91609006", "T-11130": "60911003", // skull, mandible, temporal bone
	"T-12710": "71341001", "T-11510": "51282000", "T-11AD0": "54735007", // femur, vertebra, sacrum
	"T-D016E": "272673000", "T-13001": "71616004", "T-01000": "39937001", // bone, muscle, skin

	"M-8FFFF": "108369006", "M-80003": "86049000", "M-03000": "4147007", // neoplasm, its primary, mass
	"M-3340A": "367643001", "M-01100": "52988006", // cyst, lesion
}
