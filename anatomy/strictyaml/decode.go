// Package strictyaml reads YAML that people write (cases, scenarios, rubrics,
// scripts) without surprises: unknown and repeated keys are faults with line,
// column and an excerpt, and what can make a small file fill the memory, the
// stack or the day is refused before it is parsed.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// Limits of a file. A case of 1000 structures has 300 kB, and a line that lists
// 1000 labels 6 kB; the YAML parser needs time that grows with the square of a line.
const (
	MaxBytes = 1 << 20
	maxLine  = 8 << 10

	deepestColumn = 32 // of a key or list item
	deepestFlow   = 4  // brackets within brackets
)

// Load reads a file's text and decodes it into a pointer to a struct: Read, then
// Decode. The text is what Locate needs to tell where other faults are.
func Load(name string, r io.Reader, into any) (text []byte, err error) {
	if text, err = Read(name, r); err != nil {
		return nil, err
	}
	return text, Decode(name, text, into)
}

// Read takes a file's text, and refuses what is too long to be one. The name
// is for messages only.
func Read(name string, r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("%s is larger than %d bytes; this is no file of Drylab", name, MaxBytes)
	}
	return text, nil
}

// Decode fills into, a pointer to a struct, from the one document of a text.
// Faults of the text are Problems.
func Decode(name string, text []byte, into any, options ...yaml.DecodeOption) (err error) {
	// The library panics on some malformed documents; that is a damaged file,
	// not the programmer's mistake.
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%s is damaged beyond what the YAML reader understands; write it anew or restore it", name)
		}
	}()
	if err := refuseTricks(name, text); err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text), append(options, yaml.Strict())...)
	err = decoder.Decode(into)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%s is empty", name)
	}
	if err != nil {
		return syntaxProblem(name, text, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s holds more than one YAML document; keep the first only", name)
	}
	return nil
}

// refuseTricks turns down what no file of ours needs: endless lines, anchors,
// aliases, tags, deep nesting.
func refuseTricks(name string, text []byte) error {
	number := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		number++
		if len(line) > maxLine {
			return trick(name, text, &token.Position{Line: number, Column: 1}, fmt.Sprintf("the line is longer than %d bytes", maxLine))
		}
	}
	flow := 0
	for _, t := range lexer.Tokenize(string(text)) {
		at := func(message string) error { return trick(name, text, t.Position, message) }
		deep := false
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType:
			return at("anchors, aliases and tags are not allowed; write the value out")
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType:
			deep = t.Position.Column > deepestColumn
		case token.MappingValueType:
			deep = flow == 0 && t.Position.IndentNum > deepestColumn
		}
		if deep || flow > deepestFlow {
			return at("this is nested too deeply")
		}
	}
	return nil
}

func trick(name string, text []byte, place *token.Position, message string) error {
	return &Problems{Name: name, List: []Problem{Problem{Message: message}.at(text, place)}}
}
