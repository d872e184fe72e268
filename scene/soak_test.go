package scene

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tissue"
	"github.com/go-gl/mathgl/mgl64"
)

// TestSoakOfAbuse treats soft tissue as nobody should, one random attempt after
// the other, for DRYLAB_SOAK_TIME (a duration; a minute if unset). Each attempt
// follows from its number, and a failure names it: DRYLAB_SOAK_FROM=number
// begins with that one.
func TestSoakOfAbuse(t *testing.T) {
	if os.Getenv("DRYLAB_SOAK") == "" {
		t.Skip("abuse for a minute or an hour: set DRYLAB_SOAK=1, or make soak-tissue")
	}
	lasts := time.Minute
	if text := os.Getenv("DRYLAB_SOAK_TIME"); text != "" {
		var err error
		if lasts, err = time.ParseDuration(text); err != nil {
			t.Fatalf("DRYLAB_SOAK_TIME: %v", err)
		}
	}
	first, _ := strconv.ParseUint(os.Getenv("DRYLAB_SOAK_FROM"), 10, 64)
	total, bad, early, last := soakTally{reasons: map[string]int{}}, 0, uint64(0), uint64(0)
	for n, start := first, time.Now(); time.Since(start) < lasts && bad < 20; n++ {
		kind := soakBodies[n%uint64(len(soakBodies))]
		if err := abuse(t, n, kind, &total); err != nil {
			bad++
			t.Errorf("attempt %d (%s): %v", n, kind.name, err)
		}
		if last = heapBytes(); n == first+8 { // all kinds were there
			early = last
		}
	}
	fmt.Printf("soak: %s\n", &total)
	if early > 0 && last > early+early/2+16<<20 {
		t.Errorf("the heap grew from %d to %d bytes", early, last)
	}
}

// heapBytes is what lives on the heap.
func heapBytes() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// soakBodies are what is abused.
var soakBodies = []struct {
	name string
	body func() SoftBody
}{
	{"lobe", func() SoftBody {
		return SoftBody{Mesh: fixed(brick(mgl64.Vec3{-30, -20, 10}, 9, 6, 4, 6, tearing(softLiver)), func(p tissue.Vec) bool { return p[0] < -29.9 })}
	}},
	{"sheet", func() SoftBody {
		return SoftBody{Mesh: fixed(brick(mgl64.Vec3{-20, -20, 15}, 16, 16, 1, 2.5, tearing(softLiver)), func(p tissue.Vec) bool {
			return math.Abs(float64(p[0])) > 19.9 || math.Abs(float64(p[1])) > 19.9
		})}
	}},
	{"hollow", func() SoftBody {
		b := SoftBody{PressurePa: 200}
		b.Mesh, b.Lumen = hollow(mgl64.Vec3{-20, -20, 5}, 8, 5, tearing(softLiver))
		b.Mesh = fixed(b.Mesh, func(p tissue.Vec) bool { return p[0] < -19.9 })
		return b
	}},
}

func tearing(m tissue.Material) tissue.Material {
	m.TearStrain = 0.8
	return m
}

// hollow is a cube of n³ cubes of h mm with a wall of two, and its inner wall.
func hollow(lo mgl64.Vec3, n int, h float64, material tissue.Material) (m tissue.Mesh, lumen [][3]int32) {
	solid := brick(lo, n, n, n, h, material)
	within := func(p mgl64.Vec3) bool {
		p = p.Sub(lo).Mul(1 / h)
		least, most := min(p[0], p[1], p[2]), max(p[0], p[1], p[2])
		return least > 1.999 && most < float64(n)-1.999
	}
	number := map[int32]int32{}
	for _, tet := range solid.Tets {
		var middle mgl64.Vec3
		for _, v := range tet {
			middle = middle.Add(widen(solid.Rest[v]).Mul(0.25))
		}
		if within(middle) {
			continue
		}
		for k, v := range tet {
			if _, known := number[v]; !known {
				number[v] = int32(len(m.Rest))
				m.Rest = append(m.Rest, solid.Rest[v])
			}
			tet[k] = number[v]
		}
		m.Tets = append(m.Tets, tet)
	}
	m.Materials = solid.Materials
	faces := map[[3]int32]int{} // by the corners, the lowest first
	turned := func(f [3]int32) [3]int32 {
		for f[1] < f[0] || f[2] < f[0] {
			f = [3]int32{f[1], f[2], f[0]}
		}
		return f
	}
	inwards := func(q [4]int32) [4][3]int32 {
		return [4][3]int32{{q[0], q[1], q[2]}, {q[0], q[3], q[1]}, {q[1], q[3], q[2]}, {q[0], q[2], q[3]}}
	}
	for _, tet := range m.Tets {
		for _, f := range inwards(tet) {
			faces[turned(f)]++
		}
	}
	for _, tet := range m.Tets {
		for _, f := range inwards(tet) {
			centre := widen(m.Rest[f[0]]).Add(widen(m.Rest[f[1]])).Add(widen(m.Rest[f[2]])).Mul(1.0 / 3)
			if faces[turned([3]int32{f[0], f[2], f[1]})] == 0 && within(centre) {
				lumen = append(lumen, f)
			}
		}
	}
	return m, lumen
}

