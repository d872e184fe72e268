package dicom

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// writtenSEG is a label map on an oblique grid with structures in one another,
// empty slices and one structure in the corner.
func writtenSEG(t testing.TB) (*imaging.LabelMap, []SEGSegment, SEGOptions, []byte) {
	t.Helper()
	turn := mgl64.Rotate3DX(0.3).Mul3(mgl64.Rotate3DZ(-0.2))
	g := imaging.Grid{Size: [3]int{13, 7, 6}}
	g.PatientFromVoxel = mgl64.Mat4FromCols(
		turn.Mul3x1(mgl64.Vec3{0.7, 0, 0}).Vec4(0), turn.Mul3x1(mgl64.Vec3{0, -0.9, 0}).Vec4(0),
		turn.Mul3x1(mgl64.Vec3{0, 0, 2.5}).Vec4(0), mgl64.Vec4{-123.456789012345, 7.1, 1e-7, 1})
	l := &imaging.LabelMap{Grid: g, Data: make([]uint16, g.Len())}
	random := rand.New(rand.NewPCG(5, 5))
	for i := range l.Data {
		if k := i / (13 * 7); k != 2 {
			l.Data[i] = []uint16{0, 3, 7, 700}[random.IntN(4)]
		}
	}
	segments := []SEGSegment{
		{Segment: imaging.Segment{Label: 3, Name: "brain", Color: "#f0b0a0", SNOMED: "12738006"}, Labels: []uint16{3, 7}, Tissue: "brain"},
		{Segment: imaging.Segment{Label: 7, Name: "tumour", Color: "#ff0000"}, Tissue: "tumour"},
		{Segment: imaging.Segment{Label: 700, Name: "kidney-left", Color: "#00ff80", SNOMED: "64033007"}, Tissue: "organ"},
	}
	o := SEGOptions{Seed: []byte("0123456789abcdef"), FrameOfReference: "2.25.17", Case: "case-0815", Software: "1.2.3"}
	var out bytes.Buffer
	if err := WriteSEG(&out, l, segments, o); err != nil {
		t.Fatal(err)
	}
	return l, segments, o, out.Bytes()
}

// TestWrittenSegmentationReadsBack in our own reader: on a grid of its own, on
// the label map's, with names, codes and colours.
func TestWrittenSegmentationReadsBack(t *testing.T) {
	l, segments, o, data := writtenSEG(t)
	for name, options := range map[string]ObjectOptions{"alone": {}, "on its grid": {Grid: &l.Grid}} {
		s := mustReadObject(t, data, options)
		placed, fit, err := s.Onto(l.Grid) // alone, slices ascend along the normal, here against k
		if err != nil || fit != (imaging.Fit{}) {
			t.Fatalf("%s: the grid is %v: %v", name, s.Grid, err)
		}
		for i, label := range l.Data {
			if want := map[uint16]uint16{0: 0, 3: 1, 7: 2, 700: 3}[label]; placed.Data[i] != want {
				t.Fatalf("%s: voxel %d is %d, want %d", name, i, placed.Data[i], want)
			}
		}
		for i := range segments {
			want := segments[i].Segment
			want.Label = uint16(i + 1)
			if want.SNOMED == "" {
				want.SNOMED = "4147007"
			}
			if s.Segments[i] != want {
				t.Errorf("%s: segment %v, want %v", name, s.Segments[i], want)
			}
		}
	}
	if s := mustReadObject(t, data, ObjectOptions{}); fmt.Sprint(s.Contains) != "map[1:[2]]" {
		t.Errorf("the brain does not contain its tumour: %v", s.Contains)
	}
	var again bytes.Buffer
	if err := WriteSEG(&again, l, segments, o); err != nil || !bytes.Equal(again.Bytes(), data) {
		t.Error("equal label maps give different files")
	}
}

