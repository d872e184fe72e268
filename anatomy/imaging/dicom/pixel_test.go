package dicom

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// storedValue takes the stored value out of a cell bit by bit, as PS3.5 §8.1.1
// describes it.
func storedValue(cell uint32, stored, high int, signed bool) float64 {
	v := 0.0
	for bit := range stored {
		if cell>>(high+1-stored+bit)&1 == 1 {
			weight := math.Ldexp(1, bit)
			if signed && bit == stored-1 {
				weight = -weight
			}
			v += weight
		}
	}
	return v
}

// TestStoredBits decodes cells full of noise, for every sensible combination of
// bits allocated, stored and high, in both byte orders, and compares with
// taking them apart bit by bit. The noise outside the stored bits is what old
// files keep overlays in.
func TestStoredBits(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const rows, columns, frames = 3, 5, 2
	for _, allocated := range []int{8, 16, 32} {
		raw := noisyRuns(random, rows*columns*frames*allocated/8+1)[:rows*columns*frames*allocated/8]
		for stored := 1; stored <= allocated; stored++ {
			for high := stored - 1; high < allocated; high += 1 + (allocated-stored)/3 {
				for _, signed := range []bool{false, true} {
					f := imageOf(rows, columns, frames, allocated, stored, signed, raw)
					f.Find(tagHighBit).Value[0] = byte(high)
					checkStoredBits(t, f, raw, stored, high, signed)
					checkStoredBits(t, bigEndianOf(f), raw, stored, high, signed)
				}
			}
		}
	}
}

// bigEndianOf gives the image as a big endian file has it, its bytes in words.
func bigEndianOf(f *File) *File {
	g := &File{TransferSyntax: explicitBig, Dataset: Dataset{BigEndian: true}}
	for _, e := range f.Elements {
		e.Value = slices.Clone(e.Value)
		if e.Tag == tagPixelData {
			e.VR = "OW"
			if len(e.Value)&1 == 1 {
				e.Value = append(e.Value, 0)
			}
		}
		turnWords(e.Value, wordSize(e.VR))
		g.Elements = append(g.Elements, e)
	}
	return g
}

// checkStoredBits compares both decoders with storedValue.
func checkStoredBits(t *testing.T, f *File, raw []byte, stored, high int, signed bool) {
	t.Helper()
	p, err := f.PixelFormat()
	if err != nil {
		t.Fatal(err)
	}
	const slope, intercept = 2, -3
	floats, ints := make([]float32, p.pixels()), make([]int16, p.pixels())
	for frame := range p.Frames {
		if err := f.decodeFloat32(floats, frame, slope, intercept); err != nil {
			t.Fatal(err)
		}
		for _, scale := range []float64{1, slope} {
			err := f.decodeInt16(ints, frame, scale, intercept)
			fits := true
			for i := range ints {
				want := storedValue(cellOf(raw, frame*p.pixels()+i, p.Allocated), stored, high, signed)
				if float32(want*slope+intercept) != floats[i] {
					t.Fatalf("%+v: pixel %d is %g, want %g", p, i, floats[i], want*slope+intercept)
				}
				want = want*scale + intercept
				fits = fits && want == float64(int16(want))
				if err == nil && want != float64(ints[i]) {
					t.Fatalf("%+v: pixel %d is %d, want %g", p, i, ints[i], want)
				}
			}
			if fits != (err == nil) || err != nil && !errors.Is(err, errNotInt16) {
				t.Fatalf("%+v: fits int16 is %v, and the error is %v", p, fits, err)
			}
		}
	}
}

