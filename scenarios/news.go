package scenarios

import (
	"slices"
	"sync"

	"github.com/drylab/drylab/scene/record"
)

// news are events on their way to who follows a session from another goroutine.
type news struct {
	mu     sync.Mutex
	events []record.Event
}

// mostNews is how many events wait; nobody who asks for them at every picture misses
// one.
const mostNews = 64

func (n *news) add(events []record.Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, events[:min(len(events), mostNews-len(n.events))]...)
}

// News are the events since it was asked for them last, the first mostNews of them.
// Safe from any goroutine.
func (s *Session) News() []record.Event {
	s.news.mu.Lock()
	defer s.news.mu.Unlock()
	events := slices.Clone(s.news.events)
	s.news.events = s.news.events[:0]
	return events
}
