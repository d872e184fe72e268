package dicom

import (
	"context"
	stdimage "image"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// thumbnailOf draws a series that can be drawn.
func thumbnailOf(t testing.TB, s *Series) *stdimage.Gray {
	t.Helper()
	picture, err := s.Thumbnail(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return picture.(*stdimage.Gray)
}

// TestThumbnailsHaveTheBodysProportions whatever the pixels' shape.
func TestThumbnailsHaveTheBodysProportions(t *testing.T) {
	for _, c := range []struct {
		columns, rows, wide, high int
		columnStep, rowStep       float64
	}{
		{512, 512, 256, 256, 0.8, 0.8},
		{512, 256, 256, 128, 1, 1},
		{300, 300, 128, 256, 0.5, 1},
		{100, 50, 100, 50, 1, 1}, // not enlarged
		{100, 50, 50, 100, 1, 4},
	} {
		images := stackOf(0, 1, 2)
		for at := range images {
			images[at].columns, images[at].rows = c.columns, c.rows
			images[at].columnStep, images[at].rowStep = c.columnStep, c.rowStep
			images[at].value = func(x, y int) int16 { return int16(x) }
		}
		size := thumbnailOf(t, onlyVolume(t, folderOf(t, images))).Bounds().Size()
		if size != stdimage.Pt(c.wide, c.high) {
			t.Errorf("%d x %d pixels of %g x %g mm are drawn as %v", c.columns, c.rows, c.columnStep, c.rowStep, size)
		}
	}
}

// TestThumbnailsShowWhatIsThere: grey tissue, black air and white bone in CT,
// and the other way round where the scanner wants it so.
func TestThumbnailsShowWhatIsThere(t *testing.T) {
	images := stackOf(0, 1, 2)
	for at := range images {
		images[at].value = func(x, y int) int16 { return []int16{24, 1064, 1064, 1064, 1064, 1064, 1064, 2500}[x] }
	}
	picture := thumbnailOf(t, onlyVolume(t, folderOf(t, images)))
	if air, tissue, bone := picture.GrayAt(0, 3).Y, picture.GrayAt(3, 3).Y, picture.GrayAt(7, 3).Y; air != 0 || tissue < 100 || tissue > 160 || bone != 255 {
		t.Errorf("air %d, tissue %d, bone %d", air, tissue, bone)
	}
	for at := range images {
		images[at].extra = []Element{textElement(tagPhotometric, "CS", "MONOCHROME1")}
	}
	s := onlyVolume(t, folderOf(t, images))
	picture = thumbnailOf(t, s)
	if air, bone := picture.GrayAt(0, 3).Y, picture.GrayAt(7, 3).Y; air != 255 || bone != 0 {
		t.Errorf("inverted: air %d, bone %d", air, bone)
	}
	if v, _ := readVolume(t, s, ReadOptions{}); v.At(0, 0, 0) != -1000 {
		t.Errorf("MONOCHROME1 changed a value to %g", v.At(0, 0, 0))
	}
}

// TestThumbnailOfWhatIsLeftOut works too.
func TestThumbnailOfWhatIsLeftOut(t *testing.T) {
	scout := axial(3)
	scout.kind = `ORIGINAL\PRIMARY\LOCALIZER`
	capture := axial(4)
	capture.class, capture.modality, capture.series = storage+"7", "OT", "1.2.8"
	capture.extra = []Element{{Tag: tagImagePosition}, {Tag: tagImageOrientation}, {Tag: tagPixelSpacing}}
	c := findIn(t, folderOf(t, []madeSlice{scout, capture}))
	if len(c.LeftOut) != 2 {
		t.Fatalf("%d left out", len(c.LeftOut))
	}
	for _, s := range c.LeftOut {
		if size := thumbnailOf(t, s).Bounds().Size(); size != stdimage.Pt(8, 6) {
			t.Errorf("%s is drawn as %v", s.Describe(), size)
		}
	}
}

// TestThumbnailsOfRealSeries are pictures, not blots: of several greys, none of
// which covers all.
func TestThumbnailsOfRealSeries(t *testing.T) {
	folder := filepath.Join(sharedData, "dicom")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the shared data set is absent: %v", err)
	}
	c := findIn(t, os.DirFS(folder))
	drawn := 0
	for _, s := range append(c.Volumes, c.LeftOut...) {
		picture, err := s.Thumbnail(context.Background(), nil)
		if err != nil {
			t.Logf("%s: %v", s.Describe(), err)
			continue
		}
		drawn++
		greys := map[uint8]int{}
		for _, grey := range picture.(*stdimage.Gray).Pix {
			greys[grey]++
		}
		for grey, count := range greys {
			if count > 95*len(picture.(*stdimage.Gray).Pix)/100 {
				t.Errorf("%s: grey %d covers %d of %d pixels", s.Describe(), grey, count, len(picture.(*stdimage.Gray).Pix))
			}
		}
	}
	if drawn < 12 {
		t.Errorf("only %d pictures were drawn", drawn)
	}
}

// TestColourIsNotDrawn but refused in a sentence.
func TestColourIsNotDrawn(t *testing.T) {
	m := axial(0)
	m.extra = []Element{wordElement(tagSamplesPerPixel, 3), textElement(tagPhotometric, "CS", "RGB")}
	c := findIn(t, fstest.MapFS{"x": {Data: m.encode(t)}})
	if len(c.LeftOut) != 1 {
		t.Fatalf("%d left out", len(c.LeftOut))
	}
	if _, err := c.LeftOut[0].Thumbnail(context.Background(), nil); err == nil {
		t.Error("a colour image was drawn")
	}
}