// cellOf reads a cell of the little endian stream.
func cellOf(raw []byte, i, allocated int) uint32 {
	switch allocated {
	case 8:
		return uint32(raw[i])
	case 16:
		return uint32(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	return binary.LittleEndian.Uint32(raw[4*i:])
}

// TestSingleBits: frames of packed bits begin within a byte.
func TestSingleBits(t *testing.T) {
	raw := noisyRuns(rand.New(rand.NewPCG(5, 6)), 3*5*7/8+1)
	f := imageOf(5, 7, 3, 1, 1, false, raw)
	ints := make([]int16, 35)
	for frame := range 3 {
		if err := f.decodeInt16(ints, frame, 1, 0); err != nil {
			t.Fatal(err)
		}
		for i, v := range ints {
			if bit := frame*35 + i; int16(raw[bit/8]>>(bit%8)&1) != v {
				t.Fatalf("frame %d, pixel %d is %d", frame, i, v)
			}
		}
	}
}

// TestSingleBitsInRLE: there, each frame begins with a byte of its own.
func TestSingleBitsInRLE(t *testing.T) {
	frames := [][]byte{{0xFF, 0xFF, 0xFF, 0x0F, 0x05}, {0, 0, 0x80, 0, 0x02}}
	f := encapsulate(imageOf(5, 7, 2, 1, 1, false, nil), rleFrame(frames[0]), rleFrame(frames[1]))
	ints := make([]int16, 35)
	for frame, raw := range frames {
		if err := f.decodeInt16(ints, frame, 1, 0); err != nil {
			t.Fatal(err)
		}
		for i, v := range ints {
			if int16(raw[i/8]>>(i%8)&1) != v {
				t.Fatalf("frame %d, pixel %d is %d", frame, i, v)
			}
		}
	}
}

// TestRescaleThatIsNotWhole is for decodeFloat32, and an impossible one for
// nobody.
func TestRescaleThatIsNotWhole(t *testing.T) {
	f := imageOf(1, 2, 1, 16, 16, true, []byte{1, 0, 255, 255})
	ints, floats := make([]int16, 2), make([]float32, 2)
	for _, rescale := range [][2]float64{{0.5, 0}, {1, 0.25}, {math.NaN(), 0}, {1, math.Inf(1)}, {1, 40000}} {
		if err := f.decodeInt16(ints, 0, rescale[0], rescale[1]); !errors.Is(err, errNotInt16) {
			t.Errorf("rescale %v as int16: %v", rescale, err)
		}
	}
	if err := f.decodeFloat32(floats, 0, 0.5, 0.25); err != nil || floats[0] != 0.75 || floats[1] != -0.25 {
		t.Errorf("%v, %v", floats, err)
	}
	if f.decodeFloat32(floats, 0, math.NaN(), 0) == nil || f.decodeFloat32(floats, 0, 1, math.Inf(-1)) == nil {
		t.Error("a rescale that is no number was applied")
	}
}

// TestImpossibleImages are refused before anything is decoded.
func TestImpossibleImages(t *testing.T) {
	change := func(tag Tag, value ...byte) *File {
		f := imageOf(2, 2, 1, 16, 12, false, make([]byte, 8))
		f.Find(tag).Value = value
		return f
	}
	for name, f := range map[string]*File{
		"no rows":          change(tagRows, 0, 0),
		"24 bits":          change(tagBitsAllocated, 24, 0),
		"17 of 16 bits":    change(tagBitsStored, 17, 0),
		"high bit 16":      change(tagHighBit, 16, 0),
		"high bit 5":       change(tagHighBit, 5, 0),
		"colour":           change(tagPhotometric, []byte("RGB ")...),
		"palette":          change(tagPhotometric, []byte("PALETTE COLOR ")...),
		"three samples":    change(tagSamplesPerPixel, 3, 0),
		"frames in words":  change(tagNumberOfFrames, []byte("many")...),
		"frames below one": change(tagNumberOfFrames, []byte("-1")...),
		"two frames":       change(tagNumberOfFrames, []byte("2 ")...), // and pixels for one
		"vendor's syntax":  {TransferSyntax: "1.2.840.113619.5.2", Dataset: change(tagRows, 2, 0).Dataset},
		"no pixels":        {TransferSyntax: explicitLittle, Dataset: Dataset{Elements: change(tagRows, 2, 0).Elements[:11]}},
	} {
		p, err := f.PixelFormat()
		if err == nil {
			err = f.decodeInt16(make([]int16, 4), p.Frames-1, 1, 0)
		}
		if err == nil {
			t.Errorf("%s: decoded", name)
		} else {
			t.Logf("%s: %v", name, err)
		}
	}
}
