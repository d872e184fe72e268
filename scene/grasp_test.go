package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// seizeBlock closes a grasper that comes from above over the upper part of a
// block on a table.
func seizeBlock(t testing.TB, material tissue.Material, workers int) *sim {
	m := brick(mgl64.Vec3{-4, -10, 0}, 2, 5, 5, 4, material)
	s := simulate(t, []SoftBody{{Name: "block", Mesh: m}}, table(), earth, workers, testGrasper)
	s.put(0, mgl64.Vec3{0, 0, 60}, pointsDown)
	s.settle(60)
	s.to(0, mgl64.Vec3{0, 0, 8}, 40)
	s.hands[0].jaw = 1
	s.settle(80)
	return s
}

func TestAGraspedBlockWeighsWhatItWeighs(t *testing.T) {
	s := seizeBlock(t, softLiver, 1)
	if s.happened(record.EventGrasp) != 1 || !s.tools[0].grip.holding {
		t.Fatalf("not grasped: %v", s.events)
	}
	s.to(0, mgl64.Vec3{0, 0, 40}, 160)
	s.settle(100)
	var force mgl64.Vec3
	for range 100 {
		s.tick()
		force = force.Add(s.tools[0].force.Mul(0.01))
	}
	weight := 0.0
	for _, v := range s.harm.volume {
		weight += v * float64(softLiver.Density) * 9810 * 1e-6
	}
	if math.Abs(-force[2]/weight-1) > 0.02 || math.Hypot(force[0], force[1]) > 0.02*weight {
		t.Errorf("feels %v N, the block weighs %.4f N", force, weight)
	}
	if low := s.mean()[2]; low < 25 {
		t.Errorf("the block hangs at %.1f mm", low)
	}
	s.hands[0].jaw = 0
	s.settle(200)
	if s.happened(record.EventRelease) != 1 || s.tools[0].grip.holding {
		t.Errorf("not released: %v", s.events)
	}
	if at := s.mean()[2]; at > 15 {
		t.Errorf("the block did not fall: it is at %.1f mm", at)
	}
}

// A grasper that pulls harder than its jaws hold: the tissue slips out.
func TestTissueSlipsOutOfTheJaws(t *testing.T) {
	tough := softLiver
	tough.Young = 200000
	m := fixed(brick(mgl64.Vec3{-4, -10, 0}, 2, 5, 5, 4, tough), func(p tissue.Vec) bool { return p[2] == 0 })
	s := simulate(t, []SoftBody{{Name: "block", Mesh: m}}, nil, mgl64.Vec3{}, 1, testGrasper)
	s.put(0, mgl64.Vec3{0, 0, 60}, pointsDown)
	s.tick()
	s.to(0, mgl64.Vec3{0, 0, 8}, 40)
	s.hands[0].jaw = 1
	s.settle(80)
	h, most := &s.hands[0], 0.0
	for range 300 {
		h.pose.Tip[2] += 0.15
		s.tick()
		most = max(most, -s.tools[0].force[2])
	}
	if s.happened(record.EventSlip) == 0 || s.tools[0].grip.holding {
		t.Fatalf("did not slip at %g N: %v", most, s.events)
	}
	if limit := 2. * gripFriction * gripN; most > 1.3*limit || most < 0.5*limit {
		t.Errorf("held up to %g N; the jaws hold %g N", most, limit)
	}
}

// A grasper that pulls further than the tissue bears tears it.
func TestPulledTissueTears(t *testing.T) {
	weak := softLiver
	weak.TearStrain = 0.4
	m := fixed(brick(mgl64.Vec3{-4, -10, 0}, 2, 5, 5, 4, weak), func(p tissue.Vec) bool { return p[2] == 0 })
	body := SoftBody{Name: "block", Mesh: m, ForceLimitN: 0.1}
	s := simulate(t, []SoftBody{body}, nil, mgl64.Vec3{}, 1, testGrasper)
	s.put(0, mgl64.Vec3{0, 0, 60}, pointsDown)
	s.tick()
	s.to(0, mgl64.Vec3{0, 0, 8}, 40)
	s.hands[0].jaw = 1
	s.settle(80)
	if s.happened(record.EventTear) != 0 && s.harm.mm3[0] > 300 {
		t.Fatalf("closing the jaws tore %g mm³", s.harm.mm3[0])
	}
	before := s.harm.mm3[0]
	s.to(0, mgl64.Vec3{0, 0, 30}, 200)
	if s.happened(record.EventTear) == 0 || s.harm.mm3[0] < before+100 {
		t.Errorf("stretched to twice its length, %g mm³ tore", s.harm.mm3[0]-before)
	}
	if s.happened(record.EventOverForce) == 0 {
		t.Errorf("over its limit %d times with %v N", s.happened(record.EventOverForce), s.tools[0].force)
	}
}

// An attachment tears at the force that it bears.
func TestAnAttachmentTears(t *testing.T) {
	m := brick(mgl64.Vec3{-4, -10, 0}, 2, 5, 5, 4, softLiver)
	body := SoftBody{Name: "block", Mesh: m}
	for v, p := range m.Rest {
		if p[2] == 0 {
			body.Attachments = append(body.Attachments, Attachment{Vertex: int32(v), Stiffness: 1, TearN: 0.05})
		}
	}
	s := simulate(t, []SoftBody{body}, nil, mgl64.Vec3{}, 1, testGrasper)
	s.put(0, mgl64.Vec3{0, 0, 60}, pointsDown)
	s.tick()
	s.to(0, mgl64.Vec3{0, 0, 8}, 40)
	s.hands[0].jaw = 1
	s.settle(80)
	s.to(0, mgl64.Vec3{0, 0, 40}, 200)
	s.settle(100)
	if n := s.happened(record.EventDetach); n != len(body.Attachments) {
		t.Errorf("%d of %d attachments tore", n, len(body.Attachments))
	}
	if at := s.mean()[2]; at < 25 {
		t.Errorf("the block did not come along: it is at %.1f mm", at)
	}
}
