package record

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

// Read reads a recording whole.
//
// A file that was not closed, because the process or the machine died, gives
// what its complete chunks hold, with Truncated set. A file that was changed or
// damaged, by as little as one bit, is an error and never a silently shorter
// attempt; so is another format, and a newer version of this one. Memory is
// bounded by what the file holds, whatever sizes it declares.
func Read(r io.Reader) (*Recording, error) { return read(r, nil) }

// Scan reads a recording as Read does, but holds neither inputs nor samples: each
// sample is shown to visit, with the header, and is overwritten once visit returns.
// Of the Recording's Inputs and Samples there are the last only. What was visited
// before an error was sound, but is not the whole.
func Scan(r io.Reader, visit func(*Header, *Sample)) (*Recording, error) { return read(r, visit) }

func read(r io.Reader, visit func(*Header, *Sample)) (*Recording, error) {
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxChunkBytes))
	if err != nil {
		return nil, fmt.Errorf("recording: start decompression: %w", err)
	}
	defer decoder.Close()
	in := reader{records: newRecordReader(r), decoder: decoder, expected: channelInput, visit: visit}
	if err := in.records.magic(); err != nil {
		return nil, err
	}
	for !in.finished {
		record, err := in.records.next()
		if errors.Is(err, errTorn) {
			return in.truncated()
		}
		if err != nil {
			return nil, err
		}
		if err := in.record(record); err != nil {
			return nil, fmt.Errorf("recording: %s record at byte %d: %w", record.op, record.offset, err)
		}
	}
	if err := in.records.magicAtEnd(); errors.Is(err, errTorn) {
		return in.truncated()
	} else if err != nil {
		return nil, err
	}
	return in.assembler.recording(false), nil
}

// reader follows the layout of layout.go from record to record.
type reader struct {
	records   *recordReader
	decoder   *zstd.Decoder
	unpacked  []byte // reused for decompressed chunks
	assembler *assembler
	expected  channelID // the next channel to be declared
	end       channelID // one past the last that the header's instruments have
	declared  bool      // the schema of the expected channel was seen
	ended     bool      // drylab.end was seen
	summary   bool      // data end was seen
	finished  bool      // footer was seen
	visit     func(*Header, *Sample)
}

// truncated is the recording up to where the file breaks off.
func (in *reader) truncated() (*Recording, error) {
	if in.assembler == nil {
		return nil, errors.New("recording breaks off before the end of its header: nothing was recorded, the file can be deleted")
	}
	return in.assembler.recording(true), nil
}

// record handles one top-level record.
func (in *reader) record(r mcapRecord) error {
	switch {
	case in.summary:
		return in.summaryRecord(r)
	case r.offset == int64(len(mcap.Magic)):
		if r.op != mcap.OpHeader {
			return errors.New("an MCAP file begins with a header record; this file is damaged or not a recording")
		}
		return nil
	case in.assembler == nil && r.op != mcap.OpMetadata:
		return errors.New("this MCAP file does not begin like a drylab recording")
	}
	switch r.op {
	case mcap.OpMetadata:
		return in.metadata(r.body)
	case mcap.OpSchema:
		return in.schema(r.body)
	case mcap.OpChannel:
		return in.channel(r.body)
	case mcap.OpChunk:
		return in.chunk(r.body)
	case mcap.OpMessageIndex:
		return nil // the chunk before it was read whole
	case mcap.OpDataEnd:
		return in.dataEnd(r)
	default:
		return errors.New("a drylab recording has no such record; the file is damaged")
	}
}

func (in *reader) metadata(body []byte) error {
	metadata, err := mcap.ParseMetadata(body)
	if err != nil {
		return err
	}
	switch {
	case in.assembler == nil && metadata.Name == headerMetadata:
		header, err := parseHeader(metadata.Metadata)
		if err != nil {
			return err
		}
		in.end = channelsOf(len(header.Tools))
		in.assembler, err = newAssembler(header, in.visit)
		return err
	case in.assembler != nil && metadata.Name == endMetadata && !in.ended:
		in.ended = true
		return in.lateness(metadata.Metadata)
	default:
		return fmt.Errorf("metadata %q does not belong here in a drylab recording", metadata.Name)
	}
}

