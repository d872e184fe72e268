package strictyaml

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// widest is how many characters of a line an excerpt shows.
const widest = 100

// excerpt shows a line between its neighbours, with a mark under a column. Line
// and column count from 1, a column being one character.
func excerpt(text []byte, line, column int) string {
	lines := linesOf(text)
	from := 0 // a long line is shown around its mark
	if column > widest {
		from = column - widest/2
	}
	var b strings.Builder
	for n := max(line-1, 1); n <= min(line+1, len(lines)); n++ {
		shown := window(lines[n-1], from)
		fmt.Fprintf(&b, "%5d | %s\n", n, string(shown))
		if n == line {
			fmt.Fprintf(&b, "      | %s^\n", blank(shown, column-1-from))
		}
	}
	return b.String()
}

// linesOf splits a text where the YAML library does.
func linesOf(text []byte) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(text)), "\n")
}

// firstTab is the column of the first tab in a line, or the one given when
// there is none.
func firstTab(text []byte, line, column int) int {
	if lines := linesOf(text); line <= len(lines) {
		if before, _, found := strings.Cut(lines[line-1], "\t"); found {
			return utf8.RuneCountInString(before) + 1
		}
	}
	return column
}

// window is at most widest characters of a line. What a terminal would obey
// instead of show is replaced.
func window(line string, from int) []rune {
	shown := []rune(line)
	shown = shown[min(from, len(shown)):]
	shown = shown[:min(widest, len(shown))]
	for i, r := range shown {
		if r != '\t' && !unicode.IsPrint(r) {
			shown[i] = unicode.ReplacementChar
		}
	}
	return shown
}

// blank is as wide as the first characters of a line: a tab under a tab, a
// space under all else.
func blank(line []rune, width int) string {
	indent := make([]rune, max(width, 0))
	for i := range indent {
		indent[i] = ' '
		if i < len(line) && line[i] == '\t' {
			indent[i] = '\t'
		}
	}
	return string(indent)
}
