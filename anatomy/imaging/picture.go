package imaging

// picture is an image whose header is read and whose voxels are to come.
type picture struct {
	voxelStream
	Source
	layers []layer // of a segmentation
}

// Source says what a file was, and what of it was not kept.
type Source struct {
	// Format is the file's: NIfTI-1, NIfTI-2, Analyze 7.5, NRRD or MetaImage.
	Format string
	// Dropped names the places of the header that held free text, where some
	// tools put a patient's name. Their content is neither kept nor told.
	Dropped []string
	// Notes are sentences on what had to be assumed; a human should check.
	Notes []string
}

// readVolume reads the voxels as intensities.
func (p *picture) readVolume() (*Volume, error) {
	if p.perVoxel > 1 {
		return nil, severalValues(p.perVoxel)
	}
	return p.volume()
}
