package dicom

import "strings"

// Attributes that tell of text in the pixels.
const (
	tagConversionType     Tag = 0x00080064
	tagBurnedInAnnotation Tag = 0x00280301
	tagVisualFeatures     Tag = 0x00280302
	tagBodyPart           Tag = 0x00180015
	tagAnatomicRegion     Tag = 0x00082218
	tagCodeValue          Tag = 0x00080100
)

// BurnedInRisk says whether a file's attributes speak for text in its pixels,
// such as a name on a screen that was captured, and why. Such an image must
// not be imported before a person has looked at it: no table removes what is
// drawn. That the device itself says NO counts for CT and MR, not for
// captured screens and ultrasound. Overlays are no risk, for no import takes
// them over. The reason quotes nothing of the file. See BurnedInText for what
// the pixels say.
func BurnedInRisk(d *Dataset) (reason string, risk bool) {
	switch {
	case d.Text(tagBurnedInAnnotation) == "YES":
		return "the file says that text is burned into its pixels (BurnedInAnnotation)", true
	case screenClasses[d.Text(tagSOPClass)] != "":
		return "it is " + screenClasses[d.Text(tagSOPClass)] + ", which usually shows text", true
	case screenModalities[d.Text(tagModality)]:
		return "its modality is one that usually shows text (ultrasound, screens, photographs, documents)", true
	case capturing[d.Text(tagConversionType)]:
		return "it was digitised or captured from a screen, film or document (ConversionType)", true
	case isScreenType(d.Texts(tagImageType)):
		return "it was saved from a screen (ImageType)", true
	case len(d.Ints(tagSamplesPerPixel)) > 0 && d.Ints(tagSamplesPerPixel)[0] > 1:
		return "it is in colour, as screens are and scans are not", true
	}
	return "", false
}

// screenClasses are the SOP classes (PS3.4 table B.5-1) whose images carry
// text as a rule.
var screenClasses = map[string]string{
	"1.2.840.10008.5.1.4.1.1.7":        "a secondary capture",
	"1.2.840.10008.5.1.4.1.1.7.1":      "a secondary capture",
	"1.2.840.10008.5.1.4.1.1.7.2":      "a secondary capture",
	"1.2.840.10008.5.1.4.1.1.7.3":      "a secondary capture",
	"1.2.840.10008.5.1.4.1.1.7.4":      "a secondary capture",
	"1.2.840.10008.5.1.4.1.1.3":        "an ultrasound image",
	"1.2.840.10008.5.1.4.1.1.3.1":      "an ultrasound image",
	"1.2.840.10008.5.1.4.1.1.6":        "an ultrasound image",
	"1.2.840.10008.5.1.4.1.1.6.1":      "an ultrasound image",
	"1.2.840.10008.5.1.4.1.1.6.2":      "an ultrasound image",
	"1.2.840.10008.5.1.4.1.1.12.1":     "an angiogram",
	"1.2.840.10008.5.1.4.1.1.12.2":     "a fluoroscopy",
	"1.2.840.10008.5.1.4.1.1.12.3":     "an angiogram",
	"1.2.840.10008.5.1.4.1.1.77.1.4":   "a photograph",
	"1.2.840.10008.5.1.4.1.1.77.1.4.1": "a video",
	"1.2.840.10008.5.1.4.1.1.104.1":    "a document",
}

// screenModalities are coded modalities (PS3.3 C.7.3.1.1.1) of the same kind.
var screenModalities = map[string]bool{"US": true, "IVUS": true, "XC": true, "OT": true, "DOC": true, "ES": true}

// capturing are conversion types (PS3.3 C.8.6.1.1.1) but for SYN, which is
// computed.
var capturing = map[string]bool{"DV": true, "DI": true, "DF": true, "WSD": true, "SD": true, "SI": true, "DRW": true}

// isScreenType looks for what vendors write into ImageType for screens.
func isScreenType(values []string) bool {
	for _, value := range values {
		for _, word := range [...]string{"SCREEN", "CAPTURE", "REPORT", "PHOTO"} {
			if strings.Contains(strings.ToUpper(value), word) {
				return true
			}
		}
	}
	return false
}

// SaysHead says whether a file's attributes say that it shows a head, a face
// or features that a person could be recognised by. The image itself is judged
// by package segment; this is for scans of which it sees too little.
func SaysHead(d *Dataset) bool {
	if d.Text(tagVisualFeatures) == "YES" || headParts[d.Text(tagBodyPart)] {
		return true
	}
	for _, item := range d.Items(tagAnatomicRegion) {
		if headCodes[item.Text(tagCodeValue)] {
			return true
		}
	}
	return false
}

// headParts are the defined terms of BodyPartExamined (PS3.16 annex L) for
// regions of the head; NECK and CSPINE scans begin at the chin.
var headParts = map[string]bool{
	"HEAD": true, "BRAIN": true, "SKULL": true, "FACE": true, "HEADNECK": true, "NECK": true, "CSPINE": true,
	"ORBIT": true, "EYE": true, "NOSE": true, "SINUS": true, "PSINUS": true, "PARANASALSINUS": true, "JAW": true,
	"MAXILLA": true, "MANDIBLE": true, "TMJ": true, "EAR": true, "IAC": true, "MOUTH": true, "TONGUE": true,
	"ZYGOMA": true, "PAROTID": true, "PITUITARY": true, "WHOLEBODY": true,
}

// headCodes are SNOMED CT and older SNOMED RT codes of the same regions:
// head, brain, face, skull, head and neck, entire body.
var headCodes = map[string]bool{
	"69536005": true, "T-D1100": true, "12738006": true, "T-A0100": true, "89545001": true, "T-D1200": true,
	"89546000": true, "T-11100": true, "774007": true, "T-D1000": true, "38266002": true, "T-D0010": true,
}
