package view

import (
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

func TestStageKeepsHandednessAndTurnsTheAxes(t *testing.T) {
	m := stageFromPatient()
	if d := m.Det(); math.Abs(d-1e-9) > 1e-18 {
		t.Errorf("determinant %g, want 1e-9: a rotation that scales mm to m", d)
	}
	cases := []struct{ patient, stage mgl64.Vec3 }{
		{mgl64.Vec3{1, 0, 0}, mgl64.Vec3{0.001, 0, 0}},  // left
		{mgl64.Vec3{0, 1, 0}, mgl64.Vec3{0, 0, -0.001}}, // posterior
		{mgl64.Vec3{0, 0, 1}, mgl64.Vec3{0, 0.001, 0}},  // superior
	}
	for _, c := range cases {
		if got := stagePoint(c.patient); got.Sub(c.stage).Len() > 1e-15 {
			t.Errorf("%v lands at %v on the stage, want %v", c.patient, got, c.stage)
		}
	}
}

func TestCameraAxesAreARightHandedFrame(t *testing.T) {
	for _, o := range []Orbit{{}, {Yaw: 1, Pitch: 0.5}, {Yaw: -2.5, Pitch: -1.2, Distance: 300}} {
		right, up, toward := o.Axes()
		if right.Cross(up).Sub(toward).Len() > 1e-12 || math.Abs(right.Len()-1) > 1e-12 || up.Z() <= 0 {
			t.Errorf("%+v: right %v, up %v, toward %v", o, right, up, toward)
		}
	}
	if right, _, toward := (Orbit{}).Axes(); toward != (mgl64.Vec3{0, -1, 0}) || right != (mgl64.Vec3{1, 0, 0}) {
		t.Errorf("in front of the patient: toward %v, right %v; the patient's left must be on the right", toward, right)
	}
}

func TestFirstViewFillsThePictureAndSeesTheEntry(t *testing.T) {
	for _, entry := range []mgl64.Vec3{{-30, -52, 74}, {40, 60, 60}, {0, -90, 0}, {-120, 0, 0}, {0, 0, 110}} {
		plan := drainPlan()
		plan.Entry, plan.Target = entry, entry.Mul(0.3)
		const radius = 130.0
		o := defaultOrbit(plan, mgl64.Vec3{}, radius, 1.6)
		if facing := o.Eye().Sub(entry).Dot(entry); facing <= 0 {
			t.Errorf("entry %v lies on the far side of the first view", entry)
		}
		if height := 2 * radius / o.gaze().millimetresPerPixel(mgl64.Vec3{}, 640); height < 500 || height > 800 {
			t.Errorf("entry %v: anatomy of 260 mm takes %.0f of 640 pixels", entry, height)
		}
	}
}

func TestSectionOfASphereIsACircle(t *testing.T) {
	centre := mgl64.Vec3{12, -7, 30}
	s := newSectioner(sphere(centre, 25, 60, 80))
	for axis := 0; axis < 3; axis++ {
		pieces := s.cut(axis, float32(centre[axis]+10), nil)
		want := math.Sqrt(25*25 - 10*10)
		length := 0.0
		for _, piece := range pieces {
			for _, p := range piece {
				d := wide(p).Sub(centre)
				d[axis] = 0
				// A chord of the 60 × 80 mesh lies at most 25·(1−cos(π/60)) = 0.035 mm inside; more
				// where the plane cuts its slope, which is 25/want here.
				if math.Abs(d.Len()-want) > 0.08 {
					t.Fatalf("axis %d: outline point at radius %.3f, want %.3f", axis, d.Len(), want)
				}
			}
			length += float64(piece[0].Sub(piece[1]).Len())
		}
		if circle := 2 * math.Pi * want; math.Abs(length-circle) > 0.01*circle {
			t.Errorf("axis %d: outline is %.2f mm long, want %.2f", axis, length, circle)
		}
	}
	for _, outside := range []float32{-100, 4.9, 55.1, 100} {
		if pieces := s.cut(2, outside, nil); len(pieces) != 0 {
			t.Errorf("a plane at %g cuts a sphere from 5 to 55: %d pieces", outside, len(pieces))
		}
	}
}

func TestSectionEqualsBruteForce(t *testing.T) {
	m := ellipsoid(mgl64.Vec3{3, 4, 5}, mgl64.Vec3{30, 40, 20}, 2, 3, 40, 50)
	s := newSectioner(m)
	for axis := 0; axis < 3; axis++ {
		for at := float32(-40); at < 50; at += 3.7 {
			want := 0
			for _, tri := range m.Triangles {
				if _, crosses := cross(m.Vertices[tri[0]], m.Vertices[tri[1]], m.Vertices[tri[2]], axis, at); crosses {
					want++
				}
			}
			if got := len(s.cut(axis, at, nil)); got != want {
				t.Errorf("axis %d at %g: %d pieces, all triangles say %d", axis, at, got, want)
			}
		}
	}
}

func TestSurfaceNormalsOfASpherePointOutward(t *testing.T) {
	s := surfaceSolid(sphere(mgl64.Vec3{}, 10, 30, 40))
	for i := 0; i < len(s.vertices); i += 6 {
		p := mgl32.Vec3{s.vertices[i], s.vertices[i+1], s.vertices[i+2]}.Normalize()
		n := mgl32.Vec3{s.vertices[i+3], s.vertices[i+4], s.vertices[i+5]}
		if p.Dot(n) < 0.995 {
			t.Fatalf("normal %v at %v", n, p)
		}
	}
}

func TestLatheWindsOutward(t *testing.T) {
	for name, outline := range map[string][]ringPoint{
		"drum": drum(5, 3, -3, 0.5), "ball": ball(4),
	} {
		s := lathe(outline, 24)
		volume := 0.0
		at := func(i uint32) mgl64.Vec3 {
			return mgl64.Vec3{float64(s.vertices[6*i]), float64(s.vertices[6*i+1]), float64(s.vertices[6*i+2])}
		}
		for i := 0; i < len(s.indices); i += 3 {
			volume += at(s.indices[i]).Dot(at(s.indices[i+1]).Cross(at(s.indices[i+2]))) / 6
		}
		if volume <= 0 {
			t.Errorf("%s encloses %.1f mm³: it is inside out", name, volume)
		}
	}
}

func TestLayersSortFromTheInsideOut(t *testing.T) {
	toward := mgl64.Vec3{1, 0, 0}
	depth := func(x, r float64) float64 { return newExtent(sphere(mgl64.Vec3{x, 0, 0}, r, 20, 20)).reach(toward) }
	layers := []layer{{0, "skin", depth(0, 50)}, {1, "ventricle", depth(5, 10)}, {2, "brain", depth(0, 30)}, {3, "behind", depth(-90, 20)}}
	sortLayers(layers)
	for i, want := range []string{"behind", "ventricle", "brain", "skin"} {
		if layers[i].name != want {
			t.Errorf("layer %d from the back is %s, want %s", i, layers[i].name, want)
		}
	}
}

func TestClipKeepsWhatIsInside(t *testing.T) {
	r := rect{10, 20, 100, 50}
	cases := []struct {
		a, b, from, to mgl64.Vec2
		visible        bool
	}{
		{mgl64.Vec2{0, 40}, mgl64.Vec2{200, 40}, mgl64.Vec2{10, 40}, mgl64.Vec2{110, 40}, true},
		{mgl64.Vec2{20, 30}, mgl64.Vec2{30, 60}, mgl64.Vec2{20, 30}, mgl64.Vec2{30, 60}, true},
		{mgl64.Vec2{0, 0}, mgl64.Vec2{200, 10}, mgl64.Vec2{}, mgl64.Vec2{}, false},
		{mgl64.Vec2{math.NaN(), 0}, mgl64.Vec2{200, 10}, mgl64.Vec2{}, mgl64.Vec2{}, false},
	}
	for _, c := range cases {
		from, to, visible := clip(r, c.a, c.b)
		if visible != c.visible || visible && (from.Sub(c.from).Len() > 1e-9 || to.Sub(c.to).Len() > 1e-9) {
			t.Errorf("clip(%v, %v) = %v, %v, %v", c.a, c.b, from, to, visible)
		}
	}
}

func TestLayoutFitsEverySize(t *testing.T) {
	for _, size := range [][2]int{{1280, 720}, {1920, 1080}, {3840, 2160}, {800, 600}, {640, 480}, {320, 240}, {720, 1280}, {1, 1}} {
		for _, scale := range []float64{1, 2} {
			if l := newLayout(size[0], size[1], scale, true, false); l.view.w != l.width || l.slices != [3]rect{} {
				t.Errorf("%v without the scan: %+v", size, l)
			}
			l := newLayout(size[0], size[1], scale, false, false)
			if l.view.w < l.width/2 || l.view.h <= 0 || l.slices[2].bottom() > l.height || l.slices[0].right() != l.width || l.view.right() > l.slices[0].x {
				t.Errorf("%v at scale %g: %+v", size, scale, l)
			}
		}
	}
}

func TestClockNeverShowsSixtySeconds(t *testing.T) {
	for seconds, want := range map[float64]string{0: "00:00.0", 59.96: "00:59.9", 60: "01:00.0", 754.32: "12:34.3", -1: "00:00.0"} {
		if got := clock(seconds); got != want {
			t.Errorf("clock(%g) = %s, want %s", seconds, got, want)
		}
	}
}

func TestStructureColoursAreDecodedToLinearLight(t *testing.T) {
	// 0xbc is 188, the sRGB code of half the light (IEC 61966-2-1).
	if c := parseColour("#ffbc00"); c[0] != 1 || math.Abs(float64(c[1])-0.5) > 0.003 || c[2] != 0 {
		t.Errorf("#ffbc00 is %v", c)
	}
	for _, bad := range []string{"", "red", "#12345", "#gggggg", "123456#"} {
		if encodedColour(bad) != [3]float32{0.7, 0.7, 0.7} {
			t.Errorf("%q is not a neutral grey", bad)
		}
	}
}
