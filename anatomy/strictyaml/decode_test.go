package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// order is what the tests' files describe.
type order struct {
	Title string     `yaml:"title"`
	Items []item     `yaml:"items"`
	Place [2]float64 `yaml:"place"`
}

type item struct {
	Name  string  `yaml:"name"`
	Ready bool    `yaml:"ready"`
	Count uint16  `yaml:"count"`
	Shift int8    `yaml:"shift"`
	Mass  float64 `yaml:"mass"`
	Parts []int   `yaml:"parts"`
}

func decode(text string) error { return Decode("order.yaml", []byte(text), new(order)) }

// onlyProblem is the one problem of an error.
func onlyProblem(t *testing.T, err error) Problem {
	t.Helper()
	var faults *Problems
	if !errors.As(err, &faults) || len(faults.List) != 1 || faults.Name != "order.yaml" {
		t.Fatalf("got %v, want one located problem", err)
	}
	return faults.List[0]
}

func TestDecodeReadsWhatIsSound(t *testing.T) {
	var got order
	text := "title: Größe  # ein Kommentar\nitems:\n- {name: a, ready: true, count: 65535, parts: [1, 2]}\n- name: b\n  shift: -128\nplace: [1, 2.5]\n"
	if err := Decode("order.yaml", []byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Title != "Größe" || len(got.Items) != 2 || got.Items[0].Count != 65535 || got.Items[1].Shift != -128 || got.Place != [2]float64{1, 2.5} {
		t.Errorf("read %+v", got)
	}
}

// TestFaultsInPlainWordsAtTheirPlace also looks at where the mark stands: under
// the character that it means.
func TestFaultsInPlainWordsAtTheirPlace(t *testing.T) {
	for _, test := range []struct{ text, place, marked, want string }{
		{"items:\n- ready: maybe\n", "2:10", "maybe", "this must be true or false, not text"},
		{"items:\n- mass: heavy\n", "2:9", "heavy", "this must be a number, not text"},
		{"items:\n- parts: 3\n", "2:10", "3", "this must be a list, not a number"},
		{"items: 3\n", "1:8", "3", "this must be a list, not a number"},
		{"title: [a]\n", "1:8", "[", "this must be text, not a list"},
		{"- a\n", "1:1", "-", "this must be keys with values, not a list"},
		{"items:\n- count: 99999999999\n", "2:10", "9", "the number 99999999999 is too large here; the greatest is 65535"},
		{"items:\n- count: -1\n", "2:10", "-1", "the number -1 is too small here; the least is 0"},
		{"items:\n- shift: 128\n", "2:10", "128", "the number 128 is too large here; the greatest is 127"},
		{"items:\n- shift: -129\n", "2:10", "-129", "the number -129 is too small here; the least is -128"},
		{"items:\n- name: ü\n  nume: é\n", "3:3", "nume", `unknown key "nume"; check its spelling`},
		{"title: a\ntitle: b\n", "2:1", "title: b", `the key "title" stands here twice, first in line 1; remove one`},
		{"title: a\r\ntitel: b\r\n", "2:1", "titel", `unknown key "titel"`},
		{"items:\n\t- name: x\n", "2:1", "\t-", "use spaces, not tabs, to indent"},
		{"\ttitle: x\n", "1:1", "\ttitle", "use spaces, not tabs, to indent"},
		{"items:\n-\tname: ü\n\tnume: é\n", "2:2", "\tname", "use spaces, not tabs, to indent"},
		{"items: [a\n", "1:8", "[", "a [ is not closed"},
		{"place: {a: 1\n", "1:8", "{", "a { is not closed"},
		{"items: ]\n", "1:8", "]", "this ] closes nothing"},
		{"title: \"abc\n", "1:8", `"`, `a " is not closed`},
		{"title: a: b\n", "1:8", "a", "check the indentation"},
		{"title a\nitems: []\n", "1:1", "title a", "each line is key: value"},
		{"title: @x\n", "1:8", "@", "reserved character"}, // unknown words pass through
		{"title: &a x\n", "1:8", "&", "anchors, aliases and tags are not allowed"},
		{"title: *a\n", "1:8", "*", "anchors, aliases and tags are not allowed"},
		{"title: !!str x\n", "1:8", "!!str", "anchors, aliases and tags are not allowed"},
		{"items:\n- <<: {name: a}\n", "2:3", "<<", "anchors, aliases and tags are not allowed"},
		{"title: [[[[[a]]]]]\n", "1:12", "[a", "nested too deeply"},
		{"items:\n" + strings.Repeat(" ", 32) + "- a\n", "2:33", "-", "nested too deeply"},
		{"- ä: &x 1\n", "1:6", "&x", "anchors"},
		{strings.Repeat("- ", 40) + "a\n", "1:33", "-", "nested too deeply"},
		{"title: a\nitems: " + strings.Repeat("é", 5000) + "\n", "2:1", "items", "the line is longer than 8192 bytes"},
	} {
		one := onlyProblem(t, decode(test.text))
		if place := fmt.Sprintf("%d:%d", one.Line, one.Column); place != test.place || !strings.Contains(one.Message, test.want) {
			t.Errorf("%.60q: %s: %s, want %s: %s", test.text, place, one.Message, test.place, test.want)
		}
		if under := markedText(t, one.Excerpt); !strings.HasPrefix(under, test.marked) {
			t.Errorf("%.60q: the mark is under %.20q, want %q\n%s", test.text, under, test.marked, one.Excerpt)
		}
	}
}

// markedText is what stands above the mark and to the right of it.
func markedText(t *testing.T, excerpt string) string {
	t.Helper()
	lines := strings.Split(excerpt, "\n")
	for i, line := range lines {
		before, _, found := strings.Cut(strings.TrimPrefix(line, "      | "), "^")
		if !strings.HasPrefix(line, "      | ") || !found {
			continue
		}
		above := []rune(lines[i-1])[len("    1 | "):]
		at := len([]rune(before))
		if strings.Count(before, "\t") != strings.Count(string(above[:at]), "\t") {
			t.Errorf("the mark's line has other tabs than the line above it:\n%s", excerpt)
		}
		return string(above[at:])
	}
	t.Fatalf("no mark in\n%s", excerpt)
	return ""
}

func TestLimitsAreExact(t *testing.T) {
	longest := "title: " + strings.Repeat("a", maxLine-len("title: "))
	if err := decode(longest + "\n"); err != nil {
		t.Errorf("a line of %d bytes: %v", maxLine, err)
	}
	if err := decode(longest + "a\n"); err == nil {
		t.Errorf("a line of %d bytes is accepted", maxLine+1)
	}
	type nested struct {
		A any `yaml:"a"`
	}
	for depth, allowed := range map[int]bool{deepestFlow: true, deepestFlow + 1: false} {
		text := "a: " + strings.Repeat("[", depth) + strings.Repeat("]", depth)
		if err := Decode("n", []byte(text), new(nested)); (err == nil) != allowed {
			t.Errorf("%d brackets within brackets: %v", depth, err)
		}
	}
	whole := bytes.Repeat([]byte("#\n"), MaxBytes/2)
	if text, err := Read("order.yaml", bytes.NewReader(whole)); err != nil || len(text) != MaxBytes {
		t.Errorf("%d bytes: %v", MaxBytes, err)
	}
	if _, err := Read("order.yaml", bytes.NewReader(append(whole, '#'))); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("%d bytes: %v", MaxBytes+1, err)
	}
}

