package dicom

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/imaging"
	"github.com/go-gl/mathgl/mgl64"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

func text(t Tag, vr, value string) Element { return Element{Tag: t, VR: vr, Value: []byte(value)} }

func TestBurnedInRisk(t *testing.T) {
	for _, c := range []struct {
		what string
		d    []Element
		risk bool
	}{
		{"a CT", []Element{text(tagImageType, "CS", `ORIGINAL\PRIMARY\AXIAL`), text(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2"), text(tagModality, "CS", "CT")}, false},
		{"a CT that says NO", []Element{text(tagModality, "CS", "CT"), text(tagBurnedInAnnotation, "CS", "NO")}, false},
		{"a CT that says YES", []Element{text(tagModality, "CS", "CT"), text(tagBurnedInAnnotation, "CS", "YES ")}, true},
		{"a secondary capture that says NO", []Element{text(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.7\x00"), text(tagBurnedInAnnotation, "CS", "NO")}, true},
		{"an ultrasound", []Element{text(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.6.1")}, true},
		{"a screen", []Element{text(tagImageType, "CS", `DERIVED\SECONDARY\SCREEN SAVE`), text(tagModality, "CS", "CT")}, true},
		{"a scanned film", []Element{text(tagModality, "CS", "CT"), text(tagConversionType, "CS", "DF")}, true},
		{"a workstation's capture", []Element{text(tagModality, "CS", "MR"), text(tagConversionType, "CS", "WSD ")}, true},
		{"a synthetic image", []Element{text(tagModality, "CS", "CT"), text(tagConversionType, "CS", "SYN ")}, false},
		{"colour", []Element{text(tagModality, "CS", "MR"), {Tag: tagSamplesPerPixel, VR: "US", Value: []byte{3, 0}}}, true},
		{"nothing known", nil, false},
	} {
		reason, risk := BurnedInRisk(&Dataset{Elements: c.d})
		if risk != c.risk || risk != (reason != "") {
			t.Errorf("%s: %v %q", c.what, risk, reason)
		}
	}
}

// Of the shared CT and MR files none is a screen.
func TestBurnedInRiskOfSharedFiles(t *testing.T) {
	for _, path := range sharedFiles(t) {
		f, err := Parse(readShared(t, path))
		if err != nil {
			continue
		}
		reason, risk := BurnedInRisk(&f.Dataset)
		if scan := f.Text(tagModality) == "CT" || f.Text(tagModality) == "MR"; scan && risk {
			t.Errorf("%s: %s", path, reason)
		}
	}
}

func TestSaysHead(t *testing.T) {
	code := func(value string) Element {
		return Element{Tag: tagAnatomicRegion, VR: "SQ", Items: []Dataset{{Elements: []Element{text(tagCodeValue, "SH", value)}}}}
	}
	for _, c := range []struct {
		e    Element
		want bool
	}{
		{text(tagBodyPart, "CS", "HEAD"), true},
		{text(tagBodyPart, "CS", "SINUS "), true},
		{text(tagBodyPart, "CS", "ABDOMEN "), false},
		{text(tagVisualFeatures, "CS", "YES"), true},
		{code("69536005"), true},
		{code("T-D1100 "), true},
		{code("818983003"), false}, // abdomen
	} {
		if got := SaysHead(&Dataset{Elements: []Element{c.e}}); got != c.want {
			t.Errorf("%v %q: %v", c.e.Tag, c.e.Value, got)
		}
	}
}

// scribe draws letters into slices with a fixed bitmap font.
type scribe struct {
	v     *imaging.Volume
	value int16
	scale int // pixels per pixel of the font, 13 high
}

func (s scribe) write(k, x, y int, words string) {
	picture := image.NewAlpha(image.Rect(0, 0, 7*len(words), 13))
	d := font.Drawer{Dst: picture, Src: image.NewUniform(color.Alpha{255}), Face: basicfont.Face7x13, Dot: fixed.P(0, 11)}
	d.DrawString(words)
	for row := range 13 * s.scale {
		for column := range 7 * len(words) * s.scale {
			inside := x+column < s.v.Size[0] && y+row < s.v.Size[1]
			if inside && picture.AlphaAt(column/s.scale, row/s.scale).A > 127 {
				s.v.Int16[s.v.Index(x+column, y+row, k)] = s.value
			}
		}
	}
}

// noisyHead is a CT of skin, skull and brain as ellipses, with noise.
func noisyHead() *imaging.Volume {
	g := imaging.Grid{Size: [3]int{200, 240, 36}, PatientFromVoxel: mgl64.Ident4()}
	v := &imaging.Volume{Grid: g, Int16: make([]int16, g.Len())}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range v.Int16 {
		x, y := float64(i%200-100)/80, float64(i/200%240-120)/100
		hu := -1000
		switch r := math.Hypot(x, y); {
		case r < 0.85:
			hu = 35
		case r < 0.94:
			hu = 900
		case r < 1:
			hu = 20
		}
		v.Int16[i] = int16(max(-1024, hu+random.IntN(41)-20))
	}
	return v
}

// A made-up name, drawn in several ways onto a CT of a head.
func TestBurnedInTextIsFound(t *testing.T) {
	clean := noisyHead()
	if where, found := BurnedInText(clean); found {
		t.Fatalf("the head itself shows %s", where)
	}
	for _, c := range []struct {
		name  string
		value int16
		scale int
		write func(s scribe, k int)
		where string
	}{
		{"white, on every slice", 3071, 1, func(s scribe, k int) { s.write(k, 3, 2, "DOE^JANE 1945-03-21") }, "at the top"},
		{"numbered slices", 3071, 1, func(s scribe, k int) { s.write(k, 10, 220, fmt.Sprintf("DOE JANE %d", k)) }, "at the bottom"},
		{"on every third slice", 3071, 1, func(s scribe, k int) {
			if k%3 == 0 {
				s.write(k, 10, 220, "Hospital St. Mary")
			}
		}, "at the bottom"},
		{"twice as large", 3071, 2, func(s scribe, k int) { s.write(k, 5, 5, "DOE JANE 12") }, "at the top"},
		{"darker than bone, over the head", 700, 1, func(s scribe, k int) { s.write(k, 60, 110, "JANE DOE ID4711") }, "in the middle"},
	} {
		v := &imaging.Volume{Grid: clean.Grid, Int16: append([]int16(nil), clean.Int16...)}
		for k := range v.Size[2] {
			c.write(scribe{v, c.value, c.scale}, k)
		}
		where, found := BurnedInText(v)
		if !found || !strings.Contains(where, c.where) {
			t.Errorf("%s: %v %q", c.name, found, where)
		}
	}
}

// None of the real scans has text in it, as their previews show.
func TestBurnedInTextIsNotInRealScans(t *testing.T) {
	for _, file := range []string{
		"brain_mr_gd/MR_Gd.nii.gz", "head_cta_avm/CT_AVM.nii.gz", "brain_tumour_mr1/brain1_image.nrrd", "breast_mr/breast1_image.nrrd",
		"head_mr_metaimage/HeadMRVolume.mhd", "abdomen_ct_ts/ct.nii.gz", "abdomen_ct_ts_slab/ct.nii.gz",
	} {
		at := strings.LastIndexByte(file, '/')
		scan, err := imaging.Open(context.Background(), os.DirFS(sharedData+"/volumes/"+file[:at]), file[at+1:], imaging.OpenOptions{Axes: "LPS"})
		if err != nil {
			t.Skipf("the shared data set is absent: %v", err)
		}
		if where, found := BurnedInText(scan.Volume); found {
			t.Errorf("%s: %s", file, where)
		}
	}
	for _, folder := range []string{"ct_abdomen_pancreas", "ct_skull_phantom_tilt_m18", "mr_head_oblique", "seg_liver_ct3/ct", "enhanced_multiframe"} {
		found, err := Find(context.Background(), os.DirFS(sharedData+"/dicom/"+folder), FindOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range found.Volumes {
			v, _, err := s.Read(context.Background(), ReadOptions{AllowGaps: true})
			if err != nil {
				continue // compressed in a way that needs another program
			}
			if where, found := BurnedInText(v); found {
				t.Errorf("%s, %s: %s", folder, s.Describe(), where)
			}
		}
	}
}

func TestBurnedInTextOfOddScans(t *testing.T) {
	for _, size := range [][3]int{{1, 1, 1}, {9, 1, 1}, {1, 300, 2}, {30, 30, 3}} {
		g := imaging.Grid{Size: size, PatientFromVoxel: mgl64.Ident4()}
		v := &imaging.Volume{Grid: g, Int16: make([]int16, g.Len())}
		for step := range 2 {
			if where, found := BurnedInText(v); found {
				t.Errorf("%v, %d: %s", size, step, where)
			}
			v.Int16[0] = 1000
		}
	}
}
