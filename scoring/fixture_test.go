package scoring

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// The made attempt: a needle comes from 60 mm above the entry, goes in along
// the plan and stops beyond the target by overshoot, beside it by aside.
const (
	startTick    = 100
	approachEnd  = 300 // tip on the surface
	insertionEnd = 700
	confirmTick  = 800
	overshoot    = 0.8
	aside        = 0.6
)

var (
	planEntry  = mgl64.Vec3{10, 20, 30}
	planAxis   = mgl64.Vec3{2, 1, -2}.Mul(1.0 / 3) // unit, inwards
	planAside  = mgl64.Vec3{1, 0, 1}.Normalize()   // unit, across
	planDepth  = 45.0
	planTarget = planEntry.Add(planAxis.Mul(planDepth))
)

// minimumJerk goes from 0 to 1 with u, resting outside.
func minimumJerk(u float64) float64 {
	u = math.Min(1, math.Max(0, u))
	return u * u * u * (10 + u*(-15+6*u))
}

// madeAttempt is a confirmed attempt of known truth. The needle moves on a line
// parallel to the plan, aside of it; a vessel, a sphere of 3 mm, has its centre
// 9 mm beside that line at 20 mm depth; the needle's radius is 0.5 mm.
func madeAttempt() *record.Recording {
	rec := &record.Recording{Header: record.Header{
		Schema: record.Schema,
		Device: record.Device{Name: "script:made", Class: "script"},
		Tools:  []record.Tool{{Name: "needle", Kind: "needle", RadiusMM: 0.5, LengthMM: 150}},
		Plan:   record.Plan{Entry: planEntry, Target: planTarget},
		Structures: []record.Structure{
			{Name: "vessel", Critical: true, NoGo: true, Watertight: true},
			{Name: "ventricle", NoGo: true, Watertight: true},
			{Name: "tumour", NoGo: true},
			{Name: "skin", Watertight: true}, // unguarded: no clearance of it is measured
		},
	}}
	offset := planAside.Mul(aside)
	turn := mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, planAxis)
	for tick := int64(0); tick <= confirmTick+50; tick++ {
		depth := depthAt(tick)
		rec.Samples = append(rec.Samples, record.Sample{Tick: tick, InUse: true, Tools: []record.ToolSample{{
			Valid:       true,
			Guided:      depth > 0,
			Pose:        record.Pose{Tip: planEntry.Add(planAxis.Mul(depth)).Add(offset), Orientation: turn},
			DepthMM:     math.Max(0, depth),
			ClearanceMM: clearancesAt(depth),
		}}})
	}
	entry := planEntry.Add(offset)
	rec.Events = []record.Event{
		{Tick: startTick, Kind: record.EventStart},
		{Tick: approachEnd, Kind: record.EventEntry, Position: entry},
		{Tick: 550, Kind: record.EventEnter, Structure: "ventricle"},
		{Tick: confirmTick, Kind: record.EventConfirm},
		{Tick: confirmTick, Kind: record.EventEnd, Detail: "confirmed"},
	}
	return rec
}

// depthAt is the made attempt's depth along the plan, mm; negative is above the surface.
func depthAt(tick int64) float64 {
	approach := minimumJerk(float64(tick-startTick) / (approachEnd - startTick))
	insertion := minimumJerk(float64(tick-approachEnd) / (insertionEnd - approachEnd))
	return -60*(1-approach) + (planDepth+overshoot)*insertion
}

// clearancesAt are the closed forms for vessel, ventricle and tumour.
func clearancesAt(depth float64) []float64 {
	if depth <= 0 {
		return []float64{math.Inf(1), math.Inf(1), math.Inf(1), math.Inf(1)}
	}
	beyond := math.Max(0, 20-depth) // from the tip to the foot of the vessel's perpendicular
	return []float64{math.Hypot(9, beyond) - 3 - 0.5, 30 - depth, math.Inf(1), math.Inf(1)}
}

// value is a metric's value, or NaN when it has none.
func value(m Metrics, id string) float64 {
	metric, ok := m.Get(id)
	if !ok || metric.Value == nil {
		return math.NaN()
	}
	return *metric.Value
}

// reasonOf is why a metric has no value.
func reasonOf(m Metrics, id string) string {
	metric, _ := m.Get(id)
	return metric.Reason
}