// TestPydicomReadsWrittenSegmentations frame by frame: pixels, segment and
// place are the label map's.
func TestPydicomReadsWrittenSegmentations(t *testing.T) {
	l, segments, _, data := writtenSEG(t)
	file := filepath.Join(t.TempDir(), "seg.dcm")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	lines := pydicom(t, `
import sys, pydicom, numpy
d = pydicom.dcmread(sys.argv[1])
bits = numpy.unpackbits(numpy.frombuffer(d.PixelData, numpy.uint8), bitorder="little")
area = d.Rows * d.Columns
for n, f in enumerate(d.PerFrameFunctionalGroupsSequence):
    x, y, z = f.PlanePositionSequence[0].ImagePositionPatient
    number = f.SegmentIdentificationSequence[0].ReferencedSegmentNumber
    print(number, "%.6f %.6f %.6f" % (x, y, z), "".join(map(str, bits[n*area:(n+1)*area])))
print(d.NumberOfFrames, d.file_meta.TransferSyntaxUID, d.PatientIdentityRemoved, d.DeidentificationMethodCodeSequence[0].CodeValue,
    d.SegmentsOverlap, d.SegmentSequence[2].SegmentedPropertyTypeCodeSequence[0].SegmentedPropertyTypeModifierCodeSequence[0].CodeMeaning)`, file)
	var want []string
	for number, segment := range segments {
		labels := append([]uint16{segment.Label}, segment.Labels...)
		for k := range l.Size[2] {
			bits := ""
			for i := range 13 * 7 {
				bits += map[bool]string{true: "1", false: "0"}[slices.Contains(labels, l.Data[k*13*7+i])]
			}
			if p := l.Position(0, 0, float64(k)); strings.Contains(bits, "1") {
				want = append(want, fmt.Sprintf("%d %.6f %.6f %.6f %s", number+1, p[0], p[1], p[2], bits))
			}
		}
	}
	want = append(want, fmt.Sprintf("%d 1.2.840.10008.1.2.1 YES 113100 YES Left", len(want)))
	if !slices.Equal(lines, want) {
		t.Errorf("pydicom reads\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

// TestWrittenSegmentationsAreValid to dicom3tools' verifier.
func TestWrittenSegmentationsAreValid(t *testing.T) {
	program := needsTool(t, "dciodvfy")
	_, _, _, data := writtenSEG(t)
	file := filepath.Join(t.TempDir(), "seg.dcm")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	said, _ := exec.Command(program, "-new", file).CombinedOutput()
	for line := range strings.Lines(string(said)) {
		if strings.HasPrefix(line, "Error") {
			t.Error(line)
		}
	}
}

// TestSegmentationsThatAreNotWritten with the reason.
func TestSegmentationsThatAreNotWritten(t *testing.T) {
	for want, change := range map[string]func(*imaging.LabelMap, *[]SEGSegment, *SEGOptions){
		"label, 5, that": func(l *imaging.LabelMap, _ *[]SEGSegment, _ *SEGOptions) { l.Data[0] = 5 },
		"is empty":       func(l *imaging.LabelMap, _ *[]SEGSegment, _ *SEGOptions) { clear(l.Data) },
		"has no name":    func(_ *imaging.LabelMap, s *[]SEGSegment, _ *SEGOptions) { (*s)[1].Name = "" },
		"the seed":       func(_ *imaging.LabelMap, _ *[]SEGSegment, o *SEGOptions) { o.Seed = nil },
		"frame of":       func(_ *imaging.LabelMap, _ *[]SEGSegment, o *SEGOptions) { o.FrameOfReference = "" },
		"perpendicular":  func(l *imaging.LabelMap, _ *[]SEGSegment, _ *SEGOptions) { l.PatientFromVoxel[0] += 0.3 },
		"belong":         func(l *imaging.LabelMap, _ *[]SEGSegment, _ *SEGOptions) { l.Data = l.Data[1:] },
	} {
		l, segments, o, _ := writtenSEG(t)
		change(l, &segments, &o)
		if err := WriteSEG(&bytes.Buffer{}, l, segments, o); err == nil {
			t.Errorf("what should be refused with %q was written", want)
		} else {
			wantWords(t, err.Error(), want)
		}
	}
}
