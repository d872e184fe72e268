package dicom

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// SEGSegment is a segment to write.
type SEGSegment struct {
	// Segment's Label numbers nothing in the file, where segments count from 1;
	// its Name is written as it is, so that it must not name a patient. Without
	// a SNOMED code the Tissue gives one.
	imaging.Segment
	// Labels are the values of the label map whose union the segment is; nil
	// means Label alone. So a brain contains its ventricles.
	Labels []uint16
	// Tissue is as in a case: skin, bone, brain, csf, vessel, tumour, organ or
	// other. What the tables do not know counts as other.
	Tissue string
}

// SEGOptions say what stands around the segments.
type SEGOptions struct {
	// Seed makes the UIDs of the object: the same ones for the same seed. It is
	// what identifies the label map, such as a hash of the case; at least 16
	// bytes, and nothing that identifies a patient.
	Seed []byte
	// FrameOfReference is the UID of the coordinate system that the case has.
	FrameOfReference string
	// Case is the case's identifier, which stands for the patient's name and
	// ID; at most 64 letters.
	Case string
	// Software is the version of Drylab that writes.
	Software string
}

// WriteSEG writes a label map as a DICOM segmentation (PS3.3 A.51): binary, in
// explicit VR little endian, one frame for each slice of a segment that holds
// a voxel of it. It says that it is de-identified, for it holds nothing but
// what it is given; dates, which the standard asks for, are those of a dummy.
// It refers to no image, for a case does not know the images it came from:
// the frame of reference and the positions tell where it lies.
//
// Equal label maps and options give equal bytes. It is an error when a label
// of the map has no segment, a segment no label or no name, when there is no
// labelled voxel, when rows and columns of the grid are not perpendicular, and
// when the seed is short.
func WriteSEG(w io.Writer, labels *imaging.LabelMap, segments []SEGSegment, o SEGOptions) error {
	s := &segWriter{labels: labels, segments: segments, options: o}
	if err := s.check(); err != nil {
		return err
	}
	if err := s.findFrames(); err != nil {
		return err
	}
	return Encode(w, &File{Dataset: s.dataset()})
}

// segWriter makes one object.
type segWriter struct {
	labels   *imaging.LabelMap
	segments []SEGSegment
	options  SEGOptions

	members []map[uint16]bool // the labels of each segment
	frames  []writtenFrame
	slices  []int // those with a frame, ascending
	overlap bool  // whether a label belongs to two segments
}

// writtenFrame is the part of a segment in one slice.
type writtenFrame struct{ segment, slice int }

// check refuses what makes no valid object.
func (s *segWriter) check() error {
	if err := s.labels.Validate(); err != nil {
		return err
	}
	const most = 0xFFFF
	switch {
	case len(s.labels.Data) != s.labels.Len():
		return errors.New("the label map's voxels and its grid do not belong together")
	case len(s.options.Seed) < minSalt:
		return errors.New("the seed of the segmentation's UIDs is shorter than 16 bytes; take a hash of the case")
	case s.options.FrameOfReference == "":
		return errors.New("the segmentation needs the UID of its frame of reference; take the case's")
	case s.labels.Size[0] > most || s.labels.Size[1] > most || len(s.segments) > most:
		return errors.New("a DICOM segmentation holds at most 65535 rows, columns and segments; crop the label map")
	}
	for i := range s.segments {
		if s.segments[i].Name == "" || s.segments[i].Label == 0 {
			return fmt.Errorf("segment %d has no name or no label above zero; give it both", i+1)
		}
	}
	right, down := s.labels.PatientFromVoxel.Col(0).Vec3(), s.labels.PatientFromVoxel.Col(1).Vec3()
	if math.Abs(right.Normalize().Dot(down.Normalize())) > sameDirection {
		return errors.New("the label map's rows and columns are not perpendicular, which DICOM cannot say; resample it first")
	}
	return nil
}

// findFrames finds in which slices the segments have voxels.
func (s *segWriter) findFrames() error {
	owners := make([]int, 1<<16)
	for i := range s.segments {
		members := map[uint16]bool{}
		for _, label := range append(slices.Clone(s.segments[i].Labels), s.segments[i].Label) {
			if !members[label] {
				owners[label]++
			}
			members[label] = true
			s.overlap = s.overlap || owners[label] > 1
		}
		s.members = append(s.members, members)
	}
	present := make([]map[uint16]bool, s.labels.Size[2])
	for slice := range present {
		present[slice] = map[uint16]bool{}
		last := uint16(0)
		for _, label := range s.slice(slice) {
			if label != last && label != 0 {
				present[slice][label] = true
			}
			last = label
		}
		for _, label := range slices.Sorted(maps.Keys(present[slice])) {
			if owners[label] == 0 {
				return fmt.Errorf("the label map holds a label, %d, that no segment has; describe it", label)
			}
		}
		if len(present[slice]) > 0 {
			s.slices = append(s.slices, slice)
		}
	}
	s.listFrames(present)
	if len(s.frames) == 0 {
		return errors.New("the label map is empty; there is nothing to write")
	}
	return nil
}

// listFrames orders frames by segment, then by slice.
func (s *segWriter) listFrames(present []map[uint16]bool) {
	for segment, members := range s.members {
		for slice := range present {
			for label := range present[slice] {
				if members[label] {
					s.frames = append(s.frames, writtenFrame{segment, slice})
					break
				}
			}
		}
	}
}

// slice gives the labels of a slice.
func (s *segWriter) slice(k int) []uint16 {
	area := s.labels.Size[0] * s.labels.Size[1]
	return s.labels.Data[k*area : (k+1)*area]
}

// pixels packs the frames: one bit for each pixel, the first in the lowest, and
// each frame right after the one before, be it within a byte (PS3.5 §8.1.1).
func (s *segWriter) pixels() []byte {
	area := s.labels.Size[0] * s.labels.Size[1]
	bits := make([]byte, (len(s.frames)*area+7)/8)
	member := make([]bool, 1<<16)
	for at, frame := range s.frames {
		for label := range s.members[frame.segment] {
			member[label] = true
		}
		start := at * area
		for i, label := range s.slice(frame.slice) {
			if member[label] {
				bits[(start+i)/8] |= 1 << ((start + i) % 8)
			}
		}
		for label := range s.members[frame.segment] {
			member[label] = false
		}
	}
	return bits
}

// normal is the unit vector across the slices.
func (s *segWriter) normal() mgl64.Vec3 {
	m := s.labels.PatientFromVoxel
	return m.Col(0).Vec3().Cross(m.Col(1).Vec3()).Normalize()
}
