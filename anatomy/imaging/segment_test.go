package imaging

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	newSegmentTags = "Segmentation.Status:inprogress|TerminologyEntry:Segmentation category and type - 3D Slicer General Anatomy list~SCT^85756007^Tissue~SCT^85756007^Tissue~^^~Anatomic codes - DICOM master list~^^~^^|"
	liverTags      = "TerminologyEntry:Segmentation category and type~SCT^123037004^Anatomical Structure~SCT^10200004^Liver~^^~Anatomic codes~^^~^^|"
	tumourTags     = "TerminologyEntry:List~SCT^49755003^Morphologically Altered Structure~SCT^4147007^Mass~^^~Anatomic codes~SCT^23451007^Adrenal gland~^^|"
	regionTags     = "TerminologyEntry:List~SCT^85756007^Tissue~SCT^85756007^Tissue~^^~Anatomic codes~SCT^64033007^Kidney~SCT^24028007^Right|"
	oldTags        = "TerminologyEntry:List~SRT^T-D0050^Tissue~SRT^T-62000^Liver~^^~~^^~^^|"
)

func openSegmentation(t *testing.T, header string, voxels any) (*Segmentation, error) {
	t.Helper()
	file := append([]byte(header+"\n"), stored(binary.LittleEndian, voxels)...)
	return OpenLabels(t.Context(), folder(map[string][]byte{"a.seg.nrrd": file}), "a.seg.nrrd", OpenOptions{})
}

func TestSegmentsAreReadFromOneLayer(t *testing.T) {
	s, err := openSegmentation(t, nrrdOf()+
		"Segment0_ID:=a\nSegment0_Name:=liver  \\n left\nSegment0_Color:=1 0.5 0\nSegment0_LabelValue:=3\nSegment0_Layer:=0\nSegment0_Tags:="+liverTags+"\n"+
		"Segment10_Name:=empty\nSegment10_LabelValue:=9\nSegment10_Tags:="+newSegmentTags+"\n"+
		"Segment2_Name:=mass\nSegment2_Color:=red\nSegment2_LabelValue:=300\nSegment2_Tags:="+tumourTags+"\n"+
		"Segmentation_MasterRepresentation:=Binary labelmap\nSegment2_Comment:="+patientText+"\n",
		[]int16{0, 3, 3, 300, 0, 7, 0, 0})
	if err != nil {
		t.Fatal(err)
	}
	want := []Segment{{3, "liver left", "#ff8000", "10200004"}, {300, "mass", "", "4147007"}, {9, "empty", "", ""}}
	if !slices.Equal(s.Segments, want) || s.Overlaps != 0 {
		t.Errorf("got %+v, %d overlaps; want %+v", s.Segments, s.Overlaps, want)
	}
	if !slices.Equal(s.Data, []uint16{0, 3, 3, 300, 0, 7, 0, 0}) {
		t.Errorf("labels %v", s.Data)
	}
	if want := []string{"comments (1)", "key/value pairs (2)"}; !slices.Equal(s.Dropped, want) {
		t.Errorf("dropped %q, want %q", s.Dropped, want)
	}
}

func TestTerminologyNamesTheTypeOrTheRegion(t *testing.T) {
	for tags, want := range map[string]string{
		liverTags: "10200004", tumourTags: "4147007", regionTags: "64033007", newSegmentTags: "", oldTags: "",
		"": "", "TerminologyEntry:": "", "TerminologyEntry:a~b~SCT^1234^x": "", "a|TerminologyEntry:a~b~SCT^123456^x|b": "123456",
	} {
		if got := terminology(tags); got != want {
			t.Errorf("%s: code %q, want %q", tags, got, want)
		}
	}
}

// layered is a header of two layers of 2 x 2 x 2 voxels.
func layered(listFirst bool, segments string) string {
	if listFirst {
		return nrrdOf("dimension: 4", "sizes: 2 2 2 2", "type: uchar", "space directions: none (1,0,0) (0,1,0) (0,0,1)", "kinds: list domain domain domain") + segments
	}
	return nrrdOf("dimension: 4", "sizes: 2 2 2 2", "type: uchar", "space directions: (1,0,0) (0,1,0) (0,0,1) none", "kinds: domain domain domain list") + segments
}

