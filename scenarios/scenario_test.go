package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func builtinText(t testing.TB, id string) string {
	t.Helper()
	s, err := Builtin(id)
	if err != nil {
		t.Fatal(err)
	}
	return string(s.Source())
}

func TestBuiltinScenariosAreValid(t *testing.T) {
	for _, id := range BuiltinIDs() {
		s, err := Builtin(id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if s.ID != id || s.Rubric.ID != id {
			t.Errorf("library/%s.yaml has id %q and rubric %q", id, s.ID, s.Rubric.ID)
		}
	}
	if _, err := Builtin("../secret"); err == nil || !strings.Contains(err.Error(), "tumour-biopsy") {
		t.Errorf("an unknown scenario gives %v, want the known ones", err)
	}
}

// oneHand is the drain's instrument, and threeHands a list with three faults.
const oneHand = `instrument:
  name: ventricular catheter on its stylet
  kind: catheter
  length_mm: 150
  radius_mm: 1.25
  pivot_mm: 12
`

const threeHands = `instruments:
  - {name: a, kind: scissors, length_mm: 300, radius_mm: 2, jaw_mm: 12, jaw_deg: 50}
  - {name: b, kind: probe, length_mm: 300, radius_mm: 2, pivot_mm: 3}
  - {name: a, kind: hook, length_mm: 300, radius_mm: 2}
`

// TestFaultsHaveTheirPlace breaks a sound scenario in one place at a time.
func TestFaultsHaveTheirPlace(t *testing.T) {
	text := builtinText(t, "ventricular-drain")
	for name, c := range map[string]struct {
		old, new string
		line     string // what stands on the line that must be named
		message  string
	}{
		"unknown key":      {"entry_surface: skin", "entry_surfaces: skin", "entry_surfaces", "unknown key"},
		"wrong type":       {"length_mm: 150", "length_mm: long", "length_mm: long", "this must be a number, not text"},
		"negative length":  {"length_mm: 150", "length_mm: -1", "length_mm: -1", "above 0"},
		"unknown kind":     {"kind: catheter", "kind: drill", "kind: drill", "known are"},
		"jaws missing":     {"kind: catheter", "kind: grasper", "kind: grasper", "needs jaw_mm"},
		"no jaws":          {"pivot_mm: 12", "jaw_mm: 12", "jaw_mm: 12", "has no jaws"},
		"both forms":       {"entry_surface: skin", "instruments: [{name: a}]", "instruments:", "either an instrument or instruments"},
		"neither form":     {oneHand, "", "", "needs an instrument"},
		"three hands":      {oneHand, threeHands, "", "there are 2 hands"},
		"second's pivot":   {oneHand, threeHands, "pivot_mm: 3", "only the first instrument"},
		"same name":        {oneHand, threeHands, "name: a", "two names"},
		"two conditions":   {"done: {inside: brain}", "done: {inside: brain, event: entry}", "inside: brain, event", "exactly one"},
		"unknown event":    {"done: {event: csf}", "done: {event: blood}", "event: blood", "cannot wait for"},
		"double step":      {"id: see-fluid", "id: enter-brain", "id: enter-brain", "used twice"},
		"unknown metric":   {"metric: passes", "metric: elegance", "metric: elegance", "elegance"},
		"wrong unit":       {"unit: count", "unit: mm", "unit: mm", "count"},
		"no target":        {"target: {landmark: monro-right}", "target: {auto: true}", "target: {auto", "landmark or a structure"},
		"schema":           {"schema: drylab.scenario/1", "schema: drylab.scenario/9", "drylab.scenario/9", "drylab.scenario/1"},
		"unreachable":      {"min_total: 70", "min_total: 170", "min_total: 170", ""},
		"novice is expert": {"novice: 240, expert: 60", "novice: 60, expert: 60", "novice: 60", ""},
		"dead patient":     {"start_within_mm: 30", "start_within_mm: 30\nvitals: {heart_rate: 0, systolic: 120, diastolic: 80, saturation: 98}", "heart_rate: 0", "between 20 and 200"},
		"costs no blood":   {"start_within_mm: 30", "start_within_mm: 30\nvitals: {heart_rate: 70, systolic: 120, diastolic: 80, saturation: 98, bleeds: [{event: csf, ml: 1}]}", "event: csf", "costs no blood"},
		"endless force":    {"start_within_mm: 30", "start_within_mm: 30\nforce_limits_n: {brain: 2000}", "brain: 2000", "between 0 and 1000 N"},
		"infinite time":    {"time_limit_s: 600", "time_limit_s: .inf", "time_limit_s", "at most 7200"},
	} {
		broken := strings.Replace(text, c.old, c.new, 1)
		if broken == text {
			t.Fatalf("%s: nothing to replace", name)
		}
		_, err := Read("mine.yaml", strings.NewReader(broken))
		var faults *strictyaml.Problems
		if !errors.As(err, &faults) || len(faults.List) == 0 {
			t.Errorf("%s: %v, want located problems", name, err)
			continue
		}
		lines := strings.Split(broken, "\n")
		found := false
		for _, p := range faults.List {
			if p.Line > 0 && p.Line <= len(lines) && strings.Contains(lines[p.Line-1], c.line) &&
				strings.Contains(p.Message, c.message) && strings.Contains(p.Excerpt, "^") && p.Column > 0 {
				found = true
			}
		}
		if !found {
			t.Errorf("%s: no problem at the line with %q saying %q:\n%v", name, c.line, c.message, err)
		}
	}
}

func TestFilesThatAreNoScenario(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":         {"", "empty"},
		"comment":       {"# nothing\n", "empty"},
		"two documents": {builtinText(t, "tumour-biopsy") + "\n---\nid: x\n", "more than one"},
		"not YAML":      {"id: [unclosed", "mine.yaml"},
		"too large":     {strings.Repeat("# filling line\n", 1<<17), "larger than"},
		"a list":        {"- a\n- b\n", "mine.yaml"},
		"aliases":       {"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "mine.yaml"},
	} {
		if _, err := Read("mine.yaml", strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want a message with %q", name, err, c.want)
		}
	}
}

// TestSchemaFileIsUpToDate keeps the committed schema equal to the types, and
// checks that it accepts what the loader accepts. Write it anew with:
// bin/drylab scenario schema > scenarios/scenario.schema.json
func TestSchemaFileIsUpToDate(t *testing.T) {
	want, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Error("scenario.schema.json is stale; run: bin/drylab scenario schema > scenarios/scenario.schema.json")
	}
	schema := compileSchema(t, want)
	for _, id := range BuiltinIDs() {
		if err := schema.Validate(plain(t, builtinText(t, id))); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	broken := strings.Replace(builtinText(t, "ventricular-drain"), "entry_surface: skin", "entry_surfaces: skin", 1)
	if schema.Validate(plain(t, broken)) == nil {
		t.Error("the schema accepts an unknown key")
	}
}

func compileSchema(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("scenario.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// plain is YAML as the values that JSON has.
func plain(t *testing.T, text string) any {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(asJSON, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func FuzzRead(f *testing.F) {
	for _, id := range BuiltinIDs() {
		f.Add(builtinText(f, id))
	}
	f.Add("schema: drylab.scenario/1\nid: [")
	f.Add("a: &a [*a]")
	f.Add("steps: [{done: {near: {}}}]")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Read("fuzz.yaml", strings.NewReader(text))
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without a sentence")
			}
			return
		}
		again, err := Read("fuzz.yaml", bytes.NewReader(s.Source()))
		if err != nil || again.ID != s.ID || RubricRef(&again.Rubric) != RubricRef(&s.Rubric) {
			t.Errorf("a valid scenario does not read the same again: %v", err)
		}
	})
}
