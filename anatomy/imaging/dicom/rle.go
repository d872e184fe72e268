package dicom

import (
	"encoding/binary"
	"fmt"
	"sync"
)

// rleHeader is the size of what begins a frame: the number of segments and the
// offsets of up to 15 (PS3.5 §G.5).
const rleHeader = 64

// rleBuffers keep memory for decoded frames, which are as large as what they
// are converted to.
var rleBuffers = sync.Pool{New: func() any { return new([]byte) }}

// withRLE decodes a frame of RLE (PS3.5 annex G) and gives its pixels, in
// little endian and borrowed memory, to see. Each byte of a pixel is a segment
// of its own, the most significant first.
func withRLE(packed []byte, p PixelFormat, frame int, see func(raw []byte)) error {
	size := max(p.Allocated/8, 1)
	pixels := p.frameBytes() / size // single bits are packed into bytes first
	segments, err := rleSegments(packed, size)
	// A pair of bytes gives at most 128.
	if err == nil && pixels > 64*len(packed) {
		err = fmt.Errorf("%d bytes are too few", len(packed))
	}
	if err != nil {
		return fmt.Errorf("the RLE of frame %d is damaged (%w); copy or export the file again", frame+1, err)
	}
	borrowed := rleBuffers.Get().(*[]byte)
	defer rleBuffers.Put(borrowed)
	if cap(*borrowed) < 2*size*pixels {
		*borrowed = make([]byte, 2*size*pixels)
	}
	planes, raw := (*borrowed)[:size*pixels], (*borrowed)[size*pixels:][:size*pixels]
	for i, segment := range segments {
		plane := planes[i*pixels:][:pixels]
		if n := unpackBits(plane, segment); n < pixels {
			return fmt.Errorf("the RLE of frame %d is damaged (segment %d ends after %d of %d pixels); copy or export the file again", frame+1, i+1, n, pixels)
		}
	}
	see(p.alignBits(interleave(raw, planes, size, pixels), 0))
	return nil
}

// rleSegments cuts a frame into its segments.
func rleSegments(packed []byte, want int) ([][]byte, error) {
	if len(packed) < rleHeader {
		return nil, fmt.Errorf("its header needs %d bytes and %d are there", rleHeader, len(packed))
	}
	if n := binary.LittleEndian.Uint32(packed); n != uint32(want) {
		return nil, fmt.Errorf("it has %d segments and should have %d", n, want)
	}
	segments := make([][]byte, want)
	end := uint32(len(packed))
	for i := want - 1; i >= 0; i-- {
		start := binary.LittleEndian.Uint32(packed[4+4*i:])
		if start < rleHeader || start > end {
			return nil, fmt.Errorf("segment %d begins at byte %d, outside the frame", i+1, start)
		}
		segments[i] = packed[start:end]
		end = start
	}
	return segments, nil
}

// unpackBits decodes a segment into plane and gives how many bytes it filled. A
// control byte n up to 127 announces n+1 bytes as they are, from 129 on one
// byte 257-n times; 128 does nothing. What a segment holds beyond the plane is
// padding.
func unpackBits(plane, segment []byte) int {
	at := 0
	for len(segment) >= 2 && at < len(plane) {
		n := int(segment[0])
		switch {
		case n < 128:
			got := copy(plane[at:], segment[1:min(n+2, len(segment))])
			at += got
			segment = segment[min(n+2, len(segment)):]
		case n > 128:
			run := plane[at:min(at+257-n, len(plane))]
			fill(run, segment[1])
			at += len(run)
			segment = segment[2:]
		default:
			segment = segment[1:]
		}
	}
	return at
}

// interleave puts the bytes of each pixel, which lie in planes, side by side,
// the least significant first.
func interleave(raw, planes []byte, size, pixels int) []byte {
	switch size {
	case 1:
		return planes
	case 2:
		interleavePair(raw, planes[:pixels], planes[pixels:][:pixels])
		return raw
	}
	for i := range size {
		plane := planes[i*pixels:][:pixels]
		for j, b := range plane {
			raw[j*size+size-1-i] = b
		}
	}
	return raw
}

// interleavePair is interleave for 16 bits, four pixels at a time: spread puts
// the bytes of each plane into every second byte of a word.
func interleavePair(raw, high, low []byte) {
	i := 0
	for ; i+4 <= len(high); i += 4 {
		h, l := spread(binary.LittleEndian.Uint32(high[i:])), spread(binary.LittleEndian.Uint32(low[i:]))
		binary.LittleEndian.PutUint64(raw[2*i:], h<<8|l)
	}
	for ; i < len(high); i++ {
		raw[2*i], raw[2*i+1] = low[i], high[i]
	}
}

// spread moves the four bytes of a number apart, a zero byte above each.
func spread(bytes uint32) uint64 {
	x := uint64(bytes)
	x = (x | x<<16) & 0x0000FFFF_0000FFFF
	return (x | x<<8) & 0x00FF00FF_00FF00FF
}

// fill sets a run of equal bytes, eight at a time.
func fill(run []byte, value byte) {
	eight := uint64(value) * 0x01010101_01010101
	for len(run) >= 8 {
		binary.LittleEndian.PutUint64(run, eight)
		run = run[8:]
	}
	for i := range run {
		run[i] = value
	}
}