// TestOverlappingSegmentsAreMergedInTheirOrder has three segments: a and c in
// the first layer, b in the second. a and b overlap at two voxels and the
// later, b, wins; b and c overlap at one, and c wins.
func TestOverlappingSegmentsAreMergedInTheirOrder(t *testing.T) {
	first, second := []uint8{1, 1, 1, 0, 2, 2, 0, 0}, []uint8{0, 1, 1, 0, 1, 0, 1, 0}
	sideBySide := make([]uint8, 16)
	for voxel := range first {
		sideBySide[2*voxel], sideBySide[2*voxel+1] = first[voxel], second[voxel]
	}
	segments := "Segment0_Name:=a\nSegment0_LabelValue:=1\nSegment0_Layer:=0\n" +
		"Segment1_Name:=b\nSegment1_LabelValue:=1\nSegment1_Layer:=1\n" +
		"Segment2_Name:=c\nSegment2_LabelValue:=2\nSegment2_Layer:=0\n"
	for _, c := range []struct {
		header string
		voxels []uint8
	}{{layered(true, segments), sideBySide}, {layered(false, segments), slices.Concat(first, second)}} {
		s, err := openSegmentation(t, c.header, c.voxels)
		if err != nil {
			t.Fatal(err)
		}
		if want := []uint16{1, 2, 2, 0, 3, 3, 2, 0}; !slices.Equal(s.Data, want) || s.Overlaps != 3 {
			t.Errorf("labels %v, %d overlaps; want %v, 3", s.Data, s.Overlaps, want)
		}
		if want := []Segment{{Label: 1, Name: "a"}, {Label: 2, Name: "b"}, {Label: 3, Name: "c"}}; !slices.Equal(s.Segments, want) {
			t.Errorf("segments %+v", s.Segments)
		}
		if _, err := Open(t.Context(), folder(map[string][]byte{"a": append([]byte(c.header+"\n"), c.voxels...)}), "a", OpenOptions{}); err == nil || !strings.Contains(err.Error(), "every voxel holds 2 values") {
			t.Errorf("as a scan: %v", err)
		}
	}
}

// TestSegmentsBeforeLayersHadAName: the layout of 3D Slicer up to 4.10.
func TestSegmentsBeforeLayersHadAName(t *testing.T) {
	s, err := openSegmentation(t, layered(false, "Segment0_Name:=a\nSegment1_Name:=b\n"), []uint8{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint16{1, 1, 0, 0, 0, 0, 2, 2}; !slices.Equal(s.Data, want) {
		t.Errorf("labels %v, want %v", s.Data, want)
	}
}

func TestSegmentsAreRefused(t *testing.T) {
	for want, c := range map[string]struct {
		header string
		voxels []uint8
	}{
		"layer that the image does not": {layered(true, "Segment0_Layer:=2\n"), make([]uint8, 16)},
		"does not have; save":           {layered(true, "Segment0_Layer:="+patientText+"\n"), make([]uint8, 16)},
		"label value outside":           {layered(true, "Segment0_LabelValue:=0\n"), make([]uint8, 16)},
		"outside 1 to 65535":            {layered(true, "Segment0_LabelValue:=70000\n"), make([]uint8, 16)},
		"share the label value 1":       {layered(true, "Segment0_Layer:=0\nSegment1_Layer:=0\n"), make([]uint8, 16)},
		"which no segment":              {layered(true, "Segment0_Layer:=0\nSegment1_Layer:=1\n"), []uint8{1, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
		"every voxel holds 2 values":    {layered(true, ""), make([]uint8, 16)},
	} {
		s, err := openSegmentation(t, c.header, c.voxels)
		if s != nil || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "DOE") {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestSegmentationRoundTripIsExact(t *testing.T) {
	l := &LabelMap{Grid: obliqueGrid(), Data: make([]uint16, obliqueGrid().Len())}
	l.Data[5], l.Data[6], l.Data[17], l.Data[23] = 1, 1, 300, 2
	want := []Segment{
		{300, "renal vein", "#0080ff", "56400007"}, {1, `left\kidney`, "#ffffff", ""}, {2, "", "", ""}, {7, "not drawn", "#010203", "123456"},
	}
	var b bytes.Buffer
	if err := WriteSegNRRD(&b, l, want); err != nil {
		t.Fatal(err)
	}
	s, err := OpenLabels(t.Context(), fstest.MapFS{"a": {Data: b.Bytes()}}, "a", OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want[1].Name, want[2].Color = "left/kidney", "#808080"
	if !slices.Equal(s.Segments, want) || !slices.Equal(s.Data, l.Data) || s.Grid != l.Grid {
		t.Errorf("got %+v on %v, want %+v on %v", s.Segments, s.Grid, want, l.Grid)
	}
}

func TestSegmentationsThatCannotBeWritten(t *testing.T) {
	l := &LabelMap{Grid: Grid{Size: [3]int{2, 1, 1}, PatientFromVoxel: obliqueGrid().PatientFromVoxel}, Data: []uint16{0, 1}}
	for want, segments := range map[string][]Segment{
		"3D Slicer would drop it":         {{Label: 2}},
		"segment 0 has the label 0":       {{Label: 0}},
		"segment 1 has the label 1":       {{Label: 1}, {Label: 1}},
		"segment 0: its colour":           {{Label: 1, Color: "red"}},
		"its colour is not of":            {{Label: 1, Color: "#12345"}},
		"SNOMED CT code is not a number":  {{Label: 1, SNOMED: "T-62000"}},
		"code is not a number of 6 to 18": {{Label: 1, SNOMED: "123^x~"}},
	} {
		if err := WriteSegNRRD(&bytes.Buffer{}, l, segments); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	l.Data = l.Data[1:]
	if err := WriteSegNRRD(&bytes.Buffer{}, l, []Segment{{Label: 1}}); err == nil || !strings.Contains(err.Error(), "do not belong together") {
		t.Errorf("got %v", err)
	}
}
