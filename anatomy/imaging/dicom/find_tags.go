package dicom

// The elements that say what an image is and where it lies (PS3.6).
const (
	tagReferencedFileID Tag = 0x00041500
	tagDirectoryRecords Tag = 0x00041220

	tagImageType           Tag = 0x00080008
	tagAcquisitionTime     Tag = 0x00080032
	tagModality            Tag = 0x00080060
	tagReferencedSeries    Tag = 0x00081115
	tagFrameType           Tag = 0x00089007
	tagComplexComponent    Tag = 0x00089208
	tagAcquisitionContrast Tag = 0x00089209

	tagContrastAgent         Tag = 0x00180010
	tagContrastAgentSequence Tag = 0x00180012
	tagSliceThickness        Tag = 0x00180050
	tagKVP                   Tag = 0x00180060
	tagRepetitionTime        Tag = 0x00180080
	tagEchoTime              Tag = 0x00180081
	tagInversionTime         Tag = 0x00180082
	tagEchoNumbers           Tag = 0x00180086
	tagTriggerTime           Tag = 0x00181060
	tagConvolutionKernel     Tag = 0x00181210
	tagEffectiveEchoTime     Tag = 0x00189082
	tagBValue                Tag = 0x00189087
	tagGradientOrientation   Tag = 0x00189089
	tagCardiacDelay          Tag = 0x00209153

	tagSeriesInstanceUID   Tag = 0x0020000e
	tagSeriesNumber        Tag = 0x00200011
	tagAcquisitionNumber   Tag = 0x00200012
	tagInstanceNumber      Tag = 0x00200013
	tagImagePosition       Tag = 0x00200032
	tagImageOrientation    Tag = 0x00200037
	tagFrameOfReferenceUID Tag = 0x00200052
	tagTemporalPosition    Tag = 0x00200100
	tagStackID             Tag = 0x00209056
	tagTemporalIndex       Tag = 0x00209128

	tagPixelSpacing      Tag = 0x00280030
	tagPixelPadding      Tag = 0x00280120
	tagPixelPaddingLimit Tag = 0x00280121
	tagRescaleIntercept  Tag = 0x00281052
	tagRescaleSlope      Tag = 0x00281053
	tagLossyCompression  Tag = 0x00282110
	tagModalityLUT       Tag = 0x00283000

	tagStructureFrames     Tag = 0x30060010
	tagStructureStudies    Tag = 0x30060012
	tagStructureSeries     Tag = 0x30060014
	tagSharedGroups        Tag = 0x52009229
	tagPerFrameGroups      Tag = 0x52009230
	tagCTFrameType         Tag = 0x00189329
	tagMRFrameType         Tag = 0x00189226
	tagPETFrameType        Tag = 0x00189751
	tagXAFrameType         Tag = 0x00189504
	tagFrameContent        Tag = 0x00209111
	tagPlanePosition       Tag = 0x00209113
	tagPlaneOrientation    Tag = 0x00209116
	tagPixelMeasures       Tag = 0x00289110
	tagPixelTransformation Tag = 0x00289145
	tagMREcho              Tag = 0x00189114
	tagMRDiffusion         Tag = 0x00189117
	tagDiffusionGradient   Tag = 0x00189076
	tagMRTiming            Tag = 0x00189112
	tagCardiacSync         Tag = 0x00189118
	tagTemporalSequence    Tag = 0x00209310
	tagCTReconstruction    Tag = 0x00189314
)
