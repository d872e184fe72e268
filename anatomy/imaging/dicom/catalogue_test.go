package dicom

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-gl/mathgl/mgl64"
)

// TestSeriesAreKeptApart by all that makes images slices of another volume.
func TestSeriesAreKeptApart(t *testing.T) {
	for name, change := range map[string]func(m *madeSlice){
		"series": func(m *madeSlice) { m.series = "1.2.4" },
		"orientation": func(m *madeSlice) {
			m.along, m.down = mgl64.Vec3{0, 1, 0}, mgl64.Vec3{0, 0, -1}
			m.position = mgl64.Vec3{-m.position[2], 0, 0}
		},
		"patient": func(m *madeSlice) { m.extra = []Element{textElement(tagPatientID, "LO", "17")} },
		"small turn": func(m *madeSlice) {
			m.along, m.down = mgl64.Vec3{0.999, 0.0447, 0}.Normalize(), mgl64.Vec3{-0.0447, 0.999, 0}.Normalize()
		},
		"spacing":    func(m *madeSlice) { m.rowStep, m.columnStep = 0.8, 0.8 },
		"size":       func(m *madeSlice) { m.columns = 7 },
		"echo time":  func(m *madeSlice) { m.extra = []Element{textElement(tagEchoTime, "DS", "30")} },
		"image type": func(m *madeSlice) { m.kind = `ORIGINAL\PRIMARY\PHASE` },
		"frame":      func(m *madeSlice) { m.frameOfReference = "1.2.10" },
		"time":       func(m *madeSlice) { m.extra = []Element{textElement(tagTemporalPosition, "IS", "2")} },
		"b-value": func(m *madeSlice) {
			m.extra = []Element{{Tag: tagBValue, VR: "FD", Value: []byte{0, 0, 0, 0, 0, 0x40, 0x8f, 0x40}}}
		},
		"acquisition":  func(m *madeSlice) { m.extra = []Element{textElement(tagAcquisitionNumber, "IS", "2")} },
		"trigger time": func(m *madeSlice) { m.extra = []Element{textElement(tagTriggerTime, "DS", "40.5")} },
		"kernel":       func(m *madeSlice) { m.extra = []Element{textElement(tagConvolutionKernel, "SH", "BONE")} },
	} {
		first, second := stackOf(0, 1, 2, 3), stackOf(0, 1, 2, 3)
		for i := range second {
			second[i].instance += ".2"
			second[i].value = func(x, y int) int16 { return int16(9 * i) }
			change(&second[i])
		}
		c := findIn(t, folderOf(t, append(first, second...)))
		if len(c.Volumes) != 2 {
			t.Errorf("%s: %d volumes", name, len(c.Volumes))
			continue
		}
		for _, s := range c.Volumes {
			v, _ := readVolume(t, s, ReadOptions{})
			second := v.At(0, 0, 0) == -1024 && v.At(0, 0, 1) == 9-1024 && v.At(0, 0, 3) == 27-1024
			first := v.At(0, 0, 1) == float32(first[1].value(0, 0))-1024
			if v.Size[2] != 4 || first == second {
				t.Errorf("%s: slices of both are in one volume", name)
			}
		}
	}
}

// TestHeartPhases parts a series of several phases whose slices come in any
// order, and labels them by their time.
func TestHeartPhases(t *testing.T) {
	var images []madeSlice
	for phase := range 5 {
		for _, z := range []float64{0, 2, 4, 6} {
			m := axial(z)
			m.instance += fmt.Sprintf(".%d", (phase*7+3)%10)
			m.value = func(x, y int) int16 { return int16(100*phase) + int16(z) }
			m.extra = []Element{
				textElement(tagTriggerTime, "DS", fmt.Sprint(120*phase)),
				textElement(tagAcquisitionTime, "TM", fmt.Sprintf("1200%02d", int(z)+phase)), // changes along the stack
			}
			images = append(images, m)
		}
	}
	c := findIn(t, folderOf(t, images))
	if len(c.Volumes) != 5 {
		t.Fatalf("%d volumes", len(c.Volumes))
	}
	for phase, s := range c.Volumes {
		wantWords(t, s.Describe(), fmt.Sprintf("heart phase at %d ms", 120*phase), fmt.Sprintf("%d of 5 in the series", phase+1))
		v, _ := readVolume(t, s, ReadOptions{})
		for k := range 4 {
			if got, want := v.At(0, 0, k), float32(100*phase+2*k-1024); got != want {
				t.Errorf("phase %d, slice %d is %g, want %g", phase, k, got, want)
			}
		}
	}
}

// TestAcquisitionsAlongOneVolume do not part it.
func TestAcquisitionsAlongOneVolume(t *testing.T) {
	images := stackOf(0, 1, 2, 3, 4, 5)
	for at := range images {
		images[at].extra = []Element{textElement(tagAcquisitionNumber, "IS", fmt.Sprint(at/2))}
	}
	if s := onlyVolume(t, folderOf(t, images)); s.Images != 6 || len(s.Gaps) > 0 {
		t.Errorf("%d images, gaps %q", s.Images, s.Gaps)
	}
}

