package tissue

// What costs most is done four numbers at once, with what every amd64 has (SSE2).
// Each number is the sum of the same products in the same order as in plain Go, so
// that both give the same bits.

// times puts the rows first..last of the matrix, times x, into y.
func (m *matrix) times(x, y []Vec, first, last int) {
	if first < last {
		timesWide(&y[first], &x[0], &m.rows[first], &m.cols[0], &m.values[0], last-first)
	}
}

// timesWide is times of so many rows.
//
//go:noescape
func timesWide(y, x *Vec, rows *span, cols *int32, values *block, count int)

// mix puts what each peg hangs on, by its weights, into mixed.
func mix(mixed, stances []stance, pegs []peg) {
	if len(pegs) > 0 {
		mixWide(&mixed[0], &stances[0], &pegs[0], len(pegs))
	}
}

// mixWide is mix of so many pegs.
//
//go:noescape
func mixWide(mixed, stances *stance, pegs *peg, count int)
