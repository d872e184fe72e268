package assets

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

//go:embed texts
var catalogues embed.FS

// Texts are the programs' texts in one language. A text is named by its English
// wording, which the sources have: English is complete by itself, and a catalogue
// texts/LANGUAGE.json says the others' wordings.
type Texts struct{ said map[string]string }

// Languages lists the languages that there are, by their ISO 639-1 codes, sorted.
func Languages() []string {
	all := []string{"en"}
	files, _ := fs.ReadDir(catalogues, "texts") // embedded: always there
	for _, f := range files {
		all = append(all, strings.TrimSuffix(f.Name(), ".json"))
	}
	slices.Sort(all)
	return all
}

// ReadTexts reads a language's texts.
func ReadTexts(language string) (Texts, error) {
	if language == "" || language == "en" {
		return Texts{}, nil
	}
	data, err := catalogues.ReadFile("texts/" + language + ".json")
	if err != nil {
		return Texts{}, fmt.Errorf("the language %q is unknown; there are %s", language, strings.Join(Languages(), ", "))
	}
	var t Texts
	if err := json.Unmarshal(data, &t.said); err != nil {
		return Texts{}, fmt.Errorf("read the texts of %s: %w", language, err)
	}
	return t, nil
}

// Language is the language of a locale such as "de_AT.UTF-8", and English where
// the programs do not speak that.
func Language(locale string) string {
	language, _, _ := strings.Cut(strings.ToLower(locale), "_")
	if slices.Contains(Languages(), language) {
		return language
	}
	return "en"
}

// Say is an English text in the language, with its values put in as by
// fmt.Sprintf where there are any. One that the catalogue lacks stays English.
func (t Texts) Say(english string, values ...any) string {
	text, known := t.said[english]
	if !known {
		text = english
	}
	if len(values) == 0 {
		return text
	}
	return fmt.Sprintf(text, values...)
}

// Wordings are the texts that the catalogue has in words of its own.
func (t Texts) Wordings() map[string]string { return t.said }
