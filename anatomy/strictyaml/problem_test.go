package strictyaml

import (
	"errors"
	"strings"
	"testing"
)

func TestLocateFindsTheNearestParent(t *testing.T) {
	text := "title: ä\nitems:\n- name: é\n\n- name: b\n  parts: [1, 2]\n"
	for _, test := range []struct {
		path, marked string
		line, column int
	}{
		{"$.title", "ä", 1, 8},
		{"$.items[0].name", "é", 3, 9},
		{"$.items[1].parts[1]", "2]", 6, 14},
		{"$.items[1].parts[7]", "[1, 2]", 6, 10},
		{"$.items[1].ready", "name: b", 5, 3},
		{"$.items[9].name", "- name: é", 3, 1},
		{"$.place", "title", 1, 1},
		{"$", "title", 1, 1},
		{"", "title", 1, 1},
		{"$.[[", "title", 1, 1},
	} {
		err := Locate("order.yaml", []byte(text), []Problem{{Path: test.path, Message: "it is dull"}})
		var faults *Problems
		if !errors.As(err, &faults) || len(faults.List) != 1 {
			t.Fatalf("%s: %v", test.path, err)
		}
		one := faults.List[0]
		if one.Message != "it is dull" || one.Path != test.path {
			t.Errorf("%s: became %+v", test.path, one)
		}
		if under := markedText(t, one.Excerpt); one.Line != test.line || one.Column != test.column || !strings.HasPrefix(under, test.marked) {
			t.Errorf("%s: at %d:%d, above %q; want %d:%d above %q", test.path, one.Line, one.Column, under, test.line, test.column, test.marked)
		}
	}
}

func TestProblemsPrintPlaceMessagePathAndExcerpt(t *testing.T) {
	err := Locate("order.yaml", []byte("title: a\nplace: [1, 2]\n"), []Problem{
		{Path: "$.place", Message: "too far"}, {Path: "$.title", Message: "too short"}})
	want := `order.yaml:2:8: too far ($.place)
    1 | title: a
    2 | place: [1, 2]
      |        ^
    3 | 
order.yaml:1:8: too short ($.title)
    1 | title: a
      |        ^
    2 | place: [1, 2]`
	if err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestExcerptShowsTheOriginalText(t *testing.T) {
	for _, test := range []struct {
		text         string
		line, column int
		want         string
	}{
		{"a\nb\nc\nd\n", 3, 1, "    2 | b\n    3 | c\n      | ^\n    4 | d\n"},
		{"\t- ü: x\n", 1, 5, "    1 | \t- ü: x\n      | \t   ^\n    2 | \n"},
		{"a: \x1b[31m\u00a0b\r\n", 1, 4, "    1 | a: \uFFFD[31m\uFFFDb\n      |    ^\n    2 | \n"},
		{strings.Repeat("a", 300) + "!" + strings.Repeat("b", 300), 1, 301,
			"    1 | " + strings.Repeat("a", 49) + "!" + strings.Repeat("b", 50) + "\n      | " + strings.Repeat(" ", 49) + "^\n"},
		{"a\n", 9, 9, ""},
	} {
		if got := excerpt([]byte(test.text), test.line, test.column); got != test.want {
			t.Errorf("%.30q at %d:%d shows\n%s\nwant\n%s", test.text, test.line, test.column, got, test.want)
		}
	}
}
