package dicom

import (
	"encoding/binary"
	"math/bits"
)

// runs visits the pixels of a frame that belong to a segment, as runs from
// first up to end of pixels counted row by row.
func (s *segmentation) runs(frame int, see func(first, end int, label uint16)) error {
	if s.bits != nil {
		start := frame * s.format.pixels()
		label := s.frames[frame].label
		eachRun(s.bits, start, start+s.format.pixels(), func(first, end int) { see(first-start, end-start, label) })
		return nil
	}
	if _, err := s.decodable(s.format.pixels(), frame); err != nil {
		return err
	}
	return s.withFrame(s.format, frame, func(raw []byte) {
		first, label := 0, uint16(0)
		for i := range s.format.pixels() {
			next := s.labelOf(raw, i, frame)
			if next == label {
				continue
			}
			if label != 0 {
				see(first, i, label)
			}
			first, label = i, next
		}
		if label != 0 {
			see(first, s.format.pixels(), label)
		}
	})
}

// labelOf is the segment that a pixel of a decoded frame belongs to; 0 for none.
func (s *segmentation) labelOf(raw []byte, pixel, frame int) uint16 {
	value := 0
	if s.format.Allocated == 16 {
		value = int(binary.LittleEndian.Uint16(raw[2*pixel:]))
	} else {
		value = int(raw[pixel])
	}
	switch {
	case s.labelMap && value != s.padding:
		return uint16(value)
	case !s.labelMap && value >= s.half:
		return s.frames[frame].label
	}
	return 0
}

// plainBits gives the pixels of all frames where they are bits that need no
// decoding, the first in the lowest of the first byte (PS3.5 §8.1.1); else nil.
// Nearly every segmentation is so, and most of it is zero.
func (s *segmentation) plainBits() []byte {
	e := s.Find(tagPixelData)
	plain := s.format.Allocated == 1 && !s.labelMap && s.half == 1 && !s.BigEndian && e.Fragments == nil
	if !plain || 8*len(e.Value) < s.format.Frames*s.format.pixels() {
		return nil
	}
	return e.Value
}

// eachRun visits the runs of ones among bits, from one bit up to another.
func eachRun(b []byte, at, end int, see func(first, end int)) {
	for at < end {
		if at%8 == 0 && at+64 <= end && binary.LittleEndian.Uint64(b[at/8:]) == 0 {
			at += 64
			continue
		}
		rest := b[at/8] >> (at % 8)
		if rest == 0 {
			at += 8 - at%8
			continue
		}
		first := at + bits.TrailingZeros8(rest)
		for at = first; at < end && b[at/8]>>(at%8)&1 == 1; {
			if at++; at%8 == 0 {
				for at+8 <= end && b[at/8] == 0xFF {
					at += 8
				}
			}
		}
		if first < end {
			see(first, at)
		}
	}
}

// count counts the voxels of every segment. It decodes every frame, so that
// whatever is wrong with the pixels is known before memory is taken for them.
func (s *segmentation) count() error {
	for frame := range s.frames {
		err := s.runs(frame, func(first, end int, label uint16) { s.voxels[label] += end - first })
		if err != nil {
			return err
		}
	}
	return nil
}
