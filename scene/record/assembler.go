package record

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/foxglove/mcap/go/mcap"
)

// assembler puts the messages of the chunks back together into a Recording.
type assembler struct {
	rec      Recording
	oneTool  bool   // the file has schemaOneTool
	start    uint64 // log time of tick 0, ns since 1970
	checked  ticks
	next     channelID // what an unfinished tick still lacks; channelInput between ticks
	tool     int       // whose pose and state come next in an unfinished tick
	sequence [channelLimit]uint32
	input    Input // of the unfinished tick
	sample   Sample

	hands      pool[Hand]
	tools      pool[ToolSample]
	clearances pool[float64]
	visit      func(*Header, *Sample) // what a scan does with a tick in place of keeping it; nil keeps
}

func newAssembler(h Header, visit func(*Header, *Sample)) (*assembler, error) {
	start, err := h.startNanoseconds()
	if err != nil {
		return nil, err
	}
	return &assembler{
		rec:     Recording{Header: h},
		oneTool: h.Schema == schemaOneTool,
		start:   start,
		checked: newTicks(&h),
		next:    channelInput,

		hands:      pool[Hand]{length: len(h.Tools)},
		tools:      pool[ToolSample]{length: len(h.Tools)},
		clearances: pool[float64]{length: len(h.Structures)},
		visit:      visit,
	}, nil
}

// pool hands out slices of one length from longer allocations.
type pool[T any] struct {
	length int
	free   []T
	block  []T // that free is the rest of
}

// poolBlock is how many values a pool allocates at a time.
const poolBlock = 1024

// take returns a slice of zero values, nil where the length is 0.
func (p *pool[T]) take() []T {
	if p.length == 0 {
		return nil
	}
	if len(p.free) < p.length {
		p.free = make([]T, max(p.length, poolBlock/p.length*p.length))
		p.block = p.free
	}
	taken := p.free[:p.length:p.length]
	p.free = p.free[p.length:]
	return taken
}

// again hands the same slices out once more; what was in them is lost.
func (p *pool[T]) again() { p.free = p.block }

func (a *assembler) recording(truncated bool) *Recording {
	a.rec.Truncated = truncated
	return &a.rec
}

// chunk adds the messages of one decompressed chunk, which holds whole ticks.
func (a *assembler) chunk(records []byte) error {
	for len(records) > 0 {
		if len(records) < recordHead {
			return errors.New("the chunk ends inside a message; the file is damaged")
		}
		op, size := mcap.OpCode(records[0]), binary.LittleEndian.Uint64(records[1:])
		if size > uint64(len(records)-recordHead) {
			return errors.New("a message is longer than its chunk; the file is damaged")
		}
		if op != mcap.OpMessage {
			return fmt.Errorf("a chunk of a drylab recording holds messages only, not a %s", op)
		}
		if err := a.message(records[recordHead : recordHead+size]); err != nil {
			return err
		}
		records = records[recordHead+size:]
	}
	if a.next != channelInput {
		return fmt.Errorf("the chunk ends inside tick %d; the file is damaged", a.input.Tick)
	}
	return nil
}

// message adds one message. Its sequence number shows whether a chunk is missing.
func (a *assembler) message(body []byte) error {
	var m mcap.Message
	if err := m.PopulateFrom(body, false); err != nil {
		return fmt.Errorf("a message is too short: %w", err)
	}
	id := channelID(m.ChannelID)
	if id < channelInput || id >= channelsOf(len(a.rec.Header.Tools)) {
		return fmt.Errorf("a message has the unknown channel %d", m.ChannelID)
	}
	if m.Sequence != a.sequence[id] {
		return fmt.Errorf("message %d of %s is missing (%d follows); the file is damaged", a.sequence[id], id.topic(), m.Sequence)
	}
	a.sequence[id]++
	tick, err := a.data(id, m.Data)
	if err != nil {
		return fmt.Errorf("message %d of %s: %w", m.Sequence, id.topic(), err)
	}
	if want := a.start + uint64(tick)*tickNanoseconds; m.LogTime != want {
		return fmt.Errorf("message %d of %s is of tick %d but not of its time", m.Sequence, id.topic(), tick)
	}
	return nil
}

