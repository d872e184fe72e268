package dicom

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy/imaging"
)

// madeRegion is a region of interest that a test makes.
type madeRegion struct {
	number   int
	name     string
	code     string
	kind     string // contour type; empty: CLOSED_PLANAR
	frame    string // of reference
	contours [][]mgl64.Vec3
}

func structureSetOf(t testing.TB, regions ...madeRegion) []byte {
	t.Helper()
	var what, lines, seen []Dataset
	for _, r := range regions {
		number := textElement(tagReferencedROI, "IS", fmt.Sprint(r.number))
		what = append(what, itemOf(
			textElement(tagROINumber, "IS", fmt.Sprint(r.number)), textElement(tagROIName, "LO", r.name), textElement(tagROIFrame, "UI", r.frame)))
		var contours []Dataset
		for _, c := range r.contours {
			var numbers []float64
			for _, p := range c {
				numbers = append(numbers, p[:]...)
			}
			kind := r.kind
			if kind == "" {
				kind = "CLOSED_PLANAR"
			}
			contours = append(contours, itemOf(textElement(tagContourType, "CS", kind), textElement(tagContourData, "DS", joinNumbers(numbers))))
		}
		lines = append(lines, itemOf(textElement(tagROIColor, "IS", `255\128\0`), sequenceElement(tagContours, contours...), number))
		seen = append(seen, itemOf(number, codeElement(tagROIIdentification, "SCT", r.code)))
	}
	return encodeElements(t, []Element{
		textElement(tagSOPClass, "UI", storage+"481.3"), textElement(tagSOPInstance, "UI", "1.2.81"),
		textElement(0x00100010, "PN", "Doe^Jane"),
		sequenceElement(tagStructureROIs, what...), sequenceElement(tagROIContours, lines...), sequenceElement(tagROIObservations, seen...),
	})
}

// square is a closed contour around a centre, of a side in mm.
func square(x, y, z, side float64) []mgl64.Vec3 {
	h := side / 2
	return []mgl64.Vec3{{x - h, y - h, z}, {x + h, y - h, z}, {x + h, y + h, z}, {x - h, y + h, z}}
}

// inside is the crossing test, point by point, as every textbook has it
// (Shimrat, CACM 5, 1962), over all contours of a plane.
func inside(contours [][]mgl64.Vec3, x, y float64) bool {
	within := false
	for _, c := range contours {
		for i := range c {
			a, b := c[i], c[(i+1)%len(c)]
			if (a[1] <= y) != (b[1] <= y) && a[0]+(y-a[1])*(b[0]-a[0])/(b[1]-a[1]) <= x {
				within = !within
			}
		}
	}
	return within
}

// TestFillingIsPointInPolygon for a thousand random polygons, self-crossing and
// reaching beyond the grid, with corners on pixel centres as well as anywhere.
func TestFillingIsPointInPolygon(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	s := newStencil(23, 17)
	for trial := range 1000 {
		var contours [][]mgl64.Vec3
		var outlines [][][2]float64
		for range 1 + random.IntN(3) {
			var c []mgl64.Vec3
			var o [][2]float64
			for range 3 + random.IntN(9) {
				x, y := 40*random.Float64()-8, 32*random.Float64()-8
				if trial%2 == 0 {
					x, y = math.Round(x), math.Round(y)
				}
				c, o = append(c, mgl64.Vec3{x, y}), append(o, [2]float64{x, y})
			}
			contours, outlines = append(contours, c), append(outlines, o)
		}
		s.cut(outlines)
		for y := range s.height {
			for x := range s.width {
				marked := s.marks[y*s.width+x] && x >= s.low[0] && x < s.high[0] && y >= s.low[1] && y < s.high[1]
				if want := inside(contours, float64(x), float64(y)); marked != want {
					t.Fatalf("trial %d: pixel %d, %d is %v, want %v", trial, x, y, marked, want)
				}
			}
		}
	}
}

// gridOf is an axial grid that begins at the origin.
func gridOf(x, y, z int, spacing mgl64.Vec3) *imaging.Grid {
	return &imaging.Grid{Size: [3]int{x, y, z}, PatientFromVoxel: mgl64.Scale3D(spacing[0], spacing[1], spacing[2])}
}

