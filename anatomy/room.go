package anatomy

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/drylab/drylab/anatomy/imaging"
)

// room bounds what is worked on at the same time, in vertices of surfaces.
type room struct {
	mu                 sync.Mutex
	left               *sync.Cond
	whole, least, free int
}

// newRoom has room for the vertices that take about as much memory as the scan:
// some 300 bytes each while a surface is simplified, against two a voxel. A
// surface with more is worked on alone; in a small scan memory is not scarce.
func newRoom(g imaging.Grid) *room {
	const bytesAVertex, bytesAVoxel, plenty = 300, 2, 1 << 18
	r := &room{whole: max(g.Len()*bytesAVoxel/bytesAVertex, plenty)}
	r.left = sync.NewCond(&r.mu)
	r.free = r.whole
	r.least = (r.whole + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0) // no more at once than cores
	return r
}

// take waits until there is room for n vertices, or all of it, and returns how
// much to give back.
func (r *room) take(n int) (taken int) {
	taken = min(max(n, r.least), r.whole)
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.free < taken {
		r.left.Wait()
	}
	r.free -= taken
	return taken
}

func (r *room) give(taken int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free += taken
	r.left.Signal()
}

// eachOf does the work for all numbers below n, on all cores.
func eachOf(n int, work func(i int)) {
	var workers sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				work(int(i))
			}
		})
	}
	workers.Wait()
}
