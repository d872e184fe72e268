package strictyaml

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Problem is one fault of an authored file, with its place.
type Problem struct {
	Path    string `json:"path"`   // YAML path, as $.steps[2].done
	Line    int    `json:"line"`   // from 1; 0 when unknown
	Column  int    `json:"column"` // from 1
	Message string `json:"message"`
	Excerpt string `json:"excerpt"` // the lines around the place, with a mark
}

// Problems is every fault found in one file.
type Problems struct {
	Name string // the file
	List []Problem
}

func (p *Problems) Error() string {
	var b strings.Builder
	for i, one := range p.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.Name)
		if one.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", one.Line, one.Column)
		}
		b.WriteString(": " + one.Message)
		if one.Path != "" {
			fmt.Fprintf(&b, " (%s)", one.Path)
		}
		if one.Excerpt != "" {
			b.WriteByte('\n')
			b.WriteString(strings.TrimRight(one.Excerpt, "\n"))
		}
	}
	return b.String()
}

// at is the problem with its place in a text.
func (p Problem) at(text []byte, place *token.Position) Problem {
	if place != nil && place.Line > 0 {
		p.Line, p.Column = min(place.Line, len(linesOf(text))), max(place.Column, 1)
		if p.Message == noTabs {
			p.Column = firstTab(text, p.Line, p.Column) // the library marks what follows it
		}
		p.Excerpt = excerpt(text, p.Line, p.Column)
	}
	return p
}

// syntaxProblem gives a YAML error its place.
func syntaxProblem(name string, text []byte, err error) error {
	var fault yaml.Error
	if !errors.As(err, &fault) {
		return fmt.Errorf("%s: %w", name, err)
	}
	one := Problem{Message: plainMessage(fault)}
	if t := fault.GetToken(); t != nil {
		one = one.at(text, t.Position)
	}
	return &Problems{Name: name, List: []Problem{one}}
}

// Locate finds the line and column of each problem's path. A key that is
// missing has no place of its own; its nearest existing parent stands for it.
// The text must be one that Decode accepted.
func Locate(name string, text []byte, list []Problem) error {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return syntaxProblem(name, text, err)
	}
	for i := range list {
		if t := tokenAt(file, list[i].Path); t != nil {
			list[i] = list[i].at(text, t.Position)
		}
	}
	return &Problems{Name: name, List: list}
}

func tokenAt(file *ast.File, path string) *token.Token {
	for path != "" && path != "$" {
		if p, err := yaml.PathString(path); err == nil {
			if node, err := p.FilterFile(file); err == nil && node != nil {
				return startOf(node)
			}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	if len(file.Docs) > 0 && file.Docs[0].Body != nil {
		return startOf(file.Docs[0].Body)
	}
	return nil
}

// startOf is where a reader sees a node begin: a mapping at its first key and
// not, as for the library, at the colon.
func startOf(node ast.Node) *token.Token {
	switch n := node.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return node.GetToken()
}
