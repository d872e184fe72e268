package scene

import "sync"

// fleet runs one function on a fixed number of goroutines, each with its own
// fixed share, so that results depend neither on scheduling nor on the count.
type fleet struct {
	workers int
	share   func(k, workers int)
	begin   []chan struct{}
	done    sync.WaitGroup
}

func newFleet(workers int, share func(k, workers int)) *fleet {
	f := &fleet{workers: max(workers, 1), share: share}
	for k := 1; k < f.workers; k++ {
		begin := make(chan struct{}, 1)
		f.begin = append(f.begin, begin)
		go func() {
			for range begin {
				f.share(k, f.workers)
				f.done.Done()
			}
		}()
	}
	return f
}

// run does all shares and returns when the last one is done.
func (f *fleet) run() {
	f.done.Add(len(f.begin))
	for _, begin := range f.begin {
		begin <- struct{}{}
	}
	f.share(0, f.workers)
	f.done.Wait()
}

func (f *fleet) close() {
	for _, begin := range f.begin {
		close(begin)
	}
	f.begin = nil
}
