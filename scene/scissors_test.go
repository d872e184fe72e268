package scene

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// plate is a plate of cells of 4 mm in the plane z = 0, 40 mm long and 24 wide, of
// a thickness, held at all sides but the one at x = −20.
func plate(thick float32, material tissue.Material) tissue.Mesh {
	m := brick(mgl64.Vec3{-20, -12, 0}, 10, 6, 1, 4, material)
	for i := range m.Rest {
		m.Rest[i][2] = (m.Rest[i][2]/4 - 0.5) * thick
	}
	return fixed(m, func(p tissue.Vec) bool { return p[0] > 19.9 || math.Abs(float64(p[1])) > 11.9 })
}

// biter is scissors that cut along x at y = 0.3 from above, at 20° to the plane.
type biter struct {
	*sim
	most float64 // force, N
}

func bite(t *testing.T, m tissue.Mesh, gravity mgl64.Vec3, workers int) *biter {
	b := &biter{sim: simulate(t, []SoftBody{{Name: "sheet", Mesh: m}}, nil, gravity, workers, testScissors)}
	b.put(0, mgl64.Vec3{-30, 0.3, -1.5}, mgl64.QuatRotate(mgl64.DegToRad(20), mgl64.Vec3{0, 1, 0}).Mul(pointsX))
	b.tick()
	return b
}

func (b *biter) run(ticks int, move func(part float64)) {
	for n := range ticks {
		move(float64(n+1) / float64(ticks))
		b.tick()
		b.most = max(b.most, b.tools[0].force.Len())
	}
}

// snip goes on with open scissors, closes them and opens them again.
func (b *biter) snip(x float64) {
	h := &b.hands[0]
	from, to := h.pose.Tip, mgl64.Vec3{x, 0.3, -1.5}
	b.run(int(to.Sub(from).Len()*4), func(part float64) { h.pose.Tip = between(from, to, part) })
	b.run(40, func(part float64) { h.jaw = part })
	b.run(40, func(part float64) { h.jaw = 1 - part })
}

// checkClosed: every edge of the skin belongs to two triangles that run along it
// in opposite directions.
func (b *biter) checkClosed() {
	b.t.Helper()
	edges := map[[2]int32]int{}
	for i, t := range b.skin.triangles {
		for k := range 3 {
			if b.skin.flat[i] {
				continue
			}
			edges[[2]int32{t[k], t[(k+1)%3]}]++
		}
	}
	for e, n := range edges {
		if n != 1 || edges[[2]int32{e[1], e[0]}] != 1 {
			b.t.Fatalf("the skin is open at edge %v", e)
		}
	}
}

// farthest is how far what was laid open lies beside the line, at rest.
func (b *biter) farthest() (far float64) {
	for i, t := range b.skin.triangles {
		for _, v := range t {
			if b.skin.cut[i] {
				far = max(far, math.Abs(b.skin.rest[v][1]-0.3))
			}
		}
	}
	return far
}

// Scissors cut a sheet of practice rubber along a straight line of 30 mm, bite by
// bite, and press it no more than a hand that cuts does.
func TestScissorsCutAStraightLine(t *testing.T) {
	rubber, _ := tissue.Named("rubber")
	b := bite(t, plate(2, rubber), mgl64.Vec3{}, 1)
	for x := -12.0; x < 10; x += 4.2 {
		b.snip(x)
		b.checkClosed()
	}
	if area := b.amounts(record.EventCut); math.Abs(area/60-1) > 0.1 {
		t.Errorf("cut %.1f mm², not 30 mm through 2 mm", area)
	}
	if far := b.farthest(); far > 0.5 {
		t.Errorf("the cut strays %.2f mm from its line", far)
	}
	if b.most > 20 || b.happened(record.EventTear) > 0 || b.matter.Pieces() != 1 {
		t.Errorf("pressed with up to %.1f N, tore %d times, %d pieces", b.most, b.happened(record.EventTear), b.matter.Pieces())
	}
}

// A wall thicker than the gap between closed blades is cut, and not burst.
func TestScissorsCutAWall(t *testing.T) {
	b := bite(t, plate(3, softLiver), mgl64.Vec3{}, 1)
	for x := -12.0; x < 5; x += 5 {
		b.snip(x)
		b.checkClosed()
	}
	if area := b.amounts(record.EventCut); math.Abs(area/(24*3)-1) > 0.15 {
		t.Errorf("cut %.1f mm², not 24 mm through 3 mm", area)
	}
	if far := b.farthest(); far > 0.5 || b.most > 1 || b.happened(record.EventTear) > 0 {
		t.Errorf("strays %.2f mm, pressed with up to %.1f N, tore %d times", far, b.most, b.happened(record.EventTear))
	}
}

// A thread between the blades is snipped, and its end falls.
func TestScissorsSnipAThread(t *testing.T) {
	m := tissue.Mesh{Materials: []tissue.Material{{Name: "thread", Young: 1e5, Density: 1e-3, Damping: 0.02}}}
	for k := range int32(11) {
		if m.Rest = append(m.Rest, tissue.Vec{-8, 0.3, 20 - 4*float32(k)}); k > 0 {
			m.Rods = append(m.Rods, tissue.Rod{Vertices: [2]int32{k - 1, k}, Radius: 0.5})
		}
	}
	m.Fixed = []int32{0}
	s := simulate(t, []SoftBody{{Name: "thread", Mesh: m}}, nil, earth, 1, testScissors)
	s.put(0, mgl64.Vec3{0, 0.3, 1}, pointsX.Mul(mgl64.QuatRotate(math.Pi/2, mgl64.Vec3{0, 0, 1})))
	s.settle(10)
	if s.happened(record.EventCut) > 0 || s.matter.Nodes() != 11 {
		t.Fatal("open scissors cut the thread")
	}
	s.hands[0].jaw = 1
	s.settle(100)
	if s.matter.Nodes() != 13 || len(s.matter.Rods()) != 11 {
		t.Fatalf("%d vertices, %d rods", s.matter.Nodes(), len(s.matter.Rods()))
	}
	if off := s.amounts(record.EventCutOff); s.happened(record.EventCutOff) != 1 || math.Abs(off/(math.Pi/4*20)-1) > 0.1 {
		t.Errorf("%d pieces came off, of %.2f mm³", s.happened(record.EventCutOff), off)
	}
	if end := s.now(10)[2]; end > -60 {
		t.Errorf("the end that was cut off is at %.1f mm", end)
	}
	if end := s.now(4)[2]; math.Abs(end-4) > 1 {
		t.Errorf("the end that is held is at %.1f mm", end)
	}
}

// Bites are the same on any number of workers.
func TestBitesAreTheSameOnAnyNumberOfWorkers(t *testing.T) {
	var want uint64
	for _, workers := range []int{1, 3, 8} {
		b := bite(t, plate(2, softLiver), mgl64.Vec3{}, workers)
		b.snip(-12)
		b.snip(-8)
		if b.amounts(record.EventCut) < 8 {
			t.Fatalf("cut %.1f mm²", b.amounts(record.EventCut))
		}
		if got := uint64(b.chain(firstDigest)); workers == 1 {
			want = got
		} else if got != want {
			t.Errorf("%d workers give %x, one gives %x", workers, got, want)
		}
	}
}
