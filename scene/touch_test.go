package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl32"
	"github.com/go-gl/mathgl/mgl64"
)

// slab is a closed box.
func slab(lo, hi mgl64.Vec3) *mesh.BVH {
	m := &mesh.TriMesh{}
	for i := range 8 {
		v := lo
		for axis := range 3 {
			if i>>axis&1 == 1 {
				v[axis] = hi[axis]
			}
		}
		m.Vertices = append(m.Vertices, mgl32.Vec3{float32(v[0]), float32(v[1]), float32(v[2])})
	}
	for _, q := range [][4]uint32{{0, 2, 3, 1}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 4, 6, 2}, {1, 3, 7, 5}} {
		m.Triangles = append(m.Triangles, [3]uint32{q[0], q[1], q[2]}, [3]uint32{q[0], q[2], q[3]})
	}
	return mesh.NewBVH(m)
}

func table() []Body {
	return []Body{{Name: "table", Hard: true, Solid: slab(mgl64.Vec3{-500, -500, -50}, mgl64.Vec3{500, 500, 0})}}
}

// What a tool does to tissue is its force and nothing else: the same force, laid
// on the same vertices of the same block without a tool, bends it the same way.
func TestAProbePressesAsHardAsItReports(t *testing.T) {
	m := fixed(brick(mgl64.Vec3{-20, -20, -20}, 8, 8, 4, 5, softLiver), func(p tissue.Vec) bool { return p[2] < -19.9 })
	s := simulate(t, []SoftBody{{Name: "liver", Mesh: m}}, nil, mgl64.Vec3{}, 1, testProbe)
	s.put(0, mgl64.Vec3{1, 0.5, 10}, pointsDown)
	s.tick()
	s.to(0, mgl64.Vec3{1, 0.5, -3}, 100)
	s.settle(200)
	tool := &s.tools[0]
	twin, err := tissue.New(m, tissue.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer twin.Close()
	var sum mgl64.Vec3
	for range 300 {
		sum = mgl64.Vec3{}
		for i := range tool.touches {
			tie := &s.ties[tool.touches[i].tie]
			for c, w := range tie.Weights {
				force := tissue.Vec{w * tie.Force[0], w * tie.Force[1], w * tie.Force[2]}
				twin.Push(int(tie.Vertices[c]), force)
				sum = sum.Add(widen(force))
			}
		}
		if err := twin.Step(tickSeconds, nil); err != nil {
			t.Fatal(err)
		}
	}
	if off := sum.Add(tool.force).Len(); off > 1e-3*sum.Len() || sum.Len() < 0.1 {
		t.Errorf("the tool feels %v N of %v N", tool.force, sum)
	}
	for v := range m.Rest {
		if d := widen(twin.At(v)).Sub(s.now(v)).Len(); d > 0.03 {
			t.Fatalf("vertex %d is %g mm off", v, d)
		}
	}
	for i := range tool.touches {
		p := &tool.touches[i]
		if gap := s.skin.at(p.triangle, p.weights).Sub(tool.stance.pose.Tip).Len(); gap < testProbe.RadiusMM-0.3 {
			t.Errorf("the probe is %g mm in the skin", testProbe.RadiusMM-gap)
		}
	}
}

// A ball on a layer that is fixed underneath: Hertz's force for a half-space,
// F = 4/3·E/(1−ν²)·√R·d^1.5 (Johnson, Contact Mechanics, 1985, §4.2), times what
// the layer's thickness adds (Dimitriadis and others 2002, bonded layer,
// doi:10.1016/S0006-3495(02)75620-8).
func TestABallPressesAsHertzSays(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	soft := softLiver
	soft.Poisson, soft.Damping = 0.3, 0.05
	const nu, radius, depth, thick = 0.3, 10, 0.8, 12
	m := fixed(brick(mgl64.Vec3{-12, -12, -thick}, 16, 16, 8, 1.5, soft), func(p tissue.Vec) bool { return p[2] < -thick+0.1 })
	ball := record.Tool{Name: "ball", Kind: record.KindProbe, RadiusMM: radius, LengthMM: 300}
	s := simulate(t, []SoftBody{{Name: "liver", Mesh: m}}, nil, mgl64.Vec3{}, 1, ball)
	s.put(0, mgl64.Vec3{0, 0, radius + 2}, pointsDown)
	s.tick()
	s.to(0, mgl64.Vec3{0, 0, radius - depth}, 20)
	s.settle(60)
	alpha := -(1.2876 - 1.4678*nu + 1.3442*nu*nu) / (1 - nu)
	x := math.Sqrt(radius*depth) / thick
	layer := 1 - 2*alpha/math.Pi*x + 4*alpha*alpha/math.Pi/math.Pi*x*x
	want := layer * 4 / 3 * float64(soft.Young) * newtonPerMM2 / (1 - nu*nu) * math.Sqrt(radius) * math.Pow(depth, 1.5)
	if got := s.tools[0].force[2]; math.Abs(got/want-1) > 0.15 {
		t.Errorf("%.4f N, Hertz says %.4f", got, want)
	}
}

// A block dropped on a table comes to rest on it, and its energy never grows.
func TestADroppedBlockComesToRest(t *testing.T) {
	m := brick(mgl64.Vec3{-10, -10, 3}, 4, 4, 4, 5, softLiver)
	s := simulate(t, []SoftBody{{Name: "block", Mesh: m}}, table(), earth, 1)
	var mass float64
	for _, v := range s.harm.volume {
		mass += v * float64(softLiver.Density)
	}
	energy := func() float64 {
		elastic, kinetic := s.body.Energy()
		return elastic + kinetic + mass*9810*(s.mean()[2])*1e-9
	}
	s.tick()
	last := energy()
	for n := range 400 {
		s.tick()
		now := energy()
		if now > last+2e-6 {
			t.Fatalf("tick %d: energy grew from %g to %g J", n, last, now)
		}
		last = now
	}
	lowest, fastest := math.Inf(1), 0.0
	for v := range s.places {
		lowest = min(lowest, s.now(v)[2])
		fastest = max(fastest, widen(s.body.Velocity(v)).Len())
	}
	if lowest < -0.3 || lowest > 0.05 || fastest > 0.5 {
		t.Errorf("lies at %g mm and moves at %g mm/s", lowest, fastest)
	}
	var force mgl64.Vec3
	for i := range s.ties {
		force = force.Add(widen(s.ties[i].Force))
	}
	if weight := mass * 9810 * 1e-6; math.Abs(force[2]/weight-1) > 0.02 {
		t.Errorf("the table bears %g N of %g N", force[2], weight)
	}
}

// On a slope a block stays below the angle of friction; above it friction is µ
// times the pressure.
func TestABlockStaysOrSlidesAsCoulombSays(t *testing.T) {
	for _, slope := range []float64{0.5, 2} {
		angle := math.Atan(slope * tissueFriction)
		m := brick(mgl64.Vec3{-10, -10, 0}, 4, 4, 2, 5, softLiver)
		s := simulate(t, []SoftBody{{Name: "block", Mesh: m}}, table(), mgl64.Vec3{9810 * math.Sin(angle), 0, -9810 * math.Cos(angle)}, 1)
		s.settle(100)
		from := s.mean()[0]
		s.settle(60)
		var force mgl64.Vec3
		for i := range s.ties {
			force = force.Add(widen(s.ties[i].Force))
		}
		if way := s.mean()[0] - from; slope < 1 && math.Abs(way) > 0.05 {
			t.Errorf("crept %g mm", way)
		}
		want := min(slope, 1) * tissueFriction
		if got := -force[0] / force[2]; math.Abs(got/want-1) > 0.1 {
			t.Errorf("slope %g: friction is %g of the pressure, not %g", slope, got, want)
		}
	}
}

// A probe dragged over tissue never pulls it harder than friction lets it.
func TestAProbeDraggedOverTissueStaysInTheFrictionCone(t *testing.T) {
	m := fixed(brick(mgl64.Vec3{-30, -15, -15}, 12, 6, 3, 5, softLiver), func(p tissue.Vec) bool { return p[2] < -14.9 })
	s := simulate(t, []SoftBody{{Name: "liver", Mesh: m}}, nil, mgl64.Vec3{}, 1, testProbe)
	s.put(0, mgl64.Vec3{-15, 0.5, 4}, pointsDown)
	s.tick()
	s.to(0, mgl64.Vec3{-15, 0.5, 1}, 40)
	s.settle(40)
	h := &s.hands[0]
	for range 200 {
		h.pose.Tip[0] += 0.15
		s.tick()
		for i := range s.tools[0].touches {
			tie := &s.ties[s.tools[0].touches[i].tie]
			force, normal := widen(tie.Force), widen(tie.Normal)
			push := force.Dot(normal)
			across := force.Sub(normal.Mul(push)).Len()
			if across > wetFriction*push*1.3+0.005 {
				t.Fatalf("drags with %g N at a pressure of %g N", across, push)
			}
		}
	}
	if s.tools[0].force[0] >= 0 {
		t.Errorf("friction does not hold the probe back: %v N", s.tools[0].force)
	}
}

// Two blocks of different structures, one dropped on the other.
func TestATissueRestsOnAnother(t *testing.T) {
	under := fixed(brick(mgl64.Vec3{-15, -15, -10}, 6, 6, 2, 5, softLiver), func(p tissue.Vec) bool { return p[2] < -9.9 })
	over := brick(mgl64.Vec3{-6, -6, 2}, 3, 3, 2, 4, softLiver)
	s := simulate(t, []SoftBody{{Name: "under", Mesh: under}, {Name: "over", Mesh: over}}, nil, earth, 1)
	s.settle(300)
	var low float64 = math.Inf(1)
	for v, body := range s.bodyOfNode {
		if body == 1 {
			low = min(low, s.now(v)[2])
		}
	}
	if low < -1.5 || low > 0.5 {
		t.Errorf("lies at %g mm", low)
	}
	var force mgl64.Vec3
	for i := range s.ties { // of a vertex above against skin below, or the other way round
		sign := 1.0
		if s.bodyOfNode[s.ties[i].Vertices[0]] == 0 {
			sign = -1
		}
		force = force.Add(widen(s.ties[i].Force).Mul(sign))
	}
	if weight := 12 * 12 * 8 * float64(softLiver.Density) * 9810 * 1e-6; math.Abs(force[2]/weight-1) > 0.05 {
		t.Errorf("bears %g N of %g N", force[2], weight)
	}
}

// Two blocks that are found in each other part without being shot apart: the
// contacts between them hold no energy that nobody put there.
func TestTissueFoundInOtherTissueIsLetOutSlowly(t *testing.T) {
	under := brick(mgl64.Vec3{-10, -10, -15}, 4, 4, 2, 5, softLiver)
	over := brick(mgl64.Vec3{-7, -7, 5}, 4, 4, 2, 4, softLiver)
	s := simulate(t, []SoftBody{{Name: "under", Mesh: under}, {Name: "over", Mesh: over}}, nil, mgl64.Vec3{}, 1)
	const depth = 1.5
	for v, body := range s.bodyOfNode {
		if body == 1 {
			s.body.Place(v, shorten(s.rest(v).Sub(mgl64.Vec3{0, 0, 10 + depth})), tissue.Vec{})
		}
	}
	gap := func() float64 {
		low, high := math.Inf(1), math.Inf(-1)
		for v, body := range s.bodyOfNode {
			if z := s.now(v)[2]; body == 1 {
				low = min(low, z)
			} else {
				high = max(high, z)
			}
		}
		return low - high
	}
	for range 800 {
		s.tick()
		for v := range s.places {
			if speed := widen(s.body.Velocity(v)).Len(); speed > 2*selfRecoverMMS {
				t.Fatalf("vertex %d is shot out at %g mm/s", v, speed)
			}
		}
	}
	if left := gap(); left < 0 {
		t.Errorf("after four seconds they are %g mm in each other", -left)
	}
}