// data adds the message's content and returns its tick.
func (a *assembler) data(id channelID, data []byte) (int64, error) {
	betweenTicks := id == channelInput || id == channelEvent || id == channelHash
	if betweenTicks != (a.next == channelInput) || !betweenTicks && id != a.next {
		return 0, fmt.Errorf("%s of tick %d must come first", a.next.topic(), a.input.Tick)
	}
	switch {
	case id == channelInput:
		return a.begin(data)
	case id == poseOf(a.tool):
		return a.input.Tick, a.pose(data)
	case !betweenTicks:
		return a.input.Tick, a.state(data)
	case id == channelEvent:
		return a.event(data)
	default:
		return a.hash(data)
	}
}

// begin takes a tick's input.
func (a *assembler) begin(data []byte) (int64, error) {
	a.next, a.tool = channelPose, 0
	if a.visit != nil {
		a.hands.again()
		a.tools.again()
		a.clearances.again()
	}
	a.input, a.sample = Input{Hands: a.hands.take()}, Sample{Tools: a.tools.take()}
	decode := decodeInput
	if a.oneTool {
		decode = decodeInputOne
	}
	err := decode(data, &a.input)
	return a.input.Tick, err
}

// pose takes an instrument's pose.
func (a *assembler) pose(data []byte) error {
	a.next = stateOf(a.tool)
	now, err := decodePose(data, &a.sample.Tools[a.tool].Pose)
	if err == nil && now != a.start+uint64(a.input.Tick)*tickNanoseconds {
		err = fmt.Errorf("the pose of tick %d has another tick's time", a.input.Tick)
	}
	return err
}

// state takes an instrument's state; the last one completes the tick.
func (a *assembler) state(data []byte) error {
	decode := decodeState
	if a.oneTool {
		decode = decodeStateOne
	}
	whole, err := decode(data, &a.sample.Tools[a.tool], a.clearances.take()[:0])
	if err != nil {
		return err
	}
	if a.tool > 0 && whole != (state{a.sample.Tick, a.sample.InUse}) {
		return fmt.Errorf("the instruments of tick %d disagree about tick or use", a.sample.Tick)
	}
	a.sample.Tick, a.sample.InUse = whole.tick, whole.inUse
	if a.tool++; a.tool < len(a.sample.Tools) {
		a.next = poseOf(a.tool)
		return nil
	}
	return a.finish()
}

// finish adds a complete tick to the recording.
func (a *assembler) finish() error {
	a.next, a.tool = channelInput, 0
	if err := a.checked.tick(&a.input, &a.sample, nil); err != nil {
		return err
	}
	if a.visit != nil {
		a.visit(&a.rec.Header, &a.sample)
		a.rec.Inputs, a.rec.Samples = a.rec.Inputs[:0], a.rec.Samples[:0]
	}
	a.rec.Inputs = append(a.rec.Inputs, a.input)
	a.rec.Samples = append(a.rec.Samples, a.sample)
	return nil
}

func (a *assembler) event(data []byte) (int64, error) {
	var e Event
	decode := decodeEvent
	if a.oneTool {
		decode = decodeEventOne
	}
	if err := decode(data, &e); err != nil {
		return 0, err
	}
	if err := a.checked.event(&e); err != nil {
		return 0, err
	}
	a.rec.Events = append(a.rec.Events, e)
	return e.Tick, nil
}

func (a *assembler) hash(data []byte) (int64, error) {
	var h StateHash
	if err := decodeHash(data, &h); err != nil {
		return 0, err
	}
	if err := a.checked.stateHash(&h); err != nil {
		return 0, err
	}
	a.rec.Hashes = append(a.rec.Hashes, h)
	return h.Tick, nil
}
