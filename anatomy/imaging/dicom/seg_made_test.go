package dicom

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// TestFramesBeginWithinBytes in any order of frames, on a grid of their own and
// on a scan that reaches farther.
func TestFramesBeginWithinBytes(t *testing.T) {
	for seed := range uint64(20) {
		m := defaultSEG()
		rand.New(rand.NewPCG(seed, 3)).Shuffle(len(m.frames), func(a, b int) { m.frames[a], m.frames[b] = m.frames[b], m.frames[a] })
		s := mustReadObject(t, m.encode(t), ObjectOptions{})
		if s.Size != [3]int{5, 3, 3} || !slices.Equal(s.Data, m.truth(s.Grid, 1)) {
			t.Fatalf("seed %d: size %v, %v", seed, s.Size, s.Data)
		}
		if s.Segments[0].Name != "left-kidney" || s.Segments[1].Name != "tumour" || s.Segments[0].SNOMED != "64033007" {
			t.Errorf("segments %v", s.Segments)
		}
		scan := onlyVolume(t, folderOf(t, stackOf(-2, 0, 2, 4, 6)))
		s = mustReadObject(t, m.encode(t), ObjectOptions{Series: scan})
		if !s.SameAs(scan.Grid) || !slices.Equal(s.Data, m.truth(scan.Grid, 1)) {
			t.Fatalf("seed %d: on the scan, %v", seed, s.Data)
		}
	}
}

// TestRunsAreTheOnes bit by bit, wherever they begin and end.
func TestRunsAreTheOnes(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	for range 2000 {
		b := make([]byte, 1+random.IntN(40))
		for i := range b {
			b[i] = []byte{0, 0, 0, 0xFF, 0xFF, byte(random.IntN(256))}[random.IntN(6)]
		}
		at := random.IntN(8 * len(b))
		end := at + random.IntN(8*len(b)-at+1)
		got := make([]bool, 8*len(b))
		last := at - 1
		eachRun(b, at, end, func(first, after int) {
			if first <= last || after <= first || after > end {
				t.Fatalf("a run from %d to %d after %d, within %d to %d", first, after, last, at, end)
			}
			for last = first; last < after; last++ {
				got[last] = true
			}
		})
		for i := range got {
			if want := i >= at && i < end && b[i/8]>>(i%8)&1 == 1; got[i] != want {
				t.Fatalf("bit %d of %x from %d to %d is %v", i, b, at, end, got[i])
			}
		}
	}
}

// TestSegmentationInRLE decodes frames of eight bits that are compressed.
func TestSegmentationInRLE(t *testing.T) {
	m := defaultSEG()
	m.kind, m.allocated = "FRACTIONAL", 8
	for at := range m.frames {
		for i := range m.frames[at].values {
			m.frames[at].values[i] = (at*37 + i*91) % 256
		}
	}
	m.extra = []Element{wordElement(tagMaximumFraction, 255)}
	plain := mustReadObject(t, m.encode(t), ObjectOptions{})
	if !slices.Equal(plain.Data, m.truth(plain.Grid, 128)) {
		t.Error("fractions are not cut at one half")
	}
	wantWords(t, strings.Join(plain.Notes, "\n"), "at least one half (128 of 255)")
	f, err := Parse(m.encode(t))
	if err != nil {
		t.Fatal(err)
	}
	pixels := f.Find(tagPixelData)
	fragments := [][]byte{nil}
	for _, frame := range m.frames {
		fragments = append(fragments, literalRLE(frame.values))
	}
	pixels.Value, pixels.Fragments, f.TransferSyntax = nil, fragments, rleLossless
	s, err := readSEG(f, nil, false)
	if err != nil || !slices.Equal(s.Data, plain.Data) {
		t.Errorf("compressed: %v", err)
	}
}

// literalRLE is a frame of at most 128 bytes as one literal run (PS3.5 G.3.1).
func literalRLE(values []int) []byte {
	out := make([]byte, rleHeader)
	out[0], out[4] = 1, rleHeader
	out = append(out, byte(len(values)-1))
	for _, value := range values {
		out = append(out, byte(value))
	}
	return out
}

// TestMissingSlicesStayEmpty when the object says how far slices lie apart.
func TestMissingSlicesStayEmpty(t *testing.T) {
	m := defaultSEG()
	m.frames = slices.DeleteFunc(m.frames, func(f madeFrame) bool { return f.position[2] == 2 })
	s := mustReadObject(t, m.encode(t), ObjectOptions{})
	if s.Size[2] != 3 || !slices.Equal(s.Data, m.truth(s.Grid, 1)) {
		t.Errorf("size %v, %v", s.Size, s.Data)
	}
}