// lateness reads what only the end of an attempt knows. Recordings from before
// headsets have no late frames.
func (in *reader) lateness(end map[string]string) error {
	ticks, err := strconv.ParseInt(end[lateTicksKey], 10, 64)
	if err != nil || ticks < 0 {
		return fmt.Errorf("%q late ticks is not a count", end[lateTicksKey])
	}
	frames, err := strconv.ParseInt(cmp.Or(end[lateFramesKey], "0"), 10, 64)
	if err != nil || frames < 0 {
		return fmt.Errorf("%q late frames is not a count", end[lateFramesKey])
	}
	in.assembler.rec.LateTicks, in.assembler.rec.LateFrames = ticks, frames
	return nil
}

// schema accepts the schemas of layout.go only, in their order.
func (in *reader) schema(body []byte) error {
	schema, err := mcap.ParseSchema(body)
	if err != nil {
		return err
	}
	if in.expected == in.end || in.expected != in.expected.schemaID() || in.declared {
		return fmt.Errorf("schema %q is not expected here", schema.Name)
	}
	want := in.expected.schema()
	if schema.ID != want.ID || schema.Name != want.Name || schema.Encoding != want.Encoding {
		return fmt.Errorf("schema %q where %q is expected", schema.Name, want.Name)
	}
	in.declared = true
	return nil
}

// channel accepts the channels of layout.go only, in their order.
func (in *reader) channel(body []byte) error {
	channel, err := mcap.ParseChannel(body)
	if err != nil {
		return err
	}
	if in.expected == in.end || in.expected == in.expected.schemaID() && !in.declared {
		return fmt.Errorf("channel %q is not expected here", channel.Topic)
	}
	want := in.expected.channel()
	if channel.ID != want.ID || channel.Topic != want.Topic || channel.SchemaID != want.SchemaID ||
		channel.MessageEncoding != want.MessageEncoding {
		return fmt.Errorf("channel %q where %q is expected", channel.Topic, want.Topic)
	}
	in.declared = false
	in.expected++
	return nil
}

func (in *reader) chunk(body []byte) error {
	if in.expected != in.end || in.ended {
		return errors.New("a chunk does not belong here in a drylab recording")
	}
	packed, err := parseChunk(body)
	if err != nil {
		return err
	}
	if in.unpacked, err = packed.unpack(in.decoder, in.unpacked); err != nil {
		return err
	}
	return in.assembler.chunk(in.unpacked)
}

// dataEnd checks the whole file up to here, the parts without a checksum of
// their own included.
func (in *reader) dataEnd(r mcapRecord) error {
	if !in.ended {
		return errors.New("the data end before their metadata drylab.end; the file is damaged")
	}
	end, err := mcap.ParseDataEnd(r.body)
	if err != nil {
		return err
	}
	if end.DataSectionCRC != r.crcBefore {
		return fmt.Errorf("the file is damaged: the checksum over its data is %08x and should be %08x", r.crcBefore, end.DataSectionCRC)
	}
	in.summary = true
	in.records.crc = 0
	return nil
}

// summaryRecord passes over the summary, which repeats what the data said, up to
// the footer with its checksum.
func (in *reader) summaryRecord(r mcapRecord) error {
	switch r.op {
	case mcap.OpSchema, mcap.OpChannel, mcap.OpStatistics, mcap.OpChunkIndex, mcap.OpMetadataIndex, mcap.OpSummaryOffset:
		return nil
	case mcap.OpFooter:
		footer, err := mcap.ParseFooter(r.body)
		if err != nil {
			return err
		}
		if crc := r.crcBeforeLast(4); footer.SummaryCRC != crc {
			return fmt.Errorf("the file is damaged: the checksum over its summary is %08x and should be %08x", crc, footer.SummaryCRC)
		}
		in.finished = true
		return nil
	default:
		return errors.New("the summary of a drylab recording has no such record; the file is damaged")
	}
}
