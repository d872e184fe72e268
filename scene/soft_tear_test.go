package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// flap is a membrane of 40 by 20 mm that hangs down from a clamp at z = 0.
func flap(material tissue.Material) tissue.Mesh {
	m := tissue.Mesh{Materials: []tissue.Material{material}}
	for j := range int32(11) {
		for i := range int32(6) {
			m.Rest = append(m.Rest, tissue.Vec{0, 4 * float32(i), -4 * float32(j)})
			if a := i + 6*j; i < 5 && j < 10 {
				m.Sheets = append(m.Sheets, tissue.Sheet{Vertices: [3]int32{a, a + 7, a + 1}, Thickness: 0.5}, tissue.Sheet{Vertices: [3]int32{a, a + 6, a + 7}, Thickness: 0.5})
			}
		}
	}
	return fixed(m, func(p tissue.Vec) bool { return p[2] > -0.1 })
}

// A membrane that a grasper draws out tears across: its damage counts once, and what
// comes off is a piece that goes with the grasper and falls when it lets go.
func TestAMembraneIsTornInTwo(t *testing.T) {
	m := flap(tissue.Material{Name: "membrane", Young: 1e5, Poisson: 0.4, Density: 1e-3, Damping: 0.02, TearStrain: 0.25})
	s := simulate(t, []SoftBody{{Name: "flap", Mesh: m}}, nil, earth, 1, testGrasper)
	s.put(0, mgl64.Vec3{0, 10, -24}, mgl64.QuatIdent())
	s.settle(5)
	s.hands[0].jaw = 1
	s.settle(60)
	s.to(0, mgl64.Vec3{0, 10, -28}, 40)
	if s.happened(record.EventTear) > 0 || s.matter.Nodes() != len(m.Rest) {
		t.Fatal("torn before it was stretched so far")
	}
	s.to(0, mgl64.Vec3{0, 10, -44}, 160)
	volume := 20 * 40 * 0.5
	off := s.amounts(record.EventCutOff)
	if s.happened(record.EventCutOff) != 1 || off < volume/4 || math.Abs(s.matter.PieceVolume(0)+off-volume) > 0.01 {
		t.Fatalf("%d pieces came off, of %.1f mm³; %.1f are left", s.happened(record.EventCutOff), off, s.matter.PieceVolume(0))
	}
	if torn := s.amounts(record.EventTear); torn < 4 || torn > volume/4 || s.harm.mm3[0] != torn {
		t.Errorf("%.1f mm³ torn", torn)
	}
	if weight := off * 1e-3 * 9.81e-3; !s.tools[0].grip.holding || math.Abs(s.tools[0].force.Len()/weight-1) > 0.1 {
		t.Errorf("the grasper bears %.5f N of a piece that weighs %.5f", s.tools[0].force.Len(), weight)
	}
	s.hands[0].jaw = 0
	s.settle(300)
	if s.happened(record.EventGone) != 1 || math.Abs(s.now(3)[2]) > 1 {
		t.Error("the piece did not fall, or all did")
	}
}
