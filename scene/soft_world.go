package scene

import (
	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// softTicks is how many of the world's ticks one step of soft tissue takes: 100
// steps a second are more than a picture shows, and instruments that move far in
// one are followed in parts.
const softTicks = 2

// softWorld is the world's soft tissue, if it has any.
type softWorld struct {
	field  *softField // nil: all is rigid
	hands  []softHand
	forces []mgl64.Vec3 // on each instrument, N
	ticks  int
	failed bool // the attempt is invalid, and the tissue stays as it is
}

func newSoftWorld(s *Setup) (*softWorld, error) {
	w := &softWorld{hands: make([]softHand, len(s.Tools)), forces: make([]mgl64.Vec3, len(s.Tools))}
	if len(s.Soft) == 0 {
		return w, nil
	}
	var err error
	w.field, err = newSoftField(s.Soft, s.Bodies, s.Tools, s.Gravity, s.Workers)
	return w, err
}

func (w *softWorld) close() {
	if w.field != nil {
		w.field.close()
	}
}

// yield lets soft tissue answer to the instruments where the rigid anatomy let
// them go.
func (w *World) yield() {
	s := w.soft
	if s.field == nil || s.failed {
		return
	}
	if s.ticks++; s.ticks%softTicks != 0 {
		return
	}
	for i := range w.hands {
		h := &w.hands[i]
		s.hands[i] = softHand{pose: h.pose, jaw: h.jaw, present: h.present(), away: !h.placed}
	}
	s.hands[0].pose = record.Pose{Tip: w.shaft.tip, Orientation: w.shaft.orientation}
	if err := s.field.step(softTicks*1.0/record.TickHz, s.hands); err != nil {
		s.failed = true
		w.emit(record.EventInvalid, "", w.shaft.tip, err.Error())
		return
	}
	for i := range s.field.tools {
		s.forces[i] = s.field.tools[i].force
	}
	for _, e := range s.field.happens {
		w.events = append(w.events, record.Event{
			Tick: w.tick, Kind: e.kind, Tool: e.tool, Structure: e.structure, Position: e.at, Detail: e.detail,
		})
	}
}

// sample tells of each instrument what soft tissue does to it.
func (w *softWorld) sample(tools []record.ToolSample) {
	if w.field == nil {
		return
	}
	for i := range tools {
		t := &w.field.tools[i]
		tools[i].ForceN, tools[i].Holding = w.forces[i].Len(), t.grip.holding
		if t.tool.HasJaws() && t.placed {
			tools[i].Jaw = t.stance.jaw
		}
	}
}

// ForceBetween is the force at a fraction of the way, 0 to 1, from one tick's to
// the next: for devices that want it at 1 kHz. They lag by one step of tissue.
func ForceBetween(before, after mgl64.Vec3, fraction float64) mgl64.Vec3 {
	return between(before, after, min(max(fraction, 0), 1))
}
