package record

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// defaultQueueTicks is five seconds of attempt: more than a healthy disk ever pauses.
const defaultQueueTicks = 5 * TickHz

// staleAfter is how long a live recording may hold finished ticks when no more come.
const staleAfter = 500 * time.Millisecond

// WriterOptions chooses between an attempt in real time and one that runs as
// fast as it can. The zero value is for real time.
type WriterOptions struct {
	// Block makes Append wait for a full queue instead of failing: for attempts
	// that run faster than real time. The file then depends on what was appended
	// only, not on when.
	Block bool
	// QueueTicks is the length of the queue between the world and the disk; 0 is five seconds.
	QueueTicks int
}

// Writer records one attempt. Append, Hash and Close belong to one goroutine,
// the world's; the disk is another's, so that a slow disk does not delay a tick.
//
// After the first error, whether from the disk, a full queue or a value that
// cannot be recorded, the recording is over: that error is returned ever after
// and nothing that follows is written. The attempt is then invalid. What was
// accepted before stays readable, as a file cut by a crash does.
type Writer struct {
	block      bool
	checked    ticks
	free       chan *slot
	queue      chan *slot
	done       chan struct{} // closed when the queue is written
	failed     atomic.Pointer[error]
	diskFailed bool // the writing goroutine's own
	closed     bool
	lateFrames int64
	file       *file
}

// slot carries one tick, or one state hash, to the writing goroutine.
type slot struct {
	isHash bool
	input  Input
	sample Sample
	events []Event
	hash   StateHash
}

// newSlot has room for a tick of the header's instruments and structures.
func newSlot(h *Header) *slot {
	s := &slot{
		input:  Input{Hands: make([]Hand, len(h.Tools))},
		sample: Sample{Tools: make([]ToolSample, len(h.Tools))},
		events: make([]Event, 0, 4),
	}
	for i := range s.sample.Tools {
		s.sample.Tools[i].ClearanceMM = make([]float64, len(h.Structures))
	}
	return s
}

// fill copies a checked tick into the slot.
func (s *slot) fill(in *Input, sample *Sample, events []Event) {
	s.isHash = false
	s.input.Tick, s.input.Confirm = in.Tick, in.Confirm
	copy(s.input.Hands, in.Hands)
	s.sample.Tick, s.sample.InUse = sample.Tick, sample.InUse
	for i := range sample.Tools {
		clearance := s.sample.Tools[i].ClearanceMM
		copy(clearance, sample.Tools[i].ClearanceMM)
		s.sample.Tools[i] = sample.Tools[i]
		s.sample.Tools[i].ClearanceMM = clearance
	}
	s.events = append(s.events[:0], events...)
}

// NewWriter starts a recording on w. The header is written at once. When w can
// sync, as an *os.File can, a live recording is synced every few seconds, and
// every recording at Close; w itself stays open and the caller's to close.
//
// It fails when the header has another Schema, no RFC 3339 UTC start, numbers
// that are not finite, no instrument, or too many of them or of structures, or
// when w cannot be written.
func NewWriter(w io.Writer, h Header, o WriterOptions) (*Writer, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	if h.Schema != Schema {
		return nil, fmt.Errorf("recording: schema %q is read but no longer written; write %q", h.Schema, Schema)
	}
	if o.QueueTicks < 0 {
		return nil, fmt.Errorf("recording: a queue of %d ticks is not possible; use 0 for the default", o.QueueTicks)
	}
	if o.QueueTicks == 0 {
		o.QueueTicks = defaultQueueTicks
	}
	f, err := newFile(w, &h, !o.Block)
	if err != nil {
		return nil, err
	}
	writer := &Writer{
		block:   o.Block,
		checked: newTicks(&h),
		free:    make(chan *slot, o.QueueTicks),
		queue:   make(chan *slot, o.QueueTicks),
		done:    make(chan struct{}),
		file:    f,
	}
	for range o.QueueTicks {
		writer.free <- newSlot(&h)
	}
	go writer.run()
	return writer, nil
}

// Append records one tick: the input, the sample of the same tick and the
// events since the tick before. Everything is copied; the caller may reuse it.
// Hands and Tools have one value per instrument of the header, ClearanceMM one
// per structure.
func (w *Writer) Append(in Input, s Sample, events []Event) error {
	if err := w.failure(); err != nil {
		return err
	}
	if err := w.checked.tick(&in, &s, events); err != nil {
		return w.fail(err)
	}
	free, err := w.take()
	if err != nil {
		return err
	}
	free.fill(&in, &s, events)
	w.queue <- free
	return nil
}

// Hash records the world's state hash. Ticks of hashes must grow.
func (w *Writer) Hash(h StateHash) error {
	if err := w.failure(); err != nil {
		return err
	}
	if err := w.checked.stateHash(&h); err != nil {
		return w.fail(err)
	}
	free, err := w.take()
	if err != nil {
		return err
	}
	free.isHash = true
	free.hash = h
	w.queue <- free
	return nil
}

// SetLateFrames says before Close how many pictures a headset had to show twice.
func (w *Writer) SetLateFrames(count int64) { w.lateFrames = max(count, 0) }

// Close writes what is queued, the number of late ticks and the summary, and
// syncs. After an error it writes what had been accepted before, leaves the
// file without a summary, and returns that error.
func (w *Writer) Close(lateTicks int64) error {
	if w.closed {
		return errors.New("recording is already closed")
	}
	w.closed = true
	close(w.queue)
	<-w.done
	if lateTicks < 0 {
		w.fail(fmt.Errorf("recording: %d late ticks is not a count", lateTicks))
	}
	if err := w.failure(); err != nil {
		return err
	}
	if err := w.file.finish(lateTicks, w.lateFrames); err != nil {
		return w.fail(err)
	}
	w.fail(errors.New("recording is closed"))
	return nil
}

// take gets an empty slot: at once in real time, or after waiting when w blocks.
func (w *Writer) take() (*slot, error) {
	if w.block {
		return <-w.free, nil
	}
	select {
	case free := <-w.free:
		return free, nil
	default:
		return nil, w.fail(fmt.Errorf(
			"recording: the disk is %d ticks behind; free the disk or record elsewhere, then practise again", cap(w.queue)))
	}
}

// run writes the queue until it is closed.
func (w *Writer) run() {
	defer close(w.done)
	var stale <-chan time.Time // nil, never ready, when blocking: the file must not depend on time
	if !w.block {
		ticker := time.NewTicker(staleAfter)
		defer ticker.Stop()
		stale = ticker.C
	}
	for {
		select {
		case s, open := <-w.queue:
			if !open {
				w.onDisk(w.file.writeChunk)
				return
			}
			w.onDisk(func() error { return w.file.write(s) })
			w.free <- s
		case <-stale:
			w.onDisk(w.file.writeChunk)
		}
	}
}

// onDisk does a step unless an earlier one failed.
func (w *Writer) onDisk(step func() error) {
	if w.diskFailed {
		return
	}
	if err := step(); err != nil {
		w.diskFailed = true
		w.fail(err)
	}
}

// fail keeps the first error and returns it.
func (w *Writer) fail(err error) error {
	w.failed.CompareAndSwap(nil, &err)
	return w.failure()
}

func (w *Writer) failure() error {
	if err := w.failed.Load(); err != nil {
		return *err
	}
	return nil
}
