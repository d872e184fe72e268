package dicom

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// maxWorkers bounds how many files are held in memory at a time. Eight keep
// the usual laptop's cores busy.
const maxWorkers = 8

// workers is how many goroutines inOrder uses for n parts.
func workers(n int) int { return max(1, min(runtime.GOMAXPROCS(0), maxWorkers, n)) }

// inOrder calls work for the parts 0 to n-1, handed out in ascending order to
// workers(n) goroutines, each with a number of its own. After an error no more
// parts are begun, and the error of the lowest part is returned: it is always
// the same one, for every part below it was begun before. It returns ctx's
// error when ctx ends.
func inOrder(ctx context.Context, n int, work func(part, worker int) error) error {
	var next atomic.Int64
	var stop atomic.Bool
	var lock sync.Mutex
	var first error
	lowest := n
	fail := func(part int, err error) {
		stop.Store(true)
		lock.Lock()
		defer lock.Unlock()
		if part < lowest {
			lowest, first = part, err
		}
	}
	var group sync.WaitGroup
	for worker := range workers(n) {
		group.Go(func() {
			for !stop.Load() && ctx.Err() == nil {
				part := int(next.Add(1) - 1)
				if part >= n {
					return
				}
				if err := work(part, worker); err != nil {
					fail(part, err)
				}
			}
		})
	}
	group.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return first
}
