package dicom

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// madeSEG is a segmentation that a test makes: by default two binary segments
// on random places of three slices of 5 x 3 pixels, so that frames begin within
// bytes.
type madeSEG struct {
	kind       string // BINARY, FRACTIONAL or LABELMAP
	allocated  int
	columns    int
	rows       int
	along      mgl64.Vec3
	down       mgl64.Vec3
	pixelSize  [2]float64 // rows apart, columns apart
	apart      float64    // SpacingBetweenSlices; 0: none
	frames     []madeFrame
	names      []string // of the segments from 1 on
	series     string   // that it was drawn on
	frameOfRef string
	extra      []Element
}

type madeFrame struct {
	segment  int
	position mgl64.Vec3
	values   []int
}

func defaultSEG() madeSEG {
	m := madeSEG{
		kind: "BINARY", allocated: 1, columns: 5, rows: 3, along: mgl64.Vec3{1, 0, 0}, down: mgl64.Vec3{0, 1, 0},
		pixelSize: [2]float64{1, 1}, apart: 2, names: []string{"Left Kidney", "tumour"}, series: "1.2.3", frameOfRef: "1.2.9",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for segment := 1; segment <= 2; segment++ {
		for slice := range 3 {
			f := madeFrame{segment: segment, position: mgl64.Vec3{-10, -20, float64(2 * slice)}}
			for range m.rows * m.columns {
				f.values = append(f.values, random.IntN(2))
			}
			m.frames = append(m.frames, f)
		}
	}
	return m
}

func sequenceElement(t Tag, items ...Dataset) Element {
	return Element{Tag: t, VR: "SQ", Items: items}
}

func codeElement(t Tag, scheme, value string) Element {
	return sequenceElement(t, itemOf(textElement(tagCodeValue, "SH", value), textElement(tagCodeScheme, "SH", scheme)))
}

// packed gives the values of all frames as pixel data.
func (m *madeSEG) packed() []byte {
	var out []byte
	bit := 0
	for _, f := range m.frames {
		for _, value := range f.values {
			switch m.allocated {
			case 1:
				if bit%8 == 0 {
					out = append(out, 0)
				}
				out[bit/8] |= byte(value << (bit % 8))
				bit++
			case 8:
				out = append(out, byte(value))
			default:
				out = append(out, byte(value), byte(value>>8))
			}
		}
	}
	return out
}

func (m *madeSEG) encode(t testing.TB) []byte {
	t.Helper()
	var segments, frames []Dataset
	for at, name := range m.names {
		segments = append(segments, itemOf(
			wordElement(tagSegmentNumber, at+1), textElement(tagSegmentLabel, "LO", name),
			codeElement(tagSegmentCategory, "SCT", "123037004"), codeElement(tagSegmentType, "SCT", "64033007"),
		))
	}
	for _, f := range m.frames {
		frames = append(frames, itemOf(
			sequenceElement(tagPlanePosition, itemOf(textElement(tagImagePosition, "DS", joinNumbers(f.position[:])))),
			sequenceElement(tagSegmentIdentification, itemOf(wordElement(tagReferencedSegment, f.segment))),
		))
	}
	measures := []Element{textElement(tagPixelSpacing, "DS", joinNumbers(m.pixelSize[:]))}
	if m.apart > 0 {
		measures = append(measures, textElement(tagSpacingBetweenSlices, "DS", fmt.Sprint(m.apart)))
	}
	shared := itemOf(
		sequenceElement(tagPlaneOrientation, itemOf(textElement(tagImageOrientation, "DS", joinNumbers(append(m.along[:], m.down[:]...))))),
		sequenceElement(tagPixelMeasures, itemOf(measures...)),
	)
	elements := []Element{
		textElement(tagSOPClass, "UI", storage+"66.4"), textElement(tagSOPInstance, "UI", "1.2.77"),
		textElement(tagModality, "CS", "SEG"), textElement(0x00100010, "PN", "Doe^Jane"), textElement(0x00100020, "LO", "P4711"),
		sequenceElement(tagReferencedSeries, itemOf(textElement(tagSeriesInstanceUID, "UI", m.series))),
		textElement(tagSeriesInstanceUID, "UI", "1.2.78"), textElement(tagFrameOfReferenceUID, "UI", m.frameOfRef),
		wordElement(tagSamplesPerPixel, 1), textElement(tagPhotometric, "CS", "MONOCHROME2"),
		textElement(tagNumberOfFrames, "IS", fmt.Sprint(len(m.frames))), wordElement(tagRows, m.rows), wordElement(tagColumns, m.columns),
		wordElement(tagBitsAllocated, m.allocated), wordElement(tagBitsStored, m.allocated), wordElement(tagHighBit, m.allocated-1),
		wordElement(tagPixelRepresentation, 0), textElement(tagSegmentationType, "CS", m.kind),
		sequenceElement(tagSegments, segments...), sequenceElement(tagSharedGroups, shared), sequenceElement(tagPerFrameGroups, frames...),
		{Tag: tagPixelData, VR: "OB", Value: m.packed()},
	}
	return encodeElements(t, append(elements, m.extra...))
}

// truth paints the frames one pixel at a time on a grid of that geometry: the
// smaller segment wins, of equal ones the later.
func (m *madeSEG) truth(g imaging.Grid, half int) []uint16 {
	sizes := map[int]int{}
	for _, f := range m.frames {
		for _, value := range f.values {
			if value >= half {
				sizes[f.segment]++
			}
		}
	}
	data := make([]uint16, g.Len())
	for _, f := range m.frames {
		for i, value := range f.values {
			if value < half {
				continue
			}
			p := f.position.Add(m.along.Mul(float64(i%m.columns) * m.pixelSize[1])).Add(m.down.Mul(float64(i/m.columns) * m.pixelSize[0]))
			v := mgl64.TransformCoordinate(p, g.VoxelFromPatient())
			at := g.Index(int(v[0]+0.5), int(v[1]+0.5), int(v[2]+0.5))
			old := int(data[at])
			if old == 0 || sizes[f.segment] < sizes[old] || sizes[f.segment] == sizes[old] && f.segment > old {
				data[at] = uint16(f.segment)
			}
		}
	}
	return data
}
