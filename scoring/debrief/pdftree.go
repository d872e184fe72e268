package debrief

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// node is an element of a page, or text when it has no name.
type node struct {
	name     string
	text     string
	attrs    map[string]string
	children []*node
}

// parsePage reads a page that this package wrote, which is well-formed XML.
func parsePage(r io.Reader) (*node, error) {
	root := &node{}
	open := []*node{root}
	decoder := xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			top.children, open = append(top.children, n), append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.children = append(top.children, &node{text: string(token)})
		}
	}
}

// has tells whether the element is of a class.
func (n *node) has(class string) bool {
	for _, c := range strings.Fields(n.attrs["class"]) {
		if c == class {
			return true
		}
	}
	return false
}

// words is the element's text in one line. Pictures, styles and what is said of
// them are no text.
func (n *node) words() string {
	var b strings.Builder
	var add func(n *node)
	add = func(n *node) {
		switch n.name {
		case "svg", "style", "img":
			return
		case "br", "span", "td", "b":
			b.WriteByte(' ')
		}
		b.WriteString(n.text)
		for _, c := range n.children {
			add(c)
		}
		switch n.name {
		case "span", "time", "dt", "dd":
			b.WriteByte(' ')
		}
	}
	add(n)
	return strings.NewReplacer(" )", ")", " .", ".").Replace(strings.Join(strings.Fields(b.String()), " "))
}

// find is the first element below of which a question is true; nil for none.
func (n *node) find(is func(*node) bool) *node {
	for _, c := range n.children {
		if is(c) {
			return c
		}
		if found := c.find(is); found != nil {
			return found
		}
	}
	return nil
}

// all are the elements below of a name, in their order.
func (n *node) all(name string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.name == name {
			found = append(found, c)
			continue
		}
		found = append(found, c.all(name)...)
	}
	return found
}

// named is a question for find.
func named(name string) func(*node) bool { return func(n *node) bool { return n.name == name } }
