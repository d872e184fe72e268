package view

import (
	"math"

	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scene/tracking"
	"github.com/go-gl/mathgl/mgl64"
)

// EventKind says what happened to mouse or keyboard.
type EventKind int

// The kinds of event.
const (
	KeyEvent       EventKind = iota // Key went Down or up
	ButtonEvent                     // Button went Down or up
	MotionEvent                     // the mouse moved by X, Y pixels, right and down
	WheelEvent                      // the wheel turned by Y notches, away from the hand is positive
	FocusLostEvent                  // nothing can be held any more
)

// Event is one thing that happened to mouse or keyboard.
type Event struct {
	Kind   EventKind
	Key    Key
	Button Button
	Down   bool
	X, Y   float64
	At     mgl64.Vec2 // of a button or motion: where the cursor is, pixels from the picture's top left
}

// How the hand moves. A trainee crosses 80 mm in four seconds at full speed,
// and places to a tenth of a millimetre with the fine key.
const (
	advanceSpeed  = 20.0                 // mm/s while the key is held
	wheelStep     = 2.0                  // mm per notch
	tiltSpeed     = 20 * math.Pi / 180   // rad/s while the key is held
	tiltPerPixel  = 0.15 * math.Pi / 180 // rad
	orbitPerPixel = 0.3 * math.Pi / 180  // rad
	zoomPerSecond = 2.0                  // factor while the key is held
	zoomPerNotch  = 1.12                 // factor, where the wheel holds no instrument
	scopeSpeed    = 25.0                 // mm/s while the key is held
	swingPerPixel = 0.1 * math.Pi / 180  // rad, of an endoscope about its trocar
	cutSpeed      = 30.0                 // mm/s while the key is held
	fineFactor    = 0.2                  // of every needle speed
	startDistance = 40.0                 // mm outside the planned entry of a needle
	rollSpeed     = 90 * math.Pi / 180   // rad/s while the key is held
	startTilt     = 18 * math.Pi / 180   // away from the plan, so that the start does not give the answer
	longestStep   = 100 * 1e-3           // s; a stalled picture must not throw the needle
)

// Mapping is the instruments that mouse and keyboard hold, one at a time, the
// camera, and what the trainee asked of the picture. It is pure: events and time
// come in, and the same events and times always give the same hands.
type Mapping struct {
	Camera Orbit
	scope  Scope
	// ViewHeight is the height of the three-dimensional view in pixels.
	ViewHeight float64

	home     Orbit
	grips    []grip         // one for each instrument
	rack     *tracking.Rack // which of them the hands hold
	camera   int            // the instrument that the endoscope is; below zero: none of them
	robot    float64        // mm of the hand for one of the tip
	inHand   int            // the grip that moves; the others stay where they are
	steered  bool           // controls of their own hold the instruments, and their jaws
	slow     bool           // a control asks for fine movements
	absent   bool           // the controls are unplugged: nobody holds the instruments
	help     bool
	quit     bool
	tapped   bool  // confirm went down since the last hands were taken
	picture  bool  // a picture was asked for since then
	mute     bool  // so was silence, or its end
	deck     *Deck // nil where hands hold instruments
	cut      Cut
	names    bool      // of structures, in the view
	along    bool      // slices lie along the instrument in hand
	volume   bool      // shows the scan itself
	tone     tone      // of the scan
	solid    []float64 // of those that are shown beside the scan
	opacity  []float64 // per structure; the keys 1 to 9 step the first nine
	keys     [keyCount]bool
	buttons  [buttonCount]bool
	bindings []binding
}

// Cut is the cutting plane. What lies on the side of its normal is taken away.
type Cut struct {
	On     bool
	Normal mgl64.Vec3 // unit, patient frame
	Offset float64    // signed distance of the plane from the patient frame's origin, mm
}

// NewMapping puts the first instrument's tip 40 mm outside the planned entry,
// roughly but not exactly in line with it, the others beside it, and the cutting
// plane through the trajectory.
func NewMapping(plan record.Plan, tools []record.Tool, camera Orbit, viewHeight float64, opacity []float64) *Mapping {
	return newMapping(plan, tools, camera, viewHeight, opacity, false)
}

// newMapping is NewMapping, for a bench too.
func newMapping(plan record.Plan, tools []record.Tool, camera Orbit, viewHeight float64, opacity []float64, bench bool) *Mapping {
	m := &Mapping{Camera: camera, ViewHeight: viewHeight, home: camera, scope: scopeAt(camera.gaze()), bindings: bindingsFor(tools)}
	m.opacity = append(m.opacity, opacity...)
	m.grips, m.rack, m.robot = newGrips(plan, tools, camera, bench), tracking.NewRack(tools), 1
	m.mountScope(plan, tools)
	_, _, toward := camera.Axes()
	inward := plan.Target.Sub(plan.Entry)
	if inward.Len() < 1 {
		inward = toward.Mul(-1)
	}
	m.cut = cutThrough(plan.Target, inward.Normalize(), toward)
	return m
}

