package record

// The messages of schemaOneTool, from before a tick could hold several hands.
// What that format did not know is zero.

// decodeInputOne fills an input of one hand, in place.
func decodeInputOne(data []byte, in *Input) error {
	m := message{rest: data}
	h := &in.Hands[0]
	m.expect(`{"tick":`)
	in.Tick = m.tick()
	m.expect(`,"tip":`)
	h.Pose = m.inputPose()
	m.expect(`,"valid":`)
	h.Valid = m.boolean()
	m.expect(`,"confirm":`)
	in.Confirm = m.boolean()
	m.expect(`,"stylet_out":`)
	h.StyletOut = m.boolean()
	m.expect(`}`)
	return m.end()
}

// decodeStateOne is decodeState for the instrument of schemaOneTool.
func decodeStateOne(data []byte, t *ToolSample, clearance []float64) (state, error) {
	m := message{rest: data}
	whole := m.stateHead(t)
	t.ClearanceMM = m.clearances(clearance)
	m.expect(`}`)
	return whole, m.end()
}

func decodeEventOne(data []byte, e *Event) error {
	m := message{rest: data}
	m.expect(`{"tick":`)
	e.Tick = m.tick()
	m.expect(`,"kind":`)
	e.Kind = EventKind(m.text())
	m.eventTail(e)
	return m.end()
}

// headerOneTool is the header of schemaOneTool.
type headerOneTool struct {
	Header
	Tool Tool `json:"tool"`
}
