package scoring

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drylab/drylab/scene/record"
	"github.com/go-gl/mathgl/mgl64"
	"github.com/goccy/go-yaml"
)

// libraryFolder holds the built-in scenarios, each with its rubric inside.
const libraryFolder = "../scenarios/library"

// libraryRubrics are the built-in rubrics of needles by the name of their file.
func libraryRubrics(t *testing.T) map[string]*Rubric {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(libraryFolder, "*.yaml"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%d built-in scenarios, %v", len(files), err)
	}
	rubrics := map[string]*Rubric{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var scenario struct {
			Rubric Rubric `yaml:"rubric"`
		}
		if err := yaml.Unmarshal(text, &scenario); err != nil {
			t.Fatal(err)
		}
		needle := !slices.ContainsFunc(scenario.Rubric.Metrics(), func(id string) bool {
			d, _ := Describe(id)
			return d.Needs != ""
		})
		if needle {
			rubrics[strings.TrimSuffix(filepath.Base(file), ".yaml")] = &scenario.Rubric
		}
	}
	return rubrics
}

// Structures of the attempts on the library.
const (
	libVessel = iota
	libSkull
	libBrain
	libTumour
)

// Ticks of the attempts on the library: the tip comes from 40 mm above the
// entry, is at the target 60 mm below it after 10 s, and is confirmed at 40 s.
const (
	libInserted  = 4 * record.TickHz
	libAtTarget  = 10 * record.TickHz
	libConfirmed = 40 * record.TickHz
)

// libStraight is the perfect depth at a tick, mm.
func libStraight(tick int) float64 { return min(-40+float64(tick)/(libAtTarget/100), 60) }

// libAttempt is a confirmed attempt along the plan with a depth of its own,
// 8 mm from the vessel, once into the brain, and with fluid.
func libAttempt(depth func(tick int) float64) *record.Recording {
	axis := mgl64.Vec3{0, 0, 1}
	rec := &record.Recording{Header: record.Header{
		Schema: record.Schema, Device: record.Device{Name: "mouse", Class: "mouse"}, Tools: make([]record.Tool, 1), Plan: record.Plan{Target: axis.Mul(60)},
		Structures: []record.Structure{libVessel: {Name: "vessel", Critical: true, Watertight: true},
			libSkull: {Name: "skull", Watertight: true}, libBrain: {Name: "brain", Watertight: true}, libTumour: {Name: "tumour", Watertight: true}},
	}}
	event := func(tick int, kind record.EventKind, structure string) {
		rec.Events = append(rec.Events, record.Event{Tick: int64(tick), Kind: kind, Structure: structure})
	}
	event(0, record.EventStart, "")
	inside := false
	for tick := range libConfirmed + 1 {
		d := depth(tick)
		if d > 0 != inside {
			inside = d > 0
			event(tick, map[bool]record.EventKind{true: record.EventEntry, false: record.EventWithdrawn}[inside], "skin")
		}
		rec.Samples = append(rec.Samples, record.Sample{Tick: int64(tick), InUse: true, Tools: []record.ToolSample{{
			Valid:       true,
			Guided:      inside,
			DepthMM:     max(d, 0),
			ClearanceMM: []float64{libVessel: 8, libSkull: math.Inf(1), libBrain: math.Inf(1), libTumour: math.Inf(1)},
			Pose:        record.Pose{Tip: axis.Mul(d), Orientation: mgl64.QuatIdent()},
		}}})
	}
	event(libAtTarget/2, record.EventEnter, "brain")
	event(libAtTarget, record.EventCSF, "")
	event(libConfirmed, record.EventConfirm, "")
	return rec
}

// withoutEvents drops the events of a kind.
func withoutEvents(rec *record.Recording, kind record.EventKind) {
	rec.Events = slices.DeleteFunc(rec.Events, func(e record.Event) bool { return e.Kind == kind })
}

func happens(rec *record.Recording, kind record.EventKind, structure string, times int) {
	for range times {
		rec.Events = append(rec.Events, record.Event{Tick: libAtTarget, Kind: kind, Structure: structure})
	}
}

