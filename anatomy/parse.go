package anatomy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/go-gl/mathgl/mgl64"
	"github.com/goccy/go-yaml"
)

// parseCase reads case.yaml strictly: an unknown or repeated key is an error
// with line, column and an excerpt.
func parseCase(text []byte) (*Case, error) {
	if err := checkSchema(schemaOf(text)); err != nil {
		return nil, fmt.Errorf("%s: %w", caseFile, err)
	}
	c := new(Case)
	if err := strictyaml.Decode(caseFile, text, c, yaml.CustomUnmarshaler(unmarshalVector)); err != nil {
		return nil, err
	}
	if len(c.Landmarks) == 0 {
		c.Landmarks = nil // as Build leaves it
	}
	if len(c.Provenance.Recipe) == 0 {
		c.Provenance.Recipe = nil
	}
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", caseFile, err)
	}
	return c, nil
}

// unmarshalVector wants exactly three numbers; the library by itself takes
// fewer in silence and panics on more.
func unmarshalVector(v *mgl64.Vec3, text []byte) error {
	var numbers []float64
	if err := yaml.Unmarshal(text, &numbers); err != nil {
		// The library's place would be within this text and not within the file.
		return fmt.Errorf("the position %s is not a list of three numbers; write [left, posterior, superior] in mm", quoted(strings.TrimSpace(string(text))))
	}
	if len(numbers) != len(v) {
		return fmt.Errorf("a position has %d numbers; write three: [left, posterior, superior] in mm", len(numbers))
	}
	copy(v[:], numbers)
	return nil
}

// schemaOf finds the value of a line schema: VALUE, so that a newer case can be
// told from a damaged one before its keys are looked at.
func schemaOf(text []byte) string {
	for line := range strings.SplitSeq(string(text), "\n") {
		if value, ok := strings.CutPrefix(line, "schema:"); ok {
			return strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return ""
}

func checkSchema(schema string) error {
	if schema == CaseSchema {
		return nil
	}
	name, version, _ := strings.Cut(schema, "/")
	ourName, ourVersion, _ := strings.Cut(CaseSchema, "/")
	number, err := strconv.Atoi(version)
	ours, _ := strconv.Atoi(ourVersion)
	if name == ourName && err == nil && number > ours {
		return fmt.Errorf("the case has schema %s, this drylab reads up to %s; update drylab", quoted(schema), CaseSchema)
	}
	return fmt.Errorf("the schema is %s, not %s; choose a folder that drylab import wrote", quoted(schema), CaseSchema)
}
