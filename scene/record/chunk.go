package record

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

// chunk collects messages until they are written as one compressed MCAP chunk.
//
// The mcap package can collect chunks itself, but ends one only by its size, so
// that a quiet attempt would stay in memory for seconds. With chunks of our own,
// the writer ends them after a given time of the attempt, never inside a tick.
type chunk struct {
	start    uint64 // log time of tick 0, ns since 1970
	records  []byte // uncompressed MCAP records
	packed   []byte // reused for the compressed records
	first    uint64 // smallest log time
	last     uint64 // largest log time
	indexes  [channelLimit]mcap.MessageIndex
	counts   [channelLimit]uint64 // messages in this chunk
	sequence [channelLimit]uint32 // messages in the whole file
	encoder  *zstd.Encoder
}

func newChunk(start uint64) (*chunk, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	c := &chunk{start: start, encoder: encoder}
	for id := range c.indexes {
		c.indexes[id].ChannelID = uint16(id)
	}
	return c, nil
}

// addTick adds what one tick wrote.
func (c *chunk) addTick(in *Input, s *Sample, events []Event) {
	at := c.begin(channelInput, in.Tick)
	c.records = appendInput(c.records, in)
	c.end(at)
	for i := range s.Tools {
		at = c.begin(poseOf(i), s.Tick)
		c.records = appendPose(c.records, c.time(s.Tick), &s.Tools[i].Pose)
		c.end(at)
		at = c.begin(stateOf(i), s.Tick)
		c.records = appendState(c.records, s, i)
		c.end(at)
	}
	for i := range events {
		at = c.begin(channelEvent, events[i].Tick)
		c.records = appendEvent(c.records, &events[i])
		c.end(at)
	}
}

func (c *chunk) addHash(h *StateHash) {
	at := c.begin(channelHash, h.Tick)
	c.records = appendHash(c.records, h)
	c.end(at)
}

// time is the log time of a tick in nanoseconds since 1970.
func (c *chunk) time(tick int64) uint64 { return c.start + uint64(tick)*tickNanoseconds }

// begin appends all of a message record but its data and returns where the record starts.
func (c *chunk) begin(id channelID, tick int64) int {
	at, now := len(c.records), c.time(tick)
	if at == 0 {
		c.first, c.last = now, now
	}
	c.first, c.last = min(c.first, now), max(c.last, now)
	c.indexes[id].Add(now, uint64(at))
	c.records = append(c.records, byte(mcap.OpMessage))
	c.records = binary.LittleEndian.AppendUint64(c.records, 0) // the length, known at end
	c.records = binary.LittleEndian.AppendUint16(c.records, uint16(id))
	c.records = binary.LittleEndian.AppendUint32(c.records, c.sequence[id])
	c.records = binary.LittleEndian.AppendUint64(c.records, now) // log time
	c.records = binary.LittleEndian.AppendUint64(c.records, now) // publish time
	c.counts[id]++
	c.sequence[id]++
	return at
}

// end fills in the length of the record that starts at the given place.
func (c *chunk) end(at int) {
	binary.LittleEndian.PutUint64(c.records[at+1:], uint64(len(c.records)-at-9))
}

// span is the time from the chunk's first to its last message, ns.
func (c *chunk) span() uint64 { return c.last - c.first }

// writeTo writes the chunk and its message indexes, counts them in the file's
// statistics and empties the chunk.
func (c *chunk) writeTo(w *mcap.Writer) error {
	c.packed = c.encoder.EncodeAll(c.records, c.packed[:0])
	var indexes []*mcap.MessageIndex
	for id := range c.indexes {
		if !c.indexes[id].IsEmpty() {
			indexes = append(indexes, &c.indexes[id])
		}
		if c.counts[id] > 0 {
			w.Statistics.ChannelMessageCounts[uint16(id)] += c.counts[id]
			w.Statistics.MessageCount += c.counts[id]
		}
	}
	err := w.WriteChunkWithIndexes(&mcap.Chunk{
		MessageStartTime: c.first,
		MessageEndTime:   c.last,
		UncompressedSize: uint64(len(c.records)),
		UncompressedCRC:  crc32.ChecksumIEEE(c.records),
		Compression:      string(mcap.CompressionZSTD),
		Records:          c.packed,
	}, indexes)
	c.records = c.records[:0]
	for id := range c.indexes {
		c.indexes[id].Reset()
		c.counts[id] = 0
	}
	return err
}
