package view

import "strconv"

// note is what a panel says, in memory that is used again: as long as it stays the
// same, nothing is laid out and nothing painted.
type note []byte

// begin begins a note.
func (n *note) begin() *note {
	*n = (*n)[:0]
	return n
}

// text adds texts, which end where they end.
func (n *note) text(texts ...string) *note {
	for _, t := range texts {
		*n = append(append(*n, t...), 0)
	}
	return n
}

// number adds numbers, by that many decimals.
func (n *note) number(decimals int, values ...float64) *note {
	for _, v := range values {
		*n = append(strconv.AppendFloat(*n, v, 'f', decimals, 64), 0)
	}
	return n
}

// flags adds what is so or not.
func (n *note) flags(flags ...bool) *note {
	for _, f := range flags {
		*n = strconv.AppendBool(*n, f)
	}
	return n
}

// mostLaid bounds how many texts are remembered; a screen has some dozens.
const mostLaid = 512

// laid is how a text was laid out: in that face, no wider than most pixels, in so
// many lines at most.
type laid struct {
	text  string
	face  faceKey
	most  float64
	lines int
}

// remembered is what a memory has for a key, or else what it gets from make.
func remembered[V any](memory map[laid]V, key laid, make func() V) V {
	if v, known := memory[key]; known {
		return v
	}
	if len(memory) >= mostLaid {
		clear(memory)
	}
	v := make()
	memory[key] = v
	return v
}
