package segment

import (
	"runtime"
	"sync"
)

// inParallel calls work on consecutive parts of 0 to n-1, one per core. What
// work does for a number must not depend on the part it is in.
func inParallel(n int, work func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), n)
	if parts <= 1 {
		work(0, n)
		return
	}
	var done sync.WaitGroup
	for part := range parts {
		done.Go(func() { work(n*part/parts, n*(part+1)/parts) })
	}
	done.Wait()
}
