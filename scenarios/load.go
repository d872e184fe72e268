package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/drylab/drylab/scene/record"
	"github.com/drylab/drylab/scoring"
)

// Read parses and validates a scenario. The name is for messages only. A
// faulty file gives strictyaml.Problems, each with its place.
func Read(name string, r io.Reader) (*Scenario, error) {
	s := &Scenario{}
	text, err := strictyaml.Load(name, r, s)
	if err != nil {
		return nil, err
	}
	s.source = text
	for i := range s.Instruments {
		s.Instruments[i].fill()
	}
	if s.Instrument != nil {
		s.Instrument.fill()
	}
	if problems := s.problems(); len(problems) > 0 {
		return nil, strictyaml.Locate(name, text, problems)
	}
	return s, nil
}

// ReadRubric parses and validates a rubric in a file of its own.
func ReadRubric(name string, r io.Reader) (*scoring.Rubric, error) {
	rubric := &scoring.Rubric{}
	text, err := strictyaml.Load(name, r, rubric)
	if err != nil {
		return nil, err
	}
	if problems := rubricProblems(rubric, ""); len(problems) > 0 {
		return nil, strictyaml.Locate(name, text, problems)
	}
	return rubric, nil
}

// FromHeader is the scenario that a recording was made with.
func FromHeader(h *record.Header) (*Scenario, error) {
	if digest([]byte(h.ScenarioText)) != h.Scenario.SHA256 {
		return nil, errors.New("the scenario inside the recording does not match its own digest; the file was changed after the attempt")
	}
	return Read("the recording's scenario", bytes.NewReader([]byte(h.ScenarioText)))
}

// RubricText is a rubric's canonical text: JSON in the order of its fields.
func RubricText(r *scoring.Rubric) []byte {
	text, err := json.Marshal(r)
	if err != nil {
		panic("scenarios: a validated rubric does not encode: " + err.Error())
	}
	return text
}

// RubricRef identifies a rubric by the digest of its canonical text.
func RubricRef(r *scoring.Rubric) record.Ref {
	return record.Ref{ID: r.ID, Version: r.Version, SHA256: digest(RubricText(r))}
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Source is the scenario's text as authored.
func (s *Scenario) Source() []byte { return bytes.Clone(s.source) }
