package strictyaml

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// plainMessage says a YAML fault in words for people who write files and no
// programs. One that it does not know keeps the library's words.
func plainMessage(fault yaml.Error) string {
	var mismatch *yaml.TypeError
	var overflow *yaml.OverflowError
	var unknown *yaml.UnknownFieldError
	var node *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(fault, &mismatch):
		return mustBe(kindOf(mismatch.DstType), kindOf(mismatch.SrcType))
	case errors.As(fault, &overflow):
		return beyondRange(overflow)
	case errors.As(fault, &unknown):
		return strings.Replace(unknown.Message, "unknown field", "unknown key", 1) + "; check its spelling and its indentation"
	case errors.As(fault, &node):
		return mustBe(nodeKind(node.Expected), nodeKind(node.Actual))
	}
	return plainSyntax(fault.GetMessage())
}

// Kinds of values, as they are called in messages.
const (
	aList     = "a list"
	keyValues = "keys with values"
	aText     = "text"
	aNumber   = "a number"
	aTruth    = "true or false"
	nothing   = "empty"
)

const noTabs = "use spaces, not tabs, to indent"

func mustBe(wanted, got string) string {
	if wanted == got {
		return "this must be " + wanted
	}
	return fmt.Sprintf("this must be %s, not %s", wanted, got)
}

func kindOf(t reflect.Type) string {
	if t == nil {
		return nothing
	}
	switch kind := t.Kind(); kind {
	case reflect.Pointer:
		return kindOf(t.Elem())
	case reflect.Bool:
		return aTruth
	case reflect.String:
		return aText
	case reflect.Slice, reflect.Array:
		return aList
	case reflect.Struct, reflect.Map:
		return keyValues
	case reflect.Float32, reflect.Float64:
		return aNumber
	default:
		if kind >= reflect.Int && kind <= reflect.Uint64 {
			return "a whole number"
		}
		return t.String()
	}
}

func nodeKind(t ast.NodeType) string {
	switch t {
	case ast.MappingType, ast.MappingValueType:
		return keyValues
	case ast.SequenceType:
		return aList
	case ast.BoolType:
		return aTruth
	case ast.IntegerType, ast.FloatType, ast.InfinityType, ast.NanType:
		return aNumber
	case ast.NullType:
		return nothing
	}
	return aText
}

func beyondRange(fault *yaml.OverflowError) string {
	bits, kind := 0, fault.DstType.Kind()
	if kind >= reflect.Int && kind <= reflect.Uint64 {
		bits = fault.DstType.Bits()
	}
	unsigned := kind >= reflect.Uint
	switch {
	case bits == 0:
		return fmt.Sprintf("the number %s is too large here", fault.SrcNum)
	case unsigned && strings.HasPrefix(fault.SrcNum, "-"):
		return fmt.Sprintf("the number %s is too small here; the least is 0", fault.SrcNum)
	case strings.HasPrefix(fault.SrcNum, "-"):
		return fmt.Sprintf("the number %s is too small here; the least is %d", fault.SrcNum, int64(-1)<<(bits-1))
	case unsigned:
		return fmt.Sprintf("the number %s is too large here; the greatest is %d", fault.SrcNum, ^uint64(0)>>(64-bits))
	}
	return fmt.Sprintf("the number %s is too large here; the greatest is %d", fault.SrcNum, ^uint64(0)>>(65-bits))
}

var (
	repeatedKey = regexp.MustCompile(`^mapping key ("(?:[^"\\]|\\.)*") already defined at \[(\d+):\d+\]$`)

	// plainWords are the library's messages by a part that tells them apart.
	plainWords = []struct{ part, plain string }{
		{"tab character cannot", noTabs},
		{`found character '` + "\t", noTabs},
		{"sequence end token ']' not found", "a [ is not closed"},
		{"',' or ']' must be specified", "a [ is not closed, or a comma is missing"},
		{"could not find flow mapping end token '}'", "a { is not closed"},
		{"',' or '}' must be specified", "a { is not closed, or a comma is missing"},
		{"character corresponding to ']'", "this ] closes nothing; a [ is missing before it"},
		{"character corresponding to '}'", "this } closes nothing; a { is missing before it"},
		{"could not find end character of double-quoted", `a " is not closed`},
		{"could not find end character of single-quoted", "a ' is not closed"},
		{"non-map value is specified", "a colon is missing here, or the line is indented wrongly; write key: value"},
		{"expected sequence element, but found ','", "there is one comma too many"},
		{"value is not allowed in this context", "this does not belong here; check the indentation of this line and the one before"},
		{"entries are not allowed in this context", "a list does not belong here; begin it on the next line"},
		{"unexpected key name", "this does not belong here; check the indentation, and that each line is key: value"},
		{"unexpected scalar value", "this does not belong here; check the indentation and the quotes"},
		{"invalid key for this map", "this is no key; write key: value"},
		{"value cannot be placed after document separator", "nothing may stand behind ---; begin a new line"},
	}
)

func plainSyntax(message string) string {
	if found := repeatedKey.FindStringSubmatch(message); found != nil {
		return fmt.Sprintf("the key %s stands here twice, first in line %s; remove one", found[1], found[2])
	}
	for _, words := range plainWords {
		if strings.Contains(message, words.part) {
			return words.plain
		}
	}
	return message
}
