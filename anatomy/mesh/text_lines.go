package mesh

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// textLines reads the lines of a text format, joined where one ends in a
// backslash, without their comments. Line ends are LF, CR LF or CR.
type textLines struct {
	r      *bufio.Reader
	number int // of the line that next returned, from 1
	line   []byte
}

// next returns the next line, possibly empty, valid until the next call. The
// error is io.EOF after the last.
func (t *textLines) next() ([]byte, error) {
	t.line = t.line[:0]
	t.number++
	for {
		c, err := t.r.ReadByte()
		switch {
		case err == io.EOF && len(t.line) > 0:
			return withoutComment(t.line), nil
		case err != nil:
			return nil, err
		case len(t.line) == maxTextLine:
			return nil, fmt.Errorf("it is longer than %d bytes", maxTextLine)
		case c == 0:
			return nil, errors.New("a zero byte: this is no text, or not in UTF-8")
		case c == '\r':
			if following, err := t.r.Peek(1); err == nil && following[0] == '\n' {
				continue
			}
			c = '\n'
		}
		if c != '\n' {
			t.line = append(t.line, c)
			continue
		}
		if !bytes.HasSuffix(t.line, []byte(`\`)) {
			return withoutComment(t.line), nil
		}
		t.line[len(t.line)-1] = ' '
		t.number++
	}
}

func withoutComment(line []byte) []byte {
	text, _, _ := bytes.Cut(line, []byte("#"))
	return text
}

// cutWord returns the first word of a line and what follows it.
func cutWord(line []byte) (word, rest []byte) {
	first := 0
	for first < len(line) && isSpace(line[first]) {
		first++
	}
	last := first
	for last < len(line) && !isSpace(line[last]) {
		last++
	}
	return line[first:last], line[last:]
}

// parseNumber reads a decimal number as every writer spells it. The message
// quotes nothing: what stands there may be a name.
func parseNumber(word []byte) (float64, error) {
	value, err := strconv.ParseFloat(string(word), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || bytes.ContainsAny(word, "_xXpP") {
		return 0, errors.New("a number was expected here")
	}
	return value, nil
}
