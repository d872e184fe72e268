package view

import (
	"github.com/drylab/drylab/scene/tracking/controls"
	"github.com/go-gl/mathgl/mgl64"
)

// steerSpeed is that of the tip across the picture with a stick pushed all the way,
// mm/s: Drylab's choice, the picture of a drain in four seconds.
const steerSpeed = 40.0

// Steer lets gamepads, a SpaceMouse or mice of their own hold the instruments, by
// what they do at each Poll. Mouse and keyboard keep what the controls do not do.
func (t *Theatre) Steer(look func() controls.Steering) { t.steering = look }

// Steer lets the controls act for some seconds: each hand's on the instrument that
// it holds. Their jaws take the place of the mouse button's. While none is plugged in
// the instruments stay where they are, and count as not tracked.
func (m *Mapping) Steer(s controls.Steering, seconds float64) {
	dt := mgl64.Clamp(seconds, 0, longestStep)
	m.steered, m.absent = true, !s.Present
	m.tapped = m.tapped || s.Confirm
	inHand := m.inHand
	for hand := range s.Hands {
		if m.take(hand) {
			m.steer(&s.Hands[hand], dt)
		}
	}
	m.inHand = inHand
	if !m.holds(inHand) { // its hand took another one
		m.take(m.active().tool.HeldBy(inHand))
	}
	for range s.ChangeHand {
		m.changeHand()
	}
}

// take makes a hand's instrument the one that is moved; false where it has none, or
// the camera.
func (m *Mapping) take(hand int) bool {
	tool := hand
	if m.rack.Hands() > 0 {
		tool = m.rack.Holds(hand)
	}
	if tool < 0 || tool >= len(m.grips) || tool == m.camera {
		return false
	}
	m.inHand = tool
	return true
}

// steer moves the instrument in hand.
func (m *Mapping) steer(h *controls.Hand, dt float64) {
	m.slow = h.Fine
	defer func() { m.slow = false }()
	for range h.Exchange {
		m.exchange()
	}
	g := m.active()
	gaze := m.gaze()
	perCount := gaze.millimetresPerPixel(g.pose.Tip, m.ViewHeight)
	right := h.Rate.Right*steerSpeed*dt + h.Way.Right*perCount
	up := h.Rate.Up*steerSpeed*dt + h.Way.Up*perCount
	g.pose.Tip = g.pose.Tip.Add(gaze.right.Mul(right * m.pace())).Add(gaze.up.Mul(up * m.pace()))
	m.push(h.Rate.Forward*advanceSpeed*dt + h.Way.Forward*wheelStep)
	m.tilt(h.Rate.TiltRight*tiltSpeed*dt+h.Way.TiltRight*tiltPerPixel, h.Rate.TiltUp*tiltSpeed*dt+h.Way.TiltUp*tiltPerPixel)
	m.roll(h.Rate.Roll*rollSpeed*dt + h.Way.Roll*tiltPerPixel)
	if h.Stylet%2 == 1 {
		g.stylet = !g.stylet
	}
	if h.LockJaws%2 == 1 {
		g.locked = !g.locked
	}
	g.draw(h.Jaw)
}

// draw closes the jaws as far as a trigger is drawn, a ratchet no less than before.
func (g *grip) draw(jaw float64) {
	if !g.tool.HasJaws() {
		return
	}
	if g.locked {
		jaw = max(jaw, g.jaw)
	}
	g.jaw = mgl64.Clamp(jaw, 0, g.closest())
}