// TestHolesAndKeyholes are not filled, whether the hole is a contour of its own
// or joined to the outline by a slit; an island in the hole is filled again.
func TestHolesAndKeyholes(t *testing.T) {
	outer, hole, island := square(10, 10, 0, 16.5), square(10, 10, 0, 8.5), square(10, 10, 0, 2.5)
	keyhole := slices.Concat(outer, outer[:1], hole[:1], []mgl64.Vec3{hole[3], hole[2], hole[1]}, hole[:1])
	g := gridOf(21, 21, 1, mgl64.Vec3{1, 1, 1})
	for name, c := range map[string]struct {
		contours [][]mgl64.Vec3
		pixels   int
	}{
		"hole":    {[][]mgl64.Vec3{outer, hole}, 17*17 - 9*9},
		"island":  {[][]mgl64.Vec3{outer, hole, island}, 17*17 - 9*9 + 3*3},
		"keyhole": {[][]mgl64.Vec3{keyhole}, 17*17 - 9*9},
		"twice":   {[][]mgl64.Vec3{outer, hole, outer}, 17*17 - 9*9},
	} {
		s := mustReadObject(t, structureSetOf(t, madeRegion{number: 3, name: "Ring", contours: c.contours}), ObjectOptions{Grid: g})
		if got := countsOf(s.LabelMap)[3]; got != c.pixels {
			t.Errorf("%s: %d pixels, want %d", name, got, c.pixels)
		}
	}
}

// TestContoursFillTheirSlices on grids finer, coarser and shifted: a ball whose
// contours lie 2 mm apart has its volume in all of them.
func TestContoursFillTheirSlices(t *testing.T) {
	const radius = 12.0
	ball := madeRegion{number: 1, name: "Ball"}
	polygons := 0.0
	for z := -11.0; z <= 11; z += 2 {
		r := math.Sqrt(radius*radius - z*z)
		var c []mgl64.Vec3
		for i := range 90 {
			sin, cos := math.Sincos(float64(i) * 4 * math.Pi / 180)
			c = append(c, mgl64.Vec3{20 + r*cos, 20 + r*sin, 20 + z})
		}
		polygons += 2 * 90 * r * r / 2 * math.Sin(4*math.Pi/180)
		ball.contours = append(ball.contours, c)
	}
	for _, thickness := range []float64{0.5, 1, 2, 4} {
		g := gridOf(80, 80, int(44/thickness), mgl64.Vec3{0.5, 0.5, thickness})
		s := mustReadObject(t, structureSetOf(t, ball), ObjectOptions{Grid: g})
		volume := float64(countsOf(s.LabelMap)[1]) * s.VoxelVolume()
		// Slices twice as thick as the contours lie apart take every second one.
		if math.Abs(volume-polygons) > 0.0125*max(2, thickness)*polygons {
			t.Errorf("slices of %g mm: %.0f mm³, the polygons %.0f", thickness, volume, polygons)
		}
	}
	s := mustReadObject(t, structureSetOf(t, ball), ObjectOptions{})
	volume := float64(countsOf(s.LabelMap)[1]) * s.VoxelVolume()
	if s.Size[2] != 12 || math.Abs(volume-polygons) > 0.01*polygons {
		t.Errorf("alone: %v, %.0f mm³, the polygons %.0f", s.Size, volume, polygons)
	}
	wantWords(t, strings.Join(s.Notes, "\n"), "voxels of 1 mm in slices of 2 mm")
}

// TestSagittalContours lie across the first axis of the patient, and of a grid.
func TestSagittalContours(t *testing.T) {
	r := madeRegion{number: 1, name: "Spine"}
	for x := 2.0; x <= 6; x++ {
		r.contours = append(r.contours, []mgl64.Vec3{{x, 2.5, 2.5}, {x, 7.5, 2.5}, {x, 7.5, 5.5}, {x, 2.5, 5.5}})
	}
	s := mustReadObject(t, structureSetOf(t, r), ObjectOptions{Grid: gridOf(10, 10, 10, mgl64.Vec3{1, 1, 1})})
	if got := countsOf(s.LabelMap)[1]; got != 5*5*3 || s.LabelAt(mgl64.Vec3{2, 3, 3}) != 1 || s.LabelAt(mgl64.Vec3{7, 3, 3}) != 0 {
		t.Errorf("%d voxels", got)
	}
	s = mustReadObject(t, structureSetOf(t, r), ObjectOptions{})
	if got := countsOf(s.LabelMap)[1]; got != 5*5*3 || s.LabelAt(mgl64.Vec3{4, 5, 4}) != 1 {
		t.Errorf("alone: %d voxels on %v", got, s.Size)
	}
}

