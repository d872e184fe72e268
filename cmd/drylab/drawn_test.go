package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/drylab/drylab/anatomy/imaging/dicom"
	"github.com/go-gl/mathgl/mgl64"
)

// drawnBall is a DICOM segmentation of a made series: the ball of bone, called
// by a name. frame is the UID of its coordinate system.
func drawnBall(t testing.TB, name, frame string) []byte {
	t.Helper()
	g := imaging.Grid{Size: [3]int{madeSize, madeSize, madeImages}}
	g.PatientFromVoxel = mgl64.Translate3D(-31, -31, 0).Mul4(mgl64.Scale3D(madeStep, madeStep, madeStep))
	l := &imaging.LabelMap{Grid: g, Data: make([]uint16, g.Len())}
	for i := range l.Data {
		if madeValue(i%madeSize, i/madeSize%madeSize, i/(madeSize*madeSize)) >= bony {
			l.Data[i] = 1
		}
	}
	var out bytes.Buffer
	segments := []dicom.SEGSegment{{Segment: imaging.Segment{Label: 1, Name: name, Color: "#ff0000"}, Tissue: "tumour"}}
	if err := dicom.WriteSEG(&out, l, segments, dicom.SEGOptions{Seed: []byte("a seed of a test"), FrameOfReference: frame}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// drawnOn adds to a segmentation that it was drawn on a series, and by whom it
// is.
func drawnOn(t testing.TB, data []byte, series, patient string) []byte {
	t.Helper()
	f, err := dicom.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	reference := dicom.Dataset{Elements: []dicom.Element{{Tag: 0x0020000E, VR: "UI", Value: []byte(series)}}}
	f.Elements = slices.DeleteFunc(f.Elements, func(e dicom.Element) bool { return e.Tag == 0x00100010 })
	f.Elements = append(f.Elements,
		dicom.Element{Tag: 0x00081115, VR: "SQ", Items: []dicom.Dataset{reference}},
		dicom.Element{Tag: 0x00100010, VR: "PN", Value: []byte(patient)})
	slices.SortFunc(f.Elements, func(a, b dicom.Element) int { return cmp.Compare(a.Tag, b.Tag) })
	var out bytes.Buffer
	if err := dicom.Encode(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// contoured is a structure set of radiotherapy with a circle around the ball of
// bone in every slice of a made series.
func contoured(t testing.TB, name string) []byte {
	t.Helper()
	element := func(tag dicom.Tag, vr, value string) dicom.Element {
		return dicom.Element{Tag: tag, VR: vr, Value: []byte(value)}
	}
	sequence := func(tag dicom.Tag, items ...dicom.Dataset) dicom.Element {
		return dicom.Element{Tag: tag, VR: "SQ", Items: items}
	}
	item := func(elements ...dicom.Element) dicom.Dataset { return dicom.Dataset{Elements: elements} }
	var contours []dicom.Dataset
	for k := range madeImages {
		z := madeStep * float64(k)
		const middle = madeStep * (madeImages - 1) / 2
		if math.Abs(z-middle) >= boneRadius {
			continue
		}
		radius := math.Sqrt(boneRadius*boneRadius - (z-middle)*(z-middle))
		var points []string
		for degrees := 0.0; degrees < 360; degrees += 5 {
			sin, cos := math.Sincos(degrees * math.Pi / 180)
			points = append(points, fmt.Sprintf(`%.3f\%.3f\%.3f`, radius*cos, radius*sin, z))
		}
		contours = append(contours, item(element(0x30060042, "CS", "CLOSED_PLANAR"), element(0x30060050, "DS", strings.Join(points, `\`))))
	}
	var out bytes.Buffer
	err := dicom.Encode(&out, &dicom.File{Dataset: item(
		element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.481.3"), element(0x00080018, "UI", madeUID+".8"),
		sequence(0x30060020, item(element(0x30060022, "IS", "1"), element(0x30060024, "UI", madeUID+".3"), element(0x30060026, "LO", name))),
		sequence(0x30060039, item(sequence(0x30060040, contours...), element(0x30060084, "IS", "1"))),
	)})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestSegmentationBesideTheSeries is used by itself, in a folder and in a ZIP;
// its volume is the ball's, and its patient's name is nowhere.
func TestSegmentationBesideTheSeries(t *testing.T) {
	emptyHome(t)
	ball := drawnOn(t, drawnBall(t, "Seemann lesion", madeUID+".3"), madeUID+".1", "Seemann^Ada")
	files := append(madeSeries{}.files(t), ball)
	for _, source := range []string{inFolder(t, files), inArchive(t, files)} {
		c := imports(t, source)
		if len(c.Structures) != 1 {
			t.Fatalf("structures %+v, notes %q", c.Structures, c.Notes)
		}
		if got, want := volumeOf(t, c, "segment-1"), ballML(); got < 0.99*want || got > 1.01*want {
			t.Errorf("the ball has %.3f mL, want %.3f", got, want)
		}
		if !noted(c, "beside the series (a file) was used; structures in it: 1") || noted(c, shuffledName(len(files)-1)) {
			t.Errorf("notes %q", c.Notes)
		}
		text, err := os.ReadFile(filepath.Join(c.Path, "case.yaml"))
		if err != nil || strings.Contains(strings.ToLower(string(text)), "seemann") {
			t.Errorf("the case names the patient (%v)", err)
		}
		if !strings.Contains(string(text), "33 files") {
			t.Error("the case does not count the segmentation among the files that it comes from")
		}
	}
}

// TestSegmentationsThatAreNotUsed are told: two of one series, and one that is
// damaged. The scan is imported.
func TestSegmentationsThatAreNotUsed(t *testing.T) {
	emptyHome(t)
	ball := drawnOn(t, drawnBall(t, "ball", madeUID+".3"), madeUID+".1", "Nobody")
	other := bytes.Replace(ball, []byte("ball"), []byte("bulb"), 1)
	c := imports(t, inFolder(t, append(madeSeries{}.files(t), ball, other)), theBall...)
	if !noted(c, "Of 2 segmentations beside the series none was used") {
		t.Errorf("notes %q", c.Notes)
	}
	damaged := bytes.Replace(ball, []byte("BINARY"), []byte("CINARY"), 1)
	if c = imports(t, inFolder(t, append(madeSeries{}.files(t), damaged)), theBall...); !noted(c, "was not used: the segmentation is neither binary") {
		t.Errorf("notes %q", c.Notes)
	}
}

// TestLabelsMayBeDICOM: --labels takes a segmentation, on a series as on a scan
// of another format, and refuses one of another scan.
func TestLabelsMayBeDICOM(t *testing.T) {
	emptyHome(t)
	source := inFolder(t, madeSeries{}.files(t))
	labels := write(t, "drawn", string(drawnBall(t, "Kidney", madeUID+".3")))
	c := imports(t, source, "--labels", labels)
	if got, want := volumeOf(t, c, "kidney"), ballML(); got < 0.99*want || got > 1.01*want {
		t.Errorf("the kidney has %.3f mL, want %.3f", got, want)
	}
	outlined := imports(t, source, "--labels", write(t, "contours", string(contoured(t, "GTV 1"))))
	if got, want := volumeOf(t, outlined, "gtv-1"), ballML(); got < 0.99*want || got > 1.01*want {
		t.Errorf("the contoured ball has %.3f mL, its voxels %.3f", got, want)
	}
	again := imports(t, filepath.Join(c.Path, "volume.nii.gz"), "--labels", labels)
	if volumeOf(t, again, "kidney") != volumeOf(t, c, "kidney") {
		t.Errorf("on a NIfTI file the kidney has %.3f mL", volumeOf(t, again, "kidney"))
	}
	refused(t, "drawn on another scan", source, "--labels", write(t, "far", string(drawnBall(t, "Kidney", "2.25.99"))))
}

// TestArchiveThatLiesAboutAFilesSize: setting that much aside was a panic.
func TestArchiveThatLiesAboutAFilesSize(t *testing.T) {
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	entry, err := archive.CreateRaw(&zip.FileHeader{Name: "seg.dcm", UncompressedSize64: 1 << 62, CompressedSize64: 4})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write([]byte("DICM")); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	folder, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := readWhole(folder, "seg.dcm"); err == nil {
		t.Errorf("%d bytes were read without an error", len(data))
	}
}
