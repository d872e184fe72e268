package anatomy

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-gl/mathgl/mgl64"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// Limits of case.yaml, in bytes. A case of 1000 structures has 300 kB; a line
// that lists 1000 labels has 6 kB. The YAML reader needs time that grows with
// the square of a line.
const (
	maxCaseText = 1 << 20
	maxCaseLine = 8 << 10
)

// parseCase reads case.yaml strictly: an unknown or repeated key is an error
// with line, column and an excerpt.
func parseCase(text []byte) (*Case, error) {
	if err := refuseTrickyYAML(text); err != nil {
		return nil, fmt.Errorf("%s: %w", caseFile, err)
	}
	if err := checkSchema(schemaOf(text)); err != nil {
		return nil, fmt.Errorf("%s: %w", caseFile, err)
	}
	c := new(Case)
	if err := decodeYAML(text, c); err != nil {
		return nil, fmt.Errorf("%s: %w", caseFile, err)
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

// decodeYAML decodes strictly. The YAML library panics on some malformed
// documents; that is a damaged file, not the programmer's mistake.
func decodeYAML(text []byte, c *Case) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the text is damaged beyond what the YAML reader understands; restore the file")
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict(), yaml.CustomUnmarshaler(unmarshalVector))
	if err := decoder.Decode(c); err != nil {
		return err
	}
	return nil
}

// unmarshalVector wants exactly three numbers; the library by itself takes
// fewer in silence and panics on more.
func unmarshalVector(v *mgl64.Vec3, text []byte) error {
	var numbers []float64
	if err := yaml.Unmarshal(text, &numbers); err != nil {
		return err
	}
	if len(numbers) != len(v) {
		return fmt.Errorf("a position has %d numbers; write three: [left, posterior, superior] in mm", len(numbers))
	}
	copy(v[:], numbers)
	return nil
}

// refuseTrickyYAML turns down what no case needs and what can make a small
// file fill the memory, the stack or the day: anchors, aliases, tags, deep
// nesting, endless lines.
func refuseTrickyYAML(text []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the text is not YAML; restore the file")
		}
	}()
	number := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		number++
		if len(line) > maxCaseLine {
			return fmt.Errorf("line %d is longer than %d bytes; this is not a case", number, maxCaseLine)
		}
	}
	const deepestColumn, deepestFlow = 32, 4
	flow := 0
	for _, t := range lexer.Tokenize(string(text)) {
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType:
			return fmt.Errorf("line %d: %s: anchors, aliases and tags are not allowed", t.Position.Line, quoted(t.Value))
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType:
			if t.Position.Column > deepestColumn {
				return fmt.Errorf("line %d: nested too deeply", t.Position.Line)
			}
		case token.MappingValueType:
			if flow == 0 && t.Position.IndentNum > deepestColumn {
				return fmt.Errorf("line %d: nested too deeply", t.Position.Line)
			}
		}
		if flow > deepestFlow {
			return fmt.Errorf("line %d: nested too deeply", t.Position.Line)
		}
	}
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
