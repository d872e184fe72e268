package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// Blunt dissection: closed jaws go between two layers and do no harm; when they
// spread, the layer that hangs on thin attachments comes off what it grew on, and
// the one that is held stays.
func TestSpreadJawsTearAttachments(t *testing.T) {
	bed := fixed(brick(mgl64.Vec3{-11, -8, 0}, 2, 4, 6, 4, softLiver), func(p tissue.Vec) bool { return p[0] < -10.9 })
	layer := SoftBody{Name: "layer", Mesh: brick(mgl64.Vec3{3, -8, 0}, 2, 4, 6, 4, softLiver)}
	for v, p := range layer.Mesh.Rest {
		if p[0] > 10.9 {
			layer.Attachments = append(layer.Attachments, Attachment{Vertex: int32(v), Stiffness: 0.5, TearN: 0.01})
		}
	}
	s := simulate(t, []SoftBody{{Name: "bed", Mesh: bed}, layer}, nil, mgl64.Vec3{}, 1, testGrasper)
	s.put(0, mgl64.Vec3{0, 0, 40}, pointsDown)
	s.hands[0].jaw = 1
	s.settle(60)
	s.to(0, mgl64.Vec3{0, 0, 6}, 60)
	if n := s.happened(record.EventDetach); n != 0 {
		t.Fatalf("closed jaws tore %d of %d attachments", n, len(layer.Attachments))
	}
	s.hands[0].jaw = 0
	s.settle(120)
	if n := s.happened(record.EventDetach); n < 5 {
		t.Errorf("spread jaws tore %d of %d attachments", n, len(layer.Attachments))
	}
	for _, e := range s.events {
		if e.kind == record.EventDetach && e.structure != "layer" {
			t.Errorf("%s came off", e.structure)
		}
	}
	if s.happened(record.EventTear) > 0 {
		t.Errorf("%.0f mm³ of tissue tore", s.amounts(record.EventTear))
	}
	s.hands[0].jaw = 1
	s.settle(60)
	gap := math.Inf(1) // between the layer's inner side and the bed's
	for v := range layer.Mesh.Rest {
		if at := len(bed.Rest) + v; s.rest(at)[0] < 3.1 && s.rest(at)[2] < 10 {
			gap = min(gap, s.now(at)[0]+3)
		}
	}
	if gap < 6.5 {
		t.Errorf("the plane is open by %.1f mm, 6 before", gap)
	}
}
