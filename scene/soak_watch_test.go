package scene

import (
	"fmt"
	"math"

	"github.com/drylab/drylab/scene/record"
)

// soakWatch looks at every step.
type soakWatch struct {
	*sim
	number uint64
	total  *soakTally
	rest   float64 // volume, mm³
	shape  int
	energy float64 // J, of the last step
	growth float64 // by how much it grew in a step in which nobody worked, at most
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
		w.total.invalid++
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
		if now := w.restVolume(); math.Abs(now/w.rest-1) > 1e-3 {
			return false, fmt.Errorf("the matter was %g mm³ and is %g mm³", w.rest, now)
		}
	}
	volume, _ := w.body.Volume()
	now := extreme{volume / w.elements(), w.number, n}
	if w.total.ticks == 1 || now.value < w.total.leastVolume.value {
		w.total.leastVolume = now
	}
	if now.value > w.total.mostVolume.value {
		w.total.mostVolume = now
	}
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

// elements is the volume at rest of the solver's elements, copies and all, mm³.
func (w *soakWatch) elements() (sum float64) {
	for e := range w.matter.Elements() {
		_, root, _ := w.matter.Element(e)
		sum += w.harm.whole[root]
	}
	return sum
}

// follow notes by how much energy grows while nobody works.
func (w *soakWatch) follow(calm bool) error {
	elastic, kinetic := w.body.Energy()
	now := elastic + kinetic
	for e, tet := range w.harm.tets {
		z := 0.0
		for _, v := range tet {
			z += float64(w.places[v][2]) / 4
		}
		now += w.harm.volume[e] * float64(softLiver.Density) * 9810 * z * 1e-9
	}
	if math.IsNaN(now) || math.IsInf(now, 0) {
		return fmt.Errorf("the energy is %g J", now)
	}
	if calm && now > w.energy {
		w.growth = max(w.growth, now-w.energy)
	}
	w.energy = now
	return nil
}

// calm judges what is left when all is over. What was flung away flies
// on; what is below the table was not thrown off it.
func (w *soakWatch) calm() error {
	if volume, _ := w.body.Volume(); math.Abs(volume/w.elements()-1) > 0.15 {
		return fmt.Errorf("after all is over the volume is %.1f %% of that at rest", 100*volume/w.elements())
	}
	for v := range w.places {
		at, speed := w.now(v), widen(w.body.Velocity(v)).Len()
		switch {
		case at[2] < -60 && math.Abs(at[0]) < 450 && math.Abs(at[1]) < 450:
			return fmt.Errorf("after all is over vertex %d is below the table, at %v, with %g mm/s", v, at, speed)
		case at.Len() < 200 && speed > 3000:
			return fmt.Errorf("after all is over vertex %d, at %v, moves at %g mm/s", v, at, speed)
		}
	}
	if w.growth > soakGrowth {
		return fmt.Errorf("in a step in which nobody worked energy grew by %g J", w.growth)
	}
	return nil
}

// soakGrowth is what the energy of the body may gain in a step from contacts
// that were under pressure, whose own energy is not counted, J: what lifts
// the lobe by two millimetres. Our choice.
const soakGrowth = 1e-3
