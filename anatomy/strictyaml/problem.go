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
		fmt.Fprintf(&b, "%s:%d:%d: %s", p.Name, one.Line, one.Column, one.Message)
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

// syntaxProblem gives a YAML error its place.
func syntaxProblem(name string, err error) error {
	var faulty yaml.Error
	if !errors.As(err, &faulty) {
		return fmt.Errorf("%s: %w", name, err)
	}
	one := Problem{Message: faulty.GetMessage()}
	if t := faulty.GetToken(); t != nil && t.Position != nil {
		one.Line, one.Column = t.Position.Line, t.Position.Column
		one.Excerpt = excerpt(t)
	}
	return &Problems{Name: name, List: []Problem{one}}
}

// Locate finds the line and column of each problem's path. A key that is
// missing has no place of its own; its nearest existing parent stands for it.
// The text must be one that Decode accepted.
func Locate(name string, text []byte, list []Problem) error {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return syntaxProblem(name, err)
	}
	for i := range list {
		if t := tokenAt(file, list[i].Path); t != nil && t.Position != nil {
			list[i].Line, list[i].Column = t.Position.Line, t.Position.Column
			list[i].Excerpt = excerpt(t)
		}
	}
	return &Problems{Name: name, List: list}
}

func tokenAt(file *ast.File, path string) *token.Token {
	for path != "" && path != "$" {
		if p, err := yaml.PathString(path); err == nil {
			if node, err := p.FilterFile(file); err == nil && node != nil {
				return node.GetToken()
			}
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	if len(file.Docs) > 0 && file.Docs[0].Body != nil {
		return file.Docs[0].Body.GetToken()
	}
	return nil
}

// excerpt shows the token's line between its neighbours, with a mark under it.
func excerpt(t *token.Token) string {
	first := t
	for first.Prev != nil {
		first = first.Prev
	}
	var text strings.Builder
	for ; first != nil; first = first.Next {
		text.WriteString(first.Origin)
	}
	lines := strings.Split(text.String(), "\n")
	var b strings.Builder
	for n := max(t.Position.Line-1, 1); n <= min(t.Position.Line+1, len(lines)); n++ {
		fmt.Fprintf(&b, "%5d | %s\n", n, lines[n-1])
		if n == t.Position.Line {
			fmt.Fprintf(&b, "      | %s^\n", strings.Repeat(" ", max(t.Position.Column-1, 0)))
		}
	}
	return b.String()
}
