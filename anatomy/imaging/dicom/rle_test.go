package dicom

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// imageOf is an image of rows x columns cells, as raw bytes in little endian.
func imageOf(rows, columns, frames, allocated, stored int, signed bool, raw []byte) *File {
	word := func(n int) []byte { return []byte{byte(n), byte(n >> 8)} }
	sign := 0
	if signed {
		sign = 1
	}
	vr := "OW"
	if allocated == 8 {
		vr = "OB"
	}
	return made(
		Element{Tag: 0x00080060, VR: "CS", Value: []byte("MR")},
		Element{Tag: tagSamplesPerPixel, VR: "US", Value: word(1)},
		Element{Tag: tagPhotometric, VR: "CS", Value: []byte("MONOCHROME2")},
		Element{Tag: tagNumberOfFrames, VR: "IS", Value: fmt.Append(nil, frames)},
		Element{Tag: tagRows, VR: "US", Value: word(rows)},
		Element{Tag: tagColumns, VR: "US", Value: word(columns)},
		Element{Tag: tagBitsAllocated, VR: "US", Value: word(allocated)},
		Element{Tag: tagBitsStored, VR: "US", Value: word(stored)},
		Element{Tag: tagHighBit, VR: "US", Value: word(stored - 1)},
		Element{Tag: tagPixelRepresentation, VR: "US", Value: word(sign)},
		Element{Tag: tagPixelData, VR: vr, Value: raw},
	)
}

// noisyRuns are bytes of which about half are noise and half lie in runs, of
// every length that RLE treats differently.
func noisyRuns(random *rand.Rand, n int) []byte {
	raw := make([]byte, 0, n)
	for len(raw) < n {
		length := 1 + random.IntN(300)
		value := byte(random.Uint32())
		noise := random.IntN(2) == 0
		for ; length > 0 && len(raw) < n; length-- {
			if noise {
				value = byte(random.Uint32())
			}
			raw = append(raw, value)
		}
	}
	return raw
}

