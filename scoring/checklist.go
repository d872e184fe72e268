package scoring

import (
	"slices"

	"github.com/drylab/drylab/scene/record"
)

// ChecklistItem is one step of the procedure that the rubric expects, in the
// order of the list.
type ChecklistItem struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
	// Step is the scenario's step, or else Event, with the Structure where there
	// are several, whose first occurrence in the scored time does the item.
	Step      string           `yaml:"step,omitempty" json:"step,omitempty"`
	Event     record.EventKind `yaml:"event,omitempty" json:"event,omitempty"`
	Structure string           `yaml:"structure,omitempty" json:"structure,omitempty"`
	// WithinS is the time, s, from the last item before it that was done, or from
	// the start, after which the item is late; 0: any time.
	WithinS  float64 `yaml:"within_s,omitempty" json:"within_s,omitempty"`
	AnyOrder bool    `yaml:"any_order,omitempty" json:"any_order,omitempty"` // its place in the list does not matter
	Optional bool    `yaml:"optional,omitempty" json:"optional,omitempty"`   // may be missed
}

// CheckStatus tells how a checklist's item went.
type CheckStatus string

// The statuses.
const (
	CheckDone    CheckStatus = "done"
	CheckLate    CheckStatus = "late"    // done, but after its time
	CheckSkipped CheckStatus = "skipped" // not done, and optional
	CheckOrder   CheckStatus = "order"   // done, but before one that comes before it in the list
	CheckMissed  CheckStatus = "missed"
)

// CheckedItem is an item of an attempt.
type CheckedItem struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Status CheckStatus `json:"status"`
	AtS    *float64    `json:"at_s"` // from the start; nil when it was not done
	TookS  *float64    `json:"took_s"`
	Within float64     `json:"within_s,omitempty"`
}

// Ids of what a checklist measures.
const (
	idChecklistMissed = "checklist_missed"
	idChecklistOrder  = "checklist_order_errors"
	idChecklistLate   = "checklist_late"
)

// NeedsChecklist marks metrics that exist only with a rubric that has a checklist.
const NeedsChecklist = "checklist"

const sourceChecklist = "authored checklist; order errors are inversions against the authored order (SCORING §3)"

func checklistDefinitions() []Definition {
	definitions := []Definition{
		{ID: idChecklistMissed, Unit: "count", Direction: Lower, Title: "Steps missed",
			Definition: "Items of the rubric's checklist that were not done, optional ones apart.", Source: sourceChecklist,
			NotFor: "how well a step was done, or steps that leave no event."},
		{ID: idChecklistOrder, Unit: "count", Direction: Lower, Title: "Steps in the wrong order",
			Definition: "Pairs of done items whose order was not the checklist's.", Source: sourceChecklist,
			NotFor: "procedures whose order is a matter of taste."},
		{ID: idChecklistLate, Unit: "count", Direction: Lower, Title: "Steps too late",
			Definition: "Done items that took longer than the checklist allows, from the last item before them that was done.", Source: sourceChecklist,
			NotFor: "haste: there is no credit for being early."},
	}
	return needing(NeedsChecklist, definitions)
}

// Check goes through the checklist of an attempt; nil without a checklist or a
// start.
func (r *Rubric) Check(rec *record.Recording) []CheckedItem {
	clock := ClockOf(rec)
	if !clock.Started || len(r.Checklist) == 0 {
		return nil
	}
	return r.checked(r.ticks(rec, clock), clock)
}

// ticks is when each item was done; below 0: it was not.
func (r *Rubric) ticks(rec *record.Recording, clock Clock) []int64 {
	ticks := make([]int64, len(r.Checklist))
	for i := range ticks {
		ticks[i] = r.Checklist[i].tick(rec, clock)
	}
	return ticks
}