// soakTally is what happened in all attempts.
type soakTally struct {
	attempts, ticks, cuts, cutOff, tears, grasps, invalid int
	leastVolume, mostVolume                               extreme
	reasons                                               map[string]int
}

// extreme is a number and where it was met.
type extreme struct {
	value   float64
	attempt uint64
	step    int
}

func (s *soakTally) String() string {
	text := fmt.Sprintf("%d attempts, %d steps of 10 ms, %d grasps, %d cuts, %d tears, %d pieces cut off, %d ended as invalid;\n"+
		"  volume from %.0f %% (attempt %d, step %d) to %.0f %% (attempt %d, step %d) of that at rest",
		s.attempts, s.ticks, s.grasps, s.cuts, s.tears, s.cutOff, s.invalid,
		100*s.leastVolume.value, s.leastVolume.attempt, s.leastVolume.step, 100*s.mostVolume.value, s.mostVolume.attempt, s.mostVolume.step)
	for reason, n := range s.reasons {
		text += fmt.Sprintf("\n  %d × %s", n, reason)
	}
	return text
}

const (
	soakTicks = 200 // of abuse in one attempt
	soakCalm  = 120 // without instruments, after it
	soakStep  = softTicks * tickSeconds
)

// abuse is one attempt. It fails where the engine breaks a promise; that the
// attempt is declared invalid with a reason is none.
func abuse(t testing.TB, number uint64, kind struct {
	name string
	body func() SoftBody
}, total *soakTally) error {
	random := rand.New(rand.NewPCG(number, 0x50a4))
	body := kind.body()
	body.Name = kind.name
	tools := []record.Tool{testProbe, testGrasper, testScalpel, testScissors}
	random.Shuffle(len(tools), func(i, j int) { tools[i], tools[j] = tools[j], tools[i] })
	f, err := newSoftField([]SoftBody{body}, table(), tools[:2], earth, 1+random.IntN(3))
	if err != nil {
		return err
	}
	defer f.close()
	s := &sim{softField: f, t: t, hands: make([]softHand, 2)}
	total.attempts++
	w := soakWatch{sim: s, number: number, total: total}
	w.rest = w.restVolume()
	wild := random.IntN(4) == 0
	vandals := [2]vandal{{random: random, wild: wild}, {random: random, wild: wild}}
	for n := range soakTicks + soakCalm {
		for i := range s.hands {
			if n < soakTicks {
				vandals[i].move(s, i)
			} else {
				s.put(i, mgl64.Vec3{0, 0, 400 + 100*float64(i)}, pointsDown)
			}
		}
		ended, err := w.step(n, n >= soakTicks+soakCalm/3)
		if err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
		if ended {
			return nil
		}
	}
	return w.calm()
}

// vandal moves one instrument.
type vandal struct {
	random *rand.Rand
	wild   bool // leaps, and strokes at some metres a second
	left   int  // ticks of the present motion
	what   int
	way    mgl64.Vec3 // of each tick
}

func (v *vandal) any(reach float64) mgl64.Vec3 {
	r := func() float64 { return reach * (2*v.random.Float64() - 1) }
	return mgl64.Vec3{r(), r(), r()}
}

