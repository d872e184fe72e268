package scenarios

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// JSONSchema describes the scenario format for editors, from the Go types.
func JSONSchema() ([]byte, error) {
	reflector := jsonschema.Reflector{FieldNameTag: "yaml", ExpandedStruct: true}
	s := reflector.Reflect(&Scenario{})
	s.ID = "https://github.com/drylab/drylab/scenario-1.json"
	s.Title = "Drylab scenario"
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}
