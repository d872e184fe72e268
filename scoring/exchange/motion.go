package exchange

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring/motion"
	"github.com/go-gl/mathgl/mgl64"
)

// Motion is how instruments moved, as another program recorded it.
type Motion struct {
	Name   string       // of the kind of source: jigsaws, csv, plus
	RateHz float64      // at which the source sampled, per instrument
	Tools  []ToolMotion // 1 to record.MaxTools
	Notes  []string     // what a person should know before trusting it, one sentence each
}

// ToolMotion is one instrument's: times in s, positions in mm.
type ToolMotion struct {
	Name string
	motion.Trajectory
	Jaw  []float64    // 0 open to 1 closed; nil when it was not recorded
	Tool *record.Tool // what it is; nil: nobody said
}

// SetEndoscope says that the instrument of the endoscope's name is it. It comes
// last, so that what it looks at is what is measured.
func (m *Motion) SetEndoscope(scope record.Tool) error {
	i := slices.IndexFunc(m.Tools, func(t ToolMotion) bool { return t.Name == scope.Name })
	if i < 0 {
		var names []string
		for _, t := range m.Tools {
			names = append(names, strconv.Quote(t.Name))
		}
		return fmt.Errorf("it has no instrument %q to be the camera; it has %s", scope.Name, strings.Join(names, ", "))
	}
	camera := m.Tools[i]
	camera.Tool = &scope
	m.Tools = append(slices.Delete(m.Tools, i, i+1), camera)
	return nil
}

const (
	mostRows  = 6_000_000 // that are read: four hours at 200 Hz of two instruments
	longest   = 4 * 3600  // s
	leastRate = 10        // samples a second on average; fewer are no motion
)

var errTooLong = fmt.Errorf("it holds more than %d samples; cut it into trials", mostRows)

// Recording turns the motion into a recording that can be scored: on the ticks
// of our clock, positions between the source's samples on a straight line and
// orientations on the shorter arc, and not tracked where the source was not for
// more than a tenth of a second. It starts with the first sample and is
// confirmed with the last: trials are recorded from their beginning to their end.
// What the source lacks (plan, structures, forces) the recording lacks.
func (m *Motion) Recording() (*record.Recording, error) {
	rec := &record.Recording{Header: record.Header{
		Schema: record.Schema,
		Device: record.Device{Name: "import:" + m.Name, Class: "import", RateHz: m.RateHz},
	}}
	var all []motion.Cleaned
	first, last := math.Inf(1), math.Inf(-1)
	for i := range m.Tools {
		rec.Header.Tools = append(rec.Header.Tools, m.Tools[i].tool())
		cleaned := motion.Clean(m.Tools[i].Trajectory)
		all = append(all, cleaned)
		if n := len(cleaned.Segments); n > 0 {
			end := cleaned.Segments[n-1]
			first, last = min(first, cleaned.Segments[0].T[0]), max(last, end.T[len(end.T)-1])
		}
		if dropped := cleaned.Lost + cleaned.BadTime + cleaned.Spikes; dropped > 0 {
			m.Notes = append(m.Notes, fmt.Sprintf("%s: %d samples were not tracked, %d out of order and %d jumps; they are left out.", m.Tools[i].Name, cleaned.Lost, cleaned.BadTime, cleaned.Spikes))
		}
	}
	if !(last > first) {
		return nil, errors.New("it holds no motion: no two tracked samples")
	}
	samples := 0
	for i := range m.Tools {
		samples += len(m.Tools[i].T)
	}
	if last-first > longest {
		return nil, fmt.Errorf("it lasts %.3g hours, %d are possible; cut it into trials", (last-first)/3600, longest/3600)
	}
	if float64(samples) < leastRate*(last-first) {
		return nil, fmt.Errorf("it has %d samples in %.3g s, and motion needs at least %d a second; check the times", samples, last-first, leastRate)
	}
	ticks := int64(math.Floor((last-first)*record.TickHz + 1e-9))
	for tick := range ticks + 1 {
		rec.Samples = append(rec.Samples, record.Sample{Tick: tick, InUse: true, Tools: make([]record.ToolSample, len(m.Tools))})
	}
	for i, cleaned := range all {
		m.Tools[i].sample(rec, i, cleaned, first)
	}
	rec.Events = []record.Event{{Tick: 0, Kind: record.EventStart}, {Tick: ticks, Kind: record.EventConfirm}, {Tick: ticks, Kind: record.EventEnd, Detail: "confirmed"}}
	return rec, nil
}

