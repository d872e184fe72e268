package record

import (
	"bytes"
	"testing"
)

// countingDisk takes everything and only counts.
type countingDisk int64

func (d *countingDisk) Write(p []byte) (int, error) {
	*d += countingDisk(len(p))
	return len(p), nil
}

// benchStructures is what a head case has.
const benchStructures = 10

func benchHeader() Header {
	h := testHeader()
	h.Structures = make([]Structure, benchStructures)
	return h
}

func TestAppendDoesNotAllocate(t *testing.T) {
	w, err := NewWriter(new(countingDisk), benchHeader(), WriterOptions{Block: true, QueueTicks: 64})
	if err != nil {
		t.Fatal(err)
	}
	in, s, _ := testTick(1, benchStructures)
	events := []Event{{Kind: EventEnter, Structure: "skull"}}
	tick := int64(0)
	step := func() {
		in.Tick, s.Tick, events[0].Tick = tick, tick, tick
		if err := w.Append(in, s, events); err != nil {
			t.Fatal(err)
		}
		tick++
	}
	for range 1000 {
		step()
	}
	// The writing goroutine is counted too; its few allocations per chunk of 101 ticks average out below one.
	if n := testing.AllocsPerRun(5000, step); n != 0 {
		t.Errorf("%v allocations per tick", n)
	}
	if err := w.Close(0); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkAppend records as fast as the disk's goroutine can; B/s are of the file.
func BenchmarkAppend(b *testing.B) {
	disk := new(countingDisk)
	w, err := NewWriter(disk, benchHeader(), WriterOptions{Block: true})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	in, s, _ := testTick(1, benchStructures)
	tick := int64(0)
	for b.Loop() {
		in.Tick, s.Tick = tick, tick
		x := float64(tick)
		in.Hands[0].Pose.Tip[0], s.Tools[0].Pose.Tip[0], s.Tools[0].DepthMM = x/3, x/7, x/11
		for i := range s.Tools[0].ClearanceMM {
			s.Tools[0].ClearanceMM[i] = x / float64(13+i)
		}
		if err := w.Append(in, s, nil); err != nil {
			b.Fatal(err)
		}
		tick++
	}
	if err := w.Close(0); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ticks/s")
	b.ReportMetric(float64(*disk)/b.Elapsed().Seconds(), "file-B/s")
	b.ReportMetric(float64(*disk)/float64(b.N), "file-B/tick")
}

// BenchmarkRead reads one minute.
func BenchmarkRead(b *testing.B) {
	rec := testRecording(60*TickHz, 3)
	file := encode(b, rec)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(file)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*60*TickHz/b.Elapsed().Seconds(), "ticks/s")
}
