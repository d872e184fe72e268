package dicom

// The elements of segmentations (PS3.3 C.8.20) and structure sets (C.8.8.5 and
// C.8.8.6), and of the codes in them.
const (
	tagCodeScheme  Tag = 0x00080102
	tagCodeMeaning Tag = 0x00080104

	tagSegmentationType      Tag = 0x00620001
	tagSegments              Tag = 0x00620002
	tagSegmentCategory       Tag = 0x00620003
	tagSegmentNumber         Tag = 0x00620004
	tagSegmentLabel          Tag = 0x00620005
	tagSegmentIdentification Tag = 0x0062000a
	tagReferencedSegment     Tag = 0x0062000b
	tagCIELab                Tag = 0x0062000d
	tagMaximumFraction       Tag = 0x0062000e
	tagSegmentType           Tag = 0x0062000f
	tagSegmentTypeModifier   Tag = 0x00620011
	tagRegionModifier        Tag = 0x00082220
	tagSpacingBetweenSlices  Tag = 0x00180088

	tagStructureROIs     Tag = 0x30060020
	tagROINumber         Tag = 0x30060022
	tagROIFrame          Tag = 0x30060024
	tagROIName           Tag = 0x30060026
	tagROIColor          Tag = 0x3006002a
	tagROIContours       Tag = 0x30060039
	tagContours          Tag = 0x30060040
	tagContourType       Tag = 0x30060042
	tagContourData       Tag = 0x30060050
	tagROIObservations   Tag = 0x30060080
	tagReferencedROI     Tag = 0x30060084
	tagROIIdentification Tag = 0x30060086
)