// checked judges each item by when it and the others were done.
func (r *Rubric) checked(ticks []int64, clock Clock) (items []CheckedItem) {
	before := clock.StartTick
	for i := range r.Checklist {
		item := &r.Checklist[i]
		checked := CheckedItem{ID: item.ID, Title: item.Title, Status: CheckMissed, Within: item.WithinS}
		if ticks[i] < 0 {
			if item.Optional {
				checked.Status = CheckSkipped
			}
			items = append(items, checked)
			continue
		}
		at, took := seconds(ticks[i]-clock.StartTick), seconds(max(0, ticks[i]-before))
		checked.AtS, checked.TookS = &at, &took
		checked.Status = CheckDone
		switch {
		case r.inversions(ticks, i) > 0:
			checked.Status = CheckOrder
		case item.WithinS > 0 && took > item.WithinS:
			checked.Status = CheckLate
		}
		before = max(before, ticks[i])
		items = append(items, checked)
	}
	return items
}

// tick is when an item was done first within the scored time, or -1.
func (c *ChecklistItem) tick(rec *record.Recording, clock Clock) int64 {
	for i := range rec.Events {
		e := &rec.Events[i]
		if e.Tick < clock.StartTick || e.Tick > clock.EndTick {
			continue
		}
		isStep := c.Step != "" && e.Kind == record.EventStepDone && e.Detail == c.Step
		isEvent := c.Step == "" && e.Kind == c.Event && (c.Structure == "" || c.Structure == e.Structure)
		if isStep || isEvent {
			return e.Tick
		}
	}
	return -1
}

// inversions counts the items that come before item i in the list and were
// done after it.
func (r *Rubric) inversions(ticks []int64, i int) (n int) {
	if r.Checklist[i].AnyOrder || ticks[i] < 0 {
		return 0
	}
	for j := range i {
		if !r.Checklist[j].AnyOrder && ticks[j] > ticks[i] {
			n++
		}
	}
	return n
}

// measureChecklist records what the checklist counts.
func (r *Rubric) measureChecklist(rec *record.Recording, l *ledger) {
	if len(r.Checklist) == 0 {
		return
	}
	clock := ClockOf(rec)
	ids := []string{idChecklistMissed, idChecklistOrder, idChecklistLate}
	if !clock.Started {
		for _, id := range ids {
			l.missing(id, "", ReasonNotStarted)
		}
		return
	}
	var flags []string
	if !clock.Confirmed {
		flags = []string{FlagAbandoned}
	}
	counts, ticks := [3]int{}, r.ticks(rec, clock)
	for i, item := range r.checked(ticks, clock) {
		counts[1] += r.inversions(ticks, i)
		if item.Status == CheckMissed {
			counts[0]++
		}
		if item.TookS != nil && item.Within > 0 && *item.TookS > item.Within {
			counts[2]++
		}
	}
	for i, id := range ids {
		l.value(id, "", float64(counts[i]), len(r.Checklist), slices.Clone(flags)...)
	}
}

// checklist checks the items as far as a rubric can be checked without its scenario.
func (v *review) checklist(r *Rubric) {
	ids := map[string]string{}
	for i := range r.Checklist {
		c, path := &r.Checklist[i], pointer("/checklist", i)
		v.uniqueID(ids, path, c.ID)
		v.text(path+"/title", c.Title, "say what is to be done")
		switch {
		case c.Step == "" && c.Event == "":
			v.report(path, "an item is done by a step of the scenario or by an event: give one")
		case c.Step != "" && (c.Event != "" || c.Structure != ""):
			v.report(path+"/step", "an item is done by a step or by an event, not by both: leave one out")
		case c.Step == "" && !slices.Contains(slices.Concat(countedKinds(), softKinds()), c.Event):
			v.report(path+"/event", "there is no event %q", c.Event)
		}
		if !(c.WithinS >= 0) || !isFinite(c.WithinS) {
			v.report(path+"/within_s", "must be a time in seconds, or 0 for any time")
		}
	}
	if len(r.Checklist) > 0 {
		return
	}
	known := v.known
	v.known = func(id string) (string, bool) {
		if d, _ := Describe(id); d.Needs == NeedsChecklist {
			return "", false
		}
		return known(id)
	}
}
