//go:build !amd64

package tissue

// times puts the rows first..last of the matrix, times x, into y.
func (m *matrix) times(x, y []Vec, first, last int) { m.timesPlain(x, y, first, last) }

// mix puts what each peg hangs on, by its weights, into mixed.
func mix(mixed, stances []stance, pegs []peg) { mixPlain(mixed, stances, pegs) }
