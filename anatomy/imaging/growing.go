package imaging

// growing is a list that becomes total values long. It claims memory as the
// values arrive, so that a header that lies about its size costs nothing, and
// holds at most five quarters of the whole at any moment.
type growing[T any] struct {
	full          [][]T // pieces before the last
	last          []T
	length, total int
}

// newGrowing starts a list. When the values are known to be there, all memory
// is claimed at once.
func newGrowing[T any](total int, there bool) *growing[T] {
	g := &growing[T]{total: total}
	if there {
		g.last = make([]T, 0, total)
	}
	return g
}

// extend makes room for the next n values; length + n must not exceed total.
func (g *growing[T]) extend(n int) []T {
	if cap(g.last)-len(g.last) < n {
		g.claim(n)
	}
	at := len(g.last)
	g.last = g.last[:at+n]
	g.length += n
	return g.last[at:]
}

// claim doubles what is held until a quarter has arrived, and then claims the
// whole.
func (g *growing[T]) claim(n int) {
	if g.length+n <= g.total/4 {
		g.full = append(g.full, g.last)
		g.last = make([]T, 0, max(n, g.length))
		return
	}
	whole := make([]T, 0, g.total)
	for _, piece := range g.pieces() {
		whole = append(whole, piece...)
	}
	g.full, g.last = nil, whole
}

// shrink takes back the last n values that extend gave, of one call.
func (g *growing[T]) shrink(n int) {
	g.last = g.last[:len(g.last)-n]
	g.length -= n
}

// pieces are the values so far, in order.
func (g *growing[T]) pieces() [][]T { return append(g.full, g.last) }

// all is the finished list, in one piece once total values are there.
func (g *growing[T]) all() []T { return g.last }
