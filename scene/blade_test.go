package scene

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

var (
	testScalpel  = record.Tool{Name: "scalpel", Kind: record.KindScalpel, RadiusMM: 2, LengthMM: 150}
	testScissors = record.Tool{Name: "scissors", Kind: record.KindScissors, RadiusMM: 2.5, LengthMM: 300, JawMM: 15, JawDeg: 40}
)

// amounts adds up what events of a kind tell.
func (s *sim) amounts(kind record.EventKind) (sum float64) {
	for _, e := range s.events {
		if e.kind == kind {
			x, err := strconv.ParseFloat(strings.Fields(e.detail)[0], 64)
			if err != nil {
				s.t.Fatal(err)
			}
			sum += x
		}
	}
	return sum
}

// A scalpel drawn through a beam that is held at one end cuts its other end off,
// which falls onto the table; the area is that of the section.
func TestAScalpelCutsTheEndOff(t *testing.T) {
	firm := softLiver
	firm.Young = 100000
	m := fixed(brick(mgl64.Vec3{-16, -4, 20}, 8, 2, 2, 4, firm), func(p tissue.Vec) bool { return p[0] < -15.9 })
	s := simulate(t, []SoftBody{{Name: "beam", Mesh: m}}, table(), earth, 1, testScalpel)
	s.put(0, mgl64.Vec3{1.3, -15, 18}, pointsDown)
	s.settle(100)
	s.to(0, mgl64.Vec3{1.3, 12, 18}, 120)
	s.to(0, mgl64.Vec3{1.3, 60, 60}, 20)
	s.settle(150)
	if n := s.happened(record.EventCutOff); n != 1 {
		t.Fatalf("%d pieces came off; %d cuts of %.1f mm²", n, s.happened(record.EventCut), s.amounts(record.EventCut))
	}
	if area := s.amounts(record.EventCut); math.Abs(area/64-1) > 0.1 {
		t.Errorf("cut %.1f mm² of 64", area)
	}
	volume := s.amounts(record.EventCutOff)
	if volume < 0.3*32*64 || volume > 0.7*32*64 {
		t.Errorf("the piece has %.0f mm³ of %d", volume, 32*64)
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range s.skin.outside {
		low, high = min(low, s.skin.now[v][2]), max(high, s.skin.now[v][2])
	}
	if low > 0.5 || low < -1.5 || high < 20 {
		t.Errorf("the beam reaches from %.1f to %.1f mm", low, high)
	}
	for _, e := range s.events {
		if e.kind == record.EventCut && math.Abs(e.at[0]-1.3) > 1 {
			t.Errorf("the cut's line passes %.2f mm", e.at[0])
		}
	}
}

// Scissors that close on the border of a sheet cut into it as far as their
// blades reach, and not at all when they open.
func TestScissorsCutWhileTheyClose(t *testing.T) {
	s := simulate(t, []SoftBody{{Name: "sheet", Mesh: fixed(brick(mgl64.Vec3{-20, -20, -1}, 20, 20, 1, 2, softLiver), func(p tissue.Vec) bool {
		return p[0] > 19.9
	})}}, nil, mgl64.Vec3{}, 1, testScissors)
	// Along +x, jaws opening up and down, the tip 10 mm inside the border.
	s.put(0, mgl64.Vec3{-60, 0.3, 0}, pointsX)
	s.hands[0].jaw = 0
	s.tick()
	s.to(0, mgl64.Vec3{-10, 0.3, 0}, 60)
	if s.happened(record.EventCut) != 0 {
		t.Fatalf("open scissors cut %.1f mm²", s.amounts(record.EventCut))
	}
	s.hands[0].jaw = 1
	s.settle(60)
	first := s.amounts(record.EventCut)
	if first < 12 || first > 26 { // 10 mm through 2 mm
		t.Errorf("cut %.1f mm², not about 20", first)
	}
	s.hands[0].jaw = 0
	s.settle(60)
	if again := s.amounts(record.EventCut); again != first {
		t.Errorf("opening cut %.1f mm² more", again-first)
	}
}

// A scalpel drawn through a block is resisted by what cutting takes: in all, the
// area times the tissue's toughness.
func TestCuttingTakesItsWork(t *testing.T) {
	m := brick(mgl64.Vec3{-8, -8, 0}, 4, 4, 2, 4, softLiver)
	for v := range m.Rest {
		m.Fixed = append(m.Fixed, int32(v)) // nothing yields, so that nothing else is felt
	}
	s := simulate(t, []SoftBody{{Name: "block", Mesh: m}}, nil, mgl64.Vec3{}, 1, testScalpel)
	s.put(0, mgl64.Vec3{0.4, -15, 4}, pointsDown)
	s.tick()
	work, h := 0.0, &s.hands[0]
	for range 200 {
		h.pose.Tip[1] += 0.15
		s.tick()
		work -= s.tools[0].force[1] * 0.15
	}
	area := s.amounts(record.EventCut)
	if math.Abs(area/(16*4)-1) > 0.1 || math.Abs(work/(area*toughness)-1) > 0.25 {
		t.Errorf("cut %.1f mm² with %.3f N·mm, want %.3f", area, work, area*toughness)
	}
}

// Cuts, and what jaws hold meanwhile, are the same on any number of workers.
func TestCutsAreTheSameOnAnyNumberOfWorkers(t *testing.T) {
	var want uint64
	for _, workers := range []int{1, 2, 4} {
		m := fixed(brick(mgl64.Vec3{-16, -6, -12}, 8, 3, 3, 4, softLiver), func(p tissue.Vec) bool { return p[2] < -11.9 })
		s := simulate(t, []SoftBody{{Name: "liver", Mesh: m}}, nil, mgl64.Vec3{}, workers, testScalpel, testGrasper)
		for n := range 60 {
			s.put(0, mgl64.Vec3{2 + 0.05*float64(n), -14 + 0.4*float64(n), -6}, pointsDown)
			s.put(1, mgl64.Vec3{-10, 0, max(30-float64(n), -2)}, pointsDown)
			if n > 40 {
				s.hands[1].jaw = 1
			}
			s.tick()
		}
		if s.happened(record.EventCut) < 3 {
			t.Fatalf("%d cuts", s.happened(record.EventCut))
		}
		if got := uint64(s.chain(firstDigest)); workers == 1 {
			want = got
		} else if got != want {
			t.Errorf("%d workers give %x, one gives %x", workers, got, want)
		}
	}
}