// TestWhatIsNoVolumeIsToldInNotes and names are cleaned as in segmentations.
func TestWhatIsNoVolumeIsToldInNotes(t *testing.T) {
	s := mustReadObject(t, structureSetOf(t,
		madeRegion{number: 9, name: "Jane's GTV", code: "4147007", contours: [][]mgl64.Vec3{square(5, 5, 1, 4.5), square(5, 5, 4, 4.5)}},
		madeRegion{number: 2, name: "Isocentre", kind: "POINT", contours: [][]mgl64.Vec3{{{1, 1, 1}}}},
		madeRegion{number: 4, name: "Areola"},
		madeRegion{number: 5, name: "Far", contours: [][]mgl64.Vec3{square(5, 5, 90, 3)}},
		madeRegion{number: 6, name: "Slanted", contours: [][]mgl64.Vec3{{{1, 1, 1}, {9, 1, 4}, {9, 9, 4}}}},
	), ObjectOptions{Grid: gridOf(10, 10, 6, mgl64.Vec3{1, 1, 1})})
	wantWords(t, strings.Join(s.Notes, "\n"), "isocentre was left out: it has points", "areola was left out: it is empty",
		"1 plane of far outside", "no voxel belongs to far", "1 contour left out: not parallel", "1 name held what identifies")
	want := imaging.Segment{Label: 9, Name: "roi-9", Color: "#ff8000", SNOMED: "4147007"}
	if s.Segments[0] != want {
		t.Errorf("%v", s.Segments[0])
	}
}

// TestRegionsOfOtherFrames are left out, and an error when nothing else is there.
func TestRegionsOfOtherFrames(t *testing.T) {
	scan := onlyVolume(t, folderOf(t, stackOf(0, 1, 2)))
	here := madeRegion{number: 1, name: "here", frame: "1.2.9", contours: [][]mgl64.Vec3{square(-7, -17, 1, 3.5)}}
	there := here
	there.number, there.name, there.frame = 2, "there", "1.2.10"
	s := mustReadObject(t, structureSetOf(t, here, there), ObjectOptions{Series: scan})
	if counts := countsOf(s.LabelMap); len(counts) != 1 || counts[1] != 9 && counts[1] != 16 {
		t.Errorf("%v", counts)
	}
	wantWords(t, strings.Join(s.Notes, "\n"), "there was left out: it was drawn on another scan")
	_, err := ReadObject(context.Background(), structureSetOf(t, there), ObjectOptions{Series: scan})
	if err == nil {
		t.Fatal("contours of another scan were drawn")
	}
	wantWords(t, err.Error(), "another scan")
}

// TestStructureSetsThatAreRefused with a sentence.
func TestStructureSetsThatAreRefused(t *testing.T) {
	grid := gridOf(10, 10, 6, mgl64.Vec3{1, 1, 1})
	for want, contours := range map[string][][]mgl64.Vec3{
		"no closed contour": nil,
		"a kilometre":       {square(0, 0, 2e6, 5)},
		"no voxel lies":     {square(500, 5, 1, 5)},
		"is parallel":       {{{1, 1, 1}, {9, 1, 4}, {9, 9, 4}}},
	} {
		if _, err := ReadObject(context.Background(), structureSetOf(t, madeRegion{number: 1, contours: contours}), ObjectOptions{Grid: grid}); err == nil {
			t.Errorf("a structure set that should be refused with %q was read", want)
		} else {
			wantWords(t, err.Error(), want)
		}
	}
	wide := [][]mgl64.Vec3{square(0, 0, 0, 9e5), square(0, 0, 1, 9e5)}
	if _, err := ReadObject(context.Background(), structureSetOf(t, madeRegion{number: 1, contours: wide}), ObjectOptions{}); err == nil {
		t.Error("contours as wide as a town were drawn")
	} else {
		wantWords(t, err.Error(), "too far apart")
	}
}
