package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// volumeOf is what a closed surface encloses, by the divergence theorem, mm³.
func volumeOf(places []tissue.Vec, triangles [][3]int32) (sum float64) {
	for _, t := range triangles {
		sum += widen(places[t[0]]).Dot(widen(places[t[1]]).Cross(widen(places[t[2]]))) / 6
	}
	return sum
}

// TestSurfaceFollowsThePressedBlock: closed, of the block's volume, at rest where
// it was made, and pressed in under the probe.
func TestSurfaceFollowsThePressedBlock(t *testing.T) {
	w, err := NewWorld(softSetup(1))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var s Surface
	if !w.Surface(&s) || len(s.Triangles) != 2*2*(10*8+8*3+3*10) || len(s.Cut) != len(s.Triangles) || len(s.Body) != len(s.Triangles) {
		t.Fatalf("%d triangles", len(s.Triangles))
	}
	if v := volumeOf(s.Rest, s.Triangles); math.Abs(v/(40*32*12)-1) > 1e-5 {
		t.Errorf("%g mm³ at rest, want %d", v, 40*32*12)
	}
	for i, p := range s.Places {
		if p != s.Rest[i] {
			t.Fatal("a place is not at rest before anything happened")
		}
	}
	shape := s.Shape
	var events []record.Event
	press(t, w, 80, &events)
	if allocs := testing.AllocsPerRun(5, func() { w.Surface(&s) }); allocs != 0 {
		t.Errorf("%g allocations for a surface in memory that was used before", allocs)
	}
	deepest := 0.0
	for i, p := range s.Places {
		deepest = max(deepest, float64(s.Rest[i][2]-p[2]))
	}
	if s.Shape != shape || deepest < 0.5 {
		t.Errorf("pressed in by %.2f mm, shape %d after %d", deepest, s.Shape, shape)
	}
	if v := volumeOf(s.Places, s.Triangles); math.Abs(v/(40*32*12)-1) > 0.05 {
		t.Errorf("%g mm³ pressed, want %d", v, 40*32*12)
	}
}

// TestSurfaceTellsWhatWasCutOpen: the area of its cut triangles is twice what the
// events tell, and it stays closed.
func TestSurfaceTellsWhatWasCutOpen(t *testing.T) {
	firm := softLiver
	firm.Young = 100000
	m := fixed(brick(mgl64.Vec3{-16, -4, 20}, 8, 2, 2, 4, firm), func(p tissue.Vec) bool { return p[0] < -15.9 })
	w, err := NewWorld(Setup{Tools: []record.Tool{testScalpel}, Workers: 1, EntrySurface: -1, Soft: []SoftBody{{Name: "beam", Mesh: m}}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var s Surface
	w.Surface(&s)
	shape := s.Shape
	for n := range 140 {
		tip := mgl64.Vec3{1.3, -15 + 0.225*float64(min(n, 120)), 18}
		w.Step(record.Input{Tick: int64(n), Hands: []record.Hand{{Pose: record.Pose{Tip: tip, Orientation: pointsDown}, Valid: true}}})
	}
	w.Surface(&s)
	area := 0.0
	for i, v := range s.Triangles {
		if s.Cut[i] {
			a := widen(s.Rest[v[0]])
			area += widen(s.Rest[v[1]]).Sub(a).Cross(widen(s.Rest[v[2]]).Sub(a)).Len() / 2
		}
	}
	if s.Shape == shape || math.Abs(area/(2*64)-1) > 0.1 {
		t.Errorf("%.1f mm² of the surface are cut, both sides of a section of 64 mm² are %d; shape %d after %d", area, 2*64, s.Shape, shape)
	}
	if v := volumeOf(s.Rest, s.Triangles); math.Abs(v/(32*64)-1) > 1e-4 {
		t.Errorf("%g mm³ at rest after the cut, want %d", v, 32*64)
	}
}

func TestRigidWorldHasNoSurface(t *testing.T) {
	w := &World{soft: &softWorld{}}
	if w.Surface(new(Surface)) {
		t.Error("a world without soft tissue gives a surface")
	}
}
