package scoring

import (
	"math"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// longAttempt is ten minutes at 200 Hz: a hand that moves, trembles, goes in
// and out, is lost now and then, among eight structures.
func longAttempt() *record.Recording {
	const ticks = 10 * 60 * record.TickHz
	rec := &record.Recording{Header: madeAttempt().Header}
	for _, name := range []string{"skin", "skull", "brain", "tumour-edge", "sinus"} {
		rec.Header.Structures = append(rec.Header.Structures, record.Structure{Name: name, Watertight: true, Critical: name == "sinus"})
	}
	rec.Events = append(rec.Events, record.Event{Kind: record.EventStart})
	for tick := int64(0); tick < ticks; tick++ {
		t := float64(tick) / record.TickHz
		depth := 30*math.Sin(0.4*t) + 0.2*math.Sin(60*t)
		clearances := make([]float64, len(rec.Header.Structures))
		for i := range clearances {
			clearances[i] = 5 + float64(i) - depth/10
		}
		rec.Samples = append(rec.Samples, record.Sample{Tick: tick, InUse: true, Tools: []record.ToolSample{{
			Valid:       tick%3000 >= 30,
			DepthMM:     math.Max(0, depth),
			ClearanceMM: clearances,
			Pose: record.Pose{
				Tip:         planEntry.Add(planAxis.Mul(depth)).Add(planAside.Mul(8 * math.Sin(0.9*t))),
				Orientation: mgl64.QuatRotate(0.3*math.Sin(t), mgl64.Vec3{1, 0, 0}),
			},
		}}})
		if tick%2000 == 500 {
			rec.Events = append(rec.Events,
				record.Event{Tick: tick, Kind: record.EventEntry, Position: planEntry},
				record.Event{Tick: tick, Kind: record.EventEnter, Structure: "brain"})
		}
	}
	rec.Events = append(rec.Events, record.Event{Tick: ticks - 1, Kind: record.EventConfirm})
	return rec
}

func BenchmarkMeasureTenMinutes(b *testing.B) {
	rec := longAttempt()
	b.ReportAllocs()
	for b.Loop() {
		if metrics := Measure(rec); len(metrics) == 0 {
			b.Fatal("nothing was measured")
		}
	}
	b.ReportMetric(float64(len(rec.Samples)*b.N)/b.Elapsed().Seconds(), "samples/s")
}

func BenchmarkGrade(b *testing.B) {
	rubric, metrics := madeRubric(b), Measure(madeAttempt())
	b.ReportAllocs()
	for b.Loop() {
		if rubric.Grade(metrics, nil).Total == nil {
			b.Fatal("nothing was graded")
		}
	}
}
