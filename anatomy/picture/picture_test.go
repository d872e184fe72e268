package picture

import (
	"image/color"
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

var black, white = color.RGBA{0, 0, 0, 255}, color.RGBA{255, 255, 255, 255}

// isNear tells whether two colours are the same but for smoothed edges.
func isNear(a color.Color, b color.RGBA) bool {
	r, g, bl, _ := a.RGBA()
	distance := math.Hypot(math.Hypot(float64(r>>8)-float64(b.R), float64(g>>8)-float64(b.G)), float64(bl>>8)-float64(b.B))
	return distance < 40
}

// ball is a sphere's surface of n rings, counter-clockwise seen from outside.
func ball(centre mgl64.Vec3, radius float64, n int) *mesh.TriMesh {
	surface := &mesh.TriMesh{}
	for ring := 0; ring <= n; ring++ {
		polar := math.Pi * float64(ring) / float64(n)
		for step := range 2 * n {
			around := math.Pi * float64(step) / float64(n)
			p := centre.Add(mgl64.Vec3{
				math.Sin(polar) * math.Cos(around), math.Sin(polar) * math.Sin(around), math.Cos(polar)}.Mul(radius))
			surface.Vertices = append(surface.Vertices, mgl32.Vec3{float32(p[0]), float32(p[1]), float32(p[2])})
		}
	}
	at := func(ring, step int) uint32 { return uint32(ring*2*n + step%(2*n)) }
	for ring := range n {
		for step := range 2 * n {
			surface.Triangles = append(surface.Triangles,
				[3]uint32{at(ring, step), at(ring+1, step), at(ring+1, step+1)},
				[3]uint32{at(ring, step), at(ring+1, step+1), at(ring, step+1)})
		}
	}
	return surface
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

// TestSomethingIsFirm: an envelope alone, and the deeper one of two, can be
// seen; what catches the eye of itself stays as it is among glass.
func TestSomethingIsFirm(t *testing.T) {
	glass := look{0.05, 0.42}
	for _, c := range []struct {
		groups []int
		firm   int // -1: none
	}{{[]int{0}, 0}, {[]int{0, 1}, 1}, {[]int{0, 1, 6}, 6}, {[]int{0, 1, 3}, -1}, {[]int{0, 2, 4}, -1}, {nil, -1}} {
		var groups [maxLayers]*layer
		for _, at := range c.groups {
			groups[at] = newLayer(1, 1, glass)
		}
		firmUp(&groups)
		for _, at := range c.groups {
			if (groups[at].look != glass) != (at == c.firm) {
				t.Errorf("of groups %v, group %d is drawn as %v", c.groups, at, groups[at].look)
			}
		}
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
	c := NewCanvas(200, 100, white)
	for _, line := range [][]mgl64.Vec3{
		{{40, 50, 0}, {160, 50, 0}},
		{{40.3, 20.7, 0}, {160.1, 80.2, 0}},
		{{40, 50, 0}, {100, 50, 0}, {160, 50, 0}}, // a joint is not painted twice
	} {
		mask := c.newCoverage()
		p := Pen{Width: 6, Opacity: 1}
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
	c := NewCanvas(20, 20, white)
	far := 1e12
	c.Stroke([]mgl64.Vec3{{-far, 10, 0}, {far, 10, 0}}, Pen{Color: black, Width: 2, Opacity: 1})
	c.Stroke([]mgl64.Vec3{{-far, -far, 0}, {-far, far, 0}}, Pen{Color: black, Width: 2, Opacity: 1})
	if !isNear(c.At(10, 10), black) || !isNear(c.At(10, 3), white) {
		t.Error("a long stroke through the picture is wrong")
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