// move does for a tick what the vandal is at, and now and then thinks of
// something else: strokes, leaps, shaking, pulling with closed jaws, turning
// about, not being seen.
func (v *vandal) move(s *sim, hand int) {
	h := &s.hands[hand]
	if v.left--; v.left <= 0 {
		v.left, v.what, h.jaw = 5+v.random.IntN(50), v.random.IntN(7), v.random.Float64()
		if !v.wild {
			v.left += 40
		}
		if !h.present {
			s.put(hand, v.any(60).Add(mgl64.Vec3{0, 0, 60}), pointsDown)
		}
		target := v.any(25).Add(mgl64.Vec3{0, 0, 20})
		v.way = target.Sub(h.pose.Tip).Mul(2 / float64(v.left))
		if v.what == 4 { // to a place on the skin, open
			v.left, h.jaw, h.pose.Orientation = 50, 0, pointsDown
			at := s.skin.now[s.skin.outside[v.random.IntN(len(s.skin.outside))]]
			v.way = at.Sub(h.pose.Tip).Mul(1.0 / 20)
		}
	}
	switch v.what {
	case 0, 1: // a stroke through the middle and beyond it
		h.pose.Tip = h.pose.Tip.Add(v.way)
	case 2: // a leap
		if v.wild && v.left%4 == 0 {
			h.pose.Tip = v.any(60).Add(mgl64.Vec3{0, 0, 40})
		}
	case 3:
		h.pose.Tip = h.pose.Tip.Add(v.any(2))
	case 4: // there, closing, away
		switch {
		case v.left > 30:
			h.pose.Tip = h.pose.Tip.Add(v.way)
		case v.left > 20:
			h.jaw = min(h.jaw+0.2, 1)
		default:
			h.pose.Tip[2] += 3
		}
	case 5:
		h.pose.Orientation = h.pose.Orientation.Mul(mgl64.QuatRotate(0.3, unit(v.any(1)))).Normalize()
		h.jaw = math.Abs(math.Sin(float64(v.left) / 3))
	case 6:
		h.present = false
	}
}

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
	for _, t := range w.surface.Triangles {
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
	for _, t := range w.surface.Triangles {
		a, b, c := widen(w.surface.Rest[t[0]]), widen(w.surface.Rest[t[1]]), widen(w.surface.Rest[t[2]])
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

// calm judges what is left when all is over.
func (w *soakWatch) calm() error {
	if volume, _ := w.body.Volume(); math.Abs(volume/w.elements()-1) > 0.1 {
		return fmt.Errorf("after all is over the volume is %.1f %% of that at rest", 100*volume/w.elements())
	}
	fastest := 0.0
	for v := range w.places {
		fastest = max(fastest, widen(w.body.Velocity(v)).Len())
	}
	if fastest > 3000 {
		return fmt.Errorf("after all is over something moves at %g mm/s", fastest)
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

// TestLoadingAndUnloadingLeavesNothing: no goroutine, and no memory.
func TestLoadingAndUnloadingLeavesNothing(t *testing.T) {
	body := SoftBody{Name: "lobe", Mesh: fixed(brick(mgl64.Vec3{-20, -15, 10}, 6, 4, 3, 6, softLiver), func(p tissue.Vec) bool { return p[0] < -19.9 })}
	load := func() {
		w, err := NewWorld(Setup{Tools: []record.Tool{testProbe, testGrasper}, Workers: 3, EntrySurface: -1, Bodies: table(), Soft: []SoftBody{body}, Gravity: earth})
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			w.Step(record.Input{})
		}
		w.Close()
	}
	load()
	goroutines, heap := runtime.NumGoroutine(), heapBytes()
	for range 100 {
		load()
	}
	for range 1000 { // those that were told to end may still be at it
		if runtime.NumGoroutine() <= goroutines {
			break
		}
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		buffer := make([]byte, 1<<16)
		t.Errorf("%d goroutines were left: %s", n-goroutines, strings.SplitN(string(buffer[:runtime.Stack(buffer, true)]), "\n\n", 3)[1])
	}
	if now := heapBytes(); now > heap+4<<20 {
		t.Errorf("the heap grew from %d to %d bytes", heap, now)
	}
}
