package tracking

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"

	"github.com/drylab/drylab/anatomy"
	"github.com/drylab/drylab/scene/record"
)

// Put adds a tool, or takes the place of the one with its device.
func (s *Setup) Put(t TrackedTool) {
	for i := range s.Tools {
		if s.Tools[i].Device == t.Device {
			s.Tools[i] = t
			return
		}
	}
	s.Tools = append(s.Tools, t)
}

// Tool is the tool of a device; one without tip or axis when the set-up has none.
func (s *Setup) Tool(device string) TrackedTool {
	for i := range s.Tools {
		if s.Tools[i].Device == device {
			return s.Tools[i]
		}
	}
	return TrackedTool{Device: device}
}

// Registered is a registration as a set-up holds it: to points of a case, mm.
func Registered(caseID string, r anatomy.Registration, points []mgl64.Vec3) *Registration {
	to := &Registration{
		Case: caseID, ShiftMM: r.Shift[:], FREMM: r.FRE,
		Turn: []float64{r.Turn.W, r.Turn.V[0], r.Turn.V[1], r.Turn.V[2]},
	}
	for _, p := range points {
		to.Points = append(to.Points, p[:])
	}
	return to
}

// Tip is where the tool's tip is when its device has a pose.
func (t *TrackedTool) Tip(device record.Pose) mgl64.Vec3 {
	in, _ := t.inDevice()
	return compose(device, in).Tip
}

// Write writes the set-up as LoadSetup reads it, to the last bit.
func (s *Setup) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "schema: %s\n", SetupSchema)
	if s.Reference != "" {
		fmt.Fprintf(&b, "reference: %q\n", s.Reference)
	}
	if len(s.Tools) > 0 {
		b.WriteString("tools:\n")
	}
	for _, t := range s.Tools {
		fmt.Fprintf(&b, "  - device: %q\n", t.Device)
		if t.TipMM != nil {
			fmt.Fprintf(&b, "    tip_mm: %s\n    tip_rms_mm: %s\n", numbers(t.TipMM), number(t.TipRMSMM))
		}
		if t.Axis != nil {
			fmt.Fprintf(&b, "    axis: %s\n", numbers(t.Axis))
		}
	}
	if r := s.Registration; r != nil {
		fmt.Fprintf(&b, "registration:\n  case: %q\n  turn_wxyz: %s\n  shift_mm: %s\n  fre_mm: %s\n  points_mm:\n",
			r.Case, numbers(r.Turn), numbers(r.ShiftMM), number(r.FREMM))
		for _, p := range r.Points {
			fmt.Fprintf(&b, "    - %s\n", numbers(p))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func numbers(list []float64) string {
	var texts []string
	for _, x := range list {
		texts = append(texts, number(x))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// Seen is a device's pose at a time, s by the tracker's clock.
type Seen struct {
	T    float64
	Pose record.Pose
}

// Select are the poses of a device among sightings; with a reference those taken
// from it, where it is seen.
func Select(all []Sighting, device, reference string) []Seen {
	var poses []Seen
	var fixed *Sighting
	for i := range all {
		s := &all[i]
		if s.Word != "" {
			continue
		}
		if s.Device == reference {
			fixed = s
		}
		if s.Device != device || !s.Valid || reference != "" && (fixed == nil || !fixed.Valid) {
			continue
		}
		pose := s.Pose
		if reference != "" {
			pose = compose(inverse(fixed.Pose), pose)
		}
		poses = append(poses, Seen{float64(s.StampNS-all[0].StampNS) / 1e9, pose})
	}
	return poses
}
