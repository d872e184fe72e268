package record

import (
	"bytes"
	"math"
	"testing"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func testHeader() Header {
	return Header{
		Schema:     Schema,
		AttemptID:  "8f14e45f-ceea-4670-9c2b-3f1b5a0f6c11",
		StartedUTC: "2026-03-01T09:30:00.25Z",
		Engine:     "drylab test",
		Scenario:   Ref{ID: "ventricular-drain", Version: "1", SHA256: "aa"},
		Rubric:     Ref{ID: "ventricular-drain", SHA256: "bb"},
		Case:       Ref{ID: "phantom-head", SHA256: "cc"},
		Seed:       math.MaxUint64 - 1,
		Device:     Device{Name: "mouse", Class: "mouse", SigmaMM: 0.1, NoiseSpeed: 1.0 / 3},
		Tools:      []Tool{{Name: "drain", Kind: KindCatheter, RadiusMM: 1.5, LengthMM: 350}},
		Plan:       Plan{Entry: mgl64.Vec3{-28.1, math.Copysign(0, -1), 71}, Target: mgl64.Vec3{-6, 4, 12.25}},
		Structures: []Structure{
			{Name: "skull", SNOMED: "89546000", Watertight: true},
			{Name: "vessels <deep> & \"small\"", Critical: true, NoGo: true, Watertight: true},
			{Name: "sulcus"},
		},
		ScenarioText: "schema: drylab.scenario/1\nname: Entlastung äöü\n",
	}
}

// testTick is one tick with values that a careless format would not bring back:
// the sign of zero, subnormals, thirds, both ends of the exponent.
func testTick(tick int64, structures int) (Input, Sample, []Event) {
	t := float64(tick)
	pose := Pose{
		Tip:         mgl64.Vec3{math.Sin(t) * 40, math.Copysign(0, -1), t / 3},
		Orientation: mgl64.Quat{W: -math.Cos(t / 7), V: mgl64.Vec3{math.Sin(t / 7), math.Copysign(0, -1), 0}},
	}
	if tick == 1 {
		pose.Orientation.V[2] = 5e-324 // parses slowly, so once is enough
	}
	hand := Hand{Pose: pose, Valid: tick%5 != 0, StyletOut: tick > 3, Away: tick%7 == 5}
	in := Input{Tick: tick, Hands: []Hand{hand}, Confirm: tick%7 == 0}
	pose.Tip[0] += 1e-9
	tool := ToolSample{Pose: pose, Valid: hand.Valid, Guided: tick > 2, DepthMM: math.Sqrt(t), StyletOut: hand.StyletOut}
	for i := range structures {
		clearance := math.Inf(1)
		if (tick+int64(i))%3 != 0 {
			clearance = -0.1*t + math.Exp(-t)*float64(i)*1e21
		}
		tool.ClearanceMM = append(tool.ClearanceMM, clearance)
	}
	s := Sample{Tick: tick, InUse: tick > 1, Tools: []ToolSample{tool}}
	if tick%3 != 0 {
		return in, s, nil
	}
	return in, s, []Event{
		{Tick: tick, Kind: EventEnter, Structure: "vessels <deep> & \"small\"", Position: pose.Tip, DepthMM: -t / 7},
		{Tick: tick, Kind: EventStepDone, Detail: "line\nbreak \u2028 \\ \x01 ü"},
	}
}

// testRecording is what a test writes; every field of it comes back from Read.
func testRecording(ticks int64, structures int) *Recording {
	return sparseRecording(ticks, 1, structures)
}

// sparseRecording has a tick in every step only, so that a small file has several chunks.
func sparseRecording(ticks, step int64, structures int) *Recording {
	rec := &Recording{Header: testHeader(), LateTicks: 3}
	rec.Header.Structures = rec.Header.Structures[:structures:structures]
	if structures == 0 {
		rec.Header.Structures = nil
	}
	for i := range ticks {
		tick := i * step
		in, s, events := testTick(tick, structures)
		rec.Inputs = append(rec.Inputs, in)
		rec.Samples = append(rec.Samples, s)
		rec.Events = append(rec.Events, events...)
		if tick%TickHz == 0 {
			rec.Hashes = append(rec.Hashes, StateHash{Tick: tick, Hash: uint64(tick)*0x9e3779b97f4a7c15 + 1})
		}
	}
	return rec
}

// withTools is a recording of testRecording's with that many instruments.
func withTools(rec *Recording, tools int) *Recording {
	for k := 1; k < tools; k++ {
		rec.Header.Tools = append(rec.Header.Tools, Tool{Name: "grasper", Kind: KindGrasper, RadiusMM: 2.5, LengthMM: 330, JawMM: 18, JawDeg: 60})
		for i := range rec.Samples {
			in, s := &rec.Inputs[i], &rec.Samples[i]
			hand, tool := in.Hands[0], s.Tools[0]
			jaw := math.Abs(math.Sin(float64(s.Tick) + float64(k)))
			hand.Jaw, hand.Valid = jaw, s.Tick%3 != 0
			tool.Pose.Tip[1] = float64(k) / 3
			tool.Jaw, tool.ForceN, tool.Holding, tool.Valid = jaw/3, -jaw*7, jaw > 0.5, hand.Valid
			in.Hands, s.Tools = append(in.Hands, hand), append(s.Tools, tool)
		}
	}
	for i := range rec.Events {
		rec.Events[i].Tool = i % tools
	}
	return rec
}

// appendAll appends a recording to a writer, hashes as late as their tick allows.
func appendAll(w *Writer, rec *Recording) error {
	events, hashes := rec.Events, rec.Hashes
	for i, s := range rec.Samples {
		n := 0
		for n < len(events) && events[n].Tick <= s.Tick {
			n++
		}
		if err := w.Append(rec.Inputs[i], s, events[:n]); err != nil {
			return err
		}
		events = events[n:]
		for len(hashes) > 0 && hashes[0].Tick <= s.Tick {
			if err := w.Hash(hashes[0]); err != nil {
				return err
			}
			hashes = hashes[1:]
		}
	}
	for _, h := range hashes {
		if err := w.Hash(h); err != nil {
			return err
		}
	}
	return nil
}

// encode writes a recording to memory, with an end unless it is Truncated.
func encode(t testing.TB, rec *Recording) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := NewWriter(&file, rec.Header, WriterOptions{Block: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := appendAll(w, rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(rec.LateTicks); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// difference compares recordings with floats by their bits.
func difference(want, got *Recording) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }))
}
