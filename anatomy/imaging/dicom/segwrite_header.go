package dicom

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// The elements that only written segmentations need.
const (
	tagDimensionOrganization  Tag = 0x00209164
	tagDimensionOrganizations Tag = 0x00209221
	tagDimensionIndices       Tag = 0x00209222
	tagDimensionIndexPointer  Tag = 0x00209165
	tagFunctionalGroupPointer Tag = 0x00209167
	tagDimensionIndexValues   Tag = 0x00209157
	tagSegmentAlgorithmType   Tag = 0x00620008
	tagSegmentAlgorithmName   Tag = 0x00620009
	tagSegmentsOverlap        Tag = 0x00620013
	tagStudyInstanceUID       Tag = 0x0020000d
	tagContentDate            Tag = 0x00080023
	tagContentTime            Tag = 0x00080033
	tagContentLabel           Tag = 0x00700080
	tagContentDescription     Tag = 0x00700081
	tagContentCreator         Tag = 0x00700084
	tagPositionReference      Tag = 0x00201040
	tagManufacturer           Tag = 0x00080070
	tagManufacturerModel      Tag = 0x00081090
	tagDeviceSerialNumber     Tag = 0x00181000
	tagSoftwareVersions       Tag = 0x00181020
)

// letters makes an element of letters; empty text gives one without value.
func letters(t Tag, vr, value string) Element {
	return Element{Tag: t, VR: vr, Value: []byte(value)}
}

// words makes an element of 16-bit numbers.
func words(t Tag, values ...uint16) Element {
	e := Element{Tag: t, VR: "US"}
	for _, value := range values {
		e.Value = binary.LittleEndian.AppendUint16(e.Value, value)
	}
	return e
}

// sequence makes an element of items.
func sequence(t Tag, items ...Dataset) Element {
	return Element{Tag: t, VR: "SQ", Items: items}
}

// itemOf sorts elements into an item.
func itemOf(elements ...Element) Dataset {
	slices.SortFunc(elements, func(a, b Element) int { return cmp.Compare(a.Tag, b.Tag) })
	return Dataset{Elements: elements}
}

