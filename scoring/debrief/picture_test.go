package debrief

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy"
	"github.com/go-gl/mathgl/mgl64"
)

func decode(t *testing.T, p Picture) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(p.PNG))
	if err != nil {
		t.Fatalf("%s: %v", p.Title, err)
	}
	if size := picture.Bounds().Size(); size != (image.Point{X: p.Width, Y: p.Height}) {
		t.Fatalf("%s is %v, said to be %d×%d", p.Title, size, p.Width, p.Height)
	}
	return picture
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
			tip := fixture().Recording.Samples[tick].Pose.Tip
			if x, y := byHand[i](tip); !hasNear(picture, x, y, actualColor()) {
				t.Errorf("%s: no orange at the tip %v of tick %d", view.Title, tip, tick)
			}
		}
		drawn, steps := 0, 200
		for k := range steps {
			x, y := byHand[i](mix(fixtureEntry, fixtureTarget, (float64(k)+0.5)/float64(steps)))
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

// TestOutlineOfABall compares with the circle in which a plane cuts a sphere.
func TestOutlineOfABall(t *testing.T) {
	const radius, away = 20.0, 12.0
	p := slicesThrough(mgl64.Vec3{0, 0, away}, mgl64.Vec3{0, 0, away}, 100, 100)[0]
	cuts := p.outline(ball(mgl64.Vec3{}, radius, 90))
	want := math.Sqrt(radius*radius - away*away)
	length := 0.0
	for _, cut := range cuts {
		for _, end := range cut {
			if got := math.Hypot(end.X()-50, end.Y()-50); math.Abs(got-want) > 0.02 { // sagitta of the facets: r(1−cos 1°) = 0.003, and chord error
				t.Fatalf("outline at radius %g, want %g", got, want)
			}
		}
		length += cut[1].Vec2().Sub(cut[0].Vec2()).Len()
	}
	if math.Abs(length-2*math.Pi*want) > 0.1 {
		t.Errorf("outline is %g mm long, want %g", length, 2*math.Pi*want)
	}
}

// TestABallsSilhouette checks the rasteriser against the area of a disc, the
// depth of the nearest point, and light and facing there.
func TestABallsSilhouette(t *testing.T) {
	view := frontal().frame(mgl64.Vec3{-50, -50, -50}, mgl64.Vec3{50, 50, 50}, mgl64.Vec3{}, 1000, 400, 400)
	l := newLayer(400, 400, look{1, 1})
	const radius = 30.0
	l.draw(ball(mgl64.Vec3{}, radius, 90), color.RGBA{200, 100, 50, 255}, view)
	covered := 0
	for _, depth := range l.depth {
		if !math.IsInf(float64(depth), 1) {
			covered++
		}
	}
	want := math.Pi * math.Pow(radius*view.pxPerMM, 2)
	if math.Abs(float64(covered)-want) > 0.005*want {
		t.Errorf("silhouette of %d pixels, want %.0f", covered, want)
	}
	middle := 200*400 + 200
	if math.Abs(float64(l.depth[middle])+radius) > 0.05 {
		t.Errorf("nearest point at depth %g, want %g", l.depth[middle], -radius)
	}
	if l.facing[middle] < 252 {
		t.Errorf("the surface facing the viewer has cosine %d/255", l.facing[middle])
	}
	edge := 200*400 + 200 + int(radius*view.pxPerMM) - 1
	if l.facing[edge] > 60 {
		t.Errorf("the rim has cosine %d/255", l.facing[edge])
	}
}

// TestLayersBlendByDepth compares with the formula of front-to-back blending.
func TestLayersBlendByDepth(t *testing.T) {
	make := func(depth float32, paint color.RGBA, opacity float64) *layer {
		l := newLayer(1, 1, look{opacity, opacity})
		l.depth[0], l.lit[0], l.facing[0], l.colors = depth, 255, 255, []color.RGBA{paint}
		return l
	}
	front := make(-5, color.RGBA{200, 0, 0, 255}, 0.25)
	back := make(3, color.RGBA{0, 100, 0, 255}, 0.5)
	empty := newLayer(1, 1, look{1, 1})
	for _, order := range [][]*layer{{front, empty, back}, {back, front, empty}} {
		got := composite(order, 0, color.RGBA{80, 80, 80, 255})
		want := [3]float64{0.25*200 + 0.75*0.5*80, 0.75*0.5*100 + 0.75*0.5*80, 0.75 * 0.5 * 80}
		for ch := range want {
			if math.Abs(got[ch]-want[ch]) > 1e-9 {
				t.Errorf("blended to %v, want %v", got, want)
			}
		}
	}
}

// TestAStrokeCoversItsArea sums coverage: length × width plus half a disc at
// either end.
func TestAStrokeCoversItsArea(t *testing.T) {
	c := newCanvas(200, 100, white())
	for _, line := range [][]mgl64.Vec3{
		{{40, 50, 0}, {160, 50, 0}},
		{{40.3, 20.7, 0}, {160.1, 80.2, 0}},
		{{40, 50, 0}, {100, 50, 0}, {160, 50, 0}}, // a joint is not painted twice
	} {
		mask := c.newCoverage()
		p := pen{width: 6, opacity: 1}
		for i := 1; i < len(line); i++ {
			mask.add(line[i-1], line[i], p)
		}
		sum := 0.0
		for _, share := range mask.core {
			sum += share
		}
		want := 6*line[0].Sub(line[len(line)-1]).Len() + math.Pi*9
		if math.Abs(sum-want) > 0.01*want {
			t.Errorf("stroke %v covers %.1f pixels, want %.1f", line, sum, want)
		}
	}
}

func TestDashesKeepTheirRhythmAcrossJoints(t *testing.T) {
	const dash, gap = 5.0, 3.0
	travelled, drawn := 0.0, 0.0
	for _, length := range []float64{0.7, 11, 2.5, 0, 40.4, 9.4} { // 64 in all: eight periods
		for _, part := range dashes(travelled, length, dash, gap) {
			drawn += (part[1] - part[0]) * length
		}
		travelled += length
	}
	if math.Abs(drawn-8*dash) > 1e-9 {
		t.Errorf("%g drawn of eight dashes of %g", drawn, dash)
	}
}

func TestStrokesFarOutsideDoNoHarm(t *testing.T) {
	c := newCanvas(20, 20, white())
	far := 1e12
	c.stroke([]mgl64.Vec3{{-far, 10, 0}, {far, 10, 0}}, pen{color: black(), width: 2, opacity: 1})
	c.stroke([]mgl64.Vec3{{-far, -far, 0}, {-far, far, 0}}, pen{color: black(), width: 2, opacity: 1})
	if !isNear(c.At(10, 10), black()) || !isNear(c.At(10, 3), white()) {
		t.Error("a long stroke through the picture is wrong")
	}
}

// TestAHiddenPathIsFaint puts a solid ball in front of a path.
func TestAHiddenPathIsFaint(t *testing.T) {
	in := fixture()
	in.Case.Structures = []anatomy.Structure{
		{Name: "skin", Tissue: "skin", Color: "#e0b090", Surface: ball(mgl64.Vec3{}, 80, 40)},
		{Name: "artery", Tissue: "vessel", Color: "#c02020", Critical: true, Surface: ball(mix(fixtureEntry, fixtureTarget, 0.5).Add(mgl64.Vec3{0, -30, 0}), 15, 24)},
	}
	front := decode(t, Build(in).Views[1])
	tip := in.Recording.Samples[68].Pose.Tip
	x, y := 380+tip.X()*fixtureScale, 350-tip.Z()*fixtureScale
	if hasNear(front, x, y, actualColor()) {
		t.Error("the path behind a solid ball is as bright as in front of it")
	}
}

func TestTheSideOfTheEntryIsShown(t *testing.T) {
	for x, want := range map[float64]string{-1: "from the patient's right", 1: "from the patient's left"} {
		side := lateral(mgl64.Vec3{x, 0, 0}, mgl64.Vec3{})
		if side.name != want || side.toward.X() != x {
			t.Errorf("an entry at x = %g is seen %s", x, side.name)
		}
	}
	for _, c := range []camera{frontal(), lateral(mgl64.Vec3{1, 0, 0}, mgl64.Vec3{}), lateral(mgl64.Vec3{-1, 0, 0}, mgl64.Vec3{})} {
		if c.right.Cross(c.up) != c.toward {
			t.Errorf("the view %s is a mirror image", c.name)
		}
	}
}

func TestGapsInTrackingAreNotBridged(t *testing.T) {
	r := ballRecording()
	for i := 40; i < 60; i++ {
		r.Samples[i].Valid = false
	}
	r.Samples[80].Pose.Tip[1] = math.NaN()
	longest := 0.0
	for _, stretch := range tipPath(r.Samples) {
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
	marks := way.marks(frontal().frame(mgl64.Vec3{-80, -80, -80}, mgl64.Vec3{80, 80, 80}, mgl64.Vec3{}, 200, 760, 700).project, 760, 700, font)
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

func TestColoursAreReadStrictly(t *testing.T) {
	for text, want := range map[string]color.RGBA{
		"#0aF19c": {0x0a, 0xf1, 0x9c, 255}, "": {150, 150, 150, 255}, "#12345g": {150, 150, 150, 255},
		"1234567": {150, 150, 150, 255}, "#fff": {150, 150, 150, 255},
	} {
		if got := parseColor(text); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}
