package igtl

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Fault is what is wrong with one message; the next one can still be read.
type Fault string

func (f Fault) Error() string { return "OpenIGTLink: " + string(f) }

// The faults.
const (
	faultSize Fault = "a message's size does not fit its type"
	// FaultChecksum is a message that was changed on its way.
	FaultChecksum Fault = "a message's checksum is wrong"
)

var (
	errNotIGTL   = errors.New("what the peer sends is not OpenIGTLink, or newer than version 3; check host and port")
	errTooLarge  = fmt.Errorf("the peer announces a message of more than %d MiB; check host and port, and that it sends poses", MaxBodyBytes>>20)
	errTruncated = errors.New("the peer ended the connection in the middle of a message")
)

// mostHeld is the largest message whose content is held; what is larger of a known
// type is no pose.
const mostHeld = 1 << 20

// Reader reads messages from a connection.
type Reader struct {
	from *bufio.Reader
	body []byte
}

// NewReader reads from a connection.
func NewReader(r io.Reader) *Reader { return &Reader{from: bufio.NewReaderSize(r, 64<<10)} }

// Next is the next message. It is the caller's. A message of a type that this
// package does not know has no content; its size is bounded, and it is not held. A
// Fault is about this message only; io.EOF is a connection that was ended between
// two; after any other error nothing can be read.
func (r *Reader) Next() (Message, error) {
	var fixed [headerBytes]byte
	if _, err := io.ReadFull(r.from, fixed[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = errTruncated
		}
		return Message{}, err
	}
	h, err := parseHeader(fixed[:])
	if err != nil {
		return Message{}, err
	}
	if !known(h.Type) || h.size > mostHeld {
		return h.Message, r.pass(&h)
	}
	if int64(cap(r.body)) < h.size {
		r.body = make([]byte, h.size)
	}
	r.body = r.body[:h.size]
	if _, err := io.ReadFull(r.from, r.body); err != nil {
		return Message{}, cut(err)
	}
	if checksum(0, r.body) != h.crc {
		return h.Message, FaultChecksum
	}
	return h.Message, h.decode(r.body)
}

// pass reads over a message.
func (r *Reader) pass(h *header) error {
	sum := uint64(0)
	for left := h.size; left > 0; {
		piece, err := r.from.Peek(int(min(left, int64(r.from.Size()))))
		if err != nil {
			return cut(err)
		}
		sum = checksum(sum, piece)
		left -= int64(len(piece))
		if _, err := r.from.Discard(len(piece)); err != nil {
			return cut(err)
		}
	}
	switch {
	case sum != h.crc:
		return FaultChecksum
	case known(h.Type):
		return faultSize
	}
	return nil
}

// cut is the error of a connection that ended in the middle of a message.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errTruncated
	}
	return err
}
