package mesh

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
)

var vtpTypes = map[string]vtkType{
	"Int8": {size: 1, signed: true}, "UInt8": {size: 1}, "Int16": {size: 2, signed: true}, "UInt16": {size: 2},
	"Int32": {size: 4, signed: true}, "UInt32": {size: 4}, "Int64": {size: 8, signed: true}, "UInt64": {size: 8},
	"Float32": {size: 4, float: true}, "Float64": {size: 8, float: true},
}

// numbers hands over an array's numbers one by one.
func (f *vtpFile) numbers(array vtpArray, visit func(float64) error) error {
	if array.format == "ascii" {
		return textNumbers(array.inline, visit)
	}
	if array.kind.size == 0 {
		return nil // the piece has no such array
	}
	source, encoded := array.inline, true
	if array.format == "appended" {
		if array.offset > len(f.appended) {
			return endedEarly(errEarly)
		}
		source, encoded = f.appended[array.offset:], f.header.encoded
	}
	var raw io.Reader = bytes.NewReader(source)
	if encoded {
		raw = base64Block(source)
	}
	return f.binaryNumbers(array.kind, raw, source, encoded, visit)
}

// base64Block decodes up to the first padding or the end of the letters, which
// is where a block ends.
func base64Block(source []byte) io.Reader {
	return base64.NewDecoder(base64.RawStdEncoding, bytes.NewReader(base64Letters(source)))
}

func base64Letters(source []byte) []byte {
	source = bytes.TrimLeft(source, " \t\r\n")
	end := bytes.IndexAny(source, "=< \t\r\n")
	if end < 0 {
		return source
	}
	return source[:end]
}

// binaryNumbers reads a length and the numbers, or the compressed blocks.
func (f *vtpFile) binaryNumbers(kind vtkType, raw io.Reader, source []byte, encoded bool, visit func(float64) error) error {
	length, err := f.count(raw)
	if err != nil {
		return err
	}
	if !f.header.compressed {
		return f.eachNumber(kind, io.LimitReader(raw, int64(length)), visit)
	}
	blocks := length
	sizes := make([]uint64, 0, min(blocks, initialCapacity))
	for range blocks + 2 { // block size, last block's size, then each block deflated
		size, err := f.count(raw)
		if err != nil {
			return err
		}
		sizes = append(sizes, size)
	}
	if encoded { // the lengths are a base64 block of their own, padded to thirds
		bytesOfLengths := (int(blocks) + 3) * f.header.countSize
		source = bytes.TrimLeft(source, " \t\r\n")
		raw = base64Block(source[min((bytesOfLengths+2)/3*4, len(source)):])
	}
	return f.eachNumber(kind, &inflatedBlocks{raw: raw, sizes: sizes[2:]}, visit)
}

// count reads one length of the file's header type.
func (f *vtpFile) count(raw io.Reader) (uint64, error) {
	var field [8]byte
	if _, err := io.ReadFull(raw, field[:f.header.countSize]); err != nil {
		return 0, endedEarly(errEarly)
	}
	var count uint64
	switch {
	case f.header.countSize == 4 && f.header.bigEndian:
		count = uint64(binary.BigEndian.Uint32(field[:]))
	case f.header.countSize == 4:
		count = uint64(binary.LittleEndian.Uint32(field[:]))
	case f.header.bigEndian:
		count = binary.BigEndian.Uint64(field[:])
	default:
		count = binary.LittleEndian.Uint64(field[:])
	}
	if count > 1<<40 {
		return 0, errors.New("an array claims an impossible length")
	}
	return count, nil
}

// inflatedBlocks reads zlib blocks one after the other.
type inflatedBlocks struct {
	raw     io.Reader
	sizes   []uint64  // of the blocks to come
	block   io.Reader // the current block, deflated
	current io.Reader // and inflated; nil between blocks
}

// Read returns what the blocks hold.
func (b *inflatedBlocks) Read(p []byte) (int, error) {
	for {
		if b.current == nil {
			if len(b.sizes) == 0 {
				return 0, io.EOF
			}
			b.block = io.LimitReader(b.raw, int64(b.sizes[0]))
			inflated, err := zlib.NewReader(bufio.NewReader(b.block))
			if err != nil {
				return 0, errors.New("a deflated block is damaged: export the file again")
			}
			b.sizes, b.current = b.sizes[1:], inflated
		}
		n, err := b.current.Read(p)
		if err == io.EOF {
			b.current = nil
			_, err = io.Copy(io.Discard, b.block)
		} else if err != nil {
			err = errors.New("a deflated block is damaged: export the file again")
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// eachNumber decodes numbers up to the end of the data.
func (f *vtpFile) eachNumber(kind vtkType, data io.Reader, visit func(float64) error) error {
	buffered := bufio.NewReaderSize(data, 1<<15)
	var field [8]byte
	number := field[:kind.size]
	for {
		if _, err := io.ReadFull(buffered, number); err == io.EOF {
			return nil
		} else if err != nil {
			return endedEarly(err)
		}
		if !f.header.bigEndian {
			for i, j := 0, kind.size-1; i < j; i, j = i+1, j-1 {
				number[i], number[j] = number[j], number[i]
			}
		}
		if err := visit(kind.value(number)); err != nil {
			return err
		}
	}
}

// textNumbers reads numbers between white space.
func textNumbers(text []byte, visit func(float64) error) error {
	for {
		var word []byte
		if word, text = cutWord(text); len(word) == 0 {
			return nil
		}
		value, err := parseNumber(word)
		if err == nil {
			err = visit(value)
		}
		if err != nil {
			return err
		}
	}
}
