package dicom

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// frameFragments gives the compressed bytes of a frame. Which fragments hold it
// follows from their number where that suffices, else from the basic offset
// table, which is fragments[0] (PS3.5 §A.4).
func frameFragments(fragments [][]byte, frames, frame int) ([]byte, error) {
	if len(fragments) == 0 {
		return nil, fmt.Errorf("the pixel data (7FE0,0010) are empty; copy or export the file again")
	}
	table, rest := fragments[0], fragments[1:]
	switch {
	case len(rest) == frames:
		return rest[frame], nil
	case frames == 1:
		return slices.Concat(rest...), nil
	case len(table) < 4*frames:
		return nil, fmt.Errorf("%d fragments of pixel data (7FE0,0010) hold %d frames, and no table says which; export the image uncompressed",
			len(rest), frames)
	}
	start := int64(binary.LittleEndian.Uint32(table[4*frame:]))
	end := int64(1) << 62
	if frame+1 < frames {
		end = int64(binary.LittleEndian.Uint32(table[4*frame+4:]))
	}
	var packed [][]byte
	offset := int64(0)
	for _, fragment := range rest {
		if start <= offset && offset < end {
			packed = append(packed, fragment)
		}
		offset += 8 + int64(len(fragment))
	}
	return slices.Concat(packed...), nil
}
