package dicom

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
)

// allocated is the memory in bytes that a call takes in total.
func allocated(call func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// repeated is b, n times over.
func repeated(b *build, n int) []byte { return bytes.Repeat(b.Bytes(), n) }

// TestMemoryIsBounded reads files made to take memory: whatever comes of it, it
// is no more than 64 MiB and four times the file's size.
func TestMemoryIsBounded(t *testing.T) {
	ascending := func() []byte {
		b := object()
		for i := range uint32(1 << 20) {
			b.tag(Tag(0x00090000 + i*3)).long(0) // implicit in between
		}
		return b.Bytes()
	}
	deflated := func(body []byte) []byte {
		var packed bytes.Buffer
		w, _ := flate.NewWriter(&packed, flate.BestSpeed)
		if _, err := w.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		meta := new(build).text(tagTransferSyntax, "UI", deflatedLittle)
		return append(append(append(make([]byte, 128), "DICM"...), meta.Bytes()...), packed.Bytes()...)
	}
	items := append(object().long32(tagReferenced, "SQ", undefined).Bytes(), repeated(new(build).tag(tagItem).long(0), 1<<20)...)
	fragments := append(object().long32(tagPixelData, "OB", undefined).Bytes(), repeated(new(build).tag(tagItem).long(0), 1<<20)...)
	for name, data := range map[string][]byte{
		"a length of 4 GiB":     object().long32(0x00091001, "OB", 0xFFFFFFFE).Bytes(),
		"an item of 4 GiB":      object().long32(tagReferenced, "SQ", undefined).tag(tagItem).long(0xFFFFFFF0).Bytes(),
		"a million elements":    ascending(),
		"one element, repeated": append(object().Bytes(), repeated(new(build).implicit(tagRows, ""), 1<<20)...),
		"a million items":       items,
		"a million fragments":   fragments,
		"deflated zeros":        deflated(append(object().long32(tagPixelData, "OW", 1<<27).Bytes(), make([]byte, 1<<27)...)),
		"deflated elements":     deflated(ascending()),
		"deflated items":        deflated(items),
	} {
		limit := int64(64<<20 + 4*len(data))
		var err, headerErr error
		whole := allocated(func() { _, err = Parse(data) })
		header := allocated(func() { _, headerErr = ParseHeader(bytes.NewReader(data)) })
		t.Logf("%s: %.1f MiB of %.1f: %v; the header %.1f MiB: %v", name,
			float64(whole)/(1<<20), float64(limit)/(1<<20), err, float64(header)/(1<<20), headerErr)
		if whole > limit || header > limit && !strings.HasPrefix(name, "deflated") {
			t.Errorf("%s: %d and %d bytes, the limit is %d", name, whole, header, limit)
		}
	}
}

// TestDepthIsBounded: sequences within sequences, with and without lengths, and
// hidden in UN.
func TestDepthIsBounded(t *testing.T) {
	nest := func(depth int, vr string, open bool) []byte {
		inner := new(build).text(tagReferencedID, "UI", "1.2.3\x00").Bytes()
		for range depth {
			length, item := uint32(len(inner)+8), uint32(len(inner))
			if open {
				length, item = undefined, undefined
			}
			b := new(build).long32(tagReferenced, vr, length).tag(tagItem).long(item)
			b.Write(inner)
			if open {
				b.tag(tagItemEnd).long(0).tag(tagSequenceEnd).long(0)
			}
			inner = b.Bytes()
		}
		return append(object().Bytes(), inner...)
	}
	for _, open := range []bool{false, true} {
		if _, err := Parse(nest(maxDepth, "SQ", open)); err != nil {
			t.Errorf("%d deep: %v", maxDepth, err)
		}
		for _, depth := range []int{maxDepth + 1, 4000} {
			if _, err := Parse(nest(depth, "SQ", open)); err == nil {
				t.Errorf("%d deep: read", depth)
			}
		}
	}
	for _, depth := range []int{1, 8, 60} {
		if _, err := Parse(nest(depth, "UN", false)); err != nil {
			t.Errorf("UN, %d deep: %v", depth, err)
		}
	}
}

// fuzzSeeds are small files of every encoding.
func fuzzSeeds(f *testing.F) {
	image := imageOf(2, 3, 1, 16, 12, true, make([]byte, 12))
	f.Add(encoded(f, image))
	f.Add([]byte{})
	f.Add(object().long32(tagReferenced, "SQ", undefined).tag(tagItem).long(undefined).text(tagReferencedID, "UI", "1.2").Bytes())
	f.Add(object().long32(tagReferenced, "UN", 14).tag(tagItem).long(6).text(tagReferencedID, "UI", "").Bytes())
	f.Add(object().long32(tagPixelData, "OB", undefined).tag(tagItem).long(0).tag(tagItem).long(2).word(1).Bytes())
	f.Add(new(build).implicit(tagSOPInstance, "1.2.3\x00").implicit(tagPixelRepresentation, "\x01\x00").implicit(0x00280106, "\xff\xff").Bytes())
	f.Add([]byte{0, 8, 0, 0x18, 'U', 'I', 0, 2, '1', 0, 0, 0x28, 0, 0x10, 'U', 'S', 0, 2, 0, 1})
	deflated := binary.LittleEndian.AppendUint16(append(new(build).text(tagTransferSyntax, "UI", deflatedLittle).Bytes(), 1, 8, 0, 0xF7, 0xFF), 8)
	f.Add(append(deflated, 0, 0x60, 0, 'C', 'S', 0, 0))
}

// FuzzParse: no panic, and what parses and can be written comes back the same.
func FuzzParse(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Parse(data)
		if err != nil {
			return
		}
		decodeAll(file)
		var out bytes.Buffer
		if Encode(&out, file) != nil {
			return
		}
		again, err := Parse(out.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		compareDatasets(t, "again", &file.Dataset, &again.Dataset)
	})
}

// decodeAll decodes what a small file may hold, for panics only.
func decodeAll(f *File) {
	p, err := f.PixelFormat()
	if err != nil || p.pixels() > 1<<16 {
		return
	}
	for frame := range min(p.Frames, 3) {
		_ = f.decodeInt16(make([]int16, p.pixels()), frame, 1, -1024)
		_ = f.decodeFloat32(make([]float32, p.pixels()), frame, 0.5, 3)
	}
}

// FuzzParseHeader: no panic, and the same as Parse, however the bytes arrive.
func FuzzParseHeader(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ParseHeader(bytes.NewReader(data))
		slow, slowErr := ParseHeader(threeBytes{bytes.NewReader(data)})
		if (err == nil) != (slowErr == nil) {
			t.Fatalf("%v, in small pieces %v", err, slowErr)
		}
		if err != nil {
			return
		}
		compareDatasets(t, "slow", &file.Dataset, &slow.Dataset)
		whole, err := Parse(data)
		if err == nil {
			compareDatasets(t, "whole", beforePixels(whole), &file.Dataset)
		}
	})
}
