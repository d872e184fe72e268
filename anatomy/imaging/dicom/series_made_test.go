package dicom

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// madeSlice is one DICOM image that a test makes: by default an axial CT slice of
// 8 x 6 pixels of 1 mm, with noise for values.
type madeSlice struct {
	series, instance, modality, class string
	frameOfReference                  string
	kind                              string // image type
	number                            int
	position                          mgl64.Vec3
	along, down                       mgl64.Vec3
	rowStep, columnStep               float64
	columns, rows                     int
	slope, shift                      string
	value                             func(x, y int) int16
	extra                             []Element
}

// axial makes the default image at a height z, in mm.
func axial(z float64) madeSlice {
	return madeSlice{
		series: "1.2.3", instance: fmt.Sprintf("1.2.3.%d", int(1e4+z*100)), modality: "CT",
		class: storage + "2", frameOfReference: "1.2.9", kind: `ORIGINAL\PRIMARY\AXIAL`,
		number: int(1e4 - z), position: mgl64.Vec3{-10, -20, z},
		along: mgl64.Vec3{1, 0, 0}, down: mgl64.Vec3{0, 1, 0}, rowStep: 1, columnStep: 1,
		columns: 8, rows: 6, slope: "1", shift: "-1024",
		value: func(x, y int) int16 { return int16(rand.New(rand.NewPCG(uint64(1000+z), uint64(8*y+x))).IntN(3000)) },
	}
}

// stackOf makes axial images at the heights given.
func stackOf(heights ...float64) []madeSlice {
	images := make([]madeSlice, len(heights))
	for at, z := range heights {
		images[at] = axial(z)
	}
	return images
}

// encode gives the image as a DICOM file.
func (m madeSlice) encode(t testing.TB) []byte {
	t.Helper()
	raw := make([]byte, 0, 2*m.rows*m.columns)
	for y := range m.rows {
		for x := range m.columns {
			raw = binary.LittleEndian.AppendUint16(raw, uint16(m.value(x, y)))
		}
	}
	elements := []Element{
		textElement(tagImageType, "CS", m.kind), textElement(tagSOPClass, "UI", m.class),
		textElement(tagSOPInstance, "UI", m.instance), textElement(tagModality, "CS", m.modality),
		textElement(0x00100010, "PN", "Doe^Jane"),
		textElement(tagSeriesInstanceUID, "UI", m.series), textElement(tagInstanceNumber, "IS", fmt.Sprint(m.number)),
		textElement(tagImagePosition, "DS", joinNumbers(m.position[:])),
		textElement(tagImageOrientation, "DS", joinNumbers(append(m.along[:], m.down[:]...))),
		textElement(tagFrameOfReferenceUID, "UI", m.frameOfReference),
		wordElement(tagSamplesPerPixel, 1), textElement(tagPhotometric, "CS", "MONOCHROME2"),
		wordElement(tagRows, m.rows), wordElement(tagColumns, m.columns),
		textElement(tagPixelSpacing, "DS", joinNumbers([]float64{m.rowStep, m.columnStep})),
		wordElement(tagBitsAllocated, 16), wordElement(tagBitsStored, 16), wordElement(tagHighBit, 15),
		wordElement(tagPixelRepresentation, 1),
		textElement(tagRescaleIntercept, "DS", m.shift), textElement(tagRescaleSlope, "DS", m.slope),
		{Tag: tagPixelData, VR: "OW", Value: raw},
	}
	return encodeElements(t, append(elements, m.extra...))
}

// encodeElements writes a file; of elements with one tag the last counts, and
// one without value takes the element away.
func encodeElements(t testing.TB, elements []Element) []byte {
	t.Helper()
	last := map[Tag]Element{}
	for _, e := range elements {
		last[e.Tag] = e
	}
	f := &File{}
	for _, e := range last {
		if e.Value != nil || e.Items != nil {
			f.Elements = append(f.Elements, e)
		}
	}
	slices.SortFunc(f.Elements, func(a, b Element) int { return cmp.Compare(a.Tag, b.Tag) })
	return encoded(t, f)
}

func textElement(t Tag, vr, value string) Element {
	return Element{Tag: t, VR: vr, Value: []byte(value)}
}

func wordElement(t Tag, n int) Element {
	return Element{Tag: t, VR: "US", Value: binary.LittleEndian.AppendUint16(nil, uint16(n))}
}

// folderOf puts images into a folder, under names that say nothing.
func folderOf(t testing.TB, images []madeSlice) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	for at, m := range images {
		folder[fmt.Sprintf("a/%03d", (at*7919)%1000)] = &fstest.MapFile{Data: m.encode(t)}
	}
	return folder
}

// findIn is Find without wishes, on a folder that can be read.
func findIn(t testing.TB, folder fs.FS) *Catalogue {
	t.Helper()
	c, err := Find(context.Background(), folder, FindOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// onlyVolume finds the one volume of a folder.
func onlyVolume(t testing.TB, folder fs.FS) *Series {
	t.Helper()
	c := findIn(t, folder)
	if len(c.Volumes) != 1 {
		t.Fatalf("%d volumes, %d left out, notes %q, %q", len(c.Volumes), len(c.LeftOut), c.Notes, c.Explain())
	}
	return c.Volumes[0]
}

// readVolume reads a series that can be read.
func readVolume(t testing.TB, s *Series, o ReadOptions) (*imaging.Volume, []string) {
	t.Helper()
	v, notes, err := s.Read(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if v.Count() != v.Len() {
		t.Fatalf("%d values on a grid of %v", v.Count(), v.Size)
	}
	return v, notes
}

// refusal is the error of a series that cannot be read.
func refusal(t testing.TB, s *Series, o ReadOptions) string {
	t.Helper()
	_, _, err := s.Read(context.Background(), o)
	if err == nil {
		t.Fatal("the series was read")
	}
	return err.Error()
}

// wantWords checks that a sentence says all that it should.
func wantWords(t testing.TB, sentence string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(sentence, word) {
			t.Errorf("%q does not say %q", sentence, word)
		}
	}
}
