package tissue

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Crew does one program at a time on several goroutines, which stay awake between
// programs that follow each other closely. All of them go through the same phases;
// what a phase does is cut into fixed pieces, whatever the number of workers, so that
// the result does not depend on it. One goroutine at a time may use a crew, which
// several bodies may share.
type Crew struct {
	workers int
	program func(worker, workers int) // nil: go home
	arrived atomic.Int32
	phase   atomic.Uint32
	mutex   sync.Mutex
	turned  *sync.Cond // the phase changed
}

// NewCrew hires so many workers, of which the caller of Run is one; less than one is
// one. The caller must Close it.
func NewCrew(workers int) *Crew {
	c := &Crew{workers: max(workers, 1)}
	c.turned = sync.NewCond(&c.mutex)
	for k := 1; k < c.workers; k++ {
		go func() {
			for c.wait(); c.program != nil; c.wait() {
				c.program(k, c.workers)
				c.wait()
			}
		}()
	}
	return c
}

// Workers is how many there are.
func (c *Crew) Workers() int { return c.workers }

// Run has every worker do the program with its number, from zero, and the number of
// them all. It returns when the last one is through. It must not be called by a
// program, nor after Close.
func (c *Crew) Run(program func(worker, workers int)) {
	c.program = program
	c.wait()
	program(0, c.workers)
	c.wait()
}

// Close sends the workers home.
func (c *Crew) Close() {
	if c.workers > 1 {
		c.program = nil
		c.wait()
		c.workers = 1
	}
}

// A worker looks for the others so many times, some microseconds, then lets other
// goroutines run between looks, some milliseconds, and only then goes to sleep: a
// phase lasts some ten microseconds, and to wake a sleeper takes so long that the
// next one falls asleep over it.
const (
	looks    = 5000
	patience = 5000
)

// wait returns when every worker has come this far.
func (c *Crew) wait() {
	if c.workers == 1 {
		return
	}
	phase := c.phase.Load()
	if int(c.arrived.Add(1)) == c.workers {
		c.arrived.Store(0)
		c.mutex.Lock()
		c.phase.Add(1)
		c.mutex.Unlock()
		c.turned.Broadcast()
		return
	}
	// With fewer processors than workers, looking keeps the others from coming.
	if c.workers <= runtime.GOMAXPROCS(0) {
		for n := range looks + patience {
			if c.phase.Load() != phase {
				return
			}
			if n >= looks {
				runtime.Gosched()
			}
		}
	}
	c.mutex.Lock()
	for c.phase.Load() == phase {
		c.turned.Wait()
	}
	c.mutex.Unlock()
}
