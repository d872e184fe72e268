package progress

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// sideBySide begins to ask a question about each of n things, on all processors:
// a signature takes a tenth of a millisecond, and a database has hundreds of
// thousands. wait gives the answers, in the order of the things.
func sideBySide(ctx context.Context, n int, ask func(i int) bool) (wait func() ([]bool, error)) {
	answers := make([]bool, n)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && ctx.Err() == nil; i = next.Add(1) - 1 {
				answers[i] = ask(int(i))
			}
		})
	}
	return func() ([]bool, error) {
		all.Wait()
		return answers, ctx.Err()
	}
}
