package debrief

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/picture"
	"github.com/go-gl/mathgl/mgl64"
)

func decode(t *testing.T, p picture.Picture) image.Image {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(p.PNG))
	if err != nil {
		t.Fatalf("%s: %v", p.Title, err)
	}
	if size := decoded.Bounds().Size(); size != (image.Point{X: p.Width, Y: p.Height}) {
		t.Fatalf("%s is %v, said to be %d×%d", p.Title, size, p.Width, p.Height)
	}
	return decoded
}

// isNear tells whether two colours are the same but for smoothed edges.
func isNear(a color.Color, b color.RGBA) bool {
	r, g, bl, _ := a.RGBA()
	distance := math.Hypot(math.Hypot(float64(r>>8)-float64(b.R), float64(g>>8)-float64(b.G)), float64(bl>>8)-float64(b.B))
	return distance < 40
}

// hasNear looks within one pixel of a place.
func hasNear(picture image.Image, x, y float64, want color.RGBA) bool {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if isNear(picture.At(int(x)+dx, int(y)+dy), want) {
				return true
			}
		}
	}
	return false
}

// fixtureScale is pixels per mm of the fixture's views, by hand: the skin is a
// ball of 80 mm around the origin, with 6 % of border in 700 pixels of height.
const fixtureScale = 700 / (2 * 80 * 1.06)

// along is a point of the planned path.
func along(share float64) mgl64.Vec3 {
	return fixtureEntry.Add(fixtureTarget.Sub(fixtureEntry).Mul(share))
}

// TestPathsLieWhereProjectionSays uses projections worked out by hand: from the
// front, +X (left) is to the right and +Z up; from the patient's right, −Y
// (anterior) is to the right.
func TestPathsLieWhereProjectionSays(t *testing.T) {
	r := Build(fixture())
	if len(r.Views) != 2 || r.Views[0].Title != "Seen from the patient's right" || r.Views[1].Title != "Seen from the front" {
		t.Fatalf("views %v; the entry is on the patient's right", r.Views)
	}
	byHand := []func(mgl64.Vec3) (x, y float64){
		func(p mgl64.Vec3) (x, y float64) { return 380 - p.Y()*fixtureScale, 350 - p.Z()*fixtureScale },
		func(p mgl64.Vec3) (x, y float64) { return 380 + p.X()*fixtureScale, 350 - p.Z()*fixtureScale },
	}
	for i, view := range r.Views {
		picture := decode(t, view)
		for tick := 30; tick < 118; tick += 4 {
			tip := fixture().Recording.Samples[tick].Tools[0].Pose.Tip
			if x, y := byHand[i](tip); !hasNear(picture, x, y, actualColor()) {
				t.Errorf("%s: no orange at the tip %v of tick %d", view.Title, tip, tick)
			}
		}
		drawn, steps := 0, 200
		for k := range steps {
			x, y := byHand[i](along((float64(k) + 0.5) / float64(steps)))
			if isNear(picture.At(int(x), int(y)), plannedColor()) {
				drawn++
			}
		}
		if share := float64(drawn) / float64(steps); share < 0.4 || share > 0.8 {
			t.Errorf("%s: %.0f %% of the planned path is green-blue; a dashed line should have about 60 %%", view.Title, 100*share)
		}
	}
}

// TestSlicesAreNotMirrored looks for bright blocks whose place in the patient is
// known, where a radiologist expects them, and that their mirror images are dark.
func TestSlicesAreNotMirrored(t *testing.T) {
	in := fixture()
	r := Build(in)
	if len(r.Slices) != 3 {
		t.Fatalf("%d slices, want 3", len(r.Slices))
	}
	// The fixture's box is 160 mm wide, shown with 10 % of border in 600 pixels,
	// centred on the origin.
	const scale = 600 / 176.0
	m := fixtureMarkers()
	for i, c := range []struct {
		title   string
		x, y    float64 // mm right of and below the middle
		letters string  // left, right, top, bottom
	}{
		{"Axial", m[0].X(), m[0].Y(), "RLAP"},
		{"Coronal", m[1].X(), -m[1].Z(), "RLSI"},
		{"Sagittal", m[2].Y(), -m[2].Z(), "APSI"},
	} {
		slice := r.Slices[i]
		picture := decode(t, slice)
		letters := ""
		for _, letter := range slice.Letters {
			letters += letter.Text
		}
		if slice.Title != c.title || letters != c.letters {
			t.Errorf("slice %d is %s with letters %s, want %s with %s", i, slice.Title, letters, c.title, c.letters)
		}
		bright := func(x, y float64) bool {
			return isNear(picture.At(int(300+x*scale), int(300+y*scale)), white())
		}
		if !bright(c.x, c.y) {
			t.Errorf("%s: the marker is not at %+.0f, %+.0f mm from the middle", c.title, c.x, c.y)
		}
		if bright(-c.x, c.y) || bright(c.x, -c.y) || bright(-c.x, -c.y) {
			t.Errorf("%s: there is a mirror image of the marker", c.title)
		}
		if bright(c.x+5, c.y) || bright(c.x, c.y+5) {
			t.Errorf("%s: the marker of 6 mm is larger than that", c.title)
		}
	}
}

