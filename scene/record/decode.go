package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/go-gl/mathgl/mgl64"
)

// message reads one JSON message in exactly the form that encode.go writes: same
// keys, same order, no spaces. That is an order of magnitude faster than general
// JSON and accepts nothing that would not be written again. The first error
// sticks; further reads return zeros.
type message struct {
	rest []byte
	err  error
}

// decodeInput fills an input; its hands, of which the caller says how many, are
// filled in place.
func decodeInput(data []byte, in *Input) error {
	m := message{rest: data}
	m.expect(`{"tick":`)
	in.Tick = m.tick()
	m.expect(`,"confirm":`)
	in.Confirm = m.boolean()
	m.expect(`,"hands":[`)
	for i := range in.Hands {
		if i > 0 {
			m.expect(`,`)
		}
		m.hand(&in.Hands[i])
	}
	m.expect(`]}`)
	return m.end()
}

func (m *message) hand(h *Hand) {
	m.expect(`{"tip":`)
	h.Pose = m.inputPose()
	m.expect(`,"valid":`)
	h.Valid = m.boolean()
	m.expect(`,"jaw":`)
	h.Jaw = m.number()
	m.expect(`,"stylet_out":`)
	h.StyletOut = m.boolean()
	h.Away = m.optional(`,"away":true`)
	m.expect(`}`)
}

// inputPose reads a tip and the orientation after it.
func (m *message) inputPose() (p Pose) {
	p.Tip = m.vector()
	m.expect(`,"orientation":[`)
	for i := range p.Orientation.V {
		p.Orientation.V[i] = m.number()
		m.expect(`,`)
	}
	p.Orientation.W = m.number()
	m.expect(`]`)
	return p
}

// decodePose also returns the message's time in nanoseconds since 1970.
func decodePose(data []byte, p *Pose) (nanoseconds uint64, err error) {
	m := message{rest: data}
	m.expect(`{"timestamp":{"sec":`)
	seconds := m.integer()
	m.expect(`,"nsec":`)
	nanoseconds = seconds*1e9 + m.integer()
	m.expect(`},"frame_id":"patient","pose":{"position":{"x":`)
	p.Tip[0] = m.number()
	m.expect(`,"y":`)
	p.Tip[1] = m.number()
	m.expect(`,"z":`)
	p.Tip[2] = m.number()
	m.expect(`},"orientation":{"x":`)
	p.Orientation.V[0] = m.number()
	m.expect(`,"y":`)
	p.Orientation.V[1] = m.number()
	m.expect(`,"z":`)
	p.Orientation.V[2] = m.number()
	m.expect(`,"w":`)
	p.Orientation.W = m.number()
	m.expect(`}}}`)
	return nanoseconds, m.end()
}

// state is a message of an instrument's state: what it says of the whole sample,
// and what of the instrument.
type state struct {
	tick  int64
	inUse bool
}

// decodeState fills an instrument's sample but for its pose; the clearances are
// appended to the given slice, as many as it has room for.
func decodeState(data []byte, t *ToolSample, clearance []float64) (state, error) {
	m := message{rest: data}
	whole := m.stateHead(t)
	m.expect(`,"jaw":`)
	t.Jaw = m.number()
	m.expect(`,"force_n":`)
	t.ForceN = m.number()
	m.expect(`,"holding":`)
	t.Holding = m.boolean()
	t.ClearanceMM = m.clearances(clearance)
	m.expect(`}`)
	return whole, m.end()
}

// stateHead reads what every version of a state begins with.
func (m *message) stateHead(t *ToolSample) (whole state) {
	m.expect(`{"tick":`)
	whole.tick = m.tick()
	m.expect(`,"valid":`)
	t.Valid = m.boolean()
	m.expect(`,"in_use":`)
	whole.inUse = m.boolean()
	m.expect(`,"guided":`)
	t.Guided = m.boolean()
	m.expect(`,"depth_mm":`)
	t.DepthMM = m.number()
	m.expect(`,"stylet_out":`)
	t.StyletOut = m.boolean()
	return whole
}

// clearances reads as many values as there is room for in the slice.
func (m *message) clearances(clearance []float64) []float64 {
	m.expect(`,"clearance_mm":[`)
	for range cap(clearance) {
		if len(clearance) > 0 {
			m.expect(`,`)
		}
		clearance = append(clearance, m.clearance())
	}
	m.expect(`]`)
	return clearance
}

func decodeEvent(data []byte, e *Event) error {
	m := message{rest: data}
	m.expect(`{"tick":`)
	e.Tick = m.tick()
	m.expect(`,"kind":`)
	e.Kind = EventKind(m.text())
	m.expect(`,"tool":`)
	e.Tool = int(m.tick())
	m.eventTail(e)
	return m.end()
}

