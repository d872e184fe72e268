package scene

import (
	"math"
	"math/rand/v2"
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

// web is a membrane over the table, held along two sides, with threads down to a block
// of tissue that lies under it.
func web() tissue.Mesh {
	liver := tearing(softLiver)
	m := brick(mgl64.Vec3{-12, -12, 0}, 3, 3, 1, 8, liver)
	m.Materials = append(m.Materials, tissue.Material{Name: "membrane", Young: 5e4, Poisson: 0.4, Density: 1e-3, Damping: 0.02, TearStrain: 0.3})
	first := int32(len(m.Rest))
	for j := range int32(11) {
		for i := range int32(11) {
			m.Rest = append(m.Rest, tissue.Vec{-25 + 5*float32(i), -25 + 5*float32(j), 20})
			if a := first + i + 11*j; i < 10 && j < 10 {
				m.Sheets = append(m.Sheets, tissue.Sheet{Vertices: [3]int32{a, a + 1, a + 12}, Material: 1, Thickness: 0.5}, tissue.Sheet{Vertices: [3]int32{a, a + 12, a + 11}, Material: 1, Thickness: 0.5})
			}
		}
	}
	for _, v := range [4]int32{16, 19, 28, 31} { // of the block's upper face
		m.Rods = append(m.Rods, tissue.Rod{Vertices: [2]int32{v, first + 60}, Material: 1, Radius: 0.3})
	}
	return fixed(m, func(p tissue.Vec) bool { return p[2] < 0.1 || math.Abs(float64(p[0])) > 24.9 })
}

// Membranes and threads that are torn, cut and thrown about keep their volume to the
// last scrap, are not torn to dust, and do the same on any number of workers.
func TestMembranesKeepTheirVolumeUnderAbuse(t *testing.T) {
	tools := []record.Tool{testGrasper, testScissors, testScalpel, testProbe}
	attempts := []uint64{2, 4, 6}
	if testing.Short() {
		attempts = attempts[:1]
	}
	off, most := 0, 0
	for _, n := range attempts {
		var want digest
		for _, workers := range []int{1, 3} {
			random := rand.New(rand.NewPCG(n, 0x3eb))
			s := simulate(t, []SoftBody{{Name: "web", Mesh: web()}}, table(), earth, workers, tools[n%4], testGrasper)
			whole := s.thinVolume()
			vandals := [2]vandal{{random: random, wild: n%3 == 2}, {random: random}}
			for range 150 {
				for i := range s.hands {
					vandals[i].move(s, i)
				}
				if err := s.step(soakStep, s.hands); err != nil {
					break // a reason why it is not valid any more
				}
				s.events = append(s.events, s.happens...)
				if v := s.thinVolume(); math.Abs(v/whole-1) > 1e-6 {
					t.Fatalf("attempt %d: %.4f mm³ of %.4f are left", n, v, whole)
				}
			}
			if got := s.chain(firstDigest); workers == 1 {
				want = got
				off += s.happened(record.EventCutOff)
				most = max(most, len(s.matter.Sheets()), len(s.matter.Rods()))
			} else if got != want {
				t.Errorf("attempt %d: %x on %d workers, %x on one", n, got, workers, want)
			}
		}
	}
	if off == 0 || most > 1000 {
		t.Errorf("%d pieces came off, at most %d parts", off, most)
	}
}

// thinVolume is the volume of all membranes and threads at rest, mm³.
func (s *sim) thinVolume() (sum float64) {
	rest := func(v int32) mgl64.Vec3 { return widen(s.matter.Rest(int(v))) }
	for _, x := range s.matter.Sheets() {
		v := x.Vertices
		sum += rest(v[1]).Sub(rest(v[0])).Cross(rest(v[2]).Sub(rest(v[0]))).Len() / 2 * float64(x.Thickness)
	}
	for _, x := range s.matter.Rods() {
		sum += math.Pi * float64(x.Radius*x.Radius) * rest(x.Vertices[1]).Sub(rest(x.Vertices[0])).Len()
	}
	return sum
}
