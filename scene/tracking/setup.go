package tracking

import (
	"fmt"
	"io"
	"math"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scene/record"
)

// SetupSchema is the version of set-up files that this build reads.
const SetupSchema = "drylab.tracking/1"

// Setup says which device holds which instrument, where its tip is, and where the
// patient is. Without one, devices are taken to be the instruments themselves, in
// the patient's frame with RAS axes, as 3D Slicer has them.
type Setup struct {
	Schema string        `yaml:"schema"` // SetupSchema
	Tools  []TrackedTool `yaml:"tools,omitempty"`
	// Reference is a device fixed to the patient; the others' poses are then taken
	// from it, so that both may be moved. "" is the tracker itself.
	Reference    string        `yaml:"reference,omitempty"`
	Registration *Registration `yaml:"registration,omitempty"`
}

// TrackedTool is one instrument, in the order of the scenario's.
type TrackedTool struct {
	Device string `yaml:"device"` // as the tracker calls it
	// TipMM is the tip in the device's own frame; absent: its origin.
	TipMM []float64 `yaml:"tip_mm,omitempty"`
	// Axis is the direction from handle to tip in the device's own frame, of any
	// length; absent: towards TipMM, or +Z where that is absent too.
	Axis []float64 `yaml:"axis,omitempty"`
	// TipRMSMM is what remained of the pivot calibration, root of the mean square, mm.
	TipRMSMM float64 `yaml:"tip_rms_mm,omitempty"`
}

// Registration is where the tracker's frame, or the reference's, is in the patient's.
type Registration struct {
	Case    string    `yaml:"case"`      // id of the case
	Turn    []float64 `yaml:"turn_wxyz"` // unit quaternion
	ShiftMM []float64 `yaml:"shift_mm"`  // after the turn
	FREMM   float64   `yaml:"fre_mm"`    // root of the mean square that remained
	// Points are the landmarks that were touched, in the patient's frame, mm.
	Points [][]float64 `yaml:"points_mm"`
}

// LoadSetup reads a set-up. Faults are told with line and column, or by their key.
func LoadSetup(name string, r io.Reader) (*Setup, error) {
	var s Setup
	if _, err := strictyaml.Load(name, r, &s); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &s, nil
}

// Check tells what is wrong with the set-up.
func (s *Setup) Check() error {
	if s.Schema != SetupSchema {
		return fmt.Errorf("schema is %q, this build reads %q", s.Schema, SetupSchema)
	}
	if len(s.Tools) > record.MaxTools {
		return fmt.Errorf("it has %d tools; at most %d can be recorded", len(s.Tools), record.MaxTools)
	}
	for i := range s.Tools {
		if err := s.Tools[i].check(); err != nil {
			return fmt.Errorf("tool %d: %w", i+1, err)
		}
	}
	if s.Registration != nil {
		if err := s.Registration.check(); err != nil {
			return fmt.Errorf("registration: %w", err)
		}
	}
	return nil
}

func (t *TrackedTool) check() error {
	switch {
	case t.Device == "":
		return fmt.Errorf("it names no device; drylab doctor --tracker lists those that are seen")
	case t.TipMM != nil && !isPoint(t.TipMM):
		return fmt.Errorf("tip_mm is three numbers below %v", maxMM)
	case t.Axis != nil && (!isPoint(t.Axis) || vector(t.Axis).Len() < 1e-3):
		return fmt.Errorf("axis is three numbers, a direction")
	case !within(t.TipRMSMM, 0, maxMM):
		return fmt.Errorf("tip_rms_mm must be between 0 and %v", maxMM)
	}
	return nil
}

func (r *Registration) check() error {
	length := 0.0
	for _, x := range r.Turn {
		length += x * x
	}
	switch {
	case len(r.Turn) != 4 || !within(length, 0.99, 1.01):
		return fmt.Errorf("turn_wxyz is four numbers, a unit quaternion")
	case !isPlace(r.ShiftMM):
		return fmt.Errorf("shift_mm is three numbers")
	case !within(r.FREMM, 0, maxMM):
		return fmt.Errorf("fre_mm must be between 0 and %v", maxMM)
	}
	for _, p := range r.Points {
		if !isPlace(p) {
			return fmt.Errorf("points_mm are three numbers each")
		}
	}
	return nil
}

