package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// softLiver is a material of the order of liver.
var softLiver = tissue.Material{Name: "liver", Young: 5000, Poisson: 0.45, Density: 0.00106, Damping: 0.01}

// brick is a block of cubes of h mm, each of six tetrahedra around its diagonal,
// with its lowest corner at lo.
func brick(lo mgl64.Vec3, nx, ny, nz int, h float64, material tissue.Material) tissue.Mesh {
	m := tissue.Mesh{Materials: []tissue.Material{material}}
	at := func(i, j, k int) int32 { return int32((k*(ny+1)+j)*(nx+1) + i) }
	for k := range nz + 1 {
		for j := range ny + 1 {
			for i := range nx + 1 {
				m.Rest = append(m.Rest, shorten(lo.Add(mgl64.Vec3{float64(i) * h, float64(j) * h, float64(k) * h})))
			}
		}
	}
	for k := range nz {
		for j := range ny {
			for i := range nx {
				for n, order := range [][3]int{{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {1, 0, 2}, {0, 2, 1}, {2, 1, 0}} {
					corner := [3]int{i, j, k}
					tet := [4]int32{at(i, j, k)}
					for c, axis := range order {
						corner[axis]++
						tet[c+1] = at(corner[0], corner[1], corner[2])
					}
					if n >= 3 {
						tet[2], tet[3] = tet[3], tet[2]
					}
					m.Tets = append(m.Tets, tet)
				}
			}
		}
	}
	return m
}

// fixed holds the vertices of a mesh that a test names by their place.
func fixed(m tissue.Mesh, holds func(p tissue.Vec) bool) tissue.Mesh {
	for v, p := range m.Rest {
		if holds(p) {
			m.Fixed = append(m.Fixed, int32(v))
		}
	}
	return m
}

// sim is a soft field whose hands a test moves.
type sim struct {
	*softField
	t      testing.TB
	hands  []softHand
	events []softEvent
}

func simulate(t testing.TB, bodies []SoftBody, rigid []Body, gravity mgl64.Vec3, workers int, tools ...record.Tool) *sim {
	f, err := newSoftField(bodies, rigid, tools, gravity, workers)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.close)
	return &sim{softField: f, t: t, hands: make([]softHand, len(tools))}
}

const tickSeconds = 1.0 / record.TickHz

func (s *sim) tick() {
	if err := s.step(tickSeconds, s.hands); err != nil {
		s.t.Fatal(err)
	}
	s.events = append(s.events, s.happens...)
}

// settle steps until nothing moves.
func (s *sim) settle(ticks int) {
	for range ticks {
		s.tick()
	}
}

// to brings a hand to a tip in a number of ticks.
func (s *sim) to(hand int, tip mgl64.Vec3, ticks int) {
	h := &s.hands[hand]
	from := h.pose.Tip
	for n := range ticks {
		h.pose.Tip = between(from, tip, float64(n+1)/float64(ticks))
		s.tick()
	}
}

func (s *sim) put(hand int, tip mgl64.Vec3, turn mgl64.Quat) {
	s.hands[hand] = softHand{pose: record.Pose{Tip: tip, Orientation: turn}, present: true}
}

func (s *sim) happened(kind record.EventKind) int {
	n := 0
	for _, e := range s.events {
		if e.kind == kind {
			n++
		}
	}
	return n
}

// now and rest are the places of a vertex of the solver.
func (s *sim) now(v int) mgl64.Vec3  { return widen(s.places[v]) }
func (s *sim) rest(v int) mgl64.Vec3 { return widen(s.built.Rest[v]) }

// mean is the mean place of a body's vertices.
func (s *sim) mean() (p mgl64.Vec3) {
	for v := range s.places {
		p = p.Add(s.now(v).Mul(1 / float64(len(s.places))))
	}
	return p
}

// down points a tool along -z, level along +x.
var (
	pointsDown = mgl64.QuatRotate(math.Pi, mgl64.Vec3{1, 0, 0})
	pointsX    = mgl64.QuatRotate(math.Pi/2, mgl64.Vec3{0, 1, 0})
)

var (
	testProbe   = record.Tool{Name: "probe", Kind: record.KindProbe, RadiusMM: 2.5, LengthMM: 300}
	testGrasper = record.Tool{Name: "grasper", Kind: record.KindGrasper, RadiusMM: 2.5, LengthMM: 300, JawMM: 20, JawDeg: 60}
	earth       = mgl64.Vec3{0, 0, -9810}
)
