package imaging

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strconv"
)

// textVoxels turns numbers written as text, as NRRD and MetaImage allow, into
// little-endian float64.
type textVoxels struct {
	r       *bufio.Reader
	pending []byte
}

// longestNumber bounds a number in bytes; 17 digits, signs, dot and exponent
// make 25.
const longestNumber = 64

// Read gives the next numbers. It is io.Reader.
func (t *textVoxels) Read(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		if len(t.pending) == 0 {
			err = t.number()
		}
		taken := copy(p[n:], t.pending)
		t.pending = t.pending[taken:]
		n += taken
	}
	if n > 0 {
		return n, nil // an error comes again
	}
	return 0, err
}

// number reads one into pending; io.EOF without one.
func (t *textVoxels) number() error {
	var text []byte
	for {
		b, err := t.r.ReadByte()
		switch {
		case err == io.EOF && len(text) > 0 || err == nil && isSeparator(b) && len(text) > 0:
			x, err := strconv.ParseFloat(string(text), 64)
			if err != nil {
				return errors.New("the voxels are text, and one of them is no number")
			}
			t.pending = binary.LittleEndian.AppendUint64(nil, math.Float64bits(x))
			return nil
		case err != nil:
			return err
		case !isSeparator(b):
			text = append(text, b)
		}
		if len(text) > longestNumber {
			return errors.New("the voxels are text, and one of them is no number")
		}
	}
}

func isSeparator(b byte) bool {
	return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == ','
}

// readText makes p read numbers written as text.
func (p *picture) readText(file *source) {
	p.r, p.left = &textVoxels{r: file.Reader}, -1
	p.kind, p.bigEndian = storedFloat64, false
}
