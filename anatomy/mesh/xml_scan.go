package mesh

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
)

// maxXMLTag bounds a tag with its attributes.
const maxXMLTag = 1 << 16

// xmlScanner reads the tags of an XML file one after the other in constant
// memory, whatever the file holds: text is passed over unless it is asked for,
// document types, which may define endless entities, are refused.
type xmlScanner struct {
	r      *bufio.Reader
	tag    []byte // of a start tag, without its angles
	name   string // without a name space's prefix
	end    bool   // </name>
	closed bool   // <name/>
}

func newXMLScanner(r io.Reader) *xmlScanner {
	return &xmlScanner{r: bufio.NewReaderSize(r, 1<<16)}
}

// next goes on to the next tag. The error is io.EOF after the last.
func (x *xmlScanner) next() error {
	for {
		if err := x.skipPast('<'); err != nil {
			return err
		}
		following, err := x.r.Peek(8)
		if len(following) == 0 {
			return endedEarly(err)
		}
		switch {
		case bytes.HasPrefix(following, []byte("!--")):
			err = x.skipBehind("-->")
		case bytes.HasPrefix(following, []byte("![CDATA[")):
			err = x.skipBehind("]]>")
		case following[0] == '?':
			err = x.skipBehind("?>")
		case following[0] == '!':
			return errors.New("a document type, which is not allowed here: export the file again")
		default:
			return x.readTag()
		}
		if err != nil {
			return err
		}
	}
}

func (x *xmlScanner) skipPast(mark byte) error {
	for {
		c, err := x.r.ReadByte()
		if err != nil || c == mark {
			return err
		}
		if c == 0 {
			return errors.New("a zero byte: the XML is damaged, or not in UTF-8")
		}
	}
}

// skipBehind passes over everything up to and including an ending whose bytes
// but the last are alike ("-->") or that is two bytes long.
func (x *xmlScanner) skipBehind(ending string) error {
	var last [3]byte
	for {
		c, err := x.r.ReadByte()
		if err != nil {
			return endedEarly(err)
		}
		last[0], last[1], last[2] = last[1], last[2], c
		if bytes.HasSuffix(last[:], []byte(ending)) {
			return nil
		}
	}
}

// readTag reads up to the angle that ends the tag, not one in quotes.
func (x *xmlScanner) readTag() error {
	x.tag = x.tag[:0]
	quote := byte(0)
	for {
		c, err := x.r.ReadByte()
		switch {
		case err != nil:
			return endedEarly(err)
		case len(x.tag) == maxXMLTag:
			return fmt.Errorf("a tag is longer than %d bytes", maxXMLTag)
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '>':
			return x.parseTag()
		}
		x.tag = append(x.tag, c)
	}
}

func (x *xmlScanner) parseTag() error {
	x.end = bytes.HasPrefix(x.tag, []byte("/"))
	x.closed = bytes.HasSuffix(x.tag, []byte("/"))
	x.tag = bytes.TrimSuffix(bytes.TrimPrefix(x.tag, []byte("/")), []byte("/"))
	name, rest := cutWord(x.tag)
	if _, local, prefixed := bytes.Cut(name, []byte(":")); prefixed {
		name = local
	}
	if x.tag = rest; len(name) == 0 {
		return errors.New("a tag without a name: the XML is damaged")
	}
	if x.name != string(name) { // no allocation for a run of equal names
		x.name = string(name)
	}
	return nil
}

// attribute returns the raw value of an attribute by its local name, valid
// until the next tag; nil when the tag has none.
func (x *xmlScanner) attribute(name string) []byte {
	rest := x.tag
	for {
		key, behind, found := bytes.Cut(rest, []byte("="))
		behind = bytes.TrimLeft(behind, " \t\r\n")
		if !found || len(behind) == 0 || behind[0] != '"' && behind[0] != '\'' {
			return nil
		}
		value, after, closed := bytes.Cut(behind[1:], behind[:1])
		if !closed {
			return nil
		}
		key = bytes.TrimSpace(key)
		if at := bytes.IndexByte(key, ':'); at >= 0 {
			key = key[at+1:]
		}
		if string(key) == name {
			return value
		}
		rest = after
	}
}

// text returns an attribute's value as text.
func (x *xmlScanner) text(name string) string {
	return html.UnescapeString(string(x.attribute(name)))
}

// opens reports whether the tag just read opens an element.
func (x *xmlScanner) opens(name string) bool { return !x.end && x.name == name }