func TestOutlinesLieOnTheSurface(t *testing.T) {
	r := Build(fixture())
	const scale = 600 / 176.0
	axial := decode(t, r.Slices[0])
	blue := color.RGBA{0x40, 0x80, 0xe0, 255}
	hits := 0
	for degrees := 0; degrees < 360; degrees += 10 {
		angle := float64(degrees) * math.Pi / 180
		x := fixtureTarget.X() + 9*math.Cos(angle)
		y := fixtureTarget.Y() + 9*math.Sin(angle)
		if hasNear(axial, 300+x*scale, 300+y*scale, blue) {
			hits++
		}
	}
	if hits < 32 { // the path crosses the outline
		t.Errorf("the target's outline of 9 mm radius is blue in %d of 36 places", hits)
	}
}

// TestAHiddenPathIsFaint puts a solid ball in front of a path.
func TestAHiddenPathIsFaint(t *testing.T) {
	in := fixture()
	in.Case.Structures = []anatomy.Structure{
		{Name: "skin", Tissue: "skin", Color: "#e0b090", Surface: ball(mgl64.Vec3{}, 80, 40)},
		{Name: "artery", Tissue: "vessel", Color: "#c02020", Critical: true, Surface: ball(along(0.5).Add(mgl64.Vec3{0, -30, 0}), 15, 24)},
	}
	front := decode(t, Build(in).Views[1])
	tip := in.Recording.Samples[68].Tools[0].Pose.Tip
	x, y := 380+tip.X()*fixtureScale, 350-tip.Z()*fixtureScale
	if hasNear(front, x, y, actualColor()) {
		t.Error("the path behind a solid ball is as bright as in front of it")
	}
}

func TestGapsInTrackingAreNotBridged(t *testing.T) {
	r := ballRecording()
	for i := 40; i < 60; i++ {
		r.Samples[i].Tools[0].Valid = false
	}
	r.Samples[80].Tools[0].Pose.Tip[1] = math.NaN()
	longest := 0.0
	for _, stretch := range tipPath(r.Samples, 0) {
		for i := 1; i < len(stretch.points); i++ {
			longest = max(longest, stretch.points[i].Sub(stretch.points[i-1]).Len())
		}
	}
	if longest > 1 { // one tick is 0.96 mm
		t.Errorf("the path bridges %g mm without tracking", longest)
	}
}

func TestLabelsAreKeptApart(t *testing.T) {
	way := route{entry: fixtureEntry, target: fixtureTarget}
	for i := range 5 {
		way.moments = append(way.moments, Moment{Number: i + 1, Placed: true, Position: fixtureTarget})
	}
	const font = 20.0
	marks := way.marks(picture.Ground{
		Canvas: picture.NewCanvas(760, 700, white()), Font: font,
		Project: func(p mgl64.Vec3) mgl64.Vec3 { return mgl64.Vec3{380 + p.X(), 350 - p.Z(), 0} },
	}, plannedColor())
	if len(marks) != 7 {
		t.Fatalf("%d marks, want entry, target and five events", len(marks))
	}
	for i, a := range marks {
		for _, b := range marks[:i] {
			if math.Abs(a.LabelX-b.LabelX) < 3*font && math.Abs(a.LabelY-b.LabelY) < 1.5*font {
				t.Errorf("labels %q and %q overlap", a.Text, b.Text)
			}
		}
	}
}
