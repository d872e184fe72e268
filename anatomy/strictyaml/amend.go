package strictyaml

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Change puts a value in the place of another, or adds a key to a mapping.
type Change struct {
	// Path is as in Problem, without brackets at its end: $.criteria[2].curve.
	Path  string
	Value any
}

// Amend makes changes to a text and leaves the rest of it, comments included, as
// its author wrote it. The text must be one that Decode accepted. A value is
// written on one line. What is made of an unusual text must be read again and
// compared with what was meant.
func Amend(name string, text []byte, changes []Change) (amended []byte, err error) {
	file, err := parser.ParseBytes(text, parser.ParseComments)
	if err != nil {
		return nil, syntaxProblem(name, text, err)
	}
	for _, change := range changes {
		if err := change.apply(file); err != nil {
			return nil, fmt.Errorf("%s cannot be amended at %s; write it there by hand: %w", name, change.Path, err)
		}
	}
	return append([]byte(strings.TrimRight(file.String(), "\n")), '\n'), nil
}

func (c Change) apply(file *ast.File) (err error) {
	// As in Decode: the library panics on some documents and paths.
	defer func() {
		if recover() != nil {
			err = errors.New("the YAML library does not understand it")
		}
	}()
	dot := strings.LastIndex(c.Path, ".")
	if dot < 1 {
		return errors.New("it is no path of a key, such as $.title")
	}
	value, err := yaml.MarshalWithOptions(c.Value, yaml.Flow(true))
	if err != nil {
		return err
	}
	path, err := yaml.PathString(c.Path)
	if err != nil {
		return err
	}
	if _, missing := path.FilterFile(file); missing == nil {
		return path.ReplaceWithReader(file, strings.NewReader(string(value)))
	}
	if path, err = yaml.PathString(c.Path[:dot]); err != nil {
		return err
	}
	return path.MergeFromReader(file, strings.NewReader(c.Path[dot+1:]+": "+string(value)))
}
