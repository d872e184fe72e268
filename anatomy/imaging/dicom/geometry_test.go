package dicom

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
)

// ramp makes a slice whose values are linear in the height, so that linear
// interpolation is exact.
func ramp(z float64) madeSlice {
	m := axial(z)
	m.value = func(x, y int) int16 { return int16(1000 + 100*x + 10*y + int(10*z)) }
	return m
}

func ramps(heights ...float64) []madeSlice {
	var images []madeSlice
	for _, z := range heights {
		images = append(images, ramp(z))
	}
	return images
}

// TestMissingSlices are found, told in millimetres, refused, and interpolated
// when that is allowed.
func TestMissingSlices(t *testing.T) {
	s := onlyVolume(t, folderOf(t, ramps(10, 12, 14, 20, 22, 26, 28)))
	message := refusal(t, s, ReadOptions{})
	wantWords(t, message, "3 slices are missing: at 16.0, 18.0, 24.0 mm", "every 2 mm from 10 to 28 mm", "--allow-gaps")
	v, notes := readVolume(t, s, ReadOptions{AllowGaps: true})
	wantWords(t, strings.Join(notes, "\n"), "3 slices were interpolated", "16.0, 18.0, 24.0 mm")
	if v.Size != [3]int{8, 6, 10} || v.Spacing() != (mgl64.Vec3{1, 1, 2}) || v.Int16 == nil {
		t.Fatalf("size %v, spacing %v", v.Size, v.Spacing())
	}
	for k := range 10 {
		if got, want := v.At(3, 2, k), float32(1000+300+20+10*(10+2*k)-1024); got != want {
			t.Errorf("slice %d is %g, want %g", k, got, want)
		}
	}
}

// TestUnevenSlices are refused with the place, and resampled when allowed.
func TestUnevenSlices(t *testing.T) {
	heights := []float64{0, 2, 4, 6, 9, 11, 13}
	s := onlyVolume(t, folderOf(t, ramps(heights...)))
	wantWords(t, refusal(t, s, ReadOptions{}), "unevenly spaced, first at 9.0 mm")
	v, notes := readVolume(t, s, ReadOptions{AllowGaps: true})
	wantWords(t, strings.Join(notes, "\n"), "interpolated between neighbours")
	if first, last := v.Position(0, 0, 0), v.Position(0, 0, float64(v.Size[2]-1)); first[2] != 0 || math.Abs(last[2]-13) > 1e-9 {
		t.Fatalf("the volume reaches from %v to %v", first, last)
	}
	for k := range v.Size[2] {
		z := v.Position(0, 0, float64(k))[2]
		// A slice within a tenth of a spacing is used as it is: 0.2 mm, 2 units.
		if got, want := float64(v.At(0, 0, k)), 1000+10*z-1024; math.Abs(got-want) > 2.5 {
			t.Errorf("slice %d at %.2f mm is %g, want %.1f", k, z, got, want)
		}
	}
}

// TestDoubledSlices with different images under different identities are
// refused; when allowed, the first by image number is used.
func TestDoubledSlices(t *testing.T) {
	images := stackOf(0, 1, 2, 3)
	double := axial(2)
	double.instance, double.number = "1.2.3.99", 1
	double.value = func(x, y int) int16 { return 7 }
	s := onlyVolume(t, folderOf(t, append(images, double)))
	wantWords(t, refusal(t, s, ReadOptions{}), "1 slice is there twice", "2.0 mm")
	v, notes := readVolume(t, s, ReadOptions{AllowGaps: true})
	wantWords(t, strings.Join(notes, "\n"), "first by image number", "2.0 mm")
	if v.Size[2] != 4 || v.At(0, 0, 2) != 7-1024 {
		t.Fatalf("size %v, value %g", v.Size, v.At(0, 0, 2))
	}
}

// TestJitterIsAccepted up to the tolerance, and no farther.
func TestJitterIsAccepted(t *testing.T) {
	for _, c := range []struct {
		spacing, off float64
		sound        bool
	}{{7, 0.19, true}, {7, 0.22, false}, {1, 0.09, true}, {1, 0.12, false}, {0.5, 0.04, true}} {
		heights := make([]float64, 9)
		for k := range heights {
			heights[k] = float64(k) * c.spacing
		}
		heights[4] += c.off
		s := onlyVolume(t, folderOf(t, stackOf(heights...)))
		if sound := len(s.Gaps) == 0; sound != c.sound {
			t.Errorf("%g mm off at a spacing of %g: gaps %q", c.off, c.spacing, s.Gaps)
		}
	}
}

