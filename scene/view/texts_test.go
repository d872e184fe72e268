package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/drylab/drylab/assets"
	"github.com/drylab/drylab/scene/record"
	"golang.org/x/image/font/opentype"
)

// saidInSources are the texts that the sources of some folders say, the first
// arguments of every Say, and all texts in them, of which some are said elsewhere.
func saidInSources(t *testing.T, folders ...string) (said, all map[string]bool) {
	t.Helper()
	said, all = map[string]bool{}, map[string]bool{}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no sources in %s: %v", folder, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
					plain, _ := strconv.Unquote(text.Value)
					all[plain] = true
				}
				if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
					if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Say" {
						if text, ok := call.Args[0].(*ast.BasicLit); ok {
							plain, _ := strconv.Unquote(text.Value)
							said[plain] = true
						}
					}
				}
				return true
			})
		}
	}
	return said, all
}

// saidByScenarios are the titles, steps and instruments of the built-in scenarios,
// which stand on lines of their own before the rubric.
func saidByScenarios(t *testing.T) (said []string) {
	t.Helper()
	files, err := filepath.Glob("../../scenarios/library/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	line := regexp.MustCompile(`(?m)^ *(?:- )?(?:title|cue|name): (.+)$`)
	for _, name := range files {
		data, err := os.ReadFile(name)
		must(t, err)
		text, _, _ := strings.Cut(string(data), "\nrubric:")
		for _, found := range line.FindAllStringSubmatch(text, -1) {
			said = append(said, found[1])
		}
	}
	return said
}

// TestEveryLanguageSaysEverything: no text of the theatre is missing in a
// catalogue, none is left over, and each takes the same values.
func TestEveryLanguageSaysEverything(t *testing.T) {
	said, all := saidInSources(t, ".", "../../cmd/drylab-theatre")
	for _, word := range []string{"AXIAL", "CORONAL", "SAGITTAL", "WITH THE TIP", "GHOST", "ALONG THE TOOL", "ALONG, TURNED"} {
		said[word] = true
	}
	for _, text := range saidByScenarios(t) {
		said[text] = true
	}
	lists := append(bindings(), deckBindings(&Tape{Ghost: make([]record.Tool, 1)})...)
	for _, b := range lists {
		said[b.group], said[b.help] = true, true
		for _, trigger := range b.triggers {
			for _, key := range strings.Split(trigger.String(), " + ") {
				if len(key) > 3 && !strings.Contains(key, "–") && !regexp.MustCompile(`^F\d`).MatchString(key) {
					said[key] = true
				}
			}
		}
	}
	values := regexp.MustCompile(`%[^%\s]*[a-z]`)
	for _, language := range assets.Languages() {
		texts, err := assets.ReadTexts(language)
		if err != nil {
			t.Fatal(err)
		}
		if language == "en" {
			continue
		}
		in := texts.Wordings()
		for _, text := range slices.Sorted(maps.Keys(said)) {
			if in[text] == "" {
				t.Errorf("%s does not say %q", language, text)
			}
		}
		for text, wording := range in {
			if !said[text] && !all[text] && text != "Middle button" && text != "Right button" {
				t.Errorf("%s says %q, which nobody asks for", language, text)
			}
			if a, b := values.FindAllString(text, -1), values.FindAllString(wording, -1); !slices.Equal(a, b) {
				t.Errorf("%s: %q takes %v, %q takes %v", language, text, a, wording, b)
			}
		}
	}
}

// TestTheatreSpeaksGerman: the bar differs between the languages, and an unknown
// one is refused with those that there are.
func TestTheatreSpeaksGerman(t *testing.T) {
	o := small()
	english := picture(t, offscreen(t, o), noTool())
	o.Language = "de"
	german := picture(t, offscreen(t, o), noTool())
	if r := changed(english, german); r.Empty() || r.Min.Y > 60 {
		t.Errorf("another language changes %v", r)
	}
	o.Language = "tlh"
	if _, err := OpenOffscreen(o); err == nil || !strings.Contains(err.Error(), "de") {
		t.Errorf("an unknown language: %v", err)
	}
}

// TestLettersOfManyLanguagesAreThere: what the main font lacks the other has.
func TestLettersOfManyLanguagesAreThere(t *testing.T) {
	types, err := newTypeface("")
	if err != nil {
		t.Fatal(err)
	}
	face := types.face(regular, 20).(fallbackFace)
	for language, text := range map[string]string{
		"German": "Größe", "Polish": "Żółć", "Vietnamese": "Phẫu thuật", "Turkish": "İğne", "Greek": "Χειρουργική",
		"Russian": "Хирургия", "Hebrew": "ניתוח", "Georgian": "ქირურგია", "Chinese": "外科手術", "Japanese": "しゅじゅつ", "signs": "°×−→↑µ½≤",
	} {
		for _, r := range text {
			if !slices.ContainsFunc(face.fonts[:], func(f *opentype.Font) bool { index, err := f.GlyphIndex(nil, r); return err == nil && index != 0 }) {
				t.Errorf("%s: no font has %q", language, r)
			}
		}
	}
	if face.has('a') != face.Face || face.has('→') != face.faces[1] || face.has('外') != face.faces[2] {
		t.Error("a letter is not taken from the first font that has it")
	}
}