// TestThickSlicesFillAFineScan that they were not drawn on; on the scan itself
// they are its slices.
func TestThickSlicesFillAFineScan(t *testing.T) {
	m := defaultSEG()
	m.series = "1.2.4"
	scan := onlyVolume(t, folderOf(t, stackOf(0, 1, 2, 3, 4)))
	s := mustReadObject(t, m.encode(t), ObjectOptions{Series: scan})
	wantWords(t, strings.Join(s.Notes, "\n"), "voxels of its own")
	empty := func(k int) bool {
		return !slices.ContainsFunc(s.Data[s.Index(0, 0, k):][:s.Size[0]*s.Size[1]], func(l uint16) bool { return l != 0 })
	}
	if empty(1) || empty(3) {
		t.Error("slices between were left empty")
	}
	m.series = "1.2.3"
	if s = mustReadObject(t, m.encode(t), ObjectOptions{Series: scan}); !empty(1) || !empty(3) || !slices.Equal(s.Data, m.truth(s.Grid, 1)) {
		t.Error("slices without a drawing were filled")
	}
}

// TestObliqueReversedFrames lie on a grid that is turned and mirrored.
func TestObliqueReversedFrames(t *testing.T) {
	m := defaultSEG()
	turn := mgl64.Rotate3DX(0.4).Mul3(mgl64.Rotate3DZ(0.3))
	m.along, m.down = turn.Mul3x1(mgl64.Vec3{-1, 0, 0}), turn.Mul3x1(mgl64.Vec3{0, 1, 0})
	up := turn.Mul3x1(mgl64.Vec3{0, 0, 1})
	for at := range m.frames {
		m.frames[at].position = up.Mul(m.frames[at].position[2]).Add(mgl64.Vec3{5, 6, 7})
	}
	g := imaging.Grid{Size: [3]int{6, 5, 4}, PatientFromVoxel: mgl64.Mat4FromCols(
		up.Mul(2).Vec4(0), m.along.Mul(-1).Vec4(0), m.down.Vec4(0), m.along.Mul(4).Add(mgl64.Vec3{5, 6, 7}).Vec4(1))}
	s := mustReadObject(t, m.encode(t), ObjectOptions{Grid: &g})
	if !slices.Equal(s.Data, m.truth(g, 1)) || len(countsOf(s.LabelMap)) != 2 {
		t.Errorf("%v", s.Notes)
	}
}

// TestNamesThatIdentify are replaced, and no note or error repeats them.
func TestNamesThatIdentify(t *testing.T) {
	m := defaultSEG()
	m.names = []string{"Doe liver", "19570304"}
	s := mustReadObject(t, m.encode(t), ObjectOptions{})
	if s.Segments[0].Name != "segment-1" || s.Segments[1].Name != "segment-2" {
		t.Errorf("segments %v", s.Segments)
	}
	wantWords(t, strings.Join(s.Notes, "\n"), "2 names held what identifies the patient")
	m.names = []string{"kidney", "Kidney"}
	if s = mustReadObject(t, m.encode(t), ObjectOptions{}); s.Segments[1].Name != "kidney-2" {
		t.Errorf("segments %v", s.Segments)
	}
	m.names = nil
	s = mustReadObject(t, m.encode(t), ObjectOptions{})
	if len(s.Segments) != 2 || s.Segments[1].Name != "segment-2" {
		t.Errorf("segments %v", s.Segments)
	}
	wantWords(t, strings.Join(s.Notes, "\n"), "does not say what its segment 1 is")
}

// TestSegmentationsThatAreRefused with a sentence.
func TestSegmentationsThatAreRefused(t *testing.T) {
	for want, change := range map[string]func(*madeSEG){
		"cut short":       func(m *madeSEG) { m.extra = []Element{{Tag: tagPixelData, VR: "OB", Value: []byte{255, 1}}} },
		"is empty":        func(m *madeSEG) { clearFrames(m) },
		"(0062,0001)":     func(m *madeSEG) { m.kind = "SURFACE" },
		"fewer frames":    func(m *madeSEG) { m.extra = []Element{textElement(tagNumberOfFrames, "IS", "9")} },
		"has no place":    func(m *madeSEG) { m.extra = []Element{{Tag: tagSharedGroups}} },
		"which segment":   func(m *madeSEG) { m.frames[2].segment = 0 },
		"uneven":          func(m *madeSEG) { m.frames[2].position[2] = 5.3 },
		"beside each":     func(m *madeSEG) { m.frames[2].position[0] = 40 },
		"too far apart":   func(m *madeSEG) { m.frames[2].position[2], m.apart = 9e5, 0.02 },
		"without sign":    func(m *madeSEG) { m.extra = []Element{wordElement(tagPixelRepresentation, 1)} },
		"without a max":   func(m *madeSEG) { m.kind, m.extra = "FRACTIONAL", []Element{wordElement(tagMaximumFraction, 0)} },
		"another scan, w": func(m *madeSEG) { m.series, m.frameOfRef = "1.7", "1.8" },
	} {
		m := defaultSEG()
		change(&m)
		o := ObjectOptions{}
		if m.series == "1.7" {
			o.Series = onlyVolume(t, folderOf(t, stackOf(0, 2, 4)))
		}
		if _, err := ReadObject(context.Background(), m.encode(t), o); err == nil {
			t.Errorf("a segmentation that should be refused with %q was read", want)
		} else {
			wantWords(t, err.Error(), want)
		}
	}
}

func clearFrames(m *madeSEG) {
	for at := range m.frames {
		clear(m.frames[at].values)
	}
}
