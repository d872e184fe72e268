package dicom

import (
	"strconv"
	"time"
)

// keptForCase lists what a case takes over from an image's attributes: how its
// voxels lie and what their numbers mean. None identifies a person.
var keptForCase = map[Tag]string{
	0x00080060:   "Modality",
	0x00180050:   "Slice Thickness",
	0x00180088:   "Spacing Between Slices",
	0x00181120:   "Gantry/Detector Tilt",
	0x00200032:   "Image Position (Patient)",
	0x00200037:   "Image Orientation (Patient)",
	0x00209111:   "Frame Content Sequence",
	0x00209113:   "Plane Position Sequence",
	0x00209116:   "Plane Orientation Sequence",
	0x00280002:   "Samples per Pixel",
	0x00280004:   "Photometric Interpretation",
	0x00280008:   "Number of Frames",
	0x00280010:   "Rows",
	0x00280011:   "Columns",
	0x00280030:   "Pixel Spacing",
	0x00280100:   "Bits Allocated",
	0x00280101:   "Bits Stored",
	0x00280102:   "High Bit",
	0x00280103:   "Pixel Representation",
	0x00280120:   "Pixel Padding Value",
	0x00281052:   "Rescale Intercept",
	0x00281053:   "Rescale Slope",
	0x00281054:   "Rescale Type",
	0x00289110:   "Pixel Measures Sequence",
	0x00289145:   "Pixel Value Transformation Sequence",
	0x52009229:   "Shared Functional Groups Sequence",
	0x52009230:   "Per-Frame Functional Groups Sequence",
	tagPixelData: "Pixel Data",
}

const (
	tagBirthDate Tag = 0x00100030
	tagAge       Tag = 0x00101010
	tagStudyDate Tag = 0x00080020
)

// judgeForCase says what becomes of an attribute when a case is made, which
// holds no DICOM: Keep for what is in keptForCase, Clean for the age, Remove
// for all else.
func judgeForCase(t Tag) Action {
	if _, kept := keptForCase[t]; kept {
		return Keep
	}
	if t == tagAge {
		return Clean
	}
	return Remove
}

// AgeBand is all that a case may know of the patient's age (PS3.15 option
// Retain Patient Characteristics): the age groups of ICH guideline E11 for
// children, decades for adults, and one band from 90 years on, for whom the
// age itself is an identifier (45 CFR 164.514(b)(2)(i)(C)). It is "" when the
// data set gives neither the age nor the dates of birth and study.
func AgeBand(d *Dataset) string {
	years, known := ageInYears(d)
	switch {
	case !known:
		return ""
	case years < 2:
		return "under 2 years"
	case years < 12:
		return "2 to 11 years"
	case years < 18:
		return "12 to 17 years"
	case years < 30:
		return "18 to 29 years"
	case years < 90:
		decade := years / 10 * 10
		return strconv.Itoa(decade) + " to " + strconv.Itoa(decade+9) + " years"
	}
	return "90 years or more"
}

// ageInYears reads the age (AS: three digits and D, W, M or Y), else computes
// it. Ages below zero and above 130 years are mistakes, and not known.
func ageInYears(d *Dataset) (years int, known bool) {
	text := d.Text(tagAge)
	if len(text) != 4 {
		return ageFromDates(d.Text(tagBirthDate), d.Text(tagStudyDate))
	}
	n, err := strconv.ParseUint(text[:3], 10, 16)
	if err != nil {
		return 0, false
	}
	perYear := map[byte]int{'D': 365, 'W': 52, 'M': 12, 'Y': 1}[text[3]]
	if perYear == 0 {
		return 0, false
	}
	years = int(n) / perYear
	return years, years <= 130
}

func ageFromDates(birth, study string) (years int, known bool) {
	const layout = "20060102"
	from, err := time.Parse(layout, birth)
	if err != nil {
		return 0, false
	}
	to, err := time.Parse(layout, study)
	if err != nil {
		return 0, false
	}
	years = to.Year() - from.Year()
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		years--
	}
	return years, years >= 0 && years <= 130
}
