package imaging

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"slices"
	"testing"
	"testing/fstest"
)

// checkOpening opens a file with another beside it: nothing panics or claims
// much memory, and what is read is written and read again as the same image.
func checkOpening(t *testing.T, name string, file, beside []byte) {
	folder := fstest.MapFS{name: {Data: file}, "a.raw": {Data: beside}, "a.img": {Data: beside}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	image, err := Open(t.Context(), folder, name, OpenOptions{Axes: "RAS"})
	labels, labelErr := OpenLabels(t.Context(), folder, name, OpenOptions{})
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > uint64(64<<20+8*(len(file)+len(beside))) {
		t.Errorf("%d bytes were claimed for a file of %d", grown, len(file)+len(beside))
	}
	if err == nil {
		var b bytes.Buffer
		if err := WriteNRRD(&b, image.Volume); err != nil {
			t.Fatal(err)
		}
		again, err := Open(t.Context(), fstest.MapFS{"a": {Data: b.Bytes()}}, "a", OpenOptions{})
		if err != nil || again.Grid != image.Grid || !sameValues(again.Volume, image.Volume) {
			t.Errorf("%v came back as %v, %v", image, again, err)
		}
	}
	if labelErr == nil {
		checkLabels(t, labels)
	}
}

// checkLabels writes labels and segments, after a segment is added for every
// label without one, and reads them again.
func checkLabels(t *testing.T, s *Segmentation) {
	segments := slices.Clone(s.Segments)
	for label := range labelExtents(s.LabelMap) {
		if !slices.ContainsFunc(segments, func(s Segment) bool { return s.Label == label }) {
			segments = append(segments, Segment{Label: label})
		}
	}
	var b bytes.Buffer
	if err := WriteSegNRRD(&b, s.LabelMap, segments); err != nil {
		t.Fatal(err)
	}
	if len(segments) > maxSegments {
		return
	}
	again, err := OpenLabels(t.Context(), fstest.MapFS{"a": {Data: b.Bytes()}}, "a", OpenOptions{})
	if err != nil || again.Grid != s.Grid || !slices.Equal(again.Data, s.Data) || len(again.Segments) != len(segments) {
		t.Errorf("%v came back as %v, %v", s, again, err)
	}
}

func FuzzOpenNRRD(f *testing.F) {
	raw := stored(binary.LittleEndian, eightVoxels)
	f.Add([]byte(nrrdOf()+"\n"+string(raw)), []byte{})
	f.Add([]byte(nrrdOf("encoding: gzip", "space: RAS")+"\n"+string(zipped(raw))), []byte{})
	f.Add([]byte(nrrdOf("encoding: ascii", "type: double", "space units: \"cm\" \"cm\" \"cm\"")+"\n1 2 3 4.5 5 6 7 8e9"), []byte{})
	f.Add([]byte(nrrdOf("data file: a.raw", "line skip: 1", "byte skip: 3", "endian: big")), append([]byte("1\n123"), raw...))
	f.Add([]byte(nrrdOf("data file: a.raw", "byte skip: -1")), append([]byte("1\n123"), raw...))
	f.Add([]byte(nrrdOf("space:", "space directions:", "spacings: 1 2 3")+"\n"+string(raw)), []byte{})
	segments := "Segment0_Name:=a\\nb\nSegment0_Color:=1 0.5 0\nSegment0_LabelValue:=1\nSegment0_Layer:=0\nSegment0_Tags:=" + liverTags +
		"\nSegment1_LabelValue:=1\nSegment1_Layer:=1\n"
	f.Add([]byte(layered(true, segments)+"\n\x01\x00\x01\x01\x00\x01\x00\x00\x01\x00\x01\x01\x00\x01\x00\x00"), []byte{})
	f.Add([]byte(layered(false, segments)+"\n\x01\x00\x01\x01\x00\x01\x00\x00\x01\x00\x01\x01\x00\x01\x00\x00"), []byte{})
	f.Fuzz(func(t *testing.T, file, beside []byte) {
		checkOpening(t, "a.nhdr", append([]byte("NRRD0005\n"), file...), beside)
		checkOpening(t, "a.nhdr", file, beside)
	})
}

func FuzzOpenMetaImage(f *testing.F) {
	raw := stored(binary.LittleEndian, eightVoxels)
	f.Add(append(metaOf(), raw...), []byte{})
	f.Add(append(metaOf("CompressedData = True", "CompressedDataSize = 1"), deflated(raw)...), []byte{})
	f.Add(append(metaOf("BinaryData = False", "ElementType = MET_FLOAT"), "1 2 3 4.5 5 6 7 8"...), []byte{})
	f.Add(metaOf("ElementDataFile = a.raw", "HeaderSize = -1", "ElementByteOrderMSB = True"), append([]byte("123"), raw...))
	f.Add(append(metaOf("NDims = 4", "DimSize = 2 2 2 1", "ElementSpacing = 2 3 4 1", "Offset = 1 2 3 0", "TransformMatrix =", "Comment = x"), raw...), []byte{})
	f.Fuzz(func(t *testing.T, file, beside []byte) { checkOpening(t, "a.mhd", file, beside) })
}

func FuzzOpenNIfTI(f *testing.F) {
	m := newMade(binary.BigEndian)
	f.Add(m.file(eightVoxels), []byte{})
	copy(m.header[344:], "ni1\x00")
	f.Add(m.header[:348], stored(binary.BigEndian, eightVoxels))
	f.Add(zipped(m.header[:]), zipped(stored(binary.BigEndian, eightVoxels)))
	analyze := analyzeFiles()
	f.Add(analyze["a.hdr"], analyze["a.img"])
	f.Add(append(nifti2Header(binary.LittleEndian), stored(binary.LittleEndian, eightVoxels)...), []byte{})
	f.Add(append(nifti2Header(binary.BigEndian), stored(binary.BigEndian, eightVoxels)...), []byte{})
	f.Fuzz(func(t *testing.T, file, beside []byte) {
		checkOpening(t, "a.hdr", file, beside)
		checkOpening(t, "a.img", file, beside)
	})
}