func TestLibraryVerdicts(t *testing.T) {
	straight := func(spoil func(*record.Recording)) *record.Recording {
		rec := libAttempt(libStraight)
		spoil(rec)
		return rec
	}
	for name, c := range map[string]struct {
		rec  *record.Recording
		want map[string]Outcome // by rubric; "" for all others
	}{
		"perfect": {libAttempt(libStraight), map[string]Outcome{"": OutcomePass}},
		"on the wrong side": {straight(func(rec *record.Recording) { // from 45 mm beside, to the very target
			for i := range rec.Samples {
				rec.Samples[i].Tools[0].Pose.Tip[0] += 45 * (1 - min(1, max(0, rec.Samples[i].Tools[0].DepthMM/60)))
			}
			for i := range rec.Events {
				if rec.Events[i].Kind == record.EventEntry {
					rec.Events[i].Position = mgl64.Vec3{45, 0, 0}
				}
			}
		}), map[string]Outcome{"": OutcomeFail}},
		"without fluid":      {straight(func(rec *record.Recording) { withoutEvents(rec, record.EventCSF) }), map[string]Outcome{"ventricular-drain": OutcomeFail, "": OutcomePass}},
		"through the tumour": {straight(func(rec *record.Recording) { happens(rec, record.EventEnter, "tumour", 1) }), map[string]Outcome{"ventricular-drain": OutcomeFailCritical, "": OutcomePass}},
		"vessel injured":     {straight(func(rec *record.Recording) { happens(rec, record.EventEnter, "vessel", 1) }), map[string]Outcome{"": OutcomeFailCritical}},
		"twenty pokes": {libAttempt(func(tick int) float64 {
			if tick < 20*record.TickHz {
				return 2.4 + 2.5*math.Sin(2*math.Pi*float64(tick)/record.TickHz) // out of the skin, and 4.9 mm in
			}
			return min(2.4+float64(tick-20*record.TickHz)/10, 60)
		}), map[string]Outcome{"": OutcomeFail}},
		"50 mm beyond and back": {libAttempt(func(tick int) float64 {
			past := float64(tick-libAtTarget) / (libConfirmed / 2)
			return libStraight(tick) + 50*math.Sin(math.Pi*min(1, max(0, past)))
		}), map[string]Outcome{"": OutcomeFail}},
		"confirmed above the skin": {libAttempt(func(int) float64 { return -5 }), map[string]Outcome{"": OutcomeFail}},
		"broken off":               {straight(func(rec *record.Recording) { withoutEvents(rec, record.EventConfirm) }), map[string]Outcome{"": OutcomeFail}},
		"injured and broken off": {straight(func(rec *record.Recording) {
			withoutEvents(rec, record.EventConfirm)
			happens(rec, record.EventNoGo, "vessel", 1)
		}), map[string]Outcome{"": OutcomeFailCritical}},
		"insertion not tracked":   {straight(func(rec *record.Recording) { lose(rec, libInserted, libConfirmed-50) }), map[string]Outcome{"": OutcomeInvalid}},
		"vessel without a volume": {straight(func(rec *record.Recording) { rec.Header.Structures[libVessel].Watertight = false }), map[string]Outcome{"": OutcomeInvalid}},
		"nothing critical":        {straight(func(rec *record.Recording) { rec.Header.Structures[libVessel].Critical = false }), map[string]Outcome{"": OutcomePass}},
		"twenty samples a second": {straight(func(rec *record.Recording) {
			for i := range rec.Samples {
				rec.Samples[i].Tools[0].Valid = i%10 == 0
			}
		}), map[string]Outcome{"": OutcomeInvalid}},
	} {
		for id, rubric := range libraryRubrics(t) {
			want, ok := c.want[id]
			if !ok {
				want = c.want[""]
			}
			if score := rubric.Grade(Measure(c.rec), Invalidity(c.rec)); score.Outcome != want {
				t.Errorf("%s, %s: %s %q, want %s", name, id, score.Outcome, score.Reasons, want)
			}
		}
	}
}

// TestLibraryMinimaHold: in an attempt that is perfect but for one criterion
// with a minimum, which is at 0, that one fails it.
func TestLibraryMinimaHold(t *testing.T) {
	for id, rubric := range libraryRubrics(t) {
		var minima []string
		for i := range rubric.Criteria {
			criterion := &rubric.Criteria[i]
			if criterion.MinScore == nil {
				continue
			}
			minima = append(minima, criterion.ID)
			metrics := Measure(libAttempt(libStraight))
			for m := range metrics {
				if metrics[m].ID == criterion.Metric {
					metrics[m].Value = ptr(criterion.Curve.Points[len(criterion.Curve.Points)-1][0])
				}
			}
			score := rubric.Grade(metrics, nil)
			if *score.Criteria[i].Score != 0 || score.Outcome != OutcomeFail || !slices.Contains(score.Reasons, "criterion:"+criterion.ID) {
				t.Errorf("%s: with %s at %v the outcome is %s %q", id, criterion.ID, *score.Criteria[i].Score, score.Outcome, score.Reasons)
			}
		}
		if want := []string{"overshoot", "target-error", "entry-error", "angle-error"}; !slices.Equal(minima, want) {
			t.Errorf("%s: minima on %q, want %q", id, minima, want)
		}
	}
}

func TestLibraryRubricsAreSound(t *testing.T) {
	known := KnownMetrics([]string{"vessel", "skull", "brain", "tumour"})
	for id, rubric := range libraryRubrics(t) {
		if problems := rubric.Validate(known); problems != nil {
			t.Errorf("%s: %v", id, problems)
		}
		for _, criterion := range rubric.Criteria {
			if criterion.Missing != MissingInvalid {
				t.Errorf("%s: %s has the rule %s for missing data", id, criterion.ID, criterion.Missing)
			}
		}
	}
}

// TestLibraryDoesNotRewardHaste: who takes a minute loses nothing to who takes ten seconds.
func TestLibraryDoesNotRewardHaste(t *testing.T) {
	for id, rubric := range libraryRubrics(t) {
		for i := range rubric.Criteria {
			if criterion := &rubric.Criteria[i]; criterion.Metric == "time_total" {
				hasty, _ := criterion.Curve.Score(10)
				steady, _ := criterion.Curve.Score(60)
				slow, _ := criterion.Curve.Score(200)
				if hasty != 100 || steady != 100 || slow >= 50 {
					t.Errorf("%s: %v points for 10 s, %v for 60 s, %v for 200 s", id, hasty, steady, slow)
				}
			}
		}
	}
}
