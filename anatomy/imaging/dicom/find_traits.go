package dicom

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// trait numbers the attributes by which a scanner tells images of one place
// apart.
type trait int

const (
	traitKind trait = iota // image type
	traitComponent
	traitStack
	traitEchoTime
	traitEcho
	traitTime
	traitBValue
	traitGradient
	traitInversion
	traitDelay
	traitTrigger
	traitAcquisition
	traitVoltage
	traitKernel
	traitDimension
	traitAcquisitionTime
	traitCount
)

// alwaysApart is how many traits, from the first, part images that lie in
// different places too: a magnitude and a phase image, or two echoes, are never
// slices of one volume. By the others images are told apart only where several
// lie in one place; the acquisition number, for one, changes along many a CT.
const alwaysApart = traitEchoTime + 1

// traitTable says where a trait stands: the functional group of enhanced
// objects, the attribute there, and the attribute of single images.
var traitTable = [traitCount]struct{ group, tag, single Tag }{
	traitKind:            {0, 0, tagImageType},
	traitComponent:       {tagMRFrameType, tagComplexComponent, tagComplexComponent},
	traitStack:           {tagFrameContent, tagStackID, 0},
	traitEchoTime:        {tagMREcho, tagEffectiveEchoTime, tagEchoTime},
	traitEcho:            {0, 0, tagEchoNumbers},
	traitTime:            {tagFrameContent, tagTemporalIndex, tagTemporalPosition},
	traitBValue:          {tagMRDiffusion, tagBValue, tagBValue},
	traitGradient:        {tagDiffusionGradient, tagGradientOrientation, tagGradientOrientation},
	traitInversion:       {0, 0, tagInversionTime},
	traitDelay:           {tagCardiacSync, tagCardiacDelay, tagCardiacDelay},
	traitTrigger:         {0, 0, tagTriggerTime},
	traitAcquisition:     {0, 0, tagAcquisitionNumber},
	traitVoltage:         {0, 0, tagKVP},
	traitKernel:          {tagCTReconstruction, tagConvolutionKernel, tagConvolutionKernel},
	traitAcquisitionTime: {0, 0, tagAcquisitionTime},
}

// readTraits reads all traits of a frame. spatial says which of the file's
// dimensions are of space; nil when the file has none.
func (p *plane) readTraits(v frameView, spatial []bool) {
	for t, where := range traitTable {
		if where.group != 0 {
			p.traits[t] = v.text(where.group, where.tag)
		}
		if p.traits[t] == "" && where.single != 0 {
			p.traits[t] = v.text(0, where.single)
		}
	}
	for _, group := range []Tag{tagCTFrameType, tagMRFrameType, tagPETFrameType, tagXAFrameType} {
		if v.own == nil && v.shared == nil {
			break
		}
		if kind := v.text(group, tagFrameType); kind != "" {
			p.traits[traitKind] = kind
		}
	}
	if d := v.gradient(); d != nil {
		p.traits[traitGradient] = joinNumbers(d.Floats(tagGradientOrientation))
	}
	p.traits[traitDimension] = dimension(v, spatial)
}

// gradient gives the item with the direction of diffusion, which lies one
// sequence deeper than the b-value; nil when there is none.
func (v frameView) gradient() *Dataset {
	d := v.in(tagMRDiffusion, tagDiffusionGradient)
	if d == nil {
		return nil
	}
	if items := d.Items(tagDiffusionGradient); len(items) > 0 {
		return &items[0]
	}
	return nil
}

// The dimensions of a multi-frame image (PS3.3 C.7.6.17).
const (
	tagDimensionIndex   Tag = 0x00209222
	tagDimensionPointer Tag = 0x00209165
	tagDimensionValues  Tag = 0x00209157
	tagInStackPosition  Tag = 0x00209057
	tagVolumePosition   Tag = 0x00209301
)

// spatialDimensions says which dimensions of a multi-frame image count places,
// and so do not tell images of one place apart.
func spatialDimensions(d *Dataset) []bool {
	var spatial []bool
	for _, item := range d.Items(tagDimensionIndex) {
		pointer := Tag(item.firstInt(tagDimensionPointer, 0))
		spatial = append(spatial, pointer == tagInStackPosition || pointer == tagImagePosition || pointer == tagVolumePosition)
	}
	return spatial
}

// dimension is the frame's place in all dimensions but those of space, which
// stands for whatever a vendor told its frames apart by.
func dimension(v frameView, spatial []bool) string {
	d := v.in(tagFrameContent, tagDimensionValues)
	if d == nil || !slices.Contains(spatial, true) {
		return ""
	}
	var rest []string
	for at, value := range d.Ints(tagDimensionValues) {
		if at < len(spatial) && !spatial[at] {
			rest = append(rest, strconv.Itoa(value))
		}
	}
	return strings.Join(rest, `\`)
}

// joinNumbers writes numbers as DICOM writes several values.
func joinNumbers(numbers []float64) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.FormatFloat(n, 'g', -1, 64)
	}
	return strings.Join(texts, `\`)
}

// plainNumber reads a trait that is one number.
func plainNumber(text string) (float64, bool) {
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil && !math.IsNaN(value) && !math.IsInf(value, 0)
}

// traitWords names the traits that tell a person which of several volumes is
// which, with a number for a value.
var traitWords = [traitCount]string{
	traitEcho:        "echo %s",
	traitTime:        "time %s",
	traitBValue:      "b-value %s",
	traitInversion:   "inversion time %s ms",
	traitDelay:       "heart phase at %s ms",
	traitTrigger:     "heart phase at %s ms",
	traitAcquisition: "acquisition %s",
	traitVoltage:     "%s kV",
}

// word says a split in words: its value where that is a number, else that it
// is one of several.
func (s split) word() string {
	value, ok := plainNumber(s.value)
	if format := traitWords[s.by]; ok && format != "" {
		return fmt.Sprintf(format, strconv.FormatFloat(value, 'g', 6, 64))
	}
	return ""
}
