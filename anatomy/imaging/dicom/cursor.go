package dicom

import (
	"encoding/binary"
	"io"
)

// cursor reads forward over a file that is in memory, or over a window of one
// that is not.
type cursor struct {
	data   []byte // the file, or the window
	at     int    // next byte of data
	base   int64  // offset of data[0] in the file
	source io.Reader
	err    error // of the source, other than io.EOF
}

// windowSize is what a cursor reads at once: the header of nearly every image
// fits.
const windowSize = 16 << 10

// offset is the place in the file of the next byte.
func (c *cursor) offset() int64 { return c.base + int64(c.at) }

// has says whether n more bytes are there, and brings them into the window.
// The window grows only as bytes arrive, so that a length which lies allocates
// nothing.
func (c *cursor) has(n int) bool {
	for len(c.data)-c.at < n {
		if c.source == nil || !c.refill(n) {
			return false
		}
	}
	return true
}

// refill moves the window on, with the bytes that are still unread at its
// start, and reads at least one byte more. n is how many are wanted.
func (c *cursor) refill(n int) bool {
	rest := c.data[c.at:]
	if room := max(windowSize, min(n, 2*len(rest))); cap(c.data) < room {
		c.data = append(make([]byte, 0, room), rest...)
	} else {
		c.data = append(c.data[:0], rest...)
	}
	c.base += int64(c.at)
	c.at = 0
	got, err := io.ReadAtLeast(c.source, c.data[len(c.data):cap(c.data)], 1)
	c.data = c.data[:len(c.data)+got]
	if err != nil && err != io.EOF && c.err == nil {
		c.err = err
	}
	return got > 0
}

// peek gives the next n bytes and stays before them; nil when fewer are left.
// They are valid until the next call.
func (c *cursor) peek(n int) []byte {
	if !c.has(n) {
		return nil
	}
	return c.data[c.at : c.at+n : c.at+n]
}

// left is how many bytes of a file in memory are unread.
func (c *cursor) left() int64 { return int64(len(c.data) - c.at) }

// skip passes over n bytes, and says whether they were all there. Of a source
// that can seek only the last of them is read: a seek may pass the end.
func (c *cursor) skip(n int64) bool {
	if c.source == nil || n <= c.left() {
		step := min(n, c.left())
		c.at += int(step)
		return step == n
	}
	n -= c.left()
	c.base += int64(len(c.data))
	c.data, c.at = c.data[:0], 0
	if seeker, ok := c.source.(io.Seeker); ok {
		if _, err := seeker.Seek(n-1, io.SeekCurrent); err == nil {
			c.base += n - 1
			n = 1
		}
	}
	passed, err := io.CopyN(io.Discard, c.source, n)
	c.base += passed
	if err != nil && err != io.EOF && c.err == nil {
		c.err = err
	}
	return passed == n
}

// tagAt reads the tag that b begins with.
func tagAt(b []byte, order binary.ByteOrder) Tag {
	return Tag(order.Uint16(b))<<16 | Tag(order.Uint16(b[2:]))
}
