package view

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
)

// Scope is a rigid endoscope through a trocar: its shaft always passes there.
// Patient frame, mm, radians.
type Scope struct {
	On     bool       // the trainee looks through it
	Trocar mgl64.Vec3 // where the shaft enters
	Inward mgl64.Vec3 // unit; the shaft's direction when it is not swung
	Up     mgl64.Vec3 // what is up for who holds the camera, not along Inward

	// Swing turns the shaft about the trocar: to the right and up, as it looked
	// before, at most mostSwing each.
	Swing   mgl64.Vec2
	DepthMM float64 // of the lens beyond the trocar
	// Optic is the angle between the shaft and the middle of the picture: 0, 30°
	// or 45°. At Turn 0 it looks down; Turn is the light cable's way around the
	// shaft, clockwise as its holder sees it. The picture's up stays the camera's.
	Optic, Turn float64
	Field       float64 // angle across the round picture; zoom makes it less
	Fog         float64 // 0 clear to 1 blind
	Wiped       float64 // how far a wipe has come across the lens: 0 none, 1 is done
}

// What an endoscope can do. A laparoscope of 10 mm sees 70° or a little more.
const (
	mostSwing              = 70 * math.Pi / 180
	leastDepth, mostDepth  = 5.0, 250.0 // mm
	usualField, leastField = 70 * math.Pi / 180, 25 * math.Pi / 180
	scopeNear              = 2.0  // mm: nearer to the lens nothing is drawn
	scopeReach             = 60.0 // mm from where it looks at first
	// A cold lens in a warm body is blind after so long; Drylab's choice, as is
	// the time that a wipe takes.
	fogSeconds, wipeSeconds = 240.0, 0.6
)

// optics are the angles that the key for it goes through.
var optics = []float64{0, 30 * math.Pi / 180, 45 * math.Pi / 180}

// scopeAt is an endoscope that looks from a gaze's side at its focus.
func scopeAt(g gaze) Scope {
	return Scope{
		Trocar: g.focus.Add(g.toward.Mul(scopeReach + 70)), Inward: g.toward.Mul(-1), Up: g.up,
		DepthMM: 70, Field: usualField,
	}
}

// shaft is the unit direction from the trocar to the lens, with the camera's
// right and up as its holder sees them along it.
func (s Scope) shaft() (along, right, up mgl64.Vec3) {
	right = s.Inward.Cross(s.Up).Normalize()
	up = right.Cross(s.Inward)
	swung := mgl64.QuatRotate(-s.Swing[0], up).Mul(mgl64.QuatRotate(s.Swing[1], right))
	return swung.Rotate(s.Inward), swung.Rotate(right), swung.Rotate(up)
}

// Lens is where the endoscope's lens is.
func (s Scope) Lens() mgl64.Vec3 {
	along, _, _ := s.shaft()
	return s.Trocar.Add(along.Mul(s.DepthMM))
}

// pose is the endoscope as an instrument: its tip is the lens, and its +Y is the side
// to which the optic looks.
func (s Scope) pose() record.Pose {
	along, right, up := s.shaft()
	sin, cos := math.Sincos(s.Turn)
	side := up.Mul(-cos).Sub(right.Mul(sin))
	turn := mgl64.Mat3FromCols(side.Cross(along), side, along)
	return record.Pose{Tip: s.Lens(), Orientation: mgl64.Mat4ToQuat(turn.Mat4()).Normalize()}
}

// follow is the inverse of pose: who holds the camera keeps the picture's up.
func (s *Scope) follow(p record.Pose, tool *record.Tool) {
	s.Inward, s.Swing = p.Orientation.Rotate(mgl64.Vec3{0, 0, 1}), mgl64.Vec2{}
	side := p.Orientation.Rotate(mgl64.Vec3{0, 1, 0})
	if s.Inward.Cross(s.Up).Len() < 0.05 { // it looks along what was up
		s.Up = side.Mul(-1)
	}
	s.Trocar = p.Tip.Sub(s.Inward.Mul(s.DepthMM))
	_, right, up := s.shaft()
	s.Turn = math.Atan2(-side.Dot(right), -side.Dot(up))
	s.Optic = mgl64.DegToRad(tool.OpticDeg)
}

// gaze is what the endoscope sees. The round picture reaches scopeRadius of the
// way from the middle to the upper edge.
func (s Scope) gaze() gaze {
	along, right, up := s.shaft()
	sin, cos := math.Sincos(s.Turn)
	axis := right.Mul(cos).Sub(up.Mul(sin)) // at Turn 0 the picture tips down about the right
	bend := mgl64.QuatRotate(-s.Optic, axis)
	toward := bend.Rotate(along).Mul(-1)
	right, up = bend.Rotate(right), bend.Rotate(up)
	lens := s.Lens()
	return gaze{
		eye: lens, right: right, up: up, toward: toward, focus: lens.Sub(toward.Mul(scopeReach)),
		field: 2 * math.Atan(math.Tan(s.Field/2)/scopeRadius), near: scopeNear,
	}
}

// swing turns the shaft by angles to the right and up in the picture.
func (s *Scope) swing(right, up float64) {
	s.Swing[0] = mgl64.Clamp(s.Swing[0]+right, -mostSwing, mostSwing)
	s.Swing[1] = mgl64.Clamp(s.Swing[1]+up, -mostSwing, mostSwing)
}

// nextOptic changes the optic for the next one.
func (s *Scope) nextOptic() {
	for i, angle := range optics {
		if s.Optic < angle-1e-9 {
			s.Optic = optics[i]
			return
		}
	}
	s.Optic = optics[0]
}

// zoom makes the field a factor as wide; a lens has its limits.
func (s *Scope) zoom(factor float64) {
	s.Field = mgl64.Clamp(2*math.Atan(math.Tan(s.Field/2)*factor), leastField, usualField)
}

// advance moves the lens in by millimetres.
func (s *Scope) advance(mm float64) { s.DepthMM = mgl64.Clamp(s.DepthMM+mm, leastDepth, mostDepth) }

// pass lets time go by: the lens fogs, and a wipe that began goes on.
func (s *Scope) pass(seconds float64) {
	if !s.On {
		return
	}
	s.Fog = min(1, s.Fog+seconds/fogSeconds)
	if s.Wiped > 0 {
		if s.Wiped += seconds / wipeSeconds; s.Wiped >= 1 {
			s.Fog, s.Wiped = 0, 0
		}
	}
}

// wipe begins to clean the lens.
func (s *Scope) wipe() { s.Wiped = max(s.Wiped, 1e-3) }

// How the picture of an endoscope is made.
const (
	scopeRadius     = 0.97 // of the round picture, in halves of the picture's height
	scopeDistortion = 0.16 // barrel: how much nearer to the middle its rim is drawn
	scopeBrightMM   = 60.0 // where its light is as bright as the room's lamp
	// The light comes from fibres around the lens; their middle is so far above it.
	scopeFibresMM = 3.0
)

// optics are the values of compose.frag for a picture so wide for its height; all
// zero for the open view.
func (s Scope) optics(aspect float64) [8]float32 {
	if !s.On {
		return [8]float32{}
	}
	return [8]float32{
		scopeRadius, scopeDistortion, float32(math.Tan(s.Field / 2)), float32(aspect),
		float32(mgl64.Clamp(s.Fog, 0, 1)), float32(mgl64.Clamp(s.Wiped, 0, 1)), 1, 0,
	}
}