// isPoint tells three numbers of an instrument's size; isPlace of a room's.
func isPoint(x []float64) bool { return len(x) == 3 && vector(x).Len() < maxMM }
func isPlace(x []float64) bool { return len(x) == 3 && vector(x).Len() < 1e5 }

func vector(x []float64) mgl64.Vec3 { return mgl64.Vec3{x[0], x[1], x[2]} }

// rigid is the registration to compute with.
func (r *Registration) rigid() anatomy.Registration {
	q := mgl64.Quat{W: r.Turn[0], V: mgl64.Vec3{r.Turn[1], r.Turn[2], r.Turn[3]}}
	return anatomy.Registration{Turn: q.Normalize(), Shift: vector(r.ShiftMM), FRE: r.FREMM}
}

// UncertaintyMM is the standard uncertainty of the first instrument's tip at a
// target of the patient's frame, along one direction, mm, of what the set-up says:
// the pivot calibration's remainder and the expected target registration error,
// both of which are lengths in space (SCORING §3). 0: the set-up says nothing.
func (s *Setup) UncertaintyMM(target mgl64.Vec3) float64 {
	square := 0.0
	if len(s.Tools) > 0 {
		square += s.Tools[0].TipRMSMM * s.Tools[0].TipRMSMM / 3
	}
	if r := s.Registration; r != nil {
		points := make([]mgl64.Vec3, len(r.Points))
		for i, p := range r.Points {
			points[i] = vector(p)
		}
		e, err := r.rigid().TargetError(points, target)
		if err != nil {
			e = r.FREMM // points that were not written down: at least that
		}
		square += e * e / 3
	}
	return math.Sqrt(square)
}

// inDevice is the instrument in its device's frame; nothing where they are the same.
func (t *TrackedTool) inDevice() (pose record.Pose, differs bool) {
	pose.Orientation = mgl64.QuatIdent()
	axis := mgl64.Vec3{}
	if t.TipMM != nil {
		pose.Tip, differs = vector(t.TipMM), true
		axis = pose.Tip
	}
	if t.Axis != nil {
		axis, differs = vector(t.Axis), true
	}
	// A tip closer than this to the device's origin gives no direction.
	const leastArmMM = 1
	if axis.Len() >= leastArmMM || t.Axis != nil {
		pose.Orientation = mgl64.QuatBetweenVectors(mgl64.Vec3{0, 0, 1}, axis.Normalize()).Normalize()
	}
	return pose, differs
}

// compose is the pose that b has, seen from where a is seen: a∘b.
func compose(a, b record.Pose) record.Pose {
	return record.Pose{Tip: a.Tip.Add(a.Orientation.Rotate(b.Tip)), Orientation: a.Orientation.Mul(b.Orientation).Normalize()}
}

// inverse is the pose of the frame in which a pose is given, seen from there.
func inverse(a record.Pose) record.Pose {
	back := a.Orientation.Conjugate()
	return record.Pose{Tip: back.Rotate(a.Tip).Mul(-1), Orientation: back}
}

// ToRAS turns a pose's axes from LPS to RAS: half a turn about the axis to the
// head. FromRAS turns them back. Both are exact.
func ToRAS(p record.Pose) record.Pose {
	q := p.Orientation
	return record.Pose{
		Tip:         mgl64.Vec3{-p.Tip[0], -p.Tip[1], p.Tip[2]},
		Orientation: mgl64.Quat{W: -q.V[2], V: mgl64.Vec3{-q.V[1], q.V[0], q.W}},
	}
}

// FromRAS is the inverse of ToRAS, to the last bit.
func FromRAS(p record.Pose) record.Pose {
	q := p.Orientation
	return record.Pose{
		Tip:         mgl64.Vec3{-p.Tip[0], -p.Tip[1], p.Tip[2]},
		Orientation: mgl64.Quat{W: q.V[2], V: mgl64.Vec3{q.V[1], -q.V[0], -q.W}},
	}
}