// TestThreeWayLocaliser is left out though nothing marks it.
func TestThreeWayLocaliser(t *testing.T) {
	images := stackOf(0, 10, 20)
	for at, turn := range [][2]mgl64.Vec3{{{0, 1, 0}, {0, 0, -1}}, {{1, 0, 0}, {0, 0, -1}}} {
		for _, m := range stackOf(0, 10, 20) {
			m.instance += fmt.Sprint(at)
			m.along, m.down = turn[0], turn[1]
			m.position = turn[0].Cross(turn[1]).Mul(m.position[2])
			images = append(images, m)
		}
	}
	c := findIn(t, folderOf(t, images))
	if len(c.Volumes) != 0 || len(c.LeftOut) != 1 || c.LeftOut[0].Images != 9 {
		t.Fatalf("%d volumes, %d left out", len(c.Volumes), len(c.LeftOut))
	}
	wantWords(t, c.LeftOut[0].Reason, "localiser")
}

// TestConeBeamAsCapture is a volume when a CT wrote its slices so.
func TestConeBeamAsCapture(t *testing.T) {
	images := stackOf(0, 1, 2)
	for i := range images {
		images[i].class, images[i].kind = storage+"7.3", `DERIVED\SECONDARY\AXIAL`
	}
	if s := onlyVolume(t, folderOf(t, images)); s.Images != 3 {
		t.Errorf("%d images", s.Images)
	}
}

// TestRadialImages stand alone and are told of once.
func TestRadialImages(t *testing.T) {
	var images []madeSlice
	for at := range 8 {
		m := axial(float64(at))
		sin, cos := math.Sincos(float64(at) * math.Pi / 8)
		m.along, m.position = mgl64.Vec3{cos, 0, sin}, mgl64.Vec3{}
		images = append(images, m)
	}
	c := findIn(t, folderOf(t, images))
	if len(c.Volumes) != 0 || len(c.LeftOut) != 1 || c.LeftOut[0].Images != 8 {
		t.Errorf("%d volumes, %d left out", len(c.Volumes), len(c.LeftOut))
	}
}

// TestLargestFirst and what has gaps last.
func TestLargestFirst(t *testing.T) {
	small, large, gap := stackOf(0, 1, 2), stackOf(0, 1, 2, 3), stackOf(0, 1, 2, 3, 4, 7)
	for i := range small {
		small[i].series, small[i].instance = "1.1", small[i].instance+".1"
	}
	for i := range gap {
		gap[i].series, gap[i].instance = "1.0", gap[i].instance+".0"
	}
	var sizes []int
	for _, s := range findIn(t, folderOf(t, slices.Concat(small, gap, large))).Volumes {
		sizes = append(sizes, s.Images)
	}
	if !slices.Equal(sizes, []int{4, 3, 6}) {
		t.Errorf("in the order of %v images", sizes)
	}
}

// TestObjectsAreFound with the series that they were drawn on.
func TestObjectsAreFound(t *testing.T) {
	c := findIn(t, memoryOf(t, "dicom/seg_liver_ct3", "dicom/seg_liver_ct3/ct", "dicom/rtstruct_breast"))
	if len(c.Objects) != 4 {
		t.Fatalf("objects %v", c.Objects)
	}
	var drawn []string
	for _, s := range append(c.Volumes, c.LeftOut...) {
		for _, o := range c.ObjectsOf(s) {
			drawn = append(drawn, o.Kind+" "+o.Name)
		}
	}
	if want := []string{"SEG seg_liver_ct3/liver.dcm", "SEG seg_liver_ct3/partial_overlaps.dcm", "RTSTRUCT rtstruct_breast/rtss.dcm"}; !slices.Equal(drawn, want) {
		t.Errorf("drawn on what is there: %q, want %q", drawn, want)
	}
}

// TestNothingIdentifiesAPatient in what people are shown.
func TestNothingIdentifiesAPatient(t *testing.T) {
	images := stackOf(0, 1, 2, 5)
	for i := range images {
		images[i].extra = []Element{
			textElement(0x0008103e, "LO", "Doe knee"), textElement(0x00080020, "DA", "20260102"),
			textElement(tagConvolutionKernel, "SH", "Doe kernel"), textElement(tagContrastAgent, "LO", "Doe agent"),
			textElement(tagModality, "CS", "DOE"), textElement(tagImageType, "CS", `ORIGINAL\PRIMARY\DOE`),
		}
	}
	folder := folderOf(t, images)
	folder["pr"] = &fstest.MapFile{Data: encodeElements(t, []Element{
		textElement(tagSOPClass, "UI", storage+"11.1"), textElement(tagSOPInstance, "UI", "1.2.88"), textElement(0x00100010, "PN", "Doe^Jane"),
	})}
	c := findIn(t, folder)
	s := c.Volumes[0]
	shown := strings.Join(slices.Concat(c.Notes, s.Gaps, s.Notes, []string{s.Describe(), c.Explain(), refusal(t, s, ReadOptions{})}), "\n")
	for _, secret := range []string{"Doe", "DOE", "Jane", "2026", "1.2.3", "1.2.9"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is shown in %q", secret, shown)
		}
	}
	wantWords(t, shown, "contrast agent", "presentation state")
}
