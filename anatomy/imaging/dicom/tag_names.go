package dicom

// Tags that reading files and pixels needs, by their keywords in PS3.6.
const (
	tagMetaGroupLength     Tag = 0x00020000
	tagMetaVersion         Tag = 0x00020001
	tagMediaSOPClass       Tag = 0x00020002
	tagMediaSOPInstance    Tag = 0x00020003
	tagTransferSyntax      Tag = 0x00020010
	tagImplementationUID   Tag = 0x00020012
	tagImplementationName  Tag = 0x00020013
	tagSOPClass            Tag = 0x00080016
	tagSOPInstance         Tag = 0x00080018
	tagSamplesPerPixel     Tag = 0x00280002
	tagPhotometric         Tag = 0x00280004
	tagNumberOfFrames      Tag = 0x00280008
	tagRows                Tag = 0x00280010
	tagColumns             Tag = 0x00280011
	tagBitsAllocated       Tag = 0x00280100
	tagBitsStored          Tag = 0x00280101
	tagHighBit             Tag = 0x00280102
	tagPixelRepresentation Tag = 0x00280103
	tagFloatPixelData      Tag = 0x7FE00008
	tagPixelData           Tag = 0x7FE00010
	tagItem                Tag = 0xFFFEE000
	tagItemEnd             Tag = 0xFFFEE00D
	tagSequenceEnd         Tag = 0xFFFEE0DD
)