func (t *ToolMotion) tool() record.Tool {
	if t.Tool != nil {
		return *t.Tool
	}
	return record.Tool{Name: t.Name}
}

// sample puts an instrument's good samples on the ticks.
func (t *ToolMotion) sample(rec *record.Recording, tool int, cleaned motion.Cleaned, first float64) {
	for _, s := range cleaned.Segments {
		from := int64(math.Ceil((s.T[0]-first)*record.TickHz - 1e-9))
		i := 0
		for tick := from; tick < int64(len(rec.Samples)); tick++ {
			at := first + float64(tick)/record.TickHz
			for i+1 < len(s.T) && s.T[i+1] < at {
				i++
			}
			if at > s.T[len(s.T)-1]+1e-9 {
				break
			}
			next := min(i+1, len(s.T)-1)
			along := 0.0
			if next > i {
				along = min(max((at-s.T[i])/(s.T[next]-s.T[i]), 0), 1)
			}
			sample := &rec.Samples[tick].Tools[tool]
			sample.Valid, sample.ClearanceMM = true, []float64{}
			sample.Pose.Tip = s.P[i].Add(s.P[next].Sub(s.P[i]).Mul(along))
			sample.Pose.Orientation = mgl64.QuatSlerp(s.Q[i], s.Q[next], along).Normalize()
			if t.Jaw != nil {
				sample.Jaw = t.Jaw[s.Index[i]]
			}
		}
	}
}

// fastMM and slowMM bound the 95th percentile of the speed of an instrument in
// an operation, mm/s (SCORING §6.1): beyond them the unit is likely another.
const slowMM, fastMM = 5, 500

// doubt notes speeds that no operation has.
func (m *Motion) doubt() {
	for i := range m.Tools {
		var speeds []float64
		for _, s := range motion.Clean(m.Tools[i].Trajectory).Segments {
			speeds = append(speeds, motion.Speed(motion.Velocity(s.Smoothed(), motion.RateHz))...)
		}
		if p := motion.Summarise(speeds).P95; len(speeds) > 0 && !(p >= slowMM && p <= fastMM) {
			m.Notes = append(m.Notes, fmt.Sprintf("%s moves at %.3g mm/s (95th percentile), operations are from %d to %d; check the unit of length and the rate.", m.Tools[i].Name, p, slowMM, fastMM))
		}
	}
}

// rotation is a rotation matrix, row by row, as a quaternion. It is not ok for a
// matrix that is none.
func rotation(r [9]float64) (q mgl64.Quat, ok bool) {
	m := mgl64.Mat3FromRows(mgl64.Vec3{r[0], r[1], r[2]}, mgl64.Vec3{r[3], r[4], r[5]}, mgl64.Vec3{r[6], r[7], r[8]})
	if off := m.Mul3(m.Transpose()).Sub(mgl64.Ident3()); !(math.Abs(m.Det()-1) < 0.05) || !(off.At(0, 1) < 0.05 && off.At(0, 2) < 0.05 && off.At(1, 2) < 0.05) {
		return mgl64.QuatIdent(), false
	}
	return mgl64.Mat4ToQuat(m.Mat4()).Normalize(), true
}

// finite tells whether all are numbers.
func finite(values ...float64) bool {
	for _, x := range values {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
