package scene

import (
	"fmt"
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// soakWatch looks at every step.
type soakWatch struct {
	*sim
	number uint64
	wild   int // 1: the vandals were
	total  *soakTally
	volume float64 // at rest, mm³
	shape  int
	energy float64 // J, of the last step
	growth float64 // by how much it grew in a step in which nobody worked, at most
	climb  float64 // and beyond the least that it was
	least  float64
}

// step makes one step and looks at what came out.
func (w *soakWatch) step(n int, calm bool) (ended bool, err error) {
	w.total.ticks++
	broke := w.softField.step(soakStep, w.hands)
	for v := range w.places {
		for _, x := range w.places[v] {
			if !(math.Abs(float64(x)) < 1e5) {
				return false, fmt.Errorf("vertex %d is at %v", v, w.places[v])
			}
		}
	}
	if broke != nil {
		reason := broke.Error()
		if len(reason) < 10 {
			return true, fmt.Errorf("invalid without a reason: %q", reason)
		}
		w.total.invalid[w.wild]++
		w.total.reasons[reason]++
		return true, nil
	}
	for i := range w.tools {
		if force := w.tools[i].force.Len(); !(force < 1e4) {
			return false, fmt.Errorf("instrument %d feels %g N", i, force)
		}
	}
	w.count()
	if w.skin.shape != w.shape {
		w.shape = w.skin.shape
		if err := w.closed(); err != nil {
			return false, err
		}
		if now := w.restVolume(); math.Abs(now/w.volume-1) > 1e-3 {
			return false, fmt.Errorf("the matter was %g mm³ and is %g mm³", w.volume, now)
		}
	}
	w.total.spoiled.met(w.spoiled(), w.number, n)
	return false, w.follow(calm)
}

func (w *soakWatch) count() {
	for _, e := range w.happens {
		switch e.kind {
		case record.EventGrasp:
			w.total.grasps++
		case record.EventCut:
			w.total.cuts++
		case record.EventTear:
			w.total.tears++
		case record.EventCutOff:
			w.total.cutOff++
		}
	}
}

// closed checks that every edge of the matter's skin is passed as often one way
// as the other.
func (w *soakWatch) closed() error {
	ways := map[[2]int32]int{}
	for _, t := range w.skin.triangles[w.skin.sheets:] {
		for k := range 3 {
			a, b := t[k], t[(k+1)%3]
			if a < b {
				ways[[2]int32{a, b}]++
			} else {
				ways[[2]int32{b, a}]--
			}
		}
	}
	for edge, n := range ways {
		if n != 0 {
			return fmt.Errorf("the skin is open at the edge %v", edge)
		}
	}
	return nil
}

// restVolume is what the skin encloses at rest, mm³ (divergence theorem).
func (w *soakWatch) restVolume() (sum float64) {
	for _, t := range w.skin.triangles[w.skin.sheets:] {
		a, b, c := w.skin.rest[t[0]], w.skin.rest[t[1]], w.skin.rest[t[2]]
		sum += a.Cross(b).Dot(c) / 6
	}
	return sum
}

// What is watched while nobody works, and how exactly.
const (
	// calmGrowth is what the energy may grow by in a step, and in all, J: elastic,
	// of motion, of weight and of the contacts' springs together. It lifts a gram by a
	// centimetre. What grows is what is not counted: friction's springs, which lag by a
	// step, and skin that is let out, at most 0.015 µJ for a place and step.
	calmGrowth = 1e-4
	// calmVolume is how far what is left in the field may be pressed together or drawn
	// out in the end, as a part of its volume. Its own weight presses tissue of Poisson's
	// ratio 0.45 and 5 kPa, 50 mm high, together by 3 parts in a hundred at its foot.
	calmVolume = 0.03
	// calmTurned is how much of it may be inside out.
	calmTurned = 0.01
	// calmSpeed is what may still move near the table, mm/s: what falls a metre.
	calmSpeed = 4500
)

// follow notes by how much energy grows while nobody works.
func (w *soakWatch) follow(calm bool) error {
	now := w.energyNow()
	if math.IsNaN(now) || math.IsInf(now, 0) {
		return fmt.Errorf("the energy is %g J", now)
	}
	if calm && w.least != 0 {
		w.growth, w.climb = max(w.growth, now-w.energy), max(w.climb, now-w.least)
	}
	if calm && (w.least == 0 || now < w.least) {
		w.least = now
	}
	w.energy = now
	return nil
}

// energyNow is the energy of all that is in the field, and of the contacts that
// were closed in the last step, J.
func (w *soakWatch) energyNow() float64 {
	elastic, kinetic := w.body.Energy()
	now := elastic + kinetic
	for e, tet := range w.harm.tets {
		z := 0.0
		for _, v := range tet {
			z += float64(w.places[v][2]) / 4
		}
		now += w.harm.volume[e] * float64(softLiver.Density) * 9810 * z * 1e-9
	}
	for i := range w.ties {
		t := &w.ties[i]
		push := widen(t.Force).Dot(widen(t.Normal))
		if t.Stiffness > 0 {
			now += 0.5 * push * push / float64(t.Stiffness) * 1e-3
		}
	}
	return now
}

// calm judges what is left when all is over.
func (w *soakWatch) calm() error {
	b, pressed := w.bulk(), w.dilation()
	w.total.pressed.met(math.Abs(pressed), w.number, soakTicks+soakLeave+soakCalm)
	w.total.growth.met(w.growth, w.number, soakTicks+soakLeave+soakCalm)
	w.total.climb.met(w.climb, w.number, soakTicks+soakLeave+soakCalm)
	if math.Abs(pressed) > calmVolume || b.turned > calmTurned*b.rest {
		return fmt.Errorf("after all is over tissue is drawn out by %.2f %%, to %.1f %% of its volume, and %.1f %% are inside out", 100*pressed, 100*b.now/b.rest, 100*b.turned/b.rest)
	}
	for v := range w.places {
		at, speed := w.now(v), widen(w.body.Velocity(v)).Len()
		switch {
		case at[2] < -60 && math.Abs(at[0]) < 450 && math.Abs(at[1]) < 450:
			return fmt.Errorf("after all is over vertex %d is below the table, at %v, with %g mm/s", v, at, speed)
		case speed > calmSpeed:
			return fmt.Errorf("after all is over vertex %d, at %v, moves at %g mm/s", v, at, speed)
		}
	}
	if max(w.growth, w.climb) > calmGrowth {
		return fmt.Errorf("in a step in which nobody worked energy grew by %g J, and by %g J in all", w.growth, w.climb)
	}
	return nil
}

// spoiled is how much of the tissue has less than half of its volume, or more than
// twice it. The volume of all tells less: what hangs by a thread on an instrument can
// be drawn out to more than all the rest.
func (w *soakWatch) spoiled() float64 {
	var all, spoiled float64
	for e, tet := range w.harm.tets {
		_, root, _ := w.matter.Element(e)
		a, b, c, d := w.now(int(tet[0])), w.now(int(tet[1])), w.now(int(tet[2])), w.now(int(tet[3]))
		ratio := b.Sub(a).Cross(c.Sub(a)).Dot(d.Sub(a)) / (6 * w.harm.whole[root])
		if ratio < 0.5 || ratio > 2 {
			spoiled += w.harm.volume[e]
		}
		all += w.harm.volume[e]
	}
	return spoiled / all
}

// dilation is how far the tissue is drawn out in the mean, as the material feels it:
// tr(S−I) of the stretch S. Its energy keeps that small and not the change of volume,
// which differs in the second order of strain: matter of Poisson's ratio ν with the
// strain ε in one direction has (1+ε)(1−νε)² of its volume, 2.6 to 3 parts in a hundred
// less than the first order says where walls fold by ε = ±0.2. What is inside out, which
// is judged by itself, and what left the field do not count.
func (w *soakWatch) dilation() float64 {
	var all, sum float64
	for e := range w.harm.tets {
		f := w.gradient(e)
		if piece := w.matter.PieceOf(e); f.Det() <= 0 || piece < len(w.gone.pieces) && w.gone.pieces[piece] {
			continue
		}
		turn := f // by Newton's iteration (Higham 1986, doi:10.1137/0907079)
		for range 40 {
			turn = turn.Add(turn.Transpose().Inv()).Mul(0.5)
		}
		all += w.harm.volume[e]
		sum += w.harm.volume[e] * (turn.Transpose().Mul3(f).Trace() - 3)
	}
	return sum / all
}

// gradient is an element's deformation gradient.
func (w *soakWatch) gradient(e int) mgl64.Mat3 {
	_, root, _ := w.matter.Element(e)
	rest, nodes := w.built.Tets[root], w.harm.tets[e]
	var from, to mgl64.Mat3
	for k := range 3 {
		from.SetCol(k, w.rest(int(rest[k+1])).Sub(w.rest(int(rest[0]))))
		to.SetCol(k, w.now(int(nodes[k+1])).Sub(w.now(int(nodes[0]))))
	}
	return to.Mul3(from.Inv())
}