// eventTail reads what every version of an event ends with.
func (m *message) eventTail(e *Event) {
	m.expect(`,"structure":`)
	e.Structure = m.text()
	m.expect(`,"position":`)
	e.Position = m.vector()
	m.expect(`,"depth_mm":`)
	e.DepthMM = m.number()
	m.expect(`,"detail":`)
	e.Detail = m.text()
	if m.optional(`,"normal":`) {
		e.Normal = m.vector()
	}
	m.expect(`}`)
}

func decodeHash(data []byte, h *StateHash) error {
	m := message{rest: data}
	m.expect(`{"tick":`)
	h.Tick = m.tick()
	m.expect(`,"hash":"`)
	h.Hash = m.hexadecimal()
	m.expect(`"}`)
	return m.end()
}

// expect consumes a literal.
func (m *message) expect(literal string) {
	if m.err != nil {
		return
	}
	if len(m.rest) < len(literal) || string(m.rest[:len(literal)]) != literal {
		m.fail(strconv.Quote(literal))
		return
	}
	m.rest = m.rest[len(literal):]
}

// optional reads the literal where it is there.
func (m *message) optional(literal string) bool {
	if m.err != nil || len(m.rest) < len(literal) || string(m.rest[:len(literal)]) != literal {
		return false
	}
	m.rest = m.rest[len(literal):]
	return true
}

// fail says what was expected instead of what is there.
func (m *message) fail(expected string) {
	if m.err == nil {
		m.err = fmt.Errorf("expected %s at %.20q", expected, m.rest)
	}
}

func (m *message) end() error {
	if m.err == nil && len(m.rest) > 0 {
		m.fail("the end")
	}
	return m.err
}

// token consumes the longest run of bytes that are in the given set.
func (m *message) token(within func(byte) bool) []byte {
	if m.err != nil {
		return nil
	}
	n := 0
	for n < len(m.rest) && within(m.rest[n]) {
		n++
	}
	token := m.rest[:n]
	m.rest = m.rest[n:]
	return token
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isNumeric(c byte) bool {
	return isDigit(c) || c == '-' || c == '+' || c == '.' || c == 'e'
}

func isHexadecimal(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' }

func (m *message) integer() uint64 {
	token := m.token(isDigit)
	x, err := strconv.ParseUint(string(token), 10, 64)
	if err != nil {
		m.fail("a whole number")
	}
	return x
}

// tick keeps the value small enough for an int64; ticks.go checks its range.
func (m *message) tick() int64 {
	x := m.integer()
	if x > maxTick {
		m.fail("a tick")
		return 0
	}
	return int64(x)
}

func (m *message) number() float64 {
	token := m.token(isNumeric)
	x, err := strconv.ParseFloat(string(token), 64)
	if err != nil {
		m.fail("a number")
	}
	return x
}

func (m *message) clearance() float64 {
	if len(m.rest) > 0 && m.rest[0] == 'n' {
		m.expect(`null`)
		return math.Inf(1)
	}
	return m.number()
}

func (m *message) vector() (v mgl64.Vec3) {
	m.expect(`[`)
	v[0] = m.number()
	m.expect(`,`)
	v[1] = m.number()
	m.expect(`,`)
	v[2] = m.number()
	m.expect(`]`)
	return v
}

func (m *message) boolean() bool {
	if len(m.rest) > 0 && m.rest[0] == 't' {
		m.expect(`true`)
		return m.err == nil
	}
	m.expect(`false`)
	return false
}

func (m *message) hexadecimal() uint64 {
	token := m.token(isHexadecimal)
	x, err := strconv.ParseUint(string(token), 16, 64)
	if err != nil || len(token) != 16 {
		m.fail("16 hexadecimal digits")
	}
	return x
}

// text consumes a JSON string. Texts are rare, so encoding/json undoes the escapes.
func (m *message) text() string {
	if m.err != nil {
		return ""
	}
	n, err := quotedLength(m.rest)
	if err != nil {
		m.fail("a text")
		return ""
	}
	var s string
	if err := json.Unmarshal(m.rest[:n], &s); err != nil {
		m.fail("a text")
		return ""
	}
	m.rest = m.rest[n:]
	return s
}

// quotedLength is the length of the JSON string at the front, quotes included.
func quotedLength(data []byte) (int, error) {
	if len(data) == 0 || data[0] != '"' {
		return 0, errors.New("no opening quote")
	}
	for i := 1; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1, nil
		}
	}
	return 0, errors.New("no closing quote")
}
