package tracking

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/drylab/drylab/anatomy/strictyaml"
	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

func TestLoadReadsEveryKey(t *testing.T) {
	const text = `schema: drylab.script/1
name: all keys
seed: 18446744073709551615
tremor: {rms_mm: 0.15, hz: 9}
via:
  - {at: approach, offset_mm: 60}
  - {at: depth, depth_mm: -2.5, lateral_mm: [0.4, -0.2], tilt_deg: [0.5, 0], speed_mm_s: 25, hold_s: 0.5, lost_s: 0.25}
  - {at: entry, toward: injure, fraction: 1.5, stylet_out: false, confirm: true}
second:
  via:
    - {at: point, point: ring, shift_mm: [1, -2, 3], roll_deg: 90, jaw: 1}
    - {circle: {centre: ring, radius_mm: 20, turns: -1.5, normal: [0, 0, 2], follow: true}, snip_mm: 3, from_s: 4, jaw: 0}
`
	depth, out, open, closed := -2.5, false, 0.0, 1.0
	want := &Script{
		Schema: ScriptSchema, Name: "all keys", Seed: math.MaxUint64, Tremor: Tremor{RMSMM: 0.15, Hz: 9},
		Via: []Via{
			{At: PlaceApproach, OffsetMM: 60},
			{At: PlaceDepth, DepthMM: &depth, Lateral: []float64{0.4, -0.2}, TiltDeg: []float64{0.5, 0}, Speed: 25, HoldS: 0.5, LostS: 0.25},
			{At: PlaceEntry, Toward: "injure", Fraction: 1.5, StyletOut: &out, Confirm: true},
		},
		Second: &FurtherHand{Via: []Via{
			{At: PlacePoint, Point: "ring", ShiftMM: []float64{1, -2, 3}, RollDeg: 90, Jaw: &closed},
			{Circle: &Circle{Centre: "ring", RadiusMM: 20, Turns: -1.5, Normal: []float64{0, 0, 2}, Follow: true}, SnipMM: 3, FromS: 4, Jaw: &open},
		}},
	}
	got, err := Load(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLoadRefusesWithOneClearSentence(t *testing.T) {
	const head = "schema: drylab.script/1\nname: x\n"
	for name, test := range map[string]struct{ text, want string }{
		"empty":             {"", "is empty"},
		"not a mapping":     {"- 1\n", ":1:1: "},
		"unknown key":       {head + "via:\n  - {at: entry}\n  - at: entry\n    sped_mm_s: 3\n", `:6:5: unknown key "sped_mm_s"`},
		"unknown top key":   {head + "vias: []\n", `:3:1: unknown key "vias"`},
		"duplicate key":     {head + "name: y\nvia: [{at: entry}]\n", ":3:1: "},
		"wrong type":        {head + "via:\n  - {at: entry, hold_s: soon}\n", ":4:25: this must be a number, not text"},
		"three laterals":    {head + "via:\n  - {at: entry, lateral_mm: [1, 2, 3]}\n", "via 1: lateral_mm and tilt_deg are two numbers each"},
		"broken syntax":     {head + "via: [\n", ":3:"},
		"two documents":     {head + "via: [{at: entry}]\n---\n" + head, "more than one YAML document"},
		"no schema":         {"name: x\nvia: [{at: entry}]\n", `schema is ""`},
		"newer schema":      {"schema: drylab.script/2\nname: x\n", `"drylab.script/2", this build reads "drylab.script/1"`},
		"no name":           {"schema: drylab.script/1\nvia: [{at: entry}]\n", "no name"},
		"no via":            {head, "it has 0 vias"},
		"no place":          {head + "via: [{at: entry}, {hold_s: 1}]\n", `via 2: at is ""`},
		"unknown place":     {head + "via: [{at: middle}]\n", `via 1: at is "middle"`},
		"approach at 0":     {head + "via: [{at: approach}]\n", "offset_mm above 0"},
		"depth without":     {head + "via: [{at: depth}]\n", "needs depth_mm"},
		"depth elsewhere":   {head + "via: [{at: entry, depth_mm: 3}]\n", "belongs to at: depth"},
		"fraction alone":    {head + "via: [{at: entry, fraction: 0.5}]\n", "fraction needs toward"},
		"negative speed":    {head + "via: [{at: entry, speed_mm_s: -1}]\n", "via 1: speed_mm_s is -1; it must be between 0 and 1000"},
		"endless rest":      {head + "via: [{at: entry, hold_s: 1e300}]\n", "hold_s is 1e+300"},
		"not a number":      {head + "via: [{at: entry, offset_mm: .nan}]\n", "offset_mm is NaN"},
		"infinite tilt":     {head + "via: [{at: entry, tilt_deg: [0, .inf]}]\n", "tilt_deg is +Inf"},
		"tremor without hz": {head + "tremor: {rms_mm: 1, hz: 0}\nvia: [{at: entry}]\n", "hz is 0"},
		"tremor too fast":   {head + "tremor: {rms_mm: 1, hz: 90}\nvia: [{at: entry}]\n", "hz is 90"},
		"negative tremor":   {head + "tremor: {rms_mm: -1, hz: 9}\nvia: [{at: entry}]\n", "rms_mm is -1"},
		"point without":     {head + "via: [{at: point}]\n", "via 1: at point needs point"},
		"point elsewhere":   {head + "via: [{at: entry, point: ring}]\n", "belongs to at: point"},
		"circle and place":  {head + "via: [{at: entry, circle: {centre: a, radius_mm: 1, turns: 1}}]\n", "leave out at"},
		"circle and toward": {head + "via: [{toward: entry, circle: {centre: a, radius_mm: 1, turns: 1}}]\n", "goes without depth_mm, point and toward"},
		"no centre":         {head + "via: [{circle: {radius_mm: 1, turns: 1}}]\n", "needs a centre"},
		"no radius":         {head + "via: [{circle: {centre: a, turns: 1}}]\n", "radius_mm is 0"},
		"many turns":        {head + "via: [{circle: {centre: a, radius_mm: 1, turns: 1e9}}]\n", "turns is 1e+09"},
		"flat normal":       {head + "via: [{circle: {centre: a, radius_mm: 1, turns: 1, normal: [0, 0, 0]}}]\n", "normal is no direction"},
		"short normal":      {head + "via: [{circle: {centre: a, radius_mm: 1, turns: 1, normal: [0, 1]}}]\n", "normal is three numbers"},
		"jaw beyond":        {head + "via: [{at: entry, jaw: 1.2}]\n", "jaw is 1.2; it must be between 0 and 1"},
		"two shifts":        {head + "via: [{at: entry, shift_mm: [1, 2]}]\n", "shift_mm is three numbers"},
		"first waits":       {head + "via: [{at: entry, from_s: 3}]\n", "via 1: from_s belongs to a later via"},
		"idle second":       {head + "via: [{at: entry}]\nsecond: {via: []}\n", "second hand: it has 0 vias"},
		"bad second":        {head + "via: [{at: entry}]\nsecond: {via: [{at: here}]}\n", "second hand: via 1: at is \"here\""},
		"too long":          {head + strings.Repeat("#\n", strictyaml.MaxBytes/2), "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestScriptThatDoesNotFitTheCase(t *testing.T) {
	for name, test := range map[string]struct {
		vias, want string
		context    Context
	}{
		"unknown point":  {"  - {at: entry, toward: nerve}\n", `via 1: it aims at "nerve", which this case does not name; it names entry, target, injure`, testContext()},
		"no speed":       {"  - {at: entry}\n  - {at: target}\n", "via 2: the tip moves 60 mm to it; give its speed_mm_s", testContext()},
		"too slow":       {"  - {at: entry}\n  - {at: target, speed_mm_s: 0.01}\n", "via 2: the way to it takes 6000 s", testContext()},
		"aims at itself": {"  - {at: target, toward: target}\n", `aims at "target" from less than 1 mm away`, testContext()},
		"no plan":        {"  - {at: entry}\n", "plan a trajectory first", Context{}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, test.vias).Source(test.context, 0)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

// FuzzLoadScript: no panic, and what loads, saves and loads again, is the same.
func FuzzLoadScript(f *testing.F) {
	for _, name := range BuiltinNames("") {
		text, err := builtinScripts.ReadFile("scripts/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("schema: drylab.script/1\nname: a\nvia: [{at: point, point: injure, jaw: 0.5}]\nsecond:\n  via:\n    - {circle: {centre: injure, radius_mm: 3, turns: 0.5, follow: true}, snip_mm: 1, speed_mm_s: 9, from_s: 1}\n"))
	f.Add([]byte("schema: drylab.script/1\nname: a\nvia:\n  - {at: depth, depth_mm: -1e-9, tilt_deg: [0, -0.1]}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		first, err := Load(bytes.NewReader(text))
		if err != nil {
			return
		}
		saved, err := yaml.Marshal(first)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Load(bytes.NewReader(saved))
		if err != nil {
			t.Fatalf("saved script does not load: %v\n%s", err, saved)
		}
		if d := cmp.Diff(first, second); d != "" {
			t.Errorf("saved script differs:\n%s\n%s", d, saved)
		}
		if source, err := first.Source(testContext(), 1); err == nil {
			if in, ok := source.Next(0); !ok || in.Hands[0].Pose.Orientation.Len() < 0.999 {
				t.Errorf("the script begins with %+v", in)
			}
		}
	})
}