// TestAnyOrientation gives an affine that puts every pixel where its slice has
// it, for random oblique orientations, checked pixel by pixel after PS3.3
// C.7.6.2.1.1.
func TestAnyOrientation(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		turn := mgl64.AnglesToQuat(random.Float64()*6, random.Float64()*6, random.Float64()*6, mgl64.XYZ).Mat4().Mat3()
		along, down, up := turn.Col(0), turn.Col(1), turn.Col(2)
		var images []madeSlice
		for k := range 5 {
			m := axial(float64(k))
			m.along, m.down, m.rowStep, m.columnStep = along, down, 0.7, 0.9
			m.position = mgl64.Vec3{5, 6, 7}.Add(up.Mul(2.5 * float64(k)))
			images = append(images, m)
		}
		s := onlyVolume(t, folderOf(t, images))
		v, _ := readVolume(t, s, ReadOptions{})
		for k, m := range images {
			for _, at := range [][2]int{{0, 0}, {7, 0}, {0, 5}, {3, 4}} {
				want := m.position.Add(along.Mul(0.9 * float64(at[0]))).Add(down.Mul(0.7 * float64(at[1])))
				if got := v.Position(float64(at[0]), float64(at[1]), float64(k)); got.Sub(want).Len() > 1e-6 {
					t.Fatalf("pixel %v of slice %d lies at %v, want %v", at, k, got, want)
				}
				if got, want := v.At(at[0], at[1], k), float32(m.value(at[0], at[1]))-1024; got != want {
					t.Fatalf("pixel %v of slice %d is %g, want %g", at, k, got, want)
				}
			}
		}
		if !slices.ContainsFunc([]string{"oblique", "axial", "coronal", "sagittal"}, func(word string) bool { return strings.Contains(s.Describe(), word) }) {
			t.Errorf("%q names no direction", s.Describe())
		}
	}
}

// TestWhatMakesNoVolume is left out with a reason.
func TestWhatMakesNoVolume(t *testing.T) {
	change := func(change func(m *madeSlice)) []madeSlice {
		images := stackOf(0, 1, 2)
		for i := range images {
			change(&images[i])
		}
		return images
	}
	without := func(t Tag) []madeSlice {
		return change(func(m *madeSlice) { m.extra = []Element{{Tag: t}} })
	}
	for reason, images := range map[string][]madeSlice{
		"a single image":        stackOf(5),
		"where it lies":         without(tagImagePosition),
		"in the patient":        without(tagImageOrientation),
		"pixels lie apart":      without(tagPixelSpacing),
		"perpendicular":         change(func(m *madeSlice) { m.down = mgl64.Vec3{0.1, 0.995, 0} }),
		"localiser (scout)":     change(func(m *madeSlice) { m.kind = `ORIGINAL\PRIMARY\LOCALIZER` }),
		"MIP":                   change(func(m *madeSlice) { m.kind = `DERIVED\SECONDARY\MIP` }),
		"mosaic":                change(func(m *madeSlice) { m.kind = `ORIGINAL\PRIMARY\M\ND\MOSAIC` }),
		"picture of a screen":   change(func(m *madeSlice) { m.class = storage + "7"; m.modality = "OT" }),
		"ultrasound":            change(func(m *madeSlice) { m.class = storage + "6.1" }),
		"rescale slope is zero": change(func(m *madeSlice) { m.slope = "0" }),
		"lookup table":          change(func(m *madeSlice) { m.extra = []Element{{Tag: tagModalityLUT, VR: "SQ", Items: []Dataset{{}}}} }),
		"which series":          without(tagSeriesInstanceUID),
		"in one place":          change(func(m *madeSlice) { m.position[2] = 3 }),
		"too far apart":         stackOf(0, 1, 2, 500),
		"beside each other":     change(func(m *madeSlice) { m.position[0] = 40 * m.position[2] }),
		"a kilometre":           change(func(m *madeSlice) { m.position[0] = 2e6 }),
		"voxel spacing of 5000": change(func(m *madeSlice) { m.rowStep, m.columnStep = 5000, 5000 }),
		"several values per":    change(func(m *madeSlice) { m.extra = []Element{wordElement(tagSamplesPerPixel, 3)} }),
	} {
		c := findIn(t, folderOf(t, images))
		if len(c.Volumes) != 0 || len(c.LeftOut) == 0 {
			t.Errorf("%s: %d volumes, %d left out, notes %q", reason, len(c.Volumes), len(c.LeftOut), c.Notes)
			continue
		}
		wantWords(t, c.LeftOut[0].Reason, reason)
		wantWords(t, c.Explain(), reason)
		wantWords(t, refusal(t, c.LeftOut[0], ReadOptions{AllowGaps: true}), reason)
	}
}
