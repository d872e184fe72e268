package record

import (
	"bufio"
	"fmt"
	"io"

	"github.com/foxglove/mcap/go/mcap"
)

const (
	// chunkNanoseconds ends a chunk after half a second of the attempt: with the
	// time until the disk is reached, a killed process loses less than one second.
	chunkNanoseconds = 500_000_000
	// chunkBytes ends a chunk early when events make it heavy.
	chunkBytes = 256 << 10
	// chunksPerSync asks the disk itself, for power failures, every five seconds.
	chunksPerSync = 10
)

// syncer is what an *os.File can do besides writing.
type syncer interface{ Sync() error }

// file is the MCAP file under a Writer. Only one goroutine uses it.
type file struct {
	mcap     *mcap.Writer
	buffer   *bufio.Writer // gathers the many small writes of one chunk into one
	chunk    *chunk
	disk     syncer // nil when the destination cannot sync
	live     bool   // sync while recording
	unsynced int    // chunks since the last sync
}

// newFile writes everything that does not change, the header first, and hands
// it to the destination.
func newFile(w io.Writer, h *Header, live bool) (*file, error) {
	start, err := h.startNanoseconds()
	if err != nil {
		return nil, err
	}
	metadata, err := h.metadata()
	if err != nil {
		return nil, err
	}
	f := &file{buffer: bufio.NewWriterSize(w, chunkBytes), live: live}
	f.disk, _ = w.(syncer)
	if f.chunk, err = newChunk(start); err != nil {
		return nil, fmt.Errorf("recording: start compression: %w", err)
	}
	if err := f.begin(metadata, channelsOf(len(h.Tools))); err != nil {
		return nil, fmt.Errorf("recording: write header: %w", err)
	}
	return f, nil
}

// begin writes the header and declares all channels before the given one.
func (f *file) begin(header *mcap.Metadata, end channelID) (err error) {
	// Not "Chunked": schemas and channels go straight to the file, and chunk.go makes the chunks.
	if f.mcap, err = mcap.NewWriter(f.buffer, &mcap.WriterOptions{IncludeCRC: true}); err != nil {
		return err
	}
	if err := f.mcap.WriteHeader(&mcap.Header{Library: "drylab"}); err != nil {
		return err
	}
	if err := f.mcap.WriteMetadata(header); err != nil {
		return err
	}
	for id := channelInput; id < end; id++ {
		if id == id.schemaID() {
			if err := f.mcap.WriteSchema(id.schema()); err != nil {
				return err
			}
		}
		if err := f.mcap.WriteChannel(id.channel()); err != nil {
			return err
		}
	}
	return f.flush()
}

// write adds a slot to the current chunk, and writes the chunk when it is due.
func (f *file) write(s *slot) error {
	if s.isHash {
		f.chunk.addHash(&s.hash)
	} else {
		f.chunk.addTick(&s.input, &s.sample, s.events)
	}
	if len(f.chunk.records) > maxChunkBytes {
		return fmt.Errorf("recording: tick %d has %d bytes of events, at most %d can be recorded",
			s.sample.Tick, len(f.chunk.records), maxChunkBytes)
	}
	if f.chunk.span() >= chunkNanoseconds || len(f.chunk.records) >= chunkBytes {
		return f.writeChunk()
	}
	return nil
}

// writeChunk hands the current chunk, if there is one, to the destination.
func (f *file) writeChunk() error {
	if len(f.chunk.records) == 0 {
		return nil
	}
	if err := f.chunk.writeTo(f.mcap); err != nil {
		return fmt.Errorf("recording: write: %w", err)
	}
	if err := f.flush(); err != nil {
		return fmt.Errorf("recording: write: %w", err)
	}
	f.unsynced++
	if f.live && f.unsynced >= chunksPerSync {
		return f.sync()
	}
	return nil
}

func (f *file) flush() error { return f.buffer.Flush() }

func (f *file) sync() error {
	f.unsynced = 0
	if f.disk == nil {
		return nil
	}
	if err := f.disk.Sync(); err != nil {
		return fmt.Errorf("recording: sync: %w", err)
	}
	return nil
}

// finish writes what only the end knows, the summary and the footer.
func (f *file) finish(lateTicks, lateFrames int64) error {
	if err := f.mcap.WriteMetadata(endRecord(lateTicks, lateFrames)); err != nil {
		return fmt.Errorf("recording: write end: %w", err)
	}
	if err := f.mcap.Close(); err != nil {
		return fmt.Errorf("recording: write summary: %w", err)
	}
	if err := f.flush(); err != nil {
		return fmt.Errorf("recording: write summary: %w", err)
	}
	return f.sync()
}
