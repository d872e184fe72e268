package scene

import (
	"fmt"
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
// the other, for DRYLAB_SOAK_TIME of the clock (a duration; a minute if unset). Each attempt
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
		begun, before := time.Now(), total.ticks
		if err := abuse(t, n, kind, &total); err != nil {
			bad++
			t.Errorf("attempt %d (%s): %v", n, kind.name, err)
		}
		t.Logf("attempt %d (%s): %d steps in %v", n, kind.name, total.ticks-before, time.Since(begun).Round(time.Second))
		if last = heapBytes(); n == first+2 { // all kinds were there
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

// soakTally is what happened in all attempts.
type soakTally struct {
	attempts, invalid                  [2]int // of hands as hands are, and wild ones
	ticks, cuts, cutOff, tears, grasps int
	spoiled                            extreme // as a part of all tissue
	growth, climb, pressed             extreme // J, J, as a part of its volume: as they are judged
	reasons                            map[string]int
}

// extreme is a number and where it was met.
type extreme struct {
	value   float64
	attempt uint64
	step    int
}

// met notes a number if it is the greatest so far.
func (e *extreme) met(value float64, attempt uint64, step int) {
	if value > e.value {
		*e = extreme{value, attempt, step}
	}
}

func (s *soakTally) String() string {
	text := fmt.Sprintf("%d attempts as hands go, of which %d ended as invalid, and %d wild ones, of which %d;\n"+
		"  %d steps of 10 ms (%.1f min), %d grasps, %d cuts, %d tears, %d pieces cut off;\n"+
		"  at worst %.1f %% of the tissue below half or beyond twice its volume (attempt %d, step %d);\n"+
		"  in calm energy grew by %.2g J in a step (attempt %d) and by %.2g J in all (attempt %d), and in the end volume was off by %.2f %% (attempt %d)",
		s.attempts[0], s.invalid[0], s.attempts[1], s.invalid[1], s.ticks, float64(s.ticks)*soakStep/60, s.grasps, s.cuts, s.tears, s.cutOff,
		100*s.spoiled.value, s.spoiled.attempt, s.spoiled.step,
		s.growth.value, s.growth.attempt, s.climb.value, s.climb.attempt, 100*s.pressed.value, s.pressed.attempt)
	for reason, n := range s.reasons {
		text += fmt.Sprintf("\n  %d × %s", n, reason)
	}
	return text
}

// soakStuck is when an attempt, a minute at most, hangs.
const soakStuck = 20 * time.Minute

const (
	soakTicks = 200 // steps of abuse in one attempt
	soakLeave = 40  // in which the instruments are drawn back
	soakCalm  = 360 // without them: longer than tissue may stay inside out
	soakStep  = softTicks * tickSeconds
)

// abuse is one attempt. It fails where the engine breaks a promise; that the
// attempt is declared invalid with a reason is none.
func abuse(t testing.TB, number uint64, kind soakBody, total *soakTally) error {
	random := rand.New(rand.NewPCG(number, 0x50a4))
	body := kind.body()
	body.Name = kind.name
	tools := []record.Tool{testProbe, testGrasper, testGrasper, testScalpel, testScissors}
	random.Shuffle(len(tools), func(i, j int) { tools[i], tools[j] = tools[j], tools[i] })
	f, err := newSoftField([]SoftBody{body}, table(), tools[:2], earth, 1+random.IntN(3))
	if err != nil {
		return err
	}
	defer f.close()
	stuck := time.AfterFunc(soakStuck, func() { panic(fmt.Sprintf("attempt %d has not ended in %v", number, soakStuck)) })
	defer stuck.Stop()
	s := &sim{softField: f, t: t, hands: make([]softHand, 2)}
	wild := random.IntN(4) == 0
	w := soakWatch{sim: s, number: number, total: total}
	if wild {
		w.wild = 1
	}
	total.attempts[w.wild]++
	w.volume = w.restVolume()
	vandals := [2]vandal{{random: random, wild: wild}, {random: random, wild: wild}}
	for n := range soakTicks + soakLeave + soakCalm {
		for i := range s.hands {
			switch {
			case n < soakTicks:
				vandals[i].move(s, i)
			case n < soakTicks+soakLeave:
				vandals[i].leave(s, i)
			default:
				s.put(i, mgl64.Vec3{0, 0, 400 + 100*float64(i)}, pointsDown)
			}
		}
		ended, err := w.step(n, n >= soakTicks+soakLeave+soakCalm/3)
		if err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
		if ended {
			return nil
		}
	}
	return w.calm()
}

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
