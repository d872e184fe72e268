package record

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/foxglove/mcap/go/mcap"
)

// assembler puts the messages of the chunks back together into a Recording.
type assembler struct {
	rec        Recording
	start      uint64 // log time of tick 0, ns since 1970
	structures int
	checked    ticks
	next       channelID // what an unfinished tick still lacks; channelInput between ticks
	sequence   [channelEnd]uint32
	input      Input
	pose       Pose
	poseTime   uint64
	clearances []float64 // block from which samples take their ClearanceMM
}

// clearanceBlock is how many clearances are allocated at a time.
const clearanceBlock = 4096

func newAssembler(h Header) (*assembler, error) {
	start, err := h.startNanoseconds()
	if err != nil {
		return nil, err
	}
	return &assembler{
		rec:        Recording{Header: h},
		start:      start,
		structures: len(h.Structures),
		checked:    newTicks(),
		next:       channelInput,
	}, nil
}

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
	if id < channelInput || id >= channelEnd {
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
	var err error
	switch id {
	case channelInput:
		a.next = channelPose
		err = decodeInput(data, &a.input)
		return a.input.Tick, err
	case channelPose:
		a.next = channelState
		a.poseTime, err = decodePose(data, &a.pose)
		return a.input.Tick, err
	case channelState:
		a.next = channelInput
		return a.input.Tick, a.sample(data)
	case channelEvent:
		return a.event(data)
	default:
		return a.hash(data)
	}
}

// sample completes a tick.
func (a *assembler) sample(data []byte) error {
	s := Sample{Pose: a.pose}
	if err := decodeState(data, &s, a.takeClearances()); err != nil {
		return err
	}
	if err := a.checked.tick(&a.input, &s, nil, a.structures); err != nil {
		return err
	}
	if a.poseTime != a.start+uint64(s.Tick)*tickNanoseconds {
		return fmt.Errorf("the pose of tick %d has another tick's time", s.Tick)
	}
	a.rec.Inputs = append(a.rec.Inputs, a.input)
	a.rec.Samples = append(a.rec.Samples, s)
	return nil
}

// takeClearances returns an empty slice with room for one tick, nil without structures.
func (a *assembler) takeClearances() []float64 {
	n := a.structures
	if n == 0 {
		return nil
	}
	if len(a.clearances) < n {
		a.clearances = make([]float64, max(n, clearanceBlock/n*n))
	}
	taken := a.clearances[:0:n]
	a.clearances = a.clearances[n:]
	return taken
}

func (a *assembler) event(data []byte) (int64, error) {
	var e Event
	if err := decodeEvent(data, &e); err != nil {
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