// decimals writes numbers as DS, of which each has 16 letters at most (PS3.5
// §6.2), with as many digits as go into them.
func decimals(t Tag, values ...float64) Element {
	parts := make([]string, len(values))
	for i, value := range values {
		const longest = 16
		for digits := 16; digits > 0; digits-- {
			if parts[i] = strconv.FormatFloat(value, 'g', digits, 64); len(parts[i]) <= longest {
				break
			}
		}
	}
	return letters(t, "DS", strings.Join(parts, `\`))
}

// uid makes the UID for a part of the object from a hash of the seed and the
// part's name.
func (s *segWriter) uid(part string) string {
	return HashUID(sha256.Sum256(slices.Concat(s.options.Seed, []byte("dicom segmentation "+part))))
}

// dataset makes the whole object, module by module of PS3.3 table A.51-1.
func (s *segWriter) dataset() Dataset {
	d := itemOf(slices.Concat(s.identity(), s.image(), []Element{
		sequence(tagSegments, s.segmentItems()...),
		sequence(tagSharedGroups, s.shared()),
		sequence(tagPerFrameGroups, s.perFrame()...),
		{Tag: tagPixelData, VR: "OB", Value: s.pixels()},
	})...)
	new(Profile).declare(&d)
	return d
}

// identity says whose the object is, and what made it when: patient, study,
// series, equipment and frame of reference.
func (s *segWriter) identity() []Element {
	date, time := string(dummyValue("DA")), string(dummyValue("TM"))
	o := s.options
	return []Element{
		letters(tagSOPClass, "UI", storage+"66.4"), letters(tagSOPInstance, "UI", s.uid("instance")),
		letters(tagStudyDate, "DA", ""), letters(0x00080030, "TM", ""), letters(0x00080050, "SH", ""), // StudyTime, AccessionNumber
		letters(tagContentDate, "DA", date), letters(tagContentTime, "TM", time),
		letters(0x00080021, "DA", date), letters(0x00080031, "TM", time), // SeriesDate and -Time
		letters(tagModality, "CS", "SEG"), letters(0x00080090, "PN", ""), // ReferringPhysicianName
		letters(0x0008103e, "LO", "Segmentation of a rehearsal case"),          // SeriesDescription
		letters(0x00100010, "PN", o.Case), letters(tagPatientID, "LO", o.Case), // PatientName
		letters(tagBirthDate, "DA", ""), letters(0x00100040, "CS", ""), // PatientSex
		letters(tagStudyInstanceUID, "UI", s.uid("study")), letters(tagSeriesInstanceUID, "UI", s.uid("series")),
		letters(0x00200010, "SH", ""), letters(tagSeriesNumber, "IS", "1"), letters(tagInstanceNumber, "IS", "1"), // StudyID
		letters(tagFrameOfReferenceUID, "UI", o.FrameOfReference), letters(tagPositionReference, "LO", ""),
		letters(tagManufacturer, "LO", "Drylab"), letters(tagManufacturerModel, "LO", "drylab"),
		letters(tagDeviceSerialNumber, "LO", "0"), letters(tagSoftwareVersions, "LO", cmp.Or(o.Software, "unknown")),
	}
}

// image says how the pixels are stored and what the frames are ordered by.
func (s *segWriter) image() []Element {
	overlap := map[bool]string{true: "YES", false: "NO"}[s.overlap]
	organization := letters(tagDimensionOrganization, "UI", s.uid("dimensions"))
	index := func(pointer, group Tag) Dataset {
		return itemOf(organization, tagElement(tagDimensionIndexPointer, pointer), tagElement(tagFunctionalGroupPointer, group))
	}
	return []Element{
		letters(tagImageType, "CS", `DERIVED\PRIMARY`), letters(tagLossyCompression, "CS", "00"),
		letters(0x00280301, "CS", "NO"), // BurnedInAnnotation
		words(tagSamplesPerPixel, 1), letters(tagPhotometric, "CS", "MONOCHROME2"),
		letters(tagNumberOfFrames, "IS", strconv.Itoa(len(s.frames))),
		words(tagRows, uint16(s.labels.Size[1])), words(tagColumns, uint16(s.labels.Size[0])),
		words(tagBitsAllocated, 1), words(tagBitsStored, 1), words(tagHighBit, 0), words(tagPixelRepresentation, 0),
		letters(tagSegmentationType, "CS", "BINARY"), letters(tagSegmentsOverlap, "CS", overlap),
		letters(tagContentLabel, "CS", "SEGMENTATION"), letters(tagContentDescription, "LO", "Structures of a rehearsal case"),
		letters(tagContentCreator, "PN", ""),
		sequence(tagDimensionOrganizations, itemOf(organization)),
		sequence(tagDimensionIndices, index(tagReferencedSegment, tagSegmentIdentification), index(tagImagePosition, tagPlanePosition)),
	}
}

// tagElement makes an element that names another: two words, group first.
func tagElement(t, named Tag) Element {
	e := words(t, named.Group(), named.Element())
	e.VR = "AT"
	return e
}

// segmentItems describe the segments, which count from 1.
func (s *segWriter) segmentItems() []Dataset {
	items := make([]Dataset, len(s.segments))
	for i := range s.segments {
		segment := &s.segments[i]
		category, kind, side := segment.concepts()
		var modifier []Element
		if side.code != "" {
			modifier = []Element{sequence(tagSegmentTypeModifier, side.item())}
		}
		elements := []Element{
			words(tagSegmentNumber, uint16(i+1)), letters(tagSegmentLabel, "LO", segment.Name),
			letters(tagSegmentAlgorithmType, "CS", "SEMIAUTOMATIC"), letters(tagSegmentAlgorithmName, "LO", "drylab"),
			sequence(tagSegmentCategory, category.item()), sequence(tagSegmentType, kind.item(modifier...)),
		}
		if lab, ok := labOfColor(segment.Color); ok {
			elements = append(elements, words(tagCIELab, lab[:]...))
		}
		items[i] = itemOf(elements...)
	}
	return items
}

// shared are the functional groups that all frames have in common.
func (s *segWriter) shared() Dataset {
	m := s.labels.PatientFromVoxel
	right, down := m.Col(0).Vec3(), m.Col(1).Vec3()
	along, across := right.Normalize(), down.Normalize()
	apart := m.Col(2).Vec3().Dot(s.normal())
	apart = max(apart, -apart)
	return itemOf(
		sequence(tagPlaneOrientation, itemOf(decimals(tagImageOrientation, append(along[:], across[:]...)...))),
		sequence(tagPixelMeasures, itemOf(
			decimals(tagSliceThickness, apart), decimals(tagSpacingBetweenSlices, apart),
			decimals(tagPixelSpacing, down.Len(), right.Len()))),
	)
}

// perFrame are the functional groups of the frames: whose each is, and where.
func (s *segWriter) perFrame() []Dataset {
	items := make([]Dataset, len(s.frames))
	for at, frame := range s.frames {
		place, _ := slices.BinarySearch(s.slices, frame.slice)
		index := Element{Tag: tagDimensionIndexValues, VR: "UL"}
		index.Value = binary.LittleEndian.AppendUint32(index.Value, uint32(frame.segment+1))
		index.Value = binary.LittleEndian.AppendUint32(index.Value, uint32(place+1))
		position := s.labels.Position(0, 0, float64(frame.slice))
		items[at] = itemOf(
			sequence(tagFrameContent, itemOf(index)),
			sequence(tagPlanePosition, itemOf(decimals(tagImagePosition, position[:]...))),
			sequence(tagSegmentIdentification, itemOf(words(tagReferencedSegment, uint16(frame.segment+1)))),
		)
	}
	return items
}
