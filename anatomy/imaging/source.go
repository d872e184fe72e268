package imaging

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/gzip"
)

// source is one file on its way in: its own bytes, or what gzip made of them.
type source struct {
	*bufio.Reader
	plain  bool     // the bytes are the file's own
	size   int64    // of the file in bytes; -1 when unknown
	packed int64    // of the file that was decompressed; 0 or less when unknown
	taken  *counter // of the file
}

// headerPiece buffers the short reads of a header. Pieces of voxels are larger
// and pass by the buffer.
const headerPiece = 1 << 12

func newSource(r io.Reader) *source {
	taken := &counter{r: r}
	return &source{Reader: bufio.NewReaderSize(taken, headerPiece), plain: true, size: sizeOf(r), taken: taken}
}

// counter counts the bytes that pass.
type counter struct {
	r io.Reader
	n int64
}

// Read is io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// sizeOf is how many bytes a reader holds where it tells, else -1.
func sizeOf(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }:
		return int64(r.Len())
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return -1
}

// left is how many bytes of the file are still to be read; below zero when
// that is unknown.
func (s *source) left() int64 {
	if !s.plain || s.size < 0 {
		return -1
	}
	return s.size - s.taken.n + int64(s.Buffered())
}

// start is the first bytes, n of them or as many as there are; they stay to be
// read.
func (s *source) start(n int) ([]byte, error) {
	start, err := s.Peek(n)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("the file cannot be read (%w); copy it again", err)
	}
	return start, nil
}

// gzipMagic begins a gzip file, RFC 1952 section 2.3.1.
var gzipMagic = []byte{0x1f, 0x8b}

// decompressed undoes gzip where the first bytes say so.
func decompressed(s *source) (*source, error) {
	start, err := s.start(len(gzipMagic))
	if err != nil || !bytes.Equal(start, gzipMagic) {
		return s, err
	}
	plain, err := gzip.NewReader(bufio.NewReaderSize(s.Reader, readPiece))
	if err != nil {
		return nil, fmt.Errorf("the gzip header is damaged (%w); copy the file again", err)
	}
	return &source{Reader: bufio.NewReaderSize(plain, headerPiece), size: -1, packed: s.size}, nil
}

// skip moves over n bytes: header extensions, which may name the patient.
func skip(r io.Reader, n int64) error {
	skipped, err := io.CopyN(io.Discard, r, n)
	switch {
	case err == nil:
		return nil
	case stopped(err):
		return err
	}
	return fmt.Errorf("the image should begin %d bytes further on, but the file ends after %d of them; copy it again", n, skipped)
}

// takeLast makes p read the end of a file, where nothing says how long what
// comes before the voxels is.
func (p *picture) takeLast(file *source) error {
	before := file.left() - p.size()
	if before < 0 {
		return fmt.Errorf("the voxels should be the last %d bytes of the file, but it is compressed or shorter; copy it again", p.size())
	}
	return p.readFrom(file, before)
}

// readFrom makes p read its voxels from a file, some bytes further on.
func (p *picture) readFrom(file *source, ahead int64) error {
	if err := skip(file, ahead); err != nil {
		return err
	}
	p.r, p.left, p.packed = file, file.left(), file.packed
	return nil
}
