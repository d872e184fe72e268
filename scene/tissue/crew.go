package tissue

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// crew runs a program on several goroutines at once. All of them go through
// the same phases; what a phase does is cut into fixed pieces, whatever the
// number of workers, so that the result does not depend on it.
type crew struct {
	workers int
	program func(worker int)
	begin   []chan struct{}
	arrived atomic.Int32
	phase   atomic.Uint32
	mutex   sync.Mutex
	turned  *sync.Cond // the phase changed
}

func newCrew(workers int) *crew {
	c := &crew{workers: max(workers, 1)}
	c.turned = sync.NewCond(&c.mutex)
	for k := 1; k < c.workers; k++ {
		begin := make(chan struct{}, 1)
		c.begin = append(c.begin, begin)
		go func() {
			for range begin {
				c.program(k)
				c.wait()
			}
		}()
	}
	return c
}

// run does a program once and returns when the last worker is through.
func (c *crew) run(program func(worker int)) {
	c.program = program
	for _, begin := range c.begin {
		begin <- struct{}{}
	}
	program(0)
	c.wait()
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
func (c *crew) wait() {
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

func (c *crew) close() {
	for _, begin := range c.begin {
		close(begin)
	}
	c.begin = nil
	c.workers = 1
}