// TestRLEAsDcmtk compresses random images with dcmcrle and decodes them here.
func TestRLEAsDcmtk(t *testing.T) {
	program := needsTool(t, "dcmcrle")
	random := rand.New(rand.NewPCG(3, 3))
	folder := t.TempDir()
	for _, c := range []struct{ rows, columns, frames, allocated int }{
		{1, 1, 1, 8}, {1, 1, 1, 16}, {7, 13, 1, 8}, {64, 48, 1, 16}, {31, 17, 3, 16}, {33, 65, 1, 32}, {5, 129, 4, 8}, {512, 512, 1, 16},
	} {
		raw := noisyRuns(random, c.rows*c.columns*c.frames*c.allocated/8)
		f := imageOf(c.rows, c.columns, c.frames, c.allocated, c.allocated, true, raw)
		in, out := filepath.Join(folder, "raw.dcm"), filepath.Join(folder, "rle.dcm")
		if err := os.WriteFile(in, encoded(t, f), 0o600); err != nil {
			t.Fatal(err)
		}
		if message, err := exec.Command(program, in, out).CombinedOutput(); err != nil {
			t.Fatalf("%+v: dcmcrle: %v: %s", c, err, message)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		g, err := Parse(data)
		if err != nil || g.TransferSyntax != rleLossless || g.needsTranscode() {
			t.Fatalf("%+v: %v", c, err)
		}
		compareFrames(t, fmt.Sprint(c), f, g)
	}
}

// compareFrames compares all frames of two files, bit for bit.
func compareFrames(t *testing.T, name string, want, got *File) {
	t.Helper()
	p, err := want.PixelFormat()
	if err != nil {
		t.Fatal(err)
	}
	for frame := range p.Frames {
		bytesOf := func(f *File) (raw []byte) {
			if err := f.withFrame(p, frame, func(b []byte) { raw = bytes.Clone(b) }); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return raw
		}
		if !bytes.Equal(bytesOf(want), bytesOf(got)) {
			t.Errorf("%s: frame %d differs", name, frame)
		}
	}
}

// rleFrame packs the planes of a frame: runs of three and more, and the rest as
// it is.
func rleFrame(planes ...[]byte) []byte {
	frame := make([]byte, rleHeader)
	binary.LittleEndian.PutUint32(frame, uint32(len(planes)))
	for i, plane := range planes {
		binary.LittleEndian.PutUint32(frame[4+4*i:], uint32(len(frame)))
		frame = packBits(frame, plane)
		if len(frame)&1 == 1 {
			frame = append(frame, 0)
		}
	}
	return frame
}

// packBits appends a plane to a segment.
func packBits(segment, plane []byte) []byte {
	for start := 0; start < len(plane); {
		run := 1
		for run < 128 && start+run < len(plane) && plane[start+run] == plane[start] {
			run++
		}
		if run >= 3 {
			segment = append(segment, byte(257-run), plane[start])
			start += run
			continue
		}
		end := start + 1
		for end < len(plane) && end-start < 128 && !(end+2 < len(plane) && plane[end] == plane[end+1] && plane[end] == plane[end+2]) {
			end++
		}
		segment = append(append(segment, byte(end-start-1)), plane[start:end]...)
		start = end
	}
	return segment
}

// encapsulate turns an image of one frame into RLE.
func encapsulate(f *File, frames ...[]byte) *File {
	g := *f
	g.TransferSyntax, g.PixelLength = rleLossless, -1
	g.Elements = append(f.Elements[:len(f.Elements)-1:len(f.Elements)-1],
		Element{Tag: tagPixelData, VR: "OB", Fragments: append([][]byte{nil}, frames...)})
	return &g
}

// TestRLEDamaged: a frame that breaks off, or whose header lies, is an error
// that says how.
func TestRLEDamaged(t *testing.T) {
	plane := noisyRuns(rand.New(rand.NewPCG(4, 4)), 20*20)
	good := rleFrame(plane, plane)
	for name, frame := range map[string][]byte{
		"empty":             nil,
		"header only":       good[:rleHeader],
		"cut short":         good[:len(good)*2/3],
		"one segment":       rleFrame(plane),
		"offset beyond":     append([]byte{2, 0, 0, 0, 64, 0, 0, 0, 255, 255, 255, 255}, good[12:]...),
		"offset in header":  append([]byte{2, 0, 0, 0, 3, 0, 0, 0, 70, 0, 0, 0}, good[12:]...),
		"offsets backwards": append([]byte{2, 0, 0, 0, 90, 0, 0, 0, 70, 0, 0, 0}, good[12:]...),
	} {
		f := encapsulate(imageOf(20, 20, 1, 16, 16, false, nil), frame)
		if err := f.decodeInt16(make([]int16, 400), 0, 1, 0); err == nil {
			t.Errorf("%s: decoded without an error", name)
		}
	}
	f := encapsulate(imageOf(20, 20, 1, 16, 12, false, nil), good)
	if err := f.decodeInt16(make([]int16, 400), 0, 1, 0); err != nil {
		t.Errorf("the sound frame: %v", err)
	}
}

// FuzzRLE: whatever the bytes, no panic; and what was packed comes back.
func FuzzRLE(f *testing.F) {
	f.Add([]byte{}, uint8(16))
	f.Add(rleFrame([]byte{1, 1, 1, 1, 2, 3, 4, 5, 6}, []byte{0, 0, 0, 0, 0, 0, 0, 0, 9}), uint8(16))
	f.Fuzz(func(t *testing.T, data []byte, allocated uint8) {
		format := PixelFormat{Rows: 3, Columns: 3, Frames: 1, Allocated: 8 << (allocated % 3)}
		_ = withRLE(data, format, 0, func([]byte) {})
		if len(data) == 0 {
			return
		}
		format = PixelFormat{Rows: 1, Columns: len(data), Frames: 1, Allocated: 8}
		err := withRLE(rleFrame(data), format, 0, func(raw []byte) {
			if !bytes.Equal(raw, data) {
				t.Error("packed and unpacked, the bytes differ")
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
}
