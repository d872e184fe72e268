package progress

import (
	"bytes"
	"encoding/binary"
)

// search looks for many texts at once: a person may have thousands of attempts,
// and a database gigabytes. A table tells by four bytes whether any text can
// begin there.
type search struct {
	traces  []trace
	found   []bool
	longest int
	short   []int            // texts of fewer than four bytes
	begins  map[uint32][]int // texts by their first four bytes
	may     [1 << searchBits / 64]uint64
}

// searchBits is the size of the table: one of 65536 places is right by chance
// for one text.
const searchBits = 16

// place spreads four bytes over the table, by the golden ratio (Knuth, The Art
// of Computer Programming 3, section 6.4).
func place(four uint32) uint32 { return four * 2654435769 >> (32 - searchBits) }

func newSearch(traces []trace) *search {
	s := &search{traces: traces, found: make([]bool, len(traces)), begins: map[uint32][]int{}}
	for i, t := range traces {
		s.longest = max(s.longest, len(t.text))
		switch {
		case t.text == "":
		case len(t.text) < 4:
			s.short = append(s.short, i)
		default:
			four := binary.LittleEndian.Uint32([]byte(t.text))
			s.begins[four] = append(s.begins[four], i)
			p := place(four)
			s.may[p/64] |= 1 << (p % 64)
		}
	}
	return s
}

// look notes which texts the window holds.
func (s *search) look(window []byte) {
	for _, i := range s.short {
		s.found[i] = s.found[i] || bytes.Contains(window, []byte(s.traces[i].text))
	}
	for at := 0; at+4 <= len(window); at++ {
		four := binary.LittleEndian.Uint32(window[at:])
		if p := place(four); s.may[p/64]>>(p%64)&1 == 0 {
			continue
		}
		for _, i := range s.begins[four] {
			s.found[i] = s.found[i] || bytes.HasPrefix(window[at:], []byte(s.traces[i].text))
		}
	}
}
