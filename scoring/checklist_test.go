package scoring

import (
	"testing"

	"github.com/drylab/drylab/scene/record"
)

// checked is an attempt in which letters happen, in steps, at seconds.
func checked(confirmed bool, at map[string]float64) *record.Recording {
	tick := func(s float64) int64 { return int64(s * record.TickHz) }
	rec := &record.Recording{Events: []record.Event{{Tick: tick(10), Kind: record.EventStart}}}
	for name, s := range at {
		rec.Events = append(rec.Events, record.Event{Tick: tick(s), Kind: record.EventStepDone, Detail: name})
	}
	if confirmed {
		rec.Events = append(rec.Events, record.Event{Tick: tick(100), Kind: record.EventConfirm})
	} else {
		rec.Samples = []record.Sample{{Tick: tick(100)}}
	}
	return rec
}

func TestChecklistFindsWhatWasMissedLateAndOutOfOrder(t *testing.T) {
	rubric := &Rubric{Checklist: []ChecklistItem{
		{ID: "a", Step: "a", WithinS: 5},
		{ID: "b", Step: "b", WithinS: 5},
		{ID: "c", Step: "c"},
		{ID: "d", Step: "d", AnyOrder: true},
		{ID: "e", Step: "e", Optional: true},
	}}
	for _, c := range []struct {
		name                string
		at                  map[string]float64
		want                [5]CheckStatus
		missed, order, late float64
	}{
		{"all well", map[string]float64{"a": 12, "b": 15, "c": 40, "d": 11, "e": 50},
			[5]CheckStatus{CheckDone, CheckDone, CheckDone, CheckDone, CheckDone}, 0, 0, 0},
		{"late, counted from the one before", map[string]float64{"a": 16, "b": 20.9, "c": 40, "d": 41},
			[5]CheckStatus{CheckLate, CheckDone, CheckDone, CheckDone, CheckSkipped}, 0, 0, 1},
		{"nothing", nil, [5]CheckStatus{CheckMissed, CheckMissed, CheckMissed, CheckMissed, CheckSkipped}, 4, 0, 0},
		// Reversed, three have three inversions: (a,b), (a,c), (b,c).
		{"reversed", map[string]float64{"a": 14.9, "b": 13, "c": 12, "d": 50},
			[5]CheckStatus{CheckDone, CheckOrder, CheckOrder, CheckDone, CheckSkipped}, 0, 3, 0},
		{"before the start and after the end", map[string]float64{"a": 9, "b": 15, "c": 101},
			[5]CheckStatus{CheckMissed, CheckDone, CheckMissed, CheckMissed, CheckSkipped}, 3, 0, 0},
	} {
		rec := checked(true, c.at)
		for i, item := range rubric.Check(rec) {
			if item.Status != c.want[i] {
				t.Errorf("%s: %s is %s, want %s", c.name, item.ID, item.Status, c.want[i])
			}
		}
		m := rubric.Measure(rec)
		for id, want := range map[string]float64{"checklist_missed": c.missed, "checklist_order_errors": c.order, "checklist_late": c.late} {
			if got := value(m, id); got != want {
				t.Errorf("%s: %s = %v, want %v", c.name, id, got, want)
			}
		}
	}
	if m, ok := rubric.Measure(checked(false, nil)).Get("checklist_missed"); !ok || len(m.Flags) != 1 || *m.Value != 4 {
		t.Errorf("abandoned: %+v", m)
	}
	if m, ok := rubric.Measure(&record.Recording{}).Get("checklist_late"); !ok || m.Reason != ReasonNotStarted {
		t.Errorf("never started: %+v", m)
	}
	if _, ok := new(Rubric).Measure(checked(true, nil)).Get("checklist_missed"); ok {
		t.Error("a rubric without a checklist counts what it missed")
	}
}

func TestChecklistsAreValidated(t *testing.T) {
	rubric := madeRubric(t)
	rubric.Penalties[0].Metric = "checklist_missed"
	if problems := rubric.Validate(madeKnown()); !mentions(problems, "/penalties/0/metric", "checklist_missed") {
		t.Errorf("no checklist: %v", problems)
	}
	rubric.Checklist = []ChecklistItem{{ID: "in", Title: "Go in", Event: record.EventEnter, Structure: "ventricle", WithinS: 30}}
	if problems := rubric.Validate(madeKnown()); problems != nil {
		t.Errorf("a sound checklist: %v", problems)
	}
	rubric.Checklist = []ChecklistItem{
		{ID: "a", Title: "neither"}, {ID: "a", Step: "s", Event: record.EventEnter}, {ID: "c", Title: "c", Event: "dance", WithinS: -1},
	}
	problems := rubric.Validate(madeKnown())
	for path, text := range map[string]string{
		"/checklist/0": "a step of the scenario or by an event", "/checklist/1/id": "already used", "/checklist/1/title": "what is to be done",
		"/checklist/1/step": "not by both", "/checklist/2/event": `no event "dance"`, "/checklist/2/within_s": "a time in seconds",
	} {
		if !mentions(problems, path, text) {
			t.Errorf("%s is not told: %v", path, problems)
		}
	}
}