// cutThrough is the plane through a point and along a direction that faces the
// camera best.
func cutThrough(point, along, toward mgl64.Vec3) Cut {
	normal := toward.Sub(along.Mul(toward.Dot(along)))
	if normal.Len() < 0.1 {
		normal = toward
	}
	normal = normal.Normalize()
	return Cut{Normal: normal, Offset: normal.Dot(point)}
}

// Held is the instruments now.
func (m *Mapping) Held() Held {
	held := Held{Hands: make([]record.Hand, len(m.grips)), Confirm: m.held(confirm) || m.tapped, Quit: m.quit, Picture: m.picture, Mute: m.mute}
	for i := range m.grips {
		switch {
		case !m.holds(i):
			held.Hands[i] = record.Hand{Away: true}
		case i == m.camera:
			held.Hands[i] = record.Hand{Pose: m.scope.pose(), Valid: true}
		default:
			held.Hands[i] = m.grips[i].hand()
			held.Hands[i].Valid = !m.absent
		}
	}
	return held
}

// holds tells whether a hand holds that instrument now. A bare hand always does.
func (m *Mapping) holds(tool int) bool {
	grip := &m.grips[tool]
	return m.rack.Hands() == 0 || m.rack.Holds(grip.tool.HeldBy(tool)) == tool
}

// Follow puts a hand where its instrument went: what holds the needle holds the
// hand too, and the two never drift apart.
func (m *Mapping) Follow(tool int, instrument record.Pose) {
	if tool < len(m.grips) {
		m.grips[tool].pose = instrument
	}
}

// Begin starts a new round of events. A key that was tapped in the last round
// counted for that round's hand, however slow the pictures are.
func (m *Mapping) Begin() { m.tapped, m.picture, m.mute = false, false, false }

// Handle takes one event.
func (m *Mapping) Handle(e Event) {
	switch e.Kind {
	case KeyEvent:
		pressed := e.Down && !m.keys[e.Key]
		m.keys[e.Key] = e.Down
		if pressed {
			m.press(e.Key)
		}
	case ButtonEvent:
		m.buttons[e.Button] = e.Down
		if m.deck != nil {
			m.deck.grab(m.buttons[ButtonLeft], e.At)
		}
	case MotionEvent:
		m.move(e)
	case WheelEvent:
		m.turnWheel(e.Y)
	case FocusLostEvent:
		m.keys, m.buttons, m.tapped = [keyCount]bool{}, [buttonCount]bool{}, false
	}
}

// Advance lets held keys act for some seconds.
func (m *Mapping) Advance(seconds float64) {
	dt := mgl64.Clamp(seconds, 0, longestStep)
	if m.deck != nil {
		m.deck.pass(seconds)
	}
	m.push(advanceSpeed * dt * m.balance(advance, withdraw))
	m.tilt(tiltSpeed*dt*m.balance(tiltRight, tiltLeft), tiltSpeed*dt*m.balance(tiltUp, tiltDown))
	m.roll(rollSpeed * dt * m.balance(rollRight, rollLeft))
	if m.scope.On {
		m.scope.advance(scopeSpeed * dt * m.balance(zoomIn, zoomOut))
		m.scope.Turn = math.Remainder(m.scope.Turn+rollSpeed*dt*m.balance(turnRight, turnLeft), 2*math.Pi)
		m.scope.zoom(math.Pow(zoomPerSecond, dt*m.balance(widen, narrow)))
	} else {
		m.Camera.Zoom(math.Pow(zoomPerSecond, dt*m.balance(zoomOut, zoomIn)))
	}
	m.scope.pass(dt)
	m.cut.Offset += cutSpeed * dt * m.balance(cutForward, cutBack)
	if !m.steered {
		m.active().squeeze(m.held(closeJaws) && m.dragAction() != orbit, dt)
	}
}

// press does what happens once, when a key goes down.
func (m *Mapping) press(key Key) {
	switch a, index := m.keyAction(key); a {
	case confirm:
		m.tapped = true
	case toggleStylet:
		m.active().stylet = !m.active().stylet
	case lockJaws:
		m.active().locked = !m.active().locked
	case changeHand:
		m.changeHand()
	case exchange:
		m.exchange()
	case resetView:
		m.Camera, m.tone = m.home, tone{}
	case cycleOpacity:
		if index < len(m.opacity) {
			m.opacity[index] = nextOpacity(m.opacity[index])
		}
	case toggleScope:
		m.scope.On = !m.scope.On
	case changeOptic:
		m.scope.nextOptic()
	case wipeLens:
		m.scope.wipe()
	case toggleNames:
		m.names = !m.names
	case toggleAlong:
		m.along = !m.along
	case toggleVolume:
		m.volume = !m.volume
	case toggleCut:
		m.cut.On = !m.cut.On
	case toggleHelp:
		m.help = !m.help
	case takePicture:
		m.picture = true
	case toggleSound:
		m.mute = true
	case quit:
		m.quit = true
	default:
		if m.deck != nil {
			m.deck.press(a, m.held(fine))
		}
	}
}

