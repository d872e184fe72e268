package imaging

import (
	"encoding/binary"
	"io"
	"runtime"
	"sync"
)

// putInt16s decodes little-endian numbers. Four at a time take half the time
// of one by one.
func putInt16s(to []int16, raw []byte) {
	for len(to) >= 4 && len(raw) >= 8 {
		four := binary.LittleEndian.Uint64(raw)
		to[0], to[1], to[2], to[3] = int16(four), int16(four>>16), int16(four>>32), int16(four>>48)
		to, raw = to[4:], raw[8:]
	}
	for i := range to {
		to[i] = int16(binary.LittleEndian.Uint16(raw[2*i:]))
	}
}

// int16Piece is how many bytes a worker takes at a time.
const int16Piece = 1 << 18

// mostWorkers bounds the workers: beyond four, reading is what takes the time.
const mostWorkers = 4

// int16s reads stored int16 whose memory may be had at once, which nearly every CT
// is. One worker reads while the others decode, and touch the new memory,
// which costs more than the decoding. Every piece has its own place, so that
// the result is the same with any number of workers.
func (s *voxelStream) int16s() ([]int16, error) {
	data := make([]int16, s.count())
	var (
		turn    sync.Mutex // over the reader, done and failed
		done    int
		failed  error
		workers sync.WaitGroup
	)
	take := func(raw []byte) (to []int16, ok bool) {
		turn.Lock()
		defer turn.Unlock()
		to = data[done:min(done+len(raw)/2, len(data))]
		if len(to) == 0 || failed != nil {
			return nil, false
		}
		if read, err := io.ReadFull(s.r, raw[:2*len(to)]); err != nil {
			failed = truncated(err, done+read/2, len(data))
			return nil, false
		}
		done += len(to)
		return to, true
	}
	for range min(mostWorkers, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			raw := make([]byte, int16Piece)
			for to, ok := take(raw); ok; to, ok = take(raw) {
				if s.bigEndian {
					swapBytes(raw[:2*len(to)], 2)
				}
				putInt16s(to, raw)
			}
		})
	}
	workers.Wait()
	if failed != nil {
		return nil, failed
	}
	return data, s.finish()
}
