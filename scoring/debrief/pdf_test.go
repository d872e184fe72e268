package debrief

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func pdfOf(t *testing.T, in Input) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Build(in).PDF(&out, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestThePDFIsTheSameEveryTime(t *testing.T) {
	in := inWords()
	in.Standing = stood(t)
	in.Educator = &Opinions{}
	if first := pdfOf(t, in); !bytes.Equal(first, pdfOf(t, in)) || !bytes.HasPrefix(first, []byte("%PDF-")) {
		t.Error("two documents of one report differ, or are none")
	}
}

// TestThePDFSaysWhatThePageSays: the words that another program (poppler) reads.
func TestThePDFSaysWhatThePageSays(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	file := filepath.Join(t.TempDir(), "r.pdf")
	in := inWords()
	in.Standing = stood(t)
	if err := os.WriteFile(file, pdfOf(t, in), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{"External ventricular drain", "Ada Lovelace", "Not passed: critical error", "49.0 of 100", "−30.0 points", "≥ 5 mm",
		"t=0.5 s", "Speed and clearance over time", "limit 3.55", "From the front", "Redirections of the needle", "σ 0.10 mm", "page 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if strings.Contains(string(out), "Syntax Error") {
		t.Errorf("poppler finds fault: %s", out)
	}
}

func TestPathsOfStraightCommands(t *testing.T) {
	for d, want := range map[string][][][2]float64{
		"M1 2L3 4Z":              {{{1, 2}, {3, 4}, {1, 2}}},
		"M-4-4 4 4M4-4-4 4":      {{{-4, -4}, {4, 4}}, {{4, -4}, {-4, 4}}},
		"M10 20m0 2h5v-1":        {{{10, 22}, {15, 22}, {15, 21}}},
		"M0 5H3V0Zm1 1l1 0":      {{{0, 5}, {3, 5}, {3, 0}, {0, 5}}, {{1, 6}, {2, 6}}},
		"M0 0C1 1 2 2 3 3L4 4":   nil, // no curves: nothing is drawn wrong
		"M1e-1 2.5L-1.5e-1 -2.5": {{{0.1, 2.5}, {-0.15, -2.5}}},
	} {
		if diff := cmp.Diff(want, pathLines(d)); diff != "" {
			t.Errorf("%s: %s", d, diff)
		}
	}
}

func TestStylesOfPaperAreThePages(t *testing.T) {
	s := parseStyles(`:root { --ink:#010203; } @media screen { :root { --ink:#fff; } .a { fill: red; } } .a, .chart .b { stroke: var(--ink); stroke-width: 2; } .a.c { fill: #11223380; } g:hover { fill: none }`)
	l := s.of(&node{name: "path", attrs: map[string]string{"class": "a c", "stroke-width": "1"}}, look{})
	rgb, opacity, ok := s.color(l, "stroke", "none")
	if !ok || rgb != [3]int{1, 2, 3} || opacity != 1 || l.number("stroke-width", 0) != 2 {
		t.Errorf("stroke %v %g, width %g", rgb, opacity, l.number("stroke-width", 0))
	}
	b := &node{name: "path", attrs: map[string]string{"class": "b"}}
	if _, ok := s.of(b, look{})["stroke"]; ok {
		t.Error("a rule of charts holds elsewhere")
	}
	s.inside = &node{attrs: map[string]string{"class": "chart map"}}
	if s.of(b, look{})["stroke"] != "var(--ink)" {
		t.Error("a rule of charts does not hold in one")
	}
	if rgb, opacity, _ := s.color(l, "fill", ""); rgb != [3]int{17, 34, 51} || opacity < 0.5 || opacity > 0.51 {
		t.Errorf("fill %v %g", rgb, opacity)
	}
}

func TestLettersThatTheFontLacksAreReplaced(t *testing.T) {
	if got := printable("✓ µ ≤ – ö − σ ² ⌀ 例"); got != "√ µ ≤ – ö − σ ² ø ?" {
		t.Errorf("%q", got)
	}
}