// nextOpacity steps down, and from invisible back to solid.
func nextOpacity(now float64) float64 {
	for _, step := range []float64{0.75, 0.5, 0.25, 0.1, 0} {
		if now > step+1e-9 {
			return step
		}
	}
	return 1
}

// keyAction is what a key alone does, and which of a row of keys it is.
func (m *Mapping) keyAction(key Key) (a action, index int) {
	for _, b := range m.bindings {
		for _, t := range b.triggers {
			if t.hasKey && !t.drag && key >= t.key && key <= t.lastKey {
				return b.action, int(key - t.key)
			}
		}
	}
	return none, 0
}

// held tells whether a key or button of that action is down.
func (m *Mapping) held(a action) bool {
	for _, b := range m.bindings {
		if b.action != a {
			continue
		}
		for _, t := range b.triggers {
			if t.hasKey && !t.drag && m.keys[t.key] || t.hold && m.buttons[t.button] {
				return true
			}
		}
	}
	return false
}

// balance is 1, -1 or 0 for two opposite actions.
func (m *Mapping) balance(forward, backward action) float64 {
	sum := 0.0
	if m.held(forward) {
		sum++
	}
	if m.held(backward) {
		sum--
	}
	return sum
}

// dragAction is what moving the mouse does with what is held now. A trigger
// with a modifier goes before one without.
func (m *Mapping) dragAction() action {
	button := NoButton
	for b := ButtonLeft; b < buttonCount; b++ {
		if m.buttons[b] {
			button = b
		}
	}
	found := moveTip
	if m.deck != nil {
		found = none
	}
	for _, b := range m.bindings {
		for _, t := range b.triggers {
			switch {
			case !t.drag || t.button != button:
			case t.hasKey && m.keys[t.key]:
				return b.action
			case !t.hasKey:
				found = b.action
			}
		}
	}
	return found
}

// turnWheel pushes the instrument in hand, or zooms where there is none.
func (m *Mapping) turnWheel(notches float64) {
	if m.deck != nil {
		m.Camera.Zoom(math.Pow(zoomPerNotch, -notches))
		return
	}
	m.push(notches * wheelStep)
}

// move takes a movement of the mouse.
func (m *Mapping) move(e Event) {
	if m.deck != nil && m.deck.scrubbed {
		m.deck.scrub(e.At)
		return
	}
	x, y := e.X, e.Y
	switch m.dragAction() {
	case orbit:
		if m.scope.On {
			m.scope.swing(x*swingPerPixel, -y*swingPerPixel)
		} else {
			m.Camera.Turn(-x*orbitPerPixel, y*orbitPerPixel)
		}
	case changeTone:
		m.tone.change(x, y)
	case tilt:
		m.tilt(x*tiltPerPixel, -y*tiltPerPixel)
	case moveTip:
		if m.held(advance) || m.held(withdraw) {
			return // a needle that is being pushed keeps its line
		}
		g := m.gaze()
		pose := &m.active().pose
		step := g.millimetresPerPixel(pose.Tip, m.ViewHeight) * m.pace()
		pose.Tip = pose.Tip.Add(g.right.Mul(x * step)).Sub(g.up.Mul(y * step))
	}
}

// push advances the tip along the needle by millimetres, before the fine factor.
func (m *Mapping) push(distance float64) {
	pose := &m.active().pose
	axis := pose.Orientation.Rotate(mgl64.Vec3{0, 0, 1})
	pose.Tip = pose.Tip.Add(axis.Mul(distance * m.pace()))
}

// tilt turns the needle about its tip so that its handle goes to the right and
// up in the picture by these angles, before the fine factor.
func (m *Mapping) tilt(toRight, toUp float64) {
	g := m.gaze()
	pose := &m.active().pose
	handle := pose.Orientation.Rotate(mgl64.Vec3{0, 0, -1})
	turn := handle.Cross(g.right.Mul(toRight).Add(g.up.Mul(toUp))).Mul(m.pace())
	if angle := turn.Len(); angle > 1e-12 {
		pose.Orientation = mgl64.QuatRotate(angle, turn.Mul(1/angle)).Mul(pose.Orientation).Normalize()
	}
}

// roll turns the instrument about its own line, clockwise as its holder sees it, by
// an angle before the fine factor.
func (m *Mapping) roll(angle float64) {
	if angle != 0 {
		pose := &m.active().pose
		pose.Orientation = pose.Orientation.Mul(mgl64.QuatRotate(angle*m.pace(), mgl64.Vec3{0, 0, 1})).Normalize()
	}
}

func (m *Mapping) pace() float64 {
	if m.held(fine) || m.slow {
		return fineFactor / m.robot
	}
	return 1 / m.robot
}
