package dicom

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// sharedNIfTI reads a NIfTI file that dcm2niix made.
func sharedNIfTI(t *testing.T, name string) *imaging.Volume {
	t.Helper()
	file, err := os.Open(filepath.Join(sharedData, name))
	if err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	defer file.Close()
	v, err := imaging.ReadNIfTI(file)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestEnhancedFieldMap parts the 64 frames of a Philips field map into
// magnitude and map, and compares the magnitude with what dcm2niix made of it:
// the same place for every voxel, and values in one proportion, for dcm2niix
// takes Philips' private scale.
func TestEnhancedFieldMap(t *testing.T) {
	folder := memoryOf(t, "dicom/enhanced_multiframe")
	c := findIn(t, fstest.MapFS{"x": folder["enhanced_multiframe/philips_fmap_64frames.dcm"]})
	if len(c.Volumes) != 2 {
		t.Fatalf("%d volumes", len(c.Volumes))
	}
	wantWords(t, c.Volumes[0].Describe(), "TE 1.52 ms", "32 slices", "4 x 4 x 4 mm")
	wantWords(t, c.Volumes[1].Describe(), "field map")
	v, _ := readVolume(t, c.Volumes[0], ReadOptions{})
	want := sharedNIfTI(t, "dicom/enhanced_multiframe/philips_fmap_reference_e1.nii")
	_, ourHigh := v.Range()
	_, theirHigh := want.Range()
	proportion := float64(theirHigh) / float64(ourHigh)
	for k := range 32 {
		for j := range 64 {
			for i := range 64 {
				p := v.Position(float64(i), float64(j), float64(k))
				at := mgl64.TransformCoordinate(p, want.VoxelFromPatient())
				x, y, z := int(math.Round(at[0])), int(math.Round(at[1])), int(math.Round(at[2]))
				if at.Sub(mgl64.Vec3{float64(x), float64(y), float64(z)}).Len() > 1e-3 {
					t.Fatalf("voxel %d,%d,%d lies at %v of dcm2niix' grid", i, j, k, at)
				}
				ours, theirs := float64(v.At(i, j, k)), float64(want.At(x, y, z))
				if math.Abs(theirs-proportion*ours) > 1e-4*theirs {
					t.Fatalf("voxel %d,%d,%d is %g, and %g for dcm2niix", i, j, k, ours, theirs)
				}
			}
		}
	}
	if fieldMap, _ := readVolume(t, c.Volumes[1], ReadOptions{}); fieldMap.Float32 == nil {
		t.Error("the field map, in steps of 0.244 Hz, came out as whole numbers")
	}
}

// TestEnhancedCT has its frames against the order of their positions.
func TestEnhancedCT(t *testing.T) {
	folder := memoryOf(t, "dicom/enhanced_multiframe")
	s := onlyVolume(t, fstest.MapFS{"x": folder["enhanced_multiframe/eCT_Supplemental.dcm"]})
	v, _ := readVolume(t, s, ReadOptions{})
	var frames []int
	for _, p := range s.layout.planes {
		frames = append(frames, p.frame)
	}
	if v.Size != [3]int{512, 512, 2} || !slices.Equal(frames, []int{1, 0}) {
		t.Fatalf("size %v, frames %v", v.Size, frames)
	}
	// Rows run to the patient's right (-1 0 0), so the normal points down, and
	// the first slice is the upper one.
	if up := v.Position(0, 0, 1).Sub(v.Position(0, 0, 0)); up.Sub(mgl64.Vec3{0, 0, -10}).Len() > 1e-9 {
		t.Errorf("slices are %v apart", up)
	}
	truth := sheared(t, s)
	checkSameValues(t, s, v, truth)
	for slice, p := range s.layout.planes {
		if got := v.Position(0, 0, float64(slice)); got.Sub(p.position).Len() > 1e-9 {
			t.Errorf("frame %d lies at %v, not at %v", p.frame, p.position, got)
		}
	}
}

// TestFramesWithoutPlaces are left out.
func TestFramesWithoutPlaces(t *testing.T) {
	folder := memoryOf(t, "dicom/enhanced_multiframe")
	c := findIn(t, fstest.MapFS{"x": folder["enhanced_multiframe/emri_small.dcm"]})
	if len(c.LeftOut) != 1 {
		t.Fatalf("%d volumes, %d left out", len(c.Volumes), len(c.LeftOut))
	}
	wantWords(t, c.LeftOut[0].Reason, "frames do not say where they lie")
}

// TestOneImageInFiveEncodings is used once.
func TestOneImageInFiveEncodings(t *testing.T) {
	folder := memoryOf(t, "dicom/enhanced_multiframe")
	for name := range folder {
		if !strings.Contains(name, "emri_small") {
			delete(folder, name)
		}
	}
	c := findIn(t, folder)
	if len(folder) != 5 || len(c.LeftOut) != 1 || c.LeftOut[0].Images != 1 {
		t.Fatalf("%d files, %d left out", len(folder), len(c.LeftOut))
	}
	wantWords(t, strings.Join(c.Notes, "\n"), "2 files are the same as others", "2 files are copies", "compressed or damaged")
}

// TestMosaicIsNamed with what to do.
func TestMosaicIsNamed(t *testing.T) {
	c := findIn(t, memoryOf(t, "dicom/transfer_syntax_mr"))
	if len(c.Volumes) != 0 || len(c.LeftOut) != 1 || c.LeftOut[0].Images != 9 {
		t.Fatalf("%d volumes, %d left out", len(c.Volumes), len(c.LeftOut))
	}
	wantWords(t, c.Explain(), "Siemens mosaic", "dcm2niix")
}

// enhanced makes a multi-frame CT of 4 x 3 pixels whose frames have shared
// orientation and spacing, and each a position and an intercept.
func enhanced(t testing.TB, heights []float64, intercepts []float64) []byte {
	t.Helper()
	item := func(group Tag, elements ...Element) Element {
		return Element{Tag: group, VR: "SQ", Items: []Dataset{{Elements: elements}}}
	}
	var frames []Dataset
	for at, z := range heights {
		frames = append(frames, Dataset{Elements: []Element{
			item(tagPlanePosition, textElement(tagImagePosition, "DS", fmt.Sprintf(`1\2\%g`, z))),
			item(tagPixelTransformation, textElement(tagRescaleIntercept, "DS", fmt.Sprint(intercepts[at])), textElement(tagRescaleSlope, "DS", "1")),
		}})
	}
	shared := Dataset{Elements: []Element{
		item(tagPlaneOrientation, textElement(tagImageOrientation, "DS", `1\0\0\0\1\0`)),
		item(tagPixelMeasures, textElement(tagPixelSpacing, "DS", `2\3`)),
	}}
	raw := make([]byte, 2*12*len(heights))
	for i := range len(raw) / 2 {
		raw[2*i] = byte(i)
	}
	return encodeElements(t, []Element{
		textElement(tagImageType, "CS", `ORIGINAL\PRIMARY\VOLUME\NONE`), textElement(tagSOPClass, "UI", storage+"2.1"),
		textElement(tagSOPInstance, "UI", "1.2.5"), textElement(tagModality, "CS", "CT"),
		textElement(tagSeriesInstanceUID, "UI", "1.2.4"), wordElement(tagSamplesPerPixel, 1),
		textElement(tagPhotometric, "CS", "MONOCHROME2"), textElement(tagNumberOfFrames, "IS", fmt.Sprint(len(heights))),
		wordElement(tagRows, 3), wordElement(tagColumns, 4), wordElement(tagBitsAllocated, 16),
		wordElement(tagBitsStored, 16), wordElement(tagHighBit, 15), wordElement(tagPixelRepresentation, 0),
		{Tag: tagSharedGroups, VR: "SQ", Items: []Dataset{shared}},
		{Tag: tagPerFrameGroups, VR: "SQ", Items: frames},
		{Tag: tagPixelData, VR: "OW", Value: raw},
	})
}

// TestFramesInAnyOrder are sorted by position, each with its own intercept.
func TestFramesInAnyOrder(t *testing.T) {
	data := enhanced(t, []float64{20, 0, 10, 30}, []float64{-5, -1024, 0, 7})
	v, _ := readVolume(t, onlyVolume(t, fstest.MapFS{"x": {Data: data}}), ReadOptions{})
	if v.Size != [3]int{4, 3, 4} || v.Spacing() != (mgl64.Vec3{3, 2, 10}) {
		t.Fatalf("size %v, spacing %v", v.Size, v.Spacing())
	}
	for k, want := range []float32{12 - 1024, 24, -5, 36 + 7} {
		if got := v.At(0, 0, k); got != want {
			t.Errorf("slice %d begins with %g, want %g", k, got, want)
		}
	}
	message := refusal(t, onlyVolume(t, fstest.MapFS{"x": {Data: enhanced(t, []float64{0, 1, 2, 4, 5}, make([]float64, 5))}}), ReadOptions{})
	wantWords(t, message, "1 slice is missing: at 3.0 mm")
}

// TestFramesWithoutAWordTakeNoMemory: two hundred thousand items of eight bytes
// each would become as many planes of hundreds, all in the place that is shared.
func TestFramesWithoutAWordTakeNoMemory(t *testing.T) {
	const frames = 200_000
	place := sequenceElement(tagPlanePosition, itemOf(textElement(tagImagePosition, "DS", `1\2\3`)))
	shared := itemOf(place,
		sequenceElement(tagPlaneOrientation, itemOf(textElement(tagImageOrientation, "DS", `1\0\0\0\1\0`))),
		sequenceElement(tagPixelMeasures, itemOf(textElement(tagPixelSpacing, "DS", `1\1`))),
		sequenceElement(tagSegmentIdentification, itemOf(wordElement(tagReferencedSegment, 1))))
	of := func(class, modality string) []byte {
		return encodeElements(t, []Element{
			textElement(tagSOPClass, "UI", storage+class), textElement(tagSOPInstance, "UI", "1.2.5"),
			textElement(tagModality, "CS", modality), textElement(tagSeriesInstanceUID, "UI", "1.2.4"),
			wordElement(tagSamplesPerPixel, 1), textElement(tagPhotometric, "CS", "MONOCHROME2"),
			textElement(tagImageType, "CS", `ORIGINAL\PRIMARY\VOLUME\NONE`), textElement(tagSegmentationType, "CS", "BINARY"),
			textElement(tagNumberOfFrames, "IS", fmt.Sprint(frames)), wordElement(tagRows, 1), wordElement(tagColumns, 1),
			wordElement(tagBitsAllocated, 1), wordElement(tagBitsStored, 1), wordElement(tagHighBit, 0), wordElement(tagPixelRepresentation, 0),
			sequenceElement(tagSharedGroups, shared), {Tag: tagPerFrameGroups, VR: "SQ", Items: make([]Dataset, frames)},
			{Tag: tagPixelData, VR: "OB", Value: make([]byte, frames/8)},
		})
	}
	const symptom = "too small for the frames"
	c := findIn(t, fstest.MapFS{"x": {Data: of("2.1", "CT")}})
	if len(c.Volumes) != 0 || len(c.LeftOut) != 1 || !strings.Contains(c.LeftOut[0].Reason, symptom) {
		t.Errorf("volumes %d, left out %d, %s", len(c.Volumes), len(c.LeftOut), c.Explain())
	}
	if _, err := ReadObject(t.Context(), of("66.4", "SEG"), ObjectOptions{}); err == nil || !strings.Contains(err.Error(), symptom) {
		t.Errorf("got %v", err)
	}
}
