package mesh

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel does the parts from 0 to parts−1 of some work, several at a time
// where there are several cores, and returns when all are done. newWorker makes
// a function that does one part after the other and may keep memory of its own.
// Who does which part is left to chance: a part may only write what belongs to
// it, and what a part is must not depend on the number of cores. Then neither
// does the result.
func inParallel(parts int, newWorker func() func(part int)) {
	var next atomic.Int64
	work := func() {
		do := newWorker()
		for part := next.Add(1) - 1; part < int64(parts); part = next.Add(1) - 1 {
			do(int(part))
		}
	}
	workers := min(runtime.GOMAXPROCS(0), parts)
	if workers <= 1 {
		work()
		return
	}
	var group sync.WaitGroup
	for range workers {
		group.Go(work)
	}
	group.Wait()
}

// partOf returns the range of n things that a part of parts covers.
func partOf(part, parts, n int) (first, last int) {
	return part * n / parts, (part + 1) * n / parts
}

// rangeLength is how many things of a long list one part takes.
const rangeLength = 1 << 14

// eachRange does work for ranges that cover n things together, several at a
// time. As in inParallel, work writes only what belongs to its range.
func eachRange(n int, work func(from, to int)) {
	parts := (n + rangeLength - 1) / rangeLength
	inParallel(parts, func() func(int) {
		return func(part int) {
			from, to := partOf(part, parts, n)
			work(from, to)
		}
	})
}
