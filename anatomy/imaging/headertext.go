package imaging

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxTextHeader bounds a header of text, in bytes. A segmentation of a hundred
// segments has a hundred thousand.
const maxTextHeader = 4 << 20

// textLines reads a header of text line by line.
type textLines struct {
	r    *bufio.Reader
	read int // bytes so far
}

// next is the next line without its end. io.EOF comes with the end of the
// file, after a last line without an end.
func (t *textLines) next() (string, error) {
	var line []byte
	for {
		part, err := t.r.ReadSlice('\n')
		t.read += len(part)
		if t.read > maxTextHeader {
			return "", fmt.Errorf("the header is longer than %d bytes; it does not look like a header", maxTextHeader)
		}
		line = append(line, part...)
		switch {
		case err == nil:
			return strings.TrimRight(string(line), "\r\n"), nil
		case err == io.EOF && len(line) > 0:
			return strings.TrimRight(string(line), "\r"), nil
		case err == io.EOF || stopped(err):
			return "", err
		case err != bufio.ErrBufferFull:
			return "", fmt.Errorf("the header cannot be read (%w); copy the file again", err)
		}
	}
}

// wholeNumbers reads numbers from 1 to 2³¹-1, separated by blanks.
func wholeNumbers(text string) ([]int, error) {
	var numbers []int
	for field := range strings.FieldsSeq(text) {
		n, err := strconv.ParseInt(field, 10, 32)
		if err != nil || n < 1 {
			return nil, errors.New("it holds something else than whole numbers above zero")
		}
		numbers = append(numbers, int(n))
	}
	return numbers, nil
}

// finiteNumbers reads numbers separated by blanks.
func finiteNumbers(text string) ([]float64, error) {
	var numbers []float64
	for field := range strings.FieldsSeq(text) {
		x, err := strconv.ParseFloat(field, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, errors.New("it holds something else than finite numbers")
		}
		numbers = append(numbers, x)
	}
	return numbers, nil
}