// TestFaultsOfTheWholeFile have no place and print none.
func TestFaultsOfTheWholeFile(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "order.yaml is empty",
		"# only a comment\n":        "order.yaml is empty",
		"title: a\n---\ntitle: b\n": "order.yaml holds more than one YAML document",
		"place: [1, 2, 3]\n":        "order.yaml is damaged", // the library panics on a list longer than its array
	} {
		if err := decode(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	unplaced := &Problems{Name: "order.yaml", List: []Problem{{Path: "$.title", Message: "it is dull"}}}
	if got, want := unplaced.Error(), "order.yaml: it is dull ($.title)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"title: Größe\nitems:\n- {name: a, ready: true, count: 7, parts: [1, 2]}\nplace: [1, 2]\n",
		"place: [1, 2, 3]\n", "items:\n\t- name: x\n", "title: \"a\\x1b\n", "- - - a", "{{{{{", "a: &a [*a]\n", "? \n: \r\n\r", "%YAML\n---\n", "title: |\n  é\n x\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4<<10 {
			return
		}
		var got order
		err := Decode("order.yaml", text, &got)
		var faults *Problems
		if errors.As(err, &faults) {
			for _, one := range faults.List {
				if one.Message == "" || (one.Line > 0) != (one.Excerpt != "") || strings.ContainsRune(one.Excerpt, '\x1b') {
					t.Errorf("problem %+v", one)
				}
			}
		}
	})
}
