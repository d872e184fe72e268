package record

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

// The readers of the mcap package allocate what a record claims to hold before
// they look whether it is there, and index beyond a short chunk. These few
// functions split a file into records with every size checked first.

// errTorn says that the file ends inside a record, or where one should begin.
var errTorn = errors.New("recording breaks off")

// recordHead is the opcode and the length before each record.
const recordHead = 9

// mcapRecord is one record. The body is valid until the next one is read.
type mcapRecord struct {
	op        mcap.OpCode
	offset    int64 // of the opcode, from the start of the file
	head      [recordHead]byte
	body      []byte
	crcBefore uint32 // of all bytes before this record, since the last reset
}

// crcBeforeLast is the CRC up to all but the last n bytes of the record.
func (r *mcapRecord) crcBeforeLast(n int) uint32 {
	crc := crc32.Update(r.crcBefore, crc32.IEEETable, r.head[:])
	return crc32.Update(crc, crc32.IEEETable, r.body[:len(r.body)-n])
}

type recordReader struct {
	source *bufio.Reader
	body   bytes.Buffer
	offset int64
	crc    uint32 // of everything read since it was last set to 0
}

func newRecordReader(r io.Reader) *recordReader {
	return &recordReader{source: bufio.NewReaderSize(r, 64<<10)}
}

// magic reads the first bytes of the file.
func (r *recordReader) magic() error {
	var head [8]byte
	n, err := io.ReadFull(r.source, head[:])
	if err != nil && !isEnd(err) {
		return fmt.Errorf("recording: read: %w", err)
	}
	if n == 0 {
		return errors.New("recording is empty: nothing was recorded, the file can be deleted")
	}
	if !bytes.Equal(head[:], mcap.Magic) {
		return errors.New("not a recording: the file does not begin like an MCAP file")
	}
	r.offset = int64(n)
	r.crc = crc32.ChecksumIEEE(head[:])
	return nil
}

// magicAtEnd reads the last bytes of the file, after which nothing may follow.
func (r *recordReader) magicAtEnd() error {
	var tail [9]byte
	n, err := io.ReadFull(r.source, tail[:])
	switch {
	case err != nil && !isEnd(err):
		return fmt.Errorf("recording: read: %w", err)
	case n > len(mcap.Magic):
		return fmt.Errorf("recording: the file goes on after its end at byte %d; it is damaged", r.offset+int64(len(mcap.Magic)))
	case !bytes.Equal(tail[:n], mcap.Magic[:n]):
		return fmt.Errorf("recording: the last bytes at byte %d are not an MCAP file's; the file is damaged", r.offset)
	case n < len(mcap.Magic):
		return errTorn
	}
	return nil
}

// next reads one record, or errTorn when the file ends before it does.
func (r *recordReader) next() (mcapRecord, error) {
	record := mcapRecord{offset: r.offset, crcBefore: r.crc}
	n, err := io.ReadFull(r.source, record.head[:])
	if err != nil {
		return record, r.torn(record.head[:n], err)
	}
	record.op = mcap.OpCode(record.head[0])
	size := binary.LittleEndian.Uint64(record.head[1:])
	if size > maxRecordBytes {
		return record, fmt.Errorf("recording: %s record at byte %d claims %d bytes, at most %d are possible; the file is damaged",
			record.op, r.offset, size, maxRecordBytes)
	}
	r.body.Reset()
	// CopyN grows the buffer as bytes arrive, so a false size costs nothing.
	if _, err := io.CopyN(&r.body, r.source, int64(size)); err != nil {
		return record, r.torn(r.body.Bytes(), err)
	}
	record.body = r.body.Bytes()
	r.offset += recordHead + int64(size)
	r.crc = crc32.Update(r.crc, crc32.IEEETable, record.head[:])
	r.crc = crc32.Update(r.crc, crc32.IEEETable, record.body)
	return record, nil
}

// torn tells a file that was cut off from one that was closed but has a false
// size in the middle, whose end a record then swallows.
func (r *recordReader) torn(rest []byte, err error) error {
	if !isEnd(err) {
		return fmt.Errorf("recording: read: %w", err)
	}
	if bytes.HasSuffix(rest, mcap.Magic) {
		return fmt.Errorf("recording: the record at byte %d does not end before the file does; the file is damaged", r.offset)
	}
	return errTorn
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// packedChunk is a chunk as it is in the file.
type packedChunk struct {
	unpackedSize uint64
	unpackedCRC  uint32
	records      []byte // compressed with zstd
}

// parseChunk takes a chunk record apart: start time, end time, unpacked size,
// CRC, name of the compression, length, records.
func parseChunk(body []byte) (packedChunk, error) {
	const compression = string(mcap.CompressionZSTD)
	const nameAt = 8 + 8 + 8 + 4 + 4
	const recordsAt = nameAt + len(compression) + 8
	if len(body) < recordsAt {
		return packedChunk{}, errors.New("the chunk is too short; the file is damaged")
	}
	nameLength := binary.LittleEndian.Uint32(body[nameAt-4:])
	if nameLength != uint32(len(compression)) || string(body[nameAt:nameAt+len(compression)]) != compression {
		return packedChunk{}, errors.New("the chunk is not compressed with zstd, as a drylab recording's are")
	}
	if length := binary.LittleEndian.Uint64(body[recordsAt-8:]); length != uint64(len(body)-recordsAt) {
		return packedChunk{}, fmt.Errorf("the chunk claims %d bytes of records and has %d; the file is damaged", length, len(body)-recordsAt)
	}
	return packedChunk{
		unpackedSize: binary.LittleEndian.Uint64(body[16:]),
		unpackedCRC:  binary.LittleEndian.Uint32(body[24:]),
		records:      body[recordsAt:],
	}, nil
}

// unpack decompresses into buffer and checks size and CRC. The decoder refuses
// more than maxChunkBytes.
func (c packedChunk) unpack(decoder *zstd.Decoder, buffer []byte) ([]byte, error) {
	unpacked, err := decoder.DecodeAll(c.records, buffer[:0])
	if err != nil {
		return unpacked, fmt.Errorf("the chunk cannot be decompressed, the file is damaged: %w", err)
	}
	if uint64(len(unpacked)) != c.unpackedSize {
		return unpacked, fmt.Errorf("the chunk claims %d bytes and has %d; the file is damaged", c.unpackedSize, len(unpacked))
	}
	if crc := crc32.ChecksumIEEE(unpacked); crc != c.unpackedCRC {
		return unpacked, fmt.Errorf("the chunk is damaged: its checksum is %08x and should be %08x", crc, c.unpackedCRC)
	}
	return unpacked, nil
}
